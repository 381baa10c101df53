"""The one direct message in which somebody finds their tasks of an incident.

It is edited as things change. When its reader must notice something, a new one takes its place; never within five
minutes of another message to the same person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from fireline.core.events import IncidentId, UserId
from fireline.core.feature import Due
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.people import reads as people
from fireline.features.tasks import blocks, reads
from fireline.features.tasks.reads import Task
from fireline.features.tasks.rules import APART
from fireline.features.tasks.tables import task_note
from fireline.slack import kit
from fireline.store import deliveries, keyed
from fireline.store.sql import Upsert
from fireline.store.unit import Unit

RING = "tasks.ring"
MESSAGE = "tasks:note:"
_NOTE = Upsert(task_note, ("workspace_id", "incident_id", "user_id"), ("number", "shown_at", "is_open"))


def refresh(unit: Unit, incident_id: IncidentId, user_id: UserId, *, ring: bool = False) -> None:
    """Edits the message to what is true now; `ring` makes its reader notice, as soon as that is allowed."""
    found, mine = incidents.get(unit, incident_id), _mine(unit, incident_id, user_id)
    now = _row(unit, incident_id, user_id)
    if now is not None and now.is_open:
        _edit(unit, found, mine, now, user_id)
    if not ring or not mine or not found.is_active or people.person_of(unit, user_id).is_deleted:
        return
    if now is not None and now.is_open and unit.now - now.shown_at < APART:
        return  # they were called a moment ago, and the edit is where they look
    last = deliveries.last_post(unit, user_id, since=unit.now - APART)
    if last is not None and last + APART > unit.now:
        unit.schedule(RING, _subject(incident_id, user_id), last + APART, incident_id=incident_id)
    else:
        _post(unit, found, mine, now, user_id)


def on_ring(unit: Unit, due: Due) -> None:
    """The five minutes have passed."""
    if due.incident_id is not None:
        found = incidents.take(unit, due.incident_id)
        refresh(unit, found.id, UserId(due.subject.partition(":")[2]), ring=True)


def of_message(unit: Unit, name: str) -> tuple[Task, ...]:
    """The open tasks of which the message of that name speaks."""
    incident_id, user_id, _ = name.removeprefix(MESSAGE).split(":")
    return _mine(unit, IncidentId(int(incident_id)), UserId(user_id))


def readers(unit: Unit, incident_id: IncidentId) -> list[UserId]:
    """Whose messages speak of tasks of this incident now."""
    c = task_note.c
    where = (c.workspace_id == unit.workspace_id, c.incident_id == incident_id, c.is_open)
    return [UserId(row.user_id) for row in unit.rows(select(c.user_id).where(*where).order_by(c.user_id))]


def is_open(unit: Unit, incident_id: IncidentId, user_id: UserId) -> bool:
    """Whether somebody has a message about their tasks before them."""
    now = _row(unit, incident_id, user_id)
    return now is not None and bool(now.is_open)


def _mine(unit: Unit, incident_id: IncidentId, user_id: UserId) -> tuple[Task, ...]:
    return tuple(task for task in reads.open_tasks(unit, incident_id) if task.owner_id == user_id)


def _edit(unit: Unit, found: Incident, mine: Sequence[Task], now: Row[Any], user_id: UserId) -> None:
    if people.person_of(unit, user_id).is_deleted:
        return
    said = _words(unit, found, mine, user_id)
    unit.show(_name(now), to=user_id, incident_id=found.id, **said.content)
    if not mine:  # what comes next is news of its own
        unit.unschedule(RING, _subject(found.id, user_id))
        _keep(unit, found.id, user_id, now.number, now.shown_at, is_open=False)


def _post(unit: Unit, found: Incident, mine: Sequence[Task], before: Row[Any] | None, user_id: UserId) -> None:
    if before is not None and before.is_open:
        unit.take_away(_name(before))
    number = before.number + 1 if before is not None else 1
    _keep(unit, found.id, user_id, number, unit.now, is_open=True)
    said, name = _words(unit, found, mine, user_id), _message(found.id, user_id, number)
    unit.show(name, to=user_id, incident_id=found.id, **said.content)


def _words(unit: Unit, found: Incident, mine: Sequence[Task], user_id: UserId) -> kit.Message:
    if incidents.visible(unit, found.id, user_id) is None:
        return blocks.hidden(found)
    if not found.is_active:
        return blocks.over(found, mine)
    if mine:
        return blocks.note(found, mine, unit.now, people.root_of(unit, user_id))
    theirs = [task for task in reads.tasks_of(unit, found.id) if task.owner_id == user_id and not task.is_open]
    now = _row(unit, found.id, user_id)
    return blocks.nothing_left(found, [t for t in theirs if now and t.ended_at and t.ended_at >= now.shown_at])


def _keep(
    unit: Unit, incident_id: IncidentId, user_id: UserId, number: int, shown_at: datetime, *, is_open: bool
) -> None:
    key = {"workspace_id": unit.workspace_id, "incident_id": incident_id, "user_id": user_id}
    values = {"number": number, "shown_at": shown_at, "is_open": is_open}
    unit.execute(_NOTE.on(unit.connection), {**key, **values})


def _row(unit: Unit, incident_id: IncidentId, user_id: UserId) -> Row[Any] | None:
    return keyed.one(unit, task_note, incident_id=incident_id, user_id=user_id)


def _name(row: Row[Any]) -> str:
    return _message(row.incident_id, row.user_id, row.number)


def _message(incident_id: int, user_id: str, number: int) -> str:
    """The message's name for ever."""
    return f"{MESSAGE}{incident_id}:{user_id}:{number}"


def _subject(incident_id: int, user_id: str) -> str:
    return f"{incident_id}:{user_id}"
