"""What can happen to an incident. Each verb takes the incident first, so changes to one come one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update

from fireline.core.errors import Refused
from fireline.core.events import ChannelId, IncidentId, UserId
from fireline.features.incidents import access, events, reads, record
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import WORKING, Calls, Channels, Severity, Status
from fireline.features.incidents.tables import incident, incident_counter
from fireline.store import keyed
from fireline.store.unit import Unit

_LAST = incident.c.last_message_at
_HEARD = (  # built once: it runs for every batch of events
    update(incident)
    .where(incident.c.id == bindparam("of_id"), _LAST.is_(None) | (bindparam("at") > _LAST))
    .values(last_message_at=bindparam("at"))
)


def declare(
    unit: Unit,
    *,
    title: str,
    by: UserId,
    zone: str,
    severity: Severity | None = None,
    is_private: bool = False,
    is_drill: bool = False,
    people: Sequence[str] = (),
    summary: str = "",
) -> Incident:
    """Opens an incident; no severity given means SEV3, shown as assumed. A private one lets `people` in."""
    number = _next_number(unit)
    values: dict[str, Any] = {
        "number": number,
        "title": title,
        "summary": summary,
        "call_url": "" if is_private else unit.config(Calls).link(number),
        "severity": severity or Severity.SEV3,
        "is_severity_assumed": severity is None,
        "status": Status.DECLARED,
        "status_since": unit.now,
        "is_private": is_private,
        "is_drill": is_drill,
        "zone": zone,
        "declared_by": by,
        "declared_at": unit.now,
    }
    incident_id = IncidentId(keyed.add(unit, incident, **values))
    for user_id in dict.fromkeys([by, *people]) if is_private else ():
        access.admit(unit, incident_id, UserId(user_id))
    _tell_declared(unit, reads.get(unit, incident_id))
    return reads.get(unit, incident_id)


def _tell_declared(unit: Unit, made: Incident) -> None:
    is_assumed = made.is_severity_assumed
    text = f"{made.reference} declared as {made.severity.label}{' (assumed)' if is_assumed else ''}: {made.title}"
    data = {"title": made.title, "severity": made.severity, "assumed": is_assumed, "private": made.is_private}
    record.emit(unit, made, events.DECLARED, made.declared_by, text, data, key=True)


def open_channel(unit: Unit, incident_id: IncidentId, channel_id: ChannelId, name: str) -> None:
    """Notes the channel that Slack made for the incident."""
    found = reads.take(unit, incident_id)
    if found.channel_id == channel_id:
        return
    record.write(unit, incident_id, channel_id=channel_id, channel_name=name)
    data = {"channel_id": channel_id, "name": name}
    record.emit(unit, found, events.CHANNEL_OPENED, None, f"Channel #{name} opened", data)


def move_channel(unit: Unit, incident_id: IncidentId, channel_id: ChannelId, name: str) -> None:
    """Notes that it goes on in another channel; what was said in the former one stays in the record."""
    found = reads.take(unit, incident_id)
    if found.channel_id == channel_id:
        return
    record.write(unit, incident_id, channel_id=channel_id, channel_name=name, is_channel_gone=False)
    data = {"from": found.channel_id, "to": channel_id, "name": name}
    text = f"Goes on in #{name}; #{found.channel_name} is read no more"
    record.emit(unit, reads.get(unit, incident_id), events.CHANNEL_MOVED, None, text, data)


def set_origin(unit: Unit, incident_id: IncidentId, url: str, *, text: str) -> None:
    """Notes the message from which the incident was declared; `text` says so with a link."""
    found = reads.take(unit, incident_id)
    record.write(unit, incident_id, origin_url=url)
    record.emit(unit, found, events.ORIGIN_FOUND, None, text, {"url": url}, at=found.declared_at)


def set_severity(unit: Unit, incident_id: IncidentId, to: Severity, *, by: UserId, why: str = "") -> Incident:
    """Raises, lowers or confirms the severity."""
    found = reads.take(unit, incident_id)
    if found.severity == to and not found.is_severity_assumed:
        raise Refused(f"{found.reference} is {to.label} already.")
    record.write(unit, incident_id, severity=to, is_severity_assumed=False)
    data = {"from": found.severity, "to": to, "was_assumed": found.is_severity_assumed, "why": why}
    step = f"{found.severity.label} → {to.label}" if found.severity != to else f"{to.label} confirmed"
    record.emit(
        unit,
        found,
        events.SEVERITY_CHANGED,
        by,
        record.because(f"Severity {step}", why),
        data,
        key=found.severity != to,
    )
    return reads.get(unit, incident_id)


def set_status(
    unit: Unit,
    incident_id: IncidentId,
    to: Status,
    *,
    by: UserId,
    note: str = "",
    at: datetime | None = None,
) -> Incident:
    """Moves between the working statuses, forwards or back. `at` back-dates it."""
    found = reads.take(unit, incident_id)
    _demand_active(found)
    if to not in WORKING:
        raise ValueError(f"{to} is not a working status")
    if found.status == to and not note:
        raise Refused(f"{found.reference} is {to.value} already.")
    happened = at or unit.now
    changes: dict[str, Any] = {"status": to}
    if found.status != to:
        changes["status_since"] = happened
    if to is Status.MONITORING and found.mitigated_at is None:
        changes["mitigated_at"] = happened
    record.write(unit, incident_id, **changes)
    data = {"from": found.status, "to": to, "note": note, **record.moments(found)}
    record.emit(unit, found, events.STATUS_CHANGED, by, record.because(to.label, note), data, key=True, at=happened)
    return reads.get(unit, incident_id)


def mitigate(
    unit: Unit, incident_id: IncidentId, *, by: UserId, note: str = "", at: datetime | None = None
) -> Incident:
    """Notes that users are no longer hit; the cause may still be there."""
    found = reads.take(unit, incident_id)
    _demand_active(found)
    happened = at or unit.now
    record.write(unit, incident_id, status=Status.MONITORING, status_since=happened, mitigated_at=happened)
    data = {"from": found.status, "to": Status.MONITORING, "note": note, "mitigated": True, **record.moments(found)}
    record.emit(unit, found, events.STATUS_CHANGED, by, record.because("Mitigated", note), data, key=True, at=happened)
    return reads.get(unit, incident_id)


def set_impact(
    unit: Unit, incident_id: IncidentId, text: str, *, by: UserId, since: datetime | None = None
) -> Incident:
    """Says who is hit and how; and since when, where that is said."""
    found = reads.take(unit, incident_id)
    record.write(unit, incident_id, impact=text, impact_since=since or found.impact_since)
    before = found.impact_since.isoformat() if found.impact_since else None
    data = {"from": found.impact, "to": text, **({"since_before": before} if since else {})}
    record.emit(unit, found, events.IMPACT_SET, by, f"Impact: {text}", data, key=True)
    return reads.get(unit, incident_id)


def rename(unit: Unit, incident_id: IncidentId, title: str, *, by: UserId) -> Incident:
    """Gives the incident another title; its channel keeps its name."""
    return _set_text(unit, incident_id, "title", title, events.RENAMED, f"Renamed: {title}", by)


def set_summary(unit: Unit, incident_id: IncidentId, text: str, *, by: UserId) -> Incident:
    """Sets the summary that documents open with."""
    return _set_text(unit, incident_id, "summary", text, events.SUMMARY_SET, f"Summary: {text}", by)


def set_call(unit: Unit, incident_id: IncidentId, url: str, *, by: UserId) -> Incident:
    """Sets the link of the call."""
    return _set_text(unit, incident_id, "call_url", url, events.CALL_SET, f"Call: {url}", by)


def heard(unit: Unit, incident_id: IncidentId, at: datetime) -> None:
    """Notes when a person last spoke in the channel; words that come late do not turn it back."""
    unit.execute(_HEARD, {"of_id": incident_id, "at": at})
    reads.changed(unit, incident_id)


def restore(unit: Unit, incident_id: IncidentId, **columns: Any) -> None:
    """Puts columns back as they were: for undo, which says itself what it undid."""
    reads.take(unit, incident_id)
    record.write(unit, incident_id, **columns)


def _set_text(
    unit: Unit, incident_id: IncidentId, column: str, text: str, kind: str, said: str, by: UserId
) -> Incident:
    found = reads.take(unit, incident_id)
    record.write(unit, incident_id, **{column: text})
    record.emit(unit, found, kind, by, said, {"from": getattr(found, column), "to": text})
    return reads.get(unit, incident_id)


def _next_number(unit: Unit) -> int:
    mine = incident_counter.c.workspace_id == unit.workspace_id
    counted = unit.first(
        update(incident_counter)
        .where(mine)
        .values(last_number=incident_counter.c.last_number + 1)
        .returning(incident_counter.c.last_number)
    )
    if counted is not None:
        return int(counted.last_number)
    first = unit.config(Channels).first_number
    unit.execute(insert(incident_counter).values(workspace_id=unit.workspace_id, last_number=first))
    return first


def _demand_active(found: Incident) -> None:
    if not found.is_active:
        over = f"{found.reference} is {found.state} already"
        raise Refused(f"{over}. Reopen it first to change its status.", try_line="reopen")
