"""What Slack told us of people and conversations, refreshed by its events."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, String, Table

from fireline.store.metadata import metadata
from fireline.store.types import UtcTime

person = Table(
    "person",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("user_id", String(32), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("is_admin", Boolean, nullable=False),
    Column("is_guest", Boolean, nullable=False),
    Column("is_bot", Boolean, nullable=False),
    Column("is_deleted", Boolean, nullable=False),
    Column("dm_channel_id", String(32)),
    Column("root", String(32)),
    Column("learned_at", UtcTime, nullable=False),
)

conversation = Table(
    "conversation",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("channel_id", String(32), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("is_private", Boolean, nullable=False),
    Column("is_archived", Boolean, nullable=False),
    Column("is_shared", Boolean, nullable=False),
    Column("is_member", Boolean, nullable=False),
)

# A channel that an admin chose in Slack where the settings name none.
channel_choice = Table(
    "channel_choice",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("key", String(32), primary_key=True),  # digest, stakeholders
    Column("channel_id", String(32), nullable=False),
    Column("chosen_by", String(32), nullable=False),
    Column("chosen_at", UtcTime, nullable=False),
)
