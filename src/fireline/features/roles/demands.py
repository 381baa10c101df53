"""What has to be so before roles change: the incident is open, the person can hold one, the question still stands."""

from __future__ import annotations

from fireline.core.errors import Refused
from fireline.core.events import IncidentId, UserId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Status
from fireline.features.people import demands
from fireline.features.roles import offering
from fireline.store.unit import Unit


def demand_open(unit: Unit, incident_id: IncidentId) -> Incident:
    """Takes the incident; refuses when its roles are history."""
    found = incidents.take(unit, incident_id)
    if found.status in (Status.CLOSED, Status.CANCELLED):
        raise Refused(f"{found.reference} is {found.status.value}; its roles are history.", try_line="reopen")
    return found


def demand_able(unit: Unit, user_id: UserId) -> None:
    """Refuses whoever cannot hold a role."""
    demands.demand_able(unit, user_id, "a role")


def demand_asked(unit: Unit, offer_id: int, by: UserId) -> offering.Offer:
    """The question that this person was asked; refused when it is settled or somebody else's."""
    found = offering.get(unit, offer_id)
    if found is None or not found.is_open:
        raise Refused("That question is settled already.", try_line="roles")
    if found.user_id != by:
        raise Refused(f"Only <@{found.user_id}> can answer that.")
    return found
