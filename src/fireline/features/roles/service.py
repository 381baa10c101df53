"""What can happen to roles. Each verb takes the incident first, so changes to one come one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fireline.core.errors import Refused
from fireline.core.events import IncidentId, UserId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import record
from fireline.features.incidents.access import let_in
from fireline.features.incidents.reads import Incident
from fireline.features.roles import events, holding, offering, reads
from fireline.features.roles.demands import demand_able, demand_asked, demand_open
from fireline.features.roles.holding import Change, replaced
from fireline.features.roles.rules import IC, Roles, joined
from fireline.store.unit import Unit

ROTA = UserId("")  # who asks when nobody does: the rota says whose turn it is


def begin(unit: Unit, incident_id: IncidentId, user_id: UserId) -> None:
    """Makes the declarer acting IC: somebody keeps the deadlines until somebody says that they lead."""
    found = incidents.take(unit, incident_id)
    changes = [holding.give(unit, incident_id, IC, user_id, acting=True)]
    emit(unit, found, events.ACTING, user_id, f"<@{user_id}> is acting IC", {"changes": changes}, key=False)


def take(unit: Unit, incident_id: IncidentId, role: str, *, by: UserId) -> None:
    """Gives somebody a role at their own word; an acting IC confirms it so."""
    found = demand_open(unit, incident_id)
    demand_able(unit, by)
    before = reads.holders_of(unit, incident_id, role)
    if any(h.user_id == by and not h.is_acting for h in before):
        raise Refused(f"You are {_name(unit, role)} of {found.reference} already.")
    change = holding.give(unit, incident_id, role, by)
    settled = offering.overtake(unit, incident_id, [role], taken_by=[by])
    verb = "confirmed as" if any(h.user_id == by for h in before) else "became"
    text = f"<@{by}> {verb} {_name(unit, role)}{replaced(change)}"
    emit(unit, found, events.TAKEN, by, text, {"changes": [change], "settled": settled})
    let_see(unit, found, by, by)


def assign(unit: Unit, incident_id: IncidentId, role: str, people: Sequence[UserId], *, by: UserId) -> None:
    """Gives a role to people at once: every role but the IC's, which `offer` asks about."""
    found = demand_open(unit, incident_id)
    for user_id in people:
        demand_able(unit, user_id)
    new = [user_id for user_id in people if not reads.holds(unit, incident_id, role, user_id)]
    if not new:
        raise Refused(f"{are(people)} {_name(unit, role)} of {found.reference} already.")
    change = holding.give(unit, incident_id, role, *new)
    settled = offering.overtake(unit, incident_id, [role], taken_by=new)
    text = f"{_mentions(new)} became {_name(unit, role)}{replaced(change)}, named by <@{by}>"
    emit(unit, found, events.ASSIGNED, by, text, {"changes": [change], "settled": settled})
    for user_id in new:
        let_see(unit, found, user_id, by)


def offer(
    unit: Unit,
    incident_id: IncidentId,
    roles: Sequence[str],
    user_id: UserId,
    *,
    by: UserId,
    is_handoff: bool = False,
    note: str = "",
) -> int:
    """Asks somebody to take roles; nothing changes hands until they accept. Gives the offer's id."""
    found = demand_open(unit, incident_id)
    if not found.is_active:
        raise Refused(f"{found.reference} is {found.status.value}; it needs nobody new.", try_line="reopen")
    demand_able(unit, user_id)
    if all(reads.holds(unit, incident_id, role, user_id) for role in roles):
        raise Refused(f"<@{user_id}> is {_names(unit, roles)} of {found.reference} already.")
    settled = offering.overtake(unit, incident_id, roles, asked=user_id)
    offer_id = offering.create(unit, incident_id, roles, user_id, by=by, is_handoff=is_handoff)
    about = {"offer_id": offer_id, "roles": list(roles), "user_id": user_id, "settled": settled}
    data = {**about, "is_handoff": is_handoff, "is_rota": by == ROTA, "note": note}
    asks = "The rota asked" if by == ROTA else f"<@{by}> asked"
    said = f"{asks} <@{user_id}> to be {_names(unit, roles)}"
    emit(unit, found, events.OFFERED, by, said, data, key=False)
    let_see(unit, found, user_id, by)
    return offer_id


def accept(unit: Unit, offer_id: int, *, by: UserId) -> None:
    """Moves what was offered to the one who was asked."""
    asked = demand_asked(unit, offer_id, by)
    found = incidents.take(unit, asked.incident_id)
    leaves = asked.given_by if asked.is_handoff else None
    changes = [holding.give(unit, asked.incident_id, role, by, leaves=leaves) for role in asked.roles]
    offering.end(unit, offer_id, "accepted")
    names = _names(unit, asked.roles)
    said = f"<@{asked.given_by}> handed {names} over to <@{by}>" if asked.is_handoff else f"<@{by}> accepted {names}"
    kind = events.HANDED_OVER if asked.is_handoff else events.ACCEPTED
    data = {"changes": changes, "offer_id": offer_id, "given_by": asked.given_by, "settled": [offer_id]}
    emit(unit, found, kind, by, said, data)


def decline(unit: Unit, offer_id: int, *, by: UserId, has_left: bool = False) -> None:
    """Says no, or can say nothing any more; the giver goes on."""
    asked = demand_asked(unit, offer_id, by)
    found = incidents.take(unit, asked.incident_id)
    offering.end(unit, offer_id, "declined")
    said = "has left, and is no longer asked to be" if has_left else "passed on being"
    text = f"<@{by}> {said} {_names(unit, asked.roles)}"
    emit(unit, found, events.DECLINED, by, text, offering.as_data(asked), key=False)


def withdraw(unit: Unit, offer_id: int, *, by: UserId) -> None:
    """Takes an offer back that was not answered yet."""
    asked = offering.get(unit, offer_id)
    if asked is None or not asked.is_open:
        raise Refused("That question was answered already.", try_line="roles")
    found = incidents.take(unit, asked.incident_id)
    offering.end(unit, offer_id, "withdrawn")
    text = f"<@{asked.user_id}> is no longer asked to be {_names(unit, asked.roles)}"
    emit(unit, found, events.WITHDRAWN, by, text, offering.as_data(asked), key=False)


def release(
    unit: Unit,
    incident_id: IncidentId,
    roles: Sequence[str],
    user_id: UserId,
    *,
    by: UserId,
    has_left: bool = False,
) -> None:
    """Ends roles that somebody holds; nobody follows by itself."""
    found = incidents.take(unit, incident_id)
    changes = [holding.remove(unit, incident_id, role, user_id) for role in roles]
    text = f"<@{user_id}> {'has left, and ' if has_left else ''}is no longer {_names(unit, roles)}"
    emit(unit, found, events.RELEASED, by, text, {"changes": changes})


def restore(unit: Unit, incident_id: IncidentId, changes: Sequence[Change]) -> None:
    """Puts back what stood before; refuses when somebody has changed it since."""
    incidents.take(unit, incident_id)
    for change in changes:
        holding.restore(unit, incident_id, change)


def let_see(unit: Unit, found: Incident, user_id: UserId, by: UserId) -> None:
    """Who is named in a private incident is named to see it. After our own entry, which *Undo* takes back."""
    if found.is_private:
        let_in(unit, found.id, user_id, by=by)


def are(people: Sequence[str]) -> str:
    """`@bea is`, `@bea and @cy are`."""
    return f"{_mentions(people)} {'is' if len(people) == 1 else 'are'}"


def emit(
    unit: Unit, found: Incident, kind: str, by: UserId, text: str, data: dict[str, Any], *, key: bool = True
) -> None:
    """Puts it on record, as a key moment unless it is none."""
    record.emit(unit, found, kind, by or None, text, data, key=key)


def _mentions(people: Sequence[str]) -> str:
    return joined([f"<@{user_id}>" for user_id in people])


def _name(unit: Unit, role: str) -> str:
    return unit.config(Roles).keyed(role).name


def _names(unit: Unit, roles: Sequence[str]) -> str:
    return joined([_name(unit, role) for role in roles])
