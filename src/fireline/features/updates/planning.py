"""The clock of each incident: set, moved, paused, with its two due rows. Seen on the card, never as a post."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fireline.core.columns import to_json
from fireline.core.events import UserId
from fireline.features.incidents import record
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Status
from fireline.features.people.rules import WorkingHours, zone_named
from fireline.features.updates import events, reads
from fireline.features.updates.reads import Clock
from fireline.features.updates.rules import PAUSED_FOR, PHASE_ASKED_AFTER, Cadence, Rhythm
from fireline.features.updates.tables import update_clock
from fireline.store import keyed
from fireline.store.sql import InsertNew
from fireline.store.unit import Unit

PROMPT, DEADLINE, BACK = "updates.prompt", "updates.deadline", "updates.back"
FIVE_MORE, TO_WRITE = "The next update was given five more minutes", ", to be written"
_NEW = InsertNew(update_clock, "workspace_id", "incident_id")


def rhythm(unit: Unit, found: Incident) -> Rhythm:
    """What decides this incident's due times now. A private one has a clock only when somebody asks for one."""
    set_by_hand = reads.clock_of(unit, found.id).interval_seconds
    return Rhythm(
        pace=None if found.is_private else unit.config(Cadence).of(found.severity),
        declared_at=found.declared_at,
        zone=zone_named(found.zone),
        hours=unit.config(WorkingHours),
        is_monitoring=found.status is Status.MONITORING,
        override=timedelta(seconds=set_by_hand) if set_by_hand else None,
    )


def change(unit: Unit, found: Incident, **values: Any) -> Clock:
    """Changes columns of the clock; the first change makes it."""
    unit.execute(_NEW.on(unit.connection), {"workspace_id": unit.workspace_id, "incident_id": found.id})
    keyed.change(unit, update_clock, {"incident_id": found.id}, **values)
    return reads.clock_of(unit, found.id)


def plan(unit: Unit, found: Incident, next_at: datetime | None, **values: Any) -> Clock:
    """Sets the next due time and asks for it in time; None when nothing is due any more."""
    clock = change(unit, found, next_at=next_at, **values)
    subject = str(found.id)
    if next_at is None:
        unit.unschedule(PROMPT, subject)
        unit.unschedule(DEADLINE, subject)
        return clock
    asked = rhythm(unit, found).prompt_at(next_at, unit.now)
    if clock.phase:
        asked = min(asked, max(unit.now + PHASE_ASKED_AFTER, unit.now))
    unit.schedule(PROMPT, subject, asked, incident_id=found.id)
    unit.schedule(DEADLINE, subject, next_at, incident_id=found.id)
    return clock


def plan_next(unit: Unit, found: Incident, *, misses: int = 0, **values: Any) -> Clock:
    """The ordinary next time from now; what is over or paused has none."""
    is_paused = reads.clock_of(unit, found.id).off_until is not None
    nothing = is_paused or not found.is_active
    at = None if nothing else rhythm(unit, found).next(unit.now, misses)
    return plan(unit, found, at, misses=misses, **values)


def postpone(unit: Unit, found: Incident, to: datetime, *, by: UserId, **values: Any) -> None:
    """A person moved the deadline; the record says so and the card shows it."""
    before = reads.clock_of(unit, found.id).next_at
    change(unit, found, next_at=to, **values)
    unit.schedule(DEADLINE, str(found.id), to, incident_id=found.id)
    data = to_json({"from": before, "to": to})
    record.emit(unit, found, events.REPLANNED, by, FIVE_MORE + (TO_WRITE if "has_bought_edit" in values else ""), data)


def set_interval(unit: Unit, found: Incident, interval: timedelta, *, by: UserId) -> Clock:
    """Every so often from now on. A time that stakeholders were told is kept, unless the new one is sooner."""
    before = reads.clock_of(unit, found.id)
    at = unit.now + interval
    if before.next_at is not None and reads.last_sent(unit, found.id):
        at = min(before.next_at, at)
    seconds = int(interval.total_seconds())
    clock = plan(unit, found, at, interval_seconds=seconds, off_until=None, off_why="", misses=0)
    unit.unschedule(BACK, str(found.id))
    data = to_json({"from": before.interval_seconds, "to": seconds, "next_before": before.next_at})
    record.emit(unit, found, events.CADENCE_SET, by, f"Updates every {seconds // 60} minutes", data)
    return clock


def pause(unit: Unit, found: Incident, why: str, *, by: UserId) -> Clock:
    """No regular updates for four hours; they come back by themselves."""
    until = unit.now + PAUSED_FOR
    clock = plan(unit, found, None, off_until=until, off_why=why, off_by=by, phase="", misses=0)
    unit.schedule(BACK, str(found.id), until, incident_id=found.id)
    data = {"until": until.isoformat(), "why": why}
    record.emit(unit, found, events.CADENCE_OFF, by, f"Regular updates switched off for four hours: {why}", data)
    return clock


def resume(unit: Unit, found: Incident, *, by: UserId | None) -> Clock:
    """Regular updates run again, in the rhythm of the severity. A time that stakeholders were told is kept."""
    promised = reads.next_update_at(unit, found.id) if reads.last_sent(unit, found.id) else None
    change(unit, found, off_until=None, off_why="", interval_seconds=None)
    unit.unschedule(BACK, str(found.id))
    clock = plan_next(unit, found)
    if promised is not None and clock.next_at is not None and promised < clock.next_at:
        clock = plan(unit, found, promised)
    record.emit(unit, found, events.CADENCE_ON, by, "Regular updates switched on", {})
    return clock


def undo_interval(unit: Unit, found: Incident, before: dict[str, Any]) -> None:
    """Puts the interval and the due time back."""
    at = before.get("next_before")
    plan(unit, found, datetime.fromisoformat(at) if at else None, interval_seconds=before["from"])
