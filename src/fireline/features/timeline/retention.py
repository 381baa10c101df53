"""How long words are kept: some time after an incident is closed only who, when and where is left of unmarked ones.

What somebody marked, noted or decided stays: it is the record. What was left out or taken back goes like the
unmarked, and so do the columns that hold what was only said (`store/metadata.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select, update

from fireline.core.events import EntryId, Event, IncidentId
from fireline.core.feature import Due
from fireline.features.incidents import events as incident_events
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import service as trunk
from fireline.features.incidents.reads import Incident
from fireline.features.timeline import briefs, events
from fireline.features.timeline.rules import Retention
from fireline.store import journal, words
from fireline.store.tables import entry
from fireline.store.unit import Unit

DUE = "timeline.retention"
AT = time(4, 0)  # UTC: little goes on, and nobody is told anyway
LOOK_AGAIN = timedelta(days=7)  # for settings that were changed, and words said after the first time
# What is taken back of these goes with all that was said; what is taken back of others are acts, not words.
WORDED = (
    events.NOTED,
    "tasks.",
    "action_items.",
    incident_events.IMPACT_SET,
    incident_events.SUMMARY_SET,
    incident_events.RENAMED,
    incident_events.CALL_SET,
)
PORTION = 1000  # entries in one transaction: others are waiting


@dataclass(frozen=True)
class Expiry:
    """Words whose time is over at `at`: so many entries of one incident, and texts that lie beside its record."""

    incident: Incident
    at: datetime
    entries: int
    beside: int


def planned(unit: Unit) -> list[Expiry]:
    """What will go and when, earliest first; incidents of which nothing will go are left out."""
    waiting = [(found, ends_at(unit, found)) for found in incidents.unpurged(unit)]
    dated = sorted(((at, found) for found, at in waiting if at is not None), key=lambda each: (each[0], each[1].number))
    ids = [found.id for _, found in dated]
    counts, beside = _counts(unit, ids), words.counted(unit.connection, unit.workspace_id, ids)
    whole = [Expiry(found, at, counts.get(found.id, 0), beside[found.id]) for at, found in dated]
    return [each for each in whole if each.entries or each.beside]


def ends_at(unit: Unit, found: Incident) -> datetime | None:
    """Until when its words are kept; None while it is not closed, or when they are kept for good."""
    ended = found.closed_at or found.cancelled_at
    days = unit.config(Retention).days_of(is_private=found.is_private, is_drill=found.is_drill)
    return ended + timedelta(days=days) if ended is not None and days is not None else None


def purge(unit: Unit, limit: int = PORTION) -> int:
    """Lets go of what is over, at most so many entries; gives how many went. Fewer than `limit`: it is all done."""
    gone, kept = 0, unit.config(Retention)
    shortest = kept.shortest
    if kept.days is not None:
        words.let_go_of_loose(unit.connection, unit.workspace_id, unit.now - timedelta(days=kept.days))
    if shortest is None:
        return 0
    for found in incidents.unpurged(unit, ended_by=unit.now - timedelta(days=shortest)):
        at = ends_at(unit, found)
        if at is None or at > unit.now:
            continue
        gone += _purge_one(unit, found, limit - gone)
        if gone >= limit:
            return gone
        trunk.restore(unit, found.id, purged_at=unit.now)
    return gone


def on_due(unit: Unit, due: Due) -> None:
    if purge(unit) >= PORTION:
        unit.schedule(DUE, "all", unit.now)
        return
    plan(unit)


def on_over(unit: Unit, event: Event) -> None:
    plan(unit)


def plan(unit: Unit) -> None:
    """Sets the night of the next look: when something is over, and once a week in any case."""
    kept = unit.config(Retention)
    firsts = ((kept.days_of(is_private=p, is_drill=d), at) for p, d, at in incidents.first_ends(unit))
    ends = [at + timedelta(days=days) for days, at in firsts if days is not None]
    unit.schedule(DUE, "all", _night_after(max(unit.now, min([*ends, unit.now + LOOK_AGAIN]))))


REACTIONS = {incident_events.CLOSED: on_over, incident_events.CANCELLED: on_over}


def _night_after(moment: datetime) -> datetime:
    same_day = datetime.combine(moment.date(), AT, moment.tzinfo)
    return same_day if same_day > moment else same_day + timedelta(days=1)


def _purge_one(unit: Unit, found: Incident, limit: int) -> int:
    c = entry.c
    words.let_go(unit.connection, unit.workspace_id, found.id)
    briefs.blank(unit, c.incident_id == found.id)
    rows = unit.rows(select(c.id, c.data).where(*_over(unit, [found.id])).order_by(c.id).limit(limit))
    plain = [row.id for row in rows if not _left(row.data)]
    unit.execute(update(entry).where(c.id.in_(plain)).values(text="", data={"purged": True}))
    for row in rows:
        if left := _left(row.data):
            journal.change(unit, EntryId(row.id), text="", data={"purged": True, **left})
    return len(rows)


def _left(data: dict[str, Any]) -> dict[str, Any]:
    """What stays beside who and when: the name of a bot, and that it was left out."""
    return {name: data[name] for name in ("bot", "marks") if data.get(name)}


def _counts(unit: Unit, ids: Sequence[IncidentId]) -> dict[IncidentId, int]:
    c = entry.c
    query = select(c.incident_id, func.count(c.id).label("entries")).where(*_over(unit, ids)).group_by(c.incident_id)
    return {IncidentId(row.incident_id): int(row.entries) for row in unit.rows(query)}


def _over(unit: Unit, ids: Sequence[IncidentId]) -> tuple[ColumnElement[bool], ...]:
    """The entries whose words go. In JSON a quote inside a text is escaped, so these patterns find keys only."""
    c, data = entry.c, cast(entry.c.data, String)
    unmarked = or_(data.not_like('%"marks":%'), data.like('%"leave_out"%'))
    said = and_(c.kind.in_((*events.MESSAGES, events.NOTED)), or_(~c.is_key, c.undone_at.is_not(None)), unmarked)
    void = and_(c.undone_at.is_not(None), or_(*(c.kind.like(f"{kind}%") for kind in WORDED)))
    taken_back = and_(c.kind == incident_events.UNDONE, or_(*(data.like(f'%"{kind}%') for kind in WORDED)))
    return (
        c.workspace_id == unit.workspace_id,
        c.incident_id.in_(ids),
        c.deleted_at.is_(None),
        data.not_like('%"purged":%'),
        or_(said, void, taken_back),
    )
