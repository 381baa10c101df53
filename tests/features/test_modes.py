"""Incidents that run unlike others: past ones, merged ones, reports, drills, and those that become private."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fireline.core.events import IncidentId, UserId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.postmortems.exports import export
from fireline.sandbox.outcome import Outcome
from fireline.sandbox.seen import Seen
from tests.room import Room

ANA = UserId("U0ANA")


# past ones ----------------------------------------------------------------------------------------------------
async def test_a_past_incident_is_one_line_and_nobody_hears_of_it(room: Room) -> None:
    answered = await room.type(
        "ana", "#incidents", "/incident retro sev2 2026-03-01 14:00 to 15:10 checkout returned 500s"
    )
    assert answered.shown is not None
    await room.type("ana", "#incidents", "/incident INC-1 impact a third of checkouts")
    await room.forward(days=3)

    found = await room.incident()
    assert (found.status, found.severity, found.channel_id) == ("resolved", "sev2", None)
    assert found.declared_at == datetime(2026, 3, 1, 13, 0, tzinfo=UTC)  # ana lives in Berlin
    assert found.resolved_at == datetime(2026, 3, 1, 14, 10, tzinfo=UTC)
    assert "INC-1 is written down" in answered.shown.words and "1 h 10 min" in answered.shown.words
    assert room.bot_lines("#incidents") == [] and room.dms("ana") == []
    draft = await room.press("ana", answered.shown, "Read draft")
    assert draft.modal is not None and "checkout returned 500s" in str(draft.modal)


async def test_the_form_of_a_past_incident_keeps_what_was_typed(room: Room) -> None:
    asked = await room.type("ana", "#incidents", "/incident retro sev1 login was down")
    assert asked.modal is not None
    wrong = await room.submit("ana", began="yesterday 14:00", ended="yesterday 13:00")
    made = await room.submit("ana", began="yesterday 14:00", mitigated="14:20", ended="15:00", summary="a bad deploy")

    found = await room.incident()
    assert wrong.errors and "ended" in wrong.errors
    assert made.shown is not None and "Nobody was told" in made.shown.words
    assert (found.title, found.severity, found.summary) == ("login was down", "sev1", "a bad deploy")
    assert found.mitigated_at == datetime(2026, 3, 3, 13, 20, tzinfo=UTC)


async def test_a_past_incident_gets_a_channel_when_somebody_wants_one(room: Room) -> None:
    await room.type("ana", "#incidents", "/incident retro yesterday 14:00 to 15:00 login was down")
    shown = await room.type("ana", "#incidents", "/incident show 1")

    await room.press("ana", shown.shown, "Open a channel for it")

    found = await room.incident()
    assert found.channel_name == "inc-1-login-was-down"
    assert "Resolved" in room.card("#" + found.channel_name).words
    assert room.bot_lines("#incidents") == []


# merged ones --------------------------------------------------------------------------------------------------
async def two(room: Room, second: str = "declare sev3 slow basket") -> str:
    """INC-1 of ana and INC-2 of bea; gives the channel of INC-2, in which cy is too."""
    await room.declare()
    await room.type("bea", "#incidents", f"/incident {second}")
    channel = "#" + (await known(room, 2)).channel_name
    if "private" not in second:
        await room.sandbox.join("cy", channel)
        await room.settle()
    return channel


async def known(room: Room, incident_id: int) -> Incident:
    return await room.unit(lambda unit: incidents.get(unit, IncidentId(incident_id)))


async def merged(room: Room, channel: str) -> Outcome:
    asked = await room.type("bea", channel, "/incident merge 1")
    assert asked.shown is not None and (await known(room, 2)).is_active
    return await room.press("bea", asked.shown, "Merge into INC-1")


async def test_a_merged_incident_ends_says_where_it_goes_on_and_takes_its_people_along(room: Room) -> None:
    channel = await two(room)
    await room.type("cy", "#incidents", "/incident subscribe INC-2")
    await room.type("bea", channel, "/incident task @cy restart the basket")
    asked = await room.type("bea", channel, "/incident duplicate of INC-1")
    assert asked.shown is not None
    refused = await room.type("cy", channel, "/incident merge 1")

    await merged(room, channel)
    await room.forward(hours=3)

    gone, kept = await known(room, 2), await known(room, 1)
    assert (gone.status, gone.merged_into) == ("cancelled", kept.id)
    assert "1 open task" in asked.shown.words and "1 subscriber follows INC-1" in asked.shown.words
    assert refused.shown is not None and "can merge INC-2" in refused.shown.words
    line = room.find("cy", channel, "INC-2 is part of INC-1 now")
    assert "Join INC-1" in line.labels
    assert "Part of INC-1" in room.find("dee", "#incidents", "slow basket").words
    mine = await room.type("cy", "#incidents", "/incident unsubscribe")
    assert mine.shown is not None and "INC-1" in mine.shown.words
    shown = await room.type("dee", "#incidents", "/incident INC-1")
    assert shown.shown is not None and "Part of it:* INC-2 slow basket" in shown.shown.words


async def test_a_merge_is_taken_back_with_all_that_came_of_it(room: Room) -> None:
    channel = await two(room)
    await room.type("cy", "#incidents", "/incident subscribe INC-2")
    receipt = await merged(room, channel)
    assert receipt.shown is not None

    await room.press("bea", receipt.shown, "Undo")

    assert (await known(room, 2)).is_active and (await known(room, 2)).merged_into is None
    shown = await room.type("dee", "#incidents", "/incident INC-1")
    assert shown.shown is not None and "INC-2" not in shown.shown.words
    assert room.find("cy", channel, "INC-2 runs by itself")
    told = await room.type("cy", "#incidents", "/incident unsubscribe")
    assert told.shown is not None and "INC-1" not in told.shown.words


async def test_a_private_incident_is_merged_by_its_ic_alone_and_named_nowhere(room: Room) -> None:
    channel = await two(room, second="declare private sev1 keys leaked @cy")

    refused = await room.type("cy", channel, "/incident merge 1")
    asked = await room.type("bea", channel, "/incident merge 1")
    assert asked.shown is not None and "INC-1 is public" in asked.shown.words
    await room.press("bea", asked.shown, "Merge into INC-1")

    assert refused.shown is not None and "only the IC of INC-2" in refused.shown.words
    first = "#" + (await room.incident(1)).channel_name
    seen = [m.words for m in [*room.sees("ana", first), *room.sees("ana", "#incidents")]]
    record = await room.type("ana", first, "/incident timeline")
    shown = await room.type("ana", first, "/incident INC-1")
    assert record.shown is not None and "A private incident was merged" in record.shown.words
    assert shown.shown is not None
    assert not [w for w in [*seen, record.shown.words, shown.shown.words] if "INC-2" in w or "keys" in w]


@pytest.mark.parametrize(
    ("line", "before", "words"),
    [
        ("merge 2", "", "INC-2 is this one"),
        ("merge 9", "", "There is no INC-9 here"),
        ("merge 1", "INC-1 cancel", "INC-1 is cancelled"),
        ("merge", "", "Merge INC-2 into which incident?"),
        ("merge 3", "declare as drill game", "A drill and an incident stay apart"),
    ],
)
async def test_what_cannot_be_merged_says_why(room: Room, line: str, before: str, words: str) -> None:
    channel = await two(room)
    done = await room.type("bea", "#incidents", f"/incident {before}") if before else None
    if done is not None and done.shown is not None and "Cancel the incident" in done.shown.words:
        await room.press("bea", done.shown, "Cancel the incident")

    answered = await room.type("bea", channel, f"/incident {line}")

    assert answered.shown is not None and words in answered.shown.words
    assert (await known(room, 2)).is_active


# linked ones --------------------------------------------------------------------------------------------------
async def test_linked_incidents_name_each_other_until_it_is_taken_back(room: Room) -> None:
    channel = await two(room)

    linked = await room.type("bea", channel, "/incident link INC-1")
    assert linked.shown is not None
    shown = await room.type("ana", "#incidents", "/incident INC-1")
    document = await room.unit(lambda unit: export(unit, IncidentId(1), with_private=False).content)
    await room.press("bea", linked.shown, "Undo")
    after = await room.type("ana", "#incidents", "/incident INC-1")

    assert shown.shown is not None and "Related:* INC-2 slow basket" in shown.shown.words
    assert "Related: INC-2: slow basket" in document
    assert after.shown is not None and "INC-2" not in after.shown.words


async def test_a_link_is_taken_back_once_and_for_both(room: Room) -> None:
    channel = await two(room)
    await room.type("bea", channel, "/incident link INC-1")

    first = await room.type("bea", channel, "/incident undo")
    again = await room.type("bea", channel, "/incident undo")
    there = await room.type("bea", "#incidents", "/incident INC-1 undo")
    record = await room.type("bea", "#incidents", "/incident INC-1 timeline all")

    assert first.shown is not None and "Taken back: INC-2 and INC-1 are no longer linked." in first.shown.words
    assert again.shown is not None and "linked" not in again.shown.words
    assert there.shown is not None and "linked" not in there.shown.words
    assert record.shown is not None and "Taken back: Linked with INC-2: slow basket" in record.shown.words


async def test_a_link_of_the_call_is_still_one(room: Room) -> None:
    channel = await room.declare()

    set_ = await room.type("ana", channel, "/incident link https://meet.example.com/42")

    assert set_.shown is not None and "Call link of INC-1" in set_.shown.words


# reports ------------------------------------------------------------------------------------------------------
async def reported(room: Room, words: str = "sev2 checkout feels slow") -> Seen:
    """The card of a report by cy."""
    await room.type("cy", "#general", f"/incident report {words}")
    return room.find("ana", "#incidents", "Reported, no incident yet")


async def test_a_report_waits_through_a_restart_and_becomes_an_incident(room: Room) -> None:
    card = await reported(room)
    assert "@cy" in card.words and "SEV2" in card.words and not await room.unit(lambda u: incidents.active(u, ANA))
    await room.restart()

    await room.press("ana", card, "Accept as incident")

    found = await room.incident()
    assert (found.title, found.severity, found.declared_by) == ("checkout feels slow", "sev2", "U0ANA")
    assert "Accepted as INC-1" in room.bot_lines("#incidents")[0].words
    await room.press("cy", room.dm("cy", "Your report became INC-1"), "Join INC-1")
    assert room.find("cy", "#" + found.channel_name, "checkout feels slow")


async def test_a_report_is_declined_with_a_reason_that_its_reporter_reads(room: Room) -> None:
    card = await reported(room)

    asked = await room.press("bea", card, "Decline")
    assert asked.modal is not None
    await room.submit("bea", reason="a load test until 16:00")

    assert "a load test until 16:00" in room.dm("cy", "declined by @bea").words
    assert "Declined" in room.find("ana", "#incidents", "checkout feels slow").words
    assert not await room.unit(lambda unit: incidents.active(unit, ANA))


async def test_a_report_that_belongs_to_an_incident_stands_in_its_record(room: Room) -> None:
    channel = await room.declare()
    card = await reported(room, "the basket hangs too")

    await room.press("bea", card, "Merge into …")
    await room.submit("bea", incident="1")

    record = await room.type("ana", channel, "/incident timeline")
    assert record.shown is not None and "Reported: the basket hangs too" in record.shown.words
    assert "Also reported by @cy" in room.bot_lines(channel)[-1].words
    assert room.dm("cy", "belongs to INC-1")


async def test_of_two_who_decline_a_report_one_is_told_of_the_other(room: Room) -> None:
    card = await reported(room)
    for who in ("ana", "bea"):
        await room.press(who, card, "Decline")

    await room.submit("ana", reason="a load test until 16:00")
    late = await room.submit("bea", reason="nothing is slow")

    assert "declined already, by @ana" in " ".join(late.errors.values())
    assert "a load test" in room.dm("cy", "declined by @ana").words


async def test_a_report_joins_no_incident_that_ended_meanwhile(room: Room) -> None:
    channel = await room.declare()
    card = await reported(room, "the basket hangs too")
    await room.press("bea", card, "Merge into …")
    await room.type("ana", channel, "/incident resolve pool restored")

    late = await room.submit("bea", incident="1")

    assert "has ended" in " ".join(late.errors.values())
    assert "Reported, no incident yet" in room.find("ana", "#incidents", "the basket hangs too").words


async def test_whoever_reports_hears_after_an_hour_that_nobody_looked(room: Room) -> None:
    await reported(room)

    await room.forward(hours=1)

    await room.press("cy", room.dm("cy", "Nobody has looked"), "Declare it now")
    assert (await room.incident()).declared_by == "U0CY"


async def test_guests_and_secrets_are_no_reports(room: Room) -> None:
    channel = await room.declare()
    await room.sandbox.invite("ana", channel, "gus")
    await room.settle()
    guest = await room.type("gus", channel, "/incident report checkout feels slow")
    secret = await room.type("cy", "#general", "/incident report private keys may be leaked")

    assert guest.shown is not None and "Guests cannot report" in guest.shown.words
    assert secret.shown is not None and "declare private keys may be leaked" in secret.shown.words
    assert [m for m in room.bot_lines("#incidents") if "Reported" in m.words] == []


# drills -------------------------------------------------------------------------------------------------------
async def test_a_drill_that_turns_out_to_be_real_is_told_from_then_on(room: Room) -> None:
    await room.type("ana", "#incidents", "/incident drill start sev1 the database is gone")
    channel = "#" + (await room.incident()).channel_name
    assert channel.startswith("#drill-") and room.bot_lines("#incidents") == []

    asked = await room.press("ana", room.card(channel), "This is real now")
    await room.press("ana", asked.shown, "This is real now")

    found = await room.incident()
    assert not found.is_drill and found.channel_name == "inc-1-the-database-is-gone"
    assert "INC-1 the database is gone" in room.bot_lines("#incidents")[0].words
    card = room.card("#" + found.channel_name)
    assert "DRILL" not in card.words and "*Next update*" in card.words


async def test_a_quiet_bot_asks_for_updates_by_dm_and_speaks_again_when_told(room: Room) -> None:
    channel = await room.declare("declare sev1 the database is gone")

    await room.type("ana", channel, "/incident quiet 30m")
    before = len(room.bot_lines(channel))
    await room.forward(minutes=12)
    silent = len(room.bot_lines(channel)) - before
    back = await room.type("ana", channel, "/incident quiet off")

    assert silent == 0 and room.dm("ana", "update due")
    assert back.shown is not None and "speaks in INC-1 again" in back.shown.words


# private ones -------------------------------------------------------------------------------------------------
async def test_what_becomes_private_can_move_to_a_private_channel(room: Room) -> None:
    old = await room.opened()
    await room.type("ana", old, "/incident comms @cy")
    asked = await room.type("ana", old, "/incident private")
    closed = await room.press("ana", asked.shown, "Make private")
    assert closed.shown is not None and "Until now it was public" in closed.shown.words

    await room.press("ana", closed.shown, "Move to a private channel")

    found = await room.incident()
    new = "#" + found.channel_name
    assert new == "#inc-1-checkout-returns-500s-private"
    assert "checkout returns 500s" in room.card(new).words and room.sandbox.pins(old) == []
    assert room.bot_lines(old)[-1].words.startswith("INC-1 goes on in a private channel")
    assert room.bot_lines("#incidents") == []
    await room.say("cy", new, "the keys are rotated")
    await room.press("ana", room.find("ana", new, "goes on here"), "Archive the public channel")
    assert "is archived" in room.find("cy", new, "goes on here").words
    record = await room.type("ana", new, "/incident timeline all")
    assert record.shown is not None and "the keys are rotated" in record.shown.words


async def test_what_was_said_before_the_move_is_never_edited_again(room: Room) -> None:
    old = await room.opened()
    await room.type("ana", old, "/incident task @bea restart web 30m")
    asked = await room.type("ana", old, "/incident private")
    closed = await room.press("ana", asked.shown, "Make private")
    await room.press("ana", closed.shown, "Move to a private channel")
    before = [m.words for m in room.bot_lines(old)]
    new = "#" + (await room.incident()).channel_name

    await room.type("ana", new, "/incident tasks")
    await room.press("ana", room.find("ana", new, "restart web"), "Done")

    assert (await room.texts("tasks.done")) and [m.words for m in room.bot_lines(old)] == before


async def test_what_is_deleted_in_the_channel_that_it_left_is_gone_from_the_record_too(room: Room) -> None:
    old = await room.opened()
    said = await room.say("ana", old, "the password is hunter2")
    asked = await room.type("ana", old, "/incident private")
    closed = await room.press("ana", asked.shown, "Make private")
    await room.press("ana", closed.shown, "Move to a private channel")

    await room.sandbox.delete("ana", said)
    await room.settle()

    assert "the password is hunter2" not in await room.texts(with_hidden=True)


async def test_made_public_while_its_private_channel_is_made_it_stays_where_it_is(room: Room) -> None:
    channel = await room.opened()
    asked = await room.type("ana", channel, "/incident private")
    closed = await room.press("ana", asked.shown, "Make private")
    room.sandbox.fault("hold", "conversations.create")
    assert closed.shown is not None
    await room.sandbox.press("ana", (closed.shown.channel, closed.shown.ts), "Move to a private channel")
    again = await room.sandbox.command("ana", channel, "/incident public")
    assert again.shown is not None
    await room.sandbox.press("ana", (again.shown.channel, again.shown.ts), "Make public")

    room.sandbox.clear_faults()
    await room.settle()

    found = await room.incident()
    assert ("#" + found.channel_name, found.is_private) == (channel, False)
    assert room.sandbox.calls("conversations.archive")[-1].ok and room.card(channel)
