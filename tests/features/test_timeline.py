"""What is said in an incident's channel comes onto its timeline once, whatever Slack does to the order."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from fireline.core.events import ChannelId, UserId, WorkspaceId
from fireline.core.feature import SlackEvent
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import service as trunk
from fireline.features.timeline import reads
from fireline.features.timeline.feature import feature
from fireline.features.timeline.reads import Entry
from fireline.features.timeline.snapshots import moment_of
from fireline.features.timeline.tables import timeline_mark
from fireline.store.tables import delivery
from fireline.store.unit import Unit
from tests.room import Room, open_room

MESSAGES = ("timeline.message", "timeline.bot_message")


async def only_message(room: Room) -> Entry:
    [found] = await room.timeline(*MESSAGES, with_hidden=True)
    return found


async def test_a_message_is_recorded_with_its_own_time_to_the_microsecond(room: Room) -> None:
    channel = await room.declare()

    said = await room.say("ana", channel, "rolling back web")

    found = await only_message(room)
    assert (found.text, found.actor_id) == ("rolling back web", "U0ANA")
    assert found.happened_at == moment_of(said.ts)
    assert found.permalink == f"https://slack.com/archives/{said.channel}/p{said.ts.replace('.', '')}"
    assert (await room.incident()).last_message_at == found.happened_at


# what is recorded -----------------------------------------------------------------------------------------------
async def test_a_reply_carries_its_thread_and_a_file_its_name(room: Room) -> None:
    channel = await room.opened()
    parent = await room.say("ana", channel, "what do we see?")

    await room.say("bea", channel, "", thread_ts=parent.ts, files={"graph.txt": "5xx"})

    [first, reply] = await room.timeline(*MESSAGES)
    assert (first.thread_ts, reply.thread_ts) == (None, parent.ts)
    assert [(f["name"], f["type"]) for f in reply.files] == [("graph.txt", "text/plain")]
    assert reply.files[0]["permalink"].startswith("http")


async def test_the_bot_s_own_messages_are_never_recorded(room: Room) -> None:
    channel = await room.opened()
    incident = await room.incident()

    await room.unit(lambda u: u.show("x:1", to=incident.channel_id, text="from the bot", incident_id=incident.id))
    await room.settle()

    assert room.find("ana", channel, "from the bot")
    assert await room.timeline(*MESSAGES, with_hidden=True) == ()


async def test_channels_of_no_incident_leave_no_trace(room: Room) -> None:
    await room.opened()

    said = await room.say("ana", "#general", "lunch?")
    await room.sandbox.react("bea", said, "pushpin")
    await room.settle()

    assert await room.timeline(*MESSAGES, with_hidden=True) == ()
    assert await room.unit(lambda u: u.rows(select(timeline_mark))) == []


async def test_secrets_never_reach_the_record(room: Room) -> None:
    channel = await room.opened()

    await room.say("ana", channel, "psql postgres://app:hunter2@db/x")
    await room.sandbox.set_topic("ana", channel, "postgres://app:hunter2@db/x is slow")
    await room.settle()

    assert (await only_message(room)).text == "psql postgres://app:[masked: password]@db/x"
    (topic,) = await room.timeline("timeline.channel_changed")
    assert "hunter2" not in topic.text + str(topic.data) and "postgres://app:[masked: password]@db/x" in topic.text


async def test_an_edit_replaces_the_text_and_a_preview_does_not(room: Room) -> None:
    channel = await room.opened()
    said = await room.say("ana", channel, "see https://example.com/graph")
    await room.sandbox.unfurl("ana", said, "https://example.com/graph")
    await room.settle()
    assert (await only_message(room)).edited_at is None

    await room.sandbox.edit("ana", said, "see the dashboard")
    await room.settle()

    found = await only_message(room)
    assert found.text == "see the dashboard" and found.edited_at is not None
    assert found.happened_at == moment_of(said.ts)


async def test_a_deleted_message_leaves_a_tombstone_without_its_text(room: Room) -> None:
    channel = await room.opened()
    said = await room.say("ana", channel, "the password is hunter2")
    await room.sandbox.react("bea", said, "pushpin")

    await room.sandbox.delete("ana", said)
    await room.settle()

    found = await only_message(room)
    assert (found.text, found.data, found.is_key, found.actor_id) == ("", {}, False, "U0ANA")
    assert found.deleted_at is not None
    assert await room.timeline(*MESSAGES) == ()
    [told] = await room.timeline("timeline.deleted", with_hidden=True)
    assert told.data["entry_id"] == found.id


async def test_a_deleted_parent_of_a_thread_loses_its_text_too(room: Room) -> None:
    channel = await room.opened()
    parent = await room.say("ana", channel, "wrong channel, sorry")
    await room.say("bea", channel, "no worries", thread_ts=parent.ts)

    await room.sandbox.delete("ana", parent)
    await room.settle()

    [tombstone, reply] = await room.timeline(*MESSAGES, with_hidden=True)
    assert (tombstone.text, tombstone.actor_id, tombstone.deleted_at is not None) == ("", "U0ANA", True)
    assert reply.text == "no worries"


async def test_what_happens_to_the_channel_is_recorded_once(room: Room) -> None:
    channel = await room.opened()

    await room.sandbox.set_topic("ana", channel, "all hands on payments")
    await room.sandbox.rename("ana", channel, "payments-down")
    await room.settle()

    changes = [(e.text, e.actor_id) for e in await room.timeline("timeline.channel_changed")]
    assert changes == [
        ("Channel topic: all hands on payments", "U0ANA"),
        ("Channel renamed to #payments-down", "U0ANA"),
    ]
    joined = [e.actor_id for e in await room.timeline("timeline.joined")]
    assert sorted(joined) == ["U0ANA", "U0BEA", "U0CY"]


async def test_the_incident_follows_its_channel(room: Room) -> None:
    channel = await room.opened()

    await room.sandbox.rename("ana", channel, "payments-down")
    await room.sandbox.archive("ana", "#payments-down")
    await room.settle()
    archived = await room.incident()
    await room.sandbox.unarchive("ana", "#payments-down")
    await room.settle()
    back = await room.incident()

    assert (archived.channel_name, archived.is_channel_gone, back.is_channel_gone) == ("payments-down", True, False)


async def test_taken_out_of_the_channel_and_invited_again_is_on_record(room: Room) -> None:
    channel = await room.opened()

    await room.sandbox.kick("ana", channel, "fireline")
    await room.settle()
    out = await room.incident()
    room.clock.forward(minutes=5)
    await room.sandbox.invite("ana", channel, "fireline")
    await room.settle()

    assert (out.is_channel_gone, (await room.incident()).is_channel_gone) == (True, False)
    [lost] = await room.timeline("timeline.channel_lost")
    assert (lost.text, lost.actor_id) == ("Fireline was taken out of the channel", "U0ANA")


# newcomers ------------------------------------------------------------------------------------------------------
async def test_a_newcomer_is_told_once_that_the_channel_is_recorded(room: Room) -> None:
    channel = await room.declare()

    await room.sandbox.join("dee", channel)
    await room.settle()
    await room.sandbox.leave("dee", channel)
    await room.sandbox.join("dee", channel)
    await room.settle()

    told = [m for m in room.sees("dee", channel) if "This channel is recorded" in m.words]
    assert len(told) == 1 and told[0].is_ephemeral
    assert not [m for m in room.sees("ana", channel) if "This channel is recorded" in m.words]


async def test_who_joins_a_private_incident_may_see_it(room: Room) -> None:
    channel = await room.declare("declare private sev2 account takeover")

    await room.sandbox.invite("ana", channel, "bea")
    await room.settle()

    found = await room.incident()
    assert "U0BEA" in await room.unit(lambda u: incidents.access_list(u, found.id))


# marks ----------------------------------------------------------------------------------------------------------
async def test_a_mark_makes_a_key_moment_and_the_last_one_taken_back_ends_it(room: Room) -> None:
    channel = await room.opened()
    said = await room.say("ana", channel, "cause found: pool size")

    await room.sandbox.react("bea", said, "pushpin")
    await room.settle()
    await room.sandbox.react("cy", said, "round_pushpin")
    await room.settle()
    marked = await only_message(room)
    assert (marked.is_key, marked.marked_by, marked.marks) == (True, "U0BEA", ("key",))
    assert "memo" in room.find("ana", channel, "cause found").reactions

    await room.sandbox.unreact("bea", said, "pushpin")
    await room.settle()
    assert (await only_message(room)).is_key
    await room.sandbox.unreact("cy", said, "round_pushpin")
    await room.settle()
    assert not (await only_message(room)).is_key
    assert "memo" not in room.find("ana", channel, "cause found").reactions


async def test_others_hear_of_marks_and_of_marks_taken_back(room: Room) -> None:
    channel = await room.opened()
    said = await room.say("ana", channel, "users see errors again")

    await room.sandbox.react("bea", said, "mega")
    await room.settle()
    await room.sandbox.unreact("bea", said, "mega")
    await room.settle()

    [marked] = await room.timeline("timeline.marked", with_hidden=True)
    [unmarked] = await room.timeline("timeline.unmarked", with_hidden=True)
    found = await only_message(room)
    assert (marked.data["mark"], marked.data["entry_id"], marked.actor_id) == ("update", found.id, "U0BEA")
    assert (unmarked.data["mark"], unmarked.actor_id) == ("update", "U0BEA")
    assert await room.timeline("timeline.marked") == ()


async def test_scissors_leave_a_message_out(room: Room) -> None:
    channel = await room.opened()
    said = await room.say("ana", channel, "unrelated")

    await room.sandbox.react("ana", said, "scissors")
    await room.settle()

    assert await room.timeline(*MESSAGES) == ()
    assert (await only_message(room)).is_hidden


async def test_a_pinned_message_keeps_its_own_time(room: Room) -> None:
    channel = await room.opened()
    said = await room.say("ana", channel, "rolled back web")
    room.clock.forward(minutes=20)

    await room.sandbox.pin("bea", said)
    await room.settle()

    found = await only_message(room)
    assert found.is_key and found.happened_at == moment_of(said.ts)


async def test_done_counts_only_on_our_own_named_messages(room: Room) -> None:
    channel = await room.opened()
    incident = await room.incident()
    said = await room.say("ana", channel, "restarted it")
    await room.unit(lambda u: u.show("tasks:7", to=incident.channel_id, text="Task: restart", incident_id=incident.id))
    await room.settle()

    await room.sandbox.react("bea", said, "white_check_mark")
    await room.sandbox.react("bea", room.find("bea", channel, "Task: restart"), "white_check_mark")
    await room.settle()

    [marked] = await room.timeline("timeline.marked", with_hidden=True)
    assert (marked.data["mark"], marked.data["surface"]) == ("done", "tasks:7")
    assert (await only_message(room)).marks == ()


async def test_where_only_marked_messages_are_captured_a_mark_brings_the_text(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    async with open_room(migrated_sqlite_url, config={"capture": "marked"}, folder=tmp_path) as room:
        channel = await room.opened()
        await room.say("ana", channel, "private chatter")
        said = await room.say("bea", channel, "rolled back web")
        assert await room.timeline(*MESSAGES, with_hidden=True) == ()

        await room.sandbox.react("ana", said, "pushpin")
        await room.settle()
        marked = await only_message(room)
        assert (marked.text, marked.is_key, marked.happened_at) == ("rolled back web", True, moment_of(said.ts))
        answers = select(delivery.c.result).where(delivery.c.topic == "timeline.fetched")
        kept = await room.unit(lambda u: u.rows(answers))
        assert [row.result for row in kept] == [{}]

        await room.sandbox.unreact("ana", said, "pushpin")
        await room.settle()
        assert await room.timeline(*MESSAGES) == () and (await only_message(room)).text == ""


# any order ------------------------------------------------------------------------------------------------------
async def test_whatever_the_order_the_record_comes_out_the_same(room: Room) -> None:
    deliveries: list[SlackEvent] = []
    at = 1772640000

    def event(**payload: Any) -> None:
        nonlocal at
        at += 1
        stamp = f"{at}.000100"
        payload = {"event_ts": stamp, "ts": stamp, "channel": "C", **payload}
        deliveries.append(_event(payload))

    first, second, third = (f"{1772639000 + n}.000100" for n in range(3))

    def message(ts: str, text: str, **more: Any) -> dict[str, Any]:
        return {"type": "message", "ts": ts, "user": "U0ANA", "text": text, **more}

    def reaction(kind: str, ts: str, user: str, name: str) -> None:
        item = {"type": "message", "channel": "C", "ts": ts}
        event(type=kind, user=user, reaction=name, item=item, item_user="U0ANA")

    event(**message(first, "one"), event_ts=first)
    event(**message(second, "two"), event_ts=second)
    event(**message(third, "three", thread_ts=first), event_ts=third)
    changed = message(first, "one, better", edited={"ts": f"{at + 1}.000000"})
    event(type="message", subtype="message_changed", message=changed, previous_message=message(first, "one"))
    again = message(first, "one, best", edited={"ts": f"{at + 1}.000000"})
    event(type="message", subtype="message_changed", message=again, previous_message=changed)
    reaction("reaction_added", first, "U0BEA", "pushpin")
    reaction("reaction_added", third, "U0CY", "bulb")
    reaction("reaction_removed", third, "U0CY", "bulb")
    reaction("reaction_added", third, "U0BEA", "scissors")
    reaction("reaction_added", second, "U0BEA", "pushpin")
    event(
        type="message",
        subtype="message_deleted",
        deleted_ts=second,
        previous_message=message(second, "two"),
    )
    event(type="member_joined_channel", user="U0DEE")
    event(type="message", subtype="channel_join", user="U0DEE", text="joined", ts=f"{at}.000500")

    outcomes = [await _outcome(room, deliveries, seed) for seed in range(25)]

    in_order = outcomes[0]
    assert [(e.text, e.is_key, e.is_hidden, e.deleted_at is None) for e in in_order] == [
        ("one, best", True, False, True),
        ("", False, False, False),
        ("three", False, True, True),
        ("<@U0DEE> joined", False, False, True),
    ]
    assert all(one == in_order for one in outcomes)


def _event(payload: dict[str, Any]) -> SlackEvent:
    return SlackEvent(
        workspace_id=WorkspaceId(""), type=payload["type"], payload=payload, channel_id=None, incident_id=None
    )


async def _outcome(room: Room, deliveries: list[SlackEvent], seed: int) -> list[Entry]:
    """Applies everything, shuffled and partly twice, to an incident of its own, and takes it back again."""
    shuffled = [*deliveries, *deliveries[:: 2 + seed % 3]] if seed else list(deliveries)
    if seed:
        random.Random(seed).shuffle(shuffled)

    def apply(unit: Unit) -> list[Entry]:
        channel = ChannelId(f"CSHUFFLE{seed}")
        made = trunk.declare(unit, title="shuffled", by=UserId("U0ANA"), zone="UTC")
        for one in shuffled:
            told = replace(one, channel_id=channel, incident_id=made.id)
            feature.slack_events[one.type](unit, told)
        unit.finish()
        kinds = (*MESSAGES, "timeline.joined")
        found = reads.entries(unit, made.id, kinds=kinds, with_hidden=True)
        return [_without_identity(e) for e in found]

    with suppress(_TakenBack):
        await room.unit(lambda unit: _raising(apply(unit)))
    return _taken.pop()


class _TakenBack(Exception):  # no fault: it only takes the unit back
    pass


_taken: list[list[Entry]] = []


def _raising(found: list[Entry]) -> None:
    _taken.append(found)
    raise _TakenBack


def _without_identity(entry: Entry) -> Entry:
    neutral = {"id": 0, "incident_id": 0, "channel_id": None, "permalink": None, "recorded_at": entry.happened_at}
    return replace(entry, **neutral)


# notes and the list ---------------------------------------------------------------------------------------------
async def test_a_note_takes_its_time_from_its_first_words(room: Room) -> None:
    channel = await room.opened()

    receipt = await room.type("ana", channel, "/incident note 14:40 rolled back web")

    [found] = await room.timeline("timeline.noted")
    assert found.text == "rolled back web" and found.is_key
    assert found.happened_at == datetime(2026, 3, 4, 13, 40, tzinfo=UTC)  # ana is in Berlin
    assert receipt.shown is not None and "Noted for INC-1" in receipt.shown.words
    await room.press("ana", receipt.shown, "Undo")
    assert await room.timeline("timeline.noted") == ()


async def test_what_is_no_time_stays_in_the_note(room: Room) -> None:
    channel = await room.opened()

    await room.type("ana", channel, "/incident note 500s back to 2 %")

    [found] = await room.timeline("timeline.noted")
    assert found.text == "500s back to 2 %" and found.happened_at == room.clock.now()


async def test_a_time_typed_after_midnight_is_yesterday(room: Room) -> None:
    channel = await room.opened()
    room.clock.jump(datetime(2026, 3, 4, 23, 20, tzinfo=UTC))  # 00:20 of the fifth in Berlin

    await room.type("ana", channel, "/incident log 23:58 paged the database team")

    [found] = await room.timeline("timeline.noted")
    assert found.happened_at == datetime(2026, 3, 4, 22, 58, tzinfo=UTC)


async def test_a_time_that_has_not_come_yet_asks(room: Room) -> None:
    channel = await room.opened()

    asked = await room.type("ana", channel, "/incident note 15:30 rolled back web")
    assert await room.timeline("timeline.noted") == ()
    assert asked.shown is not None and "15:30 has not come yet" in asked.shown.words
    await room.press("ana", asked.shown, "It was yesterday")

    [found] = await room.timeline("timeline.noted")
    assert (found.text, found.happened_at) == ("rolled back web", datetime(2026, 3, 3, 14, 30, tzinfo=UTC))


async def test_a_bare_note_opens_a_form(room: Room) -> None:
    channel = await room.opened()
    outcome = await room.type("ana", channel, "/incident note")
    assert outcome.modal is not None

    await room.submit("ana", text="failed over to the replica", at="14:55")

    [found] = await room.timeline("timeline.noted")
    assert (found.text, found.happened_at) == ("failed over to the replica", datetime(2026, 3, 4, 13, 55, tzinfo=UTC))


async def test_the_timeline_shows_privately_and_its_menu_marks_leaves_out_and_retimes(room: Room) -> None:
    channel = await room.opened()
    await room.say("bea", channel, "restarted the consumer")
    shown = await room.type("ana", channel, "/incident timeline")
    assert shown.shown is not None and shown.shown.is_ephemeral and "restarted the consumer" in shown.shown.words
    found = await only_message(room)
    block = f"entry:{found.id}"

    again = await room.press("ana", shown.shown, "timeline:entry", "Key moment", block_id=block)
    assert (await only_message(room)).is_key
    assert again.shown is not None and "*key*" in again.shown.words

    await room.press("ana", again.shown, "timeline:entry", "Another time", block_id=block)
    await room.submit("ana", at="14:30")
    assert (await only_message(room)).happened_at == datetime(2026, 3, 4, 13, 30, tzinfo=UTC)

    listed = await room.type("ana", channel, "/incident timeline key")
    assert listed.shown is not None
    await room.press("ana", listed.shown, "timeline:entry", "Leave out", block_id=block)
    assert (await only_message(room)).is_hidden
