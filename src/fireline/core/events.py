"""What happened, as a value. One event is one row of the journal: audit log, timeline and source of announcements."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NewType

WorkspaceId = NewType("WorkspaceId", str)
IncidentId = NewType("IncidentId", int)
EntryId = NewType("EntryId", int)
DeliveryId = NewType("DeliveryId", int)
UserId = NewType("UserId", str)
ChannelId = NewType("ChannelId", str)


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened to one incident.

    `kind` is past tense and dotted by feature: `incidents.declared`, `roles.taken`, `timeline.message`. `happened_at`
    is when it happened in the world (a message's own timestamp, a back-dated note), not when it was recorded.
    `data` is JSON: what reactions and undo need. `text` is what a person reads in the timeline, in Slack's mrkdwn.
    `key` marks a moment that belongs into the postmortem; `hidden` is for other features and for the record: it is on
    the timeline, but nobody reads it there. `source` makes the entry unique when it was caused by
    something outside, for example `msg:C123:1709561234.000100` or `edit:C123:...:1709561300`; None for acts, which
    are unique by their request.
    """

    kind: str
    incident_id: IncidentId
    happened_at: datetime
    text: str = ""
    actor_id: UserId | None = None
    key: bool = False
    hidden: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    channel_id: ChannelId | None = None
    ts: str | None = None
    thread_ts: str | None = None
    permalink: str | None = None
    source: str | None = None
