"""How a task changes: its columns, the entry that says so, and the way back."""

from __future__ import annotations

from typing import Any

from fireline.core.columns import from_json, to_json
from fireline.core.errors import Refused
from fireline.core.events import ChannelId, Event, IncidentId, UserId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import record
from fireline.features.tasks import reads
from fireline.features.tasks.reads import Task
from fireline.features.tasks.rules import TaskStatus
from fireline.features.tasks.tables import task
from fireline.store import keyed
from fireline.store.unit import Unit

ENDLESS: dict[str, Any] = {"ended_at": None, "ended_by": None, "outcome": "", "reason": ""}
BESIDES = ("assigned_by", "assigned_at", "boxed_at", "told", "ended_at", "ended_by")  # they follow from the others


def known(unit: Unit, incident_id: IncidentId, task_id: int) -> Task:
    """The task; refused when its creation was taken back."""
    found = reads.task_of(unit, incident_id, task_id)
    if found is None or found.removed_at is not None:
        raise Refused("That task was taken back.", try_line="tasks")
    return found


def open_task(unit: Unit, incident_id: IncidentId, task_id: int) -> Task:
    """The task, refused with how it ended when it is not open any more."""
    found = known(unit, incident_id, task_id)
    if found.status is not TaskStatus.OPEN:
        if found.status is TaskStatus.KEPT:
            raise Refused(f"That task is {found.status.label}.", try_line="actions")
        raise Refused(f"That task is {found.status.label} already.", try_line="tasks")
    return found


def add(unit: Unit, values: dict[str, Any]) -> Task:
    return _again(unit, values["incident_id"], keyed.add(unit, task, **values))


def write(unit: Unit, task_id: int, columns: dict[str, Any]) -> None:
    """Sets columns without a word: what was reminded of."""
    keyed.change(unit, task, {"id": task_id}, **columns)


def apply(unit: Unit, before: Task, kind: str, by: UserId | None, text: str, **columns: Any) -> Task:
    """Sets columns and says so; the entry keeps how they were."""
    write(unit, before.id, columns)
    now = _again(unit, before.incident_id, before.id)
    was = to_json({name: getattr(before, name) for name in columns})
    emit(unit, now, kind, by, text, {"before": was, "was_owner_id": before.owner_id})
    return now


def emit(
    unit: Unit,
    now: Task,
    kind: str,
    by: UserId | None,
    text: str,
    data: dict[str, Any],
    *,
    said_in: ChannelId | None = None,
) -> None:
    facts = {"task_id": now.id, "owner_id": now.owner_id, "title": now.title, "before": {}, **data}
    found = incidents.get(unit, now.incident_id)
    record.emit(unit, found, kind, by, text, facts, said_in=said_in)


def restore(unit: Unit, event: Event) -> Task:
    """Puts columns back as an event found them; a task that was just made goes."""
    incidents.take(unit, event.incident_id)
    columns = from_json(event.data["before"])
    write(unit, event.data["task_id"], columns or {"removed_at": unit.now})
    return _again(unit, event.incident_id, event.data["task_id"])


def _again(unit: Unit, incident_id: IncidentId, task_id: int) -> Task:
    found = reads.task_of(unit, incident_id, task_id)
    assert found is not None
    return found
