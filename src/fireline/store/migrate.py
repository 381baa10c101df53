"""Brings the schema up to date: `python -m fireline.store.migrate` with DATABASE_URL, or `migrate(url)`.

Safe when several processes start together: one migrates, the others wait and find nothing left to do.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from fireline.core.errors import Misconfigured, RetryLater
from fireline.store.backend import Unavailable
from fireline.store.engine import parse, path_of
from fireline.store.lockfile import LockFile
from fireline.store.sqlite import writing_engine
from fireline.store.version import MIGRATIONS, current, head, needs_migration, refuse_newer

__all__ = ["current", "head", "migrate", "needs_migration"]

ADVISORY_LOCK = 0x0F17E_11E  # any number that nobody else in this database uses
PATIENCE = 2  # seconds to wait for a process that is just closing the file


def migrate(url: str) -> None:
    """Brings this database to the newest version. Raises Misconfigured when another process is writing to the file."""
    parsed = parse(url)
    try:
        with _alone(parsed) as connection:
            refuse_newer(current(connection))
            upgrade(connection)
    except DBAPIError as error:
        raise Unavailable(f"The database cannot be changed: {error.orig}") from error


def upgrade(connection: Connection, to: str = "head") -> None:
    """Runs the missing migrations in this connection's transaction."""
    script = ScriptDirectory(str(MIGRATIONS))

    def missing(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs(to, revision)

    with EnvironmentContext(Config(), script, fn=missing) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()


@contextmanager
def _alone(url: URL) -> Iterator[Connection]:
    """A connection in a transaction, while nobody else migrates; commits at the end."""
    if url.get_backend_name() == "sqlite":
        with _file_alone(path_of(url)), _transaction_in_file(path_of(url)) as connection:
            yield connection
        return
    engine = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 5})
    with engine.begin() as connection:
        # The lock of a transaction, not of a session: PgBouncer may stand between.
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        yield connection


@contextmanager
def _transaction_in_file(path: Path) -> Iterator[Connection]:
    engine = writing_engine(path)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _file_alone(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{path}.migrate.lock", "w") as others:
        fcntl.flock(others, fcntl.LOCK_EX)
        lock = _patiently_locked(path)
        try:
            yield
        finally:
            lock.release(as_found=True)


def _patiently_locked(path: Path) -> LockFile:
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            return LockFile.take(path)
        except Misconfigured:
            if time.monotonic() > give_up or not needs_migration(f"sqlite:///{path}"):
                raise
            time.sleep(0.1)


def main() -> None:
    """Migrates DATABASE_URL; ends with a sentence on standard error when that is not possible."""
    try:
        migrate(os.environ.get("DATABASE_URL", "sqlite:///fireline.db"))
    except (Misconfigured, RetryLater) as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
