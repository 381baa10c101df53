"""`fireline replay FILE`: lives through a written incident with the real bot on a local Slack."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.text import Text

from fireline.core.errors import Misconfigured
from fireline.replay.player import Player
from fireline.replay.scenario import Scenario, read
from fireline.replay.screen import Screen
from fireline.replay.stage import Stage

INTERRUPTED = 130
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a scenario, such as templates/drills/gitlab-2017-01-31.yml")
    add_options(parser)
    parser.set_defaults(run=run)


def add_options(parser: argparse.ArgumentParser) -> None:
    """What `replay` and `demo` have in common."""
    parser.add_argument("--transport", choices=("http", "socket"), default="http", help="how the bot hears (http)")
    parser.add_argument("--folder", type=Path, help="where database, log and postmortem go (a new folder under /tmp)")
    parser.add_argument("--fast", action="store_true", help="without pauses for the eye")
    parser.add_argument("--headless", action="store_true", help="plain lines instead of panes, without pauses")
    parser.add_argument("--picture", type=Path, metavar="FILE.svg", help="also draw the panes at their best moment")


def run(arguments: argparse.Namespace) -> int:
    return replay(arguments, arguments.file)


@dataclass(frozen=True)
class Night:
    """What one replay is made of."""

    scenario: Scenario
    folder: Path
    transport: Literal["http", "socket"]
    console: Console
    is_paced: bool
    picture: Path | None


def replay(arguments: argparse.Namespace, file: Path) -> int:
    """Plays one file and says where everything lies; 0 when the story came to its end."""
    scenario = read(file)
    console = Console(force_terminal=False, highlight=False) if arguments.headless else Console(highlight=False)
    night = Night(
        scenario, _folder(arguments.folder), arguments.transport, console, not arguments.fast, arguments.picture
    )
    try:
        return asyncio.run(_until_stopped(_play(night), night))
    except StepProblem as problem:
        raise Misconfigured(str(file), str(problem)) from None


class StepProblem(Exception):
    """A step of the file that cannot be done."""


def _folder(wanted: Path | None) -> Path:
    """A folder that is there, can be written and holds no other story."""
    folder = wanted or Path(tempfile.mkdtemp(prefix="fireline-replay-"))
    if (folder / "fireline.db").exists():
        raise Misconfigured("--folder", f"{folder} holds an earlier replay; a new or empty folder is accepted")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "fireline.log").touch()
    except OSError as error:
        raise Misconfigured("--folder", f"{folder} cannot be written ({error.strerror})") from None
    return folder


async def _until_stopped(play: Coroutine[Any, Any, None], night: Night) -> int:
    """Ctrl-C and a closed terminal end it in order: the bot, then the local Slack, then one sentence."""
    playing = asyncio.ensure_future(play)
    for name in STOPS:
        asyncio.get_running_loop().add_signal_handler(name, playing.cancel)
    try:
        await playing
    except asyncio.CancelledError:
        night.console.print(f"Stopped. The log and the database so far lie in {night.folder}", soft_wrap=True)
        return INTERRUPTED
    return 0


async def _play(night: Night) -> None:
    scenario, began = night.scenario, time.monotonic()
    stage = Stage(night.folder, at=scenario.starts, transport=night.transport)
    screen = Screen(stage, scenario, console=night.console, is_paced=night.is_paced, picture=night.picture)
    player = Player(stage, scenario, watch=screen.did, ticked=screen.look)
    try:
        await stage.open()
        await screen.open()
        await _beside(stage, player)
        await screen.close()
        drafts = [await _export(stage, night.folder, number) for number in sorted(player.rooms)]
    finally:
        screen.abandon()
        await stage.close()
    _conclude(night, drafts, time.monotonic() - began)


async def _beside(stage: Stage, player: Player) -> None:
    """Plays while both processes live; one that ends takes the story with it."""
    playing, lost = asyncio.ensure_future(_told(player)), asyncio.ensure_future(stage.lost())
    try:
        await asyncio.wait((playing, lost), return_when=asyncio.FIRST_COMPLETED)
        if lost.done() and not lost.cancelled():
            raise Misconfigured(
                "replay", f"{lost.result()} at {player.now:%d %b %H:%M}; {stage.folder / 'fireline.log'} says why"
            )
        await playing
    except TimeoutError as error:
        raise Misconfigured("replay", f"{error}; {stage.folder / 'fireline.log'} says why") from None
    finally:
        playing.cancel()
        lost.cancel()
        await asyncio.gather(playing, lost, return_exceptions=True)


async def _told(player: Player) -> None:
    try:
        await player.play()
    except Misconfigured as problem:
        raise StepProblem(str(problem)) from None


async def _export(stage: Stage, folder: Path, number: int) -> Path:
    """The postmortem as a file, by the very command that an admin would type, beside the running bot."""
    target = folder / f"postmortem-INC-{number}.md"
    words = ["export", f"INC-{number}", "--private", "--format", "md", "-o", str(target)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "fireline", *words, env=stage.environment(), stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    if process.returncode != 0:
        raise Misconfigured("export", f"INC-{number} could not be written; {said.decode(errors='replace').strip()}")
    return target


def _conclude(night: Night, drafts: list[Path], seconds: float) -> None:
    """How long it took, where everything lies, what to do next."""
    scenario, folder = night.scenario, night.folder
    span = scenario.end - scenario.starts
    length = f"{span.days} days" if span.days > 1 else f"{span.total_seconds() / 3600:.0f} hours"
    lines = [Text(f"{length} in {seconds:.0f} seconds, with the real bot over Slack's own wire.", "bold"), Text()]
    for draft in drafts:
        lines.append(Text.assemble(("  postmortem  ", "dim"), str(draft)))
    lines.append(Text.assemble(("  log         ", "dim"), str(folder / "fireline.log")))
    lines.append(Text.assemble(("  database    ", "dim"), str(folder / "fireline.db")))
    if night.picture is not None:
        lines.append(Text.assemble(("  picture     ", "dim"), str(night.picture)))
    lines += [Text(), *_next(drafts, folder)]
    night.console.print()
    for line in lines:
        night.console.print(line, soft_wrap=True)


def _program() -> str:
    """How this program is called from here: `make demo` leaves it out of the path."""
    here = Path(sys.argv[0])
    if shutil.which("fireline") or here.name != "fireline":
        return "fireline"
    return str(here.relative_to(Path.cwd())) if here.is_relative_to(Path.cwd()) else str(here)


def _next(drafts: list[Path], folder: Path) -> list[Text]:
    told = [Text("For your own workspace: five steps in README.md.")]
    if drafts:
        export = f"DATABASE_URL=sqlite:///{folder / 'fireline.db'} {_program()} export INC-1 --format json"
        told.insert(0, Text.assemble("Everything on record, as JSON:\n  ", (export, "cyan")))
    return told
