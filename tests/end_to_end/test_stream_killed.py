"""A stream whose opening is cut off by a kill opens once all the same: one channel, one card, everybody in it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fireline.replay.stage import Stage
from tests.databases import CopyMigrated
from tests.end_to_end.killing import KillAt, Point
from tests.forked import Forked

AT = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)
ROOM, STREAM = "#inc-1-checkout-returns-500s", "#inc-1-s1-database"
CALLS = ("conversations.create", "chat.postMessage", "conversations.invite", "conversations.setTopic", "pins.add")


async def opened(folder: Path, url: str, point: Point) -> dict[str, Any]:
    """What can be seen after a stream was opened in an incident, and the bot was killed on the way."""
    settings = {"streams": {"enabled": True}}
    stage = Stage(folder, at=AT, database_url=url, settings=settings, programs=Forked())
    killer = KillAt(point)
    try:
        await stage.open()
        await stage.act(
            "command", user="ana", channel="#incidents", line="/incident declare sev1 checkout returns 500s"
        )
        await stage.settle()
        await killer.prepare(stage)
        kill = asyncio.ensure_future(killer.beside(stage))
        await stage.act("command", user="ana", channel=ROOM, line="/incident stream database @bea")
        await kill
        await stage.settle()
        return await seen(stage)
    finally:
        await stage.close()


async def seen(stage: Stage) -> dict[str, Any]:
    found = await stage.see("channels")
    shown = await stage.see("messages", channel=STREAM)
    dms = [m["words"] for m in await stage.see("dms", user="bea") if "You lead the stream “database”" in m["words"]]
    card = await stage.see("pins", channel=ROOM)
    return {
        "channels": [c["name"] for c in found if "-s1" in c["name"]],
        "members": sorted(await stage.see("members", channel=STREAM)),
        "cards": len([m for m in shown if "*Stream database*" in m["words"]]),
        "pins": len(await stage.see("pins", channel=STREAM)),
        "topic": await stage.see("topic", channel=STREAM),
        "told": len(dms),
        "is_rolled_up": "*Streams:*" in card[0]["words"],
    }


async def _killed(point: Point, folder: Path, url: str) -> None:
    assert await opened(folder, url, point) == {
        "channels": [STREAM[1:]],
        "members": ["ana", "bea", "fireline"],
        "cards": 1,
        "pins": 1,
        "topic": "INC-1 · stream database · checkout returns 500s",
        "told": 1,
        "is_rolled_up": True,
    }


async def test_a_stream_opens_once_when_its_channel_was_made_and_nobody_heard_of_it(
    tmp_path: Path, copy_migrated: CopyMigrated
) -> None:
    await _killed(Point("conversations.create", 1, "after"), tmp_path / "stage", copy_migrated(tmp_path))


@pytest.mark.matrix
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("method", CALLS)
async def test_a_stream_opens_once_wherever_it_is_killed(
    tmp_path: Path, create_migrated: CopyMigrated, method: str, when: Any
) -> None:
    await _killed(Point(method, 1, when), tmp_path / "stage", create_migrated(tmp_path))
