"""How an incident opens, as the people around it see it; and what they see when a step of it fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.room import Room, open_room

CHANNEL = "#inc-1-checkout-returns-500s"
RESPONDERS = [f"U0{name}" for name in ("BEA", "CY", "ZOE")]  # zoe's account is gone


async def test_one_line_opens_a_channel_with_a_pinned_card(room: Room) -> None:
    receipt = await room.type("ana", "#incidents", "/incident declare sev2 checkout returns 500s")

    assert receipt.shown is not None
    assert "INC-1 is open" in receipt.shown.words
    assert set(room.sandbox.members(CHANNEL)) == {"ana", "fireline"}
    card = room.card(CHANNEL)
    assert "INC-1 checkout returns 500s" in card.words
    assert "not stated yet" in card.words
    assert room.sandbox.topic(CHANNEL) == "INC-1 · checkout returns 500s"
    assert "INC-1 checkout returns 500s" in room.find("dee", "#incidents", "INC-1").words


async def test_the_digest_line_is_edited_and_joins_whoever_presses(room: Room) -> None:
    channel = await room.declare()
    line = room.find("dee", "#incidents", "INC-1")

    await room.press("dee", line, "Join")
    await room.type("ana", channel, "/incident impact 12 % of EU checkouts fail")

    assert "dee" in room.sandbox.members(channel)
    assert len(room.bot_lines("#incidents")) == 1
    assert "12 % of EU checkouts fail" in room.find("dee", "#incidents", "INC-1").words


async def test_the_card_names_the_day_of_a_status_that_is_older(room: Room) -> None:
    channel = await room.declare()
    room.clock.forward(hours=24)

    await room.type("ana", channel, "/incident impact 12 % of EU checkouts fail")

    assert "^since {date_short_pretty} {time}|" in room.card(channel).words


async def test_what_is_over_is_told_in_the_past(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident impact 12 % of EU checkouts fail")

    await room.type("ana", channel, "/incident resolve pool size restored")

    assert room.find("dee", "#incidents", "Impact was: 12 % of EU checkouts fail")
    assert "*Impact was:* 12 % of EU checkouts fail" in room.card(channel).words


async def test_the_digest_thread_hears_of_turns_and_only_the_loud_ones_are_broadcast(room: Room) -> None:
    channel = await room.declare("declare sev3 checkout returns 500s")
    for line in ("sev2", "mitigated", "resolved", "reopen", "investigating"):
        await room.type("ana", channel, f"/incident {line}")

    replies = [m for m in room.sandbox.messages("#incidents") if "Join" not in m.words and m.user == "fireline"]
    loud = {m.words.split("<!date")[0].split(",")[0]: m.subtype == "thread_broadcast" for m in replies}
    assert loud == {
        "*INC-1 checkout returns 500s* was raised to SEV2.": True,
        "INC-1 is mitigated and being watched.": False,
        "*INC-1 checkout returns 500s* is resolved": True,
        "INC-1 is open again.": False,
    }


# names ------------------------------------------------------------------------------------------------------------
async def test_a_name_that_is_taken_gives_the_next_one(room: Room) -> None:
    await room.sandbox.create_channel("dee", "inc-1-checkout-returns-500s")

    channel = await room.declare()

    assert channel == "#inc-1-checkout-returns-500s-2"
    assert "INC-1" in room.card(channel).words


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Überlauf der Wörter 漢字", "inc-1-überlauf-der-wörter-漢字"),
        ("🔥🔥🔥", "inc-1"),
        ("a <b> & c", "inc-1-a-b-c"),
        ("checkout " * 20, "inc-1-" + ("checkout-" * 20)[:74].strip("-")),
    ],
)
async def test_any_title_gives_a_name_that_slack_takes(room: Room, title: str, name: str) -> None:
    channel = await room.declare(f"declare sev2 {title}")

    assert channel == f"#{name}" and len(name) <= 80


async def test_a_very_long_title_is_cut_and_kept_whole_in_the_summary(room: Room) -> None:
    whole = "the checkout of every shop in the EU answers with errors " * 20

    await room.declare(f"declare sev2 {whole}")

    found = await room.incident()
    assert len(found.title) <= 200 and found.summary == whole.strip()


# invitations -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "invited"), [("sev1", True), ("sev2", True), ("sev3", False), ("private sev1", False)]
)
async def test_responders_come_to_heavy_incidents(
    migrated_sqlite_url: str, tmp_path: Path, line: str, invited: bool
) -> None:
    async with open_room(migrated_sqlite_url, config={"responders": RESPONDERS}, folder=tmp_path) as room:
        channel = await room.declare(f"declare {line} checkout returns 500s")

        members = set(room.sandbox.members(channel))
        assert members == ({"ana", "fireline", "bea", "cy"} if invited else {"ana", "fireline"})


async def test_one_bad_responder_keeps_nobody_out_and_is_named(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {"responders": ["U0BEA", "U0NOBODY"]}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        channel = await room.declare()

        assert set(room.sandbox.members(channel)) == {"ana", "bea", "fireline"}
        assert "*Not done:* inviting people (`U0NOBODY` of `responders`: no such person)" in room.card(channel).words


# steps that fail ----------------------------------------------------------------------------------------------------
async def test_a_channel_that_slack_refuses_shows_in_the_receipt_and_is_tried_again(room: Room) -> None:
    room.sandbox.fault("restricted_action", "conversations.create")
    receipt = await room.type("ana", "#incidents", "/incident declare sev2 checkout returns 500s")
    assert receipt.shown is not None
    failed = room.find("ana", "#incidents", "did not make its channel")
    assert "this workspace does not let apps do that" in failed.words
    assert (await room.incident()).status == "declared"

    await room.press("ana", failed, "Retry")

    assert "INC-1" in room.card(CHANNEL).words
    assert "INC-1 is open" in room.find("ana", "#incidents", "is open").words


async def test_who_is_shown_an_incident_without_a_channel_may_have_it_tried_again(room: Room) -> None:
    room.sandbox.fault("restricted_action", "conversations.create")
    await room.type("ana", "#incidents", "/incident declare sev2 checkout returns 500s")

    told = await room.type("bea", "#incidents", "/incident show 1")
    assert told.shown is not None and "Recorded for the review" not in told.shown.words
    await room.press("bea", told.shown, "Retry")

    assert "INC-1" in room.card(CHANNEL).words


async def test_after_a_form_a_failure_is_told_directly(room: Room) -> None:
    room.sandbox.fault("restricted_action", "conversations.create")
    await room.type("ana", "#incidents", "/incident declare")
    await room.submit("ana", title="checkout returns 500s", severity="sev2")

    failed = room.dm("ana", "did not make its channel")
    await room.press("ana", failed, "Retry")

    assert "INC-1" in room.card(CHANNEL).words
    assert "INC-1 is open" in room.dm("ana", "is open").words


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("pins.add", "pinning this card"),
        ("conversations.invite", "inviting people"),
        ("conversations.setTopic", "the channel's topic"),
    ],
)
async def test_a_step_that_fails_shows_on_the_card_and_is_tried_again(room: Room, method: str, said: str) -> None:
    room.sandbox.fault("restricted_action", method)
    await room.type("ana", "#incidents", "/incident declare sev2 checkout returns 500s")
    await room.sandbox.join("bea", CHANNEL)
    await room.settle()
    card = room.find("bea", CHANNEL, "Not done")
    assert said in card.words

    await room.press("bea", card, "Retry")

    assert "Not done" not in room.find("bea", CHANNEL, "INC-1 checkout").words
    assert "ana" in room.sandbox.members(CHANNEL)
    assert room.sandbox.topic(CHANNEL) and len(room.sandbox.pins(CHANNEL)) == 1


async def test_a_card_that_fails_is_told_directly_and_tried_again(room: Room) -> None:
    room.sandbox.fault("restricted_action", "chat.postMessage", args={"channel": "C0000000004"})
    await room.type("ana", "#incidents", "/incident declare sev2 checkout returns 500s")
    told = room.dm("ana", "its card could not be posted")

    await room.press("ana", told, "Retry")

    assert "INC-1 checkout returns 500s" in room.card(CHANNEL).words
    assert "Retry" not in room.dm("ana", "INC-1 is open").labels


async def test_a_channel_that_two_doors_try_again_is_made_once(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {"channels": {"admin": "general"}}
    options = {"bot_channels": ("incidents", "general")}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path, **options) as room:
        room.sandbox.fault("restricted_action", "conversations.create")
        await room.type("ana", "#incidents", "/incident declare sev2 checkout returns 500s")
        await room.press("ana", room.find("ana", "#incidents", "did not make its channel"), "Retry")

        await room.press("ana", room.find("ana", "#general", "failed for good"), "Retry")

        assert (await room.incident()).channel_name == CHANNEL[1:]
        again = [c for c in room.sandbox.channels() if c["name"] == f"{CHANNEL[1:]}-2"]
        assert all(c["is_archived"] for c in again)


async def test_a_retry_that_was_pressed_already_makes_nothing_twice(room: Room) -> None:
    room.sandbox.fault("restricted_action", "conversations.create")
    await room.type("ana", "#incidents", "/incident declare")
    await room.submit("ana", title="checkout returns 500s", severity="sev2")
    failed = room.dm("ana", "did not make its channel")
    room.sandbox.fault("hold", "conversations.create")
    place = (failed.channel, failed.ts)
    await room.sandbox.press("ana", place, "Retry")

    again = await room.sandbox.press("ana", place, "Retry")
    await room.sandbox.held()
    room.sandbox.release()
    await room.settle()

    assert again.shown is not None and "is being tried again already" in again.shown.words
    assert len([c for c in room.sandbox.channels() if c["name"].startswith("inc-")]) == 1


# topic --------------------------------------------------------------------------------------------------------------
async def test_a_topic_that_somebody_wrote_stays_theirs(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident rename checkout errors in the EU")
    assert room.sandbox.topic(channel) == "INC-1 · checkout errors in the EU"

    await room.sandbox.set_topic("ana", channel, "all hands")
    await room.settle()
    await room.type("ana", channel, "/incident rename checkout errors")

    assert room.sandbox.topic(channel) == "all hands"


async def test_a_topic_that_failed_is_spoken_of_until_one_stands(room: Room) -> None:
    room.sandbox.fault("restricted_action", "conversations.setTopic", times=2)
    channel = await room.opened()

    await room.type("ana", channel, "/incident rename checkout errors in the EU")
    assert "Not done: the channel's topic" in room.card(channel).words.replace("*", "")
    await room.type("ana", channel, "/incident rename checkout errors")

    assert room.sandbox.topic(channel) == "INC-1 · checkout errors"
    assert "Not done" not in room.card(channel).words


async def test_a_topic_that_somebody_wrote_ends_what_the_card_said_of_ours(room: Room) -> None:
    room.sandbox.fault("restricted_action", "conversations.setTopic")
    channel = await room.opened()
    assert "Not done" in room.card(channel).words

    await room.sandbox.set_topic("ana", channel, "all hands")
    await room.settle()

    assert "Not done" not in room.card(channel).words


async def test_a_private_channel_that_failed_is_spoken_of_no_more_once_the_incident_is_public(room: Room) -> None:
    channel = await room.opened()
    room.sandbox.fault("restricted_action", "conversations.create")
    asked = await room.type("ana", channel, "/incident private")
    closed = await room.press("ana", asked.shown, "Make private")
    await room.press("ana", closed.shown, "Move to a private channel")
    assert "*This channel is still public.*" in room.card(channel).words

    opened = await room.type("ana", channel, "/incident public")
    await room.press("ana", opened.shown, "Make public")

    assert "Not done" not in room.card(channel).words


# other doors -------------------------------------------------------------------------------------------------------
async def test_a_message_becomes_an_incident_that_links_it(room: Room) -> None:
    said = await room.say("bea", "#incidents", "Checkout answers 500 since two.\nIs it the deploy?")
    outcome = await room.sandbox.message_shortcut("bea", "incidents:declare_from_message", (said.channel, said.ts))
    assert outcome.modal is not None and "Checkout answers 500 since two." in str(outcome.modal.blocks)

    await room.submit("bea", severity="sev2")

    found = await room.incident()
    assert found.title == "Checkout answers 500 since two."
    assert said.ts.replace(".", "") in found.origin_url
    assert f"Declared from <{found.origin_url}|a message>." in room.card(f"#{found.channel_name}").words


async def test_the_global_shortcut_opens_the_same_form(room: Room) -> None:
    outcome = await room.sandbox.shortcut("bea", "incidents:declare")
    assert outcome.modal is not None and outcome.modal.title == "Declare an incident"

    await room.submit("bea", title="login is slow")

    assert (await room.incident()).title == "login is slow"
    answer = room.sandbox.modal("bea")
    assert answer is not None and "*INC-1 is open:*" in answer.words


# guests and shared channels -----------------------------------------------------------------------------------------
async def test_a_guest_sees_only_the_incident_whose_channel_they_are_in(room: Room) -> None:
    channel = await room.declare()
    line = room.find("gus", "#incidents", "INC-1")

    seen = []
    for typed in ("list", "show 1", "INC-1 status", "status INC-1", "impact all", "INC-1 impact all", "join 1"):
        answer = await room.type("gus", "#incidents", f"/incident {typed}")
        assert answer.shown is not None
        seen.append(answer.shown.words)
    pressed = await room.press("gus", line, "Join")

    assert not [words for words in seen if "checkout" in words]
    assert "Guests see an incident in its own channel only." in seen[0]
    assert pressed.shown is not None and "that you cannot see" in pressed.shown.words
    await room.sandbox.invite("ana", channel, "gus")
    await room.settle()
    inside = await room.type("gus", channel, "/incident status")
    assert inside.shown is not None and "checkout returns 500s" in inside.shown.words


async def test_a_shared_digest_channel_hears_nothing_and_the_receipt_says_why(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        room.sandbox.world.ws.channels["C0INCIDENTS"].is_ext_shared = True
        await room.restart()

        receipt = await room.type("ana", "#general", "/incident declare sev2 checkout returns 500s")

        assert receipt.shown is not None
        assert "Announced nowhere: #incidents is shared with another organisation." in receipt.shown.words
        assert not room.bot_lines("#incidents")


# a channel that goes away --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["archive", "delete", "kick"])
async def test_a_channel_that_is_gone_is_said_to_be_so(room: Room, how: str) -> None:
    channel = await room.declare()
    if how == "archive":
        await room.sandbox.archive("ana", channel)
    elif how == "delete":
        await room.sandbox.delete_channel("ana", channel)
    else:
        await room.sandbox.kick("ana", channel, "fireline")
    await room.settle()

    line = room.find("dee", "#incidents", "INC-1")
    assert "its channel #inc-1-checkout-returns-500s is archived, deleted or closed to Fireline" in line.words
    assert "Join" not in line.labels
    shown = await room.type("dee", "#incidents", "/incident show 1")
    assert shown.shown is not None and "*Where:* its channel #inc-1-checkout" in shown.shown.words
    refused = await room.type("dee", "#incidents", "/incident join 1")
    assert refused.shown is not None and "The channel of INC-1 is archived, deleted" in refused.shown.words
    resolved = await room.type("ana", "#incidents", "/incident INC-1 resolved")
    assert resolved.shown is not None and "INC-1 is resolved" in resolved.shown.words


async def test_a_renamed_channel_stays_the_incidents_channel(room: Room) -> None:
    channel = await room.declare()
    await room.sandbox.rename("ana", channel, "checkout-war-room")
    await room.settle()

    shown = await room.type("ana", "#checkout-war-room", "/incident status")

    assert shown.shown is not None and "INC-1 checkout returns 500s" in shown.shown.words
    assert (await room.incident()).channel_name == "checkout-war-room"
