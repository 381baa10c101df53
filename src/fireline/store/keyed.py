"""Rows by their key, within the unit's workspace: the column that no query of a feature may forget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, insert, select, update

from fireline.store.unit import Unit


def having(unit: Unit, table: Table, **key: Any) -> list[ColumnElement[bool]]:
    """What to hand to `where`."""
    return [table.c[name] == value for name, value in {"workspace_id": unit.workspace_id, **key}.items()]


def one(unit: Unit, table: Table, **key: Any) -> Row[Any] | None:
    return unit.first(select(table).where(*having(unit, table, **key)))


def facts(row: Row[Any]) -> dict[str, Any]:
    """Its columns but for the workspace: what a feature's own class is made of."""
    return {name: value for name, value in row._mapping.items() if name != "workspace_id"}


def add(unit: Unit, table: Table, **values: Any) -> int:
    """Gives the number of the new row, for a table that numbers its rows."""
    made = unit.execute(insert(table).values(workspace_id=unit.workspace_id, **values)).inserted_primary_key
    assert made is not None
    return int(made[0])


def change(unit: Unit, table: Table, key: Mapping[str, Any], **values: Any) -> bool:
    """False when there is no such row."""
    return unit.execute(update(table).where(*having(unit, table, **key)).values(**values)).rowcount > 0


def put(unit: Unit, table: Table, key: Mapping[str, Any], **values: Any) -> None:
    """Changes the row, or makes it. Of two that make it at once the second fails, so whoever calls holds the incident.

    Not one upsert: a change names some columns only, and the database would miss the others before it sees the row.
    """
    if not change(unit, table, key, **(values or key)):
        unit.execute(insert(table).values(workspace_id=unit.workspace_id, **key, **values))
