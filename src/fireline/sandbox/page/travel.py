"""Moves story time on as it would have passed: every deadline on the way comes at its own time."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from fireline.sandbox.clock import read_time

if TYPE_CHECKING:
    from fireline.sandbox.sandbox import Sandbox

PATIENCE = 5.0  # machine seconds for the bot to come to rest between two deadlines
MOST_STOPS = 200


async def to_next_deadline(sandbox: "Sandbox") -> bool:
    """Moves to the moment at which the bot next has something to do; False when it has nothing planned."""
    due = await _next_due(sandbox)
    if due is None:
        return False
    await _move(sandbox, due)
    return True


async def forward(sandbox: "Sandbox", amount: timedelta) -> None:
    """Moves on by this much, stopping at each deadline until the bot has done what was due."""
    target, stops = sandbox.clock.now() + amount, 0
    due = await _next_due(sandbox)
    while due is not None and due <= target and stops < MOST_STOPS:
        await _move(sandbox, due)
        due, stops = await _next_due(sandbox), stops + 1
    await _move(sandbox, target)


async def _move(sandbox: "Sandbox", to: datetime) -> None:
    now = sandbox.clock.now()
    sandbox.clock.change(now=to if to > now else now + timedelta(microseconds=1))
    await sandbox.settle(PATIENCE)


async def _next_due(sandbox: "Sandbox") -> datetime | None:
    status: dict[str, Any] = (await sandbox.settle(PATIENCE)).status
    due = status.get("next_due_at")
    return read_time(due) if due else None
