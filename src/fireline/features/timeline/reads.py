"""What others may ask about the timeline."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from fireline.core.events import ChannelId, EntryId, IncidentId, UserId
from fireline.core.feature import SlackEvent
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import streams
from fireline.features.incidents.events import MADE_PRIVATE
from fireline.features.people import reads as people
from fireline.features.timeline import events
from fireline.features.timeline.filters import Filter
from fireline.features.timeline.rules import Emoji, Mark
from fireline.features.timeline.tables import timeline_mark
from fireline.store import journal, surfaces
from fireline.store.tables import entry
from fireline.store.unit import Unit


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happened. `text` is Slack's mrkdwn with secrets masked; `marks` are names of `rules.Mark`."""

    id: EntryId
    incident_id: IncidentId
    kind: str
    happened_at: datetime
    recorded_at: datetime
    actor_id: UserId | None
    text: str
    data: Mapping[str, Any]
    channel_id: ChannelId | None
    ts: str | None
    thread_ts: str | None
    permalink: str | None
    is_key: bool
    is_hidden: bool
    marked_by: UserId | None
    edited_at: datetime | None
    deleted_at: datetime | None
    undone_at: datetime | None

    @property
    def marks(self) -> tuple[str, ...]:
        return tuple(self.data.get("marks", ()))

    @property
    def files(self) -> tuple[Mapping[str, str], ...]:
        return tuple(self.data.get("files", ()))

    @property
    def is_message(self) -> bool:
        return self.kind in events.MESSAGES


def entries(
    unit: Unit,
    incident_id: IncidentId,
    *,
    only_key: bool = False,
    kinds: Collection[str] = (),
    with_hidden: bool = False,
    since: datetime | None = None,
    until: datetime | None = None,
    newest: int | None = None,
) -> tuple[Entry, ...]:
    """What happened, oldest first. What was left out, deleted or undone comes only with `with_hidden`."""
    rows = journal.entries(
        unit,
        incident_id,
        kinds=kinds,
        only_key=only_key,
        with_hidden=with_hidden,
        since=since,
        until=until,
        newest=newest,
    )
    return tuple(read(row) for row in rows)


def chosen(unit: Unit, incident_id: IncidentId, wanted: Filter) -> tuple[Entry, ...]:
    """What somebody asked to see, oldest first: with *all*, what was left out or deleted comes too."""
    rows = journal.entries(
        unit,
        incident_id,
        kinds=wanted.kinds,
        only_key=wanted.only_key,
        with_hidden=wanted.with_all,
        since=wanted.since,
        newest=wanted.newest,
        by=wanted.by,
        without=events.HIDDEN,
        with_undone=False,
        sources=_marked(unit, incident_id, wanted.mark) if wanted.mark else None,
    )
    return tuple(read(row) for row in rows)


def _marked(unit: Unit, incident_id: IncidentId, mark: Mark) -> list[str]:
    c = timeline_mark.c
    mine = (c.workspace_id == unit.workspace_id, c.incident_id == incident_id, c.mark == mark, c.is_on)
    return [f"msg:{row.subject}" for row in unit.rows(select(c.subject).where(*mine).distinct())]


def of_id(unit: Unit, entry_id: EntryId) -> Entry | None:
    row = journal.entry(unit, entry_id)
    return read(row) if row else None


CORRECTIONS = ("message_changed", "message_deleted")  # subtypes of a message that speak of an earlier one


def incident_of(unit: Unit, channel_id: str, ts: str) -> IncidentId | None:
    """The incident in whose record this message is, also when its channel is no incident's any more."""
    found = journal.by_source(unit, source_of(channel_id, ts))
    return IncidentId(found.incident_id) if found is not None else None


def is_in_channel(unit: Unit, incident_id: IncidentId, user_id: str) -> bool:
    """Whether this person came into the channel that the incident has now, and has not left it since."""
    place = incidents.get(unit, incident_id).channel_id
    return place is not None and _last_moves(unit, incident_id, user_id).get(place) == events.JOINED


def has_left(unit: Unit, incident_id: IncidentId, user_id: str) -> bool:
    """Whether this person was in a channel that it has now, or in that of a stream, and is in none any more."""
    places = {incidents.get(unit, incident_id).channel_id, *streams.names_by_channel(unit, incident_id)}
    moves = [kind for place, kind in _last_moves(unit, incident_id, user_id).items() if place in places]
    return bool(moves) and events.JOINED not in moves


def is_ajar(unit: Unit, incident_id: IncidentId, channel_id: str | None) -> bool:
    """Whether this channel of a private incident, or of its stream, is one that Slack keeps public.

    Anybody can walk in: being there shows what is said there, and nothing else of the incident.
    """
    return incidents.get(unit, incident_id).is_private and people.is_private(unit, channel_id) is False


def has_walked_in(unit: Unit, incident_id: IncidentId, channel_id: str | None, user_id: str) -> bool:
    """Whether somebody is in a channel that is ajar without having been there before the incident was private."""
    if not is_ajar(unit, incident_id, channel_id):
        return False
    if streams.said_in(unit, incident_id, channel_id) is not None:
        return True
    since = journal.entries(unit, incident_id, kinds=(MADE_PRIVATE,), newest=1)
    joins = journal.entries(unit, incident_id, kinds=(events.JOINED,), by=user_id, with_hidden=True)
    return bool(since) and not any(join.id < since[0].id and join.channel_id == channel_id for join in joins)


def _last_moves(unit: Unit, incident_id: IncidentId, user_id: str) -> dict[str | None, str]:
    """Of each channel that this person ever came into, what they did last."""
    kinds = (events.JOINED, events.LEFT)
    moves = journal.entries(unit, incident_id, kinds=kinds, by=user_id, with_hidden=True)
    return {move.channel_id: move.kind for move in moves}


def is_purged(entry: Entry) -> bool:
    """Whether its words were let go of when their time was over, or because their author asked for it."""
    return bool(entry.data.get("purged"))


def participants(unit: Unit, incident_id: IncidentId) -> tuple[UserId, ...]:
    """Everybody who said or did something, in the order in which they first did."""
    c = entry.c
    first = func.min(c.happened_at)
    rows = unit.rows(
        select(c.actor_id)
        .where(
            c.workspace_id == unit.workspace_id,
            c.incident_id == incident_id,
            c.actor_id.is_not(None),
            c.kind.not_in((events.BOT_MESSAGE, events.JOINED, events.LEFT, *events.HIDDEN)),
        )
        .group_by(c.actor_id)
        .order_by(first, c.actor_id)
    )
    return tuple(UserId(row.actor_id) for row in rows)


def ticked(unit: Unit, event: SlackEvent, of: str) -> str | None:
    """The message of ours, of those whose names begin with `of`, on which this reaction of a person says *done*."""
    place = event.payload.get("item") or {}
    shown = surfaces.find(unit, str(place.get("channel")), str(place.get("ts")))
    if shown is None or not shown.name.startswith(of):
        return None
    means_done = unit.config(Emoji).meaning(event.payload["reaction"]) is Mark.DONE
    return shown.name if means_done and not people.person_of(unit, event.payload["user"]).is_bot else None


def source_of(channel_id: str, ts: str) -> str:
    """What makes a message's entry the only one, however many envelopes bring it."""
    return f"msg:{channel_id}:{ts}"


def read(row: Row[Any]) -> Entry:
    facts = {name: getattr(row, name) for name in Entry.__dataclass_fields__}
    return Entry(**facts)
