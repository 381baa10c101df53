"""What others may ask about streams: parts of a big incident that have a channel and a lead of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from fireline.core.events import ChannelId, IncidentId, UserId
from fireline.features.incidents.tables import incident_stream
from fireline.store import keyed
from fireline.store.unit import Unit


class StreamState(StrEnum):
    OPEN = "open"
    DONE = "done"
    ENDED = "ended"  # with its incident, nobody having said that it was done


@dataclass(frozen=True, kw_only=True)
class Stream:
    """A stream as it stands now. `word` is the last that was said of it: Slack mrkdwn as typed."""

    id: int
    incident_id: IncidentId
    number: int
    name: str
    state: StreamState
    lead_id: UserId | None
    opened_by: UserId
    opened_at: datetime
    channel_id: ChannelId | None
    channel_name: str
    is_channel_gone: bool
    word: str
    word_at: datetime | None
    ended_at: datetime | None
    failed: str
    attempt: int
    removed_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state is StreamState.OPEN and self.removed_at is None

    @property
    def place(self) -> ChannelId | None:
        """Where it can be spoken to; None while it has no channel, and when that is gone."""
        return None if self.is_channel_gone or self.removed_at is not None else self.channel_id


def of_incident(unit: Unit, incident_id: IncidentId) -> tuple[Stream, ...]:
    """The streams of one incident in the order of their opening; what was taken back is not among them."""
    return _streams(unit, incident_stream.c.incident_id == incident_id, incident_stream.c.removed_at.is_(None))


def open_ones(unit: Unit, incident_id: IncidentId) -> tuple[Stream, ...]:
    return tuple(each for each in of_incident(unit, incident_id) if each.is_open)


def ended_now(unit: Unit, incident_id: IncidentId) -> tuple[Stream, ...]:
    """Those that ended with their incident in this very unit."""
    return tuple(s for s in of_incident(unit, incident_id) if s.state is StreamState.ENDED and s.ended_at == unit.now)


def get(unit: Unit, incident_id: IncidentId, stream_id: int) -> Stream | None:
    """One stream of this incident, also one that was taken back."""
    row = keyed.one(unit, incident_stream, incident_id=incident_id, id=stream_id)
    return _read(row) if row else None


def at_channel(unit: Unit, channel_id: str | None) -> Stream | None:
    """The stream whose channel this is; None for the channels of incidents and for all others."""
    row = keyed.one(unit, incident_stream, channel_id=channel_id) if channel_id is not None else None
    return _read(row) if row else None


def led_by(unit: Unit, user_id: str) -> tuple[Stream, ...]:
    """What this person leads and is not done, whoever may see it."""
    c = incident_stream.c
    return _streams(unit, c.lead_id == user_id, c.state == StreamState.OPEN, c.removed_at.is_(None))


def names_by_channel(unit: Unit, incident_id: IncidentId) -> dict[str, str]:
    """Of every channel beside the incident's own the name of its stream: where an entry was said."""
    c = incident_stream.c
    rows = unit.rows(select(c.channel_id, c.name).where(*keyed.having(unit, incident_stream, incident_id=incident_id)))
    return {row.channel_id: row.name for row in rows if row.channel_id is not None}


def said_in(unit: Unit, incident_id: IncidentId, channel_id: str | None) -> ChannelId | None:
    """The channel, if it is that of a stream of this incident: what is typed there is kept as said there."""
    found = at_channel(unit, channel_id)
    return found.channel_id if found is not None and found.incident_id == incident_id else None


def _streams(unit: Unit, *where: ColumnElement[bool]) -> tuple[Stream, ...]:
    c = incident_stream.c
    rows = unit.rows(select(incident_stream).where(c.workspace_id == unit.workspace_id, *where).order_by(c.id))
    return tuple(_read(row) for row in rows)


def _read(row: Row[Any]) -> Stream:
    return Stream(**{**keyed.facts(row), "state": StreamState(row.state)})
