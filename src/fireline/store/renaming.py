"""Puts one id in the place of another, in every table and column where it stands: as a value, in a text, in JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import JSON, Column, Connection, Row, String, Table, cast, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from fireline.core.events import WorkspaceId
from fireline.store.gather import gathered
from fireline.store.tables import delivery, lane
from fireline.store.types import UtcTime


def rename(connection: Connection, workspace_id: WorkspaceId, old: str, new: str) -> dict[str, int]:
    """Gives how many rows of which tables changed. What still waits to be sent keeps its address."""
    found = re.compile(rf"(?<![A-Za-z0-9]){re.escape(old)}(?![A-Za-z0-9])")
    changed = {}
    for table in gathered().sorted_tables:
        columns = [column for column in table.columns if _can_hold(column)]
        if columns and "workspace_id" in table.c:
            changed[table.name] = _in_table(connection, table, columns, workspace_id, found, old, new)
    return {name: count for name, count in changed.items() if count}


def mentions(connection: Connection, workspace_id: WorkspaceId, old: str) -> dict[str, int]:
    """In how many rows of which tables the id stands."""
    counted = {}
    for table in gathered().sorted_tables:
        columns = [column for column in table.columns if _can_hold(column)]
        if columns and "workspace_id" in table.c:
            query = select(func.count()).select_from(table).where(*_holding(table, columns, workspace_id, old))
            counted[table.name] = int(connection.execute(query).scalar_one())
    return {name: count for name, count in counted.items() if count}


def _can_hold(column: Column[Any]) -> bool:
    is_text = isinstance(column.type, (String, JSON)) and not isinstance(column.type, UtcTime)
    return is_text and column.name != "workspace_id"


def _holding(table: Table, columns: list[Column[Any]], workspace_id: WorkspaceId, old: str) -> list[Any]:
    where = [table.c.workspace_id == workspace_id]
    where.append(or_(*(cast(column, String).contains(old, autoescape=True) for column in columns)))
    if table is delivery:
        where.append(table.c.ended_at.is_not(None))
    if table is lane:
        where.append(table.c.head_id.is_(None))
    return where


def _in_table(
    connection: Connection,
    table: Table,
    columns: list[Column[Any]],
    workspace_id: WorkspaceId,
    found: re.Pattern[str],
    old: str,
    new: str,
) -> int:
    rows = connection.execute(select(table).where(*_holding(table, columns, workspace_id, old))).all()
    count = 0
    for row in rows:
        values = _renamed(row, columns, found, new)
        if values:
            _write(connection, table, row, values)
            count += 1
    return count


def _write(connection: Connection, table: Table, row: Row[Any], values: dict[str, Any]) -> None:
    """Where the new id has a row of its own already, the old one's goes."""
    key = [column == getattr(row, column.name) for column in table.primary_key.columns]
    try:
        with connection.begin_nested():
            connection.execute(update(table).where(*key).values(values))
    except IntegrityError:
        connection.execute(delete(table).where(*key))


def _renamed(row: Row[Any], columns: list[Column[Any]], found: re.Pattern[str], new: str) -> dict[str, Any]:
    values = {}
    for column in columns:
        value = getattr(row, column.name)
        if value is None:
            continue
        if isinstance(column.type, JSON):
            text = json.dumps(value, ensure_ascii=False)
            if found.search(text):
                values[column.name] = json.loads(found.sub(new, text))
        elif found.search(value):
            values[column.name] = found.sub(new, value)
    return values
