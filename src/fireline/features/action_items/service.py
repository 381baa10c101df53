"""What can happen to an action item. Each verb takes the incident first, so changes come one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fireline.core.errors import Refused
from fireline.core.events import IncidentId, UserId
from fireline.features.action_items import days, emptying, events, reads
from fireline.features.action_items.changing import FRESH, NO_OFFER, apply, emit, notify, open_item
from fireline.features.action_items.owners import demand_owner
from fireline.features.action_items.reads import Item
from fireline.features.action_items.rules import ItemStatus, Nags, default_due, move_problem, shown
from fireline.features.action_items.stages import Stage
from fireline.features.action_items.tables import item_contact
from fireline.features.incidents import reads as incidents
from fireline.store.sql import Upsert
from fireline.store.unit import Unit

UNMARKED = "The mark was taken off a message: its action item is gone"
MARKED_AGAIN = "A message was marked again: its action item is back"
_CONTACT = Upsert(item_contact, ("workspace_id", "incident_id"), ("user_id",))


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody says of an item; no date means the default of its severity."""

    title: str
    owner_id: UserId | None = None
    due_on: date | None = None
    category: str = ""
    priority: str = ""
    done_when: str = ""
    why: str = ""
    ticket_url: str = ""
    source_ts: str | None = None


# making -------------------------------------------------------------------------------------------------------
def create(unit: Unit, incident_id: IncidentId, draft: Draft, *, by: UserId, today: date) -> Item:
    """Makes an item. Without an owner it needs one: the author is never taken for it."""
    found = incidents.take(unit, incident_id)
    if draft.owner_id:
        demand_owner(unit, found, draft.owner_id, without=_unowned_line(draft))
    due_on = draft.due_on or default_due(today, found.severity, unit.config(Nags).due_days)
    given = {"owner_id": draft.owner_id, "assigned_by": by, "assigned_at": unit.now} if draft.owner_id else {}
    made = _made(unit, incident_id, by, {**draft.__dict__, "due_on": due_on, **given})
    if draft.owner_id:
        notify(unit, found, draft.owner_id, made.id, Stage.ASSIGNED)
    whose = f"for <@{draft.owner_id}>" if draft.owner_id else "that needs an owner"
    text = f"Action item {whose}, due {shown(due_on)}: {made.title}"
    emit(unit, made, events.CREATED, by, text, {"title": made.title, "due_on": due_on.isoformat()})
    return made


def _unowned_line(draft: Draft) -> str:
    due = f"by {draft.due_on.isoformat()}" if draft.due_on else ""
    return " ".join(part for part in ("action", draft.category, draft.title, due) if part)


def create_from_message(
    unit: Unit, incident_id: IncidentId, *, ts: str, title: str, by: UserId | None, today: date
) -> Item | None:
    """Makes an item without an owner of a message; None when there is one of it already.

    One that was taken back comes back. The record does not repeat the message, which can still be deleted.
    """
    found = incidents.take(unit, incident_id)
    if (before := of_message(unit, incident_id, ts)) is not None:
        return _brought_back(unit, before, title, by)
    due_on = default_due(today, found.severity, unit.config(Nags).due_days)
    made = _made(unit, incident_id, by, {"title": title, "due_on": due_on, "source_ts": ts})
    emit(unit, made, events.CREATED, by, "A message became an action item", {"due_on": due_on.isoformat()})
    return made


def of_message(unit: Unit, incident_id: IncidentId, ts: str) -> Item | None:
    """The item that was made of this message, also one that was taken back."""
    return reads.item_of_message(unit, incident_id, ts)


def unmark(unit: Unit, incident_id: IncidentId, *, ts: str, by: UserId | None) -> None:
    """Takes an item of a message back while nobody has taken it up."""
    incidents.take(unit, incident_id)
    found = of_message(unit, incident_id, ts)
    if found is not None and found.needs_owner:
        apply(unit, found, events.CHANGED, by, UNMARKED, removed_at=unit.now)


def forget_message(unit: Unit, incident_id: IncidentId, *, ts: str) -> None:
    """The message was deleted in Slack: its words go, and with them an item that nobody has taken up."""
    incidents.take(unit, incident_id)
    found = of_message(unit, incident_id, ts)
    if found is None:
        return
    emptying.empty(unit, found)
    emit(unit, found, events.EMPTIED, None, "The message of an action item was deleted", {"before": {}})


# ends and changes ---------------------------------------------------------------------------------------------
def done(
    unit: Unit, incident_id: IncidentId, item_id: int, *, by: UserId, evidence: str = "", evidence_url: str = ""
) -> Item:
    """Ends an item; what shows that it is done is welcome."""
    incidents.take(unit, incident_id)
    item = open_item(unit, incident_id, item_id)
    days.forget_notices(unit, item_id)
    text = f"Action item done: {item.title}" + (f" ({evidence})" if evidence else "")
    proof = {"evidence": evidence, "evidence_url": evidence_url}
    columns = {"status": ItemStatus.DONE, "ended_at": unit.now, "ended_by": by, **proof, **NO_OFFER}
    return apply(unit, item, events.DONE, by, text, proof, **columns)


def decline(unit: Unit, incident_id: IncidentId, item_id: int, *, by: UserId, reason: str) -> Item:
    """An honest end: it will not be done, and why."""
    incidents.take(unit, incident_id)
    item = open_item(unit, incident_id, item_id)
    if not reason:
        raise Refused("Why not? One sentence is enough.")
    days.forget_notices(unit, item_id)
    text = f"Action item won't be done: {item.title} ({reason})"
    columns = {"status": ItemStatus.DECLINED, "ended_at": unit.now, "ended_by": by, "reason": reason, **NO_OFFER}
    return apply(unit, item, events.DECLINED, by, text, {"reason": reason}, **columns)


def move(
    unit: Unit, incident_id: IncidentId, item_id: int, to: date, *, by: UserId, today: date, reason: str = ""
) -> Item:
    """Gives an item a new date: two for the asking, then with a reason. Whoever moved it needs no reminder of it."""
    incidents.take(unit, incident_id)
    item = open_item(unit, incident_id, item_id)
    problem = move_problem(item.due_on, to, today, moved=item.dates_moved, reason=reason)
    if problem:
        raise Refused(problem)
    because = f" ({reason})" if reason else ""
    text = f"New date for an action item, {shown(to)} (was {shown(item.due_on, near=to)}): {item.title}{because}"
    data = {"from": item.due_on.isoformat(), "to": to.isoformat(), "reason": reason}
    told = {"told_stage": Stage.ASSIGNED, "told_on": today} if item.told_on else {}
    columns = {"due_on": to, "dates_moved": item.dates_moved + 1, **told}
    return apply(unit, item, events.DATE_CHANGED, by, text, data, **columns)


def change(unit: Unit, incident_id: IncidentId, item_id: int, *, by: UserId, **wording: str) -> Item:
    """Says better what is to be done: title, done_when, why, category, priority, ticket_url."""
    incidents.take(unit, incident_id)
    item = open_item(unit, incident_id, item_id)
    changed = {name: text for name, text in wording.items() if getattr(item, name) != text}
    if not changed:
        return item
    renamed = f" → {changed['title']}" if "title" in changed else ""
    text = f"Action item changed: {item.title}{renamed}"
    return apply(unit, item, events.CHANGED, by, text, None, **changed)


def set_contact(unit: Unit, incident_id: IncidentId, user_id: UserId) -> None:
    """Names who is asked about the items of this incident: its facilitator."""
    row = {"workspace_id": unit.workspace_id, "incident_id": incident_id, "user_id": user_id}
    unit.execute(_CONTACT.on(unit.connection), row)


def _made(unit: Unit, incident_id: IncidentId, by: UserId | None, values: dict[str, Any]) -> Item:
    """A new row; that of the same message when it was taken back, so that all that was said of it is one item's."""
    fixed = {"status": ItemStatus.OPEN, "created_by": by, "created_at": unit.now, "incident_id": incident_id}
    before = of_message(unit, incident_id, values["source_ts"]) if values.get("source_ts") else None
    if before is not None:
        item_id = before.id
        days.change_item(unit, item_id, {**FRESH, **NO_OFFER, **values, **fixed, "removed_at": None})
    else:
        item_id = days.add_item(unit, {**values, **fixed})
    made = reads.item_of(unit, incident_id, item_id)
    assert made is not None
    return made


def _brought_back(unit: Unit, before: Item, title: str, by: UserId | None) -> Item | None:
    if before.removed_at is None:
        return None
    return apply(unit, before, events.CHANGED, by, MARKED_AGAIN, removed_at=None, title=title)
