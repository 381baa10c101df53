"""What can happen to a task. Each verb takes the incident first, so changes come one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fireline.core.durations import in_words
from fireline.core.errors import Refused
from fireline.core.events import ChannelId, IncidentId, UserId
from fireline.features.incidents import access
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Status
from fireline.features.people.demands import demand_able
from fireline.features.tasks import events, reads
from fireline.features.tasks.changing import ENDLESS, add, apply, emit, known, open_task
from fireline.features.tasks.reads import Task
from fireline.features.tasks.rules import Stage, TaskStatus, box_problem
from fireline.store.unit import Unit

CALLED_OFF = "the incident was a false alarm"
MERGED = "the incident became part of another"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody says of a task; `due_at` is the end of its time box, `said_in` the channel of a stream, if one."""

    title: str
    owner_id: UserId | None = None
    due_at: datetime | None = None
    said_in: ChannelId | None = None


# giving -------------------------------------------------------------------------------------------------------
def create(unit: Unit, incident_id: IncidentId, draft: Draft, *, by: UserId) -> Task:
    """Gives a task. Without an owner it needs one: the author is never taken for it."""
    found = incidents.take(unit, incident_id)
    if found.status in (Status.CLOSED, Status.CANCELLED):
        raise Refused(
            f"{found.reference} is {found.status.value}; what is left to do is an action item.",
            try_line=f"action {draft.title}",
        )
    given = _given(unit, found, draft.owner_id, by) if draft.owner_id else {}
    boxed = _boxed(unit, draft.due_at) if draft.due_at else {}
    fixed = {"status": TaskStatus.OPEN, "created_by": by, "created_at": unit.now, "incident_id": incident_id}
    made = add(unit, {"title": draft.title, **fixed, **given, **boxed})
    due_at = draft.due_at.isoformat() if draft.due_at else None
    text = f"{_whose(made)}{length(made)}: {made.title}"
    emit(unit, made, events.CREATED, by, text, {"due_at": due_at}, said_in=draft.said_in)
    return made


def assign(unit: Unit, incident_id: IncidentId, task_id: int, to: UserId, *, by: UserId) -> Task:
    """Gives a task to somebody, or to somebody else."""
    found = incidents.take(unit, incident_id)
    task = open_task(unit, incident_id, task_id)
    if task.owner_id == to:
        raise Refused(f"<@{to}> has it already.")
    columns = _given(unit, found, to, by)
    return apply(unit, task, events.ASSIGNED, by, f"Task goes to <@{to}>: {task.title}", **columns)


def take_on(unit: Unit, incident_id: IncidentId, task_id: int, *, by: UserId) -> Task:
    """Takes a task that nobody has; of two who press, one is told whose it is."""
    incidents.take(unit, incident_id)
    owner_id = open_task(unit, incident_id, task_id).owner_id
    if owner_id is not None:
        raise Refused(f"<@{owner_id}> has it already.", try_line="tasks")
    return assign(unit, incident_id, task_id, by, by=by)


def leave(unit: Unit, incident_id: IncidentId, task_id: int, *, why: str) -> Task:
    """Its owner cannot do it any more: it needs another one. `why` follows their mention."""
    incidents.take(unit, incident_id)
    task = open_task(unit, incident_id, task_id)
    text = f"Task needs an owner (<@{task.owner_id}> {why}): {task.title}"
    columns = {"owner_id": None, "assigned_by": None, "assigned_at": None, "told": Stage.NONE}
    return apply(unit, task, events.ASSIGNED, None, text, **columns)


def box(unit: Unit, incident_id: IncidentId, task_id: int, due_at: datetime, *, by: UserId) -> Task:
    """Sets a new time box, from now on."""
    incidents.take(unit, incident_id)
    task = open_task(unit, incident_id, task_id)
    columns = _boxed(unit, due_at)
    span = in_words(due_at - unit.now)
    return apply(unit, task, events.BOXED, by, f"New time box for a task, {span}: {task.title}", **columns)


def demand_owner(unit: Unit, found: Incident, user_id: UserId) -> None:
    """Refuses whoever cannot have a task of this incident."""
    demand_able(unit, user_id, "a task")
    access.demand_in_sight(unit, found, user_id)


# ends ---------------------------------------------------------------------------------------------------------
def done(unit: Unit, incident_id: IncidentId, task_id: int, *, by: UserId) -> Task:
    """Says that it is done; how it went can be said afterwards."""
    incidents.take(unit, incident_id)
    task = open_task(unit, incident_id, task_id)
    columns = {"status": TaskStatus.DONE, "ended_at": unit.now, "ended_by": by}
    return apply(unit, task, events.DONE, by, f"Task done: {task.title}", **columns)


def outcome(unit: Unit, incident_id: IncidentId, task_id: int, text: str, *, by: UserId) -> Task:
    """Says how a task went."""
    incidents.take(unit, incident_id)
    task = known(unit, incident_id, task_id)
    said = f"How a task went: {task.title} ({text})"
    return apply(unit, task, events.OUTCOME_SET, by, said, outcome=text)


def drop(unit: Unit, incident_id: IncidentId, task_id: int, *, by: UserId | None, reason: str) -> Task:
    """It will not be done, and why."""
    incidents.take(unit, incident_id)
    task = open_task(unit, incident_id, task_id)
    if not reason:
        raise Refused("A few words are enough.")
    columns = {"status": TaskStatus.DROPPED, "ended_at": unit.now, "ended_by": by, "reason": reason}
    return apply(unit, task, events.DROPPED, by, f"Task dropped: {task.title} ({reason})", **columns)


def keep(unit: Unit, incident_id: IncidentId, task_id: int, *, by: UserId) -> Task:
    """Left over when the incident ended: it goes on as an action item."""
    incidents.take(unit, incident_id)
    task = open_task(unit, incident_id, task_id)
    columns = {"status": TaskStatus.KEPT, "ended_at": unit.now, "ended_by": by}
    return apply(unit, task, events.KEPT, by, f"Task left over, an action item now: {task.title}", **columns)


def reopen(unit: Unit, incident_id: IncidentId, task_id: int, *, by: UserId | None) -> Task | None:
    """It is to be done after all; None when it is open, or was kept as an action item."""
    incidents.take(unit, incident_id)
    task = known(unit, incident_id, task_id)
    if task.status not in (TaskStatus.DONE, TaskStatus.DROPPED):
        return None
    text = f"Task open again: {task.title}"
    return apply(unit, task, events.REOPENED, by, text, status=TaskStatus.OPEN, **ENDLESS)


def call_off(unit: Unit, incident_id: IncidentId) -> None:
    """A false alarm, or part of another now: nothing of it is to be done here."""
    reason = MERGED if incidents.get(unit, incident_id).merged_into is not None else CALLED_OFF
    for task in reads.open_tasks(unit, incident_id):
        drop(unit, incident_id, task.id, by=None, reason=reason)


def take_up(unit: Unit, incident_id: IncidentId) -> None:
    """It was none: what was called off with it is to be done again."""
    for task in reads.tasks_of(unit, incident_id):
        if task.status is TaskStatus.DROPPED and task.reason in (CALLED_OFF, MERGED):
            reopen(unit, incident_id, task.id, by=None)


# words and columns --------------------------------------------------------------------------------------------
def length(task: Task) -> str:
    """`, 20 min`: how long its time box was set; nothing without one."""
    return f", {in_words(task.due_at - task.boxed_at)}" if task.due_at and task.boxed_at else ""


def _whose(task: Task) -> str:
    return f"Task for <@{task.owner_id}>" if task.owner_id else "Task that needs an owner"


def _given(unit: Unit, found: Incident, to: UserId, by: UserId) -> dict[str, Any]:
    demand_owner(unit, found, to)
    return {"owner_id": to, "assigned_by": by, "assigned_at": unit.now, "told": Stage.NONE}


def _boxed(unit: Unit, due_at: datetime) -> dict[str, Any]:
    if problem := box_problem(due_at - unit.now):
        raise Refused(problem)
    return {"boxed_at": unit.now, "due_at": due_at, "told": Stage.NONE}
