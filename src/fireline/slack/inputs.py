"""A modal's input fields, and what a person put into them.

Every field's action_id is `value`, so the state of a submitted view is read by block_id alone.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fireline.core.limit_table import string_limit, text_limit
from fireline.slack import elements
from fireline.slack.elements import Block, Element, Option, checked, plain_text
from fireline.slack.mrkdwn import fit

ACTION = "value"


def text_input(
    block_id: str,
    label: str,
    *,
    initial: str | None = None,
    multiline: bool = False,
    optional: bool = False,
    hint: str | None = None,
    max_length: int | None = None,
    placeholder: str | None = None,
) -> Block:
    """A line or a box to write in; `initial` is cut to `max_length` (3000 at most), or Slack refuses the form."""
    limit = min(max_length or 3000, string_limit("plain_text_input", "initial_value"))
    field: Element = {
        "type": "plain_text_input",
        "action_id": ACTION,
        "multiline": multiline,
        "max_length": limit,
    }
    if initial:
        field["initial_value"] = fit(initial, limit)
    if placeholder:
        field["placeholder"] = plain_text(placeholder, text_limit("plain_text_input", "placeholder"))
    return _input(block_id, label, field, optional=optional, hint=hint)


def select_input(
    block_id: str,
    label: str,
    options: Iterable[Option],
    *,
    initial: str | None = None,
    optional: bool = False,
    hint: str | None = None,
    placeholder: str | None = None,
) -> Block:
    """One of a list, by the option's value."""
    field = elements.select(ACTION, options, initial, placeholder)
    return _input(block_id, label, field, optional=optional, hint=hint)


def multi_select_input(
    block_id: str,
    label: str,
    options: Iterable[Option],
    *,
    initial: Sequence[str] = (),
    optional: bool = False,
    hint: str | None = None,
    placeholder: str | None = None,
) -> Block:
    """Several of a list, by their values."""
    field = elements.multi_select(ACTION, options, initial, placeholder)
    return _input(block_id, label, field, optional=optional, hint=hint)


def user_input(
    block_id: str,
    label: str,
    *,
    initial: str | None = None,
    optional: bool = False,
    hint: str | None = None,
    placeholder: str | None = None,
) -> Block:
    """One person, by user id."""
    field = elements.user_select(ACTION, initial, placeholder)
    return _input(block_id, label, field, optional=optional, hint=hint)


def users_input(
    block_id: str,
    label: str,
    *,
    initial: Sequence[str] = (),
    optional: bool = False,
    hint: str | None = None,
    placeholder: str | None = None,
) -> Block:
    """Several people, by user id."""
    field = elements.users_select(ACTION, initial, placeholder)
    return _input(block_id, label, field, optional=optional, hint=hint)


def conversation_input(
    block_id: str,
    label: str,
    *,
    initial: str | None = None,
    optional: bool = False,
    hint: str | None = None,
    placeholder: str | None = None,
) -> Block:
    """One channel, by its id."""
    field = elements.conversation_select(ACTION, initial, placeholder)
    return _input(block_id, label, field, optional=optional, hint=hint)


def external_input(
    block_id: str,
    label: str,
    *,
    initial: Option | None = None,
    optional: bool = False,
    hint: str | None = None,
    placeholder: str | None = None,
) -> Block:
    """One of a list that a handler looks up while the person types."""
    field = elements.external_select(ACTION, initial, placeholder)
    return _input(block_id, label, field, optional=optional, hint=hint)


def date_input(
    block_id: str, label: str, *, initial: str | None = None, optional: bool = False, hint: str | None = None
) -> Block:
    """A day, as 2026-11-27."""
    return _input(block_id, label, elements.datepicker(ACTION, initial), optional=optional, hint=hint)


def time_input(
    block_id: str,
    label: str,
    *,
    initial: str | None = None,
    zone: str | None = None,
    optional: bool = False,
    hint: str | None = None,
) -> Block:
    """A time of day, as 14:02 in `zone`."""
    field = elements.timepicker(ACTION, initial, zone=zone)
    return _input(block_id, label, field, optional=optional, hint=hint)


def datetime_input(
    block_id: str, label: str, *, initial: int | None = None, optional: bool = False, hint: str | None = None
) -> Block:
    """A moment, as Unix seconds."""
    return _input(block_id, label, elements.datetimepicker(ACTION, initial), optional=optional, hint=hint)


def radio_input(
    block_id: str,
    label: str,
    options: Iterable[Option],
    *,
    initial: str | None = None,
    optional: bool = False,
    hint: str | None = None,
) -> Block:
    """One of at most 10, all in sight."""
    return _input(block_id, label, elements.radio(ACTION, options, initial), optional=optional, hint=hint)


def checkbox_input(
    block_id: str,
    label: str,
    options: Iterable[Option],
    *,
    initial: Sequence[str] = (),
    optional: bool = False,
    hint: str | None = None,
) -> Block:
    """Boxes to tick, at most 10."""
    field = elements.checkboxes(ACTION, options, initial)
    return _input(block_id, label, field, optional=optional, hint=hint)


def values(view_state: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says, by block_id: text, an option's value, an id, a list of those, a day, Unix seconds, or None.

    Takes `view["state"]` or the `values` in it. Blank text is None. Unlike the text of messages and commands, text
    from a form is not escaped: put it through `mrkdwn.escape` before showing it. A block with several elements gives a
    dict by action_id.
    """
    blocks = view_state.get("values", view_state)
    return {block_id: _of_block(actions) for block_id, actions in blocks.items()}


def metadata(**facts: Any) -> str:
    """What a form carries unseen, as JSON for `private_metadata`; a fact that is None is left out."""
    present = {name: fact for name, fact in facts.items() if fact is not None}
    return json.dumps(present, separators=(",", ":"))


_READERS: dict[str, str] = {
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}


def _of_block(actions: Mapping[str, Any]) -> Any:
    if len(actions) == 1:
        return _of_element(next(iter(actions.values())))
    return {action_id: _of_element(state) for action_id, state in actions.items()}


def _of_element(state: Mapping[str, Any]) -> Any:
    kind = state["type"]
    if kind in ("static_select", "external_select", "radio_buttons"):
        return _of_option(state.get("selected_option"))
    if kind in ("multi_static_select", "multi_external_select", "checkboxes"):
        chosen = (_of_option(each) for each in state.get("selected_options") or ())
        return [value for value in chosen if value is not None]
    if kind in _READERS:
        found = state.get(_READERS[kind])
        return found if found is not None or not kind.startswith("multi_") else []
    return _of_text(state.get("value"))


def _of_option(option: Mapping[str, Any] | None) -> str | None:
    value = None if option is None else str(option["value"])
    return None if value == elements.NOTHING else value


def _of_text(value: str | None) -> str | None:
    return None if value is None or not value.strip() else value


def _input(block_id: str, label: str, field: Element, *, optional: bool, hint: str | None) -> Block:
    block: Block = {
        "type": "input",
        "block_id": checked("block_id", block_id, string_limit("input", "block_id")),
        "label": plain_text(label, text_limit("input", "label")),
        "element": field,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain_text(hint, text_limit("input", "hint"))
    return block
