"""Words have their time: unmarked ones go some weeks after an incident is closed, and one person's go when asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fireline.features.timeline import reads, retention
from fireline.features.timeline.reads import Entry
from fireline.features.timeline.rules import Retention
from tests.room import Room, open_room
from tests.terminal import enter


@pytest.mark.parametrize(
    ("private", "drill", "days"), [(False, False, 90), (True, False, 30), (False, True, 20), (True, True, 20)]
)
def test_private_incidents_and_drills_have_their_own_time(private: bool, drill: bool, days: int) -> None:
    assert Retention(drill_days=20).days_of(is_private=private, is_drill=drill) == days
    assert Retention(days=None).days_of(is_private=False, is_drill=False) is None


async def entries(room: Room) -> dict[str | None, Entry]:
    found = await room.incident()
    rows = await room.unit(lambda u: reads.entries(u, found.id, with_hidden=True))
    return {e.ts or e.kind: e for e in rows}


async def closed_incident(room: Room) -> tuple[str, dict[str, str]]:
    """An incident with marked and unmarked words, closed; gives its channel and the timestamps."""
    channel = await room.opened("declare sev3 checkout returns 500s")
    chatter = await room.say("ana", channel, "coffee first, the kettle is on", files={"kettle.txt": "x"})
    marked = await room.say("bea", channel, "we roll back")
    await room.sandbox.react("cy", marked, "scales")
    out = await room.say("cy", channel, "lunch?")
    await room.sandbox.react("cy", out, "scissors")
    await room.type("ana", channel, "/incident note rolled back web")
    await room.type("ana", channel, "/incident resolve pool size restored")
    await room.type("ana", channel, "/incident close")
    await room.settle()
    return channel, {"chatter": chatter.ts, "marked": marked.ts, "out": out.ts}


async def test_unmarked_words_go_ninety_days_after_close_and_who_when_where_stay(migrated_url: str) -> None:
    async with open_room(migrated_url) as room:
        await words_go_and_the_rest_stays(room)


async def words_go_and_the_rest_stays(room: Room) -> None:
    channel, ts = await closed_incident(room)
    assert (await room.incident()).closed_at is not None
    await room.forward(days=89)
    assert (await entries(room))[ts["chatter"]].text == "coffee first, the kettle is on"

    await room.forward(days=2)

    after = await entries(room)
    chatter = after[ts["chatter"]]
    assert (chatter.text, chatter.files, chatter.actor_id) == ("", (), "U0ANA")
    assert chatter.permalink is not None and chatter.ts == ts["chatter"] and reads.is_purged(chatter)
    assert after[ts["out"]].text == "" and after[ts["out"]].is_hidden
    assert after[ts["marked"]].text == "we roll back"
    assert after["timeline.noted"].text == "rolled back web"
    listed = await room.type("ana", channel, "/incident timeline messages")
    assert listed.shown is not None and "text no longer kept" in listed.shown.words


async def test_what_is_edited_or_said_afterwards_does_not_come_to_stay(room: Room) -> None:
    channel, ts = await closed_incident(room)
    await room.forward(days=91)
    await room.sandbox.edit("ana", room.find("ana", channel, "coffee first"), "tea first")
    later = await room.say("bea", channel, "said long after")
    await room.settle()
    assert (await entries(room))[ts["chatter"]].text == ""

    await room.forward(days=8)

    assert (await entries(room))[later.ts].text == ""


async def test_purged_words_are_nowhere_in_the_database_s_files(migrated_sqlite_url: str, tmp_path: Path) -> None:
    path = Path(migrated_sqlite_url.removeprefix("sqlite:///"))
    async with open_room(migrated_sqlite_url, config={"retention": {"days": 5}}, folder=tmp_path) as room:
        await closed_incident(room)
        assert b"kettle" in await on_disk(room, path)

        await room.forward(days=6)

        assert b"kettle" not in await on_disk(room, path)


async def on_disk(room: Room, path: Path) -> bytes:
    """What lies in the file and its log once the log was emptied."""
    assert await room.app.database.checkpoint()
    return b"".join(p.read_bytes() for p in (path, path.with_name(path.name + "-wal")) if p.exists())


async def test_a_dry_run_says_what_would_go_beside_a_running_bot(
    room: Room, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", str(room.app.settings.database_url))
    await closed_incident(room)  # in March 2026, by the story's clock: long over by the machine's
    capsys.readouterr()

    told = await enter("retention", "--dry-run", "--json")
    plan = json.loads(capsys.readouterr().out)
    refused = await enter("retention")

    assert told == 0 and plan["dry_run"]
    assert [(e["incident"], e["entries"]) for e in plan["gone"]] == [("INC-1", 2)]
    assert refused == 1 and "It lets go of them by itself each night" in capsys.readouterr().err
    await room.stop_bot()
    done = await enter("retention")
    assert done == 0 and "INC-1: 2 texts are gone." in capsys.readouterr().out
    await room.start_bot()
    assert await room.unit(retention.planned) == []
