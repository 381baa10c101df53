"""`timeline`: the last entries, chosen by words, each with what can be done to it, and all of it taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fireline.core.errors import Refused
from fireline.core.grammar import Line
from fireline.features.timeline import filters, reads
from fireline.features.timeline.filters import Filter
from fireline.features.timeline.reads import Entry
from tests.room import Room

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", Filter()),
        ("key", Filter(only_key=True)),
        ("all", Filter(with_all=True)),
        ("decisions", Filter(kind="decisions")),
        ("only the notes by <@U0BEA>", Filter(kind="notes", by="U0BEA")),
        ("<@U0BEA|bea> key", Filter(only_key=True, by="U0BEA")),
        ("mine", Filter(by="U0ANA")),
        ("since 12:30", Filter(since=NOON - timedelta(minutes=30))),  # 12:30 in Berlin
        ("last 2h", Filter(since=NOON - timedelta(hours=2))),
        ("last 20", Filter(newest=20)),
        ("decision since 10m ago", Filter(kind="decisions", since=NOON - timedelta(minutes=10))),
    ],
)
def test_a_choice_is_typed_in_any_order_and_travels_in_the_buttons(typed: str, wanted: Filter) -> None:
    found = filters.read(Line(typed, now=NOON, zone=BERLIN), me="U0ANA")

    assert found == wanted
    assert filters.unpacked(found.packed()) == wanted
    assert ":" not in found.packed()


@pytest.mark.parametrize(
    ("typed", "try_line"),
    [
        ("key moments of doom", "timeline key moments"),
        ("whatever", "timeline key"),
        ("since 13:30", "timeline since"),
    ],
)
def test_what_chooses_nothing_says_what_does(typed: str, try_line: str) -> None:
    with pytest.raises(Refused) as refused:
        filters.read(Line(typed, now=NOON, zone=BERLIN), me="U0ANA")

    assert (refused.value.try_line or "").startswith(try_line)


async def entry_saying(room: Room, words: str) -> Entry:
    found = await room.incident()
    entries = await room.unit(lambda u: reads.entries(u, found.id, with_hidden=True))
    return next(e for e in entries if words in e.text)


async def test_the_list_narrows_to_what_was_asked_for(room: Room) -> None:
    channel = await room.opened()
    decided = await room.say("bea", channel, "we roll back")
    await room.sandbox.react("bea", decided, "scales")
    await room.say("ana", channel, "graphs look bad")
    await room.settle()

    decisions = await room.type("ana", channel, "/incident timeline decisions")
    by_ana = await room.type("ana", channel, "/incident timeline messages @ana")
    wrong = await room.type("ana", channel, "/incident timeline of doom")

    assert decisions.shown is not None and by_ana.shown is not None and wrong.shown is not None
    assert "we roll back" in decisions.shown.words and "graphs look bad" not in decisions.shown.words
    assert "graphs look bad" in by_ana.shown.words and "we roll back" not in by_ana.shown.words
    assert "chooses no entries" in wrong.shown.words


async def test_the_list_says_that_it_was_cut_and_loses_no_line_to_what_was_taken_back(room: Room) -> None:
    channel = await room.opened()
    for number in range(1, 13):
        await room.type("bea", channel, f"/incident note step {number}")
    await room.type("bea", channel, "/incident undo")

    shown = (await room.type("ana", channel, "/incident timeline all notes @bea")).shown
    longer = (await room.type("ana", channel, "/incident timeline all notes @bea 30")).shown

    assert shown is not None and longer is not None
    assert "the last 10 notes by <@U0BEA>, left out ones too" in shown.words
    assert "step 2\n" in shown.words and "step 11" in shown.words and "step 12" not in shown.words
    assert "Earlier ones: `/incident timeline all notes @bea 30`" in shown.words
    assert "step 1\n" in longer.words and "Earlier ones" not in longer.words


async def test_a_choice_that_was_taken_back_leaves_no_line(room: Room) -> None:
    channel = await room.opened()
    await room.type("bea", channel, "/incident note lunch is here")
    shown = (await room.type("bea", channel, "/incident timeline")).shown
    block = f"entry:{(await entry_saying(room, 'lunch')).id}"

    left_out = await room.press("bea", shown, "timeline:entry", "Leave out", block_id=block)
    await room.press("bea", left_out.shown, "Undo")
    after = (await room.type("bea", channel, "/incident timeline all")).shown

    assert after is not None and "lunch is here" in after.words and "Taken back" not in after.words


async def test_what_was_chosen_from_the_menu_is_taken_back(room: Room) -> None:
    channel = await room.opened()
    await room.say("bea", channel, "restarted the consumer")
    shown = (await room.type("ana", channel, "/incident timeline messages")).shown
    block = f"entry:{(await entry_saying(room, 'restarted')).id}"

    left_out = await room.press("ana", shown, "timeline:entry", "Leave out", block_id=block)
    assert left_out.shown is not None and "restarted the consumer" not in left_out.shown.words
    await room.press("ana", left_out.shown, "Undo")

    assert not (await entry_saying(room, "restarted")).is_hidden


async def test_another_time_is_said_in_one_s_own_zone_and_taken_back(room: Room) -> None:
    channel = await room.opened()
    said = await room.say("bea", channel, "restarted the consumer")
    before = (await entry_saying(room, "restarted")).happened_at
    shown = (await room.type("cy", channel, "/incident timeline")).shown  # 23:02 in Tokyo
    block = f"entry:{(await entry_saying(room, 'restarted')).id}"

    form = await room.press("cy", shown, "timeline:entry", "Another time", block_id=block)
    assert form.modal is not None and "Asia/Tokyo" in form.modal.words
    receipt = await room.submit("cy", at="22:30")
    assert (await entry_saying(room, "restarted")).happened_at == datetime(2026, 3, 4, 13, 30, tzinfo=UTC)
    await room.press("cy", receipt.shown, "Undo")

    assert (await entry_saying(room, "restarted")).happened_at == before
    assert said.ts in str((await entry_saying(room, "restarted")).ts)


async def test_guests_read_the_timeline_and_change_nothing(room: Room) -> None:
    channel = await room.opened()
    await room.sandbox.invite("ana", channel, "gus")
    said = await room.say("bea", channel, "restarted the consumer")
    await room.say("gus", channel, "what happened?")

    await room.sandbox.react("gus", said, "pushpin")
    await room.settle()
    shown = await room.type("gus", channel, "/incident timeline")
    noted = await room.type("gus", channel, "/incident note it was me")

    assert shown.shown is not None and "restarted the consumer" in shown.shown.words
    assert noted.shown is not None and "Guests cannot add to the record of INC-1" in noted.shown.words
    assert not (await entry_saying(room, "restarted")).is_key
