"""What the journal's rows do not hold: who marked what, and how far each channel's history was read."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, String, Table, Text

from fireline.store.metadata import metadata
from fireline.store.types import BigId, UtcTime

# The last word of each person about each emoji on each message, whether the message is here already or not.
# `subject` is `channel:ts` of a message, or `entry:7` of an entry that is none.
timeline_mark = Table(
    "timeline_mark",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("subject", String(80), primary_key=True),
    Column("user_id", String(32), primary_key=True),
    Column("emoji", String(128), primary_key=True),
    Column("incident_id", BigId, nullable=False, index=True),
    Column("mark", String(16), nullable=False),
    Column("is_on", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
)

# Everything up to `read_to` was read. A sweep that is under way has read from `sweep_top` down to `sweep_down`.
backfill = Table(
    "backfill",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("channel_id", String(32), primary_key=True),
    Column("read_to", Text),
    Column("sweep_top", Text),
    Column("sweep_down", Text),
)
