"""Tasks that were left over when their incident ended, and are to go on as action items.

What a task becomes is said by its own entry; those of an item that comes back or goes again are hidden beside it.
"""

from __future__ import annotations

from fireline.core.events import EntryId, Event, UserId
from fireline.features.action_items import changing, contacts, events, service
from fireline.features.action_items.service import Draft
from fireline.features.incidents import reads as incidents
from fireline.features.people.rules import zone_named
from fireline.features.tasks import events as tasks
from fireline.store import journal
from fireline.store.unit import Unit


def on_kept(unit: Unit, event: Event) -> None:
    """Somebody wants it done after all: whoever had the task has the item, if they still can."""
    assert event.actor_id is not None
    found, source = incidents.get(unit, event.incident_id), _source(event.data["task_id"])
    if (before := service.of_message(unit, found.id, source)) is not None:
        text = f"A task became an action item again: {before.title}"
        changing.apply_unsaid(unit, before, events.CHANGED, event.actor_id, text, removed_at=None)
        return
    owner = event.data["owner_id"]
    can = owner is not None and contacts.can_own(unit, found.id, owner)
    draft = Draft(title=event.data["title"], owner_id=UserId(owner) if can else None, source_ts=source)
    today = unit.now.astimezone(zone_named(found.zone)).date()
    service.create(unit, found.id, draft, by=event.actor_id, today=today)


def on_undone(unit: Unit, event: Event) -> None:
    """It is a task again: its item goes."""
    if event.data["kind"] != tasks.KEPT:
        return
    row = journal.entry(unit, EntryId(event.data["entry_id"]))
    item = service.of_message(unit, event.incident_id, _source(row.data["task_id"])) if row is not None else None
    if item is not None and item.is_open:
        text = f"An action item is a task again: {item.title}"
        changing.apply_unsaid(unit, item, events.CHANGED, event.actor_id, text, removed_at=unit.now)


def _source(task_id: int) -> str:
    """Where a message has its timestamp: one item of each task."""
    return f"task:{task_id}"
