"""What follows when a task changes; what tasks take from elsewhere: ends of incidents, ticks, leavers; undo."""

from __future__ import annotations

from fireline.core.errors import Refused
from fireline.core.events import Event, UserId
from fireline.core.feature import SlackEvent
from fireline.core.permissions import Act
from fireline.features.incidents import events as incident_events
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import record
from fireline.features.roles import reads as roles
from fireline.features.tasks import changing, events, lines, notes, reads, reminders, service
from fireline.features.tasks.blocks import title
from fireline.features.tasks.reads import Task
from fireline.features.tasks.rules import TaskStatus
from fireline.features.timeline import reads as timeline
from fireline.slack import mrkdwn
from fireline.store.unit import Unit

DONE = "done"  # the meaning of ✅ in the timeline
NEWS = (events.CREATED, events.ASSIGNED, events.REOPENED)


def on_event(unit: Unit, event: Event) -> None:
    """A task changed: the line, the messages and the clock follow. Who got it from somebody else is called."""
    task = reads.task_of(unit, event.incident_id, event.data["task_id"])
    if task is None or event.kind == events.OVERRAN:
        return
    ring = event.kind in NEWS and task.owner_id not in (None, event.actor_id)
    lines.show(unit, task, is_new=event.kind == events.CREATED)
    tell(unit, task, before=event.data.get("was_owner_id"), ring=ring)


def tell(unit: Unit, task: Task, *, before: str | None, ring: bool = False) -> None:
    """Sets the clock, and shows a task as it is now to whoever has or had it."""
    reminders.plan(unit, task)
    if before is not None and before != task.owner_id:
        notes.refresh(unit, task.incident_id, UserId(before))
    if task.owner_id is not None:
        notes.refresh(unit, task.incident_id, task.owner_id, ring=ring)


# the incident ---------------------------------------------------------------------------------------------------
def on_turn(unit: Unit, event: Event) -> None:
    """It ended, or goes on: reminders stop or are set anew, messages say what is asked now."""
    if event.kind == incident_events.CANCELLED:
        service.call_off(unit, event.incident_id)
    if event.kind == incident_events.REOPENED or event.data.get("kind") == incident_events.CANCELLED:
        service.take_up(unit, event.incident_id)
    left = reads.open_tasks(unit, event.incident_id)
    for task in left:
        reminders.plan(unit, task)
    owners = [task.owner_id for task in left if task.owner_id]
    for user_id in dict.fromkeys([*notes.readers(unit, event.incident_id), *owners]):
        notes.refresh(unit, event.incident_id, user_id)


def on_private(unit: Unit, event: Event) -> None:
    """An owner who cannot see the incident any more cannot be reminded of it either."""
    for task in reads.open_tasks(unit, event.incident_id):
        if task.owner_id and incidents.visible(unit, task.incident_id, task.owner_id) is None:
            service.leave(unit, task.incident_id, task.id, why="cannot see this incident any more")


def on_user_change(unit: Unit, event: SlackEvent) -> None:
    """Somebody left the workspace: what they had to do needs an owner."""
    user = event.payload["user"]
    for task in reads.all_open_of(unit, user["id"]) if user.get("deleted") else ():
        service.leave(unit, task.incident_id, task.id, why="has left")


# ticks ----------------------------------------------------------------------------------------------------------
def on_marked(unit: Unit, event: Event) -> None:
    """✅ on the line of a task."""
    task = _ticked(unit, event)
    if task is not None and task.is_open and event.actor_id:
        service.done(unit, task.incident_id, task.id, by=event.actor_id)


def on_unmarked(unit: Unit, event: Event) -> None:
    """The last ✅ on it was taken away."""
    task = _ticked(unit, event)
    if task is not None and task.status is TaskStatus.DONE:
        service.reopen(unit, task.incident_id, task.id, by=event.actor_id)


def on_reaction(unit: Unit, event: SlackEvent) -> None:
    """✅ on somebody's message about one task says that it is done; of several nobody could tell which."""
    message = timeline.ticked(unit, event, notes.MESSAGE)
    waiting = notes.of_message(unit, message) if message else ()
    by = UserId(event.payload["user"])
    if len(waiting) == 1 and roles.may(unit, by, Act.CONTRIBUTE, waiting[0].incident_id):
        service.done(unit, waiting[0].incident_id, waiting[0].id, by=by)


def _ticked(unit: Unit, event: Event) -> Task | None:
    surface = str(event.data.get("surface") or "")
    if event.data.get("mark") != DONE or not surface.startswith(lines.MESSAGE):
        return None
    return reads.task_of(unit, event.incident_id, int(surface.removeprefix(lines.MESSAGE)))


# undo -----------------------------------------------------------------------------------------------------------
def undo(unit: Unit, event: Event, by: UserId) -> str:
    """Puts a task back as the event found it."""
    before = reads.task_of(unit, event.incident_id, event.data["task_id"])
    if before and record.is_overtaken(unit, event, kinds="tasks.", about="task_id", besides=changing.BESIDES):
        raise Refused(f"“{title(before)}” has been changed since. Nothing was taken back.", try_line="tasks")
    task = changing.restore(unit, event)
    ring = task.is_open and before is not None and task.owner_id not in (None, by, before.owner_id)
    lines.show(unit, task)
    tell(unit, task, before=before.owner_id if before else None, ring=ring)
    if task.removed_at is not None:
        return f"Taken back: there is no task “{title(task)}”."
    whose = f"{mrkdwn.mention(task.owner_id)} has it" if task.owner_id else "it needs an owner"
    return f"Taken back: “{title(task)}” is {task.status.label} again, {whose}."
