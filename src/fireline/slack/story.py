"""Follows the clock of a local Slack, so that a real program can be driven through months in seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import aiohttp
import structlog

from fireline.core.clock import StoryClock

log = structlog.get_logger("fireline.story")
AGAIN_AFTER = 0.2  # seconds


async def follow(clock: StoryClock, url: str, *, moved: Callable[[], None]) -> None:
    """Asks for the next step of the clock for ever; `moved` is called after each."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
        while True:
            try:
                await _take_step(session, clock, url)
                moved()
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                log.info("The local Slack's clock is away.", error=type(error).__name__)
                await asyncio.sleep(AGAIN_AFTER)


async def _take_step(session: aiohttp.ClientSession, clock: StoryClock, url: str) -> None:
    async with session.get(url, params={"after": clock.step, "wait": 20}) as response:
        told = await response.json()
    clock.follow(step=told["step"], now=datetime.fromisoformat(told["now"]), running=told["running"])
