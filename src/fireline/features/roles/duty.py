"""Who is on duty, through a port, and the question to them: a rota proposes, nothing is theirs until they accept."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Row

from fireline.core.events import Event, IncidentId, UserId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Severity
from fireline.features.people import reads as people
from fireline.features.roles import events, offering, reads, service
from fireline.features.roles.rotation import Duty, Rotas
from fireline.features.roles.rules import HEAVY, Role, Roles
from fireline.store import journal
from fireline.store.unit import Unit

MOST_TURNS = 26  # half a year of weeks: everybody in a rotation, and who stands in


class Rota(Protocol):
    """The port to a schedule: values in, people out.

    It is asked inside a unit, so it answers from what it has: the built-in one is the settings; one that speaks for a
    vendor keeps what it fetched earlier, for all of the weeks that `coming` is asked for.
    """

    @property
    def roles(self) -> tuple[str, ...]:
        """The keys of the roles that it knows of."""
        ...

    def on_duty(self, role: str, moment: datetime) -> Duty | None:
        """Who is on duty for a role then."""
        ...

    def coming(self, role: str, moment: datetime, count: int) -> list[Duty]:
        """Who is on duty then, and the next ones after; so many at most."""
        ...


def rota(unit: Unit) -> Rota:
    """The one rota there is: the section `rota` of the settings."""
    return unit.config(Rotas)


def scheduled(unit: Unit) -> list[Role]:
    """The roles that the rota knows of, in the order of the settings."""
    return [role for role in unit.config(Roles).root if role.key in rota(unit).roles]


def on_severity(unit: Unit, event: Event) -> None:
    """Raised to where somebody on duty is wanted: they are asked now."""
    if Severity(event.data["to"]) in HEAVY:
        propose(unit, event.incident_id)


def propose(unit: Unit, incident_id: IncidentId) -> None:
    """Asks whoever is on duty for a role that nobody has said to hold; for each role once, in one message to each.

    Whoever has a part in it already has a card that says what is free.
    """
    found = incidents.get(unit, incident_id)
    if not _is_wanted(found) or not scheduled(unit):
        return
    wanted: dict[str, list[str]] = {}
    for role in _free_roles(unit, found):
        duty = rota(unit).on_duty(role, unit.now)
        if duty and _can_take(unit, found, duty.user_id):
            wanted.setdefault(duty.user_id, []).append(role)
    for user_id, roles in wanted.items():
        service.offer(unit, found.id, roles, UserId(user_id), by=service.ROTA)


def go_on(unit: Unit, event: Event) -> None:
    """Whoever the rota asked has passed: the next one in turn is asked, as long as there is one."""
    found, offer = incidents.get(unit, event.incident_id), offering.get(unit, event.data["offer_id"])
    if offer is None or not offer.is_from_rota or not _is_wanted(found):
        return
    wanted: dict[str, list[str]] = {}
    still_open = _open_roles(unit, found)
    for role in (each for each in event.data["roles"] if each in still_open):
        if next_one := _next(unit, found, role):
            wanted.setdefault(next_one, []).append(role)
    for user_id, roles in wanted.items():
        service.offer(unit, found.id, roles, UserId(user_id), by=service.ROTA)


def _next(unit: Unit, found: Incident, role: str) -> str | None:
    """The first in turn whom the rota has not asked to take this role."""
    asked = {row.data["user_id"] for row in _asked_by_rota(unit, found) if role in row.data["roles"]}
    turns = dict.fromkeys(duty.user_id for duty in rota(unit).coming(role, unit.now, MOST_TURNS))
    return next((who for who in turns if who not in asked and _can_take(unit, found, who)), None)


def _can_take(unit: Unit, found: Incident, user_id: str) -> bool:
    return people.person_of(unit, user_id).is_member and not reads.held_by(unit, found.id, user_id)


def _is_wanted(found: Incident) -> bool:
    """A private incident is nobody's but whose it was made; a drill calls nobody from elsewhere."""
    return found.is_active and found.severity in HEAVY and found.channel_id is not None and not found.is_quiet_outside


def _free_roles(unit: Unit, found: Incident) -> list[str]:
    """Roles with a rota that nobody has confirmed, nobody is asked to take, and the rota has not asked about."""
    asked = {role for row in _asked_by_rota(unit, found) for role in row.data["roles"]}
    return [role for role in _open_roles(unit, found) if role not in asked]


def _open_roles(unit: Unit, found: Incident) -> list[str]:
    """Roles with a rota that nobody has confirmed, and that nobody is asked to take."""
    asked = {role for offer in offering.open_ones(unit, found.id) for role in offer.roles}
    held = {h.role for h in reads.holders(unit, found.id) if not h.is_acting}
    return [role.key for role in scheduled(unit) if role.key not in asked | held]


def _asked_by_rota(unit: Unit, found: Incident) -> list[Row[Any]]:
    rows = journal.entries(unit, found.id, kinds=[events.OFFERED], with_hidden=True)
    return [row for row in rows if row.data.get("is_rota")]
