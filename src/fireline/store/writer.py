"""The writer thread of SQLite: takes what has queued, one transaction, commit, resolves all, again.

Waiting some milliseconds to fill a batch is slower and later than taking what is there.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from fireline.store.backend import Unavailable

T = TypeVar("T")

GAP = 0.05  # seconds between two visits of work that nobody waits for, while somebody waits for other work
BATCH = 256  # units; bounds how long the first of a batch waits for the last


class _VanishedError(Exception):
    """SQLite rolled the whole transaction back by itself (a full disk does that)."""


class _Job:
    """One unit on its way; as a context it takes the error instead of letting it out."""

    def __init__(
        self,
        fn: Callable[[Connection], Any],
        future: asyncio.Future[Any],
        savepoint: bool,
        in_transaction: bool = True,
    ) -> None:
        self.fn = fn
        self.future = future
        self.savepoint = savepoint
        self.in_transaction = in_transaction
        self.result: Any = None
        self.error: BaseException | None = None

    def __enter__(self) -> None:
        self.error = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.error = error
        return True

    def run(self, connection: Connection, *, alone: bool) -> None:
        if alone or not self.savepoint:
            self.result = self.fn(connection)
            return
        with self, connection.begin_nested():
            self.result = self.fn(connection)
        if self.error is not None and not _in_transaction(connection):
            raise _VanishedError from self.error

    def tell(self) -> None:
        if self.future.done():  # whoever waited has gone
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Writer:
    """Owns the one connection that writes; units come from any event loop."""

    def __init__(self, connection: Connection, *, is_away: Callable[[DBAPIError], bool]) -> None:
        self._connection = connection
        self._is_away = is_away
        self._urgent: deque[_Job] = deque()
        self._patient: deque[_Job] = deque()
        self._patient_at = 0.0
        self._queued = threading.Condition()
        self._closing = False
        self.progress = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="fireline-writer", daemon=True)
        self._thread.start()

    def submit(
        self, fn: Callable[[Connection], T], *, savepoint: bool, urgent: bool, in_transaction: bool = True
    ) -> asyncio.Future[T]:
        """Queues `fn`; `in_transaction=False` is for what must run between two (a checkpoint)."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        with self._queued:
            if self._closing:
                raise Unavailable("The database is closed.")
            (self._urgent if urgent else self._patient).append(_Job(fn, future, savepoint, in_transaction))
            self._queued.notify()
        return future

    def is_busy(self) -> bool:
        return bool(self._urgent)

    def close(self) -> None:
        """Finishes what has queued, puts the log into the file, closes."""
        with self._queued:
            self._closing = True
            self._queued.notify()
        self._thread.join()
        engine = self._connection.engine
        self._connection.close()
        raw = engine.raw_connection()
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()
        engine.dispose()

    def _run(self) -> None:
        while (batches := self._take()) is not None:
            for batch in batches:
                waiting = [job for job in batch if not job.future.cancelled()]
                if waiting:
                    self._serve(waiting)

    def _take(self) -> tuple[list[_Job], ...] | None:
        """What is urgent first, in a transaction of its own: nobody waits for work that nobody waits for."""
        with self._queued:
            while not (self._urgent or self._patient):
                if self._closing:
                    return None
                self._queued.wait()
            urgent = _some(self._urgent)
            if urgent and time.monotonic() - self._patient_at < GAP:
                return (urgent,)
            self._patient_at = time.monotonic()
            return (urgent, _some(self._patient))

    def _serve(self, jobs: Sequence[_Job]) -> None:
        within = [job for job in jobs if job.in_transaction]
        if within and not self._together(within):
            for job in within:
                self._together([job])
        for job in jobs:
            if not job.in_transaction:
                self._between(job)
        for job in jobs:
            if isinstance(job.error, DBAPIError) and self._is_away(job.error):
                job.error = Unavailable(f"The database cannot be written: {job.error.orig}.")
        self.progress = time.monotonic()
        _tell(jobs)

    def _between(self, job: _Job) -> None:
        with job:
            job.result = job.fn(self._connection)

    def _together(self, jobs: Sequence[_Job]) -> bool:
        """One transaction for all. False when it failed as a whole: then each is worth a try of its own."""
        outcome = jobs[0] if len(jobs) == 1 else _Job(jobs[0].fn, jobs[0].future, savepoint=False)
        with outcome, self._connection.begin():
            for job in jobs:
                job.run(self._connection, alone=len(jobs) == 1)
        return len(jobs) == 1 or outcome.error is None


def _some(queue: deque[_Job]) -> list[_Job]:
    return [queue.popleft() for _ in range(min(len(queue), BATCH))]


def _in_transaction(connection: Connection) -> bool:
    raw: Any = connection.connection.dbapi_connection
    return bool(raw.in_transaction)


def _tell(jobs: Sequence[_Job]) -> None:
    """Wakes the waiters, one call into each event loop for the whole batch."""
    for loop in {job.future.get_loop() for job in jobs}:
        mine = [job for job in jobs if job.future.get_loop() is loop]
        with suppress(RuntimeError):  # that loop was closed while its unit ran; nobody is left to tell
            loop.call_soon_threadsafe(_tell_each, mine)


def _tell_each(jobs: Sequence[_Job]) -> None:
    for job in jobs:
        job.tell()
