"""Timeline events a second: from Slack's envelope to a durable, applied row, with 64 waiting, against raw drivers."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.figures import Figure, aside, least, median, ratio
from benchmarks.household import CHANNEL, TEAM, Household, household, scratch
from benchmarks.wire import message_body
from tests import postgres_server

EVENTS = 2000
WAITING = 64
CONNECTIONS = 8
COLUMNS = (
    "workspace_id", "incident_id", "kind", "happened_at", "recorded_at", "actor_id", "text", "data", "channel_id",
    "ts", "permalink", "is_key", "is_hidden", "source",
)  # fmt: skip


async def measure(rounds: int) -> list[Figure]:
    return await _on_sqlite(rounds) + await _on_postgres(rounds)


# ours -----------------------------------------------------------------------------------------------------------
async def _ours(house: Household) -> tuple[float, float]:
    """Events a second until they are durable, and until they are applied too."""
    waiting = [message_body(CHANNEL) for _ in range(EVENTS)]
    before = await house.entries()

    async def one() -> None:
        while waiting:
            await house.keeper.accept(waiting.pop())

    since = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(WAITING)))
    kept = EVENTS / (time.perf_counter() - since)
    while await house.entries() < before + EVENTS:  # noqa: ASYNC110  the rows decide, not a signal
        await asyncio.sleep(0.005)
    return kept, EVENTS / (time.perf_counter() - since)


async def _warm(house: Household) -> asyncio.Task[None]:
    applying = asyncio.create_task(house.intake.run())
    await _ours(house)
    return applying


# SQLite ---------------------------------------------------------------------------------------------------------
async def _on_sqlite(rounds: int) -> list[Figure]:
    raw, kept, applied = [], [], []
    async with scratch() as folder, household(f"sqlite:///{folder / 'fireline.db'}") as house:
        applying = await _warm(house)
        for number in range(rounds):
            raw.append(await asyncio.to_thread(_raw_sqlite, folder / f"raw{number}.db"))
            one, two = await _ours(house)
            kept.append(one)
            applied.append(two)
        house.intake.stop()
        await applying
    return _figures("SQLite, raw sqlite3 with a commit each", 1.3, raw, kept, applied)


def _raw_sqlite(path: Path) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(_table("INTEGER PRIMARY KEY"))
    statement = f"INSERT INTO entry ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
    rows = [_row() for _ in range(EVENTS)]
    since = time.perf_counter()
    for row in rows:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(statement, row)
        connection.execute("COMMIT")
    rate = EVENTS / (time.perf_counter() - since)
    connection.close()
    return rate


# PostgreSQL -----------------------------------------------------------------------------------------------------
async def _on_postgres(rounds: int) -> list[Figure]:
    raw, kept, applied = [], [], []
    with _server() as url, psycopg.connect(url("postgres"), autocommit=True) as admin:
        admin.execute("CREATE DATABASE ours")
        admin.execute("CREATE DATABASE raw")
        with psycopg.connect(url("raw"), autocommit=True) as connection:
            connection.execute(_table("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"))
        async with household(url("ours")) as house:
            applying = await _warm(house)
            for _ in range(rounds):
                raw.append(await _raw_postgres(url("raw")))
                one, two = await _ours(house)
                kept.append(one)
                applied.append(two)
            house.intake.stop()
            await applying
    return _figures("PostgreSQL, raw psycopg on 8 connections with a commit each", 1.0, raw, kept, applied)


async def _raw_postgres(url: str) -> float:
    statement = f"INSERT INTO entry ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"
    rows = [_row() for _ in range(EVENTS)]
    opened = [await psycopg.AsyncConnection.connect(url) for _ in range(CONNECTIONS)]

    async def one(connection: psycopg.AsyncConnection) -> None:
        while rows:
            await connection.execute(statement, rows.pop())
            await connection.commit()

    since = time.perf_counter()
    await asyncio.gather(*(one(connection) for connection in opened))
    rate = EVENTS / (time.perf_counter() - since)
    for connection in opened:
        await connection.close()
    return rate


@contextmanager
def _server() -> Iterator[Any]:
    """The tests' server, made durable: there a loss of power does not matter, here it is what costs."""
    folder = Path(tempfile.mkdtemp(prefix="fireline-bench-", dir="/tmp"))
    folder.chmod(0o711)
    durable = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
    code = (
        "import sys; from pathlib import Path; from tests import postgres_server as p; "
        f"p.OPTIONS.update({durable!r}); p.guard(int(sys.argv[1]), Path(sys.argv[2]))"
    )
    socket_folder = folder / "pg"
    socket_folder.mkdir(mode=0o755)
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(os.getpid()), str(socket_folder)],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while (server := postgres_server.Server.running_in(socket_folder)) is None:
            if process.poll() is not None:
                raise RuntimeError("the PostgreSQL server did not start")
            time.sleep(0.05)
        yield server.url
    finally:
        process.terminate()
        process.wait(20)


# both -----------------------------------------------------------------------------------------------------------
def _table(key: str) -> str:
    columns = ", ".join(f"{name} {'BOOLEAN' if name.startswith('is_') else 'TEXT'}" for name in COLUMNS)
    return f"CREATE TABLE entry (id {key}, {columns}, UNIQUE (workspace_id, source))"


def _row() -> tuple[Any, ...]:
    event = message_body(CHANNEL)["event"]
    at = "2026-11-21 12:00:00.000000"
    source = f"msg:{CHANNEL}:{uuid.uuid4()}"
    data = json.dumps({})
    return (
        TEAM, "1", "timeline.message", at, at, event["user"], event["text"], data, CHANNEL, event["ts"], "",
        False, False, source,
    )  # fmt: skip


def _figures(name: str, limit: float, raw: list[float], kept: list[float], applied: list[float]) -> list[Figure]:
    reference = f"raw {median(raw):.0f}/s"
    return [
        least(
            f"events kept and on the timeline, 64 waiting ({name})",
            limit,
            ratio(applied, raw),
            f"{median(applied):.0f}/s, {reference}",
        ),
        aside(f"of these kept, so that Slack has its 200 ({name})", ratio(kept, raw), f"{median(kept):.0f}/s"),
    ]
