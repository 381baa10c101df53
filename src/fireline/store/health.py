"""What waits in the store: for /status and for the sandbox, which jumps its clock only when all is still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from fireline.store import inbox, outbox, schedule


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How much is not done yet. `next_due_at` is story time."""

    inbox: int
    inbox_dead: int
    outbox: int
    outbox_dead: int
    next_due_at: datetime | None


def waiting(connection: Connection) -> Waiting:
    """Counts what waits; cheap enough to be asked many times a second."""
    arrived = inbox.counts(connection)
    return Waiting(
        inbox=arrived["pending"],
        inbox_dead=arrived["dead"],
        outbox=outbox.pending_count(connection),
        outbox_dead=outbox.dead_count(connection),
        next_due_at=schedule.next_due_at(connection),
    )
