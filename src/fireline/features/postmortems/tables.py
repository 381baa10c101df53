"""What people add once an incident is over: answers, sections, waivers, and how far the wrap-up has come."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from fireline.store.metadata import metadata, stated
from fireline.store.types import BigId, Json, UtcTime

# One for each incident that ended. `round` counts how often it was taken up again: it names the line about its end.
postmortem = Table(
    "postmortem",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("round", Integer, nullable=False, default=0),
    Column("facilitator_id", String(32)),
    Column("review_at", UtcTime),
    Column("tier", String(8), nullable=False, default=""),
    Column("tier_why", Text, nullable=False, default="", info=stated()),
    Column("ready_at", UtcTime),
)

# What nobody but people can know. Empty text means that it was not answered.
postmortem_facts = Table(
    "postmortem_facts",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("found_by", String(32), nullable=False, default=""),
    Column("could_be_sooner", String(8), nullable=False, default=""),
    Column("sooner_how", Text, nullable=False, default="", info=stated()),
    Column("services", Json, nullable=False, info=stated()),
    Column("failure_class", String(32), nullable=False, default=""),
    Column("other_classes", Json, nullable=False),
    Column("triggers", Json, nullable=False),
    Column("answered_by", String(32)),
    Column("answered_at", UtcTime),
)

# What somebody wrote under a heading; what the record says stands beside it.
postmortem_section = Table(
    "postmortem_section",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("heading", String(32), primary_key=True),
    Column("text", Text, nullable=False, info=stated()),
    Column("edited_by", String(32), nullable=False),
    Column("edited_at", UtcTime, nullable=False),
)

# A remark of the blameless check that somebody answered with a reason instead of a change.
postmortem_waiver = Table(
    "postmortem_waiver",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("finding", String(64), primary_key=True),
    Column("reason", Text, nullable=False, info=stated()),
    Column("waived_by", String(32), nullable=False),
    Column("waived_at", UtcTime, nullable=False),
)

# The wrap-up: whose it is, and the message that asks for it. `number` names that message for ever.
wrapup = Table(
    "wrapup",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("number", Integer, nullable=False, default=0),
    Column("user_id", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("due_at", UtcTime, nullable=False),
)
