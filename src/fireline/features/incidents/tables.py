"""What is known of incidents as they stand now; how they came to it is in the journal."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from fireline.store.metadata import metadata, stated
from fireline.store.types import BigId, UtcTime

# Its id stands in buttons and in the names of messages for years: SQLite must never give one out again.
incident = Table(
    "incident",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", String(32), nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False, info=stated()),
    Column("severity", String(8), nullable=False),
    Column("is_severity_assumed", Boolean, nullable=False),
    Column("status", String(16), nullable=False),
    Column("status_since", UtcTime, nullable=False),
    Column("impact", Text, nullable=False, default="", info=stated()),
    Column("impact_since", UtcTime),
    Column("summary", Text, nullable=False, default="", info=stated()),
    Column("resolution", Text, nullable=False, default="", info=stated()),
    Column("call_url", Text, nullable=False, default="", info=stated()),
    Column("origin_url", Text, nullable=False, default=""),
    Column("is_private", Boolean, nullable=False),
    Column("is_drill", Boolean, nullable=False, default=False),
    Column("is_retro", Boolean, nullable=False, default=False),
    Column("zone", String(64), nullable=False),
    Column("declared_by", String(32), nullable=False),
    Column("declared_at", UtcTime, nullable=False),
    Column("channel_id", String(32)),
    Column("channel_name", String(80), nullable=False, default=""),
    Column("is_channel_gone", Boolean, nullable=False, default=False),
    Column("mitigated_at", UtcTime),
    Column("resolved_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("cancelled_at", UtcTime),
    Column("last_message_at", UtcTime),
    Column("purged_at", UtcTime),
    Column("merged_into", BigId),
    UniqueConstraint("workspace_id", "number"),
    UniqueConstraint("workspace_id", "channel_id"),
    Index("ix_incident_status", "workspace_id", "status"),
    Index("ix_incident_merged_into", "merged_into"),
    sqlite_autoincrement=True,
)

# Who may see a private incident. Public ones have no rows here.
incident_access = Table(
    "incident_access",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("user_id", String(32), primary_key=True),
)

# Two incidents that have to do with one another, once for both: `incident_id` is the smaller id.
incident_link = Table(
    "incident_link",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("other_id", BigId, primary_key=True),
    Column("linked_by", String(32), nullable=False),
    Column("linked_at", UtcTime, nullable=False),
    Index("ix_incident_link_other", "other_id"),
)

# A part of a big incident with a channel of its own, in which everything belongs to the incident. `number` counts
# within the incident and is never given twice. `failed` is the step of its opening that failed, with Slack's error.
# `removed_at`: its opening was taken back.
incident_stream = Table(
    "incident_stream",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", String(32), nullable=False),
    Column("incident_id", BigId, nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", String(80), nullable=False, info=stated("removed_at IS NULL")),
    Column("state", String(16), nullable=False),
    Column("lead_id", String(32)),
    Column("opened_by", String(32), nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("channel_id", String(32)),
    Column("channel_name", String(80), nullable=False, default=""),
    Column("is_channel_gone", Boolean, nullable=False, default=False),
    Column("word", Text, nullable=False, default="", info=stated("removed_at IS NULL")),
    Column("word_at", UtcTime),
    Column("ended_at", UtcTime),
    Column("failed", Text, nullable=False, default=""),
    Column("attempt", Integer, nullable=False, default=1),
    Column("removed_at", UtcTime),
    UniqueConstraint("workspace_id", "incident_id", "number"),
    UniqueConstraint("workspace_id", "channel_id"),
    Index("ix_incident_stream_lead", "workspace_id", "lead_id", "state"),
    sqlite_autoincrement=True,
)

incident_counter = Table(
    "incident_counter",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("last_number", Integer, nullable=False),
)

# Where the receipt of a declaration can be edited, for the minutes in which it says "Opening".
incident_receipt = Table(
    "incident_receipt",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("response_url", Text, nullable=False),
    Column("note", Text, nullable=False, default=""),
)
