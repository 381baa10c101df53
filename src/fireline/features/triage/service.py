"""What can happen to a report. Deciding takes it first: of two who press, one is told what the other did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from fireline.core.errors import Refused
from fireline.core.events import ChannelId, IncidentId, UserId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import record
from fireline.features.triage import events
from fireline.features.triage.rules import State
from fireline.features.triage.tables import triage_report
from fireline.store.unit import Unit


@dataclass(frozen=True, kw_only=True)
class Report:
    """What somebody noticed. `text` is Slack mrkdwn as typed; `incident_id` is what it became or belongs to."""

    id: int
    text: str
    severity: str
    reported_by: UserId
    reported_at: datetime
    channel_id: ChannelId
    state: State
    incident_id: IncidentId | None
    decided_by: UserId | None
    decided_at: datetime | None
    reason: str


def report(unit: Unit, text: str, *, by: UserId, channel_id: ChannelId, severity: str = "") -> Report:
    """Keeps it until somebody decides."""
    values = {
        "workspace_id": unit.workspace_id,
        "text": text,
        "severity": severity,
        "reported_by": by,
        "reported_at": unit.now,
        "channel_id": channel_id,
        "state": State.OPEN,
    }
    made = unit.execute(insert(triage_report).values(**values)).inserted_primary_key
    assert made is not None
    return get(unit, int(made[0]))


def get(unit: Unit, report_id: int, *, take: bool = False) -> Report:
    """The report, held until the unit ends if it is to be decided."""
    c = triage_report.c
    wanted = select(triage_report).where(c.workspace_id == unit.workspace_id, c.id == report_id)
    row = unit.first(wanted.with_for_update() if take else wanted)
    if row is None:
        raise LookupError(f"no report {report_id}")
    return _read(row)


def of_incident(unit: Unit, incident_id: IncidentId) -> list[Report]:
    """What became this incident or belongs to it."""
    c = triage_report.c
    mine = (c.workspace_id == unit.workspace_id, c.incident_id == incident_id)
    return [_read(row) for row in unit.rows(select(triage_report).where(*mine).order_by(c.id))]


def _read(row: Row[Any]) -> Report:
    facts = dict(row._mapping)
    del facts["workspace_id"]
    return Report(**facts | {"state": State(facts["state"])})


def demand_open(found: Report) -> None:
    """Refuses what was decided; what was declined may still be taken up."""
    if found.state is not State.DECLINED:
        demand_undecided(found)


def demand_undecided(found: Report) -> None:
    if found.state is not State.OPEN:
        raise Refused(f"That report was {found.state.value} already, by <@{found.decided_by}>.")


def accept(unit: Unit, report_id: int, incident_id: IncidentId, *, by: UserId) -> Report:
    """An incident was declared from it."""
    return _into(unit, report_id, incident_id, State.ACCEPTED, by=by)


def merge(unit: Unit, report_id: int, incident_id: IncidentId, *, by: UserId) -> Report:
    """It belongs to an incident that is going on: its words stand in that record."""
    incidents.take(unit, incident_id)
    return _into(unit, report_id, incident_id, State.MERGED, by=by)


def decline(unit: Unit, report_id: int, reason: str, *, by: UserId) -> Report:
    """It is no incident, and whoever reported it is told why."""
    found = get(unit, report_id, take=True)
    demand_undecided(found)
    return _decide(unit, found, State.DECLINED, by=by, reason=reason)


def _into(unit: Unit, report_id: int, incident_id: IncidentId, state: State, *, by: UserId) -> Report:
    found = get(unit, report_id, take=True)
    demand_open(found)
    about, text, data = (
        incidents.get(unit, incident_id),
        f"Reported: {found.text}",
        {"report_id": found.id, "is_said": True},
    )
    record.emit(unit, about, events.REPORTED, found.reported_by, text, data, key=True, at=found.reported_at)
    return _decide(unit, found, state, by=by, incident_id=incident_id)


def _decide(
    unit: Unit, found: Report, state: State, *, by: UserId, incident_id: IncidentId | None = None, reason: str = ""
) -> Report:
    decided = {"state": state, "decided_by": by, "decided_at": unit.now, "incident_id": incident_id, "reason": reason}
    unit.execute(update(triage_report).where(triage_report.c.id == found.id).values(**decided))
    return get(unit, found.id)
