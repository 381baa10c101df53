"""Socket Mode: a wrong token is said at once, a cut line is opened again, and what was not acked comes again."""

from __future__ import annotations

import asyncio
import time

import pytest

from fireline.core.errors import Misconfigured
from fireline.slack.socket import SocketDoor
from tests.room import Room, open_room


async def test_a_token_that_slack_refuses_is_said_at_once(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url, transport="socket") as room:
        door = SocketDoor(app_token="xapp-wrong", api_url=room.sandbox.api_url, dispatch=room.app.slack_app.dispatch)
        since = time.monotonic()

        with pytest.raises(Misconfigured, match="SLACK_APP_TOKEN"):
            await door.open()

        assert time.monotonic() - since < 2
        await door.close()


async def test_a_cut_line_is_opened_again_and_what_was_not_acked_comes_again(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url, transport="socket", retries=(0.0, 1.0, 3.0, 6.0, 6.0)) as room:
        channel = await room.declare()
        await room.sandbox.join("bea", channel)
        await room.settle()

        assert room.sandbox.sockets.abort() == 2
        await room.sandbox.say("bea", channel, "said into the gap")
        await _until_open(room, 2, within=9)

        await room.say("bea", channel, "said afterwards")
        await asyncio.sleep(1)
        told = await room.type("ana", channel, "/incident timeline")
        assert told.shown is not None
        assert told.shown.words.count("said into the gap") == 1 and "said afterwards" in told.shown.words


async def test_slack_refreshes_connections_and_nothing_is_lost(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url, transport="socket") as room:
        channel = await room.declare()
        await room.sandbox.join("bea", channel)

        refresh = asyncio.ensure_future(room.sandbox.sockets.disconnect(after=0.2))
        await room.sandbox.say("bea", channel, "said while it was refreshed")
        await refresh
        await _until_open(room, 2, within=9)

        await room.settle()
        told = await room.type("ana", channel, "/incident timeline")
        assert told.shown is not None and told.shown.words.count("said while it was refreshed") == 1


async def test_acks_under_way_arrive_before_the_door_closes(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url, transport="socket") as room:
        asked = asyncio.ensure_future(room.sandbox.command("ana", "#incidents", "/incident declare sev2 last words"))
        door = room.app.socket
        assert door is not None
        await room.sandbox.wait_for(lambda: door.under_way)

        await room.stop_bot()

        outcome = await asked
        assert outcome.ok, outcome
        await room.start_bot()
        assert (await room.incident()).title == "last words"


async def _until_open(room: Room, many: int, within: float) -> None:
    await room.sandbox.wait_for(
        lambda: len([s for s in room.sandbox.sockets.sockets if not s.closed]) >= many, within=within
    )
