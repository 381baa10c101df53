"""`fireline demo`: a real incident, lived through in a minute, with nothing to set up."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import tempfile
import webbrowser
from pathlib import Path

from rich.console import Console

from fireline.commands.replay import add_options, replay
from fireline.core.clock import SystemClock
from fireline.replay.guided import RETRIES, Guided
from fireline.replay.stage import Stage

STORY = Path(__file__).parents[1] / "templates" / "drills" / "gitlab-2017-01-31.yml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_options(parser)
    parser.add_argument("--page", action="store_true", help="run an incident yourself, in a local Slack in the browser")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    if not arguments.page:
        return replay(arguments, STORY)
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="fireline-demo-"))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_guided(folder, Console()))
    return 0


async def _guided(folder: Path, console: Console) -> None:
    """Opens the page and leads whoever is there through an incident, until Ctrl-C."""
    stage = Stage(folder, at=SystemClock().now(), retries=RETRIES)
    try:
        await stage.open()
        address = f"{stage.slack_url}/?as=ana"
        console.print(f"A local Slack with the real bot in it: {address}", soft_wrap=True)
        console.print("Ctrl-C ends it.", style="dim")
        webbrowser.open(address)
        await Guided(stage).run()
    finally:
        await stage.close()
