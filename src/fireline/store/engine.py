"""The database: units go through `write`, one hop each; everything that only looks goes through `read`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from fireline.core.errors import Misconfigured
from fireline.store.backend import Backend, Unavailable
from fireline.store.postgres import PostgresBackend
from fireline.store.sqlite import Engines, SqliteBackend
from fireline.store.wakeup import Wakeup

__all__ = ["Database", "Unavailable", "parse", "path_of"]

T = TypeVar("T")

KEY = "DATABASE_URL"
FORMS = "accepted are sqlite:///fireline.db, sqlite:////var/lib/fireline.db and postgresql://user:password@host/name."
# Slack waits three seconds for an answer; half a second of it stays for the way.
PATIENCE = 2.4  # seconds in which the database got nothing done
LONG_PATIENCE = 30.0  # the same for work that nobody waits for


class Database:
    """One database. What `write` gave back is durable."""

    def __init__(self, backend: Backend, url: URL) -> None:
        self._backend = backend
        self._url = url
        self.dialect = backend.dialect

    @staticmethod
    async def open(url: str, *, read_only: bool = False, engines: Engines | None = None) -> Database:
        """Opens `sqlite:///file` or `postgresql://…`; `read_only` needs no lock and works beside a running bot.

        `engines` are those that the same SQLite file was opened with before; without them it gets new ones.
        Raises Misconfigured naming DATABASE_URL, and Unavailable when PostgreSQL does not answer.
        """
        parsed = parse(url)
        if parsed.get_backend_name() == "sqlite":
            backend = await SqliteBackend.open(path_of(parsed), read_only=read_only, engines=engines)
            return Database(backend, parsed)
        return Database(await PostgresBackend.open(parsed), parsed)

    async def write(self, fn: Callable[[Connection], T], *, savepoint: bool = True, urgent: bool = True) -> T:
        """Runs `fn` in one transaction and gives its result once that is durable.

        `fn` must bear being run again: after a lost connection, a deadlock, or a neighbour in its batch that failed.
        `savepoint=False` spares one for work that will not fail; `urgent=False` is for work that nobody waits for.
        Raises what `fn` raised (then nothing of it is kept), or Unavailable.
        """
        patience = PATIENCE if urgent else LONG_PATIENCE
        return await self._patiently(self._backend.write(fn, savepoint=savepoint, urgent=urgent), patience)

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Runs `fn` on a connection that only looks; it sees every write that was answered before."""
        return await self._patiently(self._backend.read(fn), PATIENCE)

    def is_busy(self) -> bool:
        """Whether urgent work is queueing."""
        return self._backend.is_busy()

    def wakeup(self, ring: Callable[[], None]) -> Wakeup | None:
        """The line to other processes on this database; None on SQLite, which has only one."""
        return Wakeup(self._url, ring) if self.dialect == "postgresql" else None

    async def checkpoint(self) -> bool:
        """Puts SQLite's log into the file and empties it, so that nothing purged stays there; False: try again."""
        return await self._patiently(self._backend.checkpoint(), LONG_PATIENCE)

    async def close(self) -> None:
        """Finishes what has queued, and leaves nothing behind that a start would have to mend."""
        await self._backend.close()

    async def _patiently(self, work: asyncio.Future[T], patience: float) -> T:
        """Waits as long as the database gets anything done: a long queue is not an outage, a standstill is."""
        started = time.monotonic()
        try:
            while not work.done():
                left = max(started, self._backend.progress) + patience - time.monotonic()
                if left <= 0:
                    raise Unavailable
                await asyncio.wait((work,), timeout=left)
        finally:
            if not work.done():
                work.cancel()
        return work.result()


def parse(url: str) -> URL:
    """Reads a DATABASE_URL; raises Misconfigured with the forms that are accepted."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise Misconfigured(KEY, "this is no URL; " + FORMS) from None
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "sqlite":
        raise Misconfigured(KEY, f'"{parsed.drivername}" is not supported; {FORMS}')
    if not parsed.database or parsed.database == ":memory:" or parsed.host:
        raise Misconfigured(KEY, "SQLite needs a file that outlives the process; " + FORMS)
    return parsed


def path_of(url: URL) -> Path:
    return Path(url.database or "").expanduser().resolve()
