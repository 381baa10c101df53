"""What the next holder needs to know, from the record: state, impact, roles, next update, last key moments."""

from __future__ import annotations

from fireline.core.durations import in_words
from fireline.core.events import IncidentId, UserId
from fireline.features.roles.scene import Scene, scene
from fireline.features.tasks import reads as tasks
from fireline.features.tasks.reads import Task
from fireline.slack import mrkdwn
from fireline.store import journal
from fireline.store.unit import Unit

MOMENTS = 5
TASKS = 4
LONGEST = 160  # characters of one moment


def brief(unit: Unit, incident_id: IncidentId, *, by: UserId, note: str = "") -> list[str]:
    """Lines of mrkdwn, private to who reads them."""
    seen = scene(unit, incident_id)
    found = seen.incident
    lines = [
        f"*Status:* {found.severity.label}, {found.status.value} since {seen.when(found.status_since)}, "
        f"declared {in_words(unit.now - found.declared_at)} ago",
        f"*Impact:* {mrkdwn.inert(found.impact) or 'not stated yet'}",
        f"*Roles:* {', '.join(f'{role.name} {seen.who(role.key)}' for role in seen.roles.root)}",
    ]
    if seen.next_update_at:
        lines.append(f"*Next update* by {seen.when(seen.next_update_at)}")
    if doing := tasks.open_tasks(unit, incident_id):
        lines.append(f"*Open tasks:* {', '.join(_task(task) for task in doing[:TASKS])}{_more(len(doing) - TASKS)}")
    if note:
        lines.append(f"*From {mrkdwn.mention(by)}:* {mrkdwn.inert(note, mentions=True)}")
    return [*lines, *_moments(unit, seen)]


def _task(task: Task) -> str:
    who = mrkdwn.mention(task.owner_id) if task.owner_id else "needs an owner"
    return f"{mrkdwn.fit(mrkdwn.inert(task.title, mentions=True), LONGEST)} ({who})"


def _more(number: int) -> str:
    return f" and {number} more" if number > 0 else ""


def _moments(unit: Unit, seen: Scene) -> list[str]:
    rows = journal.entries(unit, seen.incident.id, only_key=True, newest=MOMENTS)
    said = [f"• {seen.when(row.happened_at)} {_short(row.text)}" for row in rows]
    return ["*Last key moments:*", *said] if said else []


def _short(text: str) -> str:
    return mrkdwn.fit(" ".join(mrkdwn.inert(text).split()), LONGEST)
