"""What people can do, and what Slack's own client would not let them do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from fireline.sandbox import PersonRefusedError, Sandbox
from tests.sandbox.listener import Listener
from tests.sandbox.test_asking_the_app import modal, opened, plain

Act = Callable[[Sandbox], Awaitable[Any]]
IMPOSSIBLE: dict[str, Act] = {
    "somebody unknown": lambda s: s.say("nobody", "#incidents", "x"),
    "somewhere unknown": lambda s: s.say("ana", "#nowhere", "x"),
    "somebody deactivated": lambda s: s.say("zoe", "#incidents", "x"),
    "from outside": lambda s: s.say("eve", "#secops", "x"),
    "to a message that is not there": lambda s: s.say("ana", "#incidents", "x", thread_ts="1.000000"),
    "a reaction twice": lambda s: s.react("ana", ("#incidents", "1.000000"), "eyes"),
    "joining a private channel": lambda s: s.join("eve", "#secops"),
    "joining twice": lambda s: s.join("ana", "#incidents"),
    "inviting who is there": lambda s: s.invite("ana", "#incidents", "bea"),
    "a channel with a taken name": lambda s: s.create_channel("ana", "general"),
    "deleting a channel as anybody": lambda s: s.delete_channel("bea", "#general"),
    "a form that is not there": lambda s: s.submit("ana", {}),
    "a home that is not there": lambda s: s.press("ana", "home", "x"),
    "a second person of one name": lambda s: s.add_user("ana"),
}


@pytest.mark.parametrize("act", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
async def test_the_impossible_is_refused_with_a_sentence(sandbox: Sandbox, act: Act) -> None:
    with pytest.raises(PersonRefusedError, match=r"\.$"):
        await act(sandbox)


async def test_nobody_changes_the_words_of_others_but_an_administrator_deletes_them(sandbox: Sandbox) -> None:
    said = await sandbox.say("bea", "#incidents", "mine")
    with pytest.raises(PersonRefusedError):
        await sandbox.edit("ana", said, "yours")
    with pytest.raises(PersonRefusedError):
        await sandbox.delete("cy", said)
    await sandbox.delete("ana", said)
    assert sandbox.messages("#incidents") == []


async def test_people_speak_in_threads_to_the_channel_too_and_of_themselves(
    sandbox: Sandbox, listener: Listener
) -> None:
    said = await sandbox.say("ana", "#incidents", "parent")
    await sandbox.say("bea", "#incidents", "also here", thread_ts=said.ts, broadcast=True)
    await sandbox.me("cy", "#incidents", "shrugs")
    await sandbox.settle()

    assert [m.text for m in sandbox.thread("#incidents", said.ts)] == ["parent", "also here"]
    assert len(listener.of("message", "thread_broadcast")) == len(listener.of("message", "me_message")) == 1


async def test_channels_are_made_named_and_deleted_by_people(sandbox: Sandbox, listener: Listener) -> None:
    await sandbox.create_channel("bea", "war-room", private=True)
    await sandbox.invite("bea", "#war-room", "fireline")
    await sandbox.set_topic("bea", "#war-room", "Quiet & calm")
    await sandbox.rename("bea", "#war-room", "peace-room")
    await sandbox.archive("bea", "#peace-room")
    await sandbox.unarchive("bea", "#peace-room")
    assert sandbox.topic("#peace-room") == "Quiet &amp; calm"
    await sandbox.delete_channel("ana", "#peace-room")
    await sandbox.settle()

    kinds = [event["type"] for event in listener.events if event["type"].startswith("group_")]
    assert sorted(kinds) == ["group_archive", "group_deleted", "group_rename", "group_unarchive"]
    assert "peace-room" not in [c["name"] for c in sandbox.channels()]


async def test_marks_are_taken_back(sandbox: Sandbox, listener: Listener) -> None:
    said = await sandbox.say("ana", "#incidents", "x")
    await sandbox.pin("bea", said)
    await sandbox.unpin("bea", said)
    await sandbox.settle()
    assert sandbox.pins("#incidents") == [] and len(listener.of("pin_removed")) == 1


async def test_a_newcomer_takes_part(sandbox: Sandbox) -> None:
    await sandbox.add_user("kim", real_name="Kim Ko", tz="Asia/Seoul")
    await sandbox.join("kim", "#incidents")
    assert (await sandbox.say("kim", "#incidents", "hi")).user == "kim"


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.upper()), "value": value}


ELEMENTS: list[tuple[dict[str, Any], Any, dict[str, Any]]] = [
    ({"type": "plain_text_input"}, "words", {"value": "words"}),
    ({"type": "number_input", "is_decimal_allowed": False}, "5", {"value": "5"}),
    ({"type": "static_select", "options": [option("a"), option("b")]}, "B", {"selected_option": option("b")}),
    (
        {"type": "static_select", "option_groups": [{"label": plain("g"), "options": [option("a")]}]},
        "a",
        {"selected_option": option("a")},
    ),
    ({"type": "radio_buttons", "options": [option("a"), option("b")]}, "a", {"selected_option": option("a")}),
    ({"type": "checkboxes", "options": [option("a"), option("b")]}, ["a"], {"selected_options": [option("a")]}),
    ({"type": "multi_static_select", "options": [option("a")]}, ["A"], {"selected_options": [option("a")]}),
    ({"type": "users_select"}, "U0BEA", {"selected_user": "U0BEA"}),
    ({"type": "multi_users_select"}, ["U0BEA"], {"selected_users": ["U0BEA"]}),
    ({"type": "conversations_select"}, "C0GENERAL", {"selected_conversation": "C0GENERAL"}),
    ({"type": "channels_select"}, "C0GENERAL", {"selected_channel": "C0GENERAL"}),
    ({"type": "datepicker"}, "2017-02-01", {"selected_date": "2017-02-01"}),
    ({"type": "timepicker"}, "14:30", {"selected_time": "14:30"}),
    ({"type": "datetimepicker"}, 1485896400, {"selected_date_time": 1485896400}),
]


@pytest.mark.parametrize(("element", "given", "held"), ELEMENTS, ids=[e["type"] for e, _, _ in ELEMENTS])
async def test_every_input_yields_what_was_entered(
    sandbox: Sandbox,
    listener: Listener,
    client: AsyncWebClient,
    element: dict[str, Any],
    given: Any,
    held: dict[str, Any],
) -> None:
    block = {"type": "input", "block_id": "b", "label": plain("L"), "element": element | {"action_id": "x"}}
    await opened(sandbox, listener, client, modal(blocks=[block]))

    empty = await sandbox.submit("ana")
    done = await sandbox.submit("ana", {"b": {"x": given}})

    assert empty.errors == {"b": "Please complete this required field."} and done.ok
    state = listener.arrivals[-1].body["view"]["state"]["values"]["b"]["x"]
    assert state == {"type": element["type"]} | held


async def test_what_a_field_does_not_offer_cannot_be_entered(
    sandbox: Sandbox, listener: Listener, client: AsyncWebClient
) -> None:
    await opened(sandbox, listener, client, modal())
    with pytest.raises(PersonRefusedError, match="not offered"):
        await sandbox.submit("ana", {"severity": "sev9"})
    with pytest.raises(PersonRefusedError, match="no field"):
        await sandbox.submit("ana", {"colour": "red"})
    with pytest.raises(PersonRefusedError, match="at most 3000"):
        await sandbox.submit("ana", {"note": "x" * 3001})


async def test_a_press_in_a_modal_can_push_another(
    sandbox: Sandbox, listener: Listener, client: AsyncWebClient
) -> None:
    button = {"type": "button", "action_id": "more", "text": plain("More"), "value": "1"}
    view = modal(blocks=[{"type": "actions", "block_id": "b", "elements": [button]}])
    await opened(sandbox, listener, client, view)
    await sandbox.press("ana", "modal", "More")

    trigger_id = listener.arrivals[-1].body["trigger_id"]
    pushed = await client.views_push(trigger_id=trigger_id, view=modal(title=plain("Second")))

    seen = sandbox.modal("ana")
    assert seen is not None and seen.title == "Second"
    assert pushed["view"]["previous_view_id"] == pushed["view"]["root_view_id"]
    await sandbox.close_view("ana", all_of_them=True)
    assert sandbox.modal("ana") is None


async def test_an_overflow_menu_is_chosen_from(sandbox: Sandbox, listener: Listener, client: AsyncWebClient) -> None:
    menu = {"type": "overflow", "action_id": "item:more", "options": [option("edit"), option("drop")]}
    section = {"type": "section", "text": plain("item"), "accessory": menu}
    await client.chat_postMessage(channel="C0INCIDENTS", text="item", blocks=[section])
    await sandbox.press("ana", sandbox.messages("#incidents")[-1], "item:more", "drop")
    assert listener.arrivals[-1].body["actions"][0]["selected_option"]["value"] == "drop"
