"""What others may ask about updates: when the next is due, who hears it, what was told to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from fireline.core.events import ChannelId, IncidentId, UserId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Channels, Severity
from fireline.features.people import reads as people
from fireline.features.updates.tables import (
    bot_quiet,
    stakeholder_member,
    stakeholder_update,
    update_clock,
    update_delivery,
    update_subscription,
)
from fireline.store import surfaces
from fireline.store.unit import Unit


@dataclass(frozen=True, kw_only=True)
class Clock:
    """When the next word is due, and how far asking for it has come."""

    incident_id: IncidentId
    next_at: datetime | None = None
    interval_seconds: int | None = None
    off_until: datetime | None = None
    off_why: str = ""
    off_by: UserId | None = None
    phase: str = ""
    misses: int = 0
    round: int = 0
    version: int = 0
    prompted_at: datetime | None = None
    prompted_to: str | None = None
    is_prompt_open: bool = False
    has_bought_edit: bool = False
    has_bought_more: bool = False
    draft: str = ""
    is_ready: bool = False
    ready_by: UserId | None = None
    ready_next_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Update:
    """One update: proposed, waiting to leave, stopped or sent. `news` is what a person wrote."""

    id: int
    incident_id: IncidentId
    sequence: int | None
    number: int | None
    state: str
    stage: str
    news: str
    impact: str
    severity: str
    status: str
    status_since: datetime | None
    is_automatic: bool
    is_last: bool
    author_id: UserId | None
    entry_id: int | None
    made_at: datetime
    leaves_at: datetime | None
    sent_at: datetime | None
    sent_by: UserId | None
    asked_at: datetime | None
    next_at: datetime | None
    is_next_given: bool
    held_until: datetime | None
    stopped_by: UserId | None
    corrected_at: datetime | None
    corrected_by: UserId | None


@dataclass(frozen=True)
class Place:
    """Where an update goes: a `channel`, the `thread` under the digest line, the incident's own `room`, or a `dm`."""

    kind: str
    to: str
    audience: str = "internal"


@dataclass(frozen=True)
class Told:
    """One update that went out, and to whom: for postmortems and pages."""

    update: Update
    places: tuple[Place, ...]


def clock_of(unit: Unit, incident_id: IncidentId) -> Clock:
    """The incident's clock; an empty one when none was ever started."""
    c = update_clock.c
    row = unit.first(select(update_clock).where(c.workspace_id == unit.workspace_id, c.incident_id == incident_id))
    return Clock(incident_id=incident_id) if row is None else Clock(**_facts(row))


def next_update_at(unit: Unit, incident_id: IncidentId) -> datetime | None:
    """When stakeholders hear next, at the latest (UTC); None when nothing is due."""
    return clock_of(unit, incident_id).next_at


def paused_until(unit: Unit, incident_id: IncidentId) -> datetime | None:
    """Until when regular updates were switched off; None while they run."""
    return clock_of(unit, incident_id).off_until


def quiet_until(unit: Unit, incident_id: IncidentId) -> datetime | None:
    """Until when the bot says nothing in the channel unasked; None when it may."""
    c = bot_quiet.c
    row = unit.first(
        select(c.until).where(c.workspace_id == unit.workspace_id, c.incident_id == incident_id, c.until > unit.now)
    )
    return row.until if row else None


def stakeholder_channel(unit: Unit) -> ChannelId | None:
    """The stakeholder channel, if the bot can speak there; one shared with others only where that was allowed."""
    return _channel(unit, "stakeholders")


def _channel(unit: Unit, key: str) -> ChannelId | None:
    name = people.channel_set(unit, key, unit.config(Channels))
    found = people.channel_named(unit, name) if name else None
    known = people.conversation_of(unit, found) if found else None
    if known and known.is_shared and not unit.config(Channels).allow_shared:
        return None
    return found


def main_place(unit: Unit, found: Incident) -> Place | None:
    """Where everybody can read it: the stakeholder channel, else under the digest line, else the incident's room."""
    if not found.is_quiet_outside:
        if channel := stakeholder_channel(unit):
            return Place("channel", channel)
        digest = _channel(unit, "digest")
        line = surfaces.named(unit, f"digest:{found.id}")
        if digest and line and line.removed_at is None:
            return Place("thread", digest)
    return Place("room", found.channel_id) if found.channel_id and not found.is_channel_gone else None


def places(unit: Unit, found: Incident) -> list[Place]:
    """Everywhere that an update of this incident goes now, each person once."""
    main = main_place(unit, found)
    return [*([main] if main else []), *(Place("dm", user_id) for user_id in subscribers(unit, found))]


def subscribers(unit: Unit, found: Incident) -> list[UserId]:
    """Who gets updates of this incident by DM, and does not read them in the channel already."""
    if found.is_quiet_outside:
        return []
    c = update_subscription.c
    scopes = ["all", f"incident:{found.id}", *(s.value for s in Severity if not s.is_worse_than(found.severity))]
    rows = unit.rows(
        select(c.user_id).where(c.workspace_id == unit.workspace_id, c.scope.in_(scopes)).distinct().order_by(c.user_id)
    )
    main = main_place(unit, found)
    there = members(unit, main.to) if main and main.kind == "channel" else frozenset()
    return [UserId(row.user_id) for row in rows if row.user_id not in there and _may_hear(unit, row.user_id)]


def followers_of(unit: Unit, incident_id: IncidentId) -> list[UserId]:
    """Who subscribed to this very incident."""
    c = update_subscription.c
    mine = (c.workspace_id == unit.workspace_id, c.scope == f"incident:{incident_id}")
    return [UserId(row.user_id) for row in unit.rows(select(c.user_id).where(*mine).order_by(c.user_id))]


def members(unit: Unit, channel_id: str) -> frozenset[str]:
    """Who sat in that channel when Slack was last asked."""
    c = stakeholder_member.c
    rows = unit.rows(select(c.user_id).where(c.workspace_id == unit.workspace_id, c.channel_id == channel_id))
    return frozenset(row.user_id for row in rows)


def _may_hear(unit: Unit, user_id: str) -> bool:
    return people.person_of(unit, user_id).is_member


def subscriptions_of(unit: Unit, user_id: UserId) -> list[str]:
    """The scopes that this person subscribed to, oldest first."""
    c = update_subscription.c
    rows = unit.rows(
        select(c.scope).where(c.workspace_id == unit.workspace_id, c.user_id == user_id).order_by(c.since, c.scope)
    )
    return [row.scope for row in rows]


def audience_in_words(unit: Unit, incident_id: IncidentId) -> str:
    """ "#stakeholders and 14 people"; "" when nobody outside the incident's channel hears of it."""
    found = incidents.get(unit, incident_id)
    main, heard = main_place(unit, found), len(subscribers(unit, found))
    said = [] if main is None or main.kind == "room" else [_name(unit, main)]
    if heard:
        said.append("1 person" if heard == 1 else f"{heard} people")
    return " and ".join(said)


def _name(unit: Unit, place: Place) -> str:
    known = people.conversation_of(unit, place.to)
    return f"#{known.name}" if known else f"<#{place.to}>"


def update_of(unit: Unit, update_id: int) -> Update:
    """One update of this workspace; LookupError for an id that never was."""
    c = stakeholder_update.c
    row = unit.first(select(stakeholder_update).where(c.workspace_id == unit.workspace_id, c.id == update_id))
    if row is None:
        raise LookupError(f"no update {update_id}")
    return Update(**_facts(row))


def updates(unit: Unit, incident_id: IncidentId, *states: str) -> list[Update]:
    """The incident's updates in these states, in the order in which they were told or made."""
    c = stakeholder_update.c
    rows = unit.rows(
        select(stakeholder_update)
        .where(c.workspace_id == unit.workspace_id, c.incident_id == incident_id, c.state.in_(states))
        .order_by(c.sequence, c.id)
    )
    return [Update(**_facts(row)) for row in rows]


def last_sent(unit: Unit, incident_id: IncidentId, *, by_person: bool = False) -> Update | None:
    """What stakeholders were told last; with `by_person` without holding updates."""
    told = [u for u in updates(unit, incident_id, "sent") if not (by_person and u.is_automatic)]
    return told[-1] if told else None


def sent(unit: Unit, incident_id: IncidentId) -> list[Told]:
    """Everything that was told, oldest first: when, by whom or automatic, and where it went."""
    c = update_delivery.c
    rows = unit.rows(
        select(update_delivery)
        .where(c.workspace_id == unit.workspace_id, c.incident_id == incident_id)
        .order_by(c.sequence, c.kind, c.place)
    )
    went: dict[int, list[Place]] = {}
    for row in rows:
        went.setdefault(row.update_id, []).append(Place(row.kind, row.place, row.audience))
    return [Told(update, tuple(went.get(update.id, ()))) for update in updates(unit, incident_id, "sent")]


def is_shown(unit: Unit, name: str) -> bool:
    """Whether a message of this name stands somewhere, or is on its way."""
    found = surfaces.named(unit, name)
    return found is not None and found.removed_at is None


def _facts(row: Row[Any]) -> dict[str, Any]:
    facts = dict(row._mapping)
    del facts["workspace_id"]
    return facts
