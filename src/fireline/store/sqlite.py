"""SQLite: exactly one connection in the process writes and checkpoints; readers open the file read-only.

Two connections that write or checkpoint can lose acknowledged commits before SQLite 3.51.3 (a bug in resetting the
write-ahead log), and its busy handler is unfair: a waiter was seen starving for three seconds.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from fireline.core.errors import Misconfigured
from fireline.store.backend import Unavailable
from fireline.store.lockfile import LockFile
from fireline.store.writer import Writer

T = TypeVar("T")

READERS = 4
BUSY_TIMEOUT = 1500  # milliseconds; a shell may hold the file for a moment
SHORT_WAIT = 50  # milliseconds that a checkpoint waits for readers
WRITER_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # an answered request survives a power cut; with batches it costs nothing
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what was purged must not stay in free pages
    "PRAGMA temp_store = MEMORY",
)


class Engines:
    """The writing engine of each file, made once: whoever opens a file again finds its statements compiled."""

    def __init__(self) -> None:
        self._made: dict[Path, Engine] = {}

    def of(self, path: Path) -> Engine:
        """Without a connection, whatever became of those who had it open before."""
        engine = self._made.setdefault(path, writing_engine(path))
        engine.dispose()
        return engine


class SqliteBackend:
    """One file, one writer thread, some readers."""

    dialect = "sqlite"

    def __init__(self, readers: AsyncEngine, writer: Writer | None, lock: LockFile | None) -> None:
        self._readers = readers
        self._writer = writer
        self._lock = lock
        self._read_at = time.monotonic()

    @classmethod
    async def open(cls, path: Path, *, read_only: bool, engines: Engines | None = None) -> SqliteBackend:
        if read_only:
            if not path.exists():
                raise Misconfigured("DATABASE_URL", f"there is no database at {path} yet; start Fireline once.")
            return cls(_readers(path), None, None)
        lock = LockFile.take(path)
        writer = await asyncio.to_thread(_opened_writer, (engines or Engines()).of(path), path, lock)
        return cls(_readers(path), writer, lock)

    @property
    def progress(self) -> float:
        return self._read_at if self._writer is None else max(self._read_at, self._writer.progress)

    def write(self, fn: Callable[[Connection], T], *, savepoint: bool, urgent: bool) -> asyncio.Future[T]:
        if self._writer is None:
            raise RuntimeError("this database was opened for reading only")
        return self._writer.submit(fn, savepoint=savepoint, urgent=urgent)

    def read(self, fn: Callable[[Connection], T]) -> asyncio.Future[T]:
        return asyncio.ensure_future(self._read(fn))

    async def _read(self, fn: Callable[[Connection], T]) -> T:
        try:
            async with self._readers.connect() as connection:
                result = await connection.run_sync(fn)
        except DBAPIError as error:
            if is_away(error):
                raise Unavailable from error
            raise
        self._read_at = time.monotonic()
        return result

    def is_busy(self) -> bool:
        return self._writer is not None and self._writer.is_busy()

    def checkpoint(self) -> asyncio.Future[bool]:
        if self._writer is None:
            raise RuntimeError("this database was opened for reading only")
        return self._writer.submit(_truncated_log, savepoint=False, urgent=False, in_transaction=False)

    async def close(self) -> None:
        await self._readers.dispose()
        if self._writer is not None:
            await asyncio.to_thread(self._writer.close)
        if self._lock is not None:
            self._lock.release()


def is_away(error: DBAPIError) -> bool:
    """Whether the file could not be used at all: locked by somebody, full, unreadable."""
    name = getattr(error.orig, "sqlite_errorname", "") or ""
    return name.startswith(("SQLITE_BUSY", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN"))


def _truncated_log(connection: Connection) -> bool:
    """Waits a moment for readers, not longer: everybody who writes waits meanwhile."""
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA busy_timeout = {SHORT_WAIT}")
    try:
        busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        raw.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    return not busy


def writing_engine(path: Path) -> Engine:
    """An engine with the one connection that may write: transactions begin at once, none upgrades later."""
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
        json_serializer=compact_json,
        hide_parameters=True,  # errors go to the log, what people wrote does not
        query_cache_size=1500,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def compact_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _opened_writer(engine: Engine, path: Path, lock: LockFile) -> Writer:
    try:
        connection = engine.connect()
        if lock.was_unclean:
            _check(connection, path)
    except DBAPIError as error:
        lock.release()
        raise Misconfigured("DATABASE_URL", f"{path} cannot be used as a database: {error.orig}.") from error
    return Writer(connection, is_away=is_away)


def _check(connection: Connection, path: Path) -> None:
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    connection.rollback()
    if found != "ok":
        raise Misconfigured("DATABASE_URL", f"{path} is damaged ({found}); restore it from a backup.")


def _prepare(raw: Any, _record: Any) -> None:
    raw.isolation_level = None  # the driver's own BEGIN comes too late: 98 of 100 racing changes were lost with it
    for pragma in WRITER_PRAGMAS:
        raw.execute(pragma)


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _readers(path: Path) -> AsyncEngine:
    # mode=ro, never only query_only: after a kill such a reader checkpointed on closing and deleted the log.
    return create_async_engine(
        f"sqlite+aiosqlite:///file:{quote(str(path))}?mode=ro&uri=true",
        pool_size=READERS,
        max_overflow=0,
        json_serializer=compact_json,
        hide_parameters=True,  # errors go to the log, what people wrote does not
        query_cache_size=1500,
    )
