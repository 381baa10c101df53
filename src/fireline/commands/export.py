"""`fireline export INC-1`: writes an incident's postmortem to a file, beside a running bot and without a lock."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
from pathlib import Path

from sqlalchemy import select

from fireline.app import FEATURES
from fireline.core.clock import SystemClock
from fireline.core.errors import Misconfigured, Refused
from fireline.core.events import IncidentId, WorkspaceId
from fireline.core.registry import Registry
from fireline.features.incidents.tables import incident
from fireline.features.postmortems.exports import FORMATS, LATER, Document, export
from fireline.settings import load
from fireline.store import version
from fireline.store.engine import Database
from fireline.store.unit import Unit

STANDARD_OUTPUT = "-"
_REFERENCE = re.compile(r"(?:inc-?|#)?(\d+)", re.IGNORECASE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("incident", type=_number, metavar="INC-1", help="the incident's reference or number")
    parser.add_argument("--format", choices=(*FORMATS, *LATER), default="md", help="md or json (md)")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="where to write; - is standard output (INC-1-postmortem.md)"
    )
    parser.add_argument("--private", action="store_true", help="needed for a private incident")
    parser.add_argument("--workspace", metavar="T0123", help="which workspace, where there are several")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when it is written; raises Refused with the reason otherwise."""
    settings = load(os.environ, FEATURES)
    registry = Registry(FEATURES, settings.sections.values())
    document = asyncio.run(_read(settings.database_url, registry, arguments))
    _write(document, arguments.output)
    return 0


def _number(typed: str) -> int:
    found = _REFERENCE.fullmatch(typed.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"“{typed}” is no incident; INC-1 and 1 are accepted")
    return int(found[1])


async def _read(url: str, registry: Registry, arguments: argparse.Namespace) -> Document:
    """Reads only: the bot may go on writing meanwhile."""
    database = await Database.open(url, read_only=True)
    now = SystemClock().now()
    try:
        if await database.read(version.current) != version.head():
            raise Misconfigured("DATABASE_URL", "its schema is of another version; start Fireline once, or migrate.")
        workspace_id, incident_id = await database.read(
            lambda c: _find(Unit(c, registry=registry, workspace_id=WorkspaceId(""), now=now), arguments)
        )
        return await database.read(
            lambda c: export(
                Unit(c, registry=registry, workspace_id=workspace_id, now=now),
                incident_id,
                arguments.format,
                with_private=arguments.private,
            )
        )
    finally:
        await database.close()


def _find(unit: Unit, arguments: argparse.Namespace) -> tuple[WorkspaceId, IncidentId]:
    """The incident of that number; where several workspaces have one, which is asked."""
    c = incident.c
    wanted = select(c.workspace_id, c.id).where(c.number == arguments.incident)
    if arguments.workspace:
        wanted = wanted.where(c.workspace_id == arguments.workspace)
    rows = unit.rows(wanted.order_by(c.workspace_id))
    if not rows:
        raise Refused(f"There is no INC-{arguments.incident} in this database.")
    if len(rows) > 1:
        known = ", ".join(row.workspace_id for row in rows)
        raise Refused(f"INC-{arguments.incident} is there in several workspaces; add --workspace with one of {known}.")
    return WorkspaceId(rows[0].workspace_id), IncidentId(rows[0].id)


def _write(document: Document, output: str | None) -> None:
    if output == STANDARD_OUTPUT:
        sys.stdout.write(document.content)
        return
    path = Path(output or document.filename)
    try:
        path.write_text(document.content, encoding="utf-8")
    except OSError as error:
        raise Refused(f"{path} cannot be written ({error.strerror}).") from None
    sys.stderr.write(f"{path}\n")
