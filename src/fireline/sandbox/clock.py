"""Story time: what stands in every `ts`. It may be frozen or jump; machine time (`time.monotonic`) never does."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class StoryClock:
    """The time of the story. Each change raises `step`, so that a follower knows when to look again."""

    def __init__(self, at: datetime | None = None, running: bool = True) -> None:
        # One, not none: a follower that has seen nothing yet asks for what comes after 0 and is told at once.
        self.step = 1
        self.running = running
        self._base = (at or datetime.now(UTC)).astimezone(UTC)
        self._since = time.monotonic()
        self._changed = asyncio.Event()

    def now(self) -> datetime:
        """Story time, UTC, with microseconds."""
        if not self.running:
            return self._base
        return self._base + timedelta(seconds=time.monotonic() - self._since)

    def change(self, *, now: datetime | None = None, forward: float | None = None, running: bool | None = None) -> None:
        """Sets, moves, stops or starts the clock; `forward` is in seconds."""
        at = now.astimezone(UTC) if now is not None else self.now()
        self._base = at + timedelta(seconds=forward or 0.0)
        self._since = time.monotonic()
        self.running = self.running if running is None else running
        self.step += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def beyond(self, step: int, wait: float) -> None:
        """Returns as soon as the step is greater than `step`, or after `wait` machine seconds."""
        if self.step > step:
            return
        try:
            await asyncio.wait_for(self._changed.wait(), wait)
        except TimeoutError:
            return

    def told(self) -> dict[str, object]:
        """The clock as `GET /control/clock` answers it."""
        return {"step": self.step, "now": iso(self.now()), "running": self.running}


def iso(at: datetime) -> str:
    """`2017-01-31T21:00:00.000000Z`: always UTC, always microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_time(text: str) -> datetime:
    """Reads ISO 8601; a time without a zone is UTC."""
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(at: datetime) -> int:
    """Whole microseconds since 1970, without the rounding of a float."""
    return (at - EPOCH) // timedelta(microseconds=1)


def stamp(micros: int) -> str:
    """A Slack `ts`: ten digits, a point, six digits. Always text, for a float would lose the last digits."""
    return f"{micros // 1_000_000:010d}.{micros % 1_000_000:06d}"
