"""What fails for good: admins are told once, in their channel, and may have it tried again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests import poison
from tests.room import Room, open_room

ADMINS = {"channels": {"admin": "general"}}


@pytest.fixture
async def room(migrated_url: str, tmp_path: Path) -> Any:
    async with open_room(
        migrated_url, config=ADMINS, folder=tmp_path, bot_channels=("incidents", "stakeholders", "general")
    ) as room:
        yield room


async def _kill_a_pin(room: Room) -> str:
    room.sandbox.fault("not_in_channel", "pins.add", times=1)
    return await room.declare()


async def test_admins_are_told_of_a_dead_delivery_and_may_have_it_sent_again(room: Room) -> None:
    channel = await _kill_a_pin(room)
    report = room.find("ana", "#general", "failed for good")

    await room.press("ana", report, "Retry")

    told = room.find("ana", "#general", "failed for good")
    assert told.ts == report.ts and "had it tried again" in told.words and not told.buttons
    assert len(room.sandbox.pins(channel)) == 1
    assert await _facts(room) == {"dead_deliveries": 0, "dead": 0, "paused": []}


async def test_only_admins_may_have_it_sent_again(room: Room) -> None:
    channel = await _kill_a_pin(room)
    report = room.find("bea", "#general", "failed for good")

    answer = await room.press("bea", report, "Retry")

    assert answer.shown is not None and "Only admins" in answer.shown.words
    assert not room.sandbox.pins(channel)
    assert (await _facts(room))["dead_deliveries"] == 1


async def test_two_presses_at_once_send_it_once(room: Room) -> None:
    channel = await _kill_a_pin(room)
    report = room.find("ana", "#general", "failed for good")
    button = (report.channel, report.ts)

    answers = await asyncio.gather(*(room.sandbox.press("ana", button, "Retry") for _ in range(2)))
    await room.settle()

    said = [room.find("ana", "#general", "tried again already")]
    assert len(answers) == 2 and len(said) == 1
    assert len([c for c in room.sandbox.calls() if c.method == "pins.add" and c.ok]) == 1
    assert len(room.sandbox.pins(channel)) == 1


async def test_an_event_that_cannot_be_taken_in_is_told_once_and_stops_nothing(room: Room) -> None:
    channel = await room.declare()
    await poison.arrives(room, channel)

    await poison.is_exhausted(room)

    report = room.find("ana", "#general", "could not be taken in")
    assert "poison" not in report.words and "8 times" in report.words
    assert (await _facts(room))["dead"] == 1
    await room.say("bea", "#incidents", "all others go on")
    await room.sandbox.press("ana", (report.channel, report.ts), "Retry")
    await poison.is_exhausted(room)
    reports = [m for m in room.bot_lines("#general") if "could not be taken in" in m.words]
    assert [m.ts for m in reports] == [report.ts]
    assert "Tried again at" in reports[0].words and reports[0].labels == ["Retry"]
    room.faults_were_meant()


async def test_readiness_tells_what_is_dead(room: Room) -> None:
    await _kill_a_pin(room)

    facts = await _get(room, "readyz")

    assert facts == {"ready": True, "paused_workspaces": 0, "dead_deliveries": 1, "dead_events": 0}


async def test_readiness_tells_of_a_workspace_that_refuses_our_token(room: Room) -> None:
    room.sandbox.fault("invalid_auth", times=None)
    await room.sandbox.command("ana", "#incidents", "/incident declare sev2 checkout is down")
    await room.sandbox.wait_for(lambda: room.app.delivery.paused)

    facts = await _get(room, "readyz")

    assert facts["ready"] and facts["paused_workspaces"] == 1
    assert (await _get(room, "status"))["paused"] == [room.app.identity.workspace_id]


async def _facts(room: Room) -> dict[str, Any]:
    status = await room.app.status()
    return {key: status[key] for key in ("dead_deliveries", "dead", "paused")}


async def _get(room: Room, what: str) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{room.app.server.port}/{what}") as answer,
    ):
        found: dict[str, Any] = await answer.json()
        return found
