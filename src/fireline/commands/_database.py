"""What commands on the database share: which incident is meant, reading beside a running bot, writing without one."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from fireline.catalogue import FEATURES
from fireline.core.clock import SystemClock
from fireline.core.errors import Misconfigured, Refused
from fireline.core.events import IncidentId, WorkspaceId
from fireline.core.registry import Registry
from fireline.features.incidents.tables import incident
from fireline.settings import load
from fireline.store import version
from fireline.store.engine import Database
from fireline.store.tables import installation
from fireline.store.unit import Unit
from fireline.store.units import NOWHERE, Units

T = TypeVar("T")
STANDARD_OUTPUT = "-"
_REFERENCE = re.compile(r"(?:inc-?|#)?(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Store:
    """An open database with everything that a unit needs; `fireline.yml` is read, Slack is not asked."""

    database: Database
    units: Units

    async def read(self, workspace_id: WorkspaceId, fn: Callable[[Unit], T]) -> T:
        return await self.units.read(workspace_id, fn)

    async def write(self, workspace_id: WorkspaceId, fn: Callable[[Unit], T]) -> T:
        return await self.units.run(workspace_id, fn, urgent=False)

    async def purge_log(self) -> None:
        """After a removal: nothing of it stays in SQLite's log."""
        await self.database.checkpoint()


def number(typed: str) -> int:
    """`INC-1`, `inc1`, `#1` or `1`."""
    found = _REFERENCE.fullmatch(typed.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"“{typed}” is no incident; INC-1 and 1 are accepted")
    return int(found[1])


def moment(typed: str) -> datetime:
    """An ISO date or time; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{typed}” is no ISO time; 2026-03-04 and 2026-03-04T14:00Z are") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


@asynccontextmanager
async def reading() -> AsyncIterator[Store]:
    """Reads only: the bot may go on writing meanwhile."""
    async with _opened(read_only=True) as store:
        yield store


@asynccontextmanager
async def writing(instead: str = "") -> AsyncIterator[Store]:
    """The one who writes. On SQLite that is refused while the bot runs; `instead` says what works then."""
    async with _opened(read_only=False, instead=instead) as store:
        yield store


@asynccontextmanager
async def _opened(*, read_only: bool, instead: str = "") -> AsyncIterator[Store]:
    settings = load(os.environ, FEATURES)
    registry = Registry(FEATURES, settings.sections_of)
    try:
        database = await Database.open(settings.database_url, read_only=read_only)
    except Misconfigured as locked:
        if read_only or "is writing to" not in locked.problem:
            raise
        raise Refused(f"Fireline is running: {locked.problem} {instead}".strip()) from None
    try:
        if await database.read(version.current) != version.head():
            raise Misconfigured("DATABASE_URL", "its schema is of another version; start Fireline once, or migrate.")
        yield Store(database, Units(database, registry, SystemClock()))
    finally:
        await database.close()


async def find(store: Store, wanted: int, workspace: str | None) -> tuple[WorkspaceId, IncidentId]:
    """The incident of that number; where several workspaces have one, which is asked."""

    def look(unit: Unit) -> tuple[WorkspaceId, IncidentId]:
        c = incident.c
        query = select(c.workspace_id, c.id).where(c.number == wanted)
        if workspace:
            query = query.where(c.workspace_id == workspace)
        rows = unit.rows(query.order_by(c.workspace_id))
        if not rows:
            raise Refused(f"There is no INC-{wanted} in this database.")
        if len(rows) > 1:
            known = ", ".join(row.workspace_id for row in rows)
            raise Refused(f"INC-{wanted} is there in several workspaces; add --workspace with one of {known}.")
        return WorkspaceId(rows[0].workspace_id), IncidentId(rows[0].id)

    return await store.read(NOWHERE, look)


async def the_workspace(store: Store, asked: str | None, *, otherwise: str = "") -> WorkspaceId:
    """The one workspace of this database, or the one asked for; `otherwise` where it has none yet."""

    def look(unit: Unit) -> list[str]:
        """Where it was started; else where something was read in."""
        installed = [row.workspace_id for row in unit.rows(select(installation.c.workspace_id))]
        return sorted(installed or {row.workspace_id for row in unit.rows(select(incident.c.workspace_id).distinct())})

    known = await store.read(NOWHERE, look)
    if asked:
        return WorkspaceId(asked)
    if len(known) > 1:
        raise Refused(f"There are several workspaces here; add --workspace with one of {', '.join(known)}.")
    if not known and not otherwise:
        raise Refused("This database knows no workspace yet; start Fireline once, or add --workspace.")
    return WorkspaceId(known[0] if known else otherwise)


def write_file(content: str, output: str | None, default: str) -> None:
    """Writes UTF-8 with line ends as they are, or to standard output for `-`; tells where on standard error."""
    if output == STANDARD_OUTPUT:
        sys.stdout.write(content)
        return
    path = Path(output or default)
    try:
        path.write_text(content, encoding="utf-8", newline="")
    except OSError as error:
        raise Refused(f"{path} cannot be written ({error.strerror}).") from None
    sys.stderr.write(f"{path}\n")
