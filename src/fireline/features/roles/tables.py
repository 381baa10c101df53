"""Who holds what now, what is offered, and what was said about it; how it came so is in the journal."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, text

from fireline.store.metadata import metadata
from fireline.store.types import BigId, UtcTime

role_holding = Table(
    "role_holding",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("role", String(32), primary_key=True),
    Column("user_id", String(32), primary_key=True),
    Column("is_acting", Boolean, nullable=False),
    Column("since", UtcTime, nullable=False),
    Index("ix_role_holding_user", "workspace_id", "user_id"),
    Index(
        "ux_role_holding_ic",  # one incident, one IC
        "workspace_id",
        "incident_id",
        unique=True,
        sqlite_where=text("role = 'ic'"),
        postgresql_where=text("role = 'ic'"),
    ),
)

# An offer keeps its row when it ends: its number names a message for ever.
role_offer = Table(
    "role_offer",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", String(32), nullable=False),
    Column("incident_id", BigId, nullable=False),
    Column("user_id", String(32), nullable=False),
    Column("given_by", String(32), nullable=False),
    Column("is_handoff", Boolean, nullable=False),
    Column("offered_at", UtcTime, nullable=False),
    Column("outcome", String(16), nullable=False, default=""),
    Column("is_giver_told", Boolean, nullable=False, default=False),
    Index("ix_role_offer_incident", "workspace_id", "incident_id"),
    sqlite_autoincrement=True,
)

# The open offer of each role: at most one, and where several may hold it one to each person (their `slot`).
role_offered = Table(
    "role_offered",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("role", String(32), primary_key=True),
    Column("slot", String(32), primary_key=True),
    Column("offer_id", BigId, nullable=False),
)

# Who learns a role beside its holder, and counts for nothing.
role_shadow = Table(
    "role_shadow",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("role", String(32), primary_key=True),
    Column("user_id", String(32), primary_key=True),
    Column("since", UtcTime, nullable=False),
)

# The message that is somebody's card; another one when they must notice something new.
role_card = Table(
    "role_card",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("user_id", String(32), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("name", String(120), nullable=False),
    Column("is_open", Boolean, nullable=False),
)

# How long an incident has had no confirmed IC, and how often the channel was told in this round.
ic_watch = Table(
    "ic_watch",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("round", Integer, nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("counted_from", UtcTime, nullable=False),
    Column("told", Integer, nullable=False),
    Column("is_open", Boolean, nullable=False),
)
