"""Action items as they stand now, and what each owner was told on which day."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint

from fireline.store.metadata import metadata, stated
from fireline.store.types import BigId, UtcTime

# `told_stage` and `told_on` are the newest reminder of this owner for this date; a new owner or date clears them.
# `removed_at`: its creation was taken back. `source_ts`: the message (or task) that it was made of, once for each.
action_item = Table(
    "action_item",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", String(32), nullable=False),
    Column("incident_id", BigId, nullable=False),
    Column("title", Text, nullable=False, info=stated("removed_at IS NULL")),
    Column("category", String(16), nullable=False, default=""),
    Column("priority", String(16), nullable=False, default=""),
    Column("done_when", Text, nullable=False, default="", info=stated("removed_at IS NULL")),
    Column("why", Text, nullable=False, default="", info=stated("removed_at IS NULL")),
    Column("ticket_url", Text, nullable=False, default="", info=stated("removed_at IS NULL")),
    Column("status", String(16), nullable=False),
    Column("owner_id", String(32)),
    Column("assigned_by", String(32)),
    Column("assigned_at", UtcTime),
    Column("accepted_at", UtcTime),
    Column("offered_to", String(32)),
    Column("offered_by", String(32)),
    Column("refused_by", String(32)),
    Column("due_on", Date, nullable=False),
    Column("dates_moved", Integer, nullable=False, default=0),
    Column("created_by", String(32)),
    Column("created_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("ended_by", String(32)),
    Column("evidence", Text, nullable=False, default="", info=stated("removed_at IS NULL")),
    Column("evidence_url", Text, nullable=False, default="", info=stated("removed_at IS NULL")),
    Column("reason", Text, nullable=False, default="", info=stated("removed_at IS NULL")),
    Column("removed_at", UtcTime),
    Column("source_ts", String(32)),
    Column("told_stage", String(16)),
    Column("told_on", Date),
    UniqueConstraint("workspace_id", "incident_id", "source_ts"),
    Index("ix_action_item_owner", "workspace_id", "owner_id", "status"),
    Index("ix_action_item_incident", "workspace_id", "incident_id"),
    sqlite_autoincrement=True,
)

# What somebody is to hear as soon as their day allows: an item given, offered, kept or back without an owner.
item_notice = Table(
    "action_item_notice",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("user_id", String(32), primary_key=True),
    Column("item_id", BigId, primary_key=True),
    Column("stage", String(16), nullable=False),
)

# The one message that somebody gets on one day of theirs: its key is the promise. With a `contact_id` it goes to a
# group with the person who is asked to help; `channel_id` is that group, once Slack has opened it.
item_day = Table(
    "action_item_day",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("user_id", String(32), primary_key=True),
    Column("local_day", Date, primary_key=True),
    Column("is_digest", Boolean, nullable=False, default=False),
    Column("contact_id", String(32)),
    Column("channel_id", String(32)),
)

# What that message speaks of, in the order in which it came in.
item_line = Table(
    "action_item_line",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", String(32), nullable=False),
    Column("user_id", String(32), nullable=False),
    Column("local_day", Date, nullable=False),
    Column("item_id", BigId, nullable=False),
    Column("stage", String(16), nullable=False),
    UniqueConstraint("workspace_id", "user_id", "local_day", "item_id"),
    Index("ix_action_item_line_item", "workspace_id", "item_id"),
)

# Whom to ask about the items of an incident when their owner does not answer: the facilitator, once there is one.
item_contact = Table(
    "action_item_contact",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("user_id", String(32), nullable=False),
)
