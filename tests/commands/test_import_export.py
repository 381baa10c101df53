"""`fireline import-export`: a Slack archive becomes the timeline that live capture would have made of it."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from fireline.core.events import UserId
from fireline.features.incidents import reads as incidents
from fireline.features.timeline import importing, reads
from fireline.features.timeline.reads import Entry
from fireline.features.timeline.snapshots import snapshot_of
from fireline.store.tables import delivery, due
from tests.commands.desk import Desk, comparable
from tests.room import WEDNESDAY, Room

FIELDS = ["ts", "user", "text", "subtype", "thread_ts", "edited", "reactions", "files", "attachments", "bot_id", "name"]
FIELDS += ["users", "bot_profile", "username", "message", "previous_message", "deleted_ts", "pinned_to", "title"]

TOKEN = "xoxb-123456789012-abcdefghijklmnop"  # a made-up one, to be masked


async def busy_traffic(room: Room, channel: str) -> None:
    """People talk, answer, correct themselves, mark, pin, come and go."""
    s = room.sandbox
    first = await room.say("ana", channel, "checkout fails since 14:00")
    room.clock.forward(seconds=40)
    reply = await room.say("bea", channel, "pool size is 5", thread_ts=first.ts)
    await room.say("cy", channel, "for all to see", thread_ts=first.ts, broadcast=True)
    room.clock.forward(seconds=40)
    wrong = await room.say("bea", channel, "it is the databse")
    await s.edit("bea", wrong, "it is the database")
    await room.say("ana", channel, "", files={"graph.txt": "5xx"})
    await room.say("ana", channel, f"token is {TOKEN} <!here>")
    await s.set_topic("ana", channel, "all hands on payments")
    room.clock.forward(hours=12)  # past midnight: another file of the archive
    decided = await room.say("bea", channel, "we roll back")
    await s.react("bea", decided, "scales")
    await s.react("cy", decided, "pushpin")
    await s.react("cy", reply, "thumbsup")
    out = await room.say("cy", channel, "lunch?")
    await s.react("ana", out, "scissors")
    pinned = await room.say("cy", channel, "rolled back, errors gone")
    await s.pin("bea", pinned)
    parent = await room.say("cy", channel, "never mind")
    await room.say("ana", channel, "why?", thread_ts=parent.ts)
    await s.delete("cy", parent)
    await s.leave("cy", channel)
    await room.settle()


async def timeline_of(room: Room, number: int = 1) -> list[Entry]:
    found = await room.incident(number)
    return comparable(await room.unit(lambda u: reads.entries(u, found.id, with_hidden=True)))


async def test_the_timeline_of_an_archive_is_the_one_captured_live(room: Room, desk: Desk, tmp_path: Path) -> None:
    channel = await room.opened()
    await busy_traffic(room, channel)
    room.sandbox.export_archive(tmp_path / "export.zip")
    await desk.install()

    said = await desk.run("import-export", tmp_path / "export.zip", "--channel", channel)

    live, imported = await timeline_of(room), await desk.timeline()
    assert "INC-1, written down" in said
    assert imported == live
    texts = [e.text for e in imported]
    assert "token is [masked: token] <!here>" in texts and "it is the database" in texts
    assert [e.text for e in imported if e.is_key] == ["we roll back", "rolled back, errors gone"]
    assert [e.text for e in imported if e.is_hidden] == ["lunch?"]
    assert [e.actor_id for e in imported if e.deleted_at] == ["U0CY"]


async def test_a_second_import_adds_nothing_and_nobody_is_told(room: Room, desk: Desk, tmp_path: Path) -> None:
    channel = await room.opened()
    await busy_traffic(room, channel)
    room.sandbox.export_archive(tmp_path / "export.zip")
    await desk.install()
    await desk.run("import-export", tmp_path / "export.zip", "--channel", channel, "--title", "checkout down")
    first = await desk.timeline()

    again = await desk.run("import-export", tmp_path / "export.zip", "--channel", channel, "--json")

    told = json.loads(again)
    assert (told["incident"], told["is_new_incident"], told["entries_added"]) == ("INC-1", False, 0)
    assert await desk.timeline() == first
    assert await desk.read(lambda u: u.execute(select(func.count(delivery.c.id))).scalar_one()) == 0
    assert await desk.read(lambda u: u.execute(select(func.count()).select_from(due)).scalar_one()) == 0
    written = await desk.read(lambda u: incidents.listed(u, UserId("U0ANA")))
    [found] = written
    assert (found.title, found.status.value, found.channel_id) == ("checkout down", "resolved", None)
    assert found.declared_at < found.resolved_at < WEDNESDAY + timedelta(days=2)  # type: ignore[operator]


async def test_where_only_marked_messages_are_recorded_an_import_keeps_no_others(
    room: Room, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await room.opened()
    await busy_traffic(room, channel)
    room.sandbox.export_archive(tmp_path / "export.zip")
    (tmp_path / "fireline.yml").write_text("capture: marked")
    monkeypatch.setenv("FIRELINE_CONFIG", str(tmp_path / "fireline.yml"))
    await desk.install()

    await desk.run("import-export", tmp_path / "export.zip", "--channel", channel)

    kept = [e.text for e in await desk.timeline() if e.kind == "timeline.message" and e.text]
    assert kept == ["we roll back", "lunch?", "rolled back, errors gone"]


async def test_an_archive_beside_live_capture_adds_only_what_was_missed(
    room: Room, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await room.opened()
    await room.say("ana", channel, "heard live")
    await room.stop_bot()
    await room.sandbox.say("bea", channel, "said while the bot was away")
    room.sandbox.export_archive(tmp_path / "export.zip")
    monkeypatch.setenv("DATABASE_URL", str(room.app.settings.database_url))

    said = await desk.run("import-export", tmp_path / "export.zip", "--channel", channel, "--incident", "INC-1")
    await room.start_bot()

    assert said.startswith("INC-1: 1 entry from 8 messages")
    texts = [e.text for e in await timeline_of(room) if e.kind == "timeline.message"]
    assert texts == ["heard live", "said while the bot was away"]


async def test_a_private_channel_makes_a_private_incident(room: Room, desk: Desk, tmp_path: Path) -> None:
    await room.sandbox.create_channel("ana", "keys-leaked", private=True)
    await room.sandbox.say("ana", "#keys-leaked", "rotate everything")
    room.sandbox.export_archive(tmp_path / "export.zip")

    said = await desk.run("import-export", tmp_path / "export.zip", "--channel", "keys-leaked")

    assert "private, for the channel's members" in said
    seen = [await desk.read(lambda u, who=who: len(incidents.listed(u, UserId(who)))) for who in ("U0ANA", "U0BEA")]
    assert seen == [1, 0]


def packed(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return path


WHOLE = {
    "users.json": json.dumps([{"id": "U0ANA", "name": "ana"}]),
    "channels.json": json.dumps([{"id": "C0OPS", "name": "ops", "creator": "U0ANA"}]),
    "ops/2026-03-04.json": json.dumps([{"type": "message", "ts": "1772632920.000100", "user": "U0GONE", "text": "hi"}]),
}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"ops/2026-03-05.json": "[{"}, "ops/2026-03-05.json is broken: it is no JSON"),
        ({"ops/2026-03-05.json": '[{"text": "no time"}]'}, "ops/2026-03-05.json is broken: its entry 1 is no message"),
        ({"users.json": None}, "users.json is missing"),
        ({"channels.json": None}, "neither channels.json nor groups.json"),
        ({"ops/2026-03-04.json": None}, "lists #ops and has no messages of it"),
        ({"/etc/cron.d/x": "x"}, "it holds the path '/etc/cron.d/x'"),
        ({"ops/../../x.json": "[]"}, "it holds the path 'ops/../../x.json'"),
        ({"ops/2026-03-05.json": "[" + " " * 20_000_000 + "]"}, "times its size: no JSON does"),
        ({"ops/2026-03-05.json": "[" * 100_000}, "ops/2026-03-05.json is broken"),
        ({"channels.json": '[{"id": "C1", "name": "web"}]'}, "has no channel #ops. It has: #web"),
    ],
)
async def test_what_is_no_slack_export_is_refused_by_name_and_nothing_is_recorded(
    desk: Desk, tmp_path: Path, change: dict[str, str | None], complaint: str
) -> None:
    files = {name: content for name, content in (WHOLE | change).items() if content is not None}

    code, _, said = await desk.end("import-export", packed(tmp_path / "export.zip", files), "--channel", "ops")

    assert code == 1 and complaint in said
    assert await desk.read(lambda u: incidents.listed(u, UserId("U0ANA"))) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["1772632920.000100", "U0ANA"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=12))
def test_no_message_however_odd_breaks_the_reading(odd: dict[str, Any]) -> None:
    tidied = importing.tidy({**odd, "ts": "1772632920.000100"})

    said = snapshot_of(tidied, read_at="1772632930.000000")
    assert said.ts == "1772632920.000100" and isinstance(said.text, str)
    assert importing.tidy(tidied) == tidied


async def test_edits_and_deletions_that_an_archive_lists_are_applied(desk: Desk, tmp_path: Path) -> None:
    def message(ts: str, text: str, **more: Any) -> dict[str, Any]:
        return {"type": "message", "ts": ts, "user": "U0ANA", "text": text, **more}

    first, second = message("1772632920.000100", "one"), message("1772632921.000100", "two")
    better = {**first, "text": "one, better", "edited": {"user": "U0ANA", "ts": "1772632922.000000"}}
    changed = {"subtype": "message_changed", "message": better, "previous_message": first}
    deleted = {"subtype": "message_deleted", "deleted_ts": second["ts"], "previous_message": second}
    listed = [first, second, message("1772632922.000000", "", **changed), message("1772632923.000000", "", **deleted)]
    files = WHOLE | {"ops/2026-03-04.json": json.dumps(listed)}

    await desk.run("import-export", packed(tmp_path / "e.zip", files), "--channel", "ops", "--workspace", "T0FIRELINE")

    entries = [e for e in await desk.timeline() if e.kind == "timeline.message"]
    assert [(e.text, e.deleted_at is not None) for e in entries] == [("one, better", False), ("", True)]


async def test_people_whom_the_archive_does_not_know_are_named(desk: Desk, tmp_path: Path) -> None:
    said = await desk.run(
        "import-export", packed(tmp_path / "export.zip", WHOLE), "--channel", "ops", "--workspace", "T0FIRELINE"
    )

    assert "U0GONE is not in users.json: its messages (1) carry the bare id." in said
    [entry] = [e for e in await desk.timeline() if e.kind == "timeline.message"]
    assert (entry.actor_id, entry.text) == ("U0GONE", "hi")


async def test_an_import_waits_until_the_bot_is_stopped(
    room: Room, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", str(room.app.settings.database_url))

    code, _, said = await desk.end("import-export", packed(tmp_path / "export.zip", WHOLE), "--channel", "ops")

    assert code == 1 and "Fireline is running" in said and "Stop it for the import" in said
