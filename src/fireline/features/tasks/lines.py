"""The line about a task in the incident's channel: posted once, for whoever is asked; edited from then on."""

from __future__ import annotations

from datetime import timedelta

from fireline.core.events import ChannelId
from fireline.core.feature import Due
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import streams
from fireline.features.incidents.reads import Incident
from fireline.features.tasks import blocks, reads
from fireline.features.tasks.events import CREATED
from fireline.features.tasks.reads import Task
from fireline.features.updates import reads as updates
from fireline.store import journal, surfaces
from fireline.store.unit import Unit

MOST_IN_AN_HOUR = 3  # of the eight lines that the bot may write in the channel
HOUR = timedelta(hours=1)
SAY = "tasks.line"
MESSAGE = "tasks:line:"


def name(task_id: int) -> str:
    return f"{MESSAGE}{task_id}"


def show(unit: Unit, task: Task, *, is_new: bool = False) -> None:
    """Edits it; a new task gets its own, after the quiet if the bot was told to be quiet."""
    found = incidents.get(unit, task.incident_id)
    if task.removed_at is not None:
        unit.unschedule(SAY, str(task.id))
        unit.take_away(name(task.id))
    elif surfaces.named(unit, name(task.id)) is not None:
        _post(unit, found, task)
    elif is_new and (until := updates.quiet_until(unit, found.id)):
        unit.schedule(SAY, str(task.id), until, incident_id=found.id)
    elif is_new and not _is_full(unit, task):
        _post(unit, found, task)


def unsaid(unit: Unit, task: Task) -> str:
    """Why the channel has no line about it, in a sentence; nothing when it has one."""
    found = incidents.get(unit, task.incident_id)
    if surfaces.named(unit, name(task.id)) is not None or found.channel_id is None:
        return ""
    if until := updates.quiet_until(unit, found.id):
        return f"The bot is quiet here {blocks.ends(found, until, unit.now)}; the channel hears of it then."
    return "The channel heard of enough tasks in this hour: the card and `tasks` show this one."


def _is_full(unit: Unit, task: Task) -> bool:
    """Who is asked has a message anyway; a task that needs an owner has only its line."""
    if task.owner_id is None:
        return False
    lately = [t for t in reads.tasks_of(unit, task.incident_id) if t.created_at > unit.now - HOUR and t.id != task.id]
    return sum(surfaces.named(unit, name(t.id)) is not None for t in lately) >= MOST_IN_AN_HOUR


def on_due(unit: Unit, due: Due) -> None:
    """The quiet is over: what is still to be done is said."""
    if due.incident_id is None:
        return
    found = incidents.take(unit, due.incident_id)
    task = reads.task_of(unit, found.id, int(due.subject))
    if task is not None and task.is_open and found.is_active:
        show(unit, task, is_new=True)


def _post(unit: Unit, found: Incident, task: Task) -> None:
    to = _place(unit, found, task)
    if to is not None:
        said = blocks.line(found, task)
        unit.show(name(task.id), to=to, incident_id=found.id, **said.content)


def _place(unit: Unit, found: Incident, task: Task) -> ChannelId | None:
    """The channel of the stream in which it was given, while there is one; else the incident's own."""
    given = [e for e in journal.entries(unit, found.id, kinds=(CREATED,)) if e.data["task_id"] == task.id]
    stream = streams.at_channel(unit, given[0].channel_id) if given else None
    if stream is not None and stream.place is not None:
        return stream.place
    return None if found.is_channel_gone else found.channel_id
