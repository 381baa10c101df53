"""The composition root: settings → store, Slack, features, loops. The only module that knows all."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from fireline.catalogue import FEATURES
from fireline.catching_up import CatchUp
from fireline.core.clock import Clock, StoryClock, SystemClock
from fireline.core.errors import RetryLater
from fireline.core.events import ChannelId, WorkspaceId
from fireline.core.registry import Registry
from fireline.delivery import Delivery, seen
from fireline.features.failures.reports import admin_channel
from fireline.features.incidents import reads as incidents
from fireline.features.overview.guidance import Guidance
from fireline.frame import Frame
from fireline.guard import Guard
from fireline.housekeeping import Housekeeper
from fireline.intake import Intake
from fireline.keeping import Keeper
from fireline.mentions import Mentions
from fireline.reloading import Reloading
from fireline.scheduler import Ticker
from fireline.settings import Settings
from fireline.settlement import Terms
from fireline.slack.backfill import Backfill
from fireline.slack.bolt import SlackApp
from fireline.slack.client import Slack, open_session
from fireline.slack.courier import SlackCourier
from fireline.slack.directory import Directory
from fireline.slack.edge import slack_door
from fireline.slack.groups import UserGroups
from fireline.slack.identity import Identity, identify
from fireline.slack.pace import Pace
from fireline.slack.socket import SocketDoor
from fireline.slack.story import follow
from fireline.store import health, installation, schedule
from fireline.store.engine import Database
from fireline.store.sqlite import Engines
from fireline.store.units import Units
from fireline.store.wakeup import AGAIN, Wakeup
from fireline.web import server

log = structlog.get_logger("fireline")


class App:
    """One running Fireline. `open` starts everything, `close` stops it in order and loses nothing."""

    def __init__(self, settings: Settings, *, clock: Clock | None = None, engines: Engines | None = None) -> None:
        self.settings = settings
        self._engines = engines
        self.registry = Registry(FEATURES, settings.sections_of)
        self.clock: Clock = clock or (StoryClock() if settings.story_clock else SystemClock())
        self.guard = Guard()
        self.wakeup: Wakeup | None = None
        self._loops: list[asyncio.Task[None]] = []
        self._last_acts = contextlib.AsyncExitStack()  # from the last that was opened to the first
        self._is_ready = False

    async def open(self) -> None:
        """Opens store, Slack, loops and doors, in this order: nothing is taken before it can be kept.

        What was opened before something failed is closed again, so that the next start finds all in order.
        """
        try:
            await self._open()
        except BaseException:
            await self._last_acts.aclose()
            raise
        log.info("Fireline is listening.", transport=self.settings.transport, port=self.server.port)

    async def _open(self) -> None:
        self.database = await Database.open(self.settings.database_url, engines=self._engines)
        self._last_acts.push_async_callback(self.database.close)
        self.session = open_session()
        self._last_acts.push_async_callback(self.session.close)
        self.slack = Slack(
            self.session,
            token_of=lambda _: self.settings.env.bot_token,
            base_url=self.settings.env.slack_api_url,
            pace=Pace(scale=self.settings.env.pace),
        )
        self.identity = await self._identify()
        self._assemble(self.identity)
        self._last_acts.push_async_callback(self.directory.close)
        self._last_acts.push_async_callback(self._end_loops)
        await self._remember(self.identity)
        await self._follow_clock()
        self._start("intake", self.intake.run)
        self._start("delivery", self.delivery.run)
        self._start("ticker", self.ticker.run)
        self._start("housekeeping", Housekeeper(self.database, self.guard).run)
        self._listen_to_others()
        await self._open_doors()
        self._start("catch up", self.catch_up.run)
        self._start("user groups", self.groups.run)
        self._is_ready = True

    def reread_on(self, asked: asyncio.Event) -> None:
        """Reads the settings file anew each time this is set."""

        async def listen() -> None:
            while await asked.wait():
                asked.clear()
                try:
                    await self.guard.run("settings", self.reloading.run)
                except RetryLater as away:
                    log.warning("The settings hold; admins could not be told.", reason=away.reason)

        self._start("settings", listen)

    async def close(self) -> None:
        """Not ready; nothing new is claimed; what is under way ends within ten seconds; then the store."""
        self._is_ready = False
        self.intake.stop()
        self.ticker.stop()
        await asyncio.gather(self.delivery.stop(), self._close_doors())
        await self._last_acts.aclose()
        log.info("Fireline has stopped.")

    async def _close_doors(self) -> None:
        if self.socket is not None:
            await self.socket.close()
        await self.server.close()
        await self.slack_app.drain()

    async def _end_loops(self) -> None:
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        if self.wakeup is not None:
            await self.wakeup.close()

    async def status(self) -> dict[str, Any]:
        """What a local Slack waits for: work that is still to be done, the next due time, the clock's step."""
        under_way = self._under_way()
        stored, waits = await self.units.read(
            self.units.home, lambda unit: (health.waiting(unit.connection), schedule.upcoming(unit.connection, 8))
        )
        under_way = max(under_way, self._under_way())  # before and after: work goes from memory to the store and back
        return {
            "clock_step": getattr(self.clock, "step", 0),
            "pending": stored.inbox + stored.outbox + under_way,
            "next_due_at": stored.next_due_at,
            "waits_for": [{"at": at.isoformat(), "kind": kind} for at, kind in waits],
            "dead": stored.inbox_dead,
            "dead_deliveries": stored.outbox_dead,
            "paused": sorted(self.delivery.paused),
            "ready": self._is_ready,
            "now": self.clock.now(),
        }

    def _under_way(self) -> int:
        doors = self.slack_app.under_way + self.keeper.under_way
        return doors + self.directory.under_way + self.groups.under_way + self.catch_up.under_way

    async def _identify(self) -> Identity:
        return await identify(self.slack, self.settings.env.bot_token)

    async def _remember(self, me: Identity) -> None:
        """Features ask the store who we are: our own messages and marks are never recorded."""
        us = installation.Installation(
            workspace_id=me.workspace_id,
            bot_user_id=me.bot_user_id,
            bot_id=me.bot_id,
            team_name=me.workspace_name,
            installed_at=self.clock.now(),
        )
        await self.units.run(me.workspace_id, lambda unit: installation.remember(unit.connection, us))

    def _assemble(self, me: Identity) -> None:
        self.units = Units(self.database, self.registry, self.clock, home=me.workspace_id)
        client = self.slack.client(me.workspace_id)
        self.directory = Directory(self.units, self.slack, me.workspace_id, self.guard)
        self.groups = UserGroups(self.units, self.slack, me.workspace_id, self.guard)
        self.reloading = Reloading(self.settings, FEATURES, self.units, self.groups.refresh)
        courier = SlackCourier(self.slack, directory=self.directory, is_taken=self._is_taken)
        self.delivery = Delivery(self.database, self.units, courier, guard=self.guard, terms=self._terms())
        self.ticker = Ticker(units=self.units, clock=self.clock, guard=self.guard)
        self.frame = Frame(units=self.units, registry=self.registry, guide=Guidance(), guard=self.guard)
        self.keeper = Keeper(units=self.units, guard=self.guard, bot_user_id=me.bot_user_id, settle_seen=seen)
        self.intake = Intake(
            units=self.units,
            registry=self.registry,
            guard=self.guard,
            bot_user_id=me.bot_user_id,
            mentions=Mentions(self.frame),
            notice_users=self.directory.notice_users,
            joined=self._joined,
        )
        self.backfill = Backfill(self.units, self.slack, workspace_id=me.workspace_id)
        self.catch_up = CatchUp(units=self.units, directory=self.directory, backfill=self.backfill, guard=self.guard)
        self.slack_app = SlackApp(
            frame=self.frame,
            keeper=self.keeper,
            directory=self.directory,
            identity=me,
            client=client,
            guard=self.guard,
        )

    def _listen_to_others(self) -> None:
        """Other processes on the same PostgreSQL: each tells the others when it left something to do."""
        self.wakeup = self.database.wakeup(lambda: self.units.ring("outbox", "schedule", "inbox"))
        if self.wakeup is not None:
            self.units.on_commit(self.wakeup.tell)
            self._start("wake-up", partial(self._hear, self.wakeup))

    async def _hear(self, wakeup: Wakeup) -> None:
        """Without it every loop still looks by itself every two seconds."""
        while True:
            try:
                await self.guard.run("wake-up", wakeup.run)
            except RetryLater as lost:
                log.info("Other processes cannot be heard; each looks by itself.", reason=lost.reason)
            await asyncio.sleep(AGAIN)

    def _terms(self) -> Terms:
        return Terms(
            settle_after=timedelta(seconds=self.settings.env.settle_seconds),
            lease=timedelta(seconds=self.settings.env.lease_seconds),
            # A send is given up well before its lease ends, so that nobody takes over what still runs.
            send_within=timedelta(seconds=self.settings.env.lease_seconds * 2 / 3),
            admin_channel=admin_channel,
        )

    async def _is_taken(self, workspace_id: WorkspaceId, channel_id: ChannelId) -> bool:
        found = await self.units.read(workspace_id, lambda unit: incidents.at_channel(unit, channel_id))
        return found is not None

    async def _follow_clock(self) -> None:
        if not isinstance(self.clock, StoryClock):
            return
        followed = asyncio.Event()

        def moved() -> None:
            followed.set()
            self.ticker.wake()

        clock, url = self.clock, self.settings.story_clock
        self._start("clock", lambda: follow(clock, url, moved=moved))
        await asyncio.wait_for(followed.wait(), timeout=10)

    async def _open_doors(self) -> None:
        is_http = self.settings.transport == "http"
        door = slack_door(self.settings.signing_secrets, self.slack_app.dispatch) if is_http else None
        self.server = server.Server(server.create(slack=door, is_ready=lambda: self._is_ready, status=self.status))
        self._last_acts.push_async_callback(self.server.close)
        await self.server.open(self.settings.env.host, self.settings.env.port)
        self.socket: SocketDoor | None = None
        if not is_http:
            self.socket = SocketDoor(
                app_token=self.settings.env.app_token,
                api_url=self.settings.env.slack_api_url,
                dispatch=self.slack_app.dispatch,
            )
            self._last_acts.push_async_callback(self.socket.close)
            await self.socket.open()

    def _joined(self, channel_id: str) -> None:
        self._start("joined", partial(self.catch_up.joined, channel_id))

    def _start(self, name: str, loop: Callable[[], Awaitable[None]]) -> None:
        task = asyncio.ensure_future(loop())
        task.set_name(name)
        self._loops.append(task)
        task.add_done_callback(self._loops.remove)


async def serve(settings: Settings, *, stop: asyncio.Event, reread: asyncio.Event) -> None:
    """Runs until `stop` is set; reads the settings file anew whenever `reread` is."""
    settings.demand_credentials()
    app = App(settings)
    opening, told = asyncio.ensure_future(app.open()), asyncio.ensure_future(stop.wait())
    await asyncio.wait((opening, told), return_when=asyncio.FIRST_COMPLETED)
    if not opening.done():  # told to stop while it was still starting
        opening.cancel()
        await asyncio.wait((opening,))
        return
    try:
        opening.result()
        app.reread_on(reread)
        await told
        await app.close()
    finally:
        told.cancel()
