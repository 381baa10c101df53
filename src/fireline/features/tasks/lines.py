"""The line about a task in the incident's channel: posted once, for whoever is asked; edited from then on."""

from __future__ import annotations

from fireline.core.feature import Due
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.tasks import blocks, reads
from fireline.features.tasks.reads import Task
from fireline.features.updates import reads as updates
from fireline.store import surfaces
from fireline.store.unit import Unit

SAY = "tasks.line"
MESSAGE = "tasks:line:"


def name(task_id: int) -> str:
    return f"{MESSAGE}{task_id}"


def show(unit: Unit, task: Task) -> None:
    """Posts or edits it. While the bot was told to be quiet the first post waits; one that is settled is not posted."""
    found = incidents.get(unit, task.incident_id)
    if task.removed_at is not None:
        unit.unschedule(SAY, str(task.id))
        unit.take_away(name(task.id))
    elif surfaces.named(unit, name(task.id)) is not None:
        _post(unit, found, task)
    elif task.is_open and (until := updates.quiet_until(unit, found.id)):
        unit.schedule(SAY, str(task.id), until, incident_id=found.id)
    elif task.is_open:
        _post(unit, found, task)


def on_due(unit: Unit, due: Due) -> None:
    """The quiet is over: what is still to be done is said."""
    if due.incident_id is None:
        return
    found = incidents.take(unit, due.incident_id)
    task = reads.task_of(unit, found.id, int(due.subject))
    if task is not None and task.is_open and found.is_active:
        show(unit, task)


def _post(unit: Unit, found: Incident, task: Task) -> None:
    if found.channel_id is None or found.is_channel_gone:
        return
    said = blocks.line(found, task)
    unit.show(name(task.id), to=found.channel_id, text=said.text, blocks=said.blocks, incident_id=found.id)
