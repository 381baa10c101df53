"""What can happen to roles. Each verb takes the incident first, so changes to one come one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from fireline.core.errors import Refused
from fireline.core.events import Event, IncidentId, UserId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.access import let_in
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Status
from fireline.features.people import reads as people
from fireline.features.roles import events, offering, reads
from fireline.features.roles.reads import Holder
from fireline.features.roles.rules import IC, Roles, joined
from fireline.features.roles.tables import role_holding
from fireline.store.unit import Unit

Change = dict[str, Any]


def begin(unit: Unit, incident_id: IncidentId, user_id: UserId) -> None:
    """Makes the declarer acting IC: somebody keeps the deadlines until somebody says that they lead."""
    found = incidents.take(unit, incident_id)
    changes = [_give(unit, incident_id, IC, user_id, acting=True)]
    _emit(unit, found, events.ACTING, user_id, f"<@{user_id}> is acting IC", {"changes": changes})


def take(unit: Unit, incident_id: IncidentId, role: str, *, by: UserId) -> None:
    """Gives somebody a role at their own word; an acting IC confirms it so."""
    found = _open(unit, incident_id)
    demand_able(unit, by)
    before = reads.holders_of(unit, incident_id, role)
    if any(h.user_id == by and not h.is_acting for h in before):
        raise Refused(f"You are {_name(unit, role)} of {found.reference} already.")
    changes = [_give(unit, incident_id, role, by)]
    settled = offering.overtake(unit, incident_id, [role], by)
    verb = "confirmed as" if any(h.user_id == by for h in before) else "became"
    text = f"<@{by}> {verb} {_name(unit, role)}{_after(changes[0])}"
    _emit(unit, found, events.TAKEN, by, text, {"changes": changes, "settled": settled})
    _let_in(unit, found, by, by)


def assign(unit: Unit, incident_id: IncidentId, role: str, user_id: UserId, *, by: UserId) -> None:
    """Gives a role to somebody at once: every role but the IC's, which `offering.offer` asks about."""
    found = _open(unit, incident_id)
    demand_able(unit, user_id)
    before = reads.holders_of(unit, incident_id, role)
    if any(h.user_id == user_id for h in before):
        raise Refused(f"<@{user_id}> is {_name(unit, role)} of {found.reference} already.")
    changes = [_give(unit, incident_id, role, user_id)]
    settled = offering.overtake(unit, incident_id, [role], user_id)
    text = f"<@{user_id}> became {_name(unit, role)}{_after(changes[0])}, named by <@{by}>"
    _emit(unit, found, events.ASSIGNED, by, text, {"changes": changes, "settled": settled})
    _let_in(unit, found, user_id, by)


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
    found = _open(unit, incident_id)
    if not found.is_active:
        raise Refused(f"{found.reference} is {found.status.value}; it needs nobody new.", try_line="reopen")
    demand_able(unit, user_id)
    if all(reads.holds(unit, incident_id, role, user_id) for role in roles):
        raise Refused(f"<@{user_id}> is {_names(unit, roles)} of {found.reference} already.")
    settled = offering.overtake(unit, incident_id, roles, None)
    offer_id = offering.create(unit, incident_id, roles, user_id, by=by, is_handoff=is_handoff)
    about = {"offer_id": offer_id, "roles": list(roles), "user_id": user_id, "settled": settled}
    data = {**about, "is_handoff": is_handoff, "note": note}
    _emit(unit, found, events.OFFERED, by, f"<@{by}> asked <@{user_id}> to be {_names(unit, roles)}", data, key=False)
    _let_in(unit, found, user_id, by)
    return offer_id


def accept(unit: Unit, offer_id: int, *, by: UserId) -> None:
    """Moves what was offered to the one who was asked."""
    offer = _open_offer(unit, offer_id, by)
    found = incidents.take(unit, offer.incident_id)
    leaves = offer.given_by if offer.is_handoff else None
    changes = [_give(unit, offer.incident_id, role, by, leaves=leaves) for role in offer.roles]
    offering.end(unit, offer_id, "accepted")
    names = _names(unit, offer.roles)
    said = f"<@{offer.given_by}> handed {names} over to <@{by}>" if offer.is_handoff else f"<@{by}> accepted {names}"
    kind = events.HANDED_OVER if offer.is_handoff else events.ACCEPTED
    data = {"changes": changes, "offer_id": offer_id, "given_by": offer.given_by, "settled": [offer_id]}
    _emit(unit, found, kind, by, said, data)


def decline(unit: Unit, offer_id: int, *, by: UserId) -> None:
    """Says no; the giver goes on."""
    offer = _open_offer(unit, offer_id, by)
    found = incidents.take(unit, offer.incident_id)
    offering.end(unit, offer_id, "declined")
    text = f"<@{by}> passed on being {_names(unit, offer.roles)}"
    _emit(unit, found, events.DECLINED, by, text, offering.as_data(offer), key=False)


def withdraw(unit: Unit, offer_id: int, *, by: UserId) -> None:
    """Takes an offer back that was not answered yet."""
    offer = offering.get(unit, offer_id)
    if offer is None or not offer.is_open:
        raise Refused("That question was answered already.", try_line="roles")
    found = incidents.take(unit, offer.incident_id)
    offering.end(unit, offer_id, "withdrawn")
    text = f"<@{offer.user_id}> is no longer asked to be {_names(unit, offer.roles)}"
    _emit(unit, found, events.WITHDRAWN, by, text, offering.as_data(offer), key=False)


def release(unit: Unit, incident_id: IncidentId, roles: Sequence[str], user_id: UserId, *, by: UserId) -> None:
    """Ends somebody's roles; nobody follows by itself."""
    found = incidents.take(unit, incident_id)
    held = [role for role in roles if reads.holds(unit, incident_id, role, user_id)]
    if not held:
        raise Refused(f"<@{user_id}> is not {_names(unit, roles)} of {found.reference}." if roles else _NO_ROLE)
    changes = [_remove(unit, incident_id, role, user_id) for role in held]
    text = f"<@{user_id}> is no longer {_names(unit, held)}"
    _emit(unit, found, events.RELEASED, by, text, {"changes": changes})


def restore(unit: Unit, incident_id: IncidentId, changes: Sequence[Change]) -> None:
    """Puts back what stood before; refuses when somebody has changed it since."""
    incidents.take(unit, incident_id)
    for change in changes:
        if _held(reads.holders_of(unit, incident_id, change["role"])) != change["after"]:
            raise Refused(f"{_name(unit, change['role'])} has changed hands since; name who it should be.")
        back = [Holder(change["role"], h["user_id"], h["acting"], _moment(h)) for h in change["before"]]
        _set(unit, incident_id, change["role"], back)


_NO_ROLE = "You hold no role here."


def _open(unit: Unit, incident_id: IncidentId) -> Incident:
    found = incidents.take(unit, incident_id)
    if found.status in (Status.CLOSED, Status.CANCELLED):
        raise Refused(f"{found.reference} is {found.status.value}; its roles are history.", try_line="reopen")
    return found


def _open_offer(unit: Unit, offer_id: int, by: UserId) -> offering.Offer:
    found = offering.get(unit, offer_id)
    if found is None or not found.is_open:
        raise Refused("That question is settled already; `roles` shows who holds what.", try_line="roles")
    if found.user_id != by:
        raise Refused(f"Only <@{found.user_id}> can answer that.")
    return found


def demand_able(unit: Unit, user_id: UserId) -> None:
    """Refuses whoever cannot hold a role: apps, accounts that are gone, guests."""
    person = people.person_of(unit, user_id)
    if person.is_deleted:
        raise Refused(f"The account of <@{user_id}> is deactivated; name somebody else.")
    if person.is_bot:
        raise Refused(f"<@{user_id}> is an app; a role needs a person.")
    if person.is_guest:
        raise Refused(f"<@{user_id}> is a guest here; a role needs a full member.")


def _give(
    unit: Unit,
    incident_id: IncidentId,
    role: str,
    user_id: UserId,
    *,
    acting: bool = False,
    leaves: UserId | None = None,
) -> Change:
    before = reads.holders_of(unit, incident_id, role)
    stay = [h for h in before if h.user_id not in (user_id, leaves)] if unit.config(Roles).keyed(role).several else []
    after = [*stay, Holder(role, user_id, acting, unit.now)]
    _set(unit, incident_id, role, after)
    return {"role": role, "before": _held(before), "after": _held(after)}


def _remove(unit: Unit, incident_id: IncidentId, role: str, user_id: UserId) -> Change:
    before = reads.holders_of(unit, incident_id, role)
    after = [h for h in before if h.user_id != user_id]
    _set(unit, incident_id, role, after)
    return {"role": role, "before": _held(before), "after": _held(after)}


def _set(unit: Unit, incident_id: IncidentId, role: str, after: Sequence[Holder]) -> None:
    c = role_holding.c
    mine = (c.workspace_id == unit.workspace_id, c.incident_id == incident_id, c.role == role)
    unit.execute(delete(role_holding).where(*mine))
    for held in after:
        row = {"workspace_id": unit.workspace_id, "incident_id": incident_id, "role": role}
        values = {"user_id": held.user_id, "is_acting": held.is_acting, "since": held.since}
        unit.execute(insert(role_holding).values(**row, **values))


def _held(holders: Sequence[Holder]) -> list[dict[str, Any]]:
    shown = [{"user_id": h.user_id, "acting": h.is_acting, "since": h.since.isoformat()} for h in holders]
    return sorted(shown, key=lambda h: str(h["user_id"]))


def _moment(held: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(held["since"])


def _let_in(unit: Unit, found: Incident, user_id: UserId, by: UserId) -> None:
    """Who is named to lead a private incident is named to see it. After our own entry, which *Undo* takes back."""
    if found.is_private:
        let_in(unit, found.id, user_id, by=by)


def _name(unit: Unit, role: str) -> str:
    return unit.config(Roles).keyed(role).name


def _names(unit: Unit, roles: Sequence[str]) -> str:
    return joined([_name(unit, role) for role in roles])


def _after(change: Change) -> str:
    stays = {h["user_id"] for h in change["after"]}
    gone = [f"<@{h['user_id']}>" for h in change["before"] if h["user_id"] not in stays]
    return f", after {joined(gone)}" if gone else ""


def _emit(
    unit: Unit, found: Incident, kind: str, by: UserId, text: str, data: dict[str, Any], *, key: bool | None = None
) -> None:
    is_key = kind != events.ACTING if key is None else key
    unit.emit(
        Event(
            kind=kind,
            incident_id=found.id,
            happened_at=unit.now,
            actor_id=by,
            text=text,
            data=data,
            key=is_key,
            channel_id=found.channel_id,
        )
    )
