"""The few statements that the two databases spell differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from fireline.core.clock import machine_now


class InsertNew:
    """`INSERT … ON CONFLICT DO NOTHING`, built once for both databases.

    On PostgreSQL a second writer of the same key waits for the first: who gets no row back came second.
    """

    def __init__(self, table: Table, *key: str, returning: Sequence[Column[Any]] = ()) -> None:
        self._by_dialect: Mapping[str, Any] = {
            "sqlite": sqlite.insert(table).on_conflict_do_nothing(index_elements=key),
            "postgresql": postgresql.insert(table).on_conflict_do_nothing(index_elements=key),
        }
        if returning:
            self._by_dialect = {name: made.returning(*returning) for name, made in self._by_dialect.items()}

    def on(self, connection: Connection) -> Insert:
        made: Insert = self._by_dialect[connection.dialect.name]
        return made


class Upsert:
    """`INSERT … ON CONFLICT DO UPDATE` that overwrites the columns named, built once for both databases."""

    def __init__(self, table: Table, key: Sequence[str], overwrite: Sequence[str]) -> None:
        self._by_dialect: Mapping[str, Any] = {
            name: _overwriting(made, key, overwrite)
            for name, made in (("sqlite", sqlite.insert(table)), ("postgresql", postgresql.insert(table)))
        }

    def on(self, connection: Connection) -> Insert:
        made: Insert = self._by_dialect[connection.dialect.name]
        return made


def _overwriting(made: Any, key: Sequence[str], overwrite: Sequence[str]) -> Any:
    return made.on_conflict_do_update(index_elements=key, set_={name: made.excluded[name] for name in overwrite})


def database_now(connection: Connection) -> datetime:
    """Machine time as the database sees it: several processes share one PostgreSQL, and their clocks differ."""
    if connection.dialect.name != "postgresql":
        return machine_now()
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment
