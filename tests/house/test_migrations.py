"""A migrated database has exactly the tables that the program declares, on both databases, however it got there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from fireline.core.errors import Misconfigured
from fireline.store.engine import Database, parse
from fireline.store.gather import gathered
from fireline.store.migrate import migrate
from fireline.store.revise import first_migration
from fireline.store.version import current, head, migrate_if_needed, needs_migration


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = create_engine(parse(url), poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


def differences(connection: Connection) -> list[Any]:
    # Types are compared by `rules`: SQLite reads some of them back under other names.
    context = MigrationContext.configure(connection, opts={"compare_type": False})
    return [found for found in compare_metadata(context, gathered()) if not is_version_table(found)]


def is_version_table(found: Any) -> bool:
    return found[0] == "remove_table" and found[1].name == "alembic_version"


def rules(connection: Connection) -> dict[str, Any]:
    """What holds the promises: every key, unique constraint and index, by its name."""
    seen = inspect(connection)
    return {
        table: (
            seen.get_pk_constraint(table)["constrained_columns"],
            sorted((one["name"] or "", tuple(one["column_names"])) for one in seen.get_unique_constraints(table)),
            sorted((one["name"] or "", tuple(one["column_names"])) for one in seen.get_indexes(table)),
            sorted((column["name"], str(column["type"]), column["nullable"]) for column in seen.get_columns(table)),
        )
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def test_the_migrated_schema_is_the_declared_one(migrated_url: str) -> None:
    with connected(migrated_url) as connection:
        assert differences(connection) == []
        migrated = rules(connection)
        gathered().drop_all(connection)
        gathered().create_all(connection)
        assert migrated == rules(connection)


def test_every_table_carries_its_workspace(migrated_url: str) -> None:
    with connected(migrated_url) as connection:
        seen = inspect(connection)
        tables = [name for name in seen.get_table_names() if name != "alembic_version"]
        without = [
            name for name in tables if "workspace_id" not in {column["name"] for column in seen.get_columns(name)}
        ]

    assert len(tables) > 7
    assert without == []


def test_the_first_migration_can_be_written_from_the_declarations(database_url: str) -> None:
    namespace: dict[str, Any] = {}
    exec(compile(first_migration(), "0001_initial.py", "exec"), namespace)

    with connected(database_url) as connection:
        with Operations.context(MigrationContext.configure(connection)):
            namespace["upgrade"]()
        assert differences(connection) == []
        written = rules(connection)
        gathered().drop_all(connection)
        gathered().create_all(connection)
        assert written == rules(connection)


def test_two_processes_that_start_together_migrate_once(database_url: str) -> None:
    def start(_: int) -> bool:
        return migrate_if_needed(database_url)

    with ThreadPoolExecutor(3) as starters:
        list(starters.map(start, range(3)))

    assert not needs_migration(database_url)
    with connected(database_url) as connection:
        assert current(connection) == head()
        assert differences(connection) == []


def test_a_migrated_database_needs_no_child_process(migrated_url: str) -> None:
    assert migrate_if_needed(migrated_url) is False


def test_a_database_of_a_newer_version_is_refused(migrated_url: str) -> None:
    with connected(migrated_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(Misconfigured, match=r"^DATABASE_URL: this database belongs to a newer Fireline \(schema 9999"):
        needs_migration(migrated_url)
    with pytest.raises(Misconfigured, match="newer Fireline"):
        migrate(migrated_url)


async def test_a_file_that_a_running_process_writes_to_is_not_migrated(sqlite_url: str) -> None:
    running = await Database.open(sqlite_url)

    with pytest.raises(Misconfigured, match=r"the schema could not be brought up to date: .*stop that one"):
        migrate_if_needed(sqlite_url)
    await running.close()

    assert migrate_if_needed(sqlite_url)


def test_serving_does_not_load_what_migrating_needs() -> None:
    program = "import sys, fireline.store.unit, fireline.store.version; sys.exit('alembic' in sys.modules)"

    ran = subprocess.run([sys.executable, "-c", program], check=False)

    assert ran.returncode == 0
