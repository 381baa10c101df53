"""What others may ask about roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from fireline.core.events import IncidentId, UserId
from fireline.core.permissions import EVERYONE, Act, Asker, Permissions
from fireline.features.people import reads as people
from fireline.features.roles import events, offering
from fireline.features.roles.offering import Offer
from fireline.features.roles.rules import Escalation
from fireline.features.roles.tables import role_holding, role_offer, role_offered, role_shadow
from fireline.store import groups, journal
from fireline.store.unit import Unit


@dataclass(frozen=True)
class Holder:
    """Somebody in a role; an acting one leads but has not confirmed it."""

    role: str
    user_id: UserId
    is_acting: bool
    since: datetime


@dataclass(frozen=True)
class Shadow:
    """Somebody who learns a role beside its holder; counts for nothing."""

    role: str
    user_id: UserId
    since: datetime


@dataclass(frozen=True)
class Stint:
    """A time in which somebody held a role; `until` is None while they still do."""

    role: str
    user_id: UserId
    is_acting: bool
    since: datetime
    until: datetime | None = None


def holders(unit: Unit, incident_id: IncidentId) -> tuple[Holder, ...]:
    """Everybody who holds a role, longest first."""
    c = role_holding.c
    rows = unit.rows(
        select(role_holding)
        .where(c.workspace_id == unit.workspace_id, c.incident_id == incident_id)
        .order_by(c.since, c.role, c.user_id)
    )
    return tuple(_holder(row) for row in rows)


def holders_of(unit: Unit, incident_id: IncidentId, role: str) -> tuple[Holder, ...]:
    """Everybody who holds this role."""
    return tuple(h for h in holders(unit, incident_id) if h.role == role)


def holds(unit: Unit, incident_id: IncidentId, role: str, user_id: str) -> bool:
    """Whether this person holds this role, acting or not."""
    return any(h.user_id == user_id for h in holders_of(unit, incident_id, role))


def held_by(unit: Unit, incident_id: IncidentId, user_id: str) -> tuple[Holder, ...]:
    """What this person holds in this incident."""
    return tuple(h for h in holders(unit, incident_id) if h.user_id == user_id)


def holder_of(unit: Unit, incident_id: IncidentId, role: str) -> Holder | None:
    """Who holds this role, the longest one if several do."""
    return next((h for h in holders(unit, incident_id) if h.role == role), None)


def shadows(unit: Unit, incident_id: IncidentId) -> tuple[Shadow, ...]:
    """Everybody who learns a role here, longest first."""
    c = role_shadow.c
    mine = (c.workspace_id == unit.workspace_id, c.incident_id == incident_id)
    rows = unit.rows(select(role_shadow).where(*mine).order_by(c.since, c.role, c.user_id))
    return tuple(Shadow(row.role, UserId(row.user_id), row.since) for row in rows)


def shadowed_by(unit: Unit, incident_id: IncidentId, user_id: str) -> tuple[Shadow, ...]:
    """What this person learns here."""
    return tuple(s for s in shadows(unit, incident_id) if s.user_id == user_id)


def commander(unit: Unit, incident_id: IncidentId) -> Holder | None:
    """Who leads, acting or confirmed."""
    return holder_of(unit, incident_id, "ic")


def roles_of(unit: Unit, user_id: str) -> list[tuple[IncidentId, Holder]]:
    """What this person holds anywhere, newest incident first; whether it still runs is not asked."""
    c = role_holding.c
    rows = unit.rows(
        select(role_holding)
        .where(c.workspace_id == unit.workspace_id, c.user_id == user_id)
        .order_by(c.incident_id.desc(), c.since, c.role)
    )
    return [(IncidentId(row.incident_id), _holder(row)) for row in rows]


def offers_to(unit: Unit, user_id: str) -> list[Offer]:
    """What this person is asked to take and has not answered yet, oldest first."""
    open_ones, c = role_offered.c, role_offer.c
    wanted = select(c.id).join(role_offered, open_ones.offer_id == c.id).distinct().order_by(c.id)
    rows = unit.rows(wanted.where(c.workspace_id == unit.workspace_id, c.user_id == user_id))
    return [found for row in rows if (found := offering.get(unit, row.id)) is not None and found.is_open]


def asked(unit: Unit, incident_id: IncidentId) -> list[Offer]:
    """Who is asked to take a role here and has not answered yet, oldest first."""
    return offering.open_ones(unit, incident_id)


def escalation_contacts(unit: Unit) -> tuple[UserId, ...]:
    """Who is told when an incident stays without what it needs; only of incidents that they may know of."""
    return tuple(UserId(user_id) for user_id in unit.config(Escalation).root)


def history(unit: Unit, incident_id: IncidentId) -> list[Stint]:
    """Who held what from when to when, in order; changes that were taken back are not in it."""
    ended: list[Stint] = []
    running: dict[tuple[str, str, bool], Stint] = {}
    for entry in journal.entries(unit, incident_id, kinds=events.CHANGES):
        for change in entry.data["changes"]:
            ended += _ended(running, change, entry.happened_at)
            running |= _begun(running, change, entry.happened_at)
    return sorted([*ended, *running.values()], key=lambda s: (s.since, s.role, s.user_id))


def shadow_history(unit: Unit, incident_id: IncidentId) -> list[Stint]:
    """Who learned which role from when to when, in order."""
    ended: list[Stint] = []
    running: dict[tuple[str, str], Stint] = {}
    for entry in journal.entries(unit, incident_id, kinds=[events.SHADOWED, events.SHADOW_ENDED]):
        for role in entry.data["roles"]:
            at, who = entry.happened_at, UserId(entry.data["user_id"])
            began = running.pop((role, who), None)
            if entry.kind == events.SHADOWED:
                running[role, who] = Stint(role, who, False, at)
            elif began is not None:
                ended.append(Stint(role, who, False, began.since, at))
    return sorted([*ended, *running.values()], key=lambda s: (s.since, s.role, s.user_id))


def _ended(running: dict[tuple[str, str, bool], Stint], change: dict[str, Any], at: datetime) -> list[Stint]:
    stays = {_key(change["role"], held) for held in change["after"]}
    gone = [key for key in running if key[0] == change["role"] and key not in stays]
    return [Stint(s.role, s.user_id, s.is_acting, s.since, at) for s in map(running.pop, gone)]


def _begun(
    running: dict[tuple[str, str, bool], Stint], change: dict[str, Any], at: datetime
) -> dict[tuple[str, str, bool], Stint]:
    new = [held for held in change["after"] if _key(change["role"], held) not in running]
    return {_key(change["role"], h): Stint(change["role"], UserId(h["user_id"]), h["acting"], at) for h in new}


def _key(role: str, held: dict[str, Any]) -> tuple[str, str, bool]:
    return (role, held["user_id"], held["acting"])


def _holder(row: Row[Any]) -> Holder:
    return Holder(role=row.role, user_id=UserId(row.user_id), is_acting=row.is_acting, since=row.since)


def may(unit: Unit, user_id: str, act: Act, incident_id: IncidentId | None = None) -> bool:
    """Whether this person may do it; nothing is looked up where everybody may."""
    person, config = people.person_of(unit, user_id), unit.config(Permissions)
    if EVERYONE in config.who(act) or person.is_guest:
        return not person.is_guest
    held = held_by(unit, incident_id, user_id) if incident_id else ()
    asker = Asker(
        user_id=user_id,
        is_admin=person.is_admin,
        is_guest=person.is_guest,
        roles=frozenset(each.role for each in held),
        groups=groups.of_user(unit.connection, unit.workspace_id, user_id),
    )
    return config.allows(act, asker)
