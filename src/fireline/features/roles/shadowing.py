"""What can happen to shadows: people who learn a role beside its holder, count for nothing, and are on record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert

from fireline.core.errors import Refused
from fireline.core.events import Event, IncidentId, UserId
from fireline.features.incidents import reads as incidents
from fireline.features.roles import events, reads
from fireline.features.roles.demands import demand_able, demand_open
from fireline.features.roles.rules import Roles, joined
from fireline.features.roles.service import are, emit, let_see
from fireline.features.roles.tables import role_shadow
from fireline.store.unit import Unit


def shadow(unit: Unit, incident_id: IncidentId, role: str, user_id: UserId, *, by: UserId) -> None:
    """Lets somebody learn a role beside whoever holds it, now or later."""
    found = demand_open(unit, incident_id)
    demand_able(unit, user_id)
    name = unit.config(Roles).keyed(role).name
    who, is_me = f"<@{user_id}>", user_id == by
    if reads.holds(unit, incident_id, role, user_id):
        raise Refused(
            f"{'You are' if is_me else f'{who} is'} {name} of {found.reference}; a shadow learns beside another."
        )
    if any(s.role == role for s in reads.shadowed_by(unit, incident_id, user_id)):
        raise Refused(f"{'You shadow' if is_me else f'{who} shadows'} the {name} of {found.reference} already.")
    _write(unit, incident_id, role, user_id)
    said = f"{who} shadows the {name}{'' if is_me else f', named by <@{by}>'}"
    emit(unit, found, events.SHADOWED, by, said, _data([role], user_id), key=False)
    let_see(unit, found, user_id, by)


def end(unit: Unit, incident_id: IncidentId, roles: Sequence[str], user_id: UserId, *, by: UserId) -> None:
    """Ends it, for these roles."""
    found = incidents.take(unit, incident_id)
    ended = [s.role for s in reads.shadowed_by(unit, incident_id, user_id) if s.role in roles]
    if not ended:
        who = "You are" if user_id == by else are([user_id])
        raise Refused(f"{who} nobody's shadow in {found.reference}.", try_line="shadow ic")
    for role in ended:
        _delete(unit, incident_id, role, user_id)
    names = joined([unit.config(Roles).keyed(role).name for role in ended])
    said = f"<@{user_id}> no longer shadows the {names}"
    emit(unit, found, events.SHADOW_ENDED, by, said, _data(ended, user_id), key=False)


def take_back(unit: Unit, event: Event) -> None:
    """They never shadowed."""
    for role in event.data["roles"]:
        _delete(unit, event.incident_id, role, event.data["user_id"])


def go_on(unit: Unit, event: Event) -> None:
    """They shadow as before; roles that they hold by now are left out."""
    take_back(unit, event)
    for role in event.data["roles"]:
        if not reads.holds(unit, event.incident_id, role, event.data["user_id"]):
            _write(unit, event.incident_id, role, event.data["user_id"])


def _write(unit: Unit, incident_id: IncidentId, role: str, user_id: str) -> None:
    row = {"workspace_id": unit.workspace_id, "incident_id": incident_id, "role": role, "user_id": user_id}
    unit.execute(insert(role_shadow).values(**row, since=unit.now))


def _delete(unit: Unit, incident_id: IncidentId, role: str, user_id: str) -> None:
    c = role_shadow.c
    mine = (c.workspace_id == unit.workspace_id, c.incident_id == incident_id, c.role == role, c.user_id == user_id)
    unit.execute(delete(role_shadow).where(*mine))


def _data(roles: Sequence[str], user_id: UserId) -> dict[str, Any]:
    return {"roles": list(roles), "user_id": user_id}
