"""Waits until nothing moves any more: no payload under way, and a bot that says it has nothing left to do."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from fireline.sandbox.clock import StoryClock, read_time
from fireline.sandbox.dispatch import Dispatcher
from fireline.sandbox.journal import Journal
from fireline.sandbox.webapi import WebApi

STEP = 0.01
# Without a status to ask, this long without a call counts as rest.
REST = 0.06


@dataclass
class Settled:
    """Whether it came to rest, and otherwise what was still moving."""

    ok: bool
    waited: float
    why: str = ""
    status: dict[str, Any] = field(default_factory=dict)


class Settling:
    """Asks the bot's status URL: `{"clock_step": n, "pending": n, "next_due_at": ISO time or null}`."""

    def __init__(self, clock: StoryClock, dispatcher: Dispatcher, journal: Journal, api: WebApi) -> None:
        self._clock, self._dispatcher, self._journal, self._api = clock, dispatcher, journal, api
        self._session: aiohttp.ClientSession | None = None
        self.status_url: str | None = None
        self._status: dict[str, Any] = {}

    async def settle(self, within: float = 10.0) -> Settled:
        """Waits at most `within` machine seconds for rest: quiet on two looks with no call in between.

        One look is not enough: it reads one thing after the other, and work may pass from the second to the first.
        """
        begun, quiet_since, seq, why = time.monotonic(), None, self._journal.seq, ""
        while time.monotonic() - begun < within:
            why = await self._why_moving()
            now = time.monotonic()
            if why or seq != self._journal.seq:
                quiet_since, seq = None, self._journal.seq
            elif quiet_since is None:
                quiet_since = now
            elif now - quiet_since >= (REST if self.status_url is None else STEP):
                return Settled(True, now - begun, status=self._status)
            await asyncio.sleep(STEP)
        return Settled(False, time.monotonic() - begun, why or "calls keep coming", self._status)

    async def _why_moving(self) -> str:
        if self._dispatcher.pending:
            return f"{self._dispatcher.pending} payloads are on their way to the bot"
        if self._api.running:
            return f"{self._api.running} calls of the Web API are being answered"
        return await self._why_bot_moves() if self.status_url is not None else ""

    async def _why_bot_moves(self) -> str:
        status = await self._ask()
        if status is None:
            return "the bot's status does not answer"
        self._status = status
        if status.get("clock_step") != self._clock.step:
            return f"the bot saw clock step {status.get('clock_step')}, not {self._clock.step}"
        if status.get("pending"):
            return f"the bot has {status['pending']} pending"
        due = status.get("next_due_at")
        return f"something is due since {due}" if due and read_time(due) <= self._clock.now() else ""

    async def status(self) -> dict[str, Any]:
        """What the bot says of itself now; empty when there is none, or it does not answer."""
        return (await self._ask() or {}) if self.status_url is not None else {}

    async def _ask(self) -> dict[str, Any] | None:
        assert self.status_url is not None
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2))
        try:
            async with self._session.get(self.status_url) as response:
                status = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return None
        return status if isinstance(status, dict) else None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
