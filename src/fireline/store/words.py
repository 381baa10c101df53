"""Lets go of what people typed into the tables of the features; each column says itself how (`store/metadata.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, and_, text, update

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
    gone = 0
    for column, _ in _said():
        about = column.table.c.incident_id == incident_id
        gone += _blank(connection, column, workspace_id, about)
    for column, stated in _stated():
        if stated.counts is not None:
            void = and_(column.table.c.incident_id == incident_id, text(f"NOT ({stated.counts})"))
            gone += _blank(connection, column, workspace_id, void)
    return gone


def let_go_of_loose(connection: Connection, workspace_id: WorkspaceId, before: datetime) -> int:
    """The same for what belongs to no incident, and was settled before then."""
    gone = 0
    for column, said in _said():
        if said.at is not None:
            c = column.table.c
            loose = and_(c.incident_id.is_(None), c[said.at] <= before)
            gone += _blank(connection, column, workspace_id, loose)
    return gone


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
