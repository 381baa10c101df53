"""Whose an item is: given, accepted, offered, handed over, given back."""

from __future__ import annotations

from fireline.core.errors import Refused
from fireline.core.events import IncidentId, UserId
from fireline.features.action_items import contacts, days, events
from fireline.features.action_items.changing import FRESH, NO_OFFER, apply, notify, open_item
from fireline.features.action_items.reads import Item
from fireline.features.action_items.stages import Stage
from fireline.features.incidents import access
from fireline.features.incidents import reads as incidents
from fireline.features.people.demands import demand_able
from fireline.store.unit import Unit


def assign(unit: Unit, incident_id: IncidentId, item_id: int, to: UserId, *, by: UserId) -> Item:
    """Gives an item that nobody has to somebody; of two who take it at once, one is told whose it is."""
    found = incidents.take(unit, incident_id)
    item = open_item(unit, incident_id, item_id)
    if item.owner_id is not None:
        raise Refused(f"<@{item.owner_id}> has it already.", try_line="actions")
    demand_owner(unit, found, to)
    days.forget_notices(unit, item_id)
    notify(unit, found, to, item_id, Stage.ASSIGNED)
    columns = {"owner_id": to, "assigned_by": by, "assigned_at": unit.now, **FRESH, **NO_OFFER}
    return apply(unit, item, events.ASSIGNED, by, f"Action item for <@{to}>: {item.title}", {"to": to}, **columns)


def accept(unit: Unit, incident_id: IncidentId, item_id: int, *, by: UserId) -> Item:
    """The owner says yes."""
    found = incidents.take(unit, incident_id)
    item = open_item(unit, incident_id, item_id)
    if item.owner_id != by:
        raise _of_another(found, item)
    if item.accepted_at is not None:
        raise Refused("It is yours already.", try_line="actions")
    text = f"<@{by}> accepted an action item: {item.title}"
    return apply(unit, item, events.ACCEPTED, by, text, accepted_at=unit.now)


def not_mine(unit: Unit, incident_id: IncidentId, item_id: int, *, by: UserId) -> tuple[Item, UserId | None]:
    """Gives an item back; whoever assigned it, or the contact, is asked to find somebody: they come with the item."""
    found = incidents.take(unit, incident_id)
    item = open_item(unit, incident_id, item_id)
    if item.owner_id != by:
        raise _of_another(found, item)
    text = f"<@{by}> gave an action item back; it needs an owner: {item.title}"
    return _unowned(unit, found, item, by=by, text=text, besides=(by,))


def disown(unit: Unit, incident_id: IncidentId, item_id: int, *, why: str) -> Item:
    """Its owner is gone: the item goes to the contact, else it needs an owner. `why` follows their mention."""
    found = incidents.take(unit, incident_id)
    item = open_item(unit, incident_id, item_id)
    contact = contacts.contact_for(unit, incident_id, besides=(item.owner_id,))
    if contact is None:
        text = f"Action item needs an owner (<@{item.owner_id}> {why}): {item.title}"
        return _unowned(unit, found, item, by=None, text=text, besides=(item.owner_id,))[0]
    days.forget_notices(unit, item_id)
    notify(unit, found, contact, item_id, Stage.ASSIGNED)
    text = f"Action item goes from <@{item.owner_id}>, who {why}, to <@{contact}>: {item.title}"
    columns = {"owner_id": contact, "assigned_by": None, "assigned_at": unit.now, **FRESH, **NO_OFFER}
    return apply(unit, item, events.ASSIGNED, None, text, {"to": contact}, **columns)


def _unowned(
    unit: Unit, found: incidents.Incident, item: Item, *, by: UserId | None, text: str, besides: tuple[str | None, ...]
) -> tuple[Item, UserId | None]:
    days.forget_notices(unit, item.id)
    asked = None if found.is_drill else _who_may_know(unit, item, besides)
    if asked is not None:
        notify(unit, found, asked, item.id, Stage.RETURNED)
    columns = {"owner_id": None, "assigned_by": None, "assigned_at": None, **FRESH, **NO_OFFER}
    return apply(unit, item, events.ASSIGNED, by, text, {"to": None}, **columns), asked


def _who_may_know(unit: Unit, item: Item, besides: tuple[str | None, ...]) -> UserId | None:
    """Who is asked to find somebody: whoever assigned it if they still can own it, else the contact."""
    giver = item.assigned_by
    if giver and giver not in besides and contacts.can_own(unit, item.incident_id, giver):
        return giver
    return contacts.contact_for(unit, item.incident_id, besides=besides)


def offer(unit: Unit, incident_id: IncidentId, item_id: int, to: UserId, *, by: UserId) -> Item:
    """Offers an item to somebody else; until they accept, its owner keeps it. One without an owner is just given."""
    found = incidents.take(unit, incident_id)
    item = open_item(unit, incident_id, item_id)
    if item.owner_id is None:
        return assign(unit, incident_id, item_id, to, by=by)
    demand_owner(unit, found, to)
    if to == item.owner_id:
        raise Refused(f"<@{to}> has it already.", try_line="actions")
    if item.offered_to:
        days.drop_notice(unit, item.offered_to, item_id)
    notify(unit, found, to, item_id, Stage.OFFERED)
    text = f"<@{by}> offers an action item to <@{to}>: {item.title}"
    columns = {"offered_to": to, "offered_by": by, "refused_by": None}
    return apply(unit, item, events.OFFERED, by, text, {"to": to}, **columns)


def take_over(unit: Unit, incident_id: IncidentId, item_id: int, *, by: UserId) -> Item:
    """Accepts an item that was offered."""
    incidents.take(unit, incident_id)
    item = _offered(unit, incident_id, item_id, by)
    days.forget_notices(unit, item_id)
    text = f"Action item handed over, <@{item.owner_id}> to <@{by}>: {item.title}"
    told = {"told_stage": Stage.ASSIGNED, "told_on": None, "accepted_at": unit.now}
    columns = {"owner_id": by, "assigned_by": item.offered_by, "assigned_at": unit.now, **told, **NO_OFFER}
    return apply(unit, item, events.HANDED_OVER, by, text, {"from": item.owner_id, "to": by}, **columns)


def refuse(unit: Unit, incident_id: IncidentId, item_id: int, *, by: UserId) -> Item:
    """Says no to an offered item: its owner keeps it, and hears so."""
    found = incidents.take(unit, incident_id)
    item = _offered(unit, incident_id, item_id, by)
    days.drop_notice(unit, by, item_id)
    if item.owner_id:
        notify(unit, found, item.owner_id, item_id, Stage.KEPT)
    text = f"Action item stays with <@{item.owner_id}>: {item.title}"
    columns = {**NO_OFFER, "refused_by": by}
    return apply(unit, item, events.KEPT, by, text, {"by": by}, **columns)


def withdraw(unit: Unit, incident_id: IncidentId, item_id: int) -> Item:
    """Takes an offer back from somebody who cannot see the incident any more; its owner keeps the item."""
    incidents.take(unit, incident_id)
    item = open_item(unit, incident_id, item_id)
    if item.offered_to:
        days.drop_notice(unit, item.offered_to, item_id)
    text = (
        f"Action item stays with <@{item.owner_id}>; it is not offered to <@{item.offered_to}> any more: {item.title}"
    )
    return apply(unit, item, events.KEPT, None, text, {"by": item.offered_to}, **NO_OFFER)


def demand_owner(unit: Unit, found: incidents.Incident, user_id: UserId, *, without: str | None = None) -> None:
    """Refuses whoever cannot own an item of this incident; `without` is the line that names nobody."""
    demand_able(unit, user_id, "an action item", without=without)
    access.demand_in_sight(unit, found, user_id)


def _offered(unit: Unit, incident_id: IncidentId, item_id: int, by: UserId) -> Item:
    item = open_item(unit, incident_id, item_id)
    if item.offered_to != by:
        raise Refused("It is not offered to you any more.", try_line="actions")
    return item


def _of_another(found: incidents.Incident, item: Item) -> Refused:
    if item.owner_id:
        return Refused(f"<@{item.owner_id}> has it now.", try_line="actions")
    return Refused("Nobody has it now; it can be taken in the list.", try_line=f"{found.reference} actions")
