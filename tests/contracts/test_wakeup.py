"""What one process writes wakes the others at once; what keeps them from hearing costs two seconds, never a row."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from fireline.app import App
from fireline.core.errors import RetryLater
from fireline.store.wakeup import Wakeup
from tests.contracts.conftest import Store
from tests.databases import CopyMigrated
from tests.room import open_room

pytestmark = pytest.mark.postgres


class Ear:
    """One process that listens: it notes when it was woken."""

    def __init__(self) -> None:
        self.woken = asyncio.Event()

    async def hears(self, within: float) -> float:
        """Seconds until it was woken; TimeoutError when it was not."""
        since = time.monotonic()
        await asyncio.wait_for(self.woken.wait(), within)
        self.woken.clear()
        return time.monotonic() - since


@asynccontextmanager
async def _listening(store: Store, ring: Callable[[], None]) -> AsyncIterator[Wakeup]:
    wakeup = store.database.wakeup(ring)
    assert wakeup is not None
    store.units.on_commit(wakeup.tell)
    running = asyncio.ensure_future(wakeup.run())
    try:
        await wakeup.listening.wait()
        yield wakeup
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError, RetryLater):
            await running
        await wakeup.close()


@pytest.fixture
def database_url(postgres_url: str) -> str:
    return postgres_url


async def test_what_one_process_writes_wakes_the_other(store: Store, other: Store) -> None:
    ear, own = Ear(), Ear()
    async with _listening(store, own.woken.set), _listening(other, ear.woken.set):
        ear.woken.clear()
        own.woken.clear()

        took = []
        for number in range(9):
            await store.call(f"pin {number}", lane="pins")
            took.append(await ear.hears(within=2))

        assert sorted(took)[4] < 0.05
        assert not own.woken.is_set(), "what a process tells is no news to itself"


async def test_a_unit_that_leaves_nothing_to_do_wakes_nobody(store: Store, other: Store) -> None:
    ear = Ear()
    async with _listening(store, lambda: None), _listening(other, ear.woken.set):
        ear.woken.clear()

        await store.run(lambda unit: None)

        with pytest.raises(TimeoutError):
            await ear.hears(within=0.2)


async def test_a_lost_connection_is_said_so_that_it_is_opened_again(store: Store, postgres_url: str) -> None:
    wakeup = store.database.wakeup(lambda: None)
    assert wakeup is not None
    running = asyncio.ensure_future(wakeup.run())
    await wakeup.listening.wait()

    _end_listeners(postgres_url)

    with pytest.raises(RetryLater):
        await asyncio.wait_for(running, 5)
    await wakeup.close()


async def test_two_apps_work_for_each_other_and_bear_deafness(migrated_postgres_url: str) -> None:
    async with open_room(migrated_postgres_url) as room:
        second = App(room.app.settings, clock=room.clock)
        await second.open()
        try:
            assert second.wakeup is not None
            listening = second.wakeup.listening
            await asyncio.wait_for(listening.wait(), 5)
            await room.app.delivery.stop()  # from now on only the second process sends

            since = time.monotonic()
            channel = await room.declare()
            heard = time.monotonic() - since
            assert room.card(channel)

            _end_listeners(migrated_postgres_url)
            await _until(lambda: not listening.is_set())
            await room.type("ana", channel, "/incident sev1")
            assert any("SEV1" in line.words for line in room.bot_lines(channel))

            await asyncio.wait_for(listening.wait(), 6)
            assert heard < 2 * 2, "a chain of calls that waited for the poll each would take longer"
        finally:
            await second.close()


async def test_sqlite_has_nobody_to_tell(copy_migrated: CopyMigrated, tmp_path: Path) -> None:
    async with open_room(copy_migrated(tmp_path)) as room:
        assert room.app.wakeup is None


def _end_listeners(url: str) -> None:
    """What a failover does: every connection that listens is gone."""
    with psycopg.connect(url, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND (query LIKE 'LISTEN%' OR query LIKE 'NOTIFY%' OR query = 'SELECT 1')"
        ).fetchone()
    assert ended and ended[0]


async def _until(fact: Callable[[], bool], within: float = 5) -> None:
    give_up = time.monotonic() + within
    while not fact():
        assert time.monotonic() < give_up
        await asyncio.sleep(0.01)
