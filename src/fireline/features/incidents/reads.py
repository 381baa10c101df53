"""What others may ask about incidents. Visibility is decided here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, func, or_, select, true

from fireline.core.events import ChannelId, IncidentId, UserId
from fireline.core.permissions import Permissions
from fireline.features.incidents.rules import ACTIVE, HIGHEST, Severity, Status, reference
from fireline.features.incidents.tables import incident, incident_access, incident_stream
from fireline.store import groups
from fireline.store.types import UtcTime
from fireline.store.unit import Unit

LONGEST_OPENING = timedelta(days=1)  # what was said in a channel before it was known is read from its history, too


@dataclass(frozen=True, kw_only=True)
class Incident:
    """An incident as it stands now. Times are UTC; texts are Slack mrkdwn as typed (escaped by Slack)."""

    id: IncidentId
    workspace_id: str
    number: int
    title: str
    severity: Severity
    is_severity_assumed: bool
    status: Status
    status_since: datetime
    impact: str
    impact_since: datetime | None
    summary: str
    resolution: str
    call_url: str
    origin_url: str
    is_private: bool
    is_drill: bool
    is_retro: bool
    zone: str
    declared_by: UserId
    declared_at: datetime
    channel_id: ChannelId | None
    channel_name: str
    is_channel_gone: bool
    mitigated_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    cancelled_at: datetime | None
    last_message_at: datetime | None
    purged_at: datetime | None
    merged_into: IncidentId | None

    @property
    def reference(self) -> str:
        return reference(self.number)

    @property
    def drill_mark(self) -> str:
        """`DRILL `, with which every message about an exercise begins; else nothing."""
        return "DRILL " if self.is_drill else ""

    @property
    def heading(self) -> str:
        """`INC-42` or `DRILL INC-42`: how messages about it begin."""
        return self.drill_mark + self.reference

    @property
    def state(self) -> str:
        """How a sentence says where it stands: `investigating`, or that it is part of another."""
        return "part of another incident" if self.merged_into is not None else self.status.value

    @property
    def called_off(self) -> str:
        """What it was when it is cancelled and nobody says why."""
        return "a drill that was called off" if self.is_drill else "a false alarm"

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    def began_after(self, moment: datetime) -> bool:
        """Whether it was declared after a moment that somebody gave to the minute."""
        return moment < self.declared_at.replace(second=0, microsecond=0)

    @property
    def is_quiet_outside(self) -> bool:
        """Nothing about it reaches digest, stakeholders or numbers."""
        return self.is_private or self.is_drill

    @property
    def is_past(self) -> bool:
        """It was written down when it was over: nobody hears of it, unless it is taken up again."""
        return self.is_retro and not self.is_active


# Built once: every verb and every drawing asks them.
_GET = select(incident).where(incident.c.id == bindparam("of_id"))
_TAKE = _GET.with_for_update()


def get(unit: Unit, incident_id: IncidentId) -> Incident:
    """The incident; raises LookupError for an id that never was (a bug, not a person's mistake)."""
    return unit.recall(("incident", incident_id), lambda: _asked(unit, _GET, incident_id))


def take(unit: Unit, incident_id: IncidentId) -> Incident:
    """The incident, held until the unit ends: every verb begins with it, so changes to one come one at a time."""
    changed(unit, incident_id)
    return unit.recall(("incident", incident_id), lambda: _asked(unit, _TAKE, incident_id))


def changed(unit: Unit, incident_id: IncidentId) -> None:
    """Who writes to an incident says so: it is read anew the next time."""
    unit.forget(("incident", incident_id))


def _asked(unit: Unit, statement: Select[Any], incident_id: IncidentId) -> Incident:
    row = unit.first(statement, {"of_id": incident_id})
    if row is None:
        raise LookupError(f"no incident {incident_id}")
    return _read(row)


def at_channel(unit: Unit, channel_id: ChannelId | None) -> IncidentId | None:
    """The incident whose channel this is, or the channel of a stream of it. Who is in a channel sees its incident."""
    return at_channels(unit, [channel_id]).get(channel_id) if channel_id is not None else None


def at_channels(unit: Unit, channel_ids: Sequence[str]) -> dict[str, IncidentId]:
    """Those of the channels that belong to incidents: one statement for a whole batch of events."""
    rows = unit.rows(
        select(incident.c.channel_id, incident.c.id).where(
            incident.c.workspace_id == unit.workspace_id, incident.c.channel_id.in_(channel_ids)
        )
    )
    known = {row.channel_id: IncidentId(row.id) for row in rows}
    return known | _of_streams(unit, [each for each in channel_ids if each not in known])


def _of_streams(unit: Unit, channel_ids: Sequence[str]) -> dict[str, IncidentId]:
    c = incident_stream.c
    mine = (c.workspace_id == unit.workspace_id, c.channel_id.in_(channel_ids))
    rows = unit.rows(select(c.channel_id, c.incident_id).where(*mine)) if channel_ids else ()
    return {row.channel_id: IncidentId(row.incident_id) for row in rows}


def has_opening_without_channel(unit: Unit) -> bool:
    """Whether some incident's or stream's channel is still being made: events of unknown channels may be its own.

    One that was written down afterwards and taken up again has none, and none is coming.
    """
    return _has_stream_without_channel(unit) or bool(
        unit.rows(
            select(incident.c.id)
            .where(
                incident.c.workspace_id == unit.workspace_id,
                incident.c.channel_id.is_(None),
                incident.c.status.in_(ACTIVE),
                incident.c.declared_at > unit.now - LONGEST_OPENING,
            )
            .limit(1)
        )
    )


def _has_stream_without_channel(unit: Unit) -> bool:
    c = incident_stream.c
    waiting = (c.channel_id.is_(None), c.removed_at.is_(None), c.state == "open", c.failed.not_like("channel:%"))
    young = c.opened_at > unit.now - LONGEST_OPENING
    return bool(unit.rows(select(c.id).where(c.workspace_id == unit.workspace_id, *waiting, young).limit(1)))


def numbered(unit: Unit, number: int, user_id: UserId) -> IncidentId | None:
    """INC-42, if this person may see it."""
    return _one_visible(unit, incident.c.number == number, user_id) if number <= HIGHEST else None


def visible(unit: Unit, incident_id: int, user_id: UserId) -> IncidentId | None:
    """The incident of that id, if this person may see it."""
    return _one_visible(unit, incident.c.id == incident_id, user_id) if incident_id <= HIGHEST else None


def visible_at(unit: Unit, channel_id: ChannelId, user_id: UserId) -> IncidentId | None:
    """The incident of a channel that is merely named, if this person may see it."""
    found = at_channel(unit, channel_id)
    return visible(unit, found, user_id) if found is not None else None


def active(unit: Unit, user_id: UserId, *, limit: int = 10) -> list[Incident]:
    """What is going on and this person may see, newest first."""
    return listed(unit, user_id, statuses=ACTIVE, limit=limit)


def listed(
    unit: Unit,
    user_id: UserId,
    *,
    statuses: Sequence[Status] | None = None,
    severity: Severity | None = None,
    limit: int = 50,
) -> list[Incident]:
    """Incidents that this person may see, newest first."""
    query = select(incident).where(incident.c.workspace_id == unit.workspace_id, _seen_by(unit, user_id))
    if statuses is not None:
        query = query.where(incident.c.status.in_(statuses))
    if severity is not None:
        query = query.where(incident.c.severity == severity)
    return [_read(row) for row in unit.rows(query.order_by(incident.c.number.desc()).limit(limit))]


def latest_by(unit: Unit, user_id: UserId) -> Incident:
    """The one that this person declared last; raises LookupError when there is none."""
    mine = (incident.c.workspace_id == unit.workspace_id, incident.c.declared_by == user_id)
    row = unit.first(select(incident).where(*mine).order_by(incident.c.id.desc()).limit(1))
    if row is None:
        raise LookupError(user_id)
    return _read(row)


def unfinished(unit: Unit) -> list[Incident]:
    """Every incident of the workspace with a channel that is neither closed nor cancelled: for the bot's own work."""
    query = select(incident).where(
        incident.c.workspace_id == unit.workspace_id,
        incident.c.channel_id.is_not(None),
        incident.c.status.not_in((Status.CLOSED, Status.CANCELLED)),
    )
    return [_read(row) for row in unit.rows(query)]


def unpurged(unit: Unit, *, ended_by: datetime | None = None) -> list[Incident]:
    """Closed or cancelled incidents of which words may be left to let go of: for the bot's own work."""
    c = incident.c
    query = select(incident).where(*_unpurged(unit))
    if ended_by is not None:
        query = query.where(func.coalesce(c.closed_at, c.cancelled_at) <= ended_by)
    return [_read(row) for row in unit.rows(query.order_by(c.number))]


def first_ends(unit: Unit) -> list[tuple[bool, bool, datetime]]:
    """When the first of them ended: for each kind of incident `(is_private, is_drill, at)`."""
    c = incident.c
    kind = (c.is_private, c.is_drill)
    first = func.min(func.coalesce(c.closed_at, c.cancelled_at), type_=UtcTime())
    rows = unit.rows(select(*kind, first.label("at")).where(*_unpurged(unit)).group_by(*kind))
    return [(row.is_private, row.is_drill, row.at) for row in rows]


def _unpurged(unit: Unit) -> tuple[ColumnElement[bool], ...]:
    c = incident.c
    is_over = c.status.in_((Status.CLOSED, Status.CANCELLED))
    return (c.workspace_id == unit.workspace_id, is_over, or_(c.purged_at.is_(None), c.last_message_at > c.purged_at))


def access_list(unit: Unit, incident_id: IncidentId) -> list[UserId]:
    """Who may see a private incident."""
    rows = unit.rows(
        select(incident_access.c.user_id).where(
            incident_access.c.workspace_id == unit.workspace_id, incident_access.c.incident_id == incident_id
        )
    )
    return [UserId(row.user_id) for row in rows]


def _seen_by(unit: Unit, user_id: UserId) -> ColumnElement[bool]:
    if unit.recall(("sees private", user_id), lambda: _sees_private(unit, user_id)):
        return true()
    named = exists().where(
        incident_access.c.workspace_id == incident.c.workspace_id,
        incident_access.c.incident_id == incident.c.id,
        incident_access.c.user_id == user_id,
    )
    return or_(~incident.c.is_private, named)


def _sees_private(unit: Unit, user_id: UserId) -> bool:
    """Whether the settings let this person see private incidents besides those that they were let into."""
    named = set(unit.config(Permissions).see_private)
    return user_id in named or bool(named and named & groups.of_user(unit.connection, unit.workspace_id, user_id))


def _one_visible(unit: Unit, which: ColumnElement[bool], user_id: UserId) -> IncidentId | None:
    found = unit.first(
        select(incident.c.id).where(incident.c.workspace_id == unit.workspace_id, which, _seen_by(unit, user_id))
    )
    return IncidentId(found.id) if found else None


def _read(row: Row[tuple[object, ...]]) -> Incident:
    facts = dict(row._mapping)
    facts["severity"] = Severity(facts["severity"])
    facts["status"] = Status(facts["status"])
    return Incident(**facts)
