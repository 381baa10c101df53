"""How a stream changes: its columns, the entry that says so, and the way back."""

from __future__ import annotations

from typing import Any

from fireline.core.columns import from_json, to_json
from fireline.core.errors import Refused
from fireline.core.events import Event, IncidentId, UserId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import record, streams
from fireline.features.incidents.streams import Stream
from fireline.features.incidents.tables import incident_stream
from fireline.features.streams import events
from fireline.store import keyed
from fireline.store.unit import Unit


def known(unit: Unit, incident_id: IncidentId, stream_id: int) -> Stream:
    """The stream; refused when its opening was taken back."""
    found = streams.get(unit, incident_id, stream_id)
    if found is None or found.removed_at is not None:
        raise Refused("That stream was taken back.", try_line="streams")
    return found


def open_stream(unit: Unit, incident_id: IncidentId, stream_id: int) -> Stream:
    """The stream; refused when it is over."""
    found = known(unit, incident_id, stream_id)
    if not found.is_open:
        raise Refused(
            f"The stream “{found.name}” is {found.state.value} already.", try_line=f"stream {found.name} reopen"
        )
    return found


def add(unit: Unit, values: dict[str, Any]) -> Stream:
    return again(unit, values["incident_id"], keyed.add(unit, incident_stream, **values))


def write(unit: Unit, stream: Stream, **columns: Any) -> Stream:
    """Sets columns without a word: what came of its opening."""
    keyed.change(unit, incident_stream, {"id": stream.id}, **columns)
    return again(unit, stream.incident_id, stream.id)


def apply(unit: Unit, before: Stream, kind: str, by: UserId | None, text: str, **columns: Any) -> Stream:
    """Sets columns and says so; the entry keeps how they were, and how it left them."""
    now = write(unit, before, **columns)
    was = to_json({name: getattr(before, name) for name in columns})
    emit(unit, now, kind, by, text, {"before": was, "after": to_json(columns), "was_lead_id": before.lead_id})
    return now


def emit(
    unit: Unit, now: Stream, kind: str, by: UserId | None, text: str, data: dict[str, Any], *, hidden: bool = False
) -> None:
    facts = {"stream_id": now.id, "name": now.name, "lead_id": now.lead_id, "word": now.word, "before": {}, **data}
    found = incidents.get(unit, now.incident_id)
    record.emit(unit, found, kind, by, text, facts, key=kind in (events.SAID, events.DONE), hidden=hidden)


def restore(unit: Unit, event: Event) -> Stream:
    """Puts columns back as an event found them, unless they changed since; a stream that was just opened goes."""
    incidents.take(unit, event.incident_id)
    stream = again(unit, event.incident_id, event.data["stream_id"])
    left = from_json(event.data.get("after", {}))
    if any(getattr(stream, name) != value for name, value in left.items()):
        raise Refused(f"The stream “{stream.name}” has changed since. Nothing was taken back.", try_line="streams")
    columns = from_json(event.data["before"])
    return write(unit, stream, **(columns or {"removed_at": unit.now}))


def again(unit: Unit, incident_id: IncidentId, stream_id: int) -> Stream:
    found = streams.get(unit, incident_id, stream_id)
    assert found is not None
    return found
