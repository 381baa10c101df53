"""Whoever is on duty by the rota: asked, never assigned; shown to everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.features.test_roles import declared, holders, lines_about
from tests.room import Room, open_room

WEEK = {"starts": "2026-03-02", "zone": "Europe/Berlin"}
ROTA = {"ic": {"people": ["U0BEA", "U0CY"], **WEEK}, "comms": {"people": ["U0DEE", "U0ANA"], **WEEK}}


@pytest.fixture
async def staffed(migrated_sqlite_url: str, tmp_path: Path) -> AsyncIterator[Room]:
    """Bea is on duty as IC, Dee as communications lead; next week Cy and Ana."""
    async with open_room(migrated_sqlite_url, config={"rota": ROTA}, folder=tmp_path) as room:
        yield room


async def test_who_is_on_duty_is_asked_and_holds_nothing_before_accepting(staffed: Room) -> None:
    channel = await declared(staffed)

    assert await holders(staffed) == {"ic": "~ana"}
    asked = staffed.dm("bea", "The rota asks you to be IC of INC-1")
    assert "You are on duty <!date" in asked.words and "<@U0ANA> is acting IC until you accept." in asked.words
    assert "Nobody is communications lead until you accept." in staffed.dm("dee", "The rota asks you").words
    assert [len(staffed.dms(user)) for user in ("ana", "bea", "cy", "dee")] == [1, 1, 0, 1]
    assert await staffed.texts("roles.offered") == [
        "The rota asked <@U0BEA> to be IC",
        "The rota asked <@U0DEE> to be communications lead",
    ]

    await staffed.press("bea", asked, "Accept")

    assert await holders(staffed) == {"ic": "bea"}
    assert ["*You are IC of INC-1*" in m.words for m in staffed.dms("bea")] == [True]
    assert lines_about(staffed, channel, "IC of INC-1") == ["@bea is IC of INC-1, after @ana."]


async def test_the_reminder_says_who_is_asked_and_nobody_else_is_told_of_the_silence(staffed: Room) -> None:
    channel = await declared(staffed, "declare sev1 everything down")

    await staffed.forward(minutes=2)
    await staffed.forward(minutes=3)

    assert "@bea (on duty) was asked and has not answered yet." in lines_about(staffed, channel, "no confirmed IC")[0]
    assert len(staffed.dms("ana")) == 1
    await staffed.press("bea", staffed.dm("bea", "The rota asks"), "Not me")
    assert "@bea" not in lines_about(staffed, channel, "no confirmed IC")[0]
    assert await holders(staffed) == {"ic": "~ana"}


@pytest.mark.parametrize("line", ["sev3 slow page", "private sev1 keys leaked", "as drill sev1 failover"])
async def test_nobody_is_asked_for_what_does_not_concern_them(staffed: Room, line: str) -> None:
    await staffed.declare(f"declare {line}")

    assert staffed.dms("bea") + staffed.dms("dee") == []


async def test_a_raise_asks_once_and_only_for_what_nobody_holds(staffed: Room) -> None:
    channel = await declared(staffed, "declare sev3 slow page")
    await staffed.type("cy", channel, "/incident ic me")

    await staffed.type("ana", channel, "/incident sev2")
    await staffed.press("dee", staffed.dm("dee", "The rota asks"), "Not me")
    await staffed.type("ana", channel, "/incident sev1")

    assert staffed.dms("bea") == []
    assert [m.words.splitlines()[0] for m in staffed.dms("dee")] == [
        "*You passed on being communications lead of INC-1.* slow page"
    ]


async def test_after_a_no_the_next_in_turn_is_asked_until_there_is_none(staffed: Room) -> None:
    channel = await declared(staffed, "declare sev1 everything down")

    await staffed.press("bea", staffed.dm("bea", "The rota asks"), "Not me")

    asked = staffed.dm("cy", "The rota asks you to be IC of INC-1")
    assert "Whoever is on duty passed; you are next in turn." in asked.words
    assert "@cy (next in turn) was asked and has not answered yet." in (await nagged(staffed, channel))

    await staffed.press("cy", asked, "Not me")

    assert "was asked" not in lines_about(staffed, channel, "no confirmed IC")[0]
    assert [len(staffed.dms(user)) for user in ("bea", "cy")] == [1, 1] and await holders(staffed) == {"ic": "~ana"}


async def nagged(room: Room, channel: str) -> str:
    await room.forward(minutes=2)
    return lines_about(room, channel, "no confirmed IC")[0]


async def test_who_leaves_the_workspace_holds_nothing_and_the_next_in_turn_is_asked(staffed: Room) -> None:
    channel = await declared(staffed)

    await staffed.sandbox.change_user("bea", deleted=True)
    await staffed.settle()
    await staffed.press("cy", staffed.dm("cy", "The rota asks you to be IC"), "Accept")
    assert await holders(staffed) == {"ic": "cy"}

    await staffed.sandbox.change_user("cy", deleted=True)
    await staffed.settle()
    await staffed.forward(minutes=2)
    assert await holders(staffed) == {}
    assert lines_about(staffed, channel, "has no IC") == ["INC-1 has no IC: @cy has left."]


async def test_a_declarer_who_is_on_duty_is_told_on_the_card(staffed: Room) -> None:
    await staffed.declare(by="bea")

    assert len(staffed.dms("bea")) == 1
    assert "The rota has you on duty: *I'll lead* confirms it." in staffed.dms("bea")[0].words


async def test_roles_shows_who_is_on_duty_and_asks_them(staffed: Room) -> None:
    channel = await declared(staffed, "declare sev3 slow page")

    shown = await staffed.type("ana", channel, "/incident roles")
    assert shown.shown is not None and "On duty: <@U0BEA> <!date" in shown.shown.words
    await staffed.press("ana", shown.shown, "Ask the IC on duty")

    assert "<@U0ANA> asks you to be IC of INC-1" in staffed.dm("bea", "asks you").words
    staffed.clock.forward(seconds=15)
    again = await staffed.type("ana", channel, "/incident ic")
    assert again.shown is not None and "Asked, no answer yet: <@U0BEA>" in again.shown.words
    assert "Ask the IC on duty" not in again.shown.labels


async def test_the_rota_shows_the_weeks_to_come(staffed: Room) -> None:
    shown = await staffed.type("cy", "#general", "/incident rota")
    one = await staffed.type("cy", "#general", "/incident on call comms")
    wrong = await staffed.type("cy", "#general", "/incident rota scribe")

    assert shown.shown is not None and one.shown is not None and wrong.shown is not None
    first = shown.shown.words.splitlines()[0]
    assert first.startswith("*IC:* <@U0BEA> <!date") and first.endswith(", then <@U0CY>")
    turns = one.shown.words.splitlines()
    assert turns[0].startswith("*Communications lead:* <@U0DEE> <!date") and turns[1].endswith(": <@U0ANA>")
    assert "U0BEA" not in one.shown.words
    assert "There is no rota of scribe; there is one of IC and communications lead." in wrong.shown.words
