"""Incidents that were over before anybody wrote them down: back-dated and silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from fireline.core.events import UserId
from fireline.features.incidents import closing, events, reads, record, service
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Severity
from fireline.store.tables import entry
from fireline.store.unit import Unit


def write_down(
    unit: Unit,
    *,
    title: str,
    by: UserId,
    zone: str,
    began_at: datetime,
    ended_at: datetime,
    impact_since: datetime | None = None,
    mitigated_at: datetime | None = None,
    severity: Severity | None = None,
    is_private: bool = False,
    is_drill: bool = False,
    people: Sequence[str] = (),
    summary: str = "",
) -> Incident:
    """Opens an incident as of `began_at`, resolved as of `ended_at`.

    It gets no channel, no role, no deadline, and nobody hears of it. Everything after this unit is as for any other,
    but that no line of the digest tells of it unless it is taken up again.
    """
    with unit.in_silence():
        made = service.declare(
            unit,
            title=title,
            by=by,
            zone=zone,
            severity=severity,
            is_private=is_private,
            is_drill=is_drill,
            people=people,
            summary=summary,
        )
        _date_back(unit, made, began_at)
        record.write(unit, made.id, is_retro=True, call_url="", impact_since=impact_since)
        if mitigated_at is not None:
            service.mitigate(unit, made.id, by=by, at=max(began_at, mitigated_at))
        closing.resolve(unit, made.id, by=by, at=max(began_at, ended_at))
    return reads.get(unit, made.id)


def _date_back(unit: Unit, made: Incident, at: datetime) -> None:
    record.write(unit, made.id, declared_at=at, status_since=at)
    c = entry.c
    declared = select(c.id).where(
        c.workspace_id == unit.workspace_id, c.incident_id == made.id, c.kind == events.DECLARED
    )
    unit.execute(update(entry).where(c.id.in_(declared.scalar_subquery())).values(happened_at=at))
