"""What waits in the store: for /status and for the sandbox, which jumps its clock only when all is still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from fireline.store import inbox, lanes, schedule, settling


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How much is not done yet. `next_due_at` is story time."""

    inbox: int
    inbox_dead: int
    outbox: int
    outbox_dead: int
    next_due_at: datetime | None


_WAITING = select(
    inbox.COUNT_PENDING.scalar_subquery().label("inbox"),
    inbox.COUNT_DEAD.scalar_subquery().label("inbox_dead"),
    lanes.COUNT_PENDING.scalar_subquery().label("outbox"),
    settling.COUNT_DEAD.scalar_subquery().label("outbox_dead"),
    schedule.NEXT_DUE_AT.scalar_subquery().label("next_due_at"),
)


def waiting(connection: Connection) -> Waiting:
    """Counts what waits, all at one moment: in one statement, so that nothing passes from one count to another."""
    return Waiting(**connection.execute(_WAITING).one()._mapping)
