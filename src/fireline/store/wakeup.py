"""Tells the other processes on one PostgreSQL that there is something to do, and hears it from them.

Only a wake-up: it carries nothing, may be lost, and may come for nothing. Each loop looks by itself every two seconds
anyway; that is also what is left behind a PgBouncer that hands out connections per transaction, where LISTEN hears
nothing. Told after the commit and not within it: NOTIFY inside a transaction makes all commits queue at one lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from fireline.core.errors import RetryLater
from fireline.store.postgres import CONNECTING

log = structlog.get_logger("fireline.store")

CHANNEL = "fireline"
AGAIN = 2.0  # seconds before a lost connection is opened again; meanwhile the loops look by themselves
ALIVE = 15.0  # seconds of silence after which the listening connection is asked whether it still lives
ANSWER = 2.0  # seconds in which it has to say so


class Wakeup:
    """`tell` after a commit; `run` hears the others and calls `ring`. Two connections of its own, outside the pool."""

    def __init__(self, url: URL, ring: Callable[[], None]) -> None:
        self._engine = create_async_engine(
            url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=CONNECTING
        )
        self._ring = ring
        self._news = asyncio.Event()
        self._own_pid = 0
        self.listening = asyncio.Event()

    def tell(self) -> None:
        """Something was committed; what is told while one notification is on its way goes with the next."""
        self._news.set()

    async def run(self) -> None:
        """Until it is cancelled. Raises RetryLater when a connection is lost: call it again after `AGAIN` seconds."""
        try:
            async with self._connected() as mouth, self._connected() as ear:
                self._own_pid = (await _driver(mouth)).info.backend_pid
                await self._both(mouth, ear)
        except (DBAPIError, self._driver_error, OSError, TimeoutError) as error:
            raise RetryLater(type(error).__name__) from error
        finally:
            self.listening.clear()

    async def close(self) -> None:
        await self._engine.dispose()

    @property
    def _driver_error(self) -> type[Exception]:
        """What psycopg raises by itself; it is not imported here, since SQLite needs none of it."""
        error: type[Exception] = self._engine.dialect.loaded_dbapi.Error
        return error

    async def _both(self, mouth: AsyncConnection, ear: AsyncConnection) -> None:
        """Ends as soon as one of the two fails."""
        speaking, hearing = asyncio.ensure_future(self._speak(mouth)), asyncio.ensure_future(self._hear(ear))
        try:
            done, _ = await asyncio.wait((speaking, hearing), return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
        finally:
            for task in (speaking, hearing):
                task.cancel()
            await asyncio.gather(speaking, hearing, return_exceptions=True)

    async def _speak(self, mouth: AsyncConnection) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            async with asyncio.timeout(ANSWER):
                await mouth.exec_driver_sql(f"NOTIFY {CHANNEL}")

    async def _hear(self, ear: AsyncConnection) -> None:
        driver = await _driver(ear)
        await ear.exec_driver_sql(f"LISTEN {CHANNEL}")
        self.listening.set()
        self._ring()  # what was told while nobody listened
        while True:
            async for notice in driver.notifies(timeout=ALIVE, stop_after=1):
                if notice.pid != self._own_pid:
                    self._ring()
            async with asyncio.timeout(ANSWER):
                await ear.exec_driver_sql("SELECT 1")

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        connection = await self._engine.connect()
        try:
            yield connection
        finally:
            await connection.invalidate()  # never back to a pool: it may be in any state
            await connection.close()


async def _driver(connection: AsyncConnection) -> Any:
    """psycopg's own connection, beneath SQLAlchemy's."""
    return (await connection.get_raw_connection()).driver_connection
