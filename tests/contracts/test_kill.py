"""What was acknowledged survives SIGKILL."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from fireline.store.engine import Database
from fireline.store.lockfile import LockFile
from tests.contracts.conftest import counter, opened

PROJECT = Path(__file__).parents[2]


def killed_after(url: str, *, seconds: float) -> set[int]:
    """Runs the writing process, kills it in the middle, and gives the numbers that it said were durable."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.contracts.writing_process", url], cwd=PROJECT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(seconds)
    process.kill()
    rest = process.stdout.read()
    process.stdout.close()
    process.wait()
    return {int(line) for line in (first + rest).split(b"\n")[:-1]}


async def values(database: Database) -> set[int]:
    return set(await database.read(lambda c: c.execute(select(counter.c.value)).scalars().all()))


async def test_no_acknowledged_unit_is_lost_when_the_writing_process_is_killed(database_url: str) -> None:
    database = await opened(database_url)
    await database.close()

    acknowledged = killed_after(database_url, seconds=0.3)

    database = await Database.open(database_url)
    assert len(acknowledged) > 20
    assert acknowledged <= await values(database)
    await database.close()


async def test_the_next_start_knows_that_the_last_one_was_killed(sqlite_url: str) -> None:
    await (await opened(sqlite_url)).close()
    path = Path(sqlite_url.removeprefix("sqlite:///"))

    killed_after(sqlite_url, seconds=0.05)

    lock = LockFile.take(path)
    assert lock.was_unclean
    lock.release()
    lock = LockFile.take(path)
    assert not lock.was_unclean
    lock.release()


@pytest.mark.parametrize("read_after_kill", [True, False])
async def test_readers_beside_a_killed_writer_take_nothing_with_them(sqlite_url: str, read_after_kill: bool) -> None:
    await (await opened(sqlite_url)).close()

    acknowledged = killed_after(sqlite_url, seconds=0.1)
    if read_after_kill:
        reader = await Database.open(sqlite_url, read_only=True)
        assert acknowledged <= await values(reader)
        await reader.close()

    database = await Database.open(sqlite_url)
    assert acknowledged <= await values(database)
    await database.close()
