"""When the owner of a task is reminded: half of its time box, its end; without one a single question."""

from __future__ import annotations

from datetime import datetime

from fireline.core.feature import Due
from fireline.features.incidents import reads as incidents
from fireline.features.tasks import changing, events, notes, reads
from fireline.features.tasks.reads import Task
from fireline.features.tasks.rules import Stage, next_reminder
from fireline.store.unit import Unit

REMIND = "tasks.remind"


def plan(unit: Unit, task: Task) -> None:
    """Sets when this task is spoken of next, or takes that back."""
    following = _following(task) if incidents.get(unit, task.incident_id).is_active else None
    if following is None:
        unit.unschedule(REMIND, str(task.id))
    else:
        unit.schedule(REMIND, str(task.id), following[1], incident_id=task.incident_id)


def on_due(unit: Unit, due: Due) -> None:
    """Tells the owner; what was missed meanwhile is told once, as it is now."""
    if due.incident_id is None:
        return
    found = incidents.take(unit, due.incident_id)
    task = reads.task_of(unit, found.id, int(due.subject))
    if task is None or not task.is_open or not found.is_active:
        return
    stage = task.told
    while (following := next_reminder(_since(task), task.boxed_at, task.due_at, stage)) and following[1] <= unit.now:
        stage = following[0]
    if stage is not task.told:
        _tell(unit, task, stage)
    now = reads.task_of(unit, found.id, task.id)
    assert now is not None
    plan(unit, now)


def _tell(unit: Unit, task: Task, stage: Stage) -> None:
    """Half time is an edit where there is something to edit; the end and the question are to be noticed."""
    changing.write(unit, task.id, {"told": stage})
    if task.owner_id is not None:
        ring = stage is not Stage.HALF or not notes.is_open(unit, task.incident_id, task.owner_id)
        notes.refresh(unit, task.incident_id, task.owner_id, ring=ring)
    if stage is Stage.END:
        text = f"The time box of a task is over: {task.title}"
        changing.emit(unit, task, events.OVERRAN, None, text, {})


def _following(task: Task) -> tuple[Stage, datetime] | None:
    return next_reminder(_since(task), task.boxed_at, task.due_at, task.told) if task.is_open else None


def _since(task: Task) -> datetime:
    return task.assigned_at or task.created_at
