"""The review: who facilitates it hears of it, and is asked about items that nobody answers for."""

from __future__ import annotations

from fireline.core.events import Event
from fireline.features.action_items import service as action_items
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.people import reads as people
from fireline.features.postmortems import blocks, reads, ready, wrapup
from fireline.store.unit import Unit


def on_facilitator(unit: Unit, event: Event) -> None:
    """One direct message, unless they named themselves; the one before is told that it is theirs no more."""
    found = incidents.get(unit, event.incident_id)
    to, before = event.data["to"], event.data["from"]
    action_items.set_contact(unit, found.id, to)
    ready.refresh(unit, event)
    if before and before != to:
        text = f"{found.heading}: somebody else facilitates the review."
        unit.show(_name(found.id, before), to=before, text=text, incident_id=found.id)
    if to != event.actor_id:
        _show_card(unit, found, to)


def _show_card(unit: Unit, found: Incident, to: str) -> None:
    at, is_set = reads.postmortem_of(unit, found.id).review_at, reads.is_review_set(unit, found.id)
    message = blocks.facilitator_card(found, at, people.person_of(unit, to).zone, is_proposed=not is_set)
    unit.show(_name(found.id, to), to=to, incident_id=found.id, **message.content)


def on_date(unit: Unit, event: Event) -> None:
    """The day is another one: the draft says so, and whoever leads it is told."""
    ready.refresh(unit, event)
    found, to = incidents.get(unit, event.incident_id), reads.postmortem_of(unit, event.incident_id).facilitator_id
    if to and to != event.actor_id and incidents.visible(unit, found.id, to) is not None:
        _show_card(unit, found, to)


def on_changed(unit: Unit, event: Event) -> None:
    """Other moments count now: wherever they are counted."""
    wrapup.refresh(unit, event)
    ready.refresh(unit, event)


def _name(incident_id: int, user_id: str) -> str:
    return f"facilitator:{incident_id}:{user_id}"
