"""Killed at any moment and started again, the bot ends where it would have ended: nothing lost, nothing twice."""

from __future__ import annotations

import itertools
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fireline.replay.stage import Stage, Transport
from tests.databases import CopyMigrated
from tests.end_to_end.killing import KillAt, KillAtRandom, Point, points_of
from tests.end_to_end.story import Ending, live_through
from tests.forked import Forked

OPENED = datetime(2017, 1, 31, 21, 0, 20, tzinfo=UTC)
SHARDS = 3  # so that the workers of a test run share the points


# The opening: before and after each call that the bot makes ----------------------------------------------------
@pytest.mark.parametrize("shard", range(SHARDS))
async def test_the_opening_survives_a_kill_at_every_call(
    tmp_path: Path, shard: int, copy_migrated: CopyMigrated
) -> None:
    await _kill_at_every_call(tmp_path, shard, copy_migrated, "http")


@pytest.mark.matrix
@pytest.mark.parametrize("shard", range(SHARDS))
async def test_the_opening_survives_over_socket_mode(tmp_path: Path, shard: int, copy_migrated: CopyMigrated) -> None:
    await _kill_at_every_call(tmp_path, shard, copy_migrated, "socket")


@pytest.mark.matrix
@pytest.mark.parametrize("transport", ["http", "socket"])
@pytest.mark.parametrize("shard", range(SHARDS))
async def test_the_opening_survives_on_postgres(
    tmp_path: Path, shard: int, transport: Transport, create_migrated: CopyMigrated
) -> None:
    await _kill_at_every_call(tmp_path, shard, create_migrated, transport)


async def _kill_at_every_call(folder: Path, shard: int, database: CopyMigrated, transport: Transport) -> None:
    clean, points = await _clean_opening(folder / "clean", database(folder / "clean"), transport)
    assert len(points) >= 10
    for point in points[shard::SHARDS]:
        place = folder / str(point).replace(" ", "-")
        await _killed_at(point, place, clean, database_url=database(place), transport=transport)


async def _clean_opening(folder: Path, database_url: str, transport: Transport) -> tuple[Ending, list[Point]]:
    calls: list[dict[str, Any]] = []

    async def record(stage: Stage) -> None:
        calls.extend((await stage.log())["calls"])

    clean = await live_through(
        folder,
        transport=transport,
        until=OPENED,
        database_url=database_url,
        at_end=record,
        with_record=False,
        programs=Forked(),
    )
    return clean, points_of(calls)


async def _killed_at(point: Point, folder: Path, clean: Ending, *, database_url: str, transport: Transport) -> None:
    killer = KillAt(point)
    ending = await live_through(
        folder,
        transport=transport,
        until=OPENED,
        database_url=database_url,
        prepare=killer.prepare,
        beside=killer.beside,
        with_record=False,
        programs=Forked(),
    )
    assert killer.was_reached, f"{point} was never reached"
    assert ending.unlike(clean) == [], f"killed {point}"


# The whole story: at random instants ---------------------------------------------------------------------------
@pytest.mark.instants
@pytest.mark.matrix
async def test_the_story_survives_kills_at_random_instants_on_sqlite(
    tmp_path: Path, copy_migrated: CopyMigrated
) -> None:
    await _kill_at_random(tmp_path, copy_migrated)


@pytest.mark.instants
@pytest.mark.matrix
async def test_the_story_survives_kills_at_random_instants_on_postgres(
    tmp_path: Path, create_migrated: CopyMigrated
) -> None:
    await _kill_at_random(tmp_path, create_migrated)


async def _kill_at_random(folder: Path, database: CopyMigrated) -> None:
    """Story after story until there were enough kills; each must end as the one that nobody disturbed."""
    plain = await live_through(folder / "plain", database_url=database(folder / "plain"), programs=Forked())
    wanted = int(os.environ.get("KILL_INSTANTS", "50"))
    kills = 0
    for number in itertools.count(1):
        killer = KillAtRandom(seed=number, most=wanted - kills)
        place = folder / f"killed-{number}"
        killed = await live_through(place, database_url=database(place), beside=killer.beside, programs=Forked())
        kills += killer.kills
        assert killed.unlike(plain) == [], f"story {number}, {killer.kills} kills"
        if kills >= wanted:
            break
