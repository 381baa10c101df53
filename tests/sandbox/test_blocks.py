"""Block Kit as Slack checks it: one wrong thing in each payload, and where Slack points."""

from __future__ import annotations

from typing import Any

import pytest

from fireline.sandbox.blocks import complaints_about
from fireline.sandbox.errors import SlackError
from fireline.sandbox.viewrules import check_view

Json = dict[str, Any]


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * length}


def button(**more: Any) -> Json:
    return {"type": "button", "action_id": "a:b", "text": plain(5)} | more


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def options(count: int, **more: Any) -> list[Json]:
    return [{"text": plain(3), "value": str(number)} | more for number in range(count)]


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": options(2)} | more


def asking(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain(5), "element": element} | more


DIVIDER: Json = {"type": "divider"}
ASKS_BACK: Json = {"title": plain(1), "text": plain(1), "confirm": plain(1), "deny": plain(1)}
FINE = [
    [{"type": "section", "text": mrkdwn(3000), "accessory": button()}],
    [{"type": "section", "fields": [mrkdwn(2000)] * 10}],
    [{"type": "header", "text": plain(150)}],
    [{"type": "context", "elements": [mrkdwn(10)] * 10}],
    [actions(*(button(action_id=str(n)) for n in range(25)))],
    [actions(select(options=options(100)), button(value="x" * 2000, style="danger"))],
    [{"type": "divider", "block_id": str(n)} for n in range(50)],
    [{"type": "markdown", "text": "**x**"}],
    [asking({"type": "plain_text_input", "action_id": "t"})],
]
WRONG = [
    ("too many blocks", [DIVIDER] * 51, "/blocks"),
    ("no such block", [{"type": "sectoin"}], "/blocks/0"),
    ("empty text", [{"type": "section", "text": mrkdwn(0)}], "/blocks/0/text/text"),
    ("long section", [{"type": "section", "text": mrkdwn(3001)}], "/blocks/0/text/text"),
    ("no text", [{"type": "section"}], "/blocks/0"),
    ("eleven fields", [{"type": "section", "fields": [mrkdwn(1)] * 11}], "/blocks/0/fields"),
    ("long field", [{"type": "section", "fields": [mrkdwn(2001)]}], "/blocks/0/fields/0/text"),
    ("long header", [{"type": "header", "text": plain(151)}], "/blocks/0/text/text"),
    ("header in mrkdwn", [{"type": "header", "text": mrkdwn(5)}], "/blocks/0/text"),
    ("emoji in mrkdwn", [{"type": "section", "text": mrkdwn(5) | {"emoji": True}}], "/blocks/0/text"),
    ("verbatim in plain", [{"type": "header", "text": plain(5) | {"verbatim": True}}], "/blocks/0/text"),
    ("divider with text", [DIVIDER | {"text": plain(5)}], "/blocks/0"),
    ("eleven in context", [{"type": "context", "elements": [mrkdwn(1)] * 11}], "/blocks/0/elements"),
    ("no context", [{"type": "context", "elements": []}], "/blocks/0"),
    ("26 actions", [actions(*(button(action_id=str(n)) for n in range(26)))], "/blocks/0/elements"),
    ("no action", [actions()], "/blocks/0"),
    ("input in actions", [actions({"type": "plain_text_input", "action_id": "t"})], "/blocks/0/elements/0/type"),
    ("long label", [actions(button(text=plain(76)))], "/blocks/0/elements/0/text/text"),
    ("long value", [actions(button(value="x" * 2001))], "/blocks/0/elements/0/value"),
    ("value no text", [actions(button(value=1))], "/blocks/0/elements/0/value"),
    ("long action_id", [actions(button(action_id="x" * 256))], "/blocks/0/elements/0/action_id"),
    ("no such style", [actions(button(style="default"))], "/blocks/0/elements/0/style"),
    ("same action_id", [actions(button(), button())], "/blocks/0/elements/1/action_id"),
    ("101 options", [actions(select(options=options(101)))], "/blocks/0/elements/0/options"),
    ("no options", [actions(select(options=[]))], "/blocks/0/elements/0"),
    ("long option", [actions(select(options=options(1, text=plain(76))))], "/blocks/0/elements/0/options/0/text/text"),
    ("long option value", [actions(select(options=options(1, value="x" * 151)))],
     "/blocks/0/elements/0/options/0/value"),
    ("foreign initial", [actions(select(initial_option=options(1, value="9")[0]))],
     "/blocks/0/elements/0/initial_option"),
    ("six in overflow", [actions({"type": "overflow", "options": options(6)})], "/blocks/0/elements/0/options"),
    ("eleven checks", [actions({"type": "checkboxes", "options": options(11)})], "/blocks/0/elements/0/options"),
    ("same block_id", [DIVIDER | {"block_id": "x"}] * 2, "/blocks/1/block_id"),
    ("long block_id", [DIVIDER | {"block_id": "x" * 256}], "/blocks/0/block_id"),
    ("button as input", [asking(button())], "/blocks/0/element/type"),
    ("long input", [asking({"type": "plain_text_input", "max_length": 3001})], "/blocks/0/element/max_length"),
    ("long confirm", [actions(button(confirm=ASKS_BACK | {"title": plain(101)}))],
     "/blocks/0/elements/0/confirm/title/text"),
    ("picture without words", [{"type": "image", "image_url": "https://x.example/p.png"}], "/blocks/0"),
    ("much markdown", [{"type": "markdown", "text": "x" * 12001}], "/blocks/0/text"),
    ("101 rows", [{"type": "table", "rows": [[]] * 101}], "/blocks/0/rows"),
    ("no list", {"type": "divider"}, "/blocks"),
]  # fmt: skip


@pytest.mark.parametrize("blocks", FINE)
def test_what_slack_takes_passes(blocks: list[Json]) -> None:
    assert complaints_about(blocks, "message") == []


@pytest.mark.parametrize(("blocks", "pointer"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_what_slack_refuses_is_pointed_at(blocks: Any, pointer: str) -> None:
    pointers = [
        complaint.partition("json-pointer:")[2].rstrip("]") for complaint in complaints_about(blocks, "message")
    ]
    assert pointers == [pointer]


def test_a_view_holds_twice_as_many_blocks() -> None:
    assert complaints_about([DIVIDER] * 100, "modal") == []
    assert complaints_about([DIVIDER] * 101, "modal") != []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": plain(25)}, "invalid_arguments"),
        ({"title": None}, "invalid_arguments"),
        ({"submit": plain(25)}, "invalid_arguments"),
        ({"private_metadata": "x" * 3001}, "invalid_arguments"),
        ({"callback_id": "x" * 256}, "invalid_arguments"),
        ({"type": "popup"}, "invalid_arguments"),
        ({"blocks": [asking({"type": "plain_text_input"})], "submit": None}, "invalid_arguments"),
        ({"blocks": [{"type": "section", "text": mrkdwn(3000)}] * 84}, "view_too_large"),
    ],
)
def test_a_view_that_slack_would_refuse_is_refused(change: Json, code: str) -> None:
    view = {"type": "modal", "title": plain(24), "submit": plain(24), "blocks": [DIVIDER]}
    assert check_view(view, ("modal",)) == view

    with pytest.raises(SlackError) as caught:
        check_view(view | change, ("modal",))

    assert caught.value.code == code
