"""What others may ask about action items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from fireline.core.events import IncidentId, UserId
from fireline.features.action_items.rules import ItemStatus
from fireline.features.action_items.stages import Stage, Told
from fireline.features.action_items.tables import action_item, item_contact
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.tables import incident
from fireline.store import keyed
from fireline.store.unit import Unit


@dataclass(frozen=True, kw_only=True)
class Item:
    """An action item as it stands now. Texts are Slack mrkdwn as typed; `due_on` is a day on its owner's calendar."""

    id: int
    incident_id: IncidentId
    title: str
    category: str
    priority: str
    done_when: str
    why: str
    ticket_url: str
    status: ItemStatus
    owner_id: UserId | None
    assigned_by: UserId | None
    assigned_at: datetime | None
    accepted_at: datetime | None
    offered_to: UserId | None
    offered_by: UserId | None
    refused_by: UserId | None
    due_on: date
    dates_moved: int
    created_by: UserId | None
    created_at: datetime
    ended_at: datetime | None
    ended_by: UserId | None
    evidence: str
    evidence_url: str
    reason: str
    removed_at: datetime | None
    source_ts: str | None
    told_stage: str | None
    told_on: date | None

    @property
    def is_open(self) -> bool:
        return self.status is ItemStatus.OPEN and self.removed_at is None

    @property
    def told(self) -> Told:
        """The newest reminder of this owner for this date."""
        given_on = (self.assigned_at or self.created_at).date()
        return Told(Stage(self.told_stage) if self.told_stage else None, self.told_on or given_on)

    @property
    def needs_owner(self) -> bool:
        return self.is_open and self.owner_id is None


def items_of(unit: Unit, incident_id: IncidentId) -> tuple[Item, ...]:
    """The items of one incident in the order in which they were made; what was taken back is not among them."""
    return _items(unit, action_item.c.incident_id == incident_id, order=(action_item.c.id,))


def open_items_of(unit: Unit, user_id: str) -> tuple[Item, ...]:
    """What this person owes anywhere, the next due first; drills are not owed."""
    c = action_item.c
    real = c.incident_id.in_(select(incident.c.id).where(~incident.c.is_drill))
    found = _items(unit, c.owner_id == user_id, c.status == ItemStatus.OPEN, real, order=(c.due_on, c.id))
    return tuple(item for item in found if incidents.visible(unit, item.incident_id, UserId(user_id)))


def all_open_items_of(unit: Unit, user_id: str) -> tuple[Item, ...]:
    """What this person owes, whether they may see it or not: for when they have left."""
    c = action_item.c
    return _items(unit, c.owner_id == user_id, c.status == ItemStatus.OPEN, order=(c.id,))


def offered_items_of(unit: Unit, user_id: str) -> tuple[Item, ...]:
    """What others would hand over to this person."""
    c = action_item.c
    return _items(unit, c.offered_to == user_id, c.status == ItemStatus.OPEN, order=(c.due_on, c.id))


def item_of(unit: Unit, incident_id: IncidentId, item_id: int) -> Item | None:
    """One item of this incident, also one that was taken back."""
    row = keyed.one(unit, action_item, incident_id=incident_id, id=item_id)
    return _read(row) if row else None


def item_of_message(unit: Unit, incident_id: IncidentId, ts: str) -> Item | None:
    """The item that was made of a message, also one that was taken back."""
    row = keyed.one(unit, action_item, incident_id=incident_id, source_ts=ts)
    return _read(row) if row else None


def items_numbered(unit: Unit, item_ids: Sequence[int]) -> dict[int, Item]:
    """Items by id, also those that were taken back."""
    c = action_item.c
    rows = unit.rows(select(action_item).where(c.workspace_id == unit.workspace_id, c.id.in_(item_ids)))
    return {row.id: _read(row) for row in rows}


def contact_of(unit: Unit, incident_id: IncidentId) -> UserId | None:
    """The facilitator of this incident, if one was named."""
    row = keyed.one(unit, item_contact, incident_id=incident_id)
    return UserId(row.user_id) if row else None


def _items(unit: Unit, *where: ColumnElement[bool], order: Sequence[ColumnElement[object]]) -> tuple[Item, ...]:
    c = action_item.c
    rows = unit.rows(
        select(action_item).where(c.workspace_id == unit.workspace_id, c.removed_at.is_(None), *where).order_by(*order)
    )
    return tuple(_read(row) for row in rows)


def _read(row: Row[Any]) -> Item:
    return Item(**{**keyed.facts(row), "status": ItemStatus(row.status)})
