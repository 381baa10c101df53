"""Who hears of a report: those who decide, in one message; whoever reported it, privately."""

from __future__ import annotations

from fireline.core.events import ChannelId, Event
from fireline.core.feature import Due
from fireline.features.failures.reports import admin_channel
from fireline.features.incidents import reads as incidents
from fireline.features.overview import digest
from fireline.features.people.naming import spoken
from fireline.features.triage import blocks, service
from fireline.features.triage.rules import UNANSWERED_AFTER, State
from fireline.features.triage.service import Report
from fireline.store.unit import Unit

UNANSWERED = "triage.unanswered"


def place(unit: Unit) -> ChannelId | None:
    """Where reports are read: the digest channel, else that of the admins."""
    return digest.channel(unit) or admin_channel(unit)


def show(unit: Unit, found: Report) -> None:
    """Posts the card, or edits it to what became of it."""
    incident = incidents.get(unit, found.incident_id) if found.incident_id else None
    message = blocks.card(found, spoken(unit, found.reported_by), incident, spoken(unit, found.decided_by or ""))
    unit.show(f"triage:{found.id}", to=found.channel_id, **message.content)


def watch(unit: Unit, found: Report) -> None:
    """Nobody waits for an answer that never comes."""
    unit.schedule(UNANSWERED, str(found.id), unit.now + UNANSWERED_AFTER)


def on_unanswered(unit: Unit, due: Due) -> None:
    """Tells once that nobody decided."""
    found = service.get(unit, int(due.subject))
    if found.state is State.OPEN:
        message = blocks.unanswered(found)
        unit.show(f"triage:unanswered:{found.id}", to=found.reported_by, **message.content)


def on_channel(unit: Unit, event: Event) -> None:
    """The card names the channel, now that there is one."""
    for found in service.of_incident(unit, event.incident_id):
        show(unit, found)


def decided(unit: Unit, found: Report) -> None:
    """The card says it, whoever reported it is told, and so is the channel of an incident that was going on."""
    unit.unschedule(UNANSWERED, str(found.id))
    unit.take_away(f"triage:unanswered:{found.id}")
    show(unit, found)
    incident = incidents.get(unit, found.incident_id) if found.incident_id else None
    if found.reported_by != found.decided_by:
        message = blocks.told(found, incident, spoken(unit, found.decided_by or ""))
        unit.show(_told(found), to=found.reported_by, **message.content)
    if incident and found.state is State.MERGED and incident.channel_id and not incident.is_channel_gone:
        text = blocks.also_reported(found, spoken(unit, found.reported_by))
        unit.show(f"triage:also:{found.id}", to=incident.channel_id, text=text, incident_id=incident.id)


def _told(found: Report) -> str:
    """One message for each outcome: an edit would not be noticed."""
    return f"triage:told:{found.id}:{found.state.value}"
