"""A bot's way out, whole: a real database, the loop, the courier, and a small Slack at the wire."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from fireline.core.clock import FrozenClock
from fireline.core.couriers import Courier
from fireline.core.events import ChannelId, WorkspaceId
from fireline.core.feature import Feature, Settled
from fireline.core.registry import Registry
from fireline.delivery import Delivery
from fireline.settlement import Terms
from fireline.slack.client import Slack, open_session
from fireline.slack.courier import SlackCourier
from fireline.slack.pace import Pace
from fireline.store.engine import Database
from fireline.store.metadata import metadata
from fireline.store.tables import delivery
from fireline.store.unit import Unit
from fireline.store.units import Units
from tests.delivery.dms import OpenDms
from tests.delivery.wire import FakeSlack

WORKSPACE = WorkspaceId("T1")
QUICK = Terms(
    settle_after=timedelta(milliseconds=60),
    backoff=timedelta(milliseconds=10),
    longest_backoff=timedelta(milliseconds=40),
    paused_for=timedelta(milliseconds=100),
    probe_for=timedelta(milliseconds=50),
    poll=timedelta(milliseconds=20),
    send_within=timedelta(seconds=5),
    stop_within=timedelta(milliseconds=100),
    tries=6,
    admin_channel=lambda unit: "CADMIN",
)


async def until(is_so: Callable[[], Awaitable[bool]], *, within: float = 8.0) -> None:
    """Looks again and again until it is so."""
    deadline = asyncio.get_running_loop().time() + within
    while not await is_so():
        assert asyncio.get_running_loop().time() < deadline, "it did not come to that in time"
        await asyncio.sleep(0.005)


@dataclass
class Outbound:
    """What a test holds in its hand."""

    slack: FakeSlack
    database: Database
    clock: FrozenClock
    taken: set[str] = field(default_factory=set)
    settled: list[Settled] = field(default_factory=list)
    loops: list[tuple[Delivery, asyncio.Task[None]]] = field(default_factory=list)
    api: Slack | None = None
    on_settled: Callable[[Unit, Settled], None] | None = None

    def __post_init__(self) -> None:
        feature = Feature(name="asked", settled={"asked": self._hear})
        self.units = Units(self.database, Registry([feature]), self.clock)

    def _hear(self, unit: Unit, settled: Settled) -> None:
        if self.on_settled is not None:
            self.on_settled(unit, settled)
        self.settled.append(settled)

    async def do(self, work: Callable[[Unit], Any]) -> Any:
        return await self.units.run(WORKSPACE, work)

    async def post(self, name: str, text: str, *, to: str = "C1", **more: Any) -> Any:
        return await self.do(lambda unit: unit.show(name, to=to, text=text, topic="asked", **more))

    async def call(self, method: str, key: str = "k", lane: str = "lane", **arguments: Any) -> Any:
        return await self.do(lambda unit: unit.call(method, arguments, lane=lane, key=key, topic="asked"))

    def start(
        self, *, pace: Pace | None = None, total: float = 5.0, courier: Courier | None = None, **terms: Any
    ) -> Delivery:
        """Starts a loop (another one, when one runs already)."""
        session = open_session(total=total)
        self.api = Slack(
            session, token_of=lambda _: "xoxb-1", base_url=self.slack.url + "/api/", pace=pace or Pace(scale=0)
        )
        carrier = courier or SlackCourier(self.api, directory=OpenDms(self.api), is_taken=self._is_taken)
        loop = Delivery(self.database, self.units, carrier, terms=replace(QUICK, **terms))
        self.loops.append((loop, asyncio.create_task(loop.run())))
        return loop

    async def _is_taken(self, workspace_id: WorkspaceId, channel_id: ChannelId) -> bool:
        return channel_id in self.taken

    async def states(self) -> list[str]:
        return [state for (state,) in await self.rows(delivery.c.state)]

    async def comes_to(self, state: str) -> None:
        """Until some delivery is in this state."""

        async def is_so() -> bool:
            return state in await self.states()

        await until(is_so)

    async def shows(self, count: int, channel: str = "C1") -> None:
        """Until a person sees this many messages in the channel."""

        async def is_so() -> bool:
            return len(self.slack.texts(channel)) >= count

        await until(is_so)

    async def rows(self, *columns: Any) -> list[Any]:
        wanted = select(*columns).order_by(delivery.c.id)
        return await self.database.read(lambda c: list(c.execute(wanted).all()))

    async def all_ended(self, *, within: float = 8.0) -> None:
        """Until nothing waits any more, whatever it had to wait for."""

        async def ended() -> bool:
            return not {"ready", "sending", "ambiguous"} & set(await self.states())

        await until(ended, within=within)

    async def stop(self) -> None:
        for loop, task in self.loops:
            await loop.stop()
            await task
        if self.api is not None:
            await self.api.session.close()


@pytest.fixture
async def outbound(sqlite_url: str) -> AsyncIterator[Outbound]:
    async for made in _outbound(sqlite_url):
        yield made


@pytest.fixture
async def outbound_on_both(database_url: str) -> AsyncIterator[Outbound]:
    async for made in _outbound(database_url):
        yield made


@pytest.fixture
async def outbound_on_postgres(postgres_url: str) -> AsyncIterator[Outbound]:
    async for made in _outbound(postgres_url):
        yield made


async def _outbound(url: str) -> AsyncIterator[Outbound]:
    clock = FrozenClock()
    slack = await FakeSlack(now=lambda: clock.now().timestamp()).start()
    database = await Database.open(url)
    await database.write(lambda connection: metadata.create_all(connection))
    made = Outbound(slack, database, clock)
    yield made
    await made.stop()
    await database.close()
    await slack.stop()
