"""*Draft ready*: said once in the incident's channel, with the file; afterwards files go to whoever asks."""

from __future__ import annotations

from fireline.core.events import ChannelId, Event, IncidentId, UserId
from fireline.core.feature import Settled
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.events import MADE_PRIVATE
from fireline.features.incidents.reads import Incident
from fireline.features.overview import bookmarks
from fireline.features.people import reads as people
from fireline.features.people.rules import zone_named
from fireline.features.postmortems import blocks, reads, service
from fireline.features.postmortems.exports import Document, export
from fireline.features.postmortems.facts import facts_of
from fireline.features.postmortems.record import record_of
from fireline.features.timeline.snapshots import permalink
from fireline.store import journal, surfaces
from fireline.store.unit import Unit

SHOWN = "postmortems.draft_shown"


def announce(unit: Unit, incident_id: IncidentId, *, by: UserId | None, format_: str = "md") -> bool:
    """Says that the draft is ready and puts the file under it; False when it was said before or cannot be said."""
    found = incidents.get(unit, incident_id)
    room = room_of(unit, found)
    if room is None or not service.mark_ready(unit, incident_id, by=by):
        return False
    show(unit, found)
    # Who is in its closed channel may see a private incident: there the file stays inside.
    document = export(unit, incident_id, format_, with_private=True)
    _upload(unit, found, document, to=room, key=f"draft:{incident_id}")
    return True


def on_closed(unit: Unit, event: Event) -> None:
    """The draft goes to the channel, or to whoever closed it where the channel cannot have it."""
    found = incidents.get(unit, event.incident_id)
    announced = announce(unit, found.id, by=event.actor_id)
    if not announced and event.actor_id and room_of(unit, found) is None:
        send_file(unit, found.id, "md", to=event.actor_id)


def room_of(unit: Unit, found: Incident) -> ChannelId | None:
    """The channel in which the draft may stand: not one that is gone, nor an open one of an incident made private."""
    if found.channel_id is None or found.is_channel_gone:
        return None
    if not found.is_private:
        return found.channel_id
    is_closed = people.is_private(unit, found.channel_id)
    if is_closed is None:  # it began private, unless the record says otherwise
        is_closed = not journal.entries(unit, found.id, kinds=(MADE_PRIVATE,), newest=1)
    return found.channel_id if is_closed else None


def refresh(unit: Unit, event: Event) -> None:
    """A facilitator, a date, a section: the message says what is true now."""
    if reads.postmortem_of(unit, event.incident_id).ready_at is not None:
        show(unit, incidents.get(unit, event.incident_id))


def show(unit: Unit, found: Incident) -> None:
    room = room_of(unit, found)
    if room is None:
        return
    message = blocks.draft_ready(facts_of(record_of(unit, found.id)), zone_named(found.zone))
    data = {"incident_id": found.id}
    unit.show(f"draft:{found.id}", to=room, incident_id=found.id, topic=SHOWN, data=data, **message.content)


def on_shown(unit: Unit, settled: Settled) -> None:
    """The message stands: a bookmark of the channel leads to it."""
    found = incidents.get(unit, IncidentId(settled.data["incident_id"]))
    shown = surfaces.named(unit, f"draft:{found.id}")
    if shown and shown.ts and shown.channel_id and shown.channel_id == found.channel_id:
        bookmarks.keep(unit, found, bookmarks.DRAFT, permalink(shown.channel_id, shown.ts))


def send_file(unit: Unit, incident_id: IncidentId, format_: str, *, to: UserId) -> Document:
    """The document as it is now, as a file to one person who may see the incident."""
    found = incidents.get(unit, incident_id)
    is_named = incidents.visible(unit, incident_id, to) is not None
    document = export(unit, incident_id, format_, with_private=is_named)
    _upload(unit, found, document, to=to, key=f"export:{incident_id}:{to}:{format_}:{unit.now.isoformat()}")
    return document


def _upload(unit: Unit, found: Incident, document: Document, *, to: str, key: str) -> None:
    arguments = {
        "channel": to,
        "filename": document.filename,
        "title": f"{found.reference} postmortem",
        "content": document.content,
    }
    unit.call("files.upload", arguments, lane=to, key=key, incident_id=found.id)
