"""The wrap-up: one direct message to whoever writes up, in working hours; every part is optional and can wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fireline.core.errors import Refused
from fireline.core.events import Event, IncidentId, UserId
from fireline.core.feature import Due
from fireline.features.action_items import reads as action_items
from fireline.features.incidents import access, record
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Status
from fireline.features.people import reads as people
from fireline.features.people.demands import demand_able
from fireline.features.people.naming import spoken
from fireline.features.people.rules import WorkingHours
from fireline.features.postmortems import blocks, events, picking, reads, rules, tables
from fireline.features.postmortems.reads import Wrapup
from fireline.features.roles import reads as roles
from fireline.features.tasks import reads as tasks
from fireline.slack import kit
from fireline.store import journal, keyed
from fireline.store.unit import Unit

DUE = "postmortems.wrapup"
PLANNED, ASKED, POSTPONED, DONE = "planned", "asked", "postponed", "done"
UNASKED, OFF = "unasked", "off"  # closed before it was asked; the incident goes on


def plan(unit: Unit, found: Incident) -> None:
    """Sets when the scribe or IC is asked; a wrap-up that is planned or under way stays as it is."""
    now = reads.wrapup_of(unit, found.id)
    if now is not None and now.state in (PLANNED, ASKED, POSTPONED):
        return
    user_id = whose(unit, found)
    zone = people.person_of(unit, user_id).zone
    at = rules.wrapup_at(unit.now, zone, unit.config(WorkingHours), unit.config(rules.Afterwards))
    _set(unit, found.id, user_id=user_id, state=PLANNED, due_at=at, number=now.number + 1 if now else 0)


def whose(unit: Unit, found: Incident) -> UserId:
    """The scribe, else the IC, else who declared it; nobody who has left."""
    held = [roles.holder_of(unit, found.id, "scribe"), roles.commander(unit, found.id)]
    for user_id in [*(holder.user_id for holder in held if holder), found.declared_by]:
        if not people.person_of(unit, user_id).is_deleted:
            return user_id
    return found.declared_by


def on_due(unit: Unit, due: Due) -> None:
    """Asks, unless the incident was closed or taken up meanwhile."""
    if due.incident_id is None:
        return
    found, now = incidents.take(unit, due.incident_id), reads.wrapup_of(unit, due.incident_id)
    if now is None or now.state not in (PLANNED, POSTPONED) or found.status is not Status.RESOLVED:
        return
    if now.state == POSTPONED:  # a new message is noticed, an edit is not
        unit.take_away(name(now))
        _set(unit, found.id, number=now.number + 1)
    _set(unit, found.id, state=ASKED)
    show(unit, found.id)


def show(unit: Unit, incident_id: IncidentId) -> None:
    """Posts the message, or edits it to what is true now."""
    found, now = incidents.get(unit, incident_id), reads.wrapup_of(unit, incident_id)
    if now is None or now.state in (PLANNED, UNASKED, OFF):
        return
    unit.show(name(now), to=now.user_id, incident_id=incident_id, **_message(unit, found, now).content)


def refresh(unit: Unit, event: Event) -> None:
    """Items and answers that come in show in the message; nothing is posted."""
    now = reads.wrapup_of(unit, event.incident_id)
    if now is not None and now.state == ASKED:
        show(unit, event.incident_id)


def on_closed(unit: Unit, event: Event) -> None:
    """The people are finished: the message says so, and one that never came is not sent."""
    now = reads.wrapup_of(unit, event.incident_id)
    if now is None:
        return
    was_seen = now.state in (ASKED, POSTPONED)
    _set(unit, event.incident_id, state=DONE if was_seen else UNASKED)
    unit.unschedule(DUE, str(event.incident_id))
    show(unit, event.incident_id)


def call_off(unit: Unit, found: Incident, text: str) -> None:
    """The incident goes on, or was none: nothing is wrapped up now, and `text` says so where it was asked."""
    now = reads.wrapup_of(unit, found.id)
    if now is None:
        return
    if now.state in (ASKED, POSTPONED, DONE):
        unit.show(name(now), to=now.user_id, text=text, incident_id=found.id)
    _set(unit, found.id, state=OFF)
    unit.unschedule(DUE, str(found.id))


def take_up(unit: Unit, found: Incident) -> None:
    """A close was taken back: the message that said so is the question again, and one that never came is planned."""
    now = reads.wrapup_of(unit, found.id)
    if now is not None and now.state == DONE:
        _set(unit, found.id, state=ASKED)
        show(unit, found.id)
    else:
        plan(unit, found)


def postpone(unit: Unit, incident_id: IncidentId) -> datetime:
    """Not today: it comes back in the morning of the next working day."""
    now = _running(unit, incident_id)
    zone = people.person_of(unit, now.user_id).zone
    at = rules.tomorrow_at(unit.now, zone, unit.config(WorkingHours), unit.config(rules.Afterwards))
    _set(unit, incident_id, state=POSTPONED, due_at=at)
    show(unit, incident_id)
    return at


def take_now(unit: Unit, incident_id: IncidentId) -> None:
    """A postponed one, after all."""
    _running(unit, incident_id)
    _set(unit, incident_id, state=ASKED)
    unit.unschedule(DUE, str(incident_id))
    show(unit, incident_id)


def give(unit: Unit, incident_id: IncidentId, to: UserId, *, by: UserId) -> datetime:
    """Hands the wrap-up to somebody else, who is asked when they work."""
    now, found = _running(unit, incident_id), incidents.get(unit, incident_id)
    if to == now.user_id:
        raise Refused(f"The wrap-up of {found.reference} is with <@{to}> already.")
    demand_able(unit, to, "the wrap-up")
    access.demand_in_sight(unit, found, to)
    zone = people.person_of(unit, to).zone
    at = unit.config(WorkingHours).now_or_next(unit.now, zone, unit.config(rules.Afterwards).wrapup_at)
    if now.state != PLANNED:
        unit.show(name(now), to=now.user_id, text=blocks.given_away(found, to), incident_id=incident_id)
    _set(unit, incident_id, user_id=to, state=PLANNED, due_at=at, number=now.number + 1)
    data = {"from": now.user_id, "to": to}
    record.emit(unit, found, events.WRAPUP_GIVEN, by, f"Wrap-up goes to <@{to}>", data)
    return at


def is_before(unit: Unit, incident_id: IncidentId, user_id: UserId) -> bool:
    """Whether this person has the message before them, which shows what changes."""
    now = reads.wrapup_of(unit, incident_id)
    return now is not None and now.state == ASKED and now.user_id == user_id


def name(now: Wrapup) -> str:
    """The message's name for ever."""
    return f"wrapup:{now.incident_id}:{now.number}"


def _running(unit: Unit, incident_id: IncidentId) -> Wrapup:
    found, now = incidents.take(unit, incident_id), reads.wrapup_of(unit, incident_id)
    if now is None or now.state in (DONE, UNASKED, OFF):
        raise Refused(f"The wrap-up of {found.reference} is over.", try_line=f"{found.reference} postmortem")
    return now


def _message(unit: Unit, found: Incident, now: Wrapup) -> kit.Message:
    if now.state == POSTPONED:
        return blocks.wrapup_postponed(found, now.due_at)
    if now.state == ASKED:
        candidates, count = picking.proposed(unit, found.id)
        items = len(action_items.items_of(unit, found.id))
        left = len(tasks.open_tasks(unit, found.id))
        answers, by = reads.answers(unit, found.id), _given_by(unit, now)
        return blocks.wrapup_asked(found, candidates, count, answers, items, left, given_by=by)
    return blocks.wrapup_over(found)


def _given_by(unit: Unit, now: Wrapup) -> str:
    """The name of whoever handed it to the one who has it; "" for one who was asked at first."""
    given = next(iter(journal.entries(unit, now.incident_id, kinds=(events.WRAPUP_GIVEN,), newest=1)), None)
    is_theirs = given is not None and given.data["to"] == now.user_id and given.actor_id != now.user_id
    return spoken(unit, given.actor_id) if given is not None and is_theirs and given.actor_id else ""


def _set(unit: Unit, incident_id: IncidentId, **values: Any) -> None:
    """Changes the row, or makes it; a planned or postponed one gets its due time."""
    keyed.put(unit, tables.wrapup, {"incident_id": incident_id}, **values)
    if values.get("state") in (PLANNED, POSTPONED):
        unit.schedule(DUE, str(incident_id), values["due_at"], incident_id=incident_id)
