"""The stage: a local Slack and the real bot as processes of their own, in a folder of their own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

import aiohttp
import yaml

from fireline.core.errors import Misconfigured
from fireline.replay.programs import Fresh, Programs, Running

Transport = Literal["http", "socket"]
LOOPBACK = "127.0.0.1"
START_WITHIN = 30.0  # seconds
STOP_WITHIN = 20.0
DROPPED = ("SLACK_", "FIRELINE_", "DATABASE_URL")  # what may point at a real workspace never reaches a replay


class Stage:
    """`open` starts both; `kill` and `start_bot` are what a power cut and a restart are; `close` ends all."""

    def __init__(
        self,
        folder: Path,
        *,
        transport: Transport = "http",
        database_url: str = "",
        at: datetime,
        retries: str = "0,0.3,1",
        settings: Mapping[str, Any] | None = None,
        host: str = LOOPBACK,
        port: int = 0,
        programs: Programs | None = None,
    ) -> None:
        """`settings` is the bot's YAML file. A `host` beyond this machine lets everybody who comes be anybody."""
        self.folder = folder
        self.settings = settings or {}
        self._host, self._page_port = host, port
        self.transport: Transport = transport
        self.database_url = database_url or f"sqlite:///{folder / 'fireline.db'}"
        self._at = at
        self._retries = retries
        self.slack_url = ""
        self.bot: Running | None = None
        self._slack: Running | None = None
        self._programs = programs or Fresh()
        self._port = 0

    async def open(self) -> None:
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        self.folder.mkdir(parents=True, exist_ok=True)
        await self._start_slack()
        await self.start_bot()

    async def close(self) -> None:
        """Ends both; one that does not listen is killed."""
        for process in (self.bot, self._slack):
            if process is not None and process.returncode is None:
                process.send_signal(signal.SIGTERM)
                await _ended(process)
        await self.session.close()

    async def lost(self) -> str:
        """Waits until one of the two ends by itself, and says which: nothing can be played any more."""
        assert self.bot is not None and self._slack is not None
        bot, slack = asyncio.ensure_future(self.bot.wait()), asyncio.ensure_future(self._slack.wait())
        try:
            await asyncio.wait((bot, slack), return_when=asyncio.FIRST_COMPLETED)
        finally:
            bot.cancel()
            slack.cancel()
        who, process = ("the local Slack", self._slack) if self.bot.returncode is None else ("the bot", self.bot)
        return f"{who} ended in the middle of the story ({_how(process.returncode)})"

    async def start_bot(self) -> None:
        """Starts the bot on the same database, and tells Slack where it listens."""
        if self.settings:
            self._settings_file.write_text(yaml.safe_dump(dict(self.settings)), encoding="utf-8")
        log = self.folder / "fireline.log"
        self.bot = await self._programs.start("fireline", "run", env=self.environment(), log=log)
        await self._until_listening(self.bot)
        address = f"http://127.0.0.1:{self._port}"
        if self.transport == "http":
            await self.post("app", events_url=f"{address}/slack/events")
        await self.post("bot", status_url=f"{address}/status")

    async def begin_anew(self, *, at: datetime, settings: Mapping[str, Any] | None = None) -> None:
        """A new database and the seeded workspace at this moment, with the clock standing still; the page stays."""
        self.settings = settings or {}
        self.kill_bot()
        if self.bot is not None:
            await self.bot.wait()
        for part in ("", "-wal", "-shm"):
            (self.folder / f"fireline.db{part}").unlink(missing_ok=True)
        await self.post("clock", now=at.isoformat(), running=False)
        async with self.session.post(f"{self.slack_url}/page/reset", json={}):
            await self.start_bot()

    def kill_bot(self) -> None:
        """SIGKILL: nothing is finished, nothing is said."""
        if self.bot is not None and self.bot.returncode is None:
            self.bot.kill()

    # talking to the local Slack -----------------------------------------------------------------------------
    async def act(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        """Somebody does something; raises Misconfigured with Slack's words when it cannot be done."""
        async with self.session.post(f"{self.slack_url}/control/act/{name}", json=arguments) as response:
            told: dict[str, Any] = await _json(response)
        if response.status == 409:
            raise Misconfigured(name, str(told.get("error")))
        return told

    async def see(self, name: str, /, **arguments: str) -> Any:
        async with self.session.get(f"{self.slack_url}/control/see/{name}", params=arguments) as response:
            return await _json(response)

    async def post(self, name: str, /, **body: Any) -> Any:
        async with self.session.post(f"{self.slack_url}/control/{name}", json=body) as response:
            return await _json(response)

    async def held(self, wait: float = 0) -> list[dict[str, Any]]:
        """The calls that a fault of kind `hold` holds now; waits that many seconds for one."""
        async with self.session.get(f"{self.slack_url}/control/held", params={"wait": wait}) as response:
            found: list[dict[str, Any]] = await _json(response)
            return found

    async def log(self, after: int = 0) -> dict[str, Any]:
        async with self.session.get(f"{self.slack_url}/control/log", params={"after": after}) as response:
            found: dict[str, Any] = await _json(response)
            return found

    async def settle(self, within: float = 30.0) -> dict[str, Any]:
        """Waits for rest; gives the bot's status."""
        told = await self.post("settle", within=within)
        if not told["ok"]:
            raise TimeoutError(f"nothing came to rest within {within:g} s: {told['why']}")
        status: dict[str, Any] = told["status"]
        return status

    async def jump(self, to: datetime) -> None:
        await self.post("clock", now=to.isoformat())

    # inside -------------------------------------------------------------------------------------------------
    async def _start_slack(self) -> None:
        manifest = Path(__file__).parents[1] / "manifest.yml"
        words = ["--manifest", str(manifest), "--mode", self.transport, "--at", self._at.isoformat()]
        words += ["--retries", self._retries, "--host", self._host, "--port", str(self._page_port)]
        words += [] if ip_address(self._host).is_loopback else ["--open"]
        log = self.folder / "slack.log"
        self._slack = await self._programs.start("fireline.sandbox", *words, env=_clean(os.environ), log=log)
        async with asyncio.timeout(START_WITHIN):
            while not (line := _last(log, '"api_url"')):
                if self._slack.returncode is not None:
                    raise Misconfigured("the local Slack", f"it ended at once; {log} says why")
                await asyncio.sleep(0.02)
        self.slack_url = json.loads(line)["url"]

    def environment(self) -> dict[str, str]:
        """What the bot and its commands are started with."""
        own = {
            "SLACK_BOT_TOKEN": "xoxb-local-fireline",
            "SLACK_API_URL": f"{self.slack_url}/api/",
            "FIRELINE_CLOCK": f"{self.slack_url}/control/clock",
            "DATABASE_URL": self.database_url,
            "FIRELINE_PORT": str(self._port),
            "FIRELINE_PACE": "0",
            "FIRELINE_SETTLE_SECONDS": "0.5",
            "FIRELINE_LEASE_SECONDS": "6",
        }
        if self.settings:
            own["FIRELINE_CONFIG"] = str(self._settings_file)
        if self.transport == "http":
            own["SLACK_SIGNING_SECRET"] = "local-signing-secret"
        else:
            own["SLACK_APP_TOKEN"] = "xapp-local-fireline"
        return _clean(os.environ) | own

    @property
    def _settings_file(self) -> Path:
        return self.folder / "fireline.yml"

    async def _until_listening(self, bot: Running) -> None:
        """Reads the port from the log, as a person would, and waits for `/readyz`."""
        async with asyncio.timeout(START_WITHIN):
            while True:
                if bot.returncode is not None:
                    raise Misconfigured("fireline run", f"it ended at once; {self.folder / 'fireline.log'} says why")
                if self._find_port() and await self._is_ready():
                    return
                await asyncio.sleep(0.02)

    def _find_port(self) -> bool:
        line = _last(self.folder / "fireline.log", '"Fireline is listening."')
        if line:
            self._port = int(json.loads(line)["port"])
        return bool(line)

    async def _is_ready(self) -> bool:
        try:
            async with self.session.get(f"http://127.0.0.1:{self._port}/readyz") as response:
                return response.status == 200
        except (aiohttp.ClientError, OSError):
            return False


async def _ended(process: Running) -> None:
    try:
        await asyncio.wait_for(process.wait(), STOP_WITHIN)
    except TimeoutError:
        process.kill()
        await process.wait()


def _last(log: Path, words: str) -> str:
    """The last whole line of the log that holds these words; empty when there is none."""
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    return next((line for line in reversed(lines) if words in line and line.endswith("\n")), "")


def _how(code: int | None) -> str:
    return f"killed by {signal.Signals(-code).name}" if code is not None and code < 0 else f"exit code {code}"


def _clean(environ: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in environ.items() if not key.startswith(DROPPED)}


async def _json(response: aiohttp.ClientResponse) -> Any:
    if response.status >= 500 or response.status == 400:
        raise RuntimeError(f"the local Slack answered {response.status}: {await response.text()}")
    return await response.json(content_type=None)
