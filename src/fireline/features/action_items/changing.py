"""How an item changes: its columns, the entry that says so, and the way back."""

from __future__ import annotations

from typing import Any

from fireline.core.columns import from_json, to_json
from fireline.core.errors import Refused
from fireline.core.events import IncidentId, UserId
from fireline.features.action_items import days, reads
from fireline.features.action_items.reads import Item
from fireline.features.action_items.rules import ItemStatus
from fireline.features.action_items.stages import Stage
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import record
from fireline.store.unit import Unit

FRESH: dict[str, Any] = {"told_stage": None, "told_on": None, "accepted_at": None}
NO_OFFER: dict[str, Any] = {"offered_to": None, "offered_by": None, "refused_by": None}
BESIDES = (*FRESH, *NO_OFFER, "assigned_by", "assigned_at", "dates_moved", "ended_at", "ended_by")  # they follow


def open_item(unit: Unit, incident_id: IncidentId, item_id: int) -> Item:
    """The item, refused with how it ended when it is not open any more."""
    item = reads.item_of(unit, incident_id, item_id)
    if item is None or item.removed_at is not None:
        raise Refused("That action item was taken back.", try_line="actions")
    if item.status is not ItemStatus.OPEN:
        raise Refused(f"That action item ended already: {item.status.label}.", try_line="actions")
    return item


def notify(unit: Unit, found: incidents.Incident, user_id: str, item_id: int, stage: Stage) -> None:
    """Lets somebody hear of the item; in a drill nobody hears of anything."""
    if not found.is_drill:
        days.notify(unit, user_id, item_id, stage)


def apply(
    unit: Unit,
    item: Item,
    kind: str,
    by: UserId | None,
    text: str,
    data: dict[str, Any] | None = None,
    **columns: Any,
) -> Item:
    changed, before = _write(unit, item, columns)
    emit(unit, changed, kind, by, text, {"before": before, **(data or {})})
    return changed


def apply_unsaid(unit: Unit, item: Item, kind: str, by: UserId | None, text: str, **columns: Any) -> Item:
    """As `apply`, where an entry about something else says it already."""
    changed, before = _write(unit, item, columns)
    emit(unit, changed, kind, by, text, {"before": before}, hidden=True)
    return changed


def _write(unit: Unit, item: Item, columns: dict[str, Any]) -> tuple[Item, dict[str, Any]]:
    """Gives the item as it is now, and what these columns were."""
    days.change_item(unit, item.id, columns)
    changed = reads.item_of(unit, item.incident_id, item.id)
    assert changed is not None
    return changed, to_json({name: getattr(item, name) for name in columns})


def emit(
    unit: Unit, item: Item, kind: str, by: UserId | None, text: str, data: dict[str, Any], *, hidden: bool = False
) -> None:
    facts = {"item_id": item.id, "owner_id": item.owner_id, "before": {}, **data}
    found = incidents.get(unit, item.incident_id)
    record.emit(unit, found, kind, by, text, facts, hidden=hidden)


def restore(unit: Unit, incident_id: IncidentId, item_id: int, before: dict[str, Any]) -> Item:
    """Puts columns back as an event found them; one that was just made goes."""
    incidents.take(unit, incident_id)
    columns = from_json(before) or {"removed_at": unit.now}
    days.forget_notices(unit, item_id)
    days.change_item(unit, item_id, columns)
    found = reads.item_of(unit, incident_id, item_id)
    assert found is not None
    return found
