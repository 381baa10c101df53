"""Block Kit elements: what a person presses, picks or fills in, each cut to Slack's limits.

Plain dicts, not slackblocks' classes. Its blocks accept only its own element objects, it cannot parse an element back
from a dict, rendering is a private method, and where a text is too long it raises where a responder needs the message
sent all the same. What it knows better, the numbers, the tests compare with our table (`core/limit_table.py`).

Texts are cut to fit; ids and values never are, since a cut id means something else: too long raises ValueError.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from fireline.core.limit_table import count_limit, string_limit, text_limit
from fireline.slack.mrkdwn import fit

Block = dict[str, Any]
Element = dict[str, Any]
Option = dict[str, Any]
Confirm = dict[str, Any]
Style = Literal["primary", "danger"]

BLANK = "–"  # Slack refuses an empty text; a dash says that there is none
NOTHING = "kit:nothing"  # the value of the option that stands in an empty list, which Slack refuses too
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)


def plain_text(text: str, limit: int) -> dict[str, Any]:
    """Text shown letter by letter: no bold, no mentions. Give it `mrkdwn.plain(...)` where it comes from a message."""
    return {"type": "plain_text", "text": fit(text, limit) or BLANK, "emoji": True}


def mrkdwn_text(text: str, limit: int) -> dict[str, Any]:
    """Text in Slack's markup. Always verbatim: without it Slack turns a typed `@here` into a live one."""
    return {"type": "mrkdwn", "text": fit(text, limit) or BLANK, "verbatim": True}


def checked(what: str, text: str, limit: int) -> str:
    """`text` itself, for ids and values. Raises ValueError when it is longer than `limit`."""
    if len(text) > limit:
        raise ValueError(f"{what} has {len(text)} characters, at most {limit}: {text[:40]!r}…")
    return text


def button(
    label: str,
    action_id: str,
    value: str = "",
    *,
    style: Style | None = None,
    url: str | None = None,
    confirm: Confirm | None = None,
) -> Element:
    """A button. With `url` it opens a page (http or https, else the link is left out) and still sends its action."""
    element = _element("button", action_id, text=plain_text(label, text_limit("button", "text")))
    if value:
        element["value"] = checked("button value", value, string_limit("button", "value"))
    if style:
        element["style"] = style
    if url and _WEB.fullmatch(url) and len(url) <= string_limit("button", "url"):
        element["url"] = url
    return _with(element, confirm=confirm)


def confirm(title: str, text: str, yes: str, no: str = "Cancel") -> Confirm:
    """The question asked before something that cannot be taken back."""
    parts = {"title": title, "text": text, "confirm": yes, "deny": no}
    return {name: plain_text(said, text_limit("confirm", name)) for name, said in parts.items()}


def option(label: str, value: str, description: str | None = None) -> Option:
    """One choice in a list. `value` is what the handler gets: 1 to 150 characters."""
    if not value:
        raise ValueError(f"the option {label!r} has no value")
    choice: Option = {
        "text": plain_text(label, text_limit("option", "text")),
        "value": checked("option value", value, string_limit("option", "value")),
    }
    if description:
        choice["description"] = plain_text(description, text_limit("option", "description"))
    return choice


def select(
    action_id: str,
    options: Iterable[Option],
    initial: str | None = None,
    placeholder: str | None = None,
    *,
    confirm: Confirm | None = None,
) -> Element:
    """A drop-down. `initial` is the value of the option chosen at first; over 100 options the rest is left out."""
    listed = _listed("static_select", options, () if initial is None else (initial,))
    element = _element("static_select", action_id, options=listed)
    return _with(
        element,
        initial_option=_chosen(listed, initial),
        placeholder=_placeholder(placeholder),
        confirm=confirm,
    )


def multi_select(
    action_id: str, options: Iterable[Option], initial: Sequence[str] = (), placeholder: str | None = None
) -> Element:
    """A drop-down of which several can be chosen."""
    listed = _listed("multi_static_select", options, initial)
    return _with(
        _element("multi_static_select", action_id, options=listed),
        initial_options=[each for each in listed if each["value"] in initial],
        placeholder=_placeholder(placeholder),
    )


def external_select(
    action_id: str, initial: Option | None = None, placeholder: str | None = None, *, fewest_letters: int = 0
) -> Element:
    """A drop-down whose options a handler answers with, once `fewest_letters` are typed."""
    element = _element("external_select", action_id, min_query_length=fewest_letters)
    return _with(element, initial_option=initial, placeholder=_placeholder(placeholder))


def overflow(action_id: str, options: Iterable[Option], *, confirm: Confirm | None = None) -> Element:
    """The "…" menu, 2 to 5 options. A single one becomes a drop-down, whose press tells the handler the same."""
    listed = _listed("overflow", options)
    if len(listed) < count_limit("overflow", "options")[0]:
        return select(action_id, listed, placeholder="More", confirm=confirm)
    return _with(_element("overflow", action_id, options=listed), confirm=confirm)


def user_select(action_id: str, initial: str | None = None, placeholder: str | None = None) -> Element:
    """Pick one person."""
    element = _element("users_select", action_id)
    return _with(element, initial_user=initial, placeholder=_placeholder(placeholder))


def users_select(action_id: str, initial: Sequence[str] = (), placeholder: str | None = None) -> Element:
    """Pick several people."""
    element = _element("multi_users_select", action_id)
    return _with(element, initial_users=list(initial), placeholder=_placeholder(placeholder))


def conversation_select(
    action_id: str,
    initial: str | None = None,
    placeholder: str | None = None,
    *,
    include: Sequence[Literal["public", "private", "im", "mpim"]] = ("public", "private"),
) -> Element:
    """Pick a channel; shared ones and bots' direct messages are not offered."""
    element = _element("conversations_select", action_id)
    shown = {
        "include": list(include),
        "exclude_external_shared_channels": True,
        "exclude_bot_users": True,
    }
    return _with(element, initial_conversation=initial, placeholder=_placeholder(placeholder), filter=shown)


def checkboxes(action_id: str, options: Iterable[Option], initial: Sequence[str] = ()) -> Element:
    """Boxes to tick, at most 10; `initial` holds the values ticked at first."""
    listed = _listed("checkboxes", options, initial)
    ticked = [each for each in listed if each["value"] in initial]
    return _with(_element("checkboxes", action_id, options=listed), initial_options=ticked)


def radio(action_id: str, options: Iterable[Option], initial: str | None = None) -> Element:
    """One of at most 10, all in sight."""
    listed = _listed("radio_buttons", options, () if initial is None else (initial,))
    element = _element("radio_buttons", action_id, options=listed)
    return _with(element, initial_option=_chosen(listed, initial))


def datepicker(action_id: str, initial: str | None = None, placeholder: str | None = None) -> Element:
    """A day; `initial` as 2026-11-27."""
    element = _element("datepicker", action_id)
    return _with(element, initial_date=initial, placeholder=_placeholder(placeholder))


def timepicker(action_id: str, initial: str | None = None, *, zone: str | None = None) -> Element:
    """A time of day; `initial` as 14:02, `zone` an IANA name shown beside it."""
    return _with(_element("timepicker", action_id), initial_time=initial, timezone=zone)


def datetimepicker(action_id: str, initial: int | None = None) -> Element:
    """A moment, as Unix seconds, shown and picked in the reader's own zone."""
    return _with(_element("datetimepicker", action_id), initial_date_time=initial)


def _element(kind: str, action_id: str, **parts: Any) -> Element:
    if not action_id:
        raise ValueError(f"a {kind} without an action_id reaches no handler")
    return {
        "type": kind,
        "action_id": checked("action_id", action_id, string_limit(kind, "action_id")),
        **parts,
    }


def _with(element: Element, **parts: Any) -> Element:
    return element | {name: part for name, part in parts.items() if part not in (None, [])}


def _listed(kind: str, options: Iterable[Option], kept: Sequence[str] = ()) -> list[Option]:
    """The options that fit, in their order; those chosen already are not the ones left out."""
    given = list(options) or [option("Nothing to choose from", NOTHING)]
    most = count_limit(kind, "options")[1]
    chosen = [each for each in given if each["value"] in kept][:most]
    others = [each for each in given if each not in chosen][: most - len(chosen)]
    return [each for each in given if each in chosen or each in others][:most]


def _chosen(options: list[Option], value: str | None) -> Option | None:
    return next((each for each in options if each["value"] == value), None)


def _placeholder(text: str | None) -> dict[str, Any] | None:
    return plain_text(text, text_limit("static_select", "placeholder")) if text else None
