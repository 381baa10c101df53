"""The menu of a message: a key moment, an action item, a proposed update; with receipts, undo, and words elsewhere."""

from __future__ import annotations

import pytest

from fireline.features.timeline import reads as timeline
from fireline.sandbox.outcome import Outcome
from fireline.sandbox.seen import Seen
from tests.room import Room


async def choose(room: Room, user: str, what: str, message: Seen) -> Outcome:
    outcome = await room.sandbox.message_shortcut(user, f"overview:{what}", message)
    await room.settle()
    return outcome


async def key_texts(room: Room) -> list[str]:
    found = await room.incident()
    found_ones = await room.unit(lambda unit: timeline.entries(unit, found.id, only_key=True))
    return [e.text for e in found_ones if e.is_message]


async def test_a_message_is_added_to_the_timeline_and_taken_back(room: Room) -> None:
    channel = await room.opened()
    parent = await room.say("bea", channel, "what is it?")
    message = await room.say("bea", channel, "the pool is exhausted", thread_ts=parent.ts)

    added = await choose(room, "cy", "mark_key", message)

    assert added.shown is not None
    assert ("A key moment of INC-1" in added.shown.words, added.shown.thread_ts) == (True, parent.ts)
    assert await key_texts(room) == ["the pool is exhausted"]
    assert "memo" in room.find("bea", channel, "the pool is exhausted").reactions

    await room.press("cy", added.shown, "Undo")

    assert await key_texts(room) == []


async def test_a_mark_from_the_menu_outlives_a_look_at_history(room: Room) -> None:
    channel = await room.opened()
    message = await room.say("bea", channel, "rolled back web")
    await choose(room, "cy", "mark_key", message)

    await room.restart()

    assert await key_texts(room) == ["rolled back web"]


async def test_a_message_is_proposed_as_an_update(room: Room) -> None:
    channel = await room.opened()
    message = await room.say("bea", channel, "A rollback is under way.")

    proposed = await choose(room, "bea", "propose_update", message)

    assert proposed.shown is not None and "Nothing leaves before *Send*" in proposed.shown.words
    assert "A rollback is under way." in room.dm("ana", "A rollback is under way.").words


async def test_an_action_item_is_made_of_a_message(room: Room) -> None:
    channel = await room.opened()
    message = await room.say("bea", channel, "we need an alert on queue depth")

    opened = await choose(room, "bea", "make_item", message)
    assert opened.modal is not None and opened.modal.title == "Action item of INC-1"
    await room.submit("bea")

    listed = await room.type("bea", channel, "/incident actions")
    assert listed.shown is not None and "we need an alert on queue depth" in listed.shown.words


async def test_a_message_is_one_action_item_until_it_is_deleted(room: Room) -> None:
    channel = await room.opened()
    message = await room.say("bea", channel, "we need an alert on queue depth")
    await choose(room, "bea", "make_item", message)
    await choose(room, "cy", "make_item", message)

    made = await room.submit("bea", owner="U0BEA")
    late = await room.submit("cy")

    assert "is an action item already" in late.errors["title"]
    again = await choose(room, "ana", "make_item", message)
    assert again.shown is not None and "is an action item already" in again.shown.words
    await room.press("bea", made.shown, "Undo")
    assert (await choose(room, "ana", "make_item", message)).modal is not None
    await room.submit("ana", owner="U0CY")
    await room.sandbox.delete("bea", message)
    await room.settle()
    listed = await room.type("bea", channel, "/incident actions")
    assert listed.shown is not None and "its message was deleted" in listed.shown.words
    assert "queue depth" not in str([e.data for e in await room.timeline(with_hidden=True)])


@pytest.mark.parametrize(
    ("what", "verb"), [("mark_key", "note"), ("propose_update", "update"), ("make_item", "action")]
)
async def test_elsewhere_the_words_are_kept_and_the_incident_is_asked_for(room: Room, what: str, verb: str) -> None:
    await room.opened()
    message = await room.say("ana", "#incidents", "payments fail too")

    asked = await choose(room, "ana", what, message)

    assert asked.shown is not None
    assert f"Which incident is `{verb}` about?" in asked.shown.words
    assert f"{verb} payments fail too" in asked.shown.words
    assert asked.shown.labels == ["INC-1 checkout returns 500s"]


async def test_guests_and_messages_of_bots_are_refused_in_words(room: Room) -> None:
    channel = await room.opened()
    await room.sandbox.invite("ana", channel, "gus")
    message = await room.say("bea", channel, "rolled back web")

    by_guest = await choose(room, "gus", "mark_key", message)
    of_card = await choose(room, "ana", "mark_key", room.card(channel))

    assert by_guest.shown is not None and "Guests cannot add to the record" in by_guest.shown.words
    assert of_card.shown is not None and "Only what people write" in of_card.shown.words
