"""The head of an incident's channel leads to its call and, from the end on, to the draft."""

from __future__ import annotations

from pathlib import Path

from tests.room import Room, open_room

CALL = "https://meet.example.com/checkout?a=1&b=2"


def leads(room: Room, channel: str) -> dict[str, str]:
    return {b["title"]: b["link"] for b in room.sandbox.bookmarks(channel)}


async def test_the_bookmark_follows_the_link_of_the_call(room: Room) -> None:
    channel = await room.opened()

    await room.type("ana", channel, "/incident call https://meet.example.com/first")
    moved = await room.type("ana", channel, f"/incident call {CALL}")
    assert leads(room, channel) == {"Call": CALL}
    assert len([c for c in room.sandbox.calls("bookmarks.add") if c.ok]) == 1

    assert moved.shown is not None
    await room.press("ana", moved.shown, "Undo")
    assert leads(room, channel) == {"Call": "https://meet.example.com/first"}

    await room.type("ana", channel, "/incident call +49 30 1234567")
    assert leads(room, channel) == {}


async def test_a_bookmark_that_somebody_took_away_comes_back_with_the_next_link(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident call https://meet.example.com/first")
    room.sandbox.world.ws.channels[(await room.incident()).channel_id or ""].bookmarks.clear()

    await room.type("ana", channel, f"/incident call {CALL}")

    assert leads(room, channel) == {"Call": CALL}


async def test_the_configured_call_stands_from_the_start_but_not_for_a_private_incident(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    config = {"call": {"url": "https://meet.example.com/inc-{number}"}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        channel = await room.opened()
        await room.declare("declare private keys leaked")
        apart = "#" + (await room.incident(2)).channel_name

        assert leads(room, channel) == {"Call": "https://meet.example.com/inc-1"}
        assert "https://meet.example.com/inc-1" in room.card(channel).text + room.card(channel).words
        assert leads(room, apart) == {}


async def test_the_draft_is_one_tap_away_once_it_is_ready(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident resolve pool size restored")
    await room.type("ana", channel, "/incident close")

    ready = room.find("ana", channel, "the postmortem draft is ready")
    assert leads(room, channel)["Postmortem draft"].endswith(f"/{ready.channel}/p{ready.ts.replace('.', '')}")


async def test_the_call_goes_with_the_incident_into_its_private_channel(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, f"/incident call {CALL}")
    asked = await room.type("ana", channel, "/incident private")
    assert asked.shown is not None
    closed = await room.press("ana", asked.shown, "Make private")
    assert closed.shown is not None

    await room.press("ana", closed.shown, "Move to a private channel")

    assert leads(room, channel) == {}
    assert leads(room, "#" + (await room.incident()).channel_name) == {"Call": CALL}


async def test_a_bookmark_that_slack_refuses_is_named_on_the_card_and_tried_again(room: Room) -> None:
    channel = await room.opened()
    room.sandbox.fault("too_many_bookmarks", "bookmarks.add")

    await room.type("ana", channel, f"/incident call {CALL}")
    assert "a bookmark of the channel" in room.card(channel).words

    await room.press("ana", room.card(channel), "Retry")
    assert leads(room, channel) == {"Call": CALL}
    assert "a bookmark" not in room.card(channel).words


async def test_another_link_that_slack_takes_ends_what_the_card_said_of_the_first(room: Room) -> None:
    channel = await room.opened()
    room.sandbox.fault("too_many_bookmarks", "bookmarks.add")
    await room.type("ana", channel, "/incident call https://meet.example.com/first")

    await room.type("ana", channel, f"/incident call {CALL}")

    assert leads(room, channel) == {"Call": CALL}
    assert "a bookmark" not in room.card(channel).words


async def test_a_call_that_is_dialled_leaves_no_bookmark_to_be_tried(room: Room) -> None:
    channel = await room.opened()
    room.sandbox.fault("too_many_bookmarks", "bookmarks.add")
    await room.type("ana", channel, f"/incident call {CALL}")

    await room.type("ana", channel, "/incident call +49 30 1234567")

    assert "a bookmark" not in room.card(channel).words


async def test_a_workspace_without_leave_for_bookmarks_goes_without_and_hears_nothing_of_it(room: Room) -> None:
    channel = await room.opened()
    room.sandbox.fault("missing_scope", "bookmarks.add", times=None)

    await room.type("ana", channel, f"/incident call {CALL}")

    assert CALL.replace("&", "&amp;") in room.card(channel).words
    assert "bookmark" not in room.card(channel).words
    assert not any("bookmarks" in m.words for m in room.dms("dee"))
