"""What a feature builds its messages, modals and home view from: Slack's Block Kit, as plain dicts.

Every text is cut to Slack's limit at a word, never inside a mention, a link or an entity; so a long title costs its
end and not the message. Mrkdwn is always verbatim. Elements and inputs live in their own files and are named here too,
so that `from fireline.slack import kit` is all that a `blocks.py` needs. `elements.py` says why slackblocks is not
beneath.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, TypedDict

from fireline.core.limit_table import SURFACES, VIEW_BYTES, count_limit, string_limit, text_limit
from fireline.slack import mrkdwn
from fireline.slack.elements import (
    BLANK,
    NOTHING,
    Block,
    Confirm,
    Element,
    Option,
    Style,
    button,
    checkboxes,
    checked,
    confirm,
    conversation_select,
    datepicker,
    datetimepicker,
    external_select,
    mrkdwn_text,
    multi_select,
    option,
    overflow,
    plain_text,
    radio,
    select,
    timepicker,
    user_select,
    users_select,
)
from fireline.slack.inputs import (
    checkbox_input,
    conversation_input,
    date_input,
    datetime_input,
    external_input,
    metadata,
    multi_select_input,
    radio_input,
    select_input,
    text_input,
    time_input,
    user_input,
    users_input,
    values,
)
from fireline.slack.mrkdwn import fit
from fireline.slack.mrkdwn import quote as quoted

__all__ = [
    "BLANK",
    "NOTHING",
    "Block",
    "Confirm",
    "Element",
    "Message",
    "Option",
    "Style",
    "View",
    "actions",
    "answer",
    "button",
    "checkbox_input",
    "checkboxes",
    "confirm",
    "context",
    "conversation_input",
    "conversation_select",
    "date_input",
    "datepicker",
    "datetime_input",
    "datetimepicker",
    "divider",
    "external_input",
    "external_select",
    "fit",
    "header",
    "home",
    "is_answer",
    "message",
    "metadata",
    "modal",
    "multi_select",
    "multi_select_input",
    "option",
    "overflow",
    "quote",
    "quoted",
    "radio",
    "radio_input",
    "section",
    "sections",
    "select",
    "select_input",
    "text_input",
    "time_input",
    "timepicker",
    "user_input",
    "user_select",
    "users_input",
    "users_select",
    "values",
]

View = dict[str, Any]
ANSWER = "fireline:answer"  # the callback id of dialogs that only show something
_VIEW_ROOM = VIEW_BYTES - 32 * 1024  # title, metadata and a last row of buttons take the rest


class Content(TypedDict):
    text: str
    blocks: list[Block]


@dataclass(frozen=True)
class Message:
    """What is posted: `text` is a full sentence for notifications and screen readers, `blocks` what is seen."""

    text: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def content(self) -> Content:
        """Both, as the unit takes them: `unit.show(name, to=channel, **message.content)`."""
        return {"text": self.text, "blocks": self.blocks}


def section(
    text: str,
    *,
    fields: Sequence[str] = (),
    accessory: Element | None = None,
    block_id: str | None = None,
) -> Block:
    """A paragraph of mrkdwn, with up to ten short fields in two columns and one element at its right."""
    block: Block = {"type": "section"}
    if text.strip() or not fields:
        block["text"] = mrkdwn_text(text, text_limit("section", "text"))
    if fields:
        block["fields"] = _columns(fields)
    if accessory:
        block["accessory"] = accessory
    return _named(block, block_id)


def sections(text: str) -> list[Block]:
    """A long text in as many sections as it needs, parted between lines or words."""
    return [section(part) for part in mrkdwn.parts(text, text_limit("section", "text"))]


def header(text: str) -> Block:
    """A title in large letters: plain text only."""
    return {"type": "header", "text": plain_text(text, text_limit("header", "text"))}


def context(*texts: str) -> Block:
    """Small grey remarks in one line; past the tenth they share the last place."""
    most = count_limit("context", "elements")[1]
    shown = [*texts[: most - 1], " · ".join(texts[most - 1 :])] if len(texts) > most else list(texts)
    limit = text_limit("context", "elements")
    return {"type": "context", "elements": [mrkdwn_text(text, limit) for text in shown]}


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def actions(*elements: Element | None, block_id: str | None = None) -> Block:
    """A row of buttons and menus, at most 25; None is left out, and a row left empty disappears from its message."""
    present = [element for element in elements if element is not None]
    most = count_limit("actions", "elements")[1]
    return _named({"type": "actions", "elements": present[:most]}, block_id)


def quote(text: str) -> Block:
    """Somebody's words, with the bar at their left. `quoted` gives the same for a line of a section."""
    return section(mrkdwn.quote(text))


def message(text: str, blocks: Iterable[Block]) -> Message:
    """A message: the sentence for the lock screen and the blocks, cut to 50 (the last row of buttons stays)."""
    limit = SURFACES["message"].edited_text  # whatever is posted may be edited later, and an edit allows less
    return Message(fit(mrkdwn.inert(text), limit) or BLANK, _placed(blocks, SURFACES["message"].blocks))


def modal(
    title: str,
    blocks: Iterable[Block],
    *,
    callback_id: str,
    submit: str | None = None,
    close: str = "Cancel",
    private_metadata: str = "",
    notify_on_close: bool = False,
) -> View:
    """A dialog. With an input in it Slack demands a submit button: without a word given, it says "Save"."""
    shape = SURFACES["modal"]
    placed = _placed(blocks, shape.blocks, _VIEW_ROOM)
    view: View = {
        "type": "modal",
        "callback_id": checked("callback_id", callback_id, string_limit("view", "callback_id")),
        "title": plain_text(title, text_limit("view", "title")),
        "close": plain_text(close, text_limit("view", "close")),
        "blocks": placed,
    }
    if submit is None and any(block["type"] == "input" for block in placed):
        submit = "Save"
    if submit is not None:
        view["submit"] = plain_text(submit, text_limit("view", "submit"))
    if private_metadata:
        limit = string_limit("view", "private_metadata")
        view["private_metadata"] = checked("private_metadata", private_metadata, limit)
    return view | ({"notify_on_close": True} if notify_on_close else {})


def answer(text: str, blocks: Iterable[Block] = ()) -> View:
    """A private answer as a dialog: for whoever asked from the home tab, where no conversation could show it."""
    return modal("Fireline", list(blocks) or [section(text)], callback_id=ANSWER, close="Close")


def is_answer(view: Mapping[str, Any] | None) -> bool:
    """Whether this is a dialog in which an answer is shown."""
    return view is not None and view.get("callback_id") == ANSWER


def home(blocks: Iterable[Block]) -> View:
    """The app's home tab, for one person."""
    return {"type": "home", "blocks": _placed(blocks, SURFACES["home"].blocks, _VIEW_ROOM)}


def _named(block: Block, block_id: str | None) -> Block:
    if block_id is None:
        return block
    return block | {"block_id": checked("block_id", block_id, string_limit("section", "block_id"))}


def _columns(fields: Sequence[str]) -> list[dict[str, Any]]:
    most, limit = count_limit("section", "fields")[1], text_limit("section", "fields")
    if len(fields) > most:
        fields = [*fields[: most - 1], f"… and {len(fields) - most + 1} more"]
    return [mrkdwn_text(text, limit) for text in fields]


def _placed(blocks: Iterable[Block], most: int, most_bytes: int | None = None) -> list[Block]:
    """The blocks that hold something, cut to what fits; a cut is said, and a last row of buttons survives it."""
    present = [block for block in blocks if block.get("elements") != []]
    if len(present) <= most and (most_bytes is None or sum(map(_size, present)) <= most_bytes):
        return present
    tail = [present[-1]] if present[-1]["type"] == "actions" else []
    head = _lightest(present[: most - 1 - len(tail)], most_bytes)
    missing = len(present) - len(head) - len(tail)
    return [*head, context(f"… and {missing} more parts"), *tail] if missing > 0 else present


def _lightest(blocks: list[Block], most_bytes: int | None) -> list[Block]:
    """As many of the first blocks as fit in so many bytes."""
    if most_bytes is None:
        return blocks
    upto = accumulate(map(_size, blocks))
    return [block for block, size in zip(blocks, upto, strict=True) if size <= most_bytes]


def _size(block: Block) -> int:
    return len(json.dumps(block)) + 2  # and the comma after it; json.dumps escapes, as the client does
