"""The ticker: wakes when a due time has come, and fires each due row once, in a unit of its own.

It sleeps on the monotonic clock and keeps no state: due times are rows, so a restart loses nothing, two processes do
not double, and a test says `clock.forward(minutes=30)` and ticks.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from fireline.core.clock import Clock, machine_now
from fireline.core.errors import RetryLater
from fireline.guard import Failure, Guard
from fireline.store import schedule
from fireline.store.schedule import DueRow
from fireline.store.unit import Unit
from fireline.store.units import Units

log = structlog.get_logger("fireline.scheduler")

LONGEST_REST = 1.0  # seconds; a wall clock that jumps is noticed within it
BATCH = 100


class Ticker:
    def __init__(self, *, units: Units, clock: Clock, guard: Guard) -> None:
        self._units = units
        self._clock = clock
        self._guard = guard
        self._bell = asyncio.Event()
        self._stopping = False
        units.on_bell("schedule", self._bell.set)

    def wake(self) -> None:
        """The clock was moved: look at once."""
        self._bell.set()

    def stop(self) -> None:
        self._stopping = True
        self._bell.set()

    async def run(self) -> None:
        while not self._stopping:
            self._bell.clear()
            try:
                outcome = await self._guard.run("tick", self.tick)
            except RetryLater as away:
                log.warning("The store is away; due times wait.", reason=away.reason)
                outcome = 0
            if not (isinstance(outcome, int) and outcome):
                await self._rest()

    async def tick(self) -> int:
        """Fires what has come due by now; gives how many rows it took up. A row that raises is put off alone."""
        now = self._clock.now()
        rows = await self._units.run(
            self._units.home, lambda unit: schedule.take_due(unit.connection, now, BATCH), urgent=False
        )
        for row in rows:
            await self._fire(row)
        return len(rows)

    async def _fire(self, row: DueRow) -> None:
        def hop(unit: Unit) -> bool:
            return schedule.fire(unit, row)

        outcome = await self._guard.run(f"due {row.kind}", lambda: self._units.run(row.workspace_id, hop, urgent=False))
        if isinstance(outcome, Failure):
            error = type(outcome.error).__name__
            await self._units.run(row.workspace_id, lambda unit: schedule.failed(unit.connection, row, error))

    async def _rest(self) -> None:
        seconds = await self._until_next_or_longest()
        try:
            await asyncio.wait_for(self._bell.wait(), timeout=seconds)
        except TimeoutError:
            return

    async def _until_next_or_longest(self) -> float:
        """The ticker outlives a store that is away just now: it looks again after the longest rest."""
        try:
            seconds = await self._guard.run("next due time", self._until_next)
        except RetryLater:
            return LONGEST_REST
        return seconds if isinstance(seconds, float) else LONGEST_REST

    async def _until_next(self) -> float:
        due_at, retry_at = await self._units.read(
            self._units.home,
            lambda unit: (schedule.next_due_at(unit.connection), schedule.next_retry_at(unit.connection)),
        )
        waits = [timedelta(seconds=LONGEST_REST)]
        if due_at is not None:
            waits.append(due_at - self._clock.now())
        if retry_at is not None:
            waits.append(retry_at - machine_now())
        return max(0.001, min(waits).total_seconds())
