"""How every verb of the trunk writes: the row and its entry in the journal."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import update

from fireline.core.events import ChannelId, EntryId, Event, IncidentId, UserId
from fireline.features.incidents import reads
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.tables import incident
from fireline.store import journal
from fireline.store.unit import Unit

MOMENTS = ("status_since", "mitigated_at", "resolved_at", "closed_at", "cancelled_at")


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


def moments(found: Incident) -> dict[str, Any]:
    """The moments as they were, so that undo can put them back."""
    return {"before": {m: t.isoformat() if (t := getattr(found, m)) else None for m in MOMENTS}}


def because(text: str, why: str) -> str:
    """What was done, with the words that somebody gave for it."""
    return f"{text}: {why}" if why else text


def is_overtaken(unit: Unit, event: Event, *, kinds: str, about: str, besides: Collection[str]) -> bool:
    """Whether what an event changed was changed again since: to be asked while the event is taken back.

    Events of these kinds name their thing in `data[about]`, and in `data["before"]` what they changed; columns
    `besides` those that people decide on do not count.
    """
    rows = journal.entries(unit, event.incident_id, kinds=(kinds,), with_hidden=True)
    mine = [row for row in rows if row.data.get(about) == event.data[about]]
    own = max(row.id for row in mine if row.kind == event.kind and row.data == event.data and row.undone_at is not None)
    decided = set(event.data["before"]) - set(besides)
    return any(decided & set(row.data["before"]) for row in mine if row.id > own and row.undone_at is None)
