"""What somebody reported, and what people made of it."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text

from fireline.store.metadata import metadata, said
from fireline.store.types import BigId, UtcTime

# `state`: open, accepted, merged, declined. `incident_id`: what it became or joined. `channel_id`: where its card is.
triage_report = Table(
    "triage_report",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", String(32), nullable=False),
    Column("text", Text, nullable=False, info=said(by="reported_by", at="decided_at")),
    Column("severity", String(8), nullable=False, default=""),
    Column("reported_by", String(32), nullable=False),
    Column("reported_at", UtcTime, nullable=False),
    Column("channel_id", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("incident_id", BigId),
    Column("decided_by", String(32)),
    Column("decided_at", UtcTime),
    Column("reason", Text, nullable=False, default="", info=said(by="decided_by", at="decided_at")),
    Index("ix_triage_report_state", "workspace_id", "state"),
    Index("ix_triage_report_incident", "incident_id"),
    sqlite_autoincrement=True,
)
