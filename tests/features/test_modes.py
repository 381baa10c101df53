"""Incidents that run unlike others: past ones, merged ones, reports, drills, and those that become private."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.room import Room


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
    made = await room.type("ana", "#incidents", "/incident retro yesterday 14:00 to 15:00 login was down")

    await room.press("ana", made.shown, "Open a channel for it")

    found = await room.incident()
    assert found.channel_name == "inc-1-login-was-down"
    assert "Resolved" in room.card("#" + found.channel_name).words
    assert room.bot_lines("#incidents") == []
