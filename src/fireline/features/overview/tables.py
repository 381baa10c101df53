"""Which steps of an opening stand, and which may be tried again; the channel's bookmarks; who looks at the home tab."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from fireline.store.metadata import metadata
from fireline.store.types import BigId, UtcTime

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

# Where the channel's bookmarks lead, and where they are to lead; changed one call at a time.
bookmark = Table(
    "bookmark",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("incident_id", BigId, primary_key=True),
    Column("kind", String(16), primary_key=True),  # call, draft
    Column("channel_id", String(32), primary_key=True),
    Column("link", Text, nullable=False, default=""),  # as it should be; empty: not there
    Column("shown", Text, nullable=False, default=""),
    Column("slack_id", String(32), nullable=False, default=""),
    Column("asked", Integer, nullable=False, default=0),  # how many calls there were
    Column("is_under_way", Boolean, nullable=False, default=False),
)

# Who opened the app's home tab: it is drawn for them alone.
home_tab = Table(
    "home_tab",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("user_id", String(32), primary_key=True),
    Column("opened_at", UtcTime, nullable=False),
    Column("shown", String(64), nullable=False, default=""),  # a hash of what was drawn last
    Column("channels_later_until", UtcTime),  # an admin does not want to be asked for channels before
)
