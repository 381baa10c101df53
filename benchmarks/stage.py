"""What a measurement runs against: reference servers, a local Slack and the real bot, each a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

DROPPED = ("SLACK_", "FIRELINE_", "DATABASE_URL")


def clean_environ() -> dict[str, str]:
    """Nothing that may point at a real workspace."""
    return {key: value for key, value in os.environ.items() if not key.startswith(DROPPED)}


@asynccontextmanager
async def reference(name: str) -> AsyncIterator[int]:
    """A reference server; gives its port."""
    process = await _started("benchmarks.servers", name)
    assert process.stdout is not None
    try:
        yield int(await asyncio.wait_for(process.stdout.readline(), 30))
    finally:
        await _ended(process)


class Room:
    """A local Slack and what the bot is started with."""

    def __init__(self, folder: Path, slack_url: str, session: aiohttp.ClientSession) -> None:
        self.folder = folder
        self.slack_url = slack_url
        self.session = session
        self.port = _free_port()

    def environ(self, **more: str) -> dict[str, str]:
        own = {
            "SLACK_BOT_TOKEN": "xoxb-local-fireline",
            "SLACK_API_URL": f"{self.slack_url}/api/",
            "SLACK_SIGNING_SECRET": "local-signing-secret",
            "DATABASE_URL": f"sqlite:///{self.folder / 'fireline.db'}",
            "FIRELINE_PORT": str(self.port),
        }
        return clean_environ() | own | more

    async def start_bot(self, *options: str, log: str = "fireline.log", **more: str) -> asyncio.subprocess.Process:
        """Starts the program; does not wait."""
        with (self.folder / log).open("ab") as out:
            return await asyncio.create_subprocess_exec(
                sys.executable, *options, "-m", "fireline", "run", env=self.environ(**more), stdout=out, stderr=out
            )

    async def listening(self, bot: asyncio.subprocess.Process) -> None:
        """Waits until the bot takes connections."""
        for _ in range(6000):
            if bot.returncode is not None:
                raise RuntimeError(f"the bot ended: {(self.folder / 'fireline.log').read_text()[-2000:]}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            await asyncio.sleep(0.005)
        raise TimeoutError("the bot does not listen")

    async def connect(self) -> None:
        """Tells the local Slack where the bot is."""
        await self.post("app", events_url=f"http://127.0.0.1:{self.port}/slack/events")
        await self.post("bot", status_url=f"http://127.0.0.1:{self.port}/status")

    async def post(self, door: str, /, **body: Any) -> Any:
        async with self.session.post(f"{self.slack_url}/control/{door}", json=body) as response:
            return await response.json(content_type=None)

    async def see(self, name: str, /, **query: str) -> Any:
        async with self.session.get(f"{self.slack_url}/control/see/{name}", params=query) as response:
            return await response.json(content_type=None)

    async def applied(self, *, within: float = 60) -> None:
        """Waits until every event that was kept is on the timeline; what Slack's pace holds back may stay."""
        database = sqlite3.connect(f"file:{self.folder / 'fireline.db'}?mode=ro", uri=True)
        for _ in range(int(within / 0.02)):
            if not database.execute("SELECT count(*) FROM inbox WHERE ended_at IS NULL").fetchone()[0]:
                database.close()
                return
            await asyncio.sleep(0.02)
        raise TimeoutError("events wait and wait")

    async def declare(self, title: str) -> str:
        """Opens an incident and gives the id of its channel when all is still."""
        before = {c["id"] for c in await self.see("channels")}
        await self.post("act/command", user="bea", channel="#incidents", line=f"/incident declare sev2 {title}")
        await self.post("settle", within=30)
        return next(str(c["id"]) for c in await self.see("channels") if c["id"] not in before)


@asynccontextmanager
async def room() -> AsyncIterator[Room]:
    """A folder and a local Slack in real time."""
    process = await _started("fireline.sandbox", "--manifest", str(_manifest()))
    assert process.stdout is not None
    try:
        url = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))["url"]
        with tempfile.TemporaryDirectory(prefix="fireline-bench-") as folder:
            async with aiohttp.ClientSession() as session:
                yield Room(Path(folder), url, session)
    finally:
        await _ended(process)


@asynccontextmanager
async def bot_in(room_: Room, **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The real bot, listening and connected."""
    bot = await room_.start_bot(**more)
    try:
        await room_.listening(bot)
        await room_.connect()
        yield bot
    finally:
        await _ended(bot)


async def _started(module: str, *words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *words, env=_here(), stdout=asyncio.subprocess.PIPE
    )


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), 20)
    except TimeoutError:
        process.kill()
        await process.wait()


def _here() -> Mapping[str, str]:
    return clean_environ() | {"PYTHONPATH": str(Path(__file__).parents[1])}


def _manifest() -> Path:
    return Path(__file__).parents[1] / "manifest.yml"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
