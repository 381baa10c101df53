"""Taking back what was just done: every act can be undone for ten minutes, and the record says that it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fireline.core.errors import Refused
from fireline.core.events import EntryId, Event, IncidentId, UserId
from fireline.core.text import echo
from fireline.features.incidents import events, merging, reads, service
from fireline.features.incidents.rules import Severity, Status
from fireline.slack import mrkdwn
from fireline.store import journal
from fireline.store.unit import Unit

UNDO_FOR = timedelta(minutes=10)
ENDS = {events.CLOSED: Status.CLOSED, events.CANCELLED: Status.CANCELLED}


def undo(unit: Unit, entry_id: EntryId, *, by: UserId, about: IncidentId) -> str:
    """Takes back one entry and says what is true now; refuses after ten minutes or a second time.

    A link may be on record only in the other incident than the one it is `about`.
    """
    entry = journal.entry(unit, entry_id)
    if entry is None or (entry.incident_id != about and reads.visible(unit, entry.incident_id, by) is None):
        raise Refused("That change is not on record any more.")
    reads.take(unit, entry.incident_id)
    if entry.undone_at is not None:
        raise Refused("That was taken back already.")
    if unit.now - entry.recorded_at > UNDO_FOR:
        since = f" since {_said(entry.text)}" if entry.text else ""
        raise Refused(f"More than ten minutes have passed{since}; make the opposite change instead.")
    handler = unit.registry.undo.get(entry.kind)
    if handler is None:
        raise Refused("That cannot be taken back; make the opposite change instead.")
    journal.mark_undone(unit, entry_id)
    said = handler(unit, journal.as_event(entry), by)
    data = {"entry_id": entry_id, "kind": entry.kind}
    text = f"Taken back: {entry.text}"
    facts = {"incident_id": entry.incident_id, "happened_at": unit.now, "actor_id": by}
    unit.emit(Event(kind=events.UNDONE, text=text, data=data, hidden=entry.is_hidden, **facts))
    return said


def newest_of(unit: Unit, incident_id: IncidentId, *, by: UserId) -> list[EntryId]:
    """What this unit did that can be taken back, the newest first: the order in which to take it back."""
    rows = journal.latest_by(unit, incident_id, by, limit=20)
    return [EntryId(row.id) for row in rows if row.id in unit.entries and row.kind in unit.registry.undo]


def undo_last(unit: Unit, incident_id: IncidentId, *, by: UserId) -> str:
    """Takes back this person's newest change that can be taken back."""
    reads.take(unit, incident_id)
    for entry in journal.latest_by(unit, incident_id, by, limit=20):
        if entry.kind in unit.registry.undo and entry.undone_at is None:
            return undo(unit, entry.id, by=by, about=incident_id)
    raise Refused("There is nothing of yours to take back here.")


def undo_severity(unit: Unit, event: Event, by: UserId) -> str:
    before, now = Severity(event.data["from"]), reads.get(unit, event.incident_id).severity
    if now != Severity(event.data["to"]):
        raise _changed(unit, event, "severity", now.label)
    service.restore(unit, event.incident_id, severity=before, is_severity_assumed=bool(event.data.get("was_assumed")))
    return f"Taken back: {_ref(unit, event)} is {before.label} again."


def undo_status(unit: Unit, event: Event, by: UserId) -> str:
    before, now = Status(event.data["from"]), reads.get(unit, event.incident_id).status
    if now != (ENDS.get(event.kind) or Status(event.data["to"])):
        raise _changed(unit, event, "status", now.value)
    columns: dict[str, Any] = {"status": before, **_moments(event)}
    if "resolution" in event.data:
        columns["resolution"] = event.data["resolution"]
    if event.data.get("merged"):
        merging.part(unit, reads.get(unit, event.incident_id), by=by, absorbed=EntryId(event.data["absorbed"]))
    service.restore(unit, event.incident_id, **columns)
    return f"Taken back: {_ref(unit, event)} is back to {before.value}."


def undo_impact(unit: Unit, event: Event, by: UserId) -> str:
    told = _undo_text(unit, event, "impact")
    if "since_before" in event.data:
        before = event.data["since_before"]
        service.restore(unit, event.incident_id, impact_since=datetime.fromisoformat(before) if before else None)
    return told


def undo_title(unit: Unit, event: Event, by: UserId) -> str:
    return _undo_text(unit, event, "title")


def undo_summary(unit: Unit, event: Event, by: UserId) -> str:
    return _undo_text(unit, event, "summary")


def undo_call(unit: Unit, event: Event, by: UserId) -> str:
    return _undo_text(unit, event, "call_url")


WORDS = {"impact": "impact", "title": "title", "summary": "summary", "call_url": "call"}


def _undo_text(unit: Unit, event: Event, column: str) -> str:
    now, before = getattr(reads.get(unit, event.incident_id), column), event.data["from"]
    if now != event.data["to"]:
        raise _changed(unit, event, WORDS[column], _said(now))
    service.restore(unit, event.incident_id, **{column: before})
    again = f"{_said(before)} again" if before else _said(before)
    return f"Taken back: the {WORDS[column]} of {_ref(unit, event)} is {again}."


def _said(text: str) -> str:
    return mrkdwn.inert(echo(text), mentions=True) if text else "not stated"


def _changed(unit: Unit, event: Event, what: str, now: str) -> Refused:
    """What somebody has changed since stays as they left it."""
    said = f"The {what} of {_ref(unit, event)} has been changed since"
    return Refused(f"{said}: it is {now} now. Nothing was taken back.")


def _moments(event: Event) -> dict[str, datetime | None]:
    before = event.data.get("before", {})
    return {name: datetime.fromisoformat(at) if at else None for name, at in before.items()}


def _ref(unit: Unit, event: Event) -> str:
    return reads.get(unit, event.incident_id).reference
