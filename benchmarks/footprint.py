"""Memory at rest and cold start, against the import of the packages that everything stands on; what is not imported."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from benchmarks import wire
from benchmarks.figures import Figure, median, most, ratio
from benchmarks.stage import Room, bot_in, clean_environ, room

BASE = (
    "slack_bolt.async_app, aiohttp.web, sqlalchemy.ext.asyncio, aiosqlite, pydantic, apscheduler.triggers.cron, jinja2"
)
IMPORT = f"import {BASE}; print(open('/proc/self/statm').read().split()[1])"
UNWANTED = ("alembic", "numpy", "sklearn", "matplotlib")
PAGE = 4096
MIB = 1024 * 1024
REST = 2.0  # seconds after the start


async def measure(rounds: int) -> list[Figure]:
    base_seconds, base_memory, start, memory = [], [], [], []
    async with room() as place:
        async with bot_in(place):
            pass  # migrated, and every file is in the machine's memory
        for _ in range(rounds):
            seconds, size = await _import()
            base_seconds.append(seconds)
            base_memory.append(size)
            seconds, size = await _start(place)
            start.append(seconds)
            memory.append(size)
        found = await _imported(place)
    return [
        most(
            "cold start to listening, against importing the base stack",
            1.4,
            ratio(start, base_seconds),
            f"{median(start):.2f} s, base {median(base_seconds):.2f} s",
        ),
        most(
            "memory at rest, against the base stack's",
            1.4,
            ratio(memory, base_memory),
            f"{median(memory) / MIB:.0f} MiB, base {median(base_memory) / MIB:.0f} MiB",
        ),
        most(f"of {', '.join(UNWANTED)}: imported while serving", 0, len(found), ", ".join(found) or "none", ""),
    ]


async def _import() -> tuple[float, int]:
    since = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", IMPORT, env=clean_environ(), stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    return time.perf_counter() - since, int(told) * PAGE


async def _start(place: Room) -> tuple[float, int]:
    since = time.perf_counter()
    async with bot_in(place) as bot:
        seconds = time.perf_counter() - since
        await asyncio.sleep(REST)
        return seconds, int(Path(f"/proc/{bot.pid}/statm").read_text().split()[1]) * PAGE


async def _imported(place: Room) -> list[str]:
    """The interpreter tells each import; one event and one command make sure that it serves."""
    bot = await place.start_bot("-X", "importtime", log="imports.log")
    await place.listening(bot)
    await place.connect()
    channel = await place.declare("imports")
    requests = [wire.message(channel), wire.command(channel, "impact none"), wire.command(channel, "help")]
    await wire.in_turn(place.port, requests)
    await place.applied()
    bot.terminate()
    await bot.wait()
    lines = (place.folder / "imports.log").read_text().splitlines()
    names = {line.rpartition("|")[2].strip().partition(".")[0] for line in lines if line.startswith("import time:")}
    if "fireline" not in names:
        raise RuntimeError("the interpreter did not tell what it imports")
    return sorted(names & set(UNWANTED))
