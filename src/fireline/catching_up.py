"""What may have been missed while nobody listened: channels, and what was said in those of incidents."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from fireline.core.errors import GiveUp, RetryLater
from fireline.features.failures.reports import tell_missing_channels
from fireline.guard import Guard
from fireline.slack.backfill import Backfill
from fireline.slack.directory import Directory
from fireline.store.units import Units

log = structlog.get_logger("fireline")


class CatchUp:
    """Nothing waits for it, and a Slack that is away only puts it off."""

    def __init__(self, *, units: Units, directory: Directory, backfill: Backfill, guard: Guard) -> None:
        self._units = units
        self._directory = directory
        self._backfill = backfill
        self._guard = guard
        self.under_way = 0

    async def run(self) -> None:
        """At the start."""
        await self._quietly(self._directory.learn_conversations)
        await self._quietly(lambda: self._units.run(self._units.home, tell_missing_channels))
        await self._quietly(self._backfill.run_once)

    async def joined(self, channel_id: str) -> None:
        """The bot was let into a channel: learn its name, and what was said there before if it is an incident's."""

        async def learn() -> None:
            await self._directory.learn_conversation(channel_id)
            await self._backfill.run_once([channel_id])

        await self._quietly(learn)

    async def _quietly(self, work: Callable[[], Awaitable[Any]]) -> None:
        self.under_way += 1
        try:
            await self._guard.run("catch up", work)
        except (RetryLater, GiveUp) as away:
            log.warning("Catching up was put off.", reason=away.reason)
        finally:
            self.under_way -= 1
