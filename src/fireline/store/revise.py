"""Writes the first migration from the metadata: `python -m fireline.store.revise`. For use before the first release;
`ruff format` then lays it out.

After a release the first migration is frozen, and what changes comes in a file of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import UpgradeOps
from sqlalchemy import create_engine
from sqlalchemy.types import TypeEngine

from fireline.store.gather import gathered
from fireline.store.types import BigId, Json, UtcTime
from fireline.store.version import MIGRATIONS

FIRST = MIGRATIONS / "versions" / "0001_initial.py"
TYPES = ("BigId", "Json", "UtcTime")


def first_migration() -> str:
    """The text of a migration that makes every table from nothing, alike on both databases."""
    with create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": gathered()})
        upgrade = produce_migrations(context, gathered()).upgrade_ops
        assert isinstance(upgrade, UpgradeOps)
        body = render_python_code(upgrade, render_item=_render, migration_context=context)
    return _file("\n".join(line for line in body.splitlines() if "# ###" not in line))


def _render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Our own types by their names; everything else as Alembic writes it."""
    if kind == "type" and isinstance(thing, TypeEngine):
        return _type_name(thing)
    return False


def _type_name(thing: TypeEngine[Any]) -> str | Literal[False]:
    if isinstance(thing, UtcTime):
        return "UtcTime()"
    if thing is Json:
        return "Json"
    return "BigId" if thing is BigId else False


def _file(body: str) -> str:
    names = ", ".join(name for name in TYPES if name in body)
    return (
        '"""The first schema."""\n\nfrom __future__ import annotations\n\n'
        f"import sqlalchemy as sa\nfrom alembic import op\n\nfrom fireline.store.types import {names}\n\n"
        'revision = "0001"\ndown_revision = None\nbranch_labels = None\ndepends_on = None\n\n\n'
        f"def upgrade() -> None:\n    {body.strip()}\n"
    )


def main() -> None:
    """Writes the file, or the one named on the command line."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FIRST
    target.write_text(first_migration())


if __name__ == "__main__":
    main()
