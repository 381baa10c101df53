"""How every verb of the trunk writes: the row and its entry in the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from fireline.core.events import ChannelId, EntryId, Event, IncidentId, UserId
from fireline.features.incidents import reads
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.tables import incident
from fireline.store.unit import Unit


def write(unit: Unit, incident_id: IncidentId, **values: Any) -> None:
    unit.execute(update(incident).where(incident.c.id == incident_id).values(**values))
    reads.changed(unit, incident_id)


def emit(
    unit: Unit,
    found: Incident,
    kind: str,
    by: UserId | None,
    text: str,
    data: dict[str, Any],
    *,
    key: bool = False,
    hidden: bool = False,
    at: datetime | None = None,
    said_in: ChannelId | None = None,
) -> EntryId:
    """Writes what happened; gives the entry, which can be new only: it has no source that might be known already.

    `said_in` is the channel of a stream, where it was done in one.
    """
    entry_id = unit.emit(
        Event(
            kind=kind,
            incident_id=found.id,
            happened_at=at or unit.now,
            actor_id=by,
            text=text,
            data=data,
            key=key,
            hidden=hidden,
            channel_id=said_in or found.channel_id,
        )
    )
    assert entry_id is not None
    return entry_id
