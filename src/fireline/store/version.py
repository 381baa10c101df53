"""Which version of the schema a database has, found out by one SELECT: Alembic is not loaded while serving."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from fireline.core.errors import Misconfigured
from fireline.store.backend import Unavailable
from fireline.store.engine import parse, path_of

MIGRATIONS = Path(__file__).with_name("migrations")


def head() -> str:
    """The newest version that this program knows."""
    return max(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))


def current(connection: Connection) -> str | None:
    """The version of the schema in this database; None when it has none yet."""
    try:
        with connection.begin_nested():  # without it the failing SELECT would end a transaction of PostgreSQL
            found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DBAPIError as error:
        if _is_missing_table(error):
            return None
        raise
    return found


def needs_migration(url: str) -> bool:
    """Whether the schema is older than this program; Misconfigured when it is newer."""
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite" and not path_of(parsed).exists():
        return True
    engine = create_engine(_for_reading(parsed), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            found = current(connection)
    except DBAPIError as error:
        raise Unavailable(f"The database does not answer: {error.orig}") from error
    refuse_newer(found)
    return found != head()


def refuse_newer(found: str | None) -> None:
    """A newer Fireline has changed the schema; this one would break it."""
    if found is not None and found > head():
        raise Misconfigured(
            "DATABASE_URL", f"this database belongs to a newer Fireline (schema {found}, this one knows {head()})."
        )


def migrate_if_needed(url: str) -> bool:
    """Brings the schema up to date in a child process; False when there was nothing to do."""
    if not needs_migration(url):
        return False
    ran = subprocess.run(
        [sys.executable, "-m", "fireline.store.migrate"],
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode != 0:
        said = ran.stderr.strip().splitlines() or ["no reason given"]
        raise Misconfigured("DATABASE_URL", f"the schema could not be brought up to date: {said[-1]}")
    return True


def _for_reading(url: URL) -> str | URL:
    if url.get_backend_name() != "sqlite":
        return url.update_query_dict({"connect_timeout": "2"})
    return f"sqlite:///file:{path_of(url)}?mode=ro&uri=true"


def _is_missing_table(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) == "42P01" or "no such table" in str(error.orig)
