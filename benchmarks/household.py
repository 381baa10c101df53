"""The bot's own parts in this process, without its doors: store, units, intake, features, on a migrated database."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import delete, func, select

from fireline.catalogue import FEATURES
from fireline.core.clock import SystemClock
from fireline.core.events import ChannelId, IncidentId, UserId, WorkspaceId
from fireline.core.registry import Registry
from fireline.delivery import seen
from fireline.features.incidents import service
from fireline.features.incidents.rules import Severity
from fireline.features.overview.guidance import Guidance
from fireline.frame import Frame
from fireline.guard import Guard
from fireline.intake import Intake
from fireline.keeping import Keeper
from fireline.mentions import Mentions
from fireline.settings import load
from fireline.store.engine import Database
from fireline.store.migrate import migrate
from fireline.store.tables import delivery, entry, lane
from fireline.store.unit import Unit
from fireline.store.units import Units

T = TypeVar("T")
TEAM = WorkspaceId("T0FIRELINE")
CHANNEL = ChannelId("C0BENCH")
US = "U0FIRELINE"


@dataclass
class Household:
    """One database and what works on it."""

    database: Database
    units: Units
    guard: Guard
    keeper: Keeper
    intake: Intake
    incident_id: IncidentId

    async def unit(self, fn: Callable[[Unit], T]) -> T:
        return await self.units.run(TEAM, fn)

    async def entries(self) -> int:
        """How many messages are on the timeline."""
        counting = select(func.count()).select_from(entry).where(entry.c.kind == "timeline.message")
        return await self.units.read(TEAM, lambda unit: int(unit.execute(counting).scalar_one()))


@asynccontextmanager
async def household(url: str) -> AsyncIterator[Household]:
    """Migrates, opens, and declares one incident that has its channel."""
    await asyncio.to_thread(migrate, url)
    database, clock, guard = await Database.open(url), SystemClock(), Guard()
    registry = Registry(FEATURES, load({}, FEATURES).sections_of)
    units = Units(database, registry, clock, home=TEAM)
    frame = Frame(units=units, registry=registry, guide=Guidance(), guard=guard)
    keeper = Keeper(units=units, guard=guard, bot_user_id=US, settle_seen=seen)
    intake = Intake(units=units, registry=registry, guard=guard, bot_user_id=US, mentions=Mentions(frame))
    incident_id = await units.run(TEAM, _declared)
    await units.run(TEAM, _silence)
    try:
        yield Household(database, units, guard, keeper, intake, incident_id)
    finally:
        intake.stop()
        await database.close()


def _declared(unit: Unit) -> IncidentId:
    found = service.declare(unit, title="checkout returns 500s", severity=Severity.SEV2, by=UserId("U0BEA"), zone="UTC")
    service.open_channel(unit, found.id, CHANNEL, "inc-1-checkout")
    return found.id


def _silence(unit: Unit) -> None:
    """What the declaration would tell Slack is no part of any figure here."""
    unit.execute(delete(lane))
    unit.execute(delete(delivery))


@asynccontextmanager
async def scratch() -> AsyncIterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fireline-bench-") as folder:
        yield Path(folder)
