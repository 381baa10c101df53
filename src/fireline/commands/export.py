"""`fireline export INC-1`: writes an incident's postmortem to a file, beside a running bot and without a lock."""

from __future__ import annotations

import argparse
import asyncio

from fireline.commands._database import find, number, reading, write_file
from fireline.features.postmortems.exports import FORMATS, LATER, Document, export


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("incident", type=number, metavar="INC-1", help="the incident's reference or number")
    parser.add_argument("--format", choices=(*FORMATS, *LATER), default="md", help="md or json (md)")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="where to write; - is standard output (INC-1-postmortem.md)"
    )
    parser.add_argument("--private", action="store_true", help="needed for a private incident")
    parser.add_argument("--workspace", metavar="T0123", help="which workspace, where there are several")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when it is written; raises Refused with the reason otherwise."""
    document = asyncio.run(_read(arguments))
    write_file(document.content, arguments.output, document.filename)
    return 0


async def _read(arguments: argparse.Namespace) -> Document:
    """Reads only: the bot may go on writing meanwhile."""
    async with reading() as store:
        workspace_id, incident_id = await find(store, arguments.incident, arguments.workspace)
        return await store.read(
            workspace_id,
            lambda unit: export(unit, incident_id, arguments.format, with_private=arguments.private),
        )
