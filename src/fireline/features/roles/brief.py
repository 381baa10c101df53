"""What the next holder needs to know, from the record.

In the order in which it is asked for: a word from the giver, how it stands, who holds what, what is promised and when,
what is being done, what happened last.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from fireline.core.durations import in_words
from fireline.core.events import IncidentId, UserId
from fireline.features.action_items import reads as action_items
from fireline.features.action_items.reads import Item
from fireline.features.incidents.rules import Status
from fireline.features.roles.scene import Scene, scene
from fireline.features.tasks import reads as tasks
from fireline.features.tasks.reads import Task
from fireline.features.updates import reads as updates
from fireline.slack import mrkdwn
from fireline.store import journal
from fireline.store.unit import Unit

MOMENTS = 5
LISTED = 4  # tasks, or items
LONGEST = 160  # characters of one moment


def brief(unit: Unit, incident_id: IncidentId, *, by: UserId, note: str = "") -> list[str]:
    """Lines of mrkdwn, private to who reads them."""
    seen = scene(unit, incident_id)
    said = [f"*From {mrkdwn.mention(by)}:* {mrkdwn.inert(note, mentions=True)}"] if note else []
    return [*said, *_standing(unit, seen), *_promised(unit, seen), *_doing(unit, seen), *_moments(unit, seen)]


def _standing(unit: Unit, seen: Scene) -> list[str]:
    found = seen.incident
    is_new = found.status is Status.DECLARED
    passed = unit.now - found.declared_at
    ago = f"{in_words(passed)} ago" if passed >= timedelta(minutes=1) else "just now"
    turned = "" if is_new else f"{found.status.value} since {seen.when(found.status_since)}, "
    return [
        f"*Status:* {found.severity.label}, {turned}declared {ago}",
        f"*Impact:* {mrkdwn.inert(found.impact) or 'not stated yet'}",
        f"*Roles:* {', '.join(f'{role.name} {seen.who(role.key)}' for role in seen.roles.root)}",
    ]


def _promised(unit: Unit, seen: Scene) -> list[str]:
    """The next update and to whom, and what stakeholders were told last."""
    lines = []
    if seen.next_update_at:
        audience = updates.audience_in_words(unit, seen.incident.id)
        lines.append(f"*Next update* {seen.due(seen.next_update_at)}{f', to {audience}' if audience else ''}")
    if told := [told.update for told in updates.sent(unit, seen.incident.id) if told.update.sent_at]:
        last = told[-1]
        news = "automatic, no news" if last.is_automatic else _short(last.news)
        lines.append(f"*Told last* at {seen.when(last.sent_at or last.made_at)}: {news}")
    elif seen.incident.is_active:
        lines.append("*Told last:* nothing yet")
    return lines


def _doing(unit: Unit, seen: Scene) -> list[str]:
    """Open tasks and action items, and whose they are."""
    doing = tasks.open_tasks(unit, seen.incident.id)
    wanted = [item for item in action_items.items_of(unit, seen.incident.id) if item.is_open]
    listed: dict[str, Sequence[Task | Item]] = {"Open tasks": doing, "Action items": wanted}
    return [
        f"*{what}:* {', '.join(_owned(each) for each in some[:LISTED])}{_more(len(some) - LISTED)}"
        for what, some in listed.items()
        if some
    ]


def _owned(one: Task | Item) -> str:
    who = mrkdwn.mention(one.owner_id) if one.owner_id else "needs an owner"
    return f"{mrkdwn.fit(mrkdwn.inert(one.title, mentions=True), LONGEST)} ({who})"


def _more(number: int) -> str:
    return f" and {number} more" if number > 0 else ""


def _moments(unit: Unit, seen: Scene) -> list[str]:
    rows = journal.entries(unit, seen.incident.id, only_key=True, newest=MOMENTS)
    said = [f"• {seen.when(row.happened_at)} {_short(row.text)}" for row in rows]
    return ["*Last key moments:*", *said] if said else []


def _short(text: str) -> str:
    return mrkdwn.fit(" ".join(mrkdwn.inert(text).split()), LONGEST)
