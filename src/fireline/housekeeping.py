"""Forgets what has served its time, and leaves nothing of what was deleted in the database's log. Machine time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from fireline.core.errors import RetryLater
from fireline.guard import Guard
from fireline.store import inbox, outbox
from fireline.store.engine import Database

log = structlog.get_logger("fireline.housekeeping")


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """How often. What was purged is out of SQLite's log within a minute, also when a reader is in the way once."""

    sweep_every: timedelta = timedelta(days=1)
    checkpoint_every: timedelta = timedelta(seconds=25)
    first_after: timedelta = timedelta(seconds=10)  # a start has better things to do


class Housekeeper:
    def __init__(self, database: Database, guard: Guard, rhythm: Rhythm | None = None) -> None:
        self._database = database
        self._guard = guard
        self._rhythm = rhythm or Rhythm()
        self._swept_at: float | None = None

    async def run(self) -> None:
        """Until it is cancelled; a database that is away is tried again at the next turn."""
        await asyncio.sleep(self._rhythm.first_after.total_seconds())
        while True:
            try:
                await self._guard.run("housekeeping", self.turn)
            except RetryLater as away:
                log.warning("Housekeeping waits.", reason=away.reason)
            await asyncio.sleep(self._rhythm.checkpoint_every.total_seconds())

    async def turn(self) -> None:
        """One round: the daily sweep when it is due, then the log."""
        now = time.monotonic()
        if self._swept_at is None or now - self._swept_at >= self._rhythm.sweep_every.total_seconds():
            await self.sweep()
            self._swept_at = now
        if not await self._database.checkpoint():
            log.info("Somebody was reading; the log is emptied at the next turn.")

    async def sweep(self) -> None:
        """Forgets applied requests after a week and sent deliveries after their keys have served."""
        gone = {"requests": await self._all(inbox.sweep), "deliveries": await self._all(outbox.sweep)}
        if any(gone.values()):
            log.info("What has served its time was forgotten.", **gone)

    async def _all(self, sweep: Callable[[Connection], int]) -> int:
        """A portion at a time, so that nobody waits long behind it."""
        total = 0
        while went := await self._database.write(sweep, savepoint=False, urgent=False):
            total += went
        return total
