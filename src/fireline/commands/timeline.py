"""`fireline timeline INC-1`: writes the whole record of an incident to a file, beside a running bot."""

from __future__ import annotations

import argparse
import asyncio

from fireline.commands._database import find, number, reading, write_file
from fireline.features.timeline.exports import FORMATS, File, export


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Writes every entry of an incident's timeline: when it happened (UTC, to the microsecond) and was recorded, "
        "kind, author, text, permalink, key and who marked it. What was deleted in Slack stands there without its text."
    )
    parser.add_argument("incident", type=number, metavar="INC-1", help="the incident's reference or number")
    parser.add_argument("--format", choices=FORMATS, help="csv, json or md; otherwise as FILE ends (md)")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="where to write; - is standard output (INC-1-timeline.md)"
    )
    parser.add_argument("--all", action="store_true", help="also who marked, chose and retimed what, and when")
    parser.add_argument("--private", action="store_true", help="needed for a private incident")
    parser.add_argument("--workspace", metavar="T0123", help="which workspace, where there are several")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when it is written; raises Refused with the reason otherwise."""
    made = asyncio.run(_export(arguments, arguments.format or _by_name(arguments.output)))
    write_file(made.content, arguments.output, made.name)
    return 0


def _by_name(output: str | None) -> str:
    ending = (output or "").rpartition(".")[2].lower()
    return ending if ending in FORMATS else "md"


async def _export(arguments: argparse.Namespace, format_: str) -> File:
    async with reading() as store:
        workspace_id, incident_id = await find(store, arguments.incident, arguments.workspace)
        return await store.read(
            workspace_id,
            lambda unit: export(unit, incident_id, format_, with_private=arguments.private, with_all=arguments.all),
        )
