"""`fireline forget @bea`: removes one person's words and name from the store."""

from __future__ import annotations

import argparse
import asyncio
import json

from rich.console import Console

from fireline.commands._database import Store, reading, the_workspace, writing
from fireline.core.errors import Refused
from fireline.core.events import WorkspaceId
from fireline.features.timeline import forgetting
from fireline.features.timeline.forgetting import Plan
from fireline.features.timeline.pseudonyms import name_of

RUNNING = "Stop it, forget, and start it again; without --yes this command works beside it and says what would go."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Removes what one person wrote, and puts a pseudonym where their id and name stood. It cannot be taken back. "
        "Messages in Slack, files exported before and back-ups are not touched; see docs/operations.md for the limits."
    )
    parser.add_argument("person", metavar="@NAME|U0123", help="display name or user id")
    parser.add_argument("--yes", action="store_true", help="do it; without it only says what would go")
    parser.add_argument("--workspace", metavar="T0123", help="which workspace, where there are several")
    parser.add_argument("--json", action="store_true", help="for a script")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when it is done; without --yes it tells what would go and ends with 1."""
    found = asyncio.run(_forget(arguments) if arguments.yes else _look(arguments))
    _tell(arguments, found)
    if not arguments.yes:
        raise Refused("Nothing was changed. Add --yes to remove it for good.")
    return 0


async def _look(arguments: argparse.Namespace) -> Plan:
    async with reading() as store:
        workspace_id = await the_workspace(store, arguments.workspace)
        return await store.read(workspace_id, lambda unit: forgetting.plan(unit, arguments.person))


async def _forget(arguments: argparse.Namespace) -> Plan:
    async with writing(RUNNING) as store:
        workspace_id = await the_workspace(store, arguments.workspace)
        found = await store.read(workspace_id, lambda unit: forgetting.plan(unit, arguments.person))
        with Console(stderr=True).status("Removing words and name…"):
            await _remove(store, workspace_id, found)
            await store.purge_log()
        return found


async def _remove(store: Store, workspace_id: WorkspaceId, found: Plan) -> None:
    """Words first, a portion at a time; cut off in between, the next call goes on."""
    while await store.write(workspace_id, lambda unit: forgetting.remove_words(unit, found.user_id)):
        pass
    await store.write(workspace_id, lambda unit: forgetting.put_pseudonym(unit, found.user_id))


def _tell(arguments: argparse.Namespace, found: Plan) -> None:
    console = Console()
    rows = sum(found.rows.values())
    if arguments.json:
        told = {
            "done": arguments.yes,
            "pseudonym": found.pseudonym,
            "messages_and_notes": found.words,
            "rows": found.rows,
        }
        console.out(json.dumps(told, indent=2, ensure_ascii=False), highlight=False)
        return
    verb = "are tombstones now" if arguments.yes else "would become tombstones"
    stands = "stands" if arguments.yes else "would stand"
    words = "1 message or note" if found.words == 1 else f"{found.words} messages and notes"
    said = f"{words} {verb}; {name_of(found.pseudonym)} ({found.pseudonym}) {stands} in {rows} rows."
    console.print(said, highlight=False, soft_wrap=True, markup=False)
