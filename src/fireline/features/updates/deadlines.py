"""Due times that have come. Each ends in an update or in a holding update: stakeholders never meet silence."""

from __future__ import annotations

from datetime import timedelta

from fireline.core.events import UserId
from fireline.core.feature import Due
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import record
from fireline.features.incidents.reads import Incident
from fireline.features.people import reads as people
from fireline.features.roles import reads as roles
from fireline.features.updates import blocks, events, planning, prompting, reads, service, showing
from fireline.features.updates.reads import Clock
from fireline.store.unit import Unit


def on_leave(unit: Unit, due: Due) -> None:
    """Ten seconds have passed and nobody stopped it."""
    made = service.take(unit, int(due.subject))
    if made.state == "waiting" and made.author_id is not None:
        service.send(unit, made.id, by=made.author_id)


def on_deadline(unit: Unit, due: Due) -> None:
    """The promised time. What a person marked ready leaves; else a holding update says that there is no news."""
    assert due.incident_id is not None
    found = incidents.take(unit, due.incident_id)
    clock = reads.clock_of(unit, found.id)
    if clock.next_at is None or clock.next_at > unit.now:
        return
    if waiting := reads.updates(unit, found.id, "waiting"):  # it leaves within seconds
        at = (waiting[-1].leaves_at or unit.now) + timedelta(seconds=1)
        unit.schedule(planning.DEADLINE, due.subject, at, incident_id=found.id)
        return
    if clock.is_ready and clock.ready_by is not None:
        made = service.propose(unit, found.id, clock.draft, by=clock.ready_by, next_at=clock.ready_next_at)
        service.send(unit, made.id, by=clock.ready_by)
        return
    _miss(unit, found, clock)


def _miss(unit: Unit, found: Incident, clock: Clock) -> None:
    misses = clock.misses + 1
    due_at = clock.next_at or unit.now
    _record(unit, found, due_at.isoformat(), misses)
    if found.is_quiet_outside:
        planning.plan_next(unit, found, misses=misses, phase="")
    else:
        service.send_holding(
            unit, found.id, asked_at=clock.prompted_at if clock.is_prompt_open else None, misses=misses
        )
    next_at = reads.next_update_at(unit, found.id)
    missed = blocks.prompt_missed(found, due_at, next_at, held=not found.is_quiet_outside)
    prompting.close(unit, found, missed)
    if misses >= 2 and found.is_active and not found.is_quiet_outside:
        _ask_others(unit, found, clock, misses)


def _record(unit: Unit, found: Incident, due_at: str, misses: int) -> None:
    text = "Nobody wrote the update that was due"
    data = {"due_at": due_at, "misses": misses}
    record.emit(unit, found, events.MISSED, None, text, data)


def _ask_others(unit: Unit, found: Incident, clock: Clock, misses: int) -> None:
    """IC and escalation contact, one message each for a whole silence; who was prompted knows already."""
    began = clock.round - (misses - 1)
    next_at = reads.next_update_at(unit, found.id)
    for user_id in _others(unit, found, clock.prompted_to):
        message = blocks.silence(found, misses, next_at, unit.now, root=people.root_of(unit, user_id))
        name = f"updates:silence:{found.id}:{began}:{user_id}"
        unit.show(name, to=user_id, incident_id=found.id, **message.content)


def _others(unit: Unit, found: Incident, prompted_to: str | None) -> list[UserId]:
    commander = roles.commander(unit, found.id)
    asked = [*([commander.user_id] if commander else []), *roles.escalation_contacts(unit)]
    return [
        user_id
        for user_id in dict.fromkeys(asked)
        if user_id != prompted_to and not people.person_of(unit, user_id).is_deleted
    ]


def on_back(unit: Unit, due: Due) -> None:
    """Four hours without regular updates are over; the channel hears that they run again."""
    assert due.incident_id is not None
    found = incidents.take(unit, due.incident_id)
    if reads.paused_until(unit, found.id) is None:
        return
    clock = planning.resume(unit, found, by=None)
    showing.retell_last(unit, found)
    if found.is_active and found.channel_id and clock.next_at:
        message = blocks.back(found, clock.next_at)
        name = f"updates:back:{found.id}:{int(due.due_at.timestamp())}"
        unit.show(name, to=found.channel_id, incident_id=found.id, **message.content)
