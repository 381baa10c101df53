"""Two hours of downtime in a busy incident: all of it is recovered, nothing twice, at the slowest pace of Slack too."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

import pytest

from fireline.app import App
from fireline.features.timeline import history, reads
from fireline.features.timeline.reads import Entry
from fireline.sandbox.seen import Seen
from tests.room import Room, open_room

pytestmark = pytest.mark.slow
PEOPLE = ("ana", "bea", "cy")
MESSAGES, REPLIES = 800, 200
MINUTE = 0.12  # machine seconds: so long a minute of Slack's limits lasts here


@dataclass
class Busy:
    """A channel in which people go on without the bot: they talk, answer, correct themselves and delete."""

    room: Room
    channel: str
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    said: list[tuple[str, Seen]] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)

    async def say(self, text: str, *, thread_ts: str | None = None) -> Seen:
        who = self.dice.choice(PEOPLE)
        message = await self.room.sandbox.say(who, self.channel, text, thread_ts=thread_ts)
        self.said.append((who, message))
        return message

    async def two_hours(self) -> None:
        """1,000 messages, 200 of them in threads, some of which began before; 80 edits, 60 deletions."""
        before = [message for _, message in self.said]
        turns = ["top"] * MESSAGES + ["reply"] * REPLIES + ["edit"] * 80 + ["delete"] * 60
        self.dice.shuffle(turns)
        parents = [*before[:10]]
        for number, turn in enumerate(turns):
            self.room.clock.forward(seconds=7200 / len(turns))
            if turn == "top":
                message = await self.say(f"line {number}")
                if number % 40 == 0:
                    parents.append(message)
            elif turn == "reply":
                alive = [p for p in parents if p.ts not in self.deleted]
                await self.say(f"reply {number}", thread_ts=self.dice.choice(alive).ts)
            else:
                await self._change(turn, number)

    async def _change(self, turn: str, number: int) -> None:
        who, message = self.dice.choice([each for each in self.said if each[1].ts not in self.deleted])
        if turn == "edit":
            await self.room.sandbox.edit(who, message, f"corrected {number}")
            return
        await self.room.sandbox.delete(who, message)
        self.deleted.add(message.ts)

    def truth(self) -> dict[str, str]:
        """What people said and Slack shows now, by timestamp."""
        place = self.room.sandbox.world.ws.channel_named(self.channel)
        assert place is not None
        said = {message.ts for _, message in self.said}
        return {m["ts"]: m["text"] for m in place.listed() if m["ts"] in said and m.get("subtype") != "tombstone"}


async def begun(room: Room) -> Busy:
    """An incident under way, heard live; then the bot goes down and two hours pass."""
    busy = Busy(room, await room.opened())
    for number in range(40):
        room.clock.forward(seconds=5)
        await busy.say(f"before {number}")
    await room.settle()
    await room.stop_bot()
    await busy.two_hours()
    await until_lost(room)
    return busy


async def until_lost(room: Room) -> None:
    """Slack has given up every delivery of that time: only its history knows."""
    settled = await room.sandbox.settle(30)
    assert settled.ok, settled.why
    assert room.sandbox.envelopes("event")[-1].state == "failed"


async def up_again(room: Room) -> None:
    """The bot starts, and reads what it missed; this does not wait for that."""
    room.app = App(room.app.settings, clock=room.clock)
    await room.app.open()
    address = f"http://127.0.0.1:{room.app.server.port}"
    room.sandbox.connect(f"{address}/slack/events")
    room.sandbox.watch_bot(f"{address}/status")


async def rest(room: Room) -> None:
    """Waits for the end of a back-fill, however long it takes."""
    for _ in range(20):
        if (await room.sandbox.settle(5)).ok:
            return
    raise AssertionError("the back-fill does not end")


async def recorded(room: Room) -> list[Entry]:
    found = await room.incident()
    kinds = ("timeline.message", "timeline.bot_message")
    return list(await room.unit(lambda u: reads.entries(u, found.id, kinds=kinds, with_hidden=True)))


async def assert_no_gap_and_no_double(busy: Busy) -> None:
    entries = await recorded(busy.room)
    assert max(Counter(e.ts for e in entries).values()) == 1
    standing = {str(e.ts): e.text for e in entries if e.deleted_at is None}
    truth = busy.truth()
    assert len(truth) > 900
    assert standing == truth
    gone = [e for e in entries if e.deleted_at is not None]
    assert {str(e.ts) for e in gone} <= busy.deleted and {e.text for e in gone} == {""}


async def test_two_hours_are_recovered_without_a_gap_or_a_double(migrated_url: str) -> None:
    async with open_room(migrated_url) as room:
        busy = await begun(room)

        await up_again(room)
        for number in range(10):  # they do not wait for it
            await busy.say(f"meanwhile {number}")
        await rest(room)

        await assert_no_gap_and_no_double(busy)
        before = await recorded(room)
        await room.app.backfill.run_once()
        await rest(room)
        assert await recorded(room) == before


async def test_at_the_slow_limit_it_goes_on_after_a_restart_in_the_middle(migrated_url: str) -> None:
    async with open_room(migrated_url) as room:
        busy = await begun(room)
        room.sandbox.limit_rates(False, slow_history=True, minute=MINUTE)

        await up_again(room)
        await room.sandbox.wait_for(lambda: len(pages(room)) >= 20, within=30)
        await room.stop_bot()
        read_before, cut_at = len(pages(room)), min(p for p in pages(room) if p)
        await busy.say("said while it was down again")
        await until_lost(room)
        await up_again(room)
        await rest(room)

        await assert_no_gap_and_no_double(busy)
        first = next(call for call in room.sandbox.calls("conversations.history")[read_before:])
        assert str(first.args.get("latest")) <= cut_at  # it went on where it was
        channel_id = str((await room.incident()).channel_id)
        assert not (await room.unit(lambda u: history.progress_of(u, channel_id))).is_under_way


def pages(room: Room) -> list[str]:
    """The upper ends of the pages asked for so far."""
    return [str(call.args.get("latest") or "") for call in room.sandbox.calls("conversations.history")]
