"""`fireline demo`: a local Slack in the browser with the real bot in it, or a real incident played in the terminal."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import webbrowser
from collections.abc import Mapping
from pathlib import Path

import aiohttp
from rich.console import Console

from fireline.commands.replay import INTERRUPTED, STOPS, add_options, replay
from fireline.core.errors import Misconfigured
from fireline.replay.hosting import STAGING, Hosted, begins
from fireline.replay.stage import LOOPBACK, Stage

SHELF = Path(__file__).parents[1] / "templates" / "drills"
STORY = SHELF / "gitlab-2017-01-31.yml"
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")
EVERYWHERE = ("0.0.0.0", "::")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--page", action="store_true", help="the page even without a terminal, and in CI")
    parser.add_argument("--host", default=LOOPBACK, help=f"where the page listens ({LOOPBACK}: this machine alone)")
    parser.add_argument("--port", type=int, default=0, help="the port of the page (a free one)")
    add_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    is_page, why = chosen(arguments, is_terminal=sys.stdout.isatty(), environ=os.environ)
    console = Console(highlight=False)
    if why:
        console.print(why, soft_wrap=True)
    if not is_page:
        arguments.headless = arguments.headless or bool(why)
        return replay(arguments, STORY)
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="fireline-demo-"))
    if (folder / "fireline.db").exists():
        raise Misconfigured("--folder", f"{folder} holds an earlier demo; a new or empty folder is accepted")
    return asyncio.run(_until_stopped(arguments, folder))


def chosen(arguments: argparse.Namespace, *, is_terminal: bool, environ: Mapping[str, str]) -> tuple[bool, str]:
    """Whether the page opens; and why not, where it would have."""
    if arguments.page:
        return True, ""
    if arguments.headless or arguments.fast or arguments.picture:
        return False, ""
    if environ.get("CI"):
        return False, "In CI (CI is set): the story is played as plain lines. --page opens the page all the same."
    if not is_terminal:
        return False, "No terminal: the story is played as plain lines. --page opens the page all the same."
    return True, ""


async def _until_stopped(arguments: argparse.Namespace, folder: Path) -> int:
    """Ctrl-C, `docker stop` and a closed terminal end it in order."""
    hosting = asyncio.ensure_future(_host(arguments, folder))
    for name in STOPS:
        asyncio.get_running_loop().add_signal_handler(name, hosting.cancel)
    try:
        await hosting
    except asyncio.CancelledError:
        return INTERRUPTED
    except aiohttp.ClientError:
        raise Misconfigured("demo", f"the local Slack ended; {folder / 'slack.log'} says why") from None
    return 0


async def _host(arguments: argparse.Namespace, folder: Path) -> None:
    """Opens the page and leads whoever is there through an incident, until it is stopped."""
    transport, host, port = arguments.transport, arguments.host, arguments.port
    stage = Stage(folder, at=begins(), transport=transport, host=host, port=port, **STAGING)
    try:
        await stage.open()
        _tell(stage.slack_url, host)
        await Hosted(stage, SHELF).run()
    finally:
        await stage.close()


def _tell(url: str, host: str) -> None:
    """Where the page is; it is opened where there is a screen."""
    console = Console(highlight=False)
    address = f"{url}/?as=ana"
    if host in EVERYWHERE:
        address = address.replace(LOOPBACK, "localhost")
    is_open = _has_screen() and webbrowser.open(address)
    console.print(f"{'The page is open' if is_open else 'Open this page'}: {address}", soft_wrap=True)
    if host != LOOPBACK:
        console.print("Whoever can reach it can be anybody in it, and steer it.", soft_wrap=True)
    console.print(
        "A local Slack with the real bot in it. Ctrl-C ends it; --headless plays a story here.",
        style="dim",
        soft_wrap=True,
    )


def _has_screen() -> bool:
    """A browser in the terminal would take it away from this program."""
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in SCREENS)
