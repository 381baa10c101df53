"""How an incident ends, and how it is taken up again. Each verb takes the incident first, as all of the trunk do."""

from __future__ import annotations

from datetime import datetime

from fireline.core.errors import Refused
from fireline.core.events import IncidentId, UserId
from fireline.features.incidents import events, merging, reads, record
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Status
from fireline.store.unit import Unit


def resolve(
    unit: Unit, incident_id: IncidentId, *, by: UserId | None, note: str = "", at: datetime | None = None
) -> Incident:
    """Ends the incident; nothing ever blocks it. A moment of mitigation that nobody gave is taken to be this one.

    One that has ended already keeps its end unless another is given: two people say the same within a minute.
    """
    found = reads.take(unit, incident_id)
    has_ended = found.status is Status.RESOLVED
    if has_ended and at is None and not note:
        raise Refused(f"{found.reference} is resolved already.", try_line="resolve 03:40 pool size restored")
    if found.status in (Status.CLOSED, Status.CANCELLED):
        over = f"{found.reference} is {found.state} already"
        raise Refused(f"{over}. Reopen it first, then end it again.", try_line="reopen")
    happened = at or (found.resolved_at if has_ended else None) or unit.now
    mitigated = found.mitigated_at if found.mitigated_at and found.mitigated_at <= happened else happened
    record.write(
        unit,
        incident_id,
        status=Status.RESOLVED,
        status_since=happened,
        resolved_at=happened,
        mitigated_at=mitigated,
        resolution=note or found.resolution,
    )
    data = {
        "from": found.status,
        "to": Status.RESOLVED,
        "note": note,
        "resolution": found.resolution,
        **record.moments(found),
    }
    record.emit(unit, found, events.RESOLVED, by, record.because("Resolved", note), data, key=True, at=happened)
    return reads.get(unit, incident_id)


def close(unit: Unit, incident_id: IncidentId, *, by: UserId | None) -> Incident:
    """Says that the people are finished with it; only a resolved incident can be closed."""
    found = reads.take(unit, incident_id)
    if found.status is Status.CLOSED:
        raise Refused(f"{found.reference} is closed already.", try_line="reopen")
    if found.status is not Status.RESOLVED:
        raise Refused(f"{found.reference} is still {found.status.value}.", try_line="resolve")
    record.write(unit, incident_id, status=Status.CLOSED, status_since=unit.now, closed_at=unit.now)
    record.emit(unit, found, events.CLOSED, by, "Closed", {"from": found.status, **record.moments(found)})
    return reads.get(unit, incident_id)


def reopen(unit: Unit, incident_id: IncidentId, *, by: UserId, why: str = "") -> Incident:
    """Takes up an incident that was thought to be over."""
    found = reads.take(unit, incident_id)
    if found.is_active:
        raise Refused(f"{found.reference} is open already: {found.status.value}.")
    merging.part(unit, found, by=by)
    record.write(
        unit,
        incident_id,
        status=Status.INVESTIGATING,
        status_since=unit.now,
        mitigated_at=None,
        resolved_at=None,
        closed_at=None,
        cancelled_at=None,
    )
    data = {"from": found.status, "to": Status.INVESTIGATING, "why": why, **record.moments(found)}
    record.emit(unit, found, events.REOPENED, by, record.because("Reopened", why), data, key=True)
    return reads.get(unit, incident_id)


def cancel(unit: Unit, incident_id: IncidentId, *, by: UserId, reason: str = "") -> Incident:
    """Says that it was no incident."""
    found = reads.take(unit, incident_id)
    demand_cancellable(found)
    record.write(unit, incident_id, status=Status.CANCELLED, status_since=unit.now, cancelled_at=unit.now)
    data = {"from": found.status, "reason": reason, **record.moments(found)}
    record.emit(
        unit, found, events.CANCELLED, by, record.because("Cancelled", reason or found.called_off), data, key=True
    )
    return reads.get(unit, incident_id)


def demand_cancellable(found: Incident) -> None:
    if found.status in (Status.CANCELLED, Status.CLOSED):
        raise Refused(f"{found.reference} is {found.state} already.", try_line="reopen")
