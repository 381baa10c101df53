"""The pinned card: everything that matters about an incident, in one message that is only ever edited."""

from __future__ import annotations

from fireline.core.events import IncidentId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.overview import blocks, steps
from fireline.features.overview.facts import facts
from fireline.store import surfaces
from fireline.store.unit import Unit


def name(incident_id: IncidentId) -> str:
    return f"card:{incident_id}"


def leave(unit: Unit, found: Incident) -> None:
    """Takes it out of the channel that the incident leaves; the next one is posted anew."""
    former = f"{name(found.id)}:{found.channel_id}"
    surfaces.rename(unit, name(found.id), former)
    unit.take_away(former)


def show(unit: Unit, incident_id: IncidentId, *, topic: str | None = None) -> None:
    """Posts the card, or edits it to what is true now."""
    found = incidents.get(unit, incident_id)
    if found.channel_id is None or found.is_channel_gone:
        return
    message = blocks.card(facts(unit, found), steps.failed(unit, incident_id))
    unit.show(
        name(incident_id),
        to=found.channel_id,
        incident_id=incident_id,
        topic=topic,
        data={"incident_id": incident_id},
        **message.content,
    )
