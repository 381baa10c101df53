"""The store's own tables: journal, inbox, outbox, schedule, installations. Features keep theirs in their folders."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint, text

from fireline.store.metadata import metadata
from fireline.store.types import BigId, Json, UtcTime

# Written out where it is asked, too: with a parameter in its place SQLite would not take the index for it.
DEAD = "state = 'dead'"

# Ids of entries and deliveries are spoken of outside (in a message's metadata): SQLite must never give one out again.
entry = Table(
    "entry",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("incident_id", BigId, nullable=False),
    Column("kind", Text, nullable=False),
    Column("happened_at", UtcTime, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("actor_id", Text),
    Column("text", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("channel_id", Text),
    Column("ts", Text),
    Column("thread_ts", Text),
    Column("permalink", Text),
    Column("is_key", Boolean, nullable=False, default=False),
    Column("is_hidden", Boolean, nullable=False, default=False),
    Column("marked_by", Text),
    Column("source", Text),
    Column("edited_at", UtcTime),
    Column("deleted_at", UtcTime),
    Column("undone_at", UtcTime),
    UniqueConstraint("workspace_id", "source"),
    Index(None, "workspace_id", "incident_id", "happened_at", "id"),
    sqlite_autoincrement=True,
)

# `ended_at` is empty while a row waits: both databases can keep a small index of just these.
inbox = Table(
    "inbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload", Json),
    Column("channel_id", Text),
    Column("ts", Text),
    Column("received_at", UtcTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("error", Text),
    UniqueConstraint("workspace_id", "key"),
    Index("ix_inbox_waiting", "id", sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
    Index("ix_inbox_dead", "id", sqlite_where=text(DEAD), postgresql_where=text(DEAD)),
    Index(None, "received_at"),
    sqlite_autoincrement=True,
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("after_id", BigId),
    Column("key", Text),
    Column("method", Text, nullable=False),
    Column("arguments", Json, nullable=False),
    Column("surface", Text),
    Column("incident_id", BigId),
    Column("topic", Text),
    Column("data", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", UtcTime, nullable=False),
    Column("lease_until", UtcTime),
    Column("fence", Integer, nullable=False, default=0),
    Column("created_at", UtcTime, nullable=False),
    Column("sent_at", UtcTime),
    Column("ended_at", UtcTime),
    Column("result", Json),
    Column("progress", Json),
    Column("error", Text),
    UniqueConstraint("workspace_id", "key"),
    Index(
        # The telling column first: before it has statistics, PostgreSQL would take any index with a workspace in front.
        "ix_delivery_waiting",
        "lane",
        "workspace_id",
        "id",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index(
        "ix_delivery_surface_waiting",
        "surface",
        "workspace_id",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index(
        "ix_delivery_leased",
        "lease_until",
        sqlite_where=text("lease_until IS NOT NULL"),
        postgresql_where=text("lease_until IS NOT NULL"),
    ),
    Index(
        "ix_delivery_after",
        "after_id",
        sqlite_where=text("after_id IS NOT NULL"),
        postgresql_where=text("after_id IS NOT NULL"),
    ),
    Index("ix_delivery_dead", "id", sqlite_where=text(DEAD), postgresql_where=text(DEAD)),
    Index(None, "ended_at"),
    sqlite_autoincrement=True,
)

# One row per lane: its head is the only delivery of it that may leave.
lane = Table(
    "lane",
    metadata,
    Column("workspace_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("head_id", BigId),
    PrimaryKeyConstraint("workspace_id", "name"),
    Index(
        "ix_lane_heads",
        "head_id",
        sqlite_where=text("head_id IS NOT NULL"),
        postgresql_where=text("head_id IS NOT NULL"),
    ),
)

surface = Table(
    "surface",
    metadata,
    Column("workspace_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("to", Text, nullable=False),
    Column("channel_id", Text),
    Column("ts", Text),
    Column("thread", Text),
    Column("wanted", Text),
    Column("removed_at", UtcTime),
    PrimaryKeyConstraint("workspace_id", "name"),
    Index(None, "workspace_id", "channel_id", "ts"),
)

due = Table(
    "due",
    metadata,
    Column("workspace_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("data", Json, nullable=False),
    Column("incident_id", BigId),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", UtcTime),
    Column("error", Text),
    PrimaryKeyConstraint("workspace_id", "kind", "subject"),
    Index(None, "due_at"),
)

installation = Table(
    "installation",
    metadata,
    Column("workspace_id", Text, primary_key=True),
    Column("bot_user_id", Text, nullable=False),
    Column("bot_id", Text, nullable=False),
    Column("app_id", Text),
    Column("team_name", Text, nullable=False),
    Column("installed_at", UtcTime, nullable=False),
)

user_group_member = Table(
    "user_group_member",
    metadata,
    Column("workspace_id", Text, primary_key=True),
    Column("group_id", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
)
