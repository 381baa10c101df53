"""What somebody adds to a brief when they hand over: words like those of a message, kept with the offer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from fireline.core.events import EntryId
from fireline.features.roles import events as roles
from fireline.store import journal
from fireline.store.tables import entry
from fireline.store.unit import Unit


def blank(unit: Unit, which: Any) -> int:
    """Takes the words out of these offers; gives of how many."""
    c = entry.c
    offers = (c.workspace_id == unit.workspace_id, c.kind == roles.OFFERED)
    rows = [row for row in unit.rows(select(c.id, c.data).where(*offers, which)) if row.data.get("note")]
    for row in rows:
        journal.change(unit, EntryId(row.id), data={**row.data, "note": ""})
    return len(rows)
