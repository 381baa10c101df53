"""The line that says in the channel that it is over, and the correction of its times."""

from __future__ import annotations

from fireline.core.events import Event
from fireline.features.incidents import events as incident_events
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import related
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Status
from fireline.features.people import naming
from fireline.features.people.rules import zone_named
from fireline.features.postmortems import asleep, blocks, reads, ready, service, wrapup
from fireline.features.updates import reads as updates
from fireline.store.unit import Unit


def on_resolved(unit: Unit, event: Event) -> None:
    """One line in the channel; then the bot is quiet until the wrap-up."""
    found = incidents.get(unit, event.incident_id)
    service.begin(unit, found.id)
    wrapup.plan(unit, found)
    show(unit, found)
    asleep.stop(unit, event)


def on_taken_up(unit: Unit, event: Event) -> None:
    """It was not over: the line says so, the wrap-up is called off, silence counts again."""
    found = incidents.get(unit, event.incident_id)
    asleep.watch(unit, event)
    later = f"{found.heading} is open again; its wrap-up comes after its end."
    _withdraw(unit, found, f"{found.heading} was resolved, and is open again.", later)


def on_cancelled(unit: Unit, event: Event) -> None:
    """A false alarm after all: there is nothing to wrap up."""
    found = incidents.get(unit, event.incident_id)
    asleep.stop(unit, event)
    merged = related.merged_in_words(unit, found)
    said = f"{found.heading} {f'is part of {merged} now' if merged else f'was {found.called_off}'}"
    _withdraw(unit, found, f"{said}.", f"{said}; there is nothing to wrap up.")


def on_closed(unit: Unit, event: Event) -> None:
    """The people are finished: the draft is shown to all of them."""
    wrapup.on_closed(unit, event)
    refresh(unit, event)
    ready.on_closed(unit, event)


def on_undone(unit: Unit, event: Event) -> None:
    """A resolve, close or correction was taken back: the line says what is true again."""
    found, kind = incidents.get(unit, event.incident_id), event.data.get("kind")
    if kind == incident_events.RESOLVED and found.is_active:
        on_taken_up(unit, event)
    elif kind in (incident_events.CLOSED, incident_events.CANCELLED) and found.status is Status.RESOLVED:
        wrapup.take_up(unit, found)
    refresh(unit, event)
    wrapup.refresh(unit, event)


def _withdraw(unit: Unit, found: Incident, text: str, instead: str) -> None:
    """`text` takes the place of the line, `instead` that of the wrap-up."""
    before = reads.wrapup_of(unit, found.id)
    if before is None or before.state == wrapup.OFF:
        return
    if found.channel_id and not found.is_channel_gone:
        unit.show(name(unit, found), to=found.channel_id, text=text, incident_id=found.id)
    wrapup.call_off(unit, found, instead)
    service.take_up(unit, found.id)


def refresh(unit: Unit, event: Event) -> None:
    """The line tells what is known now: corrected times, an impact that was set afterwards, the close."""
    found = incidents.get(unit, event.incident_id)
    if found.status in (Status.RESOLVED, Status.CLOSED) and reads.wrapup_of(unit, found.id):
        show(unit, found)


def show(unit: Unit, found: Incident) -> None:
    if found.channel_id is None or found.is_channel_gone:
        return
    planned = reads.wrapup_of(unit, found.id)
    whose = naming.spoken(unit, planned.user_id) if planned else ""
    zone, is_told = zone_named(found.zone), _is_told(unit, found)
    message = blocks.resolved_line(found, planned, unit.now, zone, whose=whose, is_told=is_told)
    unit.show(name(unit, found), to=found.channel_id, incident_id=found.id, **message.content)


def _is_told(unit: Unit, found: Incident) -> bool:
    """Stakeholders have heard from a person since it is over."""
    last = updates.last_sent(unit, found.id, by_person=True)
    return bool(last and last.sent_at and found.resolved_at and last.sent_at >= found.resolved_at)


def name(unit: Unit, found: Incident) -> str:
    """`resolved:42`; after a reopening the next end has its own line."""
    round_ = reads.postmortem_of(unit, found.id).round
    return f"resolved:{found.id}:{round_}" if round_ else f"resolved:{found.id}"
