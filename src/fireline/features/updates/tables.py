"""Clocks, updates, where each went, who subscribed, and for how long the bot keeps quiet."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from fireline.store.metadata import metadata, said, stated
from fireline.store.types import BigId, UtcTime

# One for each incident. `round` counts deadlines that were asked for: it names the prompt's message for ever.
update_clock = Table(
    "update_clock",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("next_at", UtcTime),
    Column("interval_seconds", Integer),
    Column("off_until", UtcTime),
    Column("off_why", Text, nullable=False, default="", info=stated()),
    Column("off_by", String(32)),
    Column("phase", String(16), nullable=False, default=""),
    Column("misses", Integer, nullable=False, default=0),
    Column("round", Integer, nullable=False, default=0),
    Column("version", Integer, nullable=False, default=0),
    Column("prompted_at", UtcTime),
    Column("prompted_to", String(32)),
    Column("is_prompt_open", Boolean, nullable=False, default=False),
    Column("has_bought_edit", Boolean, nullable=False, default=False),
    Column("has_bought_more", Boolean, nullable=False, default=False),
    Column("draft", Text, nullable=False, default="", info=said(by=None)),
    Column("is_ready", Boolean, nullable=False, default=False),
    Column("ready_by", String(32)),
    Column("ready_next_at", UtcTime),
)

# `sequence` counts whatever was told, `number` only what a person wrote; both are set when it leaves.
# `entry_id` is the marked message that it was proposed from.
stakeholder_update = Table(
    "stakeholder_update",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", String(32), nullable=False),
    Column("incident_id", BigId, nullable=False),
    Column("sequence", Integer),
    Column("number", Integer),
    Column("state", String(16), nullable=False),
    Column("stage", String(16), nullable=False, default=""),
    Column("news", Text, nullable=False, info=stated("sent_at IS NOT NULL")),
    Column("impact", Text, nullable=False, default="", info=stated("sent_at IS NOT NULL")),
    Column("severity", String(8), nullable=False, default=""),
    Column("status", String(16), nullable=False, default=""),
    Column("status_since", UtcTime),
    Column("is_automatic", Boolean, nullable=False, default=False),
    Column("is_last", Boolean, nullable=False, default=False),
    Column("author_id", String(32)),
    Column("entry_id", BigId),
    Column("made_at", UtcTime, nullable=False),
    Column("leaves_at", UtcTime),
    Column("sent_at", UtcTime),
    Column("sent_by", String(32)),
    Column("asked_at", UtcTime),
    Column("next_at", UtcTime),
    Column("is_next_given", Boolean, nullable=False, default=False),
    Column("held_until", UtcTime),
    Column("stopped_by", String(32)),
    Column("corrected_at", UtcTime),
    Column("corrected_by", String(32)),
    UniqueConstraint("workspace_id", "incident_id", "sequence"),
    UniqueConstraint("workspace_id", "incident_id", "number"),
    Index("ix_stakeholder_update_incident", "workspace_id", "incident_id", "state"),
    sqlite_autoincrement=True,
)

# One row for each place that one update went to. `audience` is internal now; customer and executive come beside it.
update_delivery = Table(
    "update_delivery",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("audience", String(16), primary_key=True),
    Column("place", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("update_id", BigId, nullable=False),
    Column("sent_at", UtcTime, nullable=False),
    Index("ix_update_delivery_update", "update_id"),
)

# `scope` is a severity (that one and worse), `all`, or `incident:<id>`.
update_subscription = Table(
    "update_subscription",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("user_id", String(32), primary_key=True),
    Column("scope", String(32), primary_key=True),
    Column("since", UtcTime, nullable=False),
)

# Who sat in the stakeholder channel when Slack was last asked.
stakeholder_member = Table(
    "stakeholder_member",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("channel_id", String(32), primary_key=True),
    Column("user_id", String(32), primary_key=True),
)

bot_quiet = Table(
    "bot_quiet",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("until", UtcTime, nullable=False),
    Column("by", String(32), nullable=False),
)
