"""Everything on record about one incident, read once, so that documents are made of values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from fireline.core.events import IncidentId, UserId
from fireline.features.action_items import reads as action_items
from fireline.features.action_items.reads import Item
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import related, streams
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.streams import Stream
from fireline.features.people import reads as people
from fireline.features.people.rules import zone_named
from fireline.features.postmortems import reads
from fireline.features.postmortems.reads import Answers, Postmortem, Waiver, Wrapup, Written
from fireline.features.roles import reads as roles
from fireline.features.roles.reads import Stint
from fireline.features.roles.rules import Roles
from fireline.features.tasks import reads as tasks
from fireline.features.tasks.reads import Task
from fireline.features.timeline import reads as timeline
from fireline.features.timeline.reads import Entry
from fireline.features.updates import reads as updates
from fireline.features.updates.reads import Told
from fireline.store.unit import Unit


@dataclass(frozen=True, kw_only=True)
class Record:
    """One incident as the database holds it; `entries` are all that may be told, oldest first.

    `parts` were merged into it, `merged` says what it was merged into itself.
    """

    incident: Incident
    entries: tuple[Entry, ...]
    stints: tuple[Stint, ...]
    shadows: tuple[Stint, ...]
    role_names: Mapping[str, str]
    told: tuple[Told, ...]
    items: tuple[Item, ...]
    tasks: tuple[Task, ...]
    streams: tuple[Stream, ...]
    postmortem: Postmortem
    answers: Answers
    written: Mapping[str, Written]
    waivers: Mapping[str, Waiver]
    wrapup: Wrapup | None
    names: Mapping[str, str]
    places: Mapping[str, str]
    participants: tuple[UserId, ...]
    parts: tuple[Incident, ...]
    linked: tuple[Incident, ...]
    merged: str
    made_at: datetime

    def of_kind(self, *kinds: str) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.kind in kinds)

    @property
    def zone(self) -> tzinfo:
        """The declarer's zone: documents show it beside UTC."""
        return zone_named(self.incident.zone)


def record_of(unit: Unit, incident_id: IncidentId) -> Record:
    """Reads it all; some statements, however long the timeline is."""
    told = tuple(updates.sent(unit, incident_id))
    found, entries = incidents.get(unit, incident_id), timeline.entries(unit, incident_id)
    return Record(
        incident=found,
        entries=entries,
        stints=tuple(roles.history(unit, incident_id)),
        shadows=tuple(roles.shadow_history(unit, incident_id)),
        role_names={role.key: role.name for role in unit.config(Roles).root},
        told=told,
        items=action_items.items_of(unit, incident_id),
        tasks=tasks.tasks_of(unit, incident_id),
        streams=streams.of_incident(unit, incident_id),
        postmortem=reads.postmortem_of(unit, incident_id),
        answers=reads.answers(unit, incident_id),
        written=reads.sections(unit, incident_id),
        waivers=reads.waivers(unit, incident_id),
        wrapup=reads.wrapup_of(unit, incident_id),
        names=people.names(unit),
        places=_places(unit, told),
        participants=timeline.participants(unit, incident_id),
        parts=tuple(related.parts_of(unit, found)),
        linked=tuple(related.linked(unit, found)),
        merged=related.merged_in_words(unit, found),
        made_at=_as_of(found, entries, unit.now),
    )


def _as_of(found: Incident, entries: tuple[Entry, ...], now: datetime) -> datetime:
    """While it runs, the present; afterwards the newest entry, so that one record always makes one document."""
    if found.is_active:
        return now
    return max((entry.recorded_at for entry in entries), default=now)


def _places(unit: Unit, told: tuple[Told, ...]) -> dict[str, str]:
    """Channel id to name, of everywhere that updates went."""
    channels = {place.to for each in told for place in each.places if place.kind != "dm"}
    known = {channel: people.conversation_of(unit, channel) for channel in channels}
    return {channel: found.name for channel, found in known.items() if found}
