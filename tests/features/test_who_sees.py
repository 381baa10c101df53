"""Who works on a private incident goes on seeing it; a form of one incident reaches into no other."""

from __future__ import annotations

from typing import Any

import pytest

from fireline.features.incidents import events
from fireline.sandbox import payloads
from fireline.sandbox.whereabouts import find_user
from tests.poison import old_button
from tests.room import Room


async def made_private(room: Room, channel: str, by: str = "ana") -> None:
    asked = await room.type(by, channel, "/incident private")
    assert asked.shown is not None
    await room.press(by, asked.shown, "Make private")


async def submit_foreign(room: Room, user: str, callback_id: str, metadata: str, **texts: str) -> None:
    """A form that says what no form of ours says, signed as Slack signs."""
    world = room.sandbox.world
    person = find_user(world, user)
    body = payloads.interaction(world, "view_submission", person, world.new_trigger(person, None))
    values: dict[str, Any] = {name: {"v": {"type": "plain_text_input", "value": text}} for name, text in texts.items()}
    view = {"type": "modal", "id": world.ws.new_id("V"), "callback_id": callback_id, "private_metadata": metadata}
    await world.dispatcher.ask(
        "interaction", callback_id, body | {"view": {**view, "state": {"values": values}}}, world.story()
    )
    await room.settle()


async def test_who_holds_a_role_still_sees_what_becomes_private(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident comms @cy")

    await made_private(room, channel)

    mine = await room.type("cy", "#incidents", "/incident todo")
    assert mine.shown is not None and "Communications lead of INC-1" in mine.shown.words
    await room.press("cy", room.dm("cy", "You are communications lead"), "Not me")
    assert "*Comms* nobody" in room.card(channel).words


async def test_who_walks_into_the_public_channel_of_a_private_incident_sees_no_more_than_the_channel(
    room: Room,
) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident note the keys are in the log")
    asked = await room.type("ana", channel, "/incident private")
    await room.press("ana", asked.shown, "Make private")

    await room.sandbox.join("dee", channel)
    await room.settle()

    shown = await room.type("dee", channel, "/incident timeline")
    assert shown.shown is not None and "the keys are in the log" not in shown.shown.words
    listed = await room.type("dee", "#general", "/incident list")
    assert listed.shown is not None and "INC-1" not in listed.shown.words


async def test_who_is_in_the_channel_can_press_what_stands_there(room: Room) -> None:
    channel = await room.declare()
    await room.sandbox.join("dee", channel)
    await room.settle()
    await made_private(room, channel)

    inside = await room.press("dee", room.card(channel), "More")
    outside = await room.type("dee", "#incidents", "/incident INC-1")

    assert inside.shown is not None and "checkout returns 500s" in inside.shown.words
    assert {"Identified", "SEV1"} <= set(inside.shown.labels) and "More" not in inside.shown.labels
    assert outside.shown is not None and "There is no INC-1 here" in outside.shown.words


@pytest.mark.parametrize("callback_id", ["updates:write", "updates:correct"])
async def test_a_form_reaches_no_update_of_another_incident(room: Room, callback_id: str) -> None:
    private = await room.declare("declare private sev1 keys leaked")
    await room.type("ana", private, "/incident update we rotate them")
    await room.forward(seconds=10)
    await room.type("ana", "#incidents", "/incident declare sev3 slow search")

    await submit_foreign(room, "dee", callback_id, '{"incident":2,"update":1}', news="all is well", impact="none")

    assert "we rotate them" in room.find("ana", private, "update 1").words
    assert not [m for m in room.sees("ana", private) if "all is well" in m.words]


async def test_undo_reaches_nothing_of_a_private_incident_that_is_named_beside_another(room: Room) -> None:
    private = await room.declare("declare private sev2 keys leaked")
    await room.type("ana", private, "/incident rename the signing keys leaked")
    renamed = (await room.timeline(events.RENAMED))[0]
    await room.type("ana", "#incidents", "/incident declare sev3 slow search")
    public = "#" + (await room.incident(2)).channel_name
    await room.sandbox.join("dee", public)
    forged = {"action_id": "incidents:undo", "value": f"2:{renamed.id}"}
    seen = await old_button(room, public, "An old message", "Undo", **forged)

    answered = await room.press("dee", seen, "Undo")

    assert answered.shown is not None and "not on record any more" in answered.shown.words
    assert (await room.incident()).title == "the signing keys leaked"


async def test_somebody_is_let_in_when_the_channel_is_archived(room: Room) -> None:
    await room.type("ana", "#incidents", "/incident declare private sev2 keys leaked")
    await room.sandbox.archive("ana", "#" + (await room.incident()).channel_name)
    await room.settle()

    answered = await room.type("ana", "#incidents", "/incident INC-1 access @dee")

    assert answered.shown is not None and "can see INC-1 now" in answered.shown.words
    shown = await room.type("dee", "#incidents", "/incident show 1")
    assert shown.shown is not None and "keys leaked" in shown.shown.words
