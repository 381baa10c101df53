"""PostgreSQL through psycopg 3: a unit is one hop on a pooled connection, run again when the connection was lost."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from fireline.core.errors import Misconfigured
from fireline.store.backend import Unavailable
from fireline.store.sqlite import compact_json

T = TypeVar("T")

POOL = 10  # connections of one process
PATIENT = 2  # of them at most for work that nobody waits for
# No prepared statements on the server, so that PgBouncer may stand between; times in seconds and milliseconds.
CONNECTING = {"prepare_threshold": None, "connect_timeout": 2, "tcp_user_timeout": 2000}
TRYING = 2.0  # seconds in which a lost connection is tried again before the door answers 503
CLASHES = ("40001", "40P01")  # serialization failure, deadlock: the other one has won, now it is our turn
# A connection that was refused carries no code, only words; waiting does not help against these.
REFUSALS = ("does not exist", "authentication failed", "no pg_hba.conf entry", "no password supplied")
AWAY = ("08", "57P", "53300", "25006")  # connection, shutdown, too many clients, a standby that took over


class PostgresBackend:
    """One pool for units and readers."""

    dialect = "postgresql"

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._patient = asyncio.Semaphore(PATIENT)
        self._urgent = 0
        self.progress = time.monotonic()

    @classmethod
    async def open(cls, url: URL) -> PostgresBackend:
        backend = cls(engine_for(url))
        try:
            await backend.read(lambda connection: connection.exec_driver_sql("SELECT 1"))
        except DBAPIError as error:
            await backend.close()
            raise Misconfigured("DATABASE_URL", f"PostgreSQL refuses it: {_said(error)}") from error
        except Unavailable:
            await backend.close()
            raise
        return backend

    def write(self, fn: Callable[[Connection], T], *, savepoint: bool, urgent: bool) -> asyncio.Future[T]:
        if not urgent:
            return _held(self._again(lambda: self._commit_patiently(fn)))
        self._urgent += 1
        task = _held(self._again(lambda: self._commit(fn)))
        task.add_done_callback(self._one_less)
        return task

    def is_busy(self) -> bool:
        return self._urgent >= POOL

    def _one_less(self, _: asyncio.Future[Any]) -> None:
        self._urgent -= 1

    def read(self, fn: Callable[[Connection], T]) -> asyncio.Future[T]:
        return _held(self._again(lambda: self._look(fn)))

    def checkpoint(self) -> asyncio.Future[bool]:
        """Nothing to do: PostgreSQL keeps its log by itself (docs/operations.md says for how long)."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        done.set_result(True)
        return done

    async def close(self) -> None:
        await self._engine.dispose()

    async def _again(self, attempt: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """A commit whose answer was lost is unknown: units carry keys, so that running one again is safe."""
        started, tries = time.monotonic(), 0
        while True:
            try:
                result = await attempt()
            except DBAPIError as error:
                if not is_passing(error):
                    self.progress = time.monotonic()
                    raise
                if time.monotonic() - started > TRYING and not _is_clash(error):
                    raise Unavailable(f"PostgreSQL does not answer: {_said(error)}") from error
            else:
                self.progress = time.monotonic()
                return result
            tries += 1
            await asyncio.sleep(random.uniform(0.5, 1) * min(0.01 * 2**tries, 0.3))

    async def _commit(self, fn: Callable[[Connection], T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(fn)

    async def _commit_patiently(self, fn: Callable[[Connection], T]) -> T:
        async with self._patient:
            return await self._commit(fn)

    async def _look(self, fn: Callable[[Connection], T]) -> T:
        async with self._engine.connect() as connection:
            return await connection.run_sync(fn)


def engine_for(url: URL) -> AsyncEngine:
    """The pool of units and readers."""
    return create_async_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_size=POOL,
        max_overflow=0,
        pool_timeout=60,
        pool_pre_ping=True,
        json_serializer=compact_json,
        hide_parameters=True,  # errors go to the log, what people wrote does not
        query_cache_size=1500,
        connect_args=CONNECTING,
    )


def is_passing(error: DBAPIError) -> bool:
    """Whether the same unit may succeed in a moment: a lost connection, a clash, a server that restarts."""
    state = _state(error)
    if state is None:
        if any(words in str(error.orig) for words in REFUSALS):
            return False
        return type(error.orig).__name__ in ("OperationalError", "InterfaceError", "ConnectionTimeout")
    return state in CLASHES or state.startswith(AWAY)


def _is_clash(error: DBAPIError) -> bool:
    return _state(error) in CLASHES


def _state(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _said(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[-1]


def _held(work: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
    task = asyncio.ensure_future(work)
    task.add_done_callback(_look_at_error)
    return task


def _look_at_error(task: asyncio.Future[Any]) -> None:
    """Whoever waited may have gone (its time was up); then its error is nobody's news."""
    if not task.cancelled():
        task.exception()
