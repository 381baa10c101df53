"""From the inbox to the services: applies Slack's events in batches, once each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection

from fireline.core.clock import machine_now
from fireline.core.errors import RetryLater
from fireline.core.events import IncidentId
from fireline.core.registry import Registry
from fireline.envelopes import ADDRESSED, lets_in, slack_event
from fireline.features.failures.reports import tell_event
from fireline.features.incidents import reads as incidents
from fireline.guard import Failure, Guard
from fireline.keeping import ABOUT_WORKSPACE
from fireline.mentions import Mentions
from fireline.store import inbox
from fireline.store.inbox import Waiting
from fireline.store.unit import Unit
from fireline.store.units import Opener, Units

log = structlog.get_logger("fireline.intake")

BATCH = 32  # events a unit applies at the most: whoever waits for an answer waits behind a whole batch
GAP = 0.05  # seconds between batches while commands are waiting
POLL = 2.0  # seconds
SHORTEST_REST = 0.05  # seconds; what is overdue lies in the hands of another process
DIRECT = "D"  # ids of direct messages begin so, and no incident is led in one
PARKED = timedelta(minutes=15)  # how long events of an unknown channel wait for an opening to tell whose it is


class Intake:
    """The loop. `run` until `stop`; the bell says that something was kept."""

    def __init__(
        self,
        *,
        units: Units,
        registry: Registry,
        guard: Guard,
        bot_user_id: str,
        mentions: Mentions,
        notice_users: Callable[[Sequence[str]], None] = lambda _: None,
        joined: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._units = units
        self._registry = registry
        self._guard = guard
        self._bot_user_id = bot_user_id
        self._mentions = mentions
        self._notice_users = notice_users
        self._joined = joined
        self._bell = asyncio.Event()
        self._stopping = False
        self._wake_at: datetime | None = None  # when what was put off or parked may be tried again, in machine time
        units.on_bell("inbox", self._bell.set)

    async def run(self) -> None:
        """Applies what is kept until `stop`; looks again after `POLL` seconds even if no bell rang."""
        while not self._stopping:
            self._bell.clear()
            try:
                outcome = await self._guard.run("apply events", self.apply)
            except RetryLater as away:
                log.warning("The store is away; events wait.", reason=away.reason)
                outcome = 0
            if isinstance(outcome, int) and outcome:
                await asyncio.sleep(GAP if self._units.is_busy() else 0)
                continue
            await self._rest()

    async def _rest(self) -> None:
        seconds = POLL
        if self._wake_at is not None:
            seconds = min(POLL, max(SHORTEST_REST, (self._wake_at - machine_now()).total_seconds()))
        try:
            await asyncio.wait_for(self._bell.wait(), timeout=seconds)
        except TimeoutError:
            return

    def stop(self) -> None:
        self._stopping = True
        self._bell.set()

    async def apply(self) -> int:
        """Applies one batch; gives how many rows it ended. A batch that raises is applied row by row."""
        since = time.monotonic()
        outcome = await self._guard.run("apply a batch", lambda: self._apply_batch(BATCH))
        if not isinstance(outcome, Failure):
            return outcome
        log.warning("A batch is applied row by row.", after=round(time.monotonic() - since, 3))
        ended = 0
        for _ in range(BATCH):
            one = await self._apply_alone()
            if not one:
                break
            ended += one
        return ended

    async def _apply_batch(self, limit: int) -> int:
        def hop(connection: Connection, unit_of: Opener) -> list[Waiting]:
            rows = _together(inbox.take(connection, limit))
            ended = [r for w in dict.fromkeys(r.workspace_id for r in rows) for r in self._apply_in(unit_of(w), rows)]
            inbox.done(connection, [row.id for row in ended])
            self._wake_at = None if ended else inbox.next_wakeup(connection)
            return ended

        applied = await self._units.across(hop, urgent=False, savepoint=False)
        self._tell(applied)
        return len(applied)

    def _apply_in(self, unit: Unit, rows: Sequence[Waiting]) -> list[Waiting]:
        return self._apply_rows(unit, [r for r in rows if r.workspace_id == unit.workspace_id])

    async def _apply_alone(self) -> int:
        """The first waiting row in a unit of its own, so that a poisoned one stops only itself."""
        taken: list[Waiting] = []

        def hop(connection: Connection, unit_of: Opener) -> int:
            taken[:] = inbox.take(connection, 1)
            ended = self._apply_in(unit_of(taken[0].workspace_id), taken) if taken else []
            inbox.done(connection, [row.id for row in ended])
            return len(taken)

        outcome = await self._guard.run("apply an event", lambda: self._units.across(hop, urgent=False))
        if isinstance(outcome, Failure) and taken:
            await self._failed(taken[0], outcome)
            return 1
        self._tell(taken)
        return outcome if isinstance(outcome, int) else 0

    async def _failed(self, row: Waiting, failure: Failure) -> None:
        """It is tried again later, but for a line that somebody waits for: they are told, and it ends there.

        After the last try the admins are told, in the same transaction.
        """

        def hop(unit: Unit) -> None:
            error = type(failure.error).__name__
            if row.kind in ADDRESSED:
                inbox.done(unit.connection, [row.id])
                self._mentions.failed(unit, slack_event(row, _known(unit, [row])), failure)
            elif inbox.failed(unit.connection, row, error):
                tell_event(unit, row, error)

        await self._units.run(row.workspace_id, hop, urgent=False)

    def _apply_rows(self, unit: Unit, rows: Sequence[Waiting]) -> list[Waiting]:
        """Hands each row to the features that read its type; gives those that are finished with."""
        known = _known(unit, rows)
        parked = [r for r in rows if self._waits_for_opening(unit, r, known)]
        inbox.park(unit.connection, [r.id for r in parked])
        ended = [r for r in rows if r not in parked]
        for row in ended:
            event = slack_event(row, known)
            for taker in self._registry.takers(event.type):
                taker(unit, event)
            if event.type in ADDRESSED:
                self._mentions.take(unit, event)
        return ended

    def _waits_for_opening(self, unit: Unit, row: Waiting, known: Mapping[str, Any]) -> bool:
        is_nobodys = row.channel_id is None or row.channel_id.startswith(DIRECT)
        if is_nobodys or row.channel_id in known or row.kind in ABOUT_WORKSPACE:
            return False
        is_young = machine_now() - row.received_at < PARKED
        return is_young and not lets_in(row, self._bot_user_id) and incidents.has_opening_without_channel(unit)

    def _tell(self, rows: Sequence[Waiting]) -> None:
        """People and channels that are new to us are looked up after the unit: no network inside one."""
        users = [u for r in rows if r.payload and isinstance(u := r.payload["event"].get("user"), str)]
        self._notice_users(users)
        for row in rows:
            if row.payload and lets_in(row, self._bot_user_id):
                self._joined(row.payload["event"]["channel"])


def _together(rows: Sequence[Waiting]) -> list[Waiting]:
    """The first rows that share a unit. A line said to us has its own: its receipt takes back what that one wrote."""
    lone = next((n for n, row in enumerate(rows) if row.kind in ADDRESSED), len(rows))
    return list(rows[: max(lone, 1)])


def _known(unit: Unit, rows: Sequence[Waiting]) -> dict[str, IncidentId]:
    """Which of their channels belong to incidents."""
    channels = sorted({r.channel_id for r in rows if r.channel_id})
    return incidents.at_channels(unit, channels) if channels else {}
