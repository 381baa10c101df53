"""Keeps what people see of a stream as it is: its card, the lead's message, the line in the incident's channel."""

from __future__ import annotations

from fireline.core.events import Event, IncidentId, UserId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import streams
from fireline.features.incidents.streams import Stream
from fireline.features.people import naming
from fireline.features.people import reads as people
from fireline.features.streams import blocks, events
from fireline.features.streams.blocks import Shown
from fireline.store import journal, surfaces
from fireline.store.unit import Unit


def shown(unit: Unit, stream: Stream) -> Shown:
    found = incidents.get(unit, stream.incident_id)
    lead = naming.spoken(unit, stream.lead_id) if stream.lead_id else "nobody"
    return Shown(found, stream, lead, found.is_private and people.is_private(unit, stream.channel_id) is False)


def name(stream: Stream) -> str:
    return f"stream:{stream.id}:card"


def show(unit: Unit, stream: Stream, *, topic: str | None = None) -> None:
    """Posts the stream's card into its channel, or edits it to what is true now."""
    if stream.place is None:
        return
    seen = shown(unit, stream)
    message = blocks.card(seen, people.root_of(unit, stream.lead_id or stream.opened_by))
    data = {"incident_id": stream.incident_id, "stream_id": stream.id}
    unit.show(name(stream), to=stream.place, incident_id=stream.incident_id, topic=topic, data=data, **message.content)


def sync(unit: Unit, incident_id: IncidentId) -> None:
    """Draws the cards of all streams of one incident again; an unchanged one is not sent."""
    for stream in streams.of_incident(unit, incident_id):
        if surfaces.named(unit, name(stream)) is not None:
            show(unit, stream)


# the lead -------------------------------------------------------------------------------------------------------
def tell_lead(unit: Unit, stream: Stream, event: Event) -> None:
    """Whoever was given it by somebody else hears of it by DM; what stands there is kept true, and ends with it."""
    before = event.data.get("was_lead_id")
    if before is not None and before != stream.lead_id:
        _edit(unit, stream, UserId(before))
    to = stream.lead_id
    is_new = event.kind in (events.OPENED, events.LED) and to not in (None, event.actor_id) and to != before
    if to is None or not (is_new or surfaces.named(unit, _note(stream, to)) is not None):
        return
    _edit(unit, stream, to, by=str(event.actor_id or "") if is_new else "")


def _edit(unit: Unit, stream: Stream, user_id: UserId, *, by: str = "") -> None:
    note = _note(stream, user_id)
    if not by and surfaces.named(unit, note) is None:
        return
    seen = shown(unit, stream)
    leads = stream.is_open and stream.lead_id == user_id
    by = by or _named_by(unit, stream, user_id)
    message = blocks.lead_note(seen, by, people.root_of(unit, user_id)) if leads else blocks.lead_note_ended(seen)
    unit.show(note, to=user_id, incident_id=stream.incident_id, **message.content)


def _note(stream: Stream, user_id: str) -> str:
    return f"stream:{stream.id}:lead:{user_id}"


def _named_by(unit: Unit, stream: Stream, user_id: str) -> str:
    rows = journal.entries(unit, stream.incident_id, kinds=(events.OPENED, events.LED), with_hidden=True)
    mine = [r for r in rows if r.data["stream_id"] == stream.id and r.data["lead_id"] == user_id and r.actor_id]
    return str(mine[-1].actor_id) if mine else stream.opened_by


# the incident's channel -----------------------------------------------------------------------------------------
def tell_end(unit: Unit, stream: Stream, event: Event) -> None:
    """One line when a stream is done; edited when it goes on."""
    line = f"stream:{stream.id}:done"
    found = incidents.get(unit, stream.incident_id)
    is_news = event.kind == events.DONE or surfaces.named(unit, line) is not None
    if found.channel_id is None or found.is_channel_gone or not is_news:
        return
    text = blocks.ended_line(shown(unit, stream), naming.spoken(unit, event.actor_id or ""))
    unit.show(line, to=found.channel_id, text=text, incident_id=found.id)
