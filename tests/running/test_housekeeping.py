"""What has served its time is forgotten, and what people deleted does not stay in the files."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from fireline.core.clock import machine_now
from fireline.guard import Guard
from fireline.housekeeping import Housekeeper, Rhythm
from fireline.store.tables import delivery, inbox
from fireline.store.unit import Unit
from tests.room import Room, open_room

QUICK = Rhythm(
    sweep_every=timedelta(milliseconds=1), checkpoint_every=timedelta(milliseconds=50), first_after=timedelta(0)
)


async def _rows(room: Room) -> tuple[int, int]:
    def count(unit: Unit) -> tuple[int, int]:
        kept = [unit.execute(select(func.count()).select_from(table)).scalar_one() for table in (inbox, delivery)]
        return kept[0], kept[1]

    return await room.unit(count)


async def test_what_was_applied_long_ago_is_forgotten(migrated_url: str) -> None:
    async with open_room(migrated_url) as room:
        channel = await room.declare()
        await room.say("ana", channel, "the old days")
        long_ago = machine_now() - timedelta(days=8)
        await room.unit(lambda unit: unit.execute(update(inbox).values(received_at=long_ago)))
        before = await _rows(room)

        await Housekeeper(room.app.database, Guard(), QUICK).sweep()

        after = await _rows(room)
        assert before[0] > 0 and after == (0, before[1]), "applied requests go after a week, deliveries keep their keys"


async def test_a_sweep_takes_more_than_one_portion(migrated_url: str) -> None:
    async with open_room(migrated_url) as room:
        long_ago = machine_now() - timedelta(days=8)
        shape = {"workspace_id": "T1", "kind": "act", "received_at": long_ago, "not_before": long_ago}
        rows = [{**shape, "key": f"k{n}", "state": "done", "attempts": 0, "ended_at": long_ago} for n in range(4500)]
        await room.unit(lambda unit: unit.execute(inbox.insert(), rows))

        await Housekeeper(room.app.database, Guard(), QUICK).sweep()

        assert (await _rows(room))[0] == 0


async def test_deleted_words_leave_the_file_and_its_log(migrated_sqlite_url: str) -> None:
    path = Path(migrated_sqlite_url.removeprefix("sqlite:///"))
    async with open_room(migrated_sqlite_url) as room:
        channel = await room.declare()
        said = await room.say("ana", channel, "the password is swordfish")
        assert _holds(path, b"swordfish")

        await room.sandbox.delete("ana", said)
        await room.settle()
        keeping = asyncio.ensure_future(Housekeeper(room.app.database, Guard(), QUICK).run())
        await asyncio.sleep(0.5)
        keeping.cancel()

        assert not _holds(path, b"swordfish")


def _holds(path: Path, words: bytes) -> bool:
    files = (path, path.with_name(path.name + "-wal"))
    return any(words in file.read_bytes() for file in files if file.exists())
