"""What began as an exercise and is none any more."""

from __future__ import annotations

from fireline.core.errors import Refused
from fireline.core.events import IncidentId, UserId
from fireline.features.incidents import events, reads, record
from fireline.features.incidents.reads import Incident
from fireline.store.unit import Unit


def make_real(unit: Unit, incident_id: IncidentId, *, by: UserId) -> Incident:
    """Turns an exercise into an incident: from now on it is told like any other."""
    found = reads.take(unit, incident_id)
    demand_going_on(found)
    record.write(unit, incident_id, is_drill=False)
    found = reads.get(unit, incident_id)
    record.emit(unit, found, events.MADE_REAL, by, "This is real now: a drill no more", {}, key=True)
    return found


def demand_going_on(found: Incident) -> None:
    """Refuses what is no drill, and one that is over."""
    if not found.is_drill:
        raise Refused(f"{found.reference} is real: it was no drill, or is none any more.")
    if not found.is_active:
        raise Refused(f"{found.reference} is {found.status.value}; reopen it first to make it real.", try_line="reopen")
