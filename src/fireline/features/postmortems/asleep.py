"""Incidents that nobody talks about any more: is it still going, or did it end with the last message?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from fireline.core.errors import Refused
from fireline.core.events import Event, IncidentId, UserId
from fireline.core.feature import Due
from fireline.features.incidents import closing, record
from fireline.features.incidents import events as incident_events
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Severity
from fireline.features.people import reads as people
from fireline.features.people.rules import WorkingHours, zone_named
from fireline.features.postmortems import blocks, events, rules
from fireline.features.roles import reads as roles
from fireline.features.updates import reads as updates
from fireline.store import journal
from fireline.store.unit import Unit

DUE = "postmortems.asleep"
APART = timedelta(minutes=5)  # unasked messages to one person
SAYING = (
    events.STILL_GOING,
    incident_events.STATUS_CHANGED,
    incident_events.SEVERITY_CHANGED,
    incident_events.IMPACT_SET,
    incident_events.REOPENED,
)
LOOKED_AT = 50  # newest entries among which somebody's act is sought


def watch(unit: Unit, event: Event) -> None:
    """Listens for silence from now on: declared, reopened, another severity."""
    found = incidents.get(unit, event.incident_id)
    if found.is_active:
        _look_again(unit, found, unit.now)


def stop(unit: Unit, event: Event) -> None:
    """It is over: nobody needs to be asked, and a question that stands is answered."""
    unit.unschedule(DUE, str(event.incident_id))
    found = incidents.get(unit, event.incident_id)
    _answered(unit, found, blocks.asleep_over(found))


def on_due(unit: Unit, due: Due) -> None:
    """Asks once for each silence; when somebody spoke meanwhile, it listens on."""
    if due.incident_id is None:
        return
    found = incidents.take(unit, due.incident_id)
    if not found.is_active:
        return
    last, later = last_sign(unit, found), _after_others(unit, found)
    if later > unit.now:
        unit.schedule(DUE, str(found.id), later, incident_id=found.id)
    elif _silent_until(unit, found, last) > unit.now:
        _look_again(unit, found, last)
    elif found.severity is Severity.SEV4:
        _close(unit, found)
    else:
        _ask(unit, found, last)
        _look_again(unit, found, unit.now)


def _after_others(unit: Unit, found: Incident) -> datetime:
    """Not while the bot was told to be quiet, within five minutes of a prompt, or before a word that was promised."""
    quiet, prompted = updates.quiet_until(unit, found.id), updates.clock_of(unit, found.id).prompted_at
    return max(quiet or unit.now, prompted + APART if prompted else unit.now, _promised(unit, found) or unit.now)


def _promised(unit: Unit, found: Incident) -> datetime | None:
    """When the next update comes that a person promised: until then silence means that work goes on."""
    last = updates.last_sent(unit, found.id)
    return updates.next_update_at(unit, found.id) if last is not None and not last.is_automatic else None


def last_sign(unit: Unit, found: Incident) -> datetime:
    """When somebody last wrote or did something."""
    acts: list[datetime] = [
        row.recorded_at for row in journal.entries(unit, found.id, newest=LOOKED_AT) if row.actor_id
    ]
    return max(found.declared_at, *acts, found.last_message_at or found.declared_at)


def still_going(unit: Unit, incident_id: IncidentId, *, by: UserId) -> None:
    """Somebody says that it goes on: silence counts anew."""
    found = incidents.take(unit, incident_id)
    if not found.is_active:
        raise Refused(f"{found.reference} is {found.status.value} already.", try_line="reopen")
    _answered(unit, found, blocks.asleep_going(found, unit.now, people.person_of(unit, by).zone))
    record.emit(unit, found, events.STILL_GOING, by, "It is still going", {})
    _look_again(unit, found, unit.now)


def ended_then(unit: Unit, incident_id: IncidentId, *, at: datetime, by: UserId) -> Incident:
    """It ended with the message that was the last one when the question was asked."""
    return closing.resolve(unit, incident_id, by=by, at=at)


def ended_at(unit: Unit, found: Incident) -> tuple[datetime, str]:
    """When it may have ended, and what was last heard of it then: nothing ends before somebody says how it stands."""
    told = next(iter(journal.entries(unit, found.id, kinds=SAYING, newest=1)), None)
    signs = [(found.declared_at, "the declaration")]
    signs += [(found.last_message_at, "the last message")] if found.last_message_at else []
    if told:
        is_answer = told.kind == events.STILL_GOING
        said = "when somebody last said that it goes on" if is_answer else "the last word on its state"
        signs += [(told.happened_at, said)]
    return max(signs, key=lambda sign: sign[0])


def _ask(unit: Unit, found: Incident, last: datetime) -> None:
    before = _asked(unit, found)
    if before is not None and before.happened_at > last:
        return
    leader = roles.commander(unit, found.id)
    to = leader.user_id if leader else found.declared_by
    name = f"asleep:{found.id}:{last.timestamp():.6f}"
    ended, heard = ended_at(unit, found)
    message = blocks.asleep_question(found, ended, heard)
    unit.show(name, to=to, incident_id=found.id, **message.content)
    data = {"last_message_at": ended.isoformat(), "user_id": to, "message": name}
    record.emit(unit, found, events.ASKED_IF_OVER, None, f"<@{to}> was asked whether it is still going", data)


def _asked(unit: Unit, found: Incident) -> Row[Any] | None:
    """The latest question about silence."""
    return next(iter(journal.entries(unit, found.id, kinds=(events.ASKED_IF_OVER,), newest=1)), None)


def _answered(unit: Unit, found: Incident, text: str) -> None:
    """The question keeps standing where it was asked, without its buttons."""
    asked = _asked(unit, found)
    if asked is not None:
        unit.show(asked.data["message"], to=asked.data["user_id"], text=text, incident_id=found.id)


def _close(unit: Unit, found: Incident) -> None:
    """A SEV4 that nobody spoke of for a working day ends by itself, at its last message."""
    closing.resolve(
        unit, found.id, by=None, note="closed by itself after a working day without a word", at=ended_at(unit, found)[0]
    )
    closing.close(unit, found.id, by=None)


def _look_again(unit: Unit, found: Incident, since: datetime) -> None:
    unit.schedule(DUE, str(found.id), _silent_until(unit, found, since), incident_id=found.id)


def _silent_until(unit: Unit, found: Incident, since: datetime) -> datetime:
    leader = roles.commander(unit, found.id)
    zone = people.person_of(unit, leader.user_id).zone if leader else zone_named(found.zone)
    hours, config = unit.config(WorkingHours), unit.config(rules.Afterwards)
    return rules.silent_until(found.severity, since, zone, hours, config)
