"""Due times: one row for each kind and subject. Firing is one unit that takes the row and does the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select, update

from fireline.core.clock import machine_now
from fireline.core.events import IncidentId, WorkspaceId
from fireline.core.feature import Due
from fireline.store.inbox import backoff
from fireline.store.sql import Upsert
from fireline.store.tables import due

if TYPE_CHECKING:
    from fireline.store.unit import Unit

_KEY = ("workspace_id", "kind", "subject")
_SET = Upsert(due, _KEY, ("due_at", "data", "incident_id", "attempts", "not_before", "error"))
_UNSET = delete(due).where(*(due.c[name] == bindparam(f"of_{name}") for name in _KEY))


@dataclass(frozen=True, kw_only=True)
class DueRow:
    """A due time that has come, not fired yet."""

    workspace_id: WorkspaceId
    kind: str
    subject: str
    due_at: datetime
    data: Mapping[str, Any]
    incident_id: IncidentId | None
    attempts: int


def put(
    unit: Unit, kind: str, subject: str, at: datetime, data: Mapping[str, Any], incident_id: IncidentId | None
) -> None:
    """Sets or moves the one due time of this kind for this subject, in story time."""
    row = {
        "workspace_id": unit.workspace_id,
        "kind": kind,
        "subject": subject,
        "due_at": at,
        "data": dict(data),
        "incident_id": incident_id,
        "attempts": 0,
        "not_before": None,
        "error": None,
    }
    unit.execute(_SET.on(unit.connection), row)


def remove(unit: Unit, kind: str, subject: str) -> None:
    """Takes a due time back; unknown ones are fine."""
    unit.execute(_UNSET, {"of_workspace_id": unit.workspace_id, "of_kind": kind, "of_subject": subject})


def take_due(connection: Connection, now: datetime, limit: int, machine: datetime | None = None) -> list[DueRow]:
    """What has come due by `now` (story time), earliest first; those that wait after a failure are left out.

    Taking changes nothing yet: each goes to `fire` in a unit of its own.
    """
    c = due.c
    wanted = (
        select(c.workspace_id, c.kind, c.subject, c.due_at, c.data, c.incident_id, c.attempts)
        .where(c.due_at <= now, or_(c.not_before.is_(None), c.not_before <= (machine or machine_now())))
        .order_by(c.due_at, c.kind, c.subject)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [DueRow(**row._mapping) for row in connection.execute(wanted)]


def fire(unit: Unit, row: DueRow) -> bool:
    """Takes the row away and runs its handler in the same transaction; False when it was fired or moved meanwhile.

    The handler may schedule the same kind and subject again: that stands. Raises what the handler raises; then the
    row is still there, and `failed` puts it off.
    """
    if unit.execute(delete(due).where(_same(row))).rowcount != 1:
        return False
    happening = Due(kind=row.kind, subject=row.subject, due_at=row.due_at, incident_id=row.incident_id, data=row.data)
    unit.registry.due[row.kind](unit, happening)
    return True


def failed(connection: Connection, row: DueRow, error: str, machine: datetime | None = None) -> None:
    """Puts a row whose handler raised off for a while (machine time); it is never given up."""
    tries = row.attempts + 1
    not_before = (machine or machine_now()) + backoff(tries)
    connection.execute(update(due).where(_same(row)).values(attempts=tries, error=error, not_before=not_before))


NEXT_DUE_AT = select(func.min(due.c.due_at)).where(due.c.not_before.is_(None))


def next_due_at(connection: Connection) -> datetime | None:
    """The earliest due time in story time, of the rows that no failure put off; None when there is none."""
    moment: datetime | None = connection.execute(NEXT_DUE_AT).scalar()
    return moment


def upcoming(connection: Connection, limit: int) -> list[tuple[datetime, str]]:
    """What comes next: due time (story time) and kind, earliest first."""
    wanted = select(due.c.due_at, due.c.kind).order_by(due.c.due_at, due.c.kind).limit(limit)
    return [(row.due_at, row.kind) for row in connection.execute(wanted)]


def next_retry_at(connection: Connection) -> datetime | None:
    """When the earliest row that failed may be tried again, in machine time."""
    moment: datetime | None = connection.execute(select(func.min(due.c.not_before))).scalar()
    return moment


def _same(row: DueRow) -> Any:
    c = due.c
    return and_(
        c.workspace_id == row.workspace_id, c.kind == row.kind, c.subject == row.subject, c.due_at == row.due_at
    )
