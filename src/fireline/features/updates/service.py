"""What can happen to an update: proposed, waiting to leave, stopped, sent once, corrected. Numbers are given here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from fireline.core.errors import Refused
from fireline.core.events import IncidentId, UserId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import record
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Status
from fireline.features.updates import events, planning, reads
from fireline.features.updates.reads import Clock, Place, Update
from fireline.features.updates.rules import LEAVES_AFTER, stage_of
from fireline.features.updates.tables import stakeholder_update, update_delivery
from fireline.store import keyed
from fireline.store.unit import Unit

LEAVE = "updates.leave"
OPEN = ("proposed", "waiting", "stopped")  # not sent, and may still be


def propose(
    unit: Unit,
    incident_id: IncidentId,
    news: str,
    *,
    by: UserId | None,
    next_at: datetime | None = None,
    impact: str = "",
) -> Update:
    """Keeps a text that may become an update; nobody outside sees it yet. No impact given means the one on record."""
    found = incidents.take(unit, incident_id)
    return _make(unit, found, "proposed", news, by, next_at, impact=impact or found.impact)


def propose_entry(unit: Unit, incident_id: IncidentId, entry_id: int, news: str) -> Update:
    """Keeps the words of a message that somebody marked; whoever sends it speaks."""
    made = propose(unit, incident_id, news, by=None)
    _set(unit, made.id, entry_id=entry_id)
    return reads.update_of(unit, made.id)


def withdraw_entry(unit: Unit, incident_id: IncidentId, entry_id: int, *, with_text: bool) -> list[Update]:
    """The mark was taken back, or the message deleted: what was proposed from it and not sent is dropped."""
    mine = [u for u in reads.updates(unit, incident_id, *OPEN) if u.entry_id == entry_id]
    for each in mine:
        drop(unit, each.id)
        if with_text:
            _set(unit, each.id, news="")
    return [reads.update_of(unit, each.id) for each in mine]


def hold(
    unit: Unit, incident_id: IncidentId, news: str, *, by: UserId, next_at: datetime | None = None, impact: str = ""
) -> Update:
    """Shows it in the room for ten seconds; then it leaves by itself, unless somebody stops it."""
    made = propose(unit, incident_id, news, by=by, next_at=next_at, impact=impact)
    return wait(unit, made.id)


def wait(unit: Unit, update_id: int) -> Update:
    """Sets the ten seconds going."""
    made = reads.update_of(unit, update_id)
    leaves_at = unit.now + LEAVES_AFTER
    _set(unit, update_id, state="waiting", leaves_at=leaves_at)
    unit.schedule(LEAVE, str(update_id), leaves_at, incident_id=made.incident_id)
    return reads.update_of(unit, update_id)


def stop(unit: Unit, update_id: int, *, by: UserId | None) -> Update:
    """Keeps an update from leaving; refuses when it has left."""
    made = demand_open(unit, take(unit, update_id))
    if made.state == "stopped":
        return made
    _set(unit, update_id, state="stopped", stopped_by=by, leaves_at=None)
    unit.unschedule(LEAVE, str(update_id))
    if made.state == "waiting":
        found, data = incidents.get(unit, made.incident_id), {"update_id": update_id}
        record.emit(unit, found, events.STOPPED, by, "An update was stopped before it left", data)
    return reads.update_of(unit, update_id)


def stop_all(unit: Unit, incident_id: IncidentId) -> list[Update]:
    """Nothing that waits leaves any more: the incident was cancelled or made private."""
    waiting = reads.updates(unit, incident_id, "proposed", "waiting")
    return [stop(unit, each.id, by=None) for each in waiting]


def rewrite(unit: Unit, update_id: int, news: str, impact: str, next_at: datetime | None) -> Update:
    """Changes a text that has not left."""
    made = demand_open(unit, take(unit, update_id))
    given = next_at is not None or made.is_next_given
    _set(unit, update_id, news=news, impact=impact, next_at=next_at or made.next_at, is_next_given=given)
    return reads.update_of(unit, update_id)


def drop(unit: Unit, update_id: int) -> Update:
    """It is not sent."""
    made = demand_open(unit, take(unit, update_id))
    _set(unit, update_id, state="dropped", leaves_at=None)
    unit.unschedule(LEAVE, str(update_id))
    return made


def send(unit: Unit, update_id: int, *, by: UserId) -> Update:
    """It leaves now: numbered, with its places on record, once. The next due time follows from it."""
    return _depart(unit, demand_open(unit, take(unit, update_id)), by=by)


def demand_open(unit: Unit, made: Update) -> Update:
    """The update, which can still be changed, sent or dropped; refuses when somebody was quicker."""
    if made.state == "sent":
        raise Refused(f"Update {made.number} has left already; “Correct” in the incident's channel changes it.")
    if made.state not in OPEN:
        again = f"{incidents.get(unit, made.incident_id).reference} update"
        raise Refused("This update was dropped already; a new one can be written.", try_line=again)
    return made


def send_holding(unit: Unit, incident_id: IncidentId, *, asked_at: datetime | None, misses: int) -> Update:
    """There is no news and it is due: facts on record only, where stakeholders read, never by DM."""
    found = incidents.take(unit, incident_id)
    made = _make(unit, found, "proposed", "", None, None, impact=found.impact)
    _set(unit, made.id, is_automatic=True, asked_at=asked_at)
    return _depart(unit, reads.update_of(unit, made.id), by=None, misses=misses)


def correct(unit: Unit, update_id: int, news: str, impact: str, *, by: UserId) -> Update:
    """Changes what was sent; everybody who got it sees the new text, and that it was corrected."""
    made = take(unit, update_id)
    found = incidents.get(unit, made.incident_id)
    if found.is_quiet_outside and any(place.kind != "room" for place in places_of(unit, update_id)):
        raise Refused(f"{found.reference} is private now: what was told outside before stays as it is.")
    if (news, impact) == (made.news, made.impact):
        raise Refused("It says that already; nothing was changed.")
    _set(unit, update_id, news=news, impact=impact, corrected_at=unit.now, corrected_by=by)
    text = f"Update {made.number} corrected: {news}"
    data = {"update_id": update_id, "number": made.number, "from": made.news, "to": news}
    record.emit(unit, found, events.CORRECTED, by, text, data)
    return reads.update_of(unit, update_id)


def retell(unit: Unit, update_id: int, *, next_at: datetime | None, held_until: datetime | None) -> None:
    """What the last update said of the next one is not true any more; its text stays."""
    _set(unit, update_id, next_at=next_at, held_until=held_until)


def take(unit: Unit, update_id: int) -> Update:
    """The update, with its incident held until the unit ends."""
    incidents.take(unit, reads.update_of(unit, update_id).incident_id)
    return reads.update_of(unit, update_id)


def places_of(unit: Unit, update_id: int) -> list[Place]:
    """Where it went."""
    rows = unit.rows(select(update_delivery).where(*keyed.having(unit, update_delivery, update_id=update_id)))
    return [Place(row.kind, row.place, row.audience) for row in rows]


def move(unit: Unit, update_id: int, failed: Place, to: Place) -> bool:
    """It could not be told there and is told here instead; False when that is on record already."""
    went_to = places_of(unit, update_id)
    if failed not in went_to or to in went_to:
        return False
    return keyed.change(unit, update_delivery, {"update_id": update_id, "place": failed.to}, place=to.to, kind=to.kind)


def _make(
    unit: Unit, found: Incident, state: str, news: str, by: UserId | None, next_at: datetime | None, *, impact: str
) -> Update:
    row = {
        "incident_id": found.id,
        "state": state,
        "news": news,
        "impact": impact,
        "author_id": by,
        "made_at": unit.now,
        "next_at": next_at,
        "is_next_given": next_at is not None,
    }
    return reads.update_of(unit, keyed.add(unit, stakeholder_update, **row))


def _depart(unit: Unit, made: Update, *, by: UserId | None, misses: int = 0) -> Update:
    found = incidents.get(unit, made.incident_id)
    stage = _stage(unit, found, made)  # read before the clock moves on: that ends the phase
    clock = _move_on(unit, found, made, misses)
    _set(unit, made.id, **_numbers(unit, made), **_as_sent(found, clock), stage=stage, sent_at=unit.now, sent_by=by)
    unit.unschedule(LEAVE, str(made.id))
    told = reads.update_of(unit, made.id)
    places = reads.places(unit, found)
    _record(unit, told, [p for p in places if p.kind != "dm"] if made.is_automatic else places)
    _tell(unit, found, told, reads.audience_in_words(unit, found.id))
    return told


def _stage(unit: Unit, found: Incident, made: Update) -> str:
    if made.is_automatic:
        return "holding"
    is_first = reads.last_sent(unit, found.id, by_person=True) is None
    return stage_of(found.status, reads.clock_of(unit, found.id).phase, is_first=is_first)


def _move_on(unit: Unit, found: Incident, made: Update, misses: int) -> Clock:
    """The next due time: the one that was promised, or the ordinary one."""
    if made.is_next_given and made.next_at and made.next_at > unit.now and found.is_active:
        return planning.plan(unit, found, made.next_at, phase="", misses=0)
    return planning.plan_next(unit, found, misses=misses, phase="")


def _as_sent(found: Incident, clock: Clock) -> dict[str, Any]:
    """How things stood when it left: what it said stays true to that."""
    return {
        "state": "sent",
        "severity": found.severity,
        "status": found.status,
        "status_since": found.status_since,
        "next_at": clock.next_at,
        "held_until": clock.off_until,
        "is_last": not found.is_active,
        "leaves_at": None,
    }


def _numbers(unit: Unit, made: Update) -> dict[str, Any]:
    c = stakeholder_update.c
    last = unit.rows(
        select(func.max(c.sequence).label("sequence"), func.max(c.number).label("number")).where(
            c.workspace_id == unit.workspace_id, c.incident_id == made.incident_id
        )
    )[0]
    return {"sequence": (last.sequence or 0) + 1, "number": None if made.is_automatic else (last.number or 0) + 1}


def _record(unit: Unit, told: Update, places: Sequence[Place]) -> None:
    rows = [
        {
            "workspace_id": unit.workspace_id,
            "incident_id": told.incident_id,
            "sequence": told.sequence,
            "audience": place.audience,
            "place": place.to,
            "kind": place.kind,
            "update_id": told.id,
            "sent_at": unit.now,
        }
        for place in places
    ]
    if rows:
        unit.execute(insert(update_delivery), rows)


def _tell(unit: Unit, found: Incident, told: Update, audience: str) -> None:
    data = {
        "update_id": told.id,
        "number": told.number,
        "stage": told.stage,
        "automatic": told.is_automatic,
        "audience": audience,
        "next_at": told.next_at.isoformat() if told.next_at else None,
        "is_last": told.is_last,
    }
    to = f" to {audience}" if audience else ""
    said = (
        f"Holding update{to}: {_held(found, told)}" if told.is_automatic else f"Update {told.number}{to}: {told.news}"
    )
    record.emit(unit, found, events.SENT, told.sent_by, said, data)


def _held(found: Incident, told: Update) -> str:
    """All that an automatic update says."""
    if not told.is_last:
        return "no new information"
    is_false = found.status is Status.CANCELLED and found.merged_into is None
    return "a false alarm" if is_false else found.state


def _set(unit: Unit, update_id: int, **values: Any) -> None:
    keyed.change(unit, stakeholder_update, {"id": update_id}, **values)
