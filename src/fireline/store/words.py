"""Lets go of what people typed into the tables of the features; each column says itself how (`store/metadata.py`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, and_, func, select, text, true, update

from fireline.core.events import IncidentId, UserId, WorkspaceId
from fireline.store.gather import gathered
from fireline.store.metadata import Said, Stated


def forget_person(connection: Connection, workspace_id: WorkspaceId, user_id: UserId) -> int:
    """Blanks what this person said; gives in how many rows."""
    gone = 0
    for column, said in _said():
        if said.by is not None:
            theirs = column.table.c[said.by] == user_id
            gone += _blank(connection, column, workspace_id, theirs)
    return gone


def let_go(connection: Connection, workspace_id: WorkspaceId, incident_id: IncidentId) -> int:
    """Blanks what was said about an incident, and what was stated and taken back; gives in how many rows."""
    return sum(
        _blank(connection, column, workspace_id, and_(column.table.c.incident_id == incident_id, which))
        for column, which in _passing()
    )


def counted(
    connection: Connection, workspace_id: WorkspaceId, incident_ids: Sequence[IncidentId]
) -> Counter[IncidentId]:
    """How many texts `let_go` would blank, by incident."""
    found: Counter[IncidentId] = Counter()
    for column, which in _passing():
        c = column.table.c
        theirs = (c.workspace_id == workspace_id, c.incident_id.in_(incident_ids), column != "", which)
        query = select(c.incident_id, func.count().label("texts")).where(*theirs).group_by(c.incident_id)
        found.update({IncidentId(row.incident_id): int(row.texts) for row in connection.execute(query)})
    return found


def let_go_of_loose(connection: Connection, workspace_id: WorkspaceId, before: datetime) -> int:
    """The same for what belongs to no incident, and was settled before then."""
    gone = 0
    for column, said in _said():
        if said.at is not None:
            c = column.table.c
            loose = and_(c.incident_id.is_(None), c[said.at] <= before)
            gone += _blank(connection, column, workspace_id, loose)
    return gone


def _passing() -> Iterator[tuple[Column[Any], Any]]:
    """The columns of which something goes with its incident, and which of their rows."""
    for column, _ in _said():
        yield column, true()
    for column, stated in _stated():
        if stated.counts is not None:
            yield column, text(f"NOT ({stated.counts})")


def _said() -> Iterator[tuple[Column[Any], Said]]:
    for table in gathered().sorted_tables:
        for column in table.columns:
            if "said" in column.info:
                yield column, column.info["said"]


def _stated() -> Iterator[tuple[Column[Any], Stated]]:
    for table in gathered().sorted_tables:
        for column in table.columns:
            if "stated" in column.info:
                yield column, column.info["stated"]


def _blank(connection: Connection, column: Column[Any], workspace_id: WorkspaceId, which: Any) -> int:
    table = column.table
    mine = (table.c.workspace_id == workspace_id, column != "", which)
    return connection.execute(update(table).where(*mine).values({column.name: ""})).rowcount
