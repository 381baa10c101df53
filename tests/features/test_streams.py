"""A big incident split into streams: each has its channel and lead, and all of it is one record and one card."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fireline.features.incidents import streams
from fireline.features.incidents.streams import Stream, StreamState
from fireline.features.timeline.exports import export
from fireline.sandbox.outcome import Outcome
from tests.room import Room, open_room

ON = {"streams": {"enabled": True, "at_most": 3}}
DATABASE = "#inc-1-s1-database"
OPENING = ("conversations.create", "conversations.invite", "conversations.setTopic", "chat.postMessage", "pins.add")


@pytest.fixture
async def big(migrated_sqlite_url: str, tmp_path: Path) -> AsyncIterator[Room]:
    """A workspace in which streams are switched on."""
    async with open_room(migrated_sqlite_url, config=ON, folder=tmp_path) as room:
        yield room


async def split(room: Room, line: str = "declare sev1 checkout returns 500s") -> str:
    """An incident, and a stream that bea leads; ana, bea and cy are in the channels of both."""
    channel = await room.opened(line)
    await room.type("ana", channel, "/incident stream database @bea and @cy")
    return channel


async def answer(room: Room, user: str, channel: str, line: str) -> str:
    shown = (await room.type(user, channel, f"/incident {line}")).shown
    assert shown is not None, line
    return shown.words


def shown(outcomes: list[Outcome]) -> list[str]:
    return [each.shown.words for each in outcomes if each.shown is not None]


async def known(room: Room) -> tuple[Stream, ...]:
    found = await room.incident()
    return await room.unit(lambda unit: streams.of_incident(unit, found.id))


async def test_switched_off_the_verb_says_how_to_switch_it_on(room: Room) -> None:
    channel = await room.declare()

    said = await answer(room, "ana", channel, "stream database @bea")

    assert "Streams are switched off here; an admin switches them on (`enabled: true` under `streams:`)." in said
    assert await known(room) == () and len(room.dms("bea")) == 0
    assert "stream" not in await answer(room, "ana", channel, "help")


# opening ---------------------------------------------------------------------------------------------------------
async def test_one_line_opens_a_channel_with_a_card_and_a_lead_who_knows(big: Room) -> None:
    channel = await big.opened("declare sev1 checkout returns 500s")
    lines = len(big.bot_lines(channel))

    await big.type("ana", channel, "/incident stream database @bea and @cy")

    assert set(big.sandbox.members(DATABASE)) == {"ana", "bea", "cy", "fireline"}
    assert big.sandbox.topic(DATABASE) == "INC-1 · stream database · checkout returns 500s"
    assert "*Stream database* of INC-1 checkout returns 500s\n*Led by @bea*" in big.card(DATABASE).words
    assert "You lead the stream “database” of INC-1" in big.dm("bea", "named by <@U0ANA>").words
    assert "is open: <#" in big.find("ana", channel, "The stream “database”").words
    assert f"• database <#{(await known(big))[0].channel_id}> · @bea" in big.card(channel).words
    assert len(big.bot_lines(channel)) == lines


@pytest.mark.parametrize("when", ["before", "after"])
async def test_an_opening_whose_answers_are_lost_loses_and_doubles_nothing(big: Room, when: str) -> None:
    channel = await big.opened("declare sev1 checkout returns 500s")
    for method in OPENING:
        big.sandbox.fault("reset", method, when=when)

    await big.type("ana", channel, "/incident stream database @bea")

    names = [c["name"] for c in big.sandbox.channels() if "-s1" in c["name"]]
    assert names == ["inc-1-s1-database"]
    assert len(big.bot_lines(DATABASE)) == 1 and len(big.sandbox.pins(DATABASE)) == 1
    assert set(big.sandbox.members(DATABASE)) == {"ana", "bea", "fireline"}
    assert (await known(big))[0].failed == ""


@pytest.mark.parametrize(
    ("method", "said"), [("conversations.create", "did not make its channel"), ("pins.add", "pinning this card")]
)
async def test_a_step_that_fails_is_shown_and_tried_again(big: Room, method: str, said: str) -> None:
    channel = await big.opened("declare sev1 checkout returns 500s")
    big.sandbox.fault("restricted_action", method)
    await big.type("ana", channel, "/incident stream database @bea")
    failed = big.find("ana", channel if method == "conversations.create" else DATABASE, said)

    await big.press("ana", failed, "Retry")

    assert len(big.sandbox.pins(DATABASE)) == 1
    assert "Not done" not in big.card(DATABASE).words


async def test_a_channel_that_was_not_made_is_tried_again_for_everybody_who_was_named(big: Room) -> None:
    channel = await big.opened("declare sev1 checkout returns 500s")
    big.sandbox.fault("restricted_action", "conversations.create")
    await big.type("ana", channel, "/incident stream database @bea and @cy")
    assert "Slack did not make its channel" in big.dm("bea", "You lead the stream").words

    await big.press("ana", big.find("ana", channel, "did not make its channel"), "Retry")

    assert set(big.sandbox.members(DATABASE)) == {"ana", "bea", "cy", "fireline"}
    assert "The stream “database” of INC-1 is open" in big.find("ana", channel, "The stream “database”").words
    assert "Slack did not make" not in big.dm("bea", "You lead the stream").words


@pytest.mark.parametrize(
    ("severity", "line", "said"),
    [
        ("sev3", "stream database", "Streams begin at SEV2 here; INC-1 is SEV3."),
        ("sev1", "stream done", "INC-1 has no open streams."),
        ("sev1", "stream open done", "“done” is a word of the command itself"),
        ("sev1", "stream database @fireline", "is an app; a stream needs a person"),
    ],
)
async def test_what_cannot_be_opened_is_said_with_what_works(big: Room, severity: str, line: str, said: str) -> None:
    channel = await big.declare(f"declare {severity} checkout returns 500s")

    assert said in await answer(big, "ana", channel, line)
    assert await known(big) == ()


async def test_an_opening_is_taken_back_with_its_channel(big: Room) -> None:
    channel = await split(big)

    await big.press("ana", big.find("ana", channel, "The stream “database”"), "Take it back")

    assert await known(big) == () and "Streams" not in big.card(channel).words
    assert next(c["is_archived"] for c in big.sandbox.channels() if c["name"] == DATABASE[1:])
    assert "taken back" in big.dm("bea", "The stream “database” of INC-1").words


async def test_where_a_channel_is_archived_the_list_the_card_and_who_joins_are_told(big: Room) -> None:
    channel = await split(big)

    await big.sandbox.archive("ana", DATABASE)
    await big.settle()
    joining = await answer(big, "cy", channel, "stream database join")

    assert joining.startswith("The channel of the stream “database” is archived or gone; it cannot be joined.")
    assert "What works" not in joining
    assert "led by @bea (its channel is archived or gone)" in await answer(big, "ana", channel, "streams")
    assert "database (its channel is archived or gone) · @bea" in big.card(channel).words


async def test_no_more_are_open_than_the_settings_allow(big: Room) -> None:
    channel = await split(big)
    await big.type("ana", channel, "/incident stream database done")
    for name in ("network", "edge", "core"):
        await big.type("ana", channel, f"/incident stream {name}")

    for line in ("stream fourth", "stream database reopen"):
        assert "has 3 open streams, the most that are allowed here." in await answer(big, "ana", channel, line)


# one record ------------------------------------------------------------------------------------------------------
async def test_what_is_said_in_a_stream_is_on_the_incidents_record_with_its_name(big: Room) -> None:
    channel = await split(big)
    said = await big.say("cy", DATABASE, "replica is 40 s behind")
    await big.sandbox.react("cy", said, "pushpin")
    await big.settle()
    await big.type("bea", DATABASE, "/incident note failover tried")

    key = await answer(big, "ana", channel, "timeline key")
    found = await big.incident()
    document = await big.unit(lambda unit: export(unit, found.id, "md", with_private=False).content)

    assert "[database] <@U0CY> *key*" in key and "replica is 40 s behind" in key
    assert "[database] <@U0BEA> *key*" in key and "failover tried" in key
    assert r"\[database\] cy: replica is 40 s behind" in document
    assert "[database] failover tried" in await answer(big, "ana", channel, "catchup")


async def test_a_mark_from_the_menu_is_taken_back_where_it_was_made(big: Room) -> None:
    channel = await split(big)
    said = await big.say("cy", DATABASE, "replica is 40 s behind")
    marked = await big.sandbox.message_shortcut("cy", "overview:mark_key", said)
    await big.settle()
    assert "replica is 40 s behind" in await answer(big, "ana", channel, "timeline key")

    await big.press("cy", marked.shown, "Undo")

    assert "replica is 40 s behind" not in await answer(big, "ana", channel, "timeline key")


async def test_a_word_shows_on_the_card_and_an_end_is_one_line(big: Room) -> None:
    channel = await split(big)
    lines = len(big.bot_lines(channel))

    await big.type("bea", DATABASE, "/incident stream status failing over to replica 2")
    assert "@bea: failing over to replica 2" in big.card(channel).words
    assert len(big.bot_lines(channel)) == lines
    assert "*database* of INC-1" in await answer(big, "bea", "#incidents", "todo")

    await big.type("bea", DATABASE, "/incident stream done fixed by failover")
    assert [m.words for m in big.bot_lines(channel)][lines:] == ["Stream “database” is done: fixed by failover (@bea)"]
    assert "*Streams done:* database" in big.card(channel).words and "*Done*" in big.card(DATABASE).words

    await big.type("bea", DATABASE, "/incident undo")
    assert [m.words for m in big.bot_lines(channel)][lines:] == ["Stream “database” is open again."]
    assert "@bea: failing over to replica 2" in big.card(channel).words


@pytest.mark.parametrize(
    ("line", "own", "status", "state"),
    [
        ("resolve pool restored", "End the stream “database”", "resolved", StreamState.DONE),
        ("mitigating failing over", "Status of “database”", "mitigating", StreamState.OPEN),
    ],
)
async def test_a_verb_about_the_whole_is_asked_in_a_stream(
    big: Room, line: str, own: str, status: str, state: StreamState
) -> None:
    await split(big)
    asked = await big.type("cy", DATABASE, f"/incident {line}")
    assert asked.shown is not None and "Nothing is done yet." in asked.shown.words

    await big.press("cy", asked.shown, own)
    (stream,) = await known(big)
    assert stream.state is state and stream.word and (await big.incident()).status == "declared"

    asked = await big.type("ana", DATABASE, f"/incident {line}")
    if state is StreamState.OPEN:  # one that is done cannot be meant any more
        await big.press("ana", asked.shown, "All of INC-1")
    assert (await big.incident()).status == status


async def test_the_lead_is_given_handed_back_and_taken(big: Room) -> None:
    channel = await split(big)

    await big.press("bea", big.dm("bea", "You lead the stream"), "Not me")
    assert "database" in big.card(channel).words and "needs a lead" in big.card(channel).words
    assert "You no longer lead the stream “database” of INC-1; it needs a lead." in big.dm("bea", "no longer").words

    asked = await big.type("ana", DATABASE, "/incident ic @cy")
    assert asked.shown is not None
    await big.press("ana", asked.shown, "Lead of “database”")
    assert (await known(big))[0].lead_id == "U0CY"
    assert "You lead the stream “database”" in big.dm("cy", "named by <@U0ANA>").words

    await big.sandbox.change_user("cy", deleted=True)
    await big.settle()
    assert "needs a lead" in big.card(DATABASE).words.lower()


async def test_what_was_changed_since_is_not_taken_back(big: Room) -> None:
    channel = await split(big)
    given = await big.type("ana", channel, "/incident stream database @cy")
    said = await big.type("cy", channel, "/incident stream database status failing over")
    await big.type("ana", channel, "/incident stream database @ana")
    await big.type("bea", channel, "/incident stream database done failed over")

    late = [await big.press(user, done.shown, "Undo") for user, done in (("ana", given), ("cy", said))]

    (stream,) = await known(big)
    assert (stream.lead_id, stream.word) == ("U0ANA", "failed over")
    assert ["has changed since. Nothing was taken back." in words for words in shown(late)] == [True, True]


async def test_a_task_given_in_a_stream_stays_there(big: Room) -> None:
    channel = await split(big)
    lines = len(big.bot_lines(channel))

    await big.type("bea", DATABASE, "/incident task @cy rebuild the replica in 20m")

    assert len(big.bot_lines(channel)) == lines and "*Tasks:* 1 open" in big.card(channel).words
    line = next(m for m in big.bot_lines(DATABASE) if "rebuild the replica" in m.words)
    await big.sandbox.react("cy", line, "white_check_mark")
    await big.settle()
    assert "Task done" in big.find("bea", DATABASE, "rebuild the replica").words


# the incident ends ------------------------------------------------------------------------------------------------
async def test_streams_are_named_at_the_end_and_end_with_the_incident(big: Room) -> None:
    channel = await split(big)
    await big.type("ana", channel, "/incident stream network")

    resolved = await big.type("ana", channel, "/incident resolved pool restored")
    assert resolved.shown is not None and "*2 streams are still open:* database, network." in resolved.shown.words
    closed = await answer(big, "ana", channel, "status closed")
    assert "Its 2 streams ended with it: database, network." in closed
    assert "*Ended with INC-1*" in big.card(DATABASE).words

    await big.type("ana", channel, "/incident reopen it is back")
    assert [s.state for s in await known(big)] == [StreamState.OPEN, StreamState.OPEN]

    again = await big.type("ana", channel, "/incident resolved for good")
    assert again.shown is not None
    one = await big.type("ana", channel, "/incident stream database")
    await big.press("ana", again.shown, "End the streams")
    assert [s.state for s in await known(big)] == [StreamState.DONE, StreamState.DONE]
    late = await big.press("ana", one.shown, "Say how it stands")
    assert late.modal is None and shown([late])[0].startswith("The stream “database” is done already.")


# who sees it ------------------------------------------------------------------------------------------------------
async def test_a_stream_of_a_private_incident_is_for_those_who_see_it(big: Room) -> None:
    await big.type("ana", "#incidents", "/incident declare private sev1 keys leaked")
    channel = "#" + (await big.incident()).channel_name

    await big.type("ana", channel, "/incident stream forensics @bea")

    made = next(c for c in big.sandbox.channels() if c["name"] == "inc-1-s1-forensics")
    assert made["is_private"] and set(big.sandbox.members("#inc-1-s1-forensics")) == {"ana", "bea", "fireline"}
    assert "keys leaked" in await answer(big, "bea", "#incidents", "INC-1")
    assert "no INC-1 here" in await answer(big, "cy", "#incidents", "INC-1 streams")


async def test_who_walks_into_a_stream_that_slack_keeps_public_sees_nothing_of_what_is_private(big: Room) -> None:
    channel = await split(big)
    asked = await big.type("ana", channel, "/incident private")
    await big.press("ana", asked.shown, "Make private")
    await big.sandbox.join("eve", DATABASE)
    await big.settle()

    said = [
        await answer(big, "eve", DATABASE, line) for line in ("timeline", "note x", "INC-1", "stream done", "status")
    ]
    said += shown([await big.press("eve", big.card(DATABASE), "End the stream")])
    said.append(await answer(big, "eve", "#incidents", "INC-1"))

    assert all("let into its incident, which is private" in said[at] for at in (0, 1, 4))  # not that none is going on
    assert "checkout" not in " ".join(said)
    assert "checkout" not in big.card(DATABASE).words and (await known(big))[0].is_open
    assert "checkout" in await answer(big, "bea", DATABASE, "status")


async def test_who_leads_a_stream_speaks_for_it_whoever_else_may(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {**ON, "permissions": {"contribute": "ic"}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        channel = await split(room)

        assert "Only the IC" in await answer(room, "cy", DATABASE, "stream status all good")
        assert "Only the IC" in await answer(room, "cy", channel, "stream network")
        assert "says of “database”: all good" in await answer(room, "bea", DATABASE, "stream status all good")
        assert [s.name for s in await known(room)] == ["database"]


async def test_a_guest_in_a_stream_is_recorded_and_sees_no_more_than_its_channel(big: Room) -> None:
    channel = await split(big)
    await big.sandbox.invite("ana", DATABASE, "gus")
    await big.say("gus", DATABASE, "our side is fine")

    for line in ("status", "timeline", "streams", "INC-1", "stream done"):
        assert "checkout returns 500s" not in await answer(big, "gus", DATABASE, line)
    assert "our side is fine" in await answer(big, "ana", channel, "timeline")


async def test_a_restart_in_the_middle_reads_what_was_said_in_a_stream_meanwhile(big: Room) -> None:
    channel = await split(big)
    await big.stop_bot()
    await big.sandbox.say("cy", DATABASE, "said while nobody listened")
    await big.start_bot()
    await big.settle()

    assert "said while nobody listened" in await answer(big, "ana", channel, "timeline")
