"""Roles that several hold, parts of them handed over, and shadows who learn beside the holder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fireline.features.postmortems.draft import markdown
from fireline.features.postmortems.record import record_of
from fireline.features.roles import reads
from tests.features.test_roles import declared, holders, lines_about
from tests.room import Room, open_room

FIRST = ["open the call", {"what": "compare <web> & api", "within": "15m"}]
OPS = {
    "key": "ops",
    "name": "operations lead",
    "synonyms": ["operations"],
    "duties": "You fix.",
    "several": True,
    "tasks": FIRST,
}


@pytest.fixture
async def shared(migrated_sqlite_url: str, tmp_path: Path) -> AsyncIterator[Room]:
    """Besides the IC there are operations leads, several at once, and a scribe."""
    config = {"roles": [{"key": "ic", "name": "IC"}, OPS, {"key": "scribe", "name": "scribe"}]}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        yield room


async def of_ops(room: Room) -> set[str]:
    found = await room.incident()
    held = await room.unit(lambda unit: reads.holders_of(unit, found.id, "ops"))
    return {h.user_id for h in held}


async def test_several_are_named_in_one_act_that_one_undo_takes_back(shared: Room) -> None:
    channel = await declared(shared)

    given = await shared.type("ana", channel, "/incident role operations <@U0BEA> and <@U0CY>")
    assert given.shown is not None
    assert "<@U0BEA> and <@U0CY> are operations lead of INC-1, and told so by DM." in given.shown.words
    assert await of_ops(shared) == {"U0BEA", "U0CY"}
    assert "*Operations lead* @bea, @cy" in shared.card(channel).words
    await shared.press("ana", given.shown, "Undo")

    assert await of_ops(shared) == set()


async def test_a_role_of_the_settings_is_a_word_like_the_others_unless_it_begins_a_sentence(shared: Room) -> None:
    channel = await declared(shared)

    await shared.type("ana", channel, "/incident ops <@U0BEA>")
    await shared.type("ana", channel, "/incident <@U0CY> is operations lead")
    await shared.type("ana", channel, "/incident ops me")
    await shared.type("bea", channel, "/incident ops none")
    shown = await shared.type("ana", channel, "/incident ops")
    sentence = await shared.type("ana", channel, "/incident operations is slow today")

    assert await of_ops(shared) == {"U0ANA", "U0CY"}
    assert shown.shown is not None and "*Operations lead:*" in shown.shown.words
    assert sentence.shown is not None and "Add as a note" in sentence.shown.labels


async def test_one_lets_go_and_the_others_stay(shared: Room) -> None:
    channel = await declared(shared)
    await shared.type("ana", channel, "/incident role operations <@U0BEA> <@U0CY> <@U0DEE>")
    await shared.type("bea", channel, "/incident role operations none")
    assert await of_ops(shared) == {"U0CY", "U0DEE"}

    asked = await shared.type("ana", channel, "/incident role operations none")
    assert asked.shown is not None and "Whose part as operations lead of INC-1 is to end?" in asked.shown.words
    await shared.type("ana", channel, "/incident release operations <@U0CY>")
    await shared.press("ana", shared.find("ana", channel, "End the role of <@U0CY>"), "End it")

    assert await of_ops(shared) == {"U0DEE"}
    found = await shared.incident()
    stints = await shared.unit(lambda unit: reads.history(unit, found.id))
    assert [(s.user_id, s.until is None) for s in stints if s.role == "ops"] == [
        ("U0BEA", False), ("U0CY", False), ("U0DEE", True),
    ]  # fmt: skip


async def test_two_holders_hand_their_own_parts_over_apart_from_each_other(shared: Room) -> None:
    channel = await declared(shared)
    await shared.type("ana", channel, "/incident role operations <@U0BEA> <@U0CY>")

    await shared.type("bea", channel, "/incident handoff <@U0DEE>")
    await shared.type("cy", channel, "/incident handoff <@U0EVE>")
    for user in ("dee", "eve"):
        await shared.press(user, shared.dm(user, "hands you operations lead"), "Accept")

    assert await of_ops(shared) == {"U0DEE", "U0EVE"}
    assert await shared.texts("roles.handed_over") == [
        "<@U0BEA> handed operations lead over to <@U0DEE>",
        "<@U0CY> handed operations lead over to <@U0EVE>",
    ]


@pytest.mark.parametrize("line", ["handoff scribe to <@U0BEA> it is all in the thread", "handoff <@U0BEA> scribe"])
async def test_one_of_two_roles_is_handed_over(room: Room, line: str) -> None:
    channel = await declared(room)
    await room.type("ana", channel, "/incident ic me")
    await room.type("ana", channel, "/incident scribe me")

    await room.type("ana", channel, f"/incident {line}")
    await room.press("bea", room.dm("bea", "hands you scribe: INC-1"), "Accept")

    assert await holders(room) == {"ic": "ana", "scribe": "bea"}


async def test_a_take_over_that_is_taken_back_leaves_the_shadow_a_shadow(room: Room) -> None:
    channel = await declared(room)
    await room.type("cy", channel, "/incident shadow ic")
    taken = await room.type("cy", channel, "/incident ic me")

    await room.press("cy", taken.shown, "Undo")

    found = await room.incident()
    learned = await room.unit(lambda unit: reads.shadow_history(unit, found.id))
    assert await holders(room) == {"ic": "~ana"}
    assert [(s.user_id, s.role, s.until) for s in learned] == [("U0CY", "ic", None)]
    assert room.dms("cy")[-1].words.startswith("*You shadow the IC of INC-1*")


@pytest.mark.parametrize("line", ["shadow ic", "ic shadow me", "shadow <@U0CY> ic"])
async def test_a_shadow_has_a_card_and_holds_nothing(room: Room, line: str) -> None:
    channel = await declared(room)
    await room.type("bea", channel, "/incident ic me")

    learned = await room.type("cy", channel, f"/incident {line}")

    assert await holders(room) == {"ic": "bea"}
    assert learned.shown is not None and "You shadow the IC of INC-1." in learned.shown.words
    card = room.dm("cy", "You shadow the IC of INC-1")
    assert "Watch <@U0BEA>; ask when it is quiet." in card.words
    assert card.labels == ["Open channel", "Stop shadowing"]
    assert lines_about(room, channel, "shadow") == []
    shown = await room.type("ana", channel, "/incident ic")
    assert shown.shown is not None and "Shadow: <@U0CY>" in shown.shown.words


async def test_a_shadow_is_proposed_next_and_ceases_by_taking_over(room: Room) -> None:
    channel = await declared(room)
    await room.type("bea", channel, "/incident ic me")
    await room.type("cy", channel, "/incident shadow ic")
    await room.forward(minutes=9)

    await room.type("bea", channel, "/incident handoff")
    await room.submit("bea")  # as it stands: the shadow is chosen already
    await room.press("cy", room.dm("cy", "hands you IC"), "Accept")

    assert await holders(room) == {"ic": "cy"}
    found = await room.incident()
    learned = await room.unit(lambda unit: reads.shadow_history(unit, found.id))
    assert [(s.user_id, s.role, s.until and (s.until - s.since).seconds // 60) for s in learned] == [("U0CY", "ic", 9)]
    assert len([m for m in room.dms("cy") if "shadow" in m.words]) == 0


async def test_a_shadow_stops_in_one_word_or_with_one_click(room: Room) -> None:
    channel = await declared(room)
    await room.type("ana", channel, "/incident shadow comms <@U0CY>")
    await room.press("cy", room.dm("cy", "You shadow the communications lead"), "Stop shadowing")
    assert room.dms("cy")[0].words.startswith("*You no longer shadow the communications lead of INC-1.*")

    await room.type("bea", channel, "/incident shadow scribe")
    gone = await room.type("bea", channel, "/incident leave")
    assert gone.shown is not None
    await room.press("bea", gone.shown, "Undo")
    assert "You shadow the scribe" in room.dms("bea")[-1].words
    gone = await room.type("bea", channel, "/incident shadow none")

    assert gone.shown is not None and "You no longer shadow the scribe of INC-1." in gone.shown.words
    found = await room.incident()
    assert await room.unit(lambda unit: reads.shadows(unit, found.id)) == ()


async def test_shadow_without_a_role_asks_which(room: Room) -> None:
    channel = await declared(room)

    asked = await room.type("bea", channel, "/incident shadow")
    assert asked.shown is not None
    await room.press("bea", asked.shown, "Shadow the scribe")

    assert "You shadow the scribe of INC-1" in room.dm("bea", "shadow").words


async def test_the_card_offers_what_usually_comes_first_as_tasks(shared: Room) -> None:
    channel = await declared(shared)
    await shared.type("ana", channel, "/incident role operations <@U0BEA>")
    card = shared.dm("bea", "You are operations lead")
    assert "*First:* open the call · compare &lt;web&gt; &amp; api" in card.words

    offered = await shared.press("bea", card, "First tasks")
    assert offered.shown is not None and "compare &lt;web&gt; &amp; api (15 min)" in offered.shown.words
    taken = await shared.press("bea", offered.shown, "Give me this task")
    again = await shared.press("bea", offered.shown, "Give me this task")

    assert taken.shown is not None and "Task for <@U0BEA>: open the call" in taken.shown.words
    assert again.shown is not None and "That is somebody's task already." in again.shown.words
    assert "*First:* compare &lt;web&gt; &amp; api" in shared.dm("bea", "You are operations lead").words


async def test_the_postmortem_tells_who_had_which_part_and_how_long_nobody_led(shared: Room) -> None:
    channel = await declared(shared)
    await shared.forward(minutes=4)
    await shared.type("bea", channel, "/incident ic me")
    await shared.type("cy", channel, "/incident shadow ic")
    await shared.type("ana", channel, "/incident role operations <@U0DEE>")
    await shared.forward(minutes=6)
    await shared.type("bea", channel, "/incident ic none")
    await shared.forward(minutes=3)
    await shared.type("ana", channel, "/incident resolve pool restored")

    found = await shared.incident()
    document = await shared.unit(lambda unit: markdown(record_of(unit, found.id)))
    assert "- Without a confirmed IC: 7 min: 14:02 to 14:06 UTC, 14:12 to 14:15 UTC" in document
    for part in ("ana, acting IC:", "bea, IC:", "dee, operations lead:", "cy, shadow of the IC:"):
        assert f"- {part}" in document
