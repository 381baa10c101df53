"""Which steps of an opening stand, and which failed and may be tried again."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from fireline.store.metadata import metadata
from fireline.store.types import BigId

opening_step = Table(
    "opening_step",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("step", String(32), primary_key=True),
    Column("state", String(16), nullable=False),  # asked, done, failed
    Column("error", Text, nullable=False, default=""),
    Column("attempt", Integer, nullable=False, default=1),
)
