"""A restart keeps every clock, and two processes fire each due time once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from fireline.app import App
from tests.databases import CopyMigrated
from tests.room import Room, open_room


async def _three_open_incidents(room: Room) -> list[str]:
    """One SEV1 nobody leads, one SEV2 with a leader, one SEV3 with an action item."""
    channels = []
    for number, line in enumerate(("declare sev1 all down", "declare sev2 slow search", "declare sev3 odd logo"), 1):
        await room.type("ana", "#incidents", f"/incident {line}")
        channels.append("#" + (await room.incident(number)).channel_name)
    await room.type("ana", channels[1], "/incident ic me")
    await room.type("ana", channels[2], "/incident action @bea detection alert on odd logos by 2026-03-06")
    return channels


def _everything(room: Room) -> Counter[str]:
    """All that the bot shows anywhere, so that a double would count two."""
    places = ["#incidents", "#stakeholders", *(f"#{c['name']}" for c in room.sandbox.channels())]
    shown = Counter(f"{p} {m.words}" for p in dict.fromkeys(places) for m in room.bot_lines(p))
    return shown + Counter(f"DM {who} {m.words}" for who in ("ana", "bea") for m in room.dms(who))


async def _live_on(room: Room) -> None:
    for _ in range(8):
        await room.forward(minutes=5)


async def test_a_restart_keeps_every_clock(migrated_url: str, copy_migrated: CopyMigrated, tmp_path: Path) -> None:
    async with open_room(copy_migrated(tmp_path / "undisturbed")) as undisturbed:
        await _three_open_incidents(undisturbed)
        await _live_on(undisturbed)
        expected = _everything(undisturbed)

    async with open_room(migrated_url) as room:
        await _three_open_incidents(room)
        await room.stop_bot()
        await room.start_bot()
        await _live_on(room)

        assert _everything(room) == expected
        assert any("has no confirmed IC" in words for words in expected)
        assert any("update due" in words or "no new information" in words for words in expected)


@pytest.mark.postgres
async def test_two_processes_do_not_double(migrated_postgres_url: str, migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as alone:
        await _three_open_incidents(alone)
        await _live_on(alone)
        expected = _everything(alone)

    async with open_room(migrated_postgres_url) as room:
        second = App(room.app.settings, clock=room.clock)
        await second.open()
        try:
            await _three_open_incidents(room)
            for _ in range(8):
                room.clock.forward(minutes=5)
                second.ticker.wake()
                await room.tick()
            assert _everything(room) == expected
        finally:
            await second.close()


async def test_what_slack_never_delivered_is_read_from_history_once(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url, retries=()) as room:
        channel = await room.declare()
        for who in ("bea", "cy"):
            await room.sandbox.join(who, channel)
        await room.say("bea", channel, "before the plug was pulled")
        await room.stop_bot()
        await room.sandbox.say("cy", channel, "said while the bot was down")
        await room.start_bot()
        await room.settle()

        told = await room.type("ana", channel, "/incident timeline")

        assert told.shown is not None
        assert told.shown.words.count("said while the bot was down") == 1
        assert told.shown.words.count("before the plug was pulled") == 1
