"""Lines said to the bot in messages: `@fireline …` does what a slash command does, also in threads."""

from __future__ import annotations

import pytest

from fireline.sandbox.seen import Seen
from fireline.store.tables import inbox
from fireline.store.unit import Unit
from tests import poison
from tests.room import Room


def told(room: Room, user: str, channel: str) -> list[Seen]:
    return [m for m in room.sees(user, channel) if m.is_ephemeral and "recorded" not in m.words]


async def test_a_line_in_a_thread_is_done_and_answered_there(room: Room) -> None:
    channel = await room.opened()
    parent = await room.say("bea", channel, "web-3 is back to the old version")

    await room.say("bea", channel, "@fireline note 1m ago rolled back web", thread_ts=parent.ts)

    answer = told(room, "bea", channel)[-1]
    assert (answer.thread_ts, "rolled back web" in answer.words) == (parent.ts, True)
    assert told(room, "cy", channel) == []
    said = [text for text in await room.texts() if "rolled back web" in text]
    assert sorted(said) == ["<@U0FIRELINE> note 1m ago rolled back web", "rolled back web"]

    await room.press("bea", answer, "Undo")

    undone = told(room, "bea", channel)[-1]
    assert undone.thread_ts == parent.ts
    assert "rolled back web" not in await room.texts()


async def test_a_line_in_a_direct_message_is_done_and_answered_there(room: Room) -> None:
    await room.opened()

    await room.sandbox.people.dm("ana", "INC-1 note rolled back web")
    await room.sandbox.people.dm("ana", "thanks")
    await room.settle()

    noted = room.dm("ana", "Noted for INC-1")
    assert not noted.is_ephemeral and "Undo" in noted.labels
    assert "rolled back web" in await room.texts()
    assert "Declare “thanks”" in room.dm("ana", "That is no command").labels
    assert await room.unit(_payloads) == []


async def test_the_answer_to_a_direct_message_stands_when_the_message_comes_in_another_envelope(room: Room) -> None:
    await room.opened()
    await room.sandbox.people.dm("ana", "INC-1 note rolled back web")
    await room.settle()
    envelopes = room.sandbox.world.journal.envelopes
    (envelope,) = [e for e in envelopes if (e.body.get("event") or {}).get("text") == "INC-1 note rolled back web"]

    await room.app.keeper.accept({**envelope.body, "event_id": "Ev0ANOTHER"})
    await room.settle()

    assert "Undo" in room.dm("ana", "Noted for INC-1").labels
    assert (await room.texts()).count("rolled back web") == 1


async def test_the_line_runs_once_however_often_it_comes_and_is_not_kept_where_no_incident_is(room: Room) -> None:
    await room.opened()
    general = "#incidents"

    said = await room.say("ana", general, "hey @fireline, declare sev3 search is slow")
    room.sandbox.redeliver()
    await room.settle()
    await room.sandbox.edit("ana", said, "@fireline declare sev1 everything is slow")
    await room.settle()

    assert [(await room.incident(n)).title for n in (1, 2)] == ["checkout returns 500s", "search is slow"]
    answers = [m.text for m in told(room, "ana", general) if "INC-2" in m.text]
    assert answers == ["Opening INC-2: search is slow", "INC-2 is open."]
    assert await room.unit(_payloads) == []


def _payloads(unit: Unit) -> list[object]:
    return [row.payload for row in unit.rows(inbox.select()) if row.payload is not None]


async def test_a_form_is_offered_by_a_button(room: Room) -> None:
    channel = await room.opened()
    parent = await room.say("ana", channel, "what hurts?")

    await room.say("ana", channel, "@fireline impact", thread_ts=parent.ts)
    offered = told(room, "ana", channel)[-1]
    pressed = await room.press("ana", offered, "Open the form")

    assert pressed.modal is not None and pressed.modal.title == "Impact of INC-1"
    await room.submit("ana", impact="12 % of EU checkouts fail")
    assert (await room.incident()).impact == "12 % of EU checkouts fail"


async def test_a_bare_name_answers_as_the_bare_root_does(room: Room) -> None:
    channel = await room.opened()

    await room.say("bea", channel, "@fireline")
    await room.say("bea", "#incidents", "@fireline")

    assert "INC-1 checkout returns 500s" in told(room, "bea", channel)[-1].words
    pressed = await room.press("bea", told(room, "bea", "#incidents")[-1], "Open the form")
    assert pressed.modal is not None and pressed.modal.title == "Declare an incident"


async def test_a_refusal_shows_the_line_that_works_as_it_was_said(room: Room) -> None:
    channel = await room.opened()

    await room.say("ana", channel, "@fireline resolve 16:40 pool restored")

    assert "What works: `@fireline resolve pool restored`" in told(room, "ana", channel)[-1].words


@pytest.mark.parametrize("words", ["thanks @fireline!", "should we ask @fireline to resolve this?"])
async def test_speaking_of_the_bot_does_nothing(room: Room, words: str) -> None:
    channel = await room.opened()

    await room.say("ana", channel, words)

    assert "begins with its name" in told(room, "ana", channel)[-1].words
    assert (await room.incident()).status == "declared"


async def test_guests_are_answered_by_the_same_rules(room: Room) -> None:
    channel = await room.opened()
    await room.sandbox.invite("ana", channel, "gus")
    await room.settle()

    await room.say("gus", channel, "@fireline declare sev1 mine is broken")

    assert "Guests cannot declare incidents" in told(room, "gus", channel)[-1].words
    assert len([c for c in room.sandbox.channels() if c["name"].startswith("inc-")]) == 1


async def test_what_was_said_while_nobody_listened_is_not_done_late(room: Room) -> None:
    channel = await room.opened()
    await room.stop_bot()
    await room.sandbox.say("ana", channel, "@fireline resolved")
    room.clock.forward(minutes=40)

    await room.start_bot()
    room.sandbox.redeliver()
    await room.settle()

    assert (await room.incident()).status == "declared"
    late = told(room, "ana", channel)[-1]
    assert "Nothing was done" in late.words
    await room.press("ana", late, "Run “resolved”")
    assert (await room.incident()).status == "resolved"


async def test_texts_that_are_no_answers_show_the_word_that_people_type(room: Room) -> None:
    channel = await room.opened()  # ana typed /incident
    await room.type("bea", channel, "/inc ic me")

    assert "Leaving? `/inc handoff @name`" in room.dm("bea", "Leaving?").words

    await room.type("bea", channel, "/inc ic @cy")
    await room.press("cy", room.dm("cy", "INC-1"), "Accept")
    assert "Leaving? `/inc" in room.dm("cy", "Leaving?").words  # as often typed as the other, and first by name


async def test_a_line_that_meets_a_bug_is_answered_and_stops_nothing(room: Room) -> None:
    channel = await room.opened()
    await poison.is_typed(room, channel)
    await room.say("ana", channel, "@fireline status")

    faulty, fine = told(room, "ana", channel)
    assert "a fault in Fireline" in faulty.words and faulty.words.endswith("> @fireline status")
    assert "a fault in Fireline" not in fine.words
    assert await room.unit(_payloads) == []
    room.faults_were_meant()
