"""What is asked before it is done, and how each act is taken back."""

from __future__ import annotations

import asyncio

import pytest

from fireline.sandbox.seen import Seen
from tests.room import Room


async def typed(room: Room, user: str, channel: str, line: str) -> Seen:
    outcome = await room.type(user, channel, f"/incident {line}")
    assert outcome.shown is not None
    return outcome.shown


async def pressed(room: Room, user: str, seen: Seen, label: str) -> Seen:
    outcome = await room.press(user, seen, label)
    assert outcome.shown is not None
    return outcome.shown


def channels(room: Room) -> list[str]:
    return [c["name"] for c in room.sandbox.channels() if c["name"].startswith(("inc-", "drill-"))]


# before an incident opens -----------------------------------------------------------------------------------------
async def test_one_like_it_is_offered_first_and_can_be_joined(room: Room) -> None:
    channel = await room.declare()

    asked = await typed(room, "bea", "#general", "declare sev1 500s at checkout everywhere")
    assert "INC-1 may be the same: checkout returns 500s" in asked.words
    await pressed(room, "bea", asked, "Join INC-1")

    assert len(channels(room)) == 1
    assert "bea" in room.sandbox.members(channel)


async def test_opening_anyway_keeps_everything_that_was_typed(room: Room) -> None:
    await room.declare()

    asked = await typed(room, "bea", "#general", "declare sev1 500s at checkout everywhere")
    await pressed(room, "bea", asked, "Open anyway")

    second = await room.incident(2)
    assert (second.title, second.severity, second.is_severity_assumed) == ("500s at checkout everywhere", "sev1", False)


@pytest.mark.parametrize(("minutes", "line"), [(61, "declare checkout returns 500s"), (5, "declare login is slow")])
async def test_an_old_one_or_another_one_is_no_reason_to_ask(room: Room, minutes: int, line: str) -> None:
    await room.declare()
    room.clock.forward(minutes=minutes)

    await typed(room, "bea", "#general", line)

    assert len(channels(room)) == 2


async def test_a_private_one_is_never_betrayed_by_the_question(room: Room) -> None:
    await room.declare("declare private sev1 payroll keys leaked")

    opened = await typed(room, "bea", "#general", "declare sev1 payroll keys leaked")

    assert "INC-1" not in opened.words and "INC-2" in opened.words


async def test_a_test_becomes_a_drill_that_nobody_outside_hears_of(room: Room) -> None:
    asked = await typed(room, "ana", "#incidents", "declare sev1 test the failover")
    await pressed(room, "ana", asked, "Make it a drill")

    found = await room.incident()
    assert found.is_drill and found.title == "test the failover" and found.severity == "sev1"
    assert found.channel_name.startswith("drill-")
    assert not room.bot_lines("#incidents") and not room.bot_lines("#stakeholders")


async def test_a_private_test_stays_private_through_the_question(room: Room) -> None:
    asked = await typed(room, "ana", "#general", "declare private test keys leaked")
    await pressed(room, "ana", asked, "Open the incident")

    assert (await room.incident()).is_private
    assert not room.bot_lines("#incidents")


async def test_a_form_asks_as_a_line_does(room: Room) -> None:
    await room.declare()
    await room.type("bea", "#incidents", "/incident declare")

    await room.submit("bea", title="checkout 500s again")

    asked = room.find("bea", "#incidents", "INC-1 may be the same")
    assert len(channels(room)) == 1
    await pressed(room, "bea", asked, "Open anyway")
    assert (await room.incident(2)).title == "checkout 500s again"


async def test_who_is_named_in_a_private_declare_is_let_in(room: Room) -> None:
    channel = await room.declare("declare private sev2 keys leaked @bea knows")

    assert set(room.sandbox.members(channel)) == {"ana", "bea", "fireline"}
    assert channel == "#inc-1-private-keys-leaked-bea-knows"
    shown = await typed(room, "bea", "#general", "show 1")
    assert "keys leaked" in shown.words


# who holds no role is asked once -----------------------------------------------------------------------------------
async def test_lowering_asks_who_holds_no_role(room: Room) -> None:
    channel = await room.declare()
    await room.sandbox.join("cy", channel)
    await room.settle()

    asked = await typed(room, "cy", channel, "sev3 only one shop")
    assert (await room.incident()).severity == "sev2"
    assert "You hold no role in it" in asked.words
    receipt = await pressed(room, "cy", asked, "Lower to SEV3")

    assert (await room.incident()).severity == "sev3"
    assert "Undo" in receipt.labels
    assert "SEV3 now, was SEV2: only one shop (@cy)" in room.bot_lines(channel)[-1].words


async def test_raising_is_never_asked(room: Room) -> None:
    channel = await room.declare()
    await room.sandbox.join("cy", channel)
    await room.settle()

    await typed(room, "cy", channel, "sev1")

    assert (await room.incident()).severity == "sev1"


async def test_who_holds_a_role_lowers_at_once(room: Room) -> None:
    channel = await room.declare()
    await room.sandbox.join("cy", channel)
    await room.settle()
    await typed(room, "cy", channel, "scribe me")

    await typed(room, "cy", channel, "sev3")

    assert (await room.incident()).severity == "sev3"


async def test_closing_asks_who_holds_no_role(room: Room) -> None:
    channel = await room.declare()
    await room.sandbox.join("cy", channel)
    await room.settle()
    await typed(room, "ana", channel, "resolved")

    asked = await typed(room, "cy", channel, "close")
    assert (await room.incident()).status == "resolved"
    await pressed(room, "cy", asked, "Close INC-1")

    assert (await room.incident()).status == "closed"


async def test_cancelling_names_who_was_told(room: Room) -> None:
    channel = await room.declare()
    await typed(room, "bea", "#general", "subscribe 1")
    await typed(room, "ana", channel, "ic me")
    await room.type("ana", channel, "/incident update Checkout fails, we look for the cause.")
    await room.forward(seconds=11)

    asked = await typed(room, "ana", channel, "cancel it was the load test")

    assert "Told so far: <#C0INCIDENTS>, <#C0STAKEHOLDERS>" in asked.words
    assert (await room.incident()).is_active


# taking back --------------------------------------------------------------------------------------------------------
ACTS = [
    ("sev1", (), "declared", "sev2"),
    ("mitigating rolling back", (), "declared", "sev2"),
    ("mitigated", (), "declared", "sev2"),
    ("resolved", (), "declared", "sev2"),
    ("close", ("resolved",), "resolved", "sev2"),
    ("reopen", ("resolved",), "resolved", "sev2"),
]


@pytest.mark.parametrize(("line", "before", "status", "severity"), ACTS, ids=[a[0] for a in ACTS])
async def test_every_change_can_be_taken_back_from_its_receipt(
    room: Room, line: str, before: tuple[str, ...], status: str, severity: str
) -> None:
    channel = await room.declare()
    for each in before:
        await typed(room, "ana", channel, each)
    receipt = await typed(room, "ana", channel, line)

    room.clock.forward(minutes=9)
    undone = await pressed(room, "ana", receipt, "Undo")

    assert "Taken back" in undone.words
    found = await room.incident()
    assert (found.status, found.severity) == (status, severity)
    assert found.status.label in room.card(channel).words


@pytest.mark.parametrize(("question", "answer"), [("cancel", "Cancel the incident"), ("close", "Resolve and close")])
async def test_an_end_that_was_asked_for_can_be_taken_back(room: Room, question: str, answer: str) -> None:
    channel = await room.declare()
    asked = await typed(room, "ana", channel, question)
    receipt = await pressed(room, "ana", asked, answer)
    assert not (await room.incident()).is_active

    await pressed(room, "ana", receipt, "Undo")

    assert (await room.incident()).is_active
    assert "Declared" in room.card(channel).words


async def test_a_raise_that_was_taken_back_is_taken_back_in_the_digest_too(room: Room) -> None:
    channel = await room.declare()
    receipt = await typed(room, "ana", channel, "sev1")
    assert "*INC-1 checkout returns 500s* was raised to SEV1." in [m.words for m in room.sandbox.messages("#incidents")]

    await pressed(room, "ana", receipt, "Undo")

    said = [m.words for m in room.sandbox.messages("#incidents")]
    assert "*INC-1 checkout returns 500s* was raised to SEV1." not in said
    assert "Taken back: INC-1 is SEV2, declared." in said


async def test_what_somebody_changed_since_is_not_taken_back(room: Room) -> None:
    channel = await room.declare()
    receipt = await typed(room, "ana", channel, "sev1")
    await typed(room, "ana", channel, "sev3")

    refused = await pressed(room, "ana", receipt, "Undo")

    assert "has been changed since" in refused.words
    assert (await room.incident()).severity == "sev3"


async def test_nothing_is_asked_where_every_answer_would_be_refused(room: Room) -> None:
    channel = await room.declare()
    await typed(room, "ana", channel, "resolve pool restored")
    await typed(room, "ana", channel, "close")

    refused = await typed(room, "ana", channel, "cancel it was the load test")

    assert "is closed already" in refused.words and refused.labels == []


async def test_a_choice_that_is_refused_leaves_the_others_open(room: Room) -> None:
    await room.declare()
    asked = await room.type("ana", "#incidents", "/incident resolve 16:40 all good")
    assert asked.shown is not None

    await room.press("ana", asked.shown, asked.shown.labels[0])

    alone = [m.words for m in room.sees("ana", "#incidents") if m.is_ephemeral]
    assert len([words for words in alone if "Which incident" in words]) == 1
    assert "has not come yet" in alone[-1] and (await room.incident()).resolved_at is None


async def test_an_answered_question_is_asked_no_longer(room: Room) -> None:
    asked = await room.type("ana", "#incidents", "/incident declare drill sev2 region failover")
    assert asked.shown is not None

    await room.press("ana", asked.shown, "Make it a drill")

    found = await room.incident()
    assert (found.is_drill, found.severity, found.title) == (True, "sev2", "region failover")
    alone = [m.words for m in room.sees("ana", "#incidents") if m.is_ephemeral]
    assert len(alone) == 1 and "is open" in alone[0]


async def test_a_button_that_is_tapped_twice_does_it_once(room: Room) -> None:
    asked = await typed(room, "ana", "#incidents", "declare test the alarm")

    taps = (room.sandbox.press("ana", (asked.channel, asked.ts), "Open the incident") for _ in range(2))
    await asyncio.gather(*taps)
    await room.settle()

    assert channels(room) == ["inc-1-test-the-alarm"]
    assert [("is open" in m.words) for m in room.sees("ana", "#incidents") if m.is_ephemeral] == [True]
