"""An incident from declaration to close, as typed and pressed by people."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.room import Room, open_room


async def test_without_a_severity_it_is_sev3_and_says_so(room: Room) -> None:
    receipt = await room.type("ana", "#incidents", "/incident declare critical db down")

    assert receipt.shown is not None
    assert "SEV3 (assumed)" in receipt.shown.words
    assert receipt.shown.labels[:4] == ["SEV1", "SEV2", "SEV3", "SEV4"]


async def test_a_severity_button_on_the_receipt_sets_it(room: Room) -> None:
    receipt = await room.type("ana", "#incidents", "/incident declare db down")
    assert receipt.shown is not None

    pressed = await room.press("ana", receipt.shown, "SEV1")

    found = await room.incident()
    assert (found.severity, found.is_severity_assumed) == ("sev1", False)
    assert pressed.shown is not None and "INC-1 is SEV1 now" in pressed.shown.words
    assert "SEV1" in room.card(f"#{found.channel_name}").words


async def test_sev0_opens_sev1_and_says_so(room: Room) -> None:
    receipt = await room.type("ana", "#incidents", "/incident declare sev0 everything down")

    assert (await room.incident()).severity == "sev1"
    assert receipt.shown is not None and "SEV1" in receipt.shown.words and "SEV0" in receipt.shown.words.upper()


async def test_the_bare_verb_opens_a_form_that_submits_empty(room: Room) -> None:
    outcome = await room.type("ana", "#incidents", "/incident declare")
    assert outcome.modal is not None and outcome.modal.title == "Declare an incident"

    await room.submit("ana")

    assert (await room.incident()).title == "Untitled incident"


async def test_a_title_that_begins_with_test_asks_first(room: Room) -> None:
    asked = await room.type("ana", "#incidents", "/incident declare test the pager")
    assert asked.shown is not None and "Is this a test?" in asked.shown.words

    await room.press("ana", asked.shown, "Open the incident")

    assert (await room.incident()).title == "test the pager"


async def test_the_same_line_within_ten_seconds_is_one_incident(room: Room) -> None:
    await room.sandbox.command("ana", "#incidents", "/incident declare sev2 login broken")
    second = await room.type("ana", "#incidents", "/incident declare sev2 login broken")

    assert second.shown is not None and "it was done once" in second.shown.words
    assert len([c for c in room.sandbox.channels() if c["name"].startswith("inc-")]) == 1


async def test_status_words_act_and_the_channel_hears_one_line(room: Room) -> None:
    channel = await room.declare()
    before = len(room.bot_lines(channel))

    await room.type("ana", channel, "/incident investigating logs of web-3")
    await room.type("ana", channel, "/incident sev 1 all regions")

    lines = room.bot_lines(channel)[before:]
    assert len(lines) == 1
    assert "Investigating: logs of web-3 (@ana)" in lines[0].words
    assert "SEV1 now, was SEV2: all regions (@ana)" in lines[0].words
    assert "SEV1 · Investigating" in room.card(channel).words


async def test_undo_takes_back_the_last_change_for_ten_minutes(room: Room) -> None:
    channel = await room.declare()
    receipt = await room.type("ana", channel, "/incident sev 1 all regions")
    assert receipt.shown is not None

    undone = await room.press("ana", receipt.shown, "Undo")

    assert undone.shown is not None and "SEV2 again" in undone.shown.words
    assert (await room.incident()).severity == "sev2"
    again = await room.type("ana", channel, "/incident undo")
    assert again.shown is not None and "nothing of yours to take back" in again.shown.words


async def test_undo_is_refused_after_ten_minutes(room: Room) -> None:
    channel = await room.declare()
    receipt = await room.type("ana", channel, "/incident sev 1")
    assert receipt.shown is not None

    room.clock.forward(minutes=11)
    late = await room.press("ana", receipt.shown, "Undo")

    assert late.shown is not None and "More than ten minutes" in late.shown.words
    assert (await room.incident()).severity == "sev1"


async def test_resolve_back_dates_and_close_ends_it(room: Room) -> None:
    channel = await room.declare()
    room.clock.forward(minutes=40)

    await room.type("ana", channel, "/incident resolve 15:20 pool size restored")
    await room.type("ana", channel, "/incident close")

    found = await room.incident()
    assert found.status == "closed"
    assert found.resolved_at is not None and found.resolved_at.strftime("%H:%M") == "14:20"  # Berlin is an hour ahead
    assert found.resolution == "pool size restored"


async def test_close_while_it_runs_offers_three_ways_on(room: Room) -> None:
    channel = await room.declare()

    asked = await room.type("ana", channel, "/incident close")
    assert asked.shown is not None
    assert asked.shown.labels == ["Resolve now", "Resolve and close", "It ended earlier", "Leave it open"]
    await room.press("ana", asked.shown, "Resolve and close")

    assert (await room.incident()).status == "closed"


async def test_cancel_asks_first_and_the_digest_says_so(room: Room) -> None:
    channel = await room.declare()

    asked = await room.type("ana", channel, "/incident false alarm it was the load test")
    assert (await room.incident()).status == "declared"
    assert asked.shown is not None
    await room.press("ana", asked.shown, "Cancel the incident")

    assert (await room.incident()).status == "cancelled"
    assert "Cancelled" in room.find("dee", "#incidents", "INC-1 checkout").words


async def test_who_resolves_once_more_moves_no_end_and_is_not_announced_again(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident resolve pool size restored")
    ended = (await room.incident()).resolved_at
    room.clock.forward(minutes=10)

    again = await room.type("ana", channel, "/incident resolve all traffic is back")

    found = await room.incident()
    assert (found.resolved_at, found.resolution) == (ended, "all traffic is back")
    assert again.shown is not None
    assert "stays resolved" in again.shown.words and "moves its end" in again.shown.words
    assert len([m for m in room.sandbox.messages("#incidents") if "is resolved" in m.words]) == 1


async def test_a_verb_outside_its_channel_asks_which_incident(room: Room) -> None:
    await room.declare()

    asked = await room.type("ana", "#general", "/incident monitoring error rate falls")
    assert asked.shown is not None and "Which incident" in asked.shown.words
    await room.press("ana", asked.shown, asked.shown.buttons[0].label)

    assert (await room.incident()).status == "monitoring"


async def test_a_reference_in_front_reaches_it_from_anywhere(room: Room) -> None:
    await room.declare()

    await room.type("ana", "#general", "/incident INC-1 impact 12 % of EU checkouts fail")

    assert (await room.incident()).impact == "12 % of EU checkouts fail"


async def test_an_impact_that_says_since_when_records_its_beginning_and_undo_takes_that_back(room: Room) -> None:
    channel = await room.declare()

    told = await room.type("ana", channel, "/incident impact 12 % of EU checkouts fail since 14:31")

    assert told.shown is not None and "Its beginning is recorded" in told.shown.words
    found = await room.incident()
    assert found.impact == "12 % of EU checkouts fail since 14:31"
    assert found.impact_since is not None and f"{found.impact_since:%H:%M}" == "13:31"  # Ana is in Berlin
    await room.press("ana", told.shown, "Undo")
    assert ((await room.incident()).impact, (await room.incident()).impact_since) == ("", None)


async def test_a_line_that_is_no_verb_is_kept_and_offered(room: Room) -> None:
    asked = await room.type("ana", "#general", "/incident checkout is down")
    assert asked.shown is not None
    assert asked.shown.buttons[0].label == "Declare “checkout is down”"

    await room.press("ana", asked.shown, asked.shown.buttons[0].label)

    assert (await room.incident()).title == "checkout is down"


@pytest.mark.parametrize("line", ["private sev1 keys leaked", "sev1 private keys leaked", "keys leaked private sev1"])
async def test_the_word_private_at_either_end_makes_it_private(room: Room, line: str) -> None:
    await room.type("ana", "#incidents", f"/incident declare {line}")

    found = await room.incident()
    assert found.is_private and found.severity == "sev1"
    assert "keys leaked" in found.title


async def test_a_private_incident_shows_nowhere_else(room: Room) -> None:
    await room.type("ana", "#incidents", "/incident declare private sev1 keys leaked")

    found = await room.incident()
    assert found.is_private and found.title == "private keys leaked"
    assert not [m for m in room.sandbox.messages("#incidents") if "leaked" in m.words]
    listed = await room.type("bea", "#general", "/incident list all")
    assert listed.shown is not None and "leaked" not in listed.shown.words
    asked = await room.type("bea", "#general", "/incident INC-1 status")
    assert asked.shown is not None and "There is no INC-1 here" in asked.shown.words
    channel = next(c for c in room.sandbox.channels() if c["name"] == found.channel_name)
    assert channel["is_private"]


async def test_making_it_private_takes_the_digest_line_away(room: Room) -> None:
    channel = await room.declare()

    asked = await room.type("ana", channel, "/incident private")
    assert asked.shown is not None
    await room.press("ana", asked.shown, "Make private")

    assert not [m for m in room.sandbox.messages("#incidents") if "checkout" in m.words]
    listed = await room.type("bea", "#general", "/incident list all")
    assert listed.shown is not None and "checkout" not in listed.shown.words


async def test_guests_do_not_declare(room: Room) -> None:
    refused = await room.type("gus", "#incidents", "/incident declare sev1 all down")

    assert refused.shown is not None and "Guests cannot declare" in refused.shown.words
    assert "declare sev1 all down" in refused.shown.words


async def test_numbers_go_on_where_an_earlier_tool_stopped(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {"channels": {"first_number": 41}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        for line in ("sev3 search is slow", "sev2 checkout fails"):
            await room.type("ana", "#incidents", f"/incident declare {line}")
        await room.settle()

        opened = {channel["name"] for channel in room.sandbox.channels()}
        assert {"inc-41-search-is-slow", "inc-42-checkout-fails"} <= opened


async def test_help_speaks_with_the_root_that_was_typed(room: Room) -> None:
    told = await room.type("ana", "#general", "/inc help")

    assert told.shown is not None
    assert "/inc declare sev2 checkout returns 500s" in told.shown.words
    assert "/inc resolve" not in told.shown.words


async def test_a_time_ahead_comes_back_with_a_line_that_would_work(room: Room) -> None:
    channel = await room.declare()

    refused = await room.type("ana", channel, "/incident resolve 15:30 pool restored")  # it is 15:02

    assert refused.shown is not None and "resolve pool restored`" in refused.shown.words


async def test_an_end_before_the_beginning_is_asked_about_and_a_status_then_is_refused(room: Room) -> None:
    channel = await room.opened()  # at 15:02 in Berlin

    refused = await room.type("ana", channel, "/incident mitigated 14:30 rolled back")
    asked = await room.type("ana", channel, "/incident resolve 14:40 pool restored")

    assert refused.shown is not None and "14:30 is before INC-1 was declared" in refused.shown.words
    assert asked.shown is not None and asked.shown.labels == ["It ended at 14:40", "Resolve now"]
    assert "resolve 14:40 pool restored" in asked.shown.words and (await room.incident()).is_active

    await room.press("ana", asked.shown, "It ended at 14:40")

    found = await room.incident()
    assert found.resolved_at is not None and (found.resolved_at.hour, found.resolution) == (13, "pool restored")


async def test_in_the_form_an_end_before_the_beginning_is_asked_about_too(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident resolve")

    await room.submit("ana", note="pool restored", at="14:40")
    await room.press("ana", room.find("ana", channel, "end before it was declared?"), "Resolve now")

    found = await room.incident()
    assert (found.resolved_at, found.resolution) == (room.clock.now(), "pool restored")
