"""Real processes, killed while they send to the local Slack: each message is seen once, in order."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from fireline.core.clock import FrozenClock
from fireline.core.events import ChannelId, WorkspaceId
from fireline.core.feature import Feature, Settled
from fireline.core.registry import Registry
from fireline.delivery import Delivery
from fireline.sandbox.sandbox import Sandbox
from fireline.slack.client import Slack, open_session
from fireline.slack.courier import SlackCourier
from fireline.slack.pace import Pace
from fireline.store import outbox
from fireline.store.engine import Database
from fireline.store.metadata import metadata
from fireline.store.unit import Unit
from fireline.store.units import Units
from tests.delivery.conftest import WORKSPACE, until
from tests.delivery.dms import OpenDms
from tests.delivery.sender import KILLED

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def local_slack() -> AsyncIterator[Sandbox]:
    async with await Sandbox.start(ROOT / "manifest.yml", at=FrozenClock().now()) as sandbox:
        yield sandbox


async def decide(url: str, work: Callable[[Unit], Any]) -> None:
    """What the bot decided before anything was sent."""
    database = await Database.open(url)
    await database.write(lambda connection: metadata.create_all(connection))
    await Units(database, Registry([]), FrozenClock()).run(WORKSPACE, work)
    await database.close()


@asynccontextmanager
async def sender(url: str, slack: Sandbox) -> AsyncIterator[asyncio.subprocess.Process]:
    """A sending process; it is killed at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.delivery.sender", url, slack.api_url, cwd=ROOT
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def deliver_the_rest(url: str, slack: Sandbox) -> list[Settled]:
    """The next start of the bot, until nothing waits; gives what the feature was told."""
    told: list[Settled] = []
    database = await Database.open(url)
    api = Slack(open_session(), token_of=lambda _: "xoxb-local-fireline", base_url=slack.api_url, pace=Pace(scale=0))
    courier = SlackCourier(api, directory=OpenDms(api), is_taken=nobody)
    feature = Feature(name="asked", settled={"asked": lambda unit, settled: told.append(settled)})
    loop = Delivery(database, Units(database, Registry([feature]), FrozenClock()), courier, terms=KILLED)
    running = asyncio.create_task(loop.run())

    async def is_empty() -> bool:
        return await database.read(outbox.pending_count) == 0

    await until(is_empty, within=30)
    await loop.stop()
    await running
    await api.session.close()
    await database.close()
    return told


async def nobody(workspace_id: WorkspaceId, channel_id: ChannelId) -> bool:
    return False


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_message_in_flight_when_the_process_dies_is_seen_once(
    local_slack: Sandbox, sqlite_url: str, when: str
) -> None:
    channel = local_slack.channel("#incidents")["id"]
    await decide(sqlite_url, lambda unit: unit.show("card:1", to=channel, text="Checkout is down."))
    local_slack.fault("hold", "chat.postMessage", when)

    async with sender(sqlite_url, local_slack):
        await local_slack.held()
    await asyncio.sleep(0.05)  # until Slack's side saw the connection go
    local_slack.release()
    await deliver_the_rest(sqlite_url, local_slack)

    assert [m.text for m in local_slack.messages("#incidents")].count("Checkout is down.") == 1
    assert len(local_slack.calls("chat.postMessage")) == (2 if when == "before" else 1)


async def test_a_channel_in_the_making_when_the_process_dies_is_made_once(
    local_slack: Sandbox, sqlite_url: str
) -> None:
    names = {"names": ["inc-1-checkout", "inc-1-checkout-2"]}
    await decide(
        sqlite_url, lambda unit: unit.call("conversations.create", names, lane="inc", key="inc", topic="asked")
    )
    local_slack.fault("hold", "conversations.create", "after")

    async with sender(sqlite_url, local_slack):
        await local_slack.held()
    local_slack.release()
    [told] = await deliver_the_rest(sqlite_url, local_slack)

    made = [c for c in local_slack.channels() if c["name"].startswith("inc-1")]
    assert [c["name"] for c in made] == ["inc-1-checkout"]
    assert told.result["channel"]["id"] == made[0]["id"]


async def test_a_file_in_the_making_when_the_process_dies_is_shared_once(local_slack: Sandbox, sqlite_url: str) -> None:
    channel = local_slack.channel("#incidents")["id"]
    file = {"channel": channel, "filename": "postmortem.md", "content": "# Checkout\n"}
    await decide(sqlite_url, lambda unit: unit.call("files.upload", file, lane="file", key="file", topic="asked"))
    local_slack.fault("hold", "files.completeUploadExternal", "after")

    async with sender(sqlite_url, local_slack):
        await local_slack.held()
    local_slack.release()
    [told] = await deliver_the_rest(sqlite_url, local_slack)

    assert len(local_slack.files("#incidents")) == 1
    assert told.error is None


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
async def test_kills_at_random_instants_lose_nothing_and_double_nothing(
    local_slack: Sandbox, request: pytest.FixtureRequest, processes: int
) -> None:
    """Two processes share PostgreSQL; an SQLite file has one."""
    url = request.getfixturevalue("postgres_url" if processes == 2 else "sqlite_url")
    channels = {name: local_slack.channel(name)["id"] for name in ("#incidents", "#stakeholders")}
    dice = random.Random(7)

    def decided(unit: Unit) -> None:
        for number in range(150):
            for name, to in channels.items():
                unit.show(f"{name}:{number}", to=to, text=f"note {number}")

    await decide(url, decided)
    local_slack.fault("reset", "chat.postMessage", "after", probability=0.05, seed=7, times=None)
    local_slack.fault("slow", "chat.postMessage", "after", probability=0.5, seed=7, times=None, seconds=0.02)

    for _ in range(3):
        before = len(local_slack.calls("chat.postMessage"))
        async with AsyncExitStack() as senders:
            for _ in range(processes):
                await senders.enter_async_context(sender(url, local_slack))
            await local_slack.wait_for(lambda seen=before: len(local_slack.calls("chat.postMessage")) > seen)
            await asyncio.sleep(dice.uniform(0.05, 0.4))
    local_slack.clear_faults()
    await deliver_the_rest(url, local_slack)

    for name in channels:
        notes = [m.text for m in local_slack.messages(name) if m.text.startswith("note")]
        assert notes == [f"note {number}" for number in range(150)]
