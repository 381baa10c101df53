"""Tasks as they stand now, and the one message in which each owner finds theirs."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from fireline.store.metadata import metadata, stated
from fireline.store.types import BigId, UtcTime

# `boxed_at` to `due_at` is the time box as it was set last; both are empty without one. `removed_at`: its creation was
# taken back. `told` is the newest reminder of this owner for this box; a new owner or box clears it.
task = Table(
    "task",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", String(32), nullable=False),
    Column("incident_id", BigId, nullable=False),
    Column("title", Text, nullable=False, info=stated("removed_at IS NULL")),
    Column("status", String(16), nullable=False),
    Column("owner_id", String(32)),
    Column("assigned_by", String(32)),
    Column("assigned_at", UtcTime),
    Column("boxed_at", UtcTime),
    Column("due_at", UtcTime),
    Column("told", String(16), nullable=False, default=""),
    Column("created_by", String(32), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("ended_by", String(32)),
    Column("outcome", Text, nullable=False, default="", info=stated("removed_at IS NULL")),
    Column("reason", Text, nullable=False, default="", info=stated("removed_at IS NULL")),
    Column("removed_at", UtcTime),
    Index("ix_task_owner", "workspace_id", "owner_id", "status"),
    Index("ix_task_incident", "workspace_id", "incident_id"),
    sqlite_autoincrement=True,
)

# The message that lists somebody's tasks of one incident; another number when they must notice something new.
task_note = Table(
    "task_note",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("user_id", String(32), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("shown_at", UtcTime, nullable=False),
    Column("is_open", Boolean, nullable=False),
)
