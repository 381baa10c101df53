"""Slack's limits: every deliberately invalid payload is named, by its path."""

from typing import Any

import pytest
from slackblocks import _limits as published

from fireline.core.limit_table import BLOCKS, ELEMENTS, OBJECTS, SURFACES
from fireline.core.limits import violations

Json = dict[str, Any]


def mrkdwn(text: str = "Pool is full") -> Json:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain(text: str = "Resolve") -> Json:
    return {"type": "plain_text", "text": text}


def section(**parts: Any) -> Json:
    return {"type": "section", "text": mrkdwn()} | parts


def button(**parts: Any) -> Json:
    return {"type": "button", "text": plain(), "action_id": "incidents:resolve"} | parts


def options(count: int) -> list[Json]:
    return [{"text": plain(f"SEV{at}"), "value": str(at)} for at in range(count)]


def menu(kind: str, count: int, **parts: Any) -> Json:
    return {"type": kind, "action_id": "incidents:severity", "options": options(count)} | parts


def row(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def form(element: Json, **parts: Any) -> Json:
    return {"type": "input", "label": plain("Impact"), "element": element} | parts


def message(*blocks: Json, **parts: Any) -> Json:
    return {"channel": "C1", "text": "INC-42 is open.", "blocks": list(blocks)} | parts


def modal(*blocks: Json, **parts: Any) -> Json:
    return {"type": "modal", "title": plain("Set impact"), "submit": plain(), "blocks": list(blocks)} | parts


def cells(rows: int, columns: int, letters: int = 1) -> Json:
    cell = {"type": "raw_text", "text": "x" * letters}
    return {"type": "table", "rows": [[cell] * columns] * rows}


WRITING = {"type": "plain_text_input", "action_id": "value"}
DAY = {"type": "datepicker", "action_id": "value"}
CONFIRM = {name: plain() for name in ("title", "text", "confirm", "deny")}

INVALID_MESSAGES = {
    "blocks without text": (message(section(), text=""), "text: missing"),
    "text over 40,000": (message(text="x" * 40_001), "text: 40001 characters, at most 40000"),
    "an edit over 4,000": (message(text="x" * 4_001, ts="1.2"), "text: 4001 characters, at most 4000"),
    "51 blocks": (message(*[section()] * 51), "blocks: 51, at most 50"),
    "one block_id twice": (
        message(section(block_id="a"), section(block_id="a")),
        "blocks[1].block_id: 'a' is there twice",
    ),
    "one action_id twice in a row": (message(row(button(), button())), "blocks[0].elements[1].action_id"),
    "a block_id of 256": (message(section(block_id="x" * 256)), "blocks[0].block_id: 256"),
    "an action_id of 256": (message(row(button(action_id="x" * 256))), "blocks[0].elements[0].action_id: 256"),
    "no action_id": (message(row({"type": "button", "text": plain()})), "blocks[0].elements[0].action_id: missing"),
    "mrkdwn without verbatim": (
        message(section(text={"type": "mrkdwn", "text": "@here"})),
        "blocks[0].text: mrkdwn without verbatim",
    ),
    "a live call to the channel": (message(section(text=mrkdwn("<!here> wake up"))), "blocks[0].text.text: wakes"),
    "a live call in the text": (message(text="<!subteam^S1> look"), "text: wakes a whole channel or group"),
    "link_names": (message(section(), link_names=True), "link_names"),
    "a section over 3000": (message(section(text=mrkdwn("x" * 3001))), "blocks[0].text: 3001"),
    "an empty section": (message({"type": "section"}), "blocks[0]: needs text or fields"),
    "an empty text": (message(section(text=mrkdwn(" "))), "blocks[0].text: empty"),
    "11 fields": (message(section(fields=[mrkdwn()] * 11)), "blocks[0].fields: 11"),
    "a field over 2000": (message(section(fields=[mrkdwn("x" * 2001)])), "blocks[0].fields[0]: 2001"),
    "a header over 150": (message({"type": "header", "text": plain("x" * 151)}), "blocks[0].text: 151"),
    "a header in mrkdwn": (message({"type": "header", "text": mrkdwn()}), "blocks[0].text: must be plain_text"),
    "11 remarks": (message({"type": "context", "elements": [mrkdwn()] * 11}), "blocks[0].elements: 11"),
    "an empty row": (message(row()), "blocks[0].elements: 0"),
    "26 buttons": (message(row(*(button(action_id=f"a:{at}") for at in range(26)))), "blocks[0].elements: 26"),
    "a label over 75": (message(row(button(text=plain("x" * 76)))), "blocks[0].elements[0].text: 76"),
    "a value over 2000": (message(row(button(value="x" * 2001))), "blocks[0].elements[0].value: 2001"),
    "a style of our own": (message(row(button(style="loud"))), "blocks[0].elements[0].style"),
    "a link that is a script": (message(row(button(url="javascript:1"))), "blocks[0].elements[0].url"),
    "a confirmation over 300": (
        message(row(button(confirm=CONFIRM | {"text": plain("x" * 301)}))),
        "blocks[0].elements[0].confirm.text: 301",
    ),
    "no options": (message(row(menu("static_select", 0))), "blocks[0].elements[0].options: 0"),
    "101 options": (message(row(menu("static_select", 101))), "blocks[0].elements[0].options: 101"),
    "11 boxes": (message(row(menu("checkboxes", 11))), "blocks[0].elements[0].options: 11"),
    "11 radio buttons": (message(row(menu("radio_buttons", 11))), "blocks[0].elements[0].options: 11"),
    "an overflow of one": (message(section(accessory=menu("overflow", 1))), "blocks[0].accessory.options: 1"),
    "an overflow of six": (message(section(accessory=menu("overflow", 6))), "blocks[0].accessory.options: 6"),
    "an initial option from elsewhere": (
        message(row(menu("static_select", 2, initial_option=options(3)[2]))),
        "blocks[0].elements[0].initial_option: is not one of the options",
    ),
    "an option's value over 150": (
        message(row(menu("static_select", 0, options=[{"text": plain(), "value": "x" * 151}]))),
        "blocks[0].elements[0].options[0].value: 151",
    ),
    "several people among buttons": (
        message(row({"type": "multi_users_select", "action_id": "roles:ask"})),
        "blocks[0].elements[0].type: 'multi_users_select' cannot stand in 'actions'",
    ),
    "an unknown block": (message({"type": "sektion"}), "blocks[0].type: 'sektion'"),
    "two tables": (message(cells(1, 1), cells(1, 1)), "blocks: 2 tables"),
    "a table of 101 rows": (message(cells(101, 1)), "blocks[0].rows: 101"),
    "a table of 21 columns": (message(cells(1, 21)), "blocks[0].rows[0]: 21 cells"),
    "a table over 10,000": (message(cells(2, 1, 6000)), "blocks[0].rows: "),
    "markdown over 12,000 in all": (
        message(*[{"type": "markdown", "text": "x" * 7000}] * 2),
        "blocks: 14000 characters of markdown",
    ),
    "metadata in depth": (
        message(metadata={"event_type": "delivery", "event_payload": {"id": {"a": 1}}}),
        "metadata.event_payload.id: must be flat",
    ),
    "NUL": (message(section(text=mrkdwn("a\x00b"))), "blocks[0].text.text: NUL or a lone surrogate"),
}

INVALID_MODALS = {
    "101 blocks": (modal(*[section()] * 101), "blocks: 101, at most 100"),
    "a title over 24": (modal(title=plain("x" * 25)), "title: 25 characters, at most 24"),
    "no title": ({"type": "modal", "blocks": []}, "title: missing"),
    "a submit over 24": (modal(submit=plain("x" * 25)), "submit: 25"),
    "an input without submit": (
        {"type": "modal", "title": plain(), "blocks": [form(WRITING)]},
        "submit: missing, and there is an input",
    ),
    "private metadata over 3000": (modal(private_metadata="x" * 3001), "private_metadata: 3001"),
    "a callback_id of 256": (modal(callback_id="x" * 256), "callback_id: 256"),
    "a day in words": (modal(form(DAY | {"initial_date": "27 Nov"})), "blocks[0].element.initial_date: '27 Nov'"),
    "a moment in milliseconds": (
        modal(form({"type": "datetimepicker", "action_id": "value", "initial_date_time": 1_764_000_000_000})),
        "blocks[0].element.initial_date_time",
    ),
    "a written value over 3000": (
        modal(form(WRITING | {"initial_value": "x" * 3001})),
        "blocks[0].element.initial_value: 3001",
    ),
    "a box that takes 3001": (modal(form(WRITING | {"max_length": 3001})), "blocks[0].element.max_length: 3001"),
    "a button as input": (modal(form(button())), "blocks[0].element.type: 'button' cannot stand in 'input'"),
    "an input without label": (modal({"type": "input", "element": WRITING}), "blocks[0].label: missing"),
    "a view over 250 KB": (modal(*[section(text=mrkdwn("x" * 3000))] * 90), "view: "),
}


@pytest.mark.parametrize(("payload", "expected"), INVALID_MESSAGES.values(), ids=INVALID_MESSAGES)
def test_an_invalid_message_is_named_by_its_path(payload: Json, expected: str) -> None:
    found = violations(payload, "message")

    assert [each for each in found if each.startswith(expected)] == found
    assert found


@pytest.mark.parametrize(("view", "expected"), INVALID_MODALS.values(), ids=INVALID_MODALS)
def test_an_invalid_modal_is_named_by_its_path(view: Json, expected: str) -> None:
    found = violations(view, "modal")

    assert [each for each in found if each.startswith(expected)] == found
    assert found


def test_a_valid_message_has_nothing_to_name() -> None:
    remarks = {
        "type": "context",
        "elements": [mrkdwn(), {"type": "image", "image_url": "https://x.y/z", "alt_text": "z"}],
    }
    blocks = [section(accessory=menu("overflow", 2)), row(button(), menu("static_select", 100)), remarks, cells(2, 2)]

    assert violations(message(*blocks)) == []


def test_a_view_is_checked_within_the_call_that_opens_it_too() -> None:
    call = {"trigger_id": "1.2", "view": modal(form(WRITING), title=plain("x" * 25))}

    assert violations(call, "modal") == ["title: 25 characters, at most 24"]


def test_a_home_view_is_not_a_modal() -> None:
    home = {"type": "home", "blocks": [section()]}

    assert violations(home, "home") == []
    assert violations(home, "modal") == ["type: is 'home', not 'modal'", "title: missing"]


def test_our_numbers_are_no_wider_than_those_that_slackblocks_publishes() -> None:
    ours_and_theirs = {
        "section": (BLOCKS["section"].texts["text"], published.SECTION_TEXT_MAX_LENGTH),
        "field": (BLOCKS["section"].texts["fields"], published.SECTION_FIELDS_ITEM_MAX_LENGTH),
        "fields": (BLOCKS["section"].counts["fields"][1], published.SECTION_FIELDS_MAX_ITEMS),
        "header": (BLOCKS["header"].texts["text"], published.HEADER_TEXT_MAX_LENGTH),
        "context": (BLOCKS["context"].counts["elements"][1], published.CONTEXT_ELEMENTS_MAX_ITEMS),
        "actions": (BLOCKS["actions"].counts["elements"][1], published.ACTIONS_ELEMENTS_MAX_ITEMS),
        "label": (BLOCKS["input"].texts["label"], published.INPUT_LABEL_MAX_LENGTH),
        "button": (ELEMENTS["button"].texts["text"], published.BUTTON_TEXT_MAX_LENGTH),
        "value": (ELEMENTS["button"].strings["value"], published.BUTTON_VALUE_MAX_LENGTH),
        "select": (ELEMENTS["static_select"].counts["options"][1], published.SELECT_OPTIONS_MAX_ITEMS),
        "placeholder": (ELEMENTS["datepicker"].texts["placeholder"], published.DATE_PICKER_PLACEHOLDER_MAX_LENGTH),
        "boxes": (ELEMENTS["checkboxes"].counts["options"][1], published.CHECKBOXES_OPTIONS_MAX_ITEMS),
        "radio": (ELEMENTS["radio_buttons"].counts["options"][1], published.RADIO_BUTTONS_OPTIONS_MAX_ITEMS),
        "overflow": (ELEMENTS["overflow"].counts["options"][1], published.OVERFLOW_OPTIONS_MAX_ITEMS),
        "written": (ELEMENTS["plain_text_input"].numbers["max_length"][1], published.PLAIN_TEXT_INPUT_MAX_LENGTH_MAX),
        "option": (OBJECTS["option"].texts["text"], published.OPTION_TEXT_MAX_LENGTH),
        "option value": (OBJECTS["option"].strings["value"], published.OPTION_VALUE_MAX_LENGTH),
        "confirm": (OBJECTS["confirm"].texts["text"], published.CONFIRMATION_TEXT_MAX_LENGTH),
        "confirm title": (OBJECTS["confirm"].texts["title"], published.CONFIRMATION_TITLE_MAX_LENGTH),
        "yes": (OBJECTS["confirm"].texts["confirm"], published.CONFIRMATION_CONFIRM_MAX_LENGTH),
        "title": (OBJECTS["view"].texts["title"], published.VIEW_TITLE_MAX_LENGTH),
        "metadata": (OBJECTS["view"].strings["private_metadata"], published.VIEW_PRIVATE_METADATA_MAX_LENGTH),
        "message": (SURFACES["message"].blocks, published.MESSAGE_BLOCKS_MAX_ITEMS),
        "view": (SURFACES["modal"].blocks, published.VIEW_BLOCKS_MAX_ITEMS),
    }

    assert {name: pair for name, pair in ours_and_theirs.items() if pair[0] > pair[1]} == {}
