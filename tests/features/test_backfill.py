"""What was said while the bot was away is recovered from history: no gap, no double."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from fireline.features.timeline import history, reads
from fireline.features.timeline.reads import Entry
from fireline.slack.backfill import Backfill
from fireline.store.tables import inbox
from tests.room import Room


def backfill(room: Room, **more: Any) -> Backfill:
    return Backfill(room.app.units, room.app.slack, workspace_id=room.app.units.home, **more)


async def catch_up(room: Room, **more: Any) -> None:
    await backfill(room, **more).run_once()
    await room.settle()


async def messages(room: Room, *, with_hidden: bool = False) -> tuple[Entry, ...]:
    found = await room.incident()
    kinds = ("timeline.message", "timeline.bot_message")
    return await room.unit(lambda u: reads.entries(u, found.id, kinds=kinds, with_hidden=with_hidden))


async def texts(room: Room) -> list[str]:
    return [e.text for e in await messages(room)]


async def while_away(room: Room, *acts: Callable[[], Any]) -> None:
    """The bot is stopped, people act a minute apart, the bot comes back."""
    await room.stop_bot()
    for act in acts:
        room.clock.forward(minutes=1)
        await act()
    room.clock.forward(minutes=1)
    await start_late(room)


async def start_late(room: Room) -> None:
    """The bot comes back when Slack has given up every delivery: only its history knows what was said."""
    settled = await room.sandbox.settle()
    assert settled.ok, settled.why
    assert all(e.state != "waiting" for e in room.sandbox.envelopes("event"))
    await room.start_bot()


async def test_what_was_said_while_the_bot_was_away_is_recovered_once(room: Room) -> None:
    channel = await room.opened()
    await room.say("ana", channel, "before")
    s = room.sandbox
    await while_away(room, lambda: s.say("bea", channel, "during one"), lambda: s.say("cy", channel, "during two"))
    await room.say("ana", channel, "after")

    await catch_up(room)
    await catch_up(room)

    assert await texts(room) == ["before", "during one", "during two", "after"]


async def test_live_again_and_out_of_history_is_one_row(room: Room) -> None:
    channel = await room.opened()
    await room.say("ana", channel, "once")

    await catch_up(room)
    room.sandbox.redeliver(shuffle_seed=3)
    await room.settle()

    assert await texts(room) == ["once"]


async def test_replies_of_a_thread_are_recovered_too(room: Room) -> None:
    channel = await room.opened()
    parent = await room.say("ana", channel, "who deployed?")
    s = room.sandbox
    await while_away(
        room,
        lambda: s.say("bea", channel, "me, at two", thread_ts=parent.ts),
        lambda: s.say("cy", channel, "for all to see", thread_ts=parent.ts, broadcast=True),
    )

    await catch_up(room)

    found = await messages(room)
    assert [(e.text, e.thread_ts) for e in found] == [
        ("who deployed?", None),
        ("me, at two", parent.ts),
        ("for all to see", parent.ts),
    ]


async def test_a_reply_to_a_message_older_than_the_span_is_found_through_its_thread(room: Room) -> None:
    channel = await room.opened()
    parent = await room.say("ana", channel, "old question")
    room.clock.forward(hours=30)
    await room.say("bea", channel, "first answer", thread_ts=parent.ts)
    await catch_up(room)
    await while_away(room, lambda: room.sandbox.say("cy", channel, "second answer", thread_ts=parent.ts))

    await catch_up(room)

    assert await texts(room) == ["old question", "first answer", "second answer"]


async def test_edits_deletions_and_marks_made_meanwhile_are_seen(room: Room) -> None:
    channel = await room.opened()
    wrong = await room.say("ana", channel, "it is the databse")
    gone = await room.say("ana", channel, "a secret slip")
    seen = await room.say("bea", channel, "cause found: pool size")
    unkeyed = await room.say("cy", channel, "not that important")
    await room.sandbox.react("cy", unkeyed, "pushpin")
    await room.settle()
    s = room.sandbox
    await while_away(
        room,
        lambda: s.edit("ana", wrong, "it is the database"),
        lambda: s.delete("ana", gone),
        lambda: s.react("ana", seen, "pushpin"),
        lambda: s.unreact("cy", unkeyed, "pushpin"),
    )

    await catch_up(room)

    found = {e.ts: e for e in await messages(room, with_hidden=True)}
    assert found[wrong.ts].text == "it is the database" and found[wrong.ts].edited_at is not None
    assert found[gone.ts].text == "" and found[gone.ts].deleted_at is not None
    assert found[seen.ts].is_key and found[seen.ts].marked_by == "U0ANA"
    assert not found[unkeyed.ts].is_key


async def test_a_parent_deleted_meanwhile_leaves_a_tombstone_and_its_replies(room: Room) -> None:
    channel = await room.opened()
    parent = await room.say("ana", channel, "wrong thread")
    await room.say("bea", channel, "why?", thread_ts=parent.ts)
    await while_away(room, lambda: room.sandbox.delete("ana", parent))

    await catch_up(room)

    [tombstone, reply] = await messages(room, with_hidden=True)
    assert (tombstone.text, tombstone.actor_id, tombstone.deleted_at is not None) == ("", "U0ANA", True)
    assert reply.text == "why?"


async def test_who_came_meanwhile_is_on_record(room: Room) -> None:
    channel = await room.declare("declare sev3 checkout returns 500s")
    await while_away(room, lambda: room.sandbox.join("dee", channel))

    await catch_up(room)

    found = await room.incident()
    joined = await room.unit(lambda u: reads.entries(u, found.id, kinds=["timeline.joined"]))
    assert [e.actor_id for e in joined if e.actor_id == "U0DEE"] == ["U0DEE"]


async def test_a_channel_of_no_incident_is_never_read(room: Room) -> None:
    await room.declare()
    await room.sandbox.say("ana", "#general", "lunch?")

    await backfill(room).run_once(["C0GENERAL"])

    read = [c.args["channel"] for c in room.sandbox.calls("conversations.history")]
    assert "C0GENERAL" not in read


async def test_many_pages_are_read_and_each_is_remembered(room: Room) -> None:
    channel = await room.opened()
    await room.stop_bot()
    for number in range(25):
        room.clock.forward(seconds=1)
        await room.sandbox.say("bea", channel, f"line {number}")
    await start_late(room)

    await catch_up(room, page=4)

    assert await texts(room) == [f"line {number}" for number in range(25)]


async def test_a_sweep_that_was_cut_off_goes_on_where_it_was(room: Room) -> None:
    channel = await room.opened()
    await room.stop_bot()
    for number in range(12):
        room.clock.forward(seconds=1)
        await room.sandbox.say("bea", channel, f"line {number}")
    await start_late(room)
    room.sandbox.fault("hold", method="conversations.history", nth=3)
    task = asyncio.create_task(backfill(room, page=3).run_once())
    await room.sandbox.held()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    room.sandbox.clear_faults()
    room.clock.forward(minutes=1)
    await room.sandbox.say("cy", channel, "said after the cut")

    await catch_up(room, page=3)

    assert await texts(room) == [*(f"line {number}" for number in range(12)), "said after the cut"]
    channel_id = (await room.incident()).channel_id
    assert not (await room.unit(lambda u: history.progress_of(u, channel_id))).is_under_way


async def test_slack_may_make_it_wait(room: Room) -> None:
    channel = await room.opened()
    await while_away(room, lambda: room.sandbox.say("bea", channel, "during"))
    room.sandbox.fault("429", method="conversations.history", seconds=1.0)

    await catch_up(room)

    assert await texts(room) == ["during"]


async def test_a_channel_that_cannot_be_read_stops_no_other(room: Room) -> None:
    first = await room.declare()
    room.clock.forward(minutes=1)
    await room.type("bea", "#incidents", "/incident declare sev2 login broken")
    second = "#" + (await room.incident(2)).channel_name
    await room.stop_bot()
    room.clock.forward(minutes=1)
    await room.sandbox.say("ana", first, "in the first")
    await room.sandbox.kick("bea", second, "fireline")  # the newer one, which is read first
    await start_late(room)

    await catch_up(room)

    assert await texts(room) == ["in the first"]


async def test_no_page_s_edge_is_taken_for_a_deletion(room: Room) -> None:
    channel = await room.opened()
    for number in range(9):
        await room.say("bea", channel, f"line {number}")
    room.clock.forward(minutes=1)

    await catch_up(room, page=2)
    await catch_up(room, page=3)

    assert [e.deleted_at for e in await messages(room, with_hidden=True)] == [None] * 9


async def test_done_on_our_own_message_is_heard_when_it_came_meanwhile(room: Room) -> None:
    channel = await room.opened()
    incident = await room.incident()
    await room.unit(lambda u: u.show("tasks:1", to=incident.channel_id, text="Task: restart", incident_id=incident.id))
    await room.settle()
    task = room.find("bea", channel, "Task: restart")
    await while_away(room, lambda: room.sandbox.react("bea", task, "white_check_mark"))

    await catch_up(room)

    [marked] = await room.unit(lambda u: reads.entries(u, incident.id, kinds=["timeline.marked"], with_hidden=True))
    assert (marked.data["mark"], marked.data["surface"], marked.actor_id) == ("done", "tasks:1", "U0BEA")


async def test_reading_again_leaves_nothing_more_in_the_inbox(room: Room) -> None:
    channel = await room.opened()
    for number in range(5):
        await room.say("ana", channel, f"line {number}")
    await catch_up(room)

    async def rows() -> int:
        return await room.unit(lambda u: u.execute(select(func.count(inbox.c.id))).scalar_one())

    before = await rows()
    room.clock.forward(minutes=5)
    await catch_up(room)

    assert await rows() == before
