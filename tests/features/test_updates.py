"""Stakeholder updates: what a stakeholder reads, what the one whose duty it is gets, and what is on record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fireline.core.errors import Refused
from fireline.core.events import UserId
from fireline.features.incidents import access
from fireline.features.incidents import service as incidents
from fireline.features.incidents.rules import Severity
from fireline.features.updates import reads, service
from fireline.features.updates.reads import Told
from tests.behind import press
from tests.room import WEDNESDAY, Room, open_room


def told(room: Room) -> list[str]:
    """What stands in the stakeholder channel."""
    return [m.words for m in room.bot_lines("#stakeholders")]


async def on_record(room: Room) -> list[Told]:
    found = await room.incident()
    return await room.unit(lambda unit: reads.sent(unit, found.id))


async def due_in(room: Room) -> timedelta | None:
    """How far ahead the next update is due."""
    found = await room.incident()
    at = await room.unit(lambda unit: reads.next_update_at(unit, found.id))
    return at - room.clock.now() if at else None


async def declared_with(room: Room, *people: str) -> str:
    """An incident in whose channel these people are."""
    channel = await room.declare()
    for name in people:
        await room.sandbox.join(name, channel)
    await room.settle()
    return channel


async def send(room: Room, channel: str, text: str, by: str = "ana") -> None:
    await room.type(by, channel, f"/incident update {text}")
    await room.forward(seconds=10)


# one line -----------------------------------------------------------------------------------------------------
async def test_a_line_of_the_ic_shows_in_the_room_at_once_and_leaves_after_ten_seconds(room: Room) -> None:
    channel = await room.declare()

    await room.type("ana", channel, "/incident update we are rolling back")
    shown = room.find("ana", channel, "leaves in 10 seconds")
    assert "to #stakeholders" in shown.words and "we are rolling back" in shown.words
    assert shown.labels == ["Stop", "Edit"]
    assert told(room) == []

    await room.forward(seconds=10)
    assert len(told(room)) == 1
    assert "update 1" in told(room)[0] and "we are rolling back" in told(room)[0]
    assert "ana, acting incident commander" in told(room)[0]
    assert "Update 1 sent" in room.find("ana", channel, "we are rolling back").words


async def test_stop_keeps_it_from_leaving(room: Room) -> None:
    channel = await declared_with(room, "bea")
    await room.type("ana", channel, "/incident update we are rolling back")

    await room.press("bea", room.find("bea", channel, "leaves in 10 seconds"), "Stop")
    await room.forward(seconds=30)

    assert told(room) == []
    stopped = room.find("ana", channel, "Update stopped")
    assert "nobody outside saw it" in stopped.words
    assert stopped.labels == ["Send", "Edit", "Drop"]


async def test_what_was_written_before_the_end_does_not_leave_as_the_last_word(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident update we are rolling back")

    await room.type("ana", channel, "/incident resolve the rollback is done")
    await room.forward(seconds=30)

    assert told(room) == []
    assert "Update stopped" in room.find("ana", channel, "we are rolling back").words
    await room.forward(minutes=2)
    assert "update due" in room.dm("ana", "update due").words


async def test_who_wrote_it_elsewhere_stops_it_there(room: Room) -> None:
    await room.declare()
    leaving = (await room.type("ana", "#general", "/incident INC-1 update we are rolling back")).shown
    assert leaving is not None and "leaves in 10 seconds*, to #stakeholders" in leaving.words

    stopped = (await room.press("ana", leaving, "Stop")).shown
    await room.forward(seconds=30)

    assert stopped is not None and stopped.words == "Update stopped; nobody outside saw it."
    assert told(room) == []


async def test_a_stopped_update_can_still_be_sent(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident update we are rolling back")
    await room.press("ana", room.find("ana", channel, "leaves in 10 seconds"), "Stop")

    await room.press("ana", room.find("ana", channel, "Update stopped"), "Send")

    assert len(told(room)) == 1


async def test_edit_stops_the_ten_seconds_and_sends_what_was_written(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident update we are roling back")

    opened = await room.press("ana", room.find("ana", channel, "leaves in 10 seconds"), "Edit")
    await room.forward(minutes=1)
    assert opened.modal is not None and told(room) == []

    await room.submit("ana", news="we are rolling back")
    assert len(told(room)) == 1 and "we are rolling back" in told(room)[0]


async def test_next_word_at_a_time_sets_the_deadline_is_cut_and_echoed(room: Room) -> None:
    channel = await room.declare()

    await room.type("ana", channel, "/incident update rolling back; next word 15:40")  # 15:02 in Berlin
    shown = room.find("ana", channel, "leaves in 10 seconds").words
    assert "next word" not in shown and "14:40 UTC" in shown

    await room.forward(seconds=10)
    assert "(14:40 UTC)" in told(room)[0]
    assert await due_in(room) == timedelta(minutes=38) - timedelta(seconds=10)
    assert "15:40" in room.card(channel).words


async def test_from_anybody_else_it_is_a_preview_with_two_ways_on(room: Room) -> None:
    channel = await declared_with(room, "eve")

    shown = (await room.type("eve", channel, "/incident update failover failed")).shown
    await room.forward(minutes=1)

    assert shown is not None and shown.is_ephemeral
    assert shown.labels == ["Send", "Edit", "Keep as a note"]
    assert told(room) == []


async def test_the_preview_can_be_sent(room: Room) -> None:
    channel = await declared_with(room, "eve")
    shown = (await room.type("eve", channel, "/incident update failover failed")).shown
    assert shown is not None

    await room.press("eve", shown, "Send")

    assert "failover failed" in told(room)[0]
    assert (await on_record(room))[0].update.sent_by == "U0EVE"


async def test_the_preview_can_be_kept_as_a_note(room: Room) -> None:
    channel = await declared_with(room, "eve")
    shown = (await room.type("eve", channel, "/incident update failover failed")).shown
    assert shown is not None

    await room.press("eve", shown, "Keep as a note")

    assert told(room) == []
    listed = await room.type("eve", channel, "/incident timeline")
    assert listed.shown is not None and "failover failed" in listed.shown.words


async def test_a_bare_update_opens_a_form_and_its_text_waits_in_the_room(room: Room) -> None:
    channel = await room.declare()

    opened = await room.type("ana", channel, "/incident update")
    assert opened.modal is not None and opened.modal.title == "Update of INC-1"
    await room.submit("ana", news="rolling back", impact="12 % of EU checkouts fail", next="45m")

    assert "12 % of EU checkouts fail" in room.find("ana", channel, "leaves in 10 seconds").words
    await room.forward(seconds=10)
    assert "12 % of EU checkouts fail" in told(room)[0]
    assert (await room.incident()).impact == "12 % of EU checkouts fail"


async def test_a_wrong_time_keeps_the_form_open_and_says_what_is_accepted(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident update")

    refused = await room.submit("ana", news="rolling back", next="soonish")

    assert "45m" in refused.errors["next"]


async def test_no_update_leaves_twice(room: Room) -> None:
    channel = await declared_with(room, "eve")
    shown = (await room.type("eve", channel, "/incident update failover failed")).shown
    assert shown is not None

    await room.press("eve", shown, "Send")
    with pytest.raises(Refused, match="has left already"):
        await room.unit(lambda unit: service.send(unit, 1, by=UserId("U0ANA")))

    assert len(told(room)) == 1 and [t.update.number for t in await on_record(room)] == [1]


async def test_what_was_dropped_does_not_come_back_by_a_late_stop(room: Room) -> None:
    channel = await declared_with(room, "bea")
    await room.type("ana", channel, "/incident update we are rolling back")
    leaving = room.find("bea", channel, "leaves in 10 seconds")
    await room.press("ana", leaving, "Stop")
    await room.press("ana", room.find("ana", channel, "Update stopped"), "Drop")

    late = await press(room, "bea", leaving, "Stop")

    assert late.shown is not None and "was dropped already" in late.shown.words
    assert room.find("ana", channel, "The update was dropped.").labels == []


async def test_updates_are_numbered_and_on_record_with_place_and_sender(room: Room) -> None:
    channel = await room.declare()
    await send(room, channel, "first news")
    await room.forward(minutes=1)
    await send(room, channel, "second news")

    record = await on_record(room)

    assert [(t.update.number, t.update.news, t.update.sent_by) for t in record] == [
        (1, "first news", "U0ANA"),
        (2, "second news", "U0ANA"),
    ]
    assert [[(p.kind, p.to) for p in t.places] for t in record] == [[("channel", "C0STAKEHOLDERS")]] * 2
    assert record[1].update.sent_at == WEDNESDAY + timedelta(seconds=80)


async def test_a_corrected_update_says_so_where_it_was_read(room: Room) -> None:
    channel = await room.declare()
    await send(room, channel, "the EU is hit")

    await room.press("ana", room.find("ana", channel, "Update 1 sent"), "Correct")
    await room.submit("ana", news="the EU and the US are hit")

    assert len(told(room)) == 1
    assert "the EU and the US are hit" in told(room)[0] and "Corrected" in told(room)[0]


# the deadline -------------------------------------------------------------------------------------------------
async def test_the_first_update_of_a_sev2_is_due_after_30_minutes_and_on_the_card(room: Room) -> None:
    channel = await room.declare()

    assert await due_in(room) == timedelta(minutes=30)
    assert "15:32" in room.card(channel).words and "in #stakeholders" in room.card(channel).words


async def test_five_minutes_before_the_acting_ic_gets_a_draft_by_dm(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident impact 12 % of EU checkouts fail")
    await room.type("ana", channel, "/incident note the cause is a bad deploy")

    await room.forward(minutes=25)

    prompt = room.dm("ana", "update due")
    assert "12 % of EU checkouts fail" in prompt.words
    assert "The cause is a bad deploy" in prompt.words
    assert "If nothing is sent, I post only that there is no news." in prompt.words
    assert prompt.labels == ["Send update", "Edit", "5 more minutes"]
    assert told(room) == []


async def test_the_communications_lead_is_asked_before_the_ic(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident comms @bea")

    await room.forward(minutes=25)

    assert room.dm("bea", "update due")
    assert not [m for m in room.dms("ana") if "update due" in m.words]


async def test_send_update_sends_the_draft_and_the_prompt_says_when(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident note rollback under way")
    await room.forward(minutes=25)

    await room.press("ana", room.dm("ana", "update due"), "Send update")

    assert len(told(room)) == 1 and "Rollback under way" in told(room)[0]
    assert "sent" in room.dm("ana", "update 1").words
    assert not [m for m in room.dms("ana") if "update due" in m.words]
    assert await due_in(room) == timedelta(minutes=60)


async def test_edit_buys_five_minutes_once(room: Room) -> None:
    await room.declare()
    await room.forward(minutes=25)

    await room.press("ana", room.dm("ana", "update due"), "Edit")
    assert await due_in(room) == timedelta(minutes=10)
    await room.press("ana", room.dm("ana", "update due"), "Edit")
    assert await due_in(room) == timedelta(minutes=10)

    await room.submit("ana", news="the cause is found")
    assert "the cause is found" in told(room)[0]


async def test_five_more_minutes_are_given_once(room: Room) -> None:
    await room.declare()
    await room.forward(minutes=25)

    await room.press("ana", room.dm("ana", "update due"), "5 more minutes")

    assert await due_in(room) == timedelta(minutes=10)
    assert room.dm("ana", "update due").labels == ["Send update", "Edit"]


async def test_a_text_that_was_marked_ready_leaves_by_itself_at_the_deadline(room: Room) -> None:
    await room.declare()
    await room.forward(minutes=25)
    await room.press("ana", room.dm("ana", "update due"), "Edit")
    await room.submit("ana", news="the cause is found", next="17:00", ready=["ready"])
    assert told(room) == []
    assert "leaves by itself" in room.dm("ana", "update due").words

    await room.forward(minutes=10)

    assert len(told(room)) == 1 and "the cause is found" in told(room)[0]
    assert (await on_record(room))[0].update.sent_by == "U0ANA"
    assert "16:00 UTC" in told(room)[0]


async def test_nothing_written_at_the_deadline_is_a_holding_update_with_facts_on_record_only(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident impact 12 % of EU checkouts fail")
    await room.say("ana", channel, "it is probably the database")
    await room.forward(minutes=25)

    await room.forward(minutes=5)

    assert len(told(room)) == 1
    for words in ("no new information", "Status: declared <!date^", "12 % of EU checkouts fail", "Automatic"):
        assert words in told(room)[0]
    assert "was asked for news at" in told(room)[0]
    assert "(15:32 UTC)" in told(room)[0]
    assert "probably the database" not in told(room)[0]
    assert "no update by" in room.dm("ana", "A holding update says").words
    record = await on_record(room)
    assert record[0].update.is_automatic and record[0].update.number is None


async def test_after_two_holding_updates_the_interval_doubles_up_to_four_hours(room: Room) -> None:
    await room.declare("declare sev1 everything is down")
    waits = []
    for _ in range(6):
        wait = await due_in(room)
        assert wait is not None
        waits.append(wait)
        await room.forward(seconds=wait.total_seconds())

    assert [w / timedelta(minutes=1) for w in waits] == [15, 30, 60, 120, 240, 240]
    assert len(told(room)) == 6


async def test_a_long_jump_of_the_clock_is_caught_up_once(room: Room) -> None:
    await room.declare()

    await room.forward(days=3)

    assert len(told(room)) == 1
    assert await due_in(room) == timedelta(hours=2)


async def test_the_escalation_contact_is_asked_after_two_holding_updates(
    migrated_sqlite_url: str, tmp_path: object
) -> None:
    async with open_room(migrated_sqlite_url, config={"escalation": ["U0DEE"]}, folder=tmp_path) as room:  # type: ignore[arg-type]
        await room.declare("declare sev1 everything is down")
        await room.forward(minutes=15)
        assert not [m for m in room.dms("dee") if "no news" in m.words]

        await room.forward(minutes=30)

        assert "twice in a row" in room.dm("dee", "stakeholders have had no news").words


# what changes the clock ---------------------------------------------------------------------------------------
async def test_after_a_raise_one_first_interval_counts_from_now(room: Room) -> None:
    channel = await room.declare()
    await room.forward(minutes=2)

    await room.type("ana", channel, "/incident sev 1 all regions")

    assert await due_in(room) == timedelta(minutes=15)


async def test_after_lowering_a_promised_time_is_kept(room: Room) -> None:
    channel = await room.declare("declare sev1 everything is down")

    await room.type("ana", channel, "/incident sev3")

    assert await due_in(room) == timedelta(minutes=15)


async def test_mitigated_is_due_within_15_minutes_and_prompted_not_worded(room: Room) -> None:
    channel = await room.declare()
    await send(room, channel, "first news")

    await room.type("ana", channel, "/incident mitigate traffic moved away")
    await room.forward(minutes=1)

    assert await due_in(room) == timedelta(minutes=14)
    assert "Traffic moved away" in room.dm("ana", "it is mitigated").words
    assert len(told(room)) == 1

    await room.press("ana", room.dm("ana", "update due"), "Send update")
    assert "*mitigated* · update 2" in told(room)[1]


async def test_the_last_update_says_that_it_is_the_last(room: Room) -> None:
    channel = await room.declare()
    await send(room, channel, "first news")
    await room.type("ana", channel, "/incident resolve pool size restored")

    await send(room, channel, "all checkouts work again")

    assert "*resolved*" in told(room)[1] and "This is the last update." in told(room)[1]
    assert await due_in(room) is None


async def test_what_is_sent_after_the_last_update_adds_to_it(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident resolve pool size restored")
    await send(room, channel, "all checkouts work again")

    await send(room, channel, "lost orders are repeated")

    assert "This is the last update." in told(room)[0] and "This is the last update." not in told(room)[1]
    assert "This adds to the last update." in told(room)[1]


async def test_nothing_is_said_after_the_last_update(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident resolve pool size restored")
    await send(room, channel, "all checkouts work again")

    await room.forward(days=2)

    assert len(told(room)) == 1


async def test_a_resolved_incident_that_nobody_words_ends_in_one_holding_update(room: Room) -> None:
    channel = await room.declare()
    await send(room, channel, "first news")
    await room.type("ana", channel, "/incident resolve it works again")

    await room.forward(minutes=15)
    await room.forward(days=2)

    assert len(told(room)) == 2
    assert "*resolved* <!date^" in told(room)[1] and "No further update is planned" in told(room)[1]
    assert "no new information" not in told(room)[1]


async def test_a_reopened_incident_says_so(room: Room) -> None:
    channel = await room.declare()
    await send(room, channel, "first news")
    await room.type("ana", channel, "/incident resolve it works again")
    await send(room, channel, "all is well")

    await room.type("ana", channel, "/incident reopen errors are back")
    await room.forward(minutes=1)
    await room.press("ana", room.dm("ana", "it is open again"), "Send update")

    assert "*reopened*" in told(room)[2] and "errors are back" in told(room)[2]


async def test_cancelled_after_one_was_sent_a_false_alarm_draft_is_prompted(room: Room) -> None:
    channel = await room.declare()
    await send(room, channel, "first news")
    asked = await room.type("ana", channel, "/incident cancel it was the load test")
    assert asked.shown is not None
    await room.press("ana", asked.shown, "Cancel the incident")

    await room.forward(minutes=1)
    await room.press("ana", room.dm("ana", "false alarm"), "Send update")

    assert "*false alarm*" in told(room)[1] and "it was the load test" in told(room)[1]


async def test_cancelled_before_anything_was_sent_nobody_is_told(room: Room) -> None:
    channel = await room.declare()
    asked = await room.type("ana", channel, "/incident cancel it was the load test")
    assert asked.shown is not None
    await room.press("ana", asked.shown, "Cancel the incident")

    await room.forward(hours=5)

    assert told(room) == [] and await due_in(room) is None


async def test_sev4_has_no_clock_until_somebody_wants_one(room: Room) -> None:
    channel = await room.declare("declare sev4 a typo on the help page")
    assert await due_in(room) is None

    await room.type("ana", channel, "/incident cadence 2h")

    assert await due_in(room) == timedelta(hours=2)


async def test_a_resolve_that_is_taken_back_starts_the_clock_again(room: Room) -> None:
    channel = await room.declare()
    await send(room, channel, "first news")
    await room.type("ana", channel, "/incident resolve it works again")

    await room.type("ana", channel, "/incident undo")
    assert await due_in(room) == timedelta(minutes=60)

    await room.forward(minutes=20)
    assert len(told(room)) == 1


async def test_a_prompt_shows_the_impact_that_was_stated_after_it_came(room: Room) -> None:
    channel = await room.declare()
    await room.forward(minutes=25)
    old = room.dm("ana", "update due")

    await room.type("ana", channel, "/incident impact 12 % of EU checkouts fail")

    prompts = [m for m in room.dms("ana") if "update due" in m.words]
    assert len(prompts) == 1 and prompts[0].ts == old.ts
    assert "12 % of EU checkouts fail" in prompts[0].words


async def test_an_update_that_is_stopped_just_before_the_prompt_does_not_swallow_it(room: Room) -> None:
    channel = await room.declare()
    await room.forward(minutes=24, seconds=55)
    await room.type("ana", channel, "/incident update we are rolling back")
    await room.forward(seconds=5)
    await room.press("ana", room.find("ana", channel, "leaves in 10 seconds"), "Stop")

    await room.forward(seconds=10)

    assert room.dm("ana", "update due")


async def test_who_takes_over_communications_is_asked_instead(room: Room) -> None:
    channel = await room.declare()
    await room.forward(minutes=25)

    await room.type("ana", channel, "/incident comms @bea")

    assert room.dm("ana", "somebody else is asked for the update now")
    assert room.dm("bea", "update due")


# cadence ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "minutes"),
    [("cadence 20m", 20), ("cadence 20", 20), ("every 20 min", 20), ("cadence every 20 min", 20), ("cadence 1h30", 90)],
)
async def test_every_spelling_of_a_length_is_accepted_and_echoed(room: Room, line: str, minutes: int) -> None:
    channel = await room.declare()

    receipt = await room.type("ana", channel, f"/incident {line}")

    assert await due_in(room) == timedelta(minutes=minutes)
    assert receipt.shown is not None
    assert ("20 min" if minutes == 20 else "1 h 30 min") in receipt.shown.words


async def test_a_longer_cadence_keeps_the_time_that_stakeholders_were_told(room: Room) -> None:
    channel = await room.declare()
    await send(room, channel, "first news")

    await room.type("ana", channel, "/incident cadence 4h")

    assert await due_in(room) == timedelta(minutes=60)


async def test_the_ordinary_cadence_keeps_the_time_that_stakeholders_were_told(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident cadence 20m")
    await send(room, channel, "first news")

    await room.type("ana", channel, "/incident cadence on")

    assert await due_in(room) == timedelta(minutes=20)


async def test_undo_puts_the_former_rhythm_back(room: Room) -> None:
    channel = await room.declare()
    receipt = await room.type("ana", channel, "/incident cadence 4h")
    assert receipt.shown is not None

    await room.press("ana", receipt.shown, "Undo")

    assert await due_in(room) == timedelta(minutes=30)


async def test_bare_cadence_shows(room: Room) -> None:
    channel = await room.declare()

    shown = (await room.type("ana", channel, "/incident cadence")).shown

    assert shown is not None and "every hour, as for SEV2" in shown.words and "14:32 UTC" in shown.words


async def test_cadence_off_asks_why_and_comes_back_after_four_hours(room: Room) -> None:
    channel = await room.declare()
    await send(room, channel, "first news")
    opened = await room.type("ana", channel, "/incident cadence off")
    assert opened.modal is not None and await due_in(room) is not None

    await room.submit("ana", why="night; only the batch job is hit")
    assert await due_in(room) is None
    assert "Regular updates are paused until" in told(room)[0]

    await room.forward(hours=4)
    assert await due_in(room) == timedelta(hours=2)
    assert "Regular updates run again" in room.find("ana", channel, "run again").words
    assert len(told(room)) == 1


async def test_a_length_that_is_none_says_what_is_accepted(room: Room) -> None:
    channel = await room.declare()

    refused = await room.type("ana", channel, "/incident cadence banana")

    assert refused.shown is not None and "1h30" in refused.shown.words and "banana" in refused.shown.words


# who hears ----------------------------------------------------------------------------------------------------
async def outsider(room: Room) -> None:
    """Finn does not sit in the stakeholder channel."""
    await room.sandbox.leave("finn", "#stakeholders")
    await room.settle()


async def test_who_also_sits_in_the_channel_gets_each_update_once(room: Room) -> None:
    await room.type("dee", "#general", "/incident subscribe sev2")
    channel = await room.declare()

    await send(room, channel, "we are rolling back")

    assert len(told(room)) == 1 and room.dms("dee") == []


async def test_a_subscriber_gets_each_update_by_dm_once(room: Room) -> None:
    await outsider(room)
    await room.type("gus", "#incidents", "/incident subscribe sev2")
    await room.type("finn", "#general", "/incident subscribe sev2")
    channel = await room.declare("declare sev1 everything is down")

    await send(room, channel, "we are rolling back")

    assert not [m for m in room.dms("gus") if "rolling back" in m.words]
    dms = [m for m in room.dms("finn") if "rolling back" in m.words]
    assert len(dms) == 1 and "update 1" in dms[0].words
    assert "and 1 person" in room.card(channel).words


async def test_a_subscription_to_sev1_does_not_bring_sev2(room: Room) -> None:
    await outsider(room)
    await room.type("finn", "#general", "/incident subscribe sev1")
    channel = await room.declare()

    await send(room, channel, "we are rolling back")

    assert room.dms("finn") == []


async def test_holding_updates_do_not_go_out_by_dm(room: Room) -> None:
    await outsider(room)
    await room.type("finn", "#general", "/incident subscribe sev2")
    await room.declare()

    await room.forward(minutes=30)

    assert len(told(room)) == 1
    assert room.dms("finn") == []


async def test_bare_unsubscribe_lists_and_its_button_ends_one(room: Room) -> None:
    await room.declare()
    await room.type("finn", "#general", "/incident subscribe 1")
    await room.type("finn", "#general", "/incident subscribe sev1")

    shown = (await room.type("finn", "#general", "/incident unsubscribe")).shown
    assert shown is not None and "INC-1" in shown.words and "SEV1" in shown.words
    await room.press("finn", shown, "End SEV1")

    left = await room.unit(lambda unit: reads.subscriptions_of(unit, UserId("U0FINN")))
    assert len(left) == 1 and left[0].startswith("incident:")


async def test_subscribe_says_what_a_member_of_the_channel_gets(room: Room) -> None:
    receipt = await room.type("finn", "#general", "/incident subscribe sev1")

    assert receipt.shown is not None
    assert "every update of SEV1" in receipt.shown.words and "C0STAKEHOLDERS" in receipt.shown.words


# private incidents and drills ---------------------------------------------------------------------------------
async def test_nothing_of_a_private_incident_reaches_stakeholders(room: Room) -> None:
    await outsider(room)
    await room.type("finn", "#general", "/incident subscribe all")
    await room.type("ana", "#incidents", "/incident declare private sev1 keys leaked")
    channel = "#" + (await room.incident()).channel_name

    await room.forward(hours=6)
    await send(room, channel, "the keys are revoked")

    assert told(room) == [] and room.dms("finn") == []
    assert "the keys are revoked" in room.find("ana", channel, "update 1").words


async def test_a_drill_says_so_in_every_message_and_stays_in_its_room(room: Room) -> None:
    await outsider(room)
    await room.type("finn", "#general", "/incident subscribe all")
    ana = UserId("U0ANA")
    await room.unit(
        lambda unit: incidents.declare(
            unit, title="a rehearsal", by=ana, zone="Europe/Berlin", severity=Severity.SEV1, is_drill=True
        )
    )
    await room.settle()
    channel = "#" + (await room.incident()).channel_name
    await room.type("ana", channel, "/incident update we are rolling back")
    waiting = room.find("ana", channel, "leaves in 10 seconds")

    await room.forward(seconds=10)
    await room.forward(hours=5)

    assert waiting.text.startswith("DRILL")
    assert room.find("ana", channel, "update 1").words.startswith("DRILL")
    assert all(m.text.startswith("DRILL") for m in room.dms("ana") if "update" in m.text and "acting IC" not in m.text)
    assert told(room) == [] and room.dms("finn") == []
    assert [t.update.is_automatic for t in await on_record(room)] == [False]


async def test_an_incident_made_private_stops_what_waits(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident update we are rolling back")
    found = await room.incident()

    await room.unit(lambda unit: access.make_private(unit, found.id, by=UserId("U0ANA"), people=[]))
    await room.forward(minutes=40)

    assert told(room) == []


# other ways ---------------------------------------------------------------------------------------------------
async def test_without_a_stakeholder_channel_updates_reply_under_the_digest_line(
    migrated_sqlite_url: str, tmp_path: object
) -> None:
    config = {"channels": {"stakeholders": "nowhere"}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:  # type: ignore[arg-type]
        channel = await room.declare()
        line = room.find("dee", "#incidents", "INC-1")

        await send(room, channel, "we are rolling back")

        reply = room.find("dee", "#incidents", "we are rolling back")
        assert reply.thread_ts == line.ts


async def test_without_any_other_channel_the_update_stands_in_the_room(
    migrated_sqlite_url: str, tmp_path: object
) -> None:
    config = {"channels": {"stakeholders": "nowhere", "digest": "nowhere"}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:  # type: ignore[arg-type]
        channel = await room.declare()

        await send(room, channel, "we are rolling back")

        shown = [m for m in room.bot_lines(channel) if "we are rolling back" in m.words]
        assert len(shown) == 1 and "update 1" in shown[0].words


async def test_a_message_marked_as_proposal_is_previewed_to_who_speaks_for_the_incident(room: Room) -> None:
    channel = await declared_with(room, "eve")
    said = await room.say("eve", channel, "checkout works again for half of the EU")
    await room.sandbox.react("eve", said, "mega")
    await room.settle()

    proposal = room.dm("ana", "proposes an update")
    assert "checkout works again for half of the EU" in proposal.words and told(room) == []
    await room.press("ana", proposal, "Send")

    assert "checkout works again for half of the EU" in told(room)[0]


async def test_a_proposal_whose_mark_is_taken_back_is_withdrawn(room: Room) -> None:
    channel = await declared_with(room, "eve")
    said = await room.say("eve", channel, "checkout works again for half of the EU")
    await room.sandbox.react("eve", said, "mega")
    await room.settle()

    await room.sandbox.unreact("eve", said, "mega")
    await room.settle()

    assert "dropped" in room.dm("ana", "The update was dropped").words
    assert not [m for m in room.dms("ana") if "half of the EU" in m.words]


async def test_a_deleted_message_leaves_the_proposal(room: Room) -> None:
    channel = await declared_with(room, "eve")
    said = await room.say("eve", channel, "the password is in the wiki")
    await room.sandbox.react("eve", said, "mega")
    await room.settle()

    await room.sandbox.delete("eve", said)
    await room.settle()

    assert not [m for m in room.dms("ana") if "the password is in the wiki" in m.words]
    assert await room.unit(lambda unit: reads.update_of(unit, 1).news) == ""


async def test_pause_asks_which_is_meant(room: Room) -> None:
    channel = await room.declare()

    for word in ("pause", "mute", "snooze"):
        shown = (await room.type("ana", channel, f"/incident {word}")).shown
        assert shown is not None
        assert shown.labels == ["Quiet the bot 30 min", "Pause updates"]
        await room.forward(seconds=11)

    await room.press("ana", shown, "Quiet the bot 30 min")
    found = await room.incident()
    until = await room.unit(lambda unit: reads.quiet_until(unit, found.id))
    assert until == room.clock.now() + timedelta(minutes=30)


async def test_quiet_says_until_when(room: Room) -> None:
    channel = await room.declare()

    shown = (await room.type("ana", channel, "/incident quiet 30m")).shown

    assert shown is not None and "15:32" in shown.words


# loudness, and the other database -----------------------------------------------------------------------------
async def test_an_hour_of_sev1_in_which_nobody_writes_stays_within_the_budget(room: Room) -> None:
    channel = await room.declare("declare sev1 everything is down")
    for _ in range(60):
        await room.forward(minutes=1)

    asked = [m for m in room.dms("ana") if "update" in m.words and "You are" not in m.words]
    assert len(asked) <= 2
    assert not [m for m in room.bot_lines(channel) if "update" in m.words and "Next update" not in m.words]


@pytest.mark.postgres
async def test_updates_prompts_and_subscriptions_on_postgresql(migrated_postgres_url: str) -> None:
    async with open_room(migrated_postgres_url) as room:
        await outsider(room)
        await room.type("finn", "#general", "/incident subscribe sev2")
        channel = await room.declare()
        await send(room, channel, "we are rolling back")
        await room.forward(minutes=55)

        await room.press("ana", room.dm("ana", "update due"), "Send update")
        await room.forward(minutes=60)

        assert [t.update.number for t in await on_record(room)] == [1, 2, None]
        assert len(told(room)) == 3
        assert len([m for m in room.dms("finn") if "update" in m.words]) == 2


# a place that is closed to us ---------------------------------------------------------------------------------
async def test_an_update_that_slack_refuses_is_told_at_the_next_place_once(room: Room) -> None:
    channel = await room.declare()
    room.sandbox.world.ws.channels["C0STAKEHOLDERS"].is_archived = True  # and no event of it has come

    await send(room, channel, "rolling back")

    replies = [m for m in room.bot_lines("#incidents") if "rolling back" in m.words]
    assert len(replies) == 1 and replies[0].thread_ts is not None
    assert "to #incidents" in room.find("ana", channel, "Update 1 sent").words
    assert [(p.kind, p.to) for p in (await on_record(room))[0].places] == [("thread", "C0INCIDENTS")]


async def test_an_update_that_nobody_outside_can_be_told_stands_in_its_own_channel(room: Room) -> None:
    channel = await room.declare()
    for name in ("C0STAKEHOLDERS", "C0INCIDENTS"):
        room.sandbox.world.ws.channels[name].is_archived = True

    await send(room, channel, "rolling back")

    assert [(p.kind) for p in (await on_record(room))[0].places] == ["room"]
    assert "Correct" in room.find("ana", channel, "rolling back").labels
