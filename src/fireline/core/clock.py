"""Story time, which tests freeze and demos jump, and machine time, which nobody moves.

Due times, entries, undo and working hours live in story time. Time-outs, retries, pace, leases and signatures live in
machine time: a jump of the story must not break a lease.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Gives the story's time, aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The story is the present."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FrozenClock:
    """Stands still until it is told to move: for tests and for scenarios."""

    def __init__(self, start: datetime = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def forward(self, **amount: float) -> datetime:
        """Moves on by a timedelta's keywords: `forward(minutes=30)`."""
        self._now += timedelta(**amount)
        return self._now

    def jump(self, to: datetime) -> datetime:
        self._now = to
        return self._now


class StoryClock:
    """Follows the clock of a local Slack: an anchor in story time, running with the machine or standing still."""

    def __init__(self) -> None:
        self.step = 0
        self._anchor = datetime.now(UTC)
        self._since = time.monotonic()
        self._running = True

    def follow(self, *, step: int, now: datetime, running: bool) -> None:
        """Takes what the local Slack tells of its clock."""
        self.step, self._anchor, self._running = step, now, running
        self._since = time.monotonic()

    def now(self) -> datetime:
        if not self._running:
            return self._anchor
        return self._anchor + timedelta(seconds=time.monotonic() - self._since)


def machine_now() -> datetime:
    """The machine's own time, for leases, retries and whatever must not jump with the story."""
    return datetime.now(UTC)
