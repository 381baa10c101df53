"""Killed at any moment and started again, the bot ends where it would have ended: nothing lost, nothing twice."""

from __future__ import annotations

import itertools
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fireline.replay.stage import Stage
from tests.databases import CopyMigrated
from tests.end_to_end.killing import KillAt, KillAtRandom, Point, points_of
from tests.end_to_end.story import Ending, live_through

OPENED = datetime(2017, 1, 31, 21, 0, 20, tzinfo=UTC)


SHARDS = 4  # so that the workers of a test run share the points


@pytest.mark.parametrize("shard", range(SHARDS))
async def test_the_opening_survives_a_kill_at_every_call(
    tmp_path: Path, shard: int, copy_migrated: CopyMigrated
) -> None:
    clean, points = await _clean_opening(tmp_path / "clean", copy_migrated(tmp_path / "clean"))

    assert len(points) >= 10
    for point in points[shard::SHARDS]:
        folder = tmp_path / str(point).replace(" ", "-")
        await _killed_at(point, folder, clean, database_url=copy_migrated(folder))


async def _clean_opening(folder: Path, database_url: str) -> tuple[Ending, list[Point]]:
    calls: list[dict[str, Any]] = []

    async def record(stage: Stage) -> None:
        calls.extend((await stage.log())["calls"])

    clean = await live_through(folder, until=OPENED, database_url=database_url, at_end=record, with_record=False)
    return clean, points_of(calls)


async def _killed_at(point: Point, folder: Path, clean: Ending, *, database_url: str) -> None:
    killer = KillAt(point)
    ending = await live_through(
        folder,
        until=OPENED,
        database_url=database_url,
        prepare=killer.prepare,
        beside=killer.beside,
        with_record=False,
    )
    assert killer.was_reached, f"{point} was never reached"
    assert ending.unlike(clean) == [], f"killed {point}"


@pytest.mark.instants
async def test_the_story_survives_kills_at_random_instants(tmp_path: Path, database_url: str) -> None:
    plain = await live_through(tmp_path / "plain")
    wanted = int(os.environ.get("KILL_INSTANTS", "50"))

    kills = 0
    for number in itertools.count(1):
        killer = KillAtRandom(seed=number, most=wanted - kills)
        folder = tmp_path / f"killed-{number}"
        url = database_url if number == 1 else ""  # one story wipes nothing: the next has a file of its own
        killed = await live_through(folder, database_url=url, beside=killer.beside)
        kills += killer.kills
        assert killed.unlike(plain) == [], f"story {number}, {killer.kills} kills"
        if kills >= wanted:
            break
