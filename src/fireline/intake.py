"""From the inbox to the services: keeps Slack's events before they are acked, applies them in batches, once each.

Slack promises neither order nor a single delivery. The inbox makes an envelope one; the journal's `source` makes a
message one, however many envelopes carry it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection

from fireline.core.clock import machine_now
from fireline.core.errors import RetryLater
from fireline.core.events import DeliveryId, IncidentId
from fireline.core.registry import Registry
from fireline.envelopes import MENTION, arrival_of, mark_in, slack_event
from fireline.features.failures.reports import tell_event
from fireline.features.incidents import reads as incidents
from fireline.guard import Failure, Guard
from fireline.mentions import Mentions
from fireline.store import inbox
from fireline.store.inbox import Arrival, Waiting
from fireline.store.unit import Opener, Unit, Units

log = structlog.get_logger("fireline.intake")

BATCH = 32  # events a unit applies at the most: whoever waits for an answer waits behind a whole batch
GAP = 0.05  # seconds between batches while commands are waiting
POLL = 2.0  # seconds
SHORTEST_REST = 0.05  # seconds; what is overdue lies in the hands of another process
PARKED = timedelta(minutes=15)  # how long events of an unknown channel wait for an opening to tell whose it is

# News about the workspace, kept wherever it comes from. All else is kept only for channels of incidents.
ABOUT_WORKSPACE = frozenset(
    {
        "app_home_opened",
        MENTION,
        "app_uninstalled",
        "channel_archive",
        "channel_deleted",
        "channel_left",
        "channel_rename",
        "channel_unarchive",
        "group_archive",
        "group_deleted",
        "group_left",
        "group_rename",
        "group_unarchive",
        "tokens_revoked",
        "user_change",
    }
)
SettleSeen = Callable[[Unit, DeliveryId, str, str], None]


class Intake:
    """`accept` keeps, `run` applies."""

    def __init__(
        self,
        *,
        units: Units,
        registry: Registry,
        guard: Guard,
        bot_user_id: str,
        settle_seen: SettleSeen,
        mentions: Mentions,
        notice_users: Callable[[Sequence[str]], None] = lambda _: None,
        joined: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._units = units
        self._registry = registry
        self._guard = guard
        self._bot_user_id = bot_user_id
        self._settle_seen = settle_seen
        self._mentions = mentions
        self._notice_users = notice_users
        self._joined = joined
        self._bell = asyncio.Event()
        self._queued: list[tuple[Arrival, asyncio.Future[None]]] = []
        self._keeper: asyncio.Task[None] | None = None
        self._stopping = False
        self._wake_at: datetime | None = None  # when what was put off or parked may be tried again, in machine time
        units.on_bell("inbox", self._bell.set)

    # keeping ------------------------------------------------------------------------------------------------
    async def accept(self, body: Mapping[str, Any]) -> None:
        """Keeps one event envelope; returns when it is durable. Raises RetryLater while the store is away."""
        arrival = arrival_of(body)
        if arrival is None:
            return
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queued.append((arrival, kept))
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.ensure_future(self._keep())
        await kept

    @property
    def under_way(self) -> int:
        """How many events are not kept yet."""
        return len(self._queued) + (self._keeper is not None and not self._keeper.done())

    async def _keep(self) -> None:
        """Takes what has queued, one unit, resolve all, repeat: nobody waits for a batch to fill."""
        while self._queued:
            queued, self._queued = self._queued, []
            arrivals = [arrival for arrival, _ in queued]
            try:
                outcome = await self._guard.run("keep events", partial(self._keep_all, arrivals))
            except RetryLater as away:
                _refuse(queued, away)
                continue
            if isinstance(outcome, Failure):
                _refuse(queued, RetryLater(f"fault {outcome.reference}"))
                continue
            for _, kept in queued:
                if not kept.done():
                    kept.set_result(None)

    async def _keep_all(self, arrivals: Sequence[Arrival]) -> None:
        """One transaction for all of them. Slack waits for it, so it is as urgent as a command."""

        def hop(_: Connection, unit_of: Opener) -> None:
            for workspace_id in dict.fromkeys(a.workspace_id for a in arrivals):
                self._keep_in(unit_of(workspace_id), [a for a in arrivals if a.workspace_id == workspace_id])

        await self._units.across(hop, savepoint=False)

    def _keep_in(self, unit: Unit, arrivals: Sequence[Arrival]) -> None:
        ours = [a for a in arrivals if mark_in(a) is not None]
        for arrival in ours:
            self._settle_own(unit, arrival)
        wanted = self._wanted(unit, [a for a in arrivals if mark_in(a) is None])
        if wanted:
            inbox.accept(unit.connection, wanted)
            unit.bells.add("inbox")

    def _settle_own(self, unit: Unit, arrival: Arrival) -> None:
        """Our own message coming back proves that it left; it is never kept as an entry."""
        mark = mark_in(arrival)
        event = arrival.payload["event"]
        if mark and mark[0] == unit.workspace_id:
            self._settle_seen(unit, mark[1], event["channel"], event["ts"])

    def _wanted(self, unit: Unit, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """What may be kept: news about the workspace, and whatever happens in channels of incidents."""
        channels = {a.channel_id for a in arrivals if a.channel_id}
        known = incidents.at_channels(unit, sorted(channels)) if channels else {}
        unknown_ones = bool(channels - known.keys()) and incidents.has_opening_without_channel(unit)

        def is_wanted(arrival: Arrival) -> bool:
            if arrival.kind in ABOUT_WORKSPACE or self._is_about_us(arrival):
                return True
            if self._is_answer(arrival.kind, arrival.payload["event"]):
                return True
            return arrival.channel_id in known or (arrival.channel_id is not None and unknown_ones)

        return [a for a in arrivals if is_wanted(a)]

    def _is_answer(self, kind: str, event: Mapping[str, Any]) -> bool:
        """A reaction to a message of ours, wherever it stands: somebody ticks what they were reminded of."""
        return kind == "reaction_added" and event.get("item_user") == self._bot_user_id

    def _is_about_us(self, arrival: Arrival) -> bool:
        return arrival.kind == "member_joined_channel" and arrival.payload["event"].get("user") == self._bot_user_id

    # applying -----------------------------------------------------------------------------------------------
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
            if row.kind == MENTION:
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
            if event.type == MENTION:
                self._mentions.take(unit, event)
        return ended

    def _waits_for_opening(self, unit: Unit, row: Waiting, known: Mapping[str, Any]) -> bool:
        if row.channel_id is None or row.channel_id in known or row.kind in ABOUT_WORKSPACE:
            return False
        is_young = machine_now() - row.received_at < PARKED
        return is_young and not self._is_row_about_us(row) and incidents.has_opening_without_channel(unit)

    def _is_row_about_us(self, row: Waiting) -> bool:
        return row.kind == "member_joined_channel" and row.payload["event"].get("user") == self._bot_user_id

    def _tell(self, rows: Sequence[Waiting]) -> None:
        """People and channels that are new to us are looked up after the unit: no network inside one."""
        users = [u for r in rows if r.payload and isinstance(u := r.payload["event"].get("user"), str)]
        self._notice_users(users)
        for row in rows:
            if row.payload and self._is_row_about_us(row):
                self._joined(row.payload["event"]["channel"])


def _together(rows: Sequence[Waiting]) -> list[Waiting]:
    """The first rows that share a unit. A line said to us has its own: its receipt takes back what that one wrote."""
    lone = next((n for n, row in enumerate(rows) if row.kind == MENTION), len(rows))
    return list(rows[: max(lone, 1)])


def _known(unit: Unit, rows: Sequence[Waiting]) -> dict[str, IncidentId]:
    """Which of their channels belong to incidents."""
    channels = sorted({r.channel_id for r in rows if r.channel_id})
    return incidents.at_channels(unit, channels) if channels else {}


def _refuse(queued: Sequence[tuple[Arrival, asyncio.Future[None]]], why: RetryLater) -> None:
    for _, kept in queued:
        if not kept.done():
            kept.set_exception(why)
