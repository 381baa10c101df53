"""`fireline forget`: one person's words and name leave the store; a pseudonym keeps the record whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from fireline.features.people import reads as people
from fireline.features.timeline.pseudonyms import pseudonym_of
from fireline.store import renaming
from tests.room import Room, open_room
from tests.terminal import enter


async def forget(*words: str) -> int:
    return await enter("forget", *words)


async def talked(room: Room) -> str:
    """Bea says, notes, marks, holds a role and owes an item; others speak of her."""
    channel = await room.opened()
    said = await room.say("bea", channel, "the zebra is in the cache")
    await room.say("ana", channel, "thanks <@U0BEA>, and what of <@U0BEAVER>?")
    mine = await room.say("ana", channel, "we roll back")
    await room.sandbox.react("bea", mine, "scales")
    await room.sandbox.react("ana", said, "bulb")
    await room.type("bea", channel, "/incident note zebra restarted")
    await room.type("bea", channel, "/incident ic me")
    await room.type("ana", channel, "/incident action @bea alert on zebra depth by 2026-04-10")
    await room.settle()
    return channel


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_words_and_name_go_and_one_pseudonym_stands_everywhere(
    database: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = str(request.getfixturevalue(f"migrated_{database}_url"))
    monkeypatch.setenv("DATABASE_URL", url)
    async with open_room(url) as room:
        await talked(room)
        await room.stop_bot()
        assert await forget("@bea") == 1  # only says what would go
        assert "2 messages and notes would become tombstones" in capsys.readouterr().out

        assert await forget("@bea", "--yes") == 0

        await room.start_bot()
        rest = await room.unit(lambda u: renaming.mentions(u.connection, u.workspace_id, "U0BEA"))
        now = await room.timeline(with_hidden=True)
        pseudonym = await room.unit(lambda u: pseudonym_of(u, "U0BEA"))
        names = await room.unit(people.names)
    words = " ".join(e.text for e in now)
    assert "zebra is in the cache" not in words and "zebra restarted" not in words
    assert f"thanks <@{pseudonym}>, and what of <@U0BEAVER>?" in words
    tombstones = [e for e in now if e.actor_id == pseudonym and e.deleted_at]
    assert sorted((e.kind, e.text) for e in tombstones) == [("timeline.message", ""), ("timeline.noted", "")]
    assert next(e for e in now if e.text == "we roll back").marked_by == pseudonym
    assert names[pseudonym].startswith("someone ") and "bea" not in names.values()
    assert set(rest) <= {"entry", "delivery"}  # another id that begins alike; what still waited to be sent


async def test_what_was_forgotten_is_nowhere_in_the_file_and_does_not_come_back_from_history(
    migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(migrated_sqlite_url.removeprefix("sqlite:///"))
    monkeypatch.setenv("DATABASE_URL", migrated_sqlite_url)
    async with open_room(migrated_sqlite_url) as room:
        await talked(room)
        await room.stop_bot()
        await forget("U0BEA", "--yes")
        assert b"zebra is in the cache" not in path.read_bytes()

        await room.start_bot()
        await room.app.backfill.run_once()
        await room.settle()

        assert "zebra is in the cache" not in " ".join(e.text for e in await room.timeline(with_hidden=True))


async def test_a_second_time_takes_the_newer_words_under_the_same_pseudonym(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", str(room.app.settings.database_url))
    channel = await talked(room)
    await room.stop_bot()
    await forget("@bea", "--yes")
    await room.start_bot()
    await room.say("bea", channel, "back again")
    await room.stop_bot()

    assert await forget("U0BEA", "--yes") == 0

    await room.start_bot()
    gone = [e for e in await room.timeline(with_hidden=True) if e.kind == "timeline.message" and e.deleted_at]
    assert [e.text for e in gone] == ["", ""] and len({e.actor_id for e in gone}) == 1


async def test_nobody_and_several_are_refused_and_a_running_bot_too(
    room: Room, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", str(room.app.settings.database_url))
    await talked(room)

    codes = [await forget("@nobody"), await forget("U0NOBODY"), await forget("@bea", "--yes")]

    said = capsys.readouterr().err
    assert codes == [1, 1, 1]
    assert "Nobody here is called @nobody" in said and "Nothing here is of U0NOBODY" in said
    assert "Fireline is running" in said and "Stop it, forget, and start it again" in said
