"""What is said in an incident's channel comes onto its timeline once, whatever Slack does to the order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from fireline.features.timeline import reads
from fireline.features.timeline.reads import Entry
from fireline.features.timeline.rules import moment_of
from tests.room import Room, open_room

MESSAGES = ("timeline.message", "timeline.bot_message")


@pytest.fixture
async def room(migrated_sqlite_url: str) -> AsyncIterator[Room]:
    async with open_room(migrated_sqlite_url) as room:
        yield room


async def entries(room: Room, *kinds: str, with_hidden: bool = False) -> tuple[Entry, ...]:
    found = await room.incident()
    return await room.unit(lambda u: reads.entries(u, found.id, kinds=kinds, with_hidden=with_hidden))


async def only_message(room: Room) -> Entry:
    [found] = await entries(room, *MESSAGES, with_hidden=True)
    return found


async def test_a_message_is_recorded_with_its_own_time_to_the_microsecond(room: Room) -> None:
    channel = await room.declare()

    said = await room.say("ana", channel, "rolling back web")

    found = await only_message(room)
    assert (found.text, found.actor_id) == ("rolling back web", "U0ANA")
    assert found.happened_at == moment_of(said.ts)
    assert found.permalink == f"https://slack.com/archives/{said.channel}/p{said.ts.replace('.', '')}"
    assert (await room.incident()).last_message_at == found.happened_at
