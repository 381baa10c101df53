"""What a person met who had nothing but the screen to go by: each line here was a stumble."""

from __future__ import annotations

import re

from tests.room import Room


async def test_what_is_no_severity_is_named_and_nothing_changes(room: Room) -> None:
    channel = await room.declare("declare sev3 login is broken")

    answer = await room.type("ana", channel, "/incident severity 7")

    assert answer.shown is not None and "“7” is no severity. Which severity is INC-1?" in answer.shown.words
    assert (await room.incident()).severity == "sev3"


async def test_a_day_that_has_passed_is_offered_with_the_words_that_were_typed(room: Room) -> None:
    channel = await room.declare("declare sev3 login is broken")

    answer = await room.type("ana", channel, "/incident action @bea alert on the certificate by 2020-01-01")

    assert answer.shown is not None
    assert "What works: `/incident action @bea alert on the certificate in 2 weeks`" in answer.shown.words


async def test_a_time_that_is_none_is_not_kept_as_words(room: Room) -> None:
    channel = await room.declare("declare sev3 login is broken")

    answer = await room.type("ana", channel, "/incident note 25:99 restarted it")

    assert answer.shown is not None and "“25:99” is no time" in answer.shown.words


async def test_the_line_of_a_minute_tells_its_changes_in_their_order(room: Room) -> None:
    channel = await room.declare("declare sev3 login is broken")

    await room.type("ana", channel, "/incident ic me")
    await room.type("ana", channel, "/incident sev 2 nobody can log in")

    (line,) = [m.words for m in room.sandbox.messages(channel) if "SEV2 now" in m.words]
    assert line.splitlines() == ["@ana is IC of INC-1.", "SEV2 now, was SEV3: nobody can log in (@ana)"]


async def test_who_takes_over_from_outside_is_brought_to_the_channel(room: Room) -> None:
    channel = await room.declare("declare sev3 login is broken")
    await room.type("ana", channel, "/incident comms @dee")
    await room.settle()

    assert "dee" in room.sandbox.members(channel)


async def test_a_moment_in_the_middle_of_a_sentence_does_not_begin_large(room: Room) -> None:
    channel = await room.declare("declare sev3 login is broken")

    answer = await room.type("ana", channel, "/incident resolve 15:02")

    assert answer.shown is not None and re.search(r"INC-1 is resolved<!date\^\d+\^, {date", answer.shown.words)


async def test_a_deadline_that_passed_asks_for_nothing_once_the_next_one_does(room: Room) -> None:
    channel = await room.declare("declare sev2 login is broken")
    await room.type("ana", channel, "/incident ic me")

    for _ in range(2):
        await room.forward(minutes=60)

    asks = [m for m in room.dms("ana") if "update" in m.words and "Write update" in m.labels]
    assert len(asks) <= 1
    assert any("nobody wrote the update for this deadline" in m.words for m in room.dms("ana"))


async def test_an_impact_that_was_set_by_the_form_is_answered(room: Room) -> None:
    channel = await room.declare("declare sev2 login is broken")

    await room.type("ana", channel, "/incident impact")
    answer = await room.submit("ana", impact="nobody can log in")

    assert answer.shown is not None and "Impact of INC-1: nobody can log in" in answer.shown.words


async def test_the_answer_to_a_form_comes_by_dm_where_the_bot_is_no_member(room: Room) -> None:
    await room.type("bea", "#general", "/incident report")

    await room.submit("bea", text="checkout feels slow")

    assert "Reported in <#C0INCIDENTS>" in room.dm("bea", "checkout feels slow").words
