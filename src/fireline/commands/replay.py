"""`fireline replay FILE`: lives through a written incident with the real bot on a local Slack."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from fireline.core.errors import Misconfigured
from fireline.replay.player import Player
from fireline.replay.scenario import Scenario, read
from fireline.replay.screen import Screen
from fireline.replay.stage import Stage


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a scenario, such as templates/drills/gitlab-2017-01-31.yml")
    add_options(parser)
    parser.set_defaults(run=run)


def add_options(parser: argparse.ArgumentParser) -> None:
    """What `replay` and `demo` have in common."""
    parser.add_argument("--transport", choices=("http", "socket"), default="http", help="how the bot hears (http)")
    parser.add_argument("--folder", type=Path, help="where database, log and postmortem go (a new folder under /tmp)")
    parser.add_argument("--headless", action="store_true", help="plain lines instead of panes")


def run(arguments: argparse.Namespace) -> int:
    return replay(arguments, arguments.file)


def replay(arguments: argparse.Namespace, file: Path) -> int:
    """Plays one file and says where the postmortem lies; 0 when the story came to its end."""
    scenario = read(file)
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="fireline-replay-"))
    if (folder / "fireline.db").exists():
        raise Misconfigured("--folder", f"{folder} holds an earlier replay; a new or empty folder is accepted")
    console = Console(force_terminal=False) if arguments.headless else Console()
    asyncio.run(_play(scenario, folder, arguments.transport, console))
    return 0


async def _play(scenario: Scenario, folder: Path, transport: str, console: Console) -> None:
    stage = Stage(folder, at=scenario.starts, transport="socket" if transport == "socket" else "http")
    people = sorted({step.who for step in scenario.steps if step.who})
    began = time.monotonic()
    try:
        await stage.open()
        with Screen(stage, people, console=console) as screen:
            _introduce(screen, scenario, people)
            player = Player(stage, scenario, watch=screen.did, ticked=screen.look)
            await player.play()
        draft = await _export(stage, folder)
    finally:
        await stage.close()
    _conclude(console, scenario, draft, time.monotonic() - began)


def _introduce(screen: Screen, scenario: Scenario, people: list[str]) -> None:
    screen.say(scenario.title, "bold red")
    for source in scenario.sources:
        screen.say(f"  source: {source}", "dim")
    for name in people:
        screen.say(f"  {name}: {scenario.cast.get(name, 'responder')}", "dim")


async def _export(stage: Stage, folder: Path) -> Path:
    """The postmortem as a file, by the very command that an admin would type, beside the running bot."""
    target = folder / "postmortem-INC-1.md"
    words = ["export", "INC-1", "--format", "md", "-o", str(target)]
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "fireline", *words, env=stage.environment())
    if await process.wait() != 0:
        raise Misconfigured("export", "the postmortem could not be written; the reason is shown before")
    return target


def _conclude(console: Console, scenario: Scenario, draft: Path, seconds: float) -> None:
    ends = scenario.ends or scenario.steps[-1].at
    days = (ends - scenario.starts).days
    console.print()
    console.print(f"{days} days in {seconds:.0f} seconds, with the real bot over Slack's own wire.", style="bold")
    console.print(f"The postmortem lies in {draft}", soft_wrap=True)
