"""What is not Fireline's business is nowhere in its database, and nothing that people wrote is in its log."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

from sqlalchemy import MetaData, create_engine, select

from fireline.sandbox.sandbox import Sandbox
from fireline.store.engine import parse
from tests.databases import CopyMigrated
from tests.room import MANIFEST, Room, open_room


async def _traffic(room: Room) -> str:
    """Everyday talk around an incident, a deletion in it, private answers, buttons."""
    channel = await room.declare("declare sev2 zebra checkout is down")
    for who in ("bea", "cy"):
        await room.sandbox.join(who, channel)
    await room.say("bea", "#incidents", "lunch-secret anybody?")
    await room.say("ana", "#general", "general-secret")
    await room.say("bea", channel, "kept-words: rolling back")
    gone = await room.say("cy", channel, "deleted-secret")
    await room.type("ana", channel, "/incident status")
    await room.type("ana", channel, "/incident ic me")
    await room.sandbox.delete("cy", gone)
    await room.settle()
    return channel


def _dump(url: str) -> str:
    """Every cell of every table."""
    engine = create_engine(parse(url))
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        rows = [str(row) for table in tables.sorted_tables for row in connection.execute(select(table))]
    engine.dispose()
    return "\n".join(rows)


async def test_the_database_holds_nothing_of_other_channels_nor_of_what_was_deleted(migrated_url: str) -> None:
    async with open_room(migrated_url) as room:
        await _traffic(room)
        tokens = (room.sandbox.settings.bot_token, room.sandbox.settings.signing_secret)
        responses = room.sandbox.url

        dump = _dump(migrated_url)

    assert "kept-words" in dump, "the timeline keeps what was said in the incident"
    for secret in ("lunch-secret", "general-secret", "deleted-secret", *tokens, responses):
        assert secret not in dump, secret


async def test_requests_and_deliveries_are_blank_once_they_are_done(migrated_url: str) -> None:
    async with open_room(migrated_url) as room:
        await _traffic(room)
        engine = create_engine(parse(migrated_url))
        with engine.connect() as connection:
            inbox = connection.exec_driver_sql("SELECT payload FROM inbox WHERE payload IS NOT NULL").all()
            sent = connection.exec_driver_sql("SELECT arguments FROM delivery WHERE state = 'sent'").all()
        engine.dispose()

    assert not inbox
    assert sent and {str(row[0]) for row in sent} == {"{}"}


async def test_the_log_of_a_busy_room_holds_no_words_and_no_token(copy_migrated: CopyMigrated, tmp_path: Path) -> None:
    path = tmp_path / "fireline.log"
    async with await Sandbox.start(MANIFEST, mode="socket") as sandbox:
        program = await _start(sandbox, copy_migrated(tmp_path), path)
        try:
            await sandbox.wait_for(lambda: "Fireline is listening." in path.read_text(), within=30)
            port = next(json.loads(line)["port"] for line in path.read_text().splitlines() if '"port"' in line)
            sandbox.watch_bot(f"http://127.0.0.1:{port}/status")
            sandbox.fault("500", "chat.postMessage", when="after", times=2)
            sandbox.fault("msg_too_long", "chat.update", times=1)
            await sandbox.command("ana", "#incidents", "/incident declare sev2 zebra checkout is down")
            assert (await sandbox.settle(40)).ok
            channel = next(c["name"] for c in sandbox.channels() if c["name"].startswith("inc-"))
            await sandbox.join("bea", f"#{channel}")
            await sandbox.say("bea", "#incidents", "lunch-secret anybody?")
            gone = await sandbox.say("bea", f"#{channel}", "deleted-secret")
            await sandbox.edit("bea", gone, "edited-secret")
            await sandbox.delete("bea", gone)
            await sandbox.command("ana", f"#{channel}", "/incident nonsense-secret zz")
            await sandbox.command("ana", f"#{channel}", "/incident status")
            assert (await sandbox.settle(40)).ok
        finally:
            program.terminate()
            await asyncio.wait_for(program.wait(), 15)
        tokens = (sandbox.settings.bot_token, sandbox.settings.app_token)

    log = path.read_text()
    assert "Fireline has stopped." in log
    for secret in ("zebra", "lunch-secret", "edited-secret", "deleted-secret", "nonsense-secret", *tokens):
        assert secret not in log, [line for line in log.splitlines() if secret in line][:2]


async def _start(sandbox: Sandbox, database_url: str, log: Path) -> asyncio.subprocess.Process:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "FIRELINE_", "DATABASE_"))}
    own = {
        "SLACK_BOT_TOKEN": sandbox.settings.bot_token,
        "SLACK_APP_TOKEN": sandbox.settings.app_token,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": database_url,
        "FIRELINE_PORT": "0",
        "FIRELINE_PACE": "0",
        "FIRELINE_SETTLE_SECONDS": "0.2",
        "FIRELINE_CLOCK": f"{sandbox.url}/control/clock",
    }
    with log.open("wb") as heard:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "fireline", "run", env=kept | own, stderr=heard, stdout=heard
        )
