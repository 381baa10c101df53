"""What a change does to what people see: the card and digest line are edited, the channel gets one plain line."""

from __future__ import annotations

from datetime import timedelta

from fireline.core.events import Event
from fireline.features.incidents import events as incidents_events
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Severity, Status
from fireline.features.overview import blocks, card, digest, opening
from fireline.slack import mrkdwn
from fireline.store import journal
from fireline.store.unit import Unit

MERGED_WITHIN = timedelta(seconds=60)  # changes of status, severity and IC in a row become one line

LINED = frozenset(
    {
        incidents_events.SEVERITY_CHANGED,
        incidents_events.STATUS_CHANGED,
        incidents_events.REOPENED,
        incidents_events.CANCELLED,
    }
)

TOPICAL = frozenset(
    {
        incidents_events.SEVERITY_CHANGED,
        incidents_events.RENAMED,
        incidents_events.RESOLVED,
        incidents_events.REOPENED,
        incidents_events.CANCELLED,
    }
)


def refresh(unit: Unit, event: Event) -> None:
    """Anything that changed shows on the card and in the digest by an edit; nothing is posted."""
    card.show(unit, event.incident_id)
    digest.show(unit, event.incident_id)


def on_change(unit: Unit, event: Event) -> None:
    """A change of the incident: edits, the topic, one line in the channel, and the digest's thread where it turns."""
    refresh(unit, event)
    found = incidents.get(unit, event.incident_id)
    if event.kind in TOPICAL:
        opening.set_topic(unit, event.incident_id)
    if event.kind in LINED and found.channel_id:
        _line(unit, found, event)
    _turn(unit, found, event)


def on_private(unit: Unit, event: Event) -> None:
    digest.remove(unit, event.incident_id)
    card.show(unit, event.incident_id)


def _line(unit: Unit, found: Incident, event: Event) -> None:
    """One plain line for what changed within a minute: later changes are edited into it."""
    said_lately = journal.entries(unit, found.id, kinds=LINED, newest=10)
    recent = [each for each in said_lately if unit.now - each.recorded_at <= MERGED_WITHIN]
    first = recent[0].id if recent else 0
    said = " · ".join(_said(each.text, each.actor_id) for each in recent)
    unit.show(f"line:{found.id}:{first}", to=found.channel_id or "", text=said, incident_id=found.id)


def _said(text: str, actor_id: str | None) -> str:
    return f"{mrkdwn.inert(text)} ({mrkdwn.mention(actor_id)})" if actor_id else mrkdwn.inert(text)


def _turn(unit: Unit, found: Incident, event: Event) -> None:
    words = turn_in_words(found, event)
    if words is None:
        return
    loud = found.severity in (Severity.SEV1, Severity.SEV2) and event.kind in (
        incidents_events.RESOLVED,
        incidents_events.SEVERITY_CHANGED,
    )
    key = f"{event.kind.rpartition('.')[2]}:{int(unit.now.timestamp())}"
    digest.reply(unit, found.id, key, words, broadcast=loud)


def turn_in_words(found: Incident, event: Event) -> str | None:
    """What the digest's thread hears of: raised, mitigated, resolved, reopened; None for all else."""
    if event.kind == incidents_events.RESOLVED:
        return f"{found.reference} is resolved, {blocks.at_time(event.happened_at, found)}."
    if event.kind == incidents_events.REOPENED:
        return f"{found.reference} is open again."
    if event.kind == incidents_events.CANCELLED:
        return f"{found.reference} was a false alarm."
    if event.kind == incidents_events.STATUS_CHANGED and event.data["to"] == Status.MONITORING:
        return f"{found.reference} is mitigated and being watched."
    if event.kind == incidents_events.SEVERITY_CHANGED:
        before, after = Severity(event.data["from"]), Severity(event.data["to"])
        if after.is_worse_than(before):
            return f"{found.reference} was raised to {after.label}."
    return None
