"""What others may ask about tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from fireline.core.events import IncidentId, UserId
from fireline.features.incidents import reads as incidents
from fireline.features.tasks.rules import Stage, TaskStatus
from fireline.features.tasks.tables import task
from fireline.store import keyed
from fireline.store.unit import Unit


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task as it stands now. Texts are Slack mrkdwn as typed; times are UTC."""

    id: int
    incident_id: IncidentId
    title: str
    status: TaskStatus
    owner_id: UserId | None
    assigned_by: UserId | None
    assigned_at: datetime | None
    boxed_at: datetime | None
    due_at: datetime | None
    told: Stage
    created_by: UserId
    created_at: datetime
    ended_at: datetime | None
    ended_by: UserId | None
    outcome: str
    reason: str
    removed_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.status is TaskStatus.OPEN and self.removed_at is None

    def is_late(self, now: datetime) -> bool:
        """Its time box is over and nobody has said how it went."""
        return self.is_open and self.due_at is not None and self.due_at <= now


def tasks_of(unit: Unit, incident_id: IncidentId) -> tuple[Task, ...]:
    """The tasks of one incident in the order in which they were given; what was taken back is not among them."""
    return _tasks(unit, task.c.incident_id == incident_id)


def open_tasks(unit: Unit, incident_id: IncidentId) -> tuple[Task, ...]:
    """What is still to be done in this incident."""
    return _tasks(unit, task.c.incident_id == incident_id, task.c.status == TaskStatus.OPEN)


def open_tasks_of(unit: Unit, user_id: str) -> tuple[Task, ...]:
    """What this person has to do in incidents that they may see, the one that ends next first.

    Left-over tasks of incidents that have ended are nobody's duty any more.
    """
    mine = _tasks(unit, task.c.owner_id == user_id, task.c.status == TaskStatus.OPEN)
    going_on = [t for t in mine if incidents.get(unit, t.incident_id).is_active]
    seen = [t for t in going_on if incidents.visible(unit, t.incident_id, UserId(user_id)) is not None]
    return tuple(sorted(seen, key=lambda t: (t.due_at is None, t.due_at or t.created_at, t.id)))


def task_of(unit: Unit, incident_id: IncidentId, task_id: int) -> Task | None:
    """One task of this incident, also one that was taken back."""
    row = keyed.one(unit, task, incident_id=incident_id, id=task_id)
    return _read(row) if row else None


def all_open_of(unit: Unit, user_id: str) -> tuple[Task, ...]:
    """What this person has to do, whether they may see it or not: for when they have left."""
    return _tasks(unit, task.c.owner_id == user_id, task.c.status == TaskStatus.OPEN)


def _tasks(unit: Unit, *where: ColumnElement[bool]) -> tuple[Task, ...]:
    c = task.c
    wanted = select(task).where(c.workspace_id == unit.workspace_id, c.removed_at.is_(None), *where)
    return tuple(_read(row) for row in unit.rows(wanted.order_by(c.id)))


def _read(row: Row[Any]) -> Task:
    return Task(**{**keyed.facts(row), "status": TaskStatus(row.status), "told": Stage(row.told)})
