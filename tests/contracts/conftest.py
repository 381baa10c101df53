"""A store of its own for each test, once on SQLite and once on PostgreSQL, and short words to speak with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text

from fireline.core.clock import FrozenClock, machine_now
from fireline.core.events import WorkspaceId
from fireline.core.feature import Feature
from fireline.core.registry import Registry
from fireline.store import outbox
from fireline.store.engine import Database
from fireline.store.outbox import Claimed
from fireline.store.tables import metadata
from fireline.store.unit import Unit
from fireline.store.units import Units

T = TypeVar("T")

WORKSPACE = WorkspaceId("T1")
scratch = MetaData()
counter = Table("counter", scratch, Column("name", Text, primary_key=True), Column("value", Integer, nullable=False))


class Store:
    """One opened database with its units, and the words of the tests."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = FrozenClock()
        self.units = Units(database, Registry([]), self.clock)

    def with_feature(self, **declared: Any) -> None:
        self.units.registry = Registry([Feature(name="of the test", **declared)])

    async def run(self, fn: Callable[[Unit], T]) -> T:
        return await self.units.run(WORKSPACE, fn)

    async def show(self, name: str, *, to: str = "C1", text: str = "hello", **more: Any) -> Any:
        return await self.run(lambda unit: unit.show(name, to=to, text=text, **more))

    async def call(self, key: str, *, lane: str, after: Any = None, method: str = "pins.add", **more: Any) -> Any:
        return await self.run(lambda unit: unit.call(method, {"key": key}, lane=lane, key=key, after=after, **more))

    async def claim(self, *, limit: int = 100, later: timedelta = timedelta(0)) -> list[Claimed]:
        now = machine_now() + later
        return await self.database.write(lambda connection: outbox.claim(connection, limit, now))

    async def sent(self, claimed: Claimed, **result: Any) -> bool:
        return await self.run(lambda unit: outbox.settle_sent(unit, claimed, result))

    async def posted(self, claimed: Claimed, ts: str) -> bool:
        return await self.sent(claimed, channel=claimed.arguments["channel"], ts=ts)

    async def dies(self, claimed: Claimed) -> list[Claimed]:
        return await self.run(lambda unit: outbox.settle_dead(unit, claimed, error="channel_not_found"))


async def opened(url: str) -> Database:
    database = await Database.open(url)
    await database.write(metadata.create_all)
    await database.write(scratch.create_all)
    return database


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    database = await opened(database_url)
    yield Store(database)
    await database.close()


@pytest.fixture
async def other(store: Store, database_url: str) -> AsyncIterator[Store]:
    """A second process beside `store`: one of its own on PostgreSQL; on SQLite only one may write, so the same."""
    if store.database.dialect == "sqlite":
        yield store
        return
    database = await Database.open(database_url)
    yield Store(database)
    await database.close()
