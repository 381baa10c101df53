"""`fireline retention`: lets go of words whose time is over. The bot does it by itself at night."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console

from fireline.commands._database import Store, reading, the_workspace, writing
from fireline.core.clock import SystemClock
from fireline.core.events import WorkspaceId
from fireline.features.timeline import retention
from fireline.features.timeline.exports import iso
from fireline.features.timeline.retention import PORTION, Expiry

RUNNING = "It lets go of them by itself each night; --dry-run works beside it and says what would go."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Removes the text of unmarked entries some time after their incident was closed (section `retention`), and "
        "keeps who, when and the permalink; what was only said beside the record goes with them. Marked and noted "
        "entries stay."
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would go, and when, and change nothing")
    parser.add_argument("--workspace", metavar="T0123", help="which workspace, where there are several")
    parser.add_argument("--json", action="store_true", help="for a script")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when it is done or told."""
    found, now = asyncio.run(_look(arguments) if arguments.dry_run else _purge(arguments))
    _tell(arguments, found, now)
    return 0


async def _look(arguments: argparse.Namespace) -> tuple[list[Expiry], datetime]:
    async with reading() as store:
        workspace_id = await the_workspace(store, arguments.workspace)
        return await store.read(workspace_id, retention.planned), SystemClock().now()


async def _purge(arguments: argparse.Namespace) -> tuple[list[Expiry], datetime]:
    async with writing(RUNNING) as store:
        workspace_id = await the_workspace(store, arguments.workspace)
        found = await store.read(workspace_id, retention.planned)
        with Console(stderr=True).status("Letting go of old words…"):
            await _portions(store, workspace_id)
            await store.purge_log()
        return found, SystemClock().now()


async def _portions(store: Store, workspace_id: WorkspaceId) -> None:
    while await store.write(workspace_id, retention.purge) >= PORTION:
        pass


def _tell(arguments: argparse.Namespace, found: Sequence[Expiry], now: datetime) -> None:
    over = [each for each in found if each.at <= now]
    later = [each for each in found if each.at > now]
    console = Console()
    if arguments.json:
        told = {"dry_run": arguments.dry_run, "gone": [_facts(e) for e in over], "later": [_facts(e) for e in later]}
        console.out(json.dumps(told, indent=2, ensure_ascii=False), highlight=False)
        return
    verb = "would go now" if arguments.dry_run else "are gone"
    for each in over:
        console.print(f"{each.incident.reference}: {_texts(each)} {verb}.", highlight=False)
    if not over:
        console.print("Nothing is over yet.", highlight=False)
    for each in later[:20]:
        console.print(f"{each.incident.reference}: {_texts(each)} until {each.at:%Y-%m-%d}.", highlight=False)
    if len(later) > 20:
        console.print(f"{len(later) - 20} more incidents later.", highlight=False)


def _texts(each: Expiry) -> str:
    texts = each.entries + each.beside
    return "1 text" if texts == 1 else f"{texts} texts"


def _facts(each: Expiry) -> dict[str, object]:
    return {"incident": each.incident.reference, "entries": each.entries, "beside": each.beside, "until": iso(each.at)}
