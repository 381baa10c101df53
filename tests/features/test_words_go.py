"""Whatever people type is known as such: it goes with its time and with the person, or stays because it is a fact."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import JSON, String

from fireline.features.timeline import retention
from fireline.store.gather import gathered
from fireline.store.types import UtcTime
from tests.room import Room, open_room
from tests.terminal import enter

LONG = 32  # characters; what is shorter holds ids, names of states and times

# Columns that can hold sentences, and hold nothing that anybody typed, or are blanked by what else is done with them.
OURS = {
    "backfill": {"read_to", "sweep_top", "sweep_down"},
    "bookmark": {"link", "shown"},
    "conversation": {"name"},
    "delivery": {
        "arguments",
        "data",
        "error",
        "key",
        "lane",
        "method",
        "progress",
        "result",
        "state",
        "surface",
        "topic",
    },
    "due": {"data", "error", "kind", "subject"},
    "entry": {"actor_id", "channel_id", "data", "kind", "marked_by", "permalink", "source", "text", "thread_ts", "ts"},
    "home_tab": {"shown"},
    "inbox": {"channel_id", "error", "key", "kind", "payload", "state", "ts"},
    "incident": {"channel_name", "origin_url", "zone"},
    "incident_receipt": {"note", "response_url"},
    "incident_stream": {"channel_name", "failed"},
    "installation": {"app_id", "bot_id", "bot_user_id", "team_name"},
    "lane": {"name"},
    "opening_step": {"error"},
    "person": {"name", "zone"},
    "postmortem_facts": {"other_classes", "triggers"},
    "postmortem_waiver": {"finding"},
    "role_card": {"name"},
    "surface": {"channel_id", "name", "thread", "to", "ts", "wanted"},
    "timeline_mark": {"emoji", "subject"},
    "user_group_member": {"group_id", "user_id"},
}


def test_every_column_for_sentences_says_what_becomes_of_them() -> None:
    silent: dict[str, set[str]] = {}
    for table in gathered().sorted_tables:
        for column in table.columns:
            kind = column.type
            is_long = isinstance(kind, JSON) or (isinstance(kind, String) and (kind.length or LONG + 1) > LONG)
            if is_long and not isinstance(kind, UtcTime) and not column.info and column.name != "workspace_id":
                silent.setdefault(table.name, set()).add(column.name)

    assert silent == OURS


async def on_disk(room: Room, path: Path) -> bytes:
    assert await room.app.database.checkpoint()
    return b"".join(p.read_bytes() for p in (path, path.with_name(path.name + "-wal")) if p.exists())


async def typed(room: Room) -> str:
    """Ana states facts of numbats; bea talks of quokkas, and both take back what speaks of wombats."""
    channel = await room.opened("declare sev3 numbat title")
    await room.say("bea", channel, "quokka talk")
    await room.type("ana", channel, "/incident task @bea numbat task")
    await room.type("ana", channel, "/incident action @bea numbat item by 2026-04-10")
    for line in ("task wombat task", "action wombat item", "impact wombat impact", "summary wombat", "note wombat"):
        done = await room.type("ana", channel, f"/incident {line}")
        await room.press("ana", done.shown, "Undo")
    await room.type("cy", channel, "/incident update wombat is proposed, and never sent")
    await room.type("bea", channel, "/incident scribe me")
    await room.type("bea", channel, "/incident handoff @ana quokka brief")
    await reported(room, "quokka report", "Merge into …", incident=str((await room.incident()).id))
    await reported(room, "quokka again", "Decline", reason="wombat reason")
    return channel


async def reported(room: Room, words: str, button: str, **form: str) -> None:
    await room.type("bea", "#general", f"/incident report {words}")
    await room.press("ana", room.find("ana", "#incidents", words), button)
    await room.submit("ana", **form)


async def test_what_was_said_or_taken_back_goes_with_its_time_and_facts_stay(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    path = Path(migrated_sqlite_url.removeprefix("sqlite:///"))
    async with open_room(migrated_sqlite_url, config={"retention": {"days": 5}}, folder=tmp_path) as room:
        channel = await typed(room)
        await room.type("ana", channel, "/incident resolve numbat fixed")
        await room.type("ana", channel, "/incident close")
        before = await on_disk(room, path)
        planned = await room.unit(retention.planned)

        await room.forward(days=6)
        await room.forward(days=8)

        after = await on_disk(room, path)
        assert [each.beside > 3 for each in planned] == [True] and await room.unit(retention.planned) == []
    assert before.count(b"wombat") and before.count(b"quokka talk")
    left = [after[n - 60 : n + 60] for n in range(len(after)) if after.startswith((b"wombat", b"quokka"), n)]
    assert [each for each in left if b"quokka report" not in each] == [], left  # the record of an incident keeps that
    assert b"numbat task" in after and b"numbat item" in after and b"numbat fixed" in after


async def test_what_somebody_said_goes_with_them_and_facts_stay(
    migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(migrated_sqlite_url.removeprefix("sqlite:///"))
    monkeypatch.setenv("DATABASE_URL", migrated_sqlite_url)
    async with open_room(migrated_sqlite_url) as room:
        await typed(room)
        await room.stop_bot()

        assert await enter("forget", "@bea", "--yes") == 0

        after = path.read_bytes()
        await room.start_bot()
    left = [after[n - 60 : n + 60] for n in range(len(after)) if after.startswith(b"quokka", n)]
    assert left == []
    assert b"numbat task" in after and b"numbat item" in after
