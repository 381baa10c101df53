"""An update that Slack would not take at its place goes where the next place is: never silent, never twice."""

from __future__ import annotations

from fireline.core.feature import Settled
from fireline.features.incidents import reads as incidents
from fireline.features.people import service as people
from fireline.features.updates import reads, service, showing
from fireline.features.updates.reads import Place
from fireline.store.unit import Unit

CLOSED = ("is_archived", "channel_not_found", "not_in_channel", "restricted_action")


def on_settled(unit: Unit, settled: Settled) -> None:
    """The channel was closed to us and nobody had told us; whoever reads the next place hears of it there."""
    if not settled.error or settled.data["is_visible"]:
        return
    failed = Place(settled.data["kind"], settled.data["to"], settled.data["audience"])
    if any(word in settled.error for word in CLOSED):
        people.change_conversation(unit, failed.to, is_member=False)
    made = service.take(unit, settled.data["update"])
    found = incidents.get(unit, made.incident_id)
    place = reads.main_place(unit, found)
    if place is None or place.to == failed.to:
        place = Place("room", found.channel_id, failed.audience) if found.channel_id else None
    if place is not None and service.move(unit, made.id, failed, place):
        showing.deliver(unit, made)
