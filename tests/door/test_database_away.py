"""The database is away, locked or full: Slack is told so in time, people in words, and nothing answered 200 is lost."""

from __future__ import annotations

import asyncio
import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.door.conftest import Got, Wire
from tests.door.proxy import proxied
from tests.room import Room, open_room

WITHIN = 2.6  # seconds: 2.5 and the way of the request


def _said(room: Room, channel: str, text: str, ts: str) -> dict[str, Any]:
    place = room.sandbox.channel(channel)["id"]
    return {"type": "message", "channel": place, "user": "U0BEA", "text": text, "ts": ts, "channel_type": "channel"}


async def _while_away(room: Room, channel: str) -> tuple[Got, Got]:
    """One event and one command at the same time."""
    wire = Wire(room)
    event = wire.event(_said(room, channel, "said meanwhile", "1772632990.000100"))
    command = wire.command("declare sev3 lost in the dark", trigger="9.9", user="U0CY")
    return await asyncio.gather(event, command)


def _holds(event: Got, command: Got) -> None:
    assert event.status == 503 and event.seconds < WITHIN
    assert command.status == 200 and command.seconds < WITHIN
    assert "cannot reach its database" in command.json["text"]
    assert "declare sev3 lost in the dark" in command.json["text"], "what was typed is not lost"


async def _goes_on(room: Room, channel: str) -> None:
    await room.say("bea", channel, "said afterwards")
    told = await room.type("ana", channel, "/incident timeline")
    assert told.shown is not None
    assert "said before" in told.shown.words and "said afterwards" in told.shown.words


@pytest.mark.postgres
@pytest.mark.parametrize("way", ["hole", "cut"])
async def test_postgres_is_away_for_a_while(migrated_postgres_url: str, way: str) -> None:
    async with proxied(migrated_postgres_url) as (proxy, url), open_room(url) as room:
        channel = await room.declare()
        await room.sandbox.join("bea", channel)
        await room.say("bea", channel, "said before")

        getattr(proxy, way)()
        event, command = await _while_away(room, channel)
        proxy.mend()

        _holds(event, command)
        await asyncio.sleep(2)
        await _goes_on(room, channel)


async def test_another_program_holds_the_sqlite_file(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await room.declare()
        await room.sandbox.join("bea", channel)
        await room.say("bea", channel, "said before")

        with _locked(migrated_sqlite_url):
            event, command = await _while_away(room, channel)

        _holds(event, command)
        await _goes_on(room, channel)


async def test_the_disk_is_full(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await room.declare()
        await room.sandbox.join("bea", channel)
        await room.say("bea", channel, "said before")

        with _no_file_grows():
            event, command = await _while_away(room, channel)

        _holds(event, command)
        await _goes_on(room, channel)


@contextmanager
def _locked(url: str) -> Iterator[None]:
    """What a shell with an open transaction does."""
    shell = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    shell.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        shell.execute("ROLLBACK")
        shell.close()


@contextmanager
def _no_file_grows() -> Iterator[None]:
    """The nearest to a full disk that needs no mount: no file of this process may pass one page."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


async def test_unpaired_and_null_characters_survive_in_every_field(migrated_url: str) -> None:
    odd = "a\x00b\ud800c"
    async with open_room(migrated_url) as room:
        channel = await room.declare()
        await room.sandbox.join("bea", channel)
        wire = Wire(room)

        said = await wire.event(_said(room, channel, odd, "1772632990.000100"))
        typed = await wire.command(f"declare sev3 {odd}", trigger="3.3")
        pressed = await wire.interaction(
            {
                "type": "block_actions",
                "trigger_id": "3.4",
                "actions": [{"type": "button", "action_id": odd, "block_id": odd, "value": odd, "action_ts": odd}],
            }
        )
        sent = await wire.interaction(
            {
                "type": "view_submission",
                "trigger_id": "3.5",
                "view": {
                    "id": odd,
                    "type": "modal",
                    "callback_id": "incidents:declare",
                    "state": {"values": {odd: {odd: {"type": "plain_text_input", "value": odd}}}},
                },
            }
        )
        await room.settle()

        assert [got.status for got in (said, typed, pressed, sent)] == [200] * 4
        told = await room.type("ana", channel, "/incident timeline")
        assert told.shown is not None and "abc" in told.shown.words
        assert (await room.incident(2)).title == "ab\ufffd\ufffd\ufffdc", "bytes that are no UTF-8 are shown as such"
