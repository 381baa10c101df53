"""What happens after the end: the line, the wrap-up, the draft, its files, and the question after silence."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fireline.cli import main
from fireline.core.events import Event, IncidentId, UserId
from fireline.features.incidents import access
from fireline.features.postmortems import draft, exports, reads
from fireline.features.postmortems.record import record_of
from fireline.store.unit import Unit
from tests.room import Room, open_room
from tests.terminal import enter

FRIDAY_EVENING = datetime(2026, 3, 6, 19, 40, tzinfo=UTC)


async def resolved(room: Room, line: str = "declare sev2 checkout returns 500s") -> str:
    """An incident with an impact, some talk and an end after 58 minutes; gives its channel."""
    channel = await room.declare(line)
    await room.type("ana", channel, "/incident ic me")
    await room.type("ana", channel, "/incident impact 12 % of EU checkouts fail")
    await room.forward(minutes=10)
    await room.say("ana", channel, "restarted the pool because 12 % of requests fail on web-3")
    await room.forward(minutes=48)
    await room.type("ana", channel, "/incident resolve pool size restored; 5xx back to baseline")
    return channel


async def document(room: Room, number: int = 1) -> str:
    found = await room.incident(number)
    return await room.unit(lambda unit: draft.markdown(record_of(unit, found.id)))


def file_of(room: Room, channel: str) -> tuple[str, str]:
    """Name and content of the latest file there."""
    file = room.sandbox.files(channel)[-1]
    return file["name"], file["content"]


# the end ------------------------------------------------------------------------------------------------------
async def test_the_channel_hears_that_it_is_over_and_that_nothing_is_to_be_done(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)

        line = room.find("bea", channel, "is resolved")
        assert line.words.startswith("*INC-1 is resolved*")
        assert "> pool size restored; 5xx back to baseline" in line.words
        assert "its beginning is not recorded" in line.words
        assert "Thank you. Nothing more is needed now; the wrap-up for @ana comes at" in line.words
        assert line.labels == ["Send last update", "Correct times", "Reopen"]
        assert len([m for m in room.bot_lines(channel) if "is resolved" in m.words]) == 1


async def test_the_last_update_stands_ready_and_is_offered_until_it_is_sent(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)

        asked = await room.press("ana", room.find("ana", channel, "is resolved"), "Send last update")

        assert asked.modal is not None
        assert asked.modal.title == "Last update of INC-1"
        news = next(block for block in asked.modal.blocks if block.get("block_id") == "news")
        assert "ool size restored; 5xx back to baseline." in news["element"]["initial_value"]

        await room.submit("ana")
        await room.forward(seconds=11)

        assert "This is the last update." in room.find("ana", "#stakeholders", "INC-1").words
        assert room.find("ana", channel, "is resolved*").labels == ["Correct times", "Reopen"]


async def test_corrected_times_show_in_the_line_and_in_the_draft(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)
        began, mitigated = datetime(2026, 3, 4, 13, 55, tzinfo=UTC), datetime(2026, 3, 4, 14, 50, tzinfo=UTC)
        ended = datetime(2026, 3, 4, 14, 52, tzinfo=UTC)
        await room.press("ana", room.find("ana", channel, "is resolved*"), "Correct times")

        at = {"impact_since": began, "mitigated_at": mitigated, "resolved_at": ended}
        await room.submit("ana", **{name: int(moment.timestamp()) for name, moment in at.items()})

        found = await room.incident()
        assert (found.impact_since, found.mitigated_at) == (began, mitigated)
        assert "its beginning" not in room.find("ana", channel, "is resolved*").words
        text = await document(room)
        assert "13:55 UTC (14:55 Europe/Berlin)" in text
        assert "taken to be the end" not in text
        assert " _(corrected: 14:52 UTC)_" in text


async def test_what_ended_yesterday_says_so(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await room.declare("declare sev2 checkout returns 500s")
        await room.forward(hours=20)

        await room.type("ana", channel, "/incident resolve yesterday 15:30")

        said = room.find("ana", channel, "is resolved*").words
        assert re.search(r"is resolved\*<!date\^\d+\^, {date_short_pretty} {time}\|[^>]+>\.", said)
        assert re.search(r"Impact <!date\^\d+\^until {date_short_pretty} {time}\|", said)


async def test_times_in_an_impossible_order_are_asked_back(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)
        await room.press("ana", room.find("ana", channel, "is resolved*"), "Correct times")

        late = int((room.clock.now() + timedelta(hours=1)).timestamp())
        refused = await room.submit("ana", resolved_at=late)

        assert refused.errors == {"resolved_at": "That has not come yet; a time in the past is accepted."}


async def test_reopened_and_resolved_again_it_ends_with_a_line_of_its_own(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)
        await room.type("ana", channel, "/incident reopen errors are back")
        await room.forward(minutes=40)
        await room.type("ana", channel, "/incident resolve the second pool too")

        lines = [m.words for m in room.bot_lines(channel) if "resolved" in m.words and "INC-1" in m.words]
        assert any("was resolved, and is open again" in words for words in lines)
        assert any("the second pool too" in words for words in lines)
        assert not any("Wrap up" in m.words for m in room.dms("ana"))


async def test_undoing_a_resolve_calls_the_wrap_up_off(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)
        await room.type("ana", channel, "/incident undo")

        await room.forward(minutes=35)

        assert (await room.incident()).is_active
        assert "is open again" in room.find("ana", channel, "was resolved").words
        assert not any("Wrap up" in m.words for m in room.dms("ana"))


# the wrap-up --------------------------------------------------------------------------------------------------
async def test_the_scribe_is_asked_once_half_an_hour_later(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await room.declare()
        await room.type("ana", channel, "/incident scribe <@U0EVE>")
        await room.say("ana", channel, "restarted the pool because 12 % of requests fail on web-3")
        await room.type("ana", channel, "/incident resolve it is over")

        await room.forward(minutes=29)
        early = [m for m in room.dms("eve") if "Wrap up" in m.words]
        await room.forward(minutes=1)
        await room.forward(minutes=60)

        asked = [m for m in room.dms("eve") if "Wrap up" in m.words]
        assert (len(early), len(asked)) == (0, 1)
        assert asked[0].words.splitlines()[:4] == [
            "*Wrap up INC-1:* about 5 minutes, every part optional",
            "*1 Timeline:* 1 of 1 message looks important",
            "*2 Facts:* how was it found, which service, what kind of failure, what changed before",
            "*3 Action items:* 0 so far",
        ]
        assert not any("Wrap up" in m.words for m in room.dms("ana"))


async def test_nobody_is_asked_at_night_or_at_the_weekend(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url, at=FRIDAY_EVENING) as room:
        channel = await resolved(room)
        line = room.find("ana", channel, "is resolved*")

        await room.forward(hours=60)
        quiet = [m for m in room.dms("ana") if "Wrap up" in m.words]
        await room.forward(hours=1)

        assert "Nothing more is needed tonight" in line.words
        assert quiet == []
        assert room.dm("ana", "Wrap up INC-1")


async def test_picked_moments_become_key_and_unticked_ones_do_not(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        await resolved(room)
        await room.forward(minutes=31)
        outcome = await room.press("ana", room.dm("ana", "Wrap up"), "Pick moments")
        assert outcome.modal is not None
        assert "a role holder did something" in json.dumps(outcome.modal.blocks)

        await room.submit("ana")

        assert "ana: restarted the pool because 12 % of requests fail on web-3" in await document(room)
        assert "*1 Timeline:* 1 of 1 message picked" in room.dm("ana", "Wrap up").words

        await room.forward(minutes=1)
        await room.press("ana", room.dm("ana", "Wrap up"), "Pick moments")
        await room.submit("ana", moments_0=[])

        assert "restarted the pool" not in await document(room)


async def test_answered_facts_stand_in_the_draft_and_are_asked_no_more(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        await resolved(room)
        await room.forward(minutes=31)
        await room.press("ana", room.dm("ana", "Wrap up"), "Answer facts")

        await room.submit(
            "ana",
            found_by="customer",
            sooner="yes",
            sooner_how="an alert on the pool's queue",
            services="checkout, web",
            failure_class="resource_exhaustion",
            triggers=["config_push", "traffic_change"],
        )

        assert "*2 Facts:* answered" in room.dm("ana", "Wrap up").words
        text = await document(room)
        assert "- Found by: a customer told us" in text
        assert "- What would have shown it in half the time: an alert on the pool's queue" in text
        assert "a configuration push; a change in traffic" in text
        assert "something ran out or filled up" in text
        assert "How it was found is not answered" not in text


async def test_items_are_counted_where_they_are_asked_for(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)
        await room.forward(minutes=31)

        await room.type("ana", channel, "/incident action @bea detection alert on queue depth by 2026-04-10")

        assert "*3 Action items:* 1 so far" in room.dm("ana", "Wrap up").words


async def test_items_can_be_added_from_the_wrap_up(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        await resolved(room)
        await room.forward(minutes=31)

        form = await room.press("ana", room.dm("ana", "Wrap up"), "Add items")

        assert form.modal is not None
        assert form.modal.callback_id == "action_items:create"


async def test_tomorrow_brings_it_back_as_a_new_message(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        await resolved(room)
        await room.forward(minutes=31)

        await room.press("ana", room.dm("ana", "Wrap up"), "Tomorrow")

        assert "comes back" in room.dm("ana", "wrap-up of INC-1").words
        await room.forward(hours=18)
        asked = [m for m in room.dms("ana") if "rap" in m.words and "INC-1" in m.words]
        assert len(asked) == 1
        assert asked[0].words.startswith("*Wrap up INC-1:*")


async def test_somebody_else_is_asked_when_they_work(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        await resolved(room)
        await room.forward(minutes=31)

        await room.press("ana", room.dm("ana", "Wrap up"), "postmortems:someone", "U0DEE")

        assert room.dm("ana", "goes to <@U0DEE>")
        assert "@ana handed it to you." in room.dm("dee", "Wrap up INC-1").words


async def test_closing_ends_the_wrap_up_and_shows_the_draft_to_all(migrated_url: str) -> None:
    async with open_room(migrated_url) as room:
        channel = await resolved(room)
        await room.forward(minutes=31)

        await room.press("ana", room.dm("ana", "Wrap up"), "Close INC-1")

        assert (await room.incident()).closed_at is not None
        assert room.dm("ana", "INC-1 is wrapped up and closed")
        ready = room.find("bea", channel, "the postmortem draft is ready")
        assert "Needs people: lead-up, contributing factors, what surprised us." in ready.words
        assert "No facilitator yet" in ready.words
        name, content = file_of(room, channel)
        assert name == "INC-1-postmortem.md"
        assert content.startswith("# INC-1: checkout returns 500s\n")

        await room.type("ana", channel, "/incident undo")
        assert "Wrap up INC-1" in room.dm("ana", "INC-1").words


# the draft ----------------------------------------------------------------------------------------------------
async def test_the_draft_carries_every_time_as_it_was_recorded(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await room.declare()
        for at, what in (("13:27", "the directory is removed"), ("13:55:42", "the site is taken down")):
            await room.type("ana", channel, f"/incident note {at} {what}")
        await room.forward(minutes=30)
        await room.type("ana", channel, "/incident resolve 15:20 back online")

        text = await document(room)

        assert "- **12:27 UTC** (13:27 Europe/Berlin) ana: the directory is removed" in text
        assert "the site is taken down" in text
        assert "- **Resolved:** Wed 4 Mar 2026, 14:20 UTC (15:20 Europe/Berlin)" in text
        entries = json.loads(await room.unit(lambda unit: exports.as_json(record_of(unit, IncidentId(1)))))["entries"]
        assert "2026-03-04T12:27:00.000000Z" in [entry["happened_at"] for entry in entries]


async def test_it_says_how_long_each_person_took_part(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await room.opened()
        await room.forward(minutes=20)
        await room.say("ana", channel, "the pool is used up")
        await room.forward(minutes=50)
        await room.say("bea", channel, "rolled back web")
        await room.forward(minutes=10)
        await room.type("ana", channel, "/incident resolve errors are gone")

        text = await document(room)

        assert "- People who wrote or acted: 2 (ana, bea)" in text
        assert "about 30 min (ana 25 min, bea 5 min)" in text


async def test_what_nobody_recorded_says_so_and_who_could_know(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await room.declare()
        await room.type("ana", channel, "/incident scribe <@U0BEA>")
        await room.type("ana", channel, "/incident resolve it is over")

        text = await document(room)

        assert "_Who was hit, and how, is not stated. Could know: ana, bea._" in text
        assert "- **Impact began:** not recorded" in text
        assert "taken to be the end" in text
        assert "- Without a confirmed IC: " in text


async def test_a_long_silence_is_named_as_a_gap(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await room.declare()
        await room.type("ana", channel, "/incident ic me")
        await room.forward(hours=3)
        await room.type("ana", channel, "/incident resolve it is over")

        text = await document(room)

        assert "*No record from 14:02 to 17:02 UTC (3 h). Could know: ana.*" in text
        assert "Nobody wrote anything for 3 h." in text


async def test_words_of_people_cannot_break_the_document(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await room.declare("declare sev2 # <b>bold</b> *and* [link](x)")
        await room.type("ana", channel, "/incident impact ## 5 users\n# and more")
        await room.type("ana", channel, "/incident resolve it is over")

        text = await document(room)

        headings = [line for line in text.splitlines() if line.startswith("# ")]
        assert len(headings) == 1
        assert "<b>" not in text


@pytest.mark.parametrize(
    ("severity", "headings"),
    [
        (
            "sev3",
            ["Summary", "Impact", "Timeline", "Trigger and contributing factors", "Action items", "Review record"],
        ),
        ("sev4", ["Summary", "Timeline", "Review record"]),
    ],
)
async def test_lesser_severities_ask_for_less(migrated_sqlite_url: str, severity: str, headings: list[str]) -> None:
    async with open_room(migrated_sqlite_url) as room:
        await resolved(room, f"declare {severity} checkout returns 500s")

        found = [title for title, _ in draft.sections(await document(room)) if title]

        assert found == headings


async def test_less_than_the_severity_asks_for_needs_a_reason(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)

        refused = await room.type("ana", channel, "/incident postmortem tier note")
        done = await room.type("ana", channel, "/incident postmortem tier note a repeat of INC-0")

        assert refused.shown is not None
        assert "less needs a reason" in refused.shown.words
        assert "a note (a repeat of INC-0)" in await document(room)

        back = await room.press("ana", done.shown, "Undo")

        assert back.shown is not None
        assert "INC-1 gets a full postmortem again" in back.shown.words
        assert "a note" not in await document(room)


async def test_before_the_end_there_is_no_draft(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await room.declare()

        answer = await room.type("ana", channel, "/incident postmortem")

        assert answer.shown is not None
        assert "its draft can be read once it is resolved" in answer.shown.words


async def test_the_draft_can_be_read_in_slack(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)
        shown = (await room.type("ana", channel, "/incident pm")).shown
        assert shown is not None

        opened = await room.press("ana", shown, "Read draft")

        assert opened.modal is not None
        assert "12 % of EU checkouts fail" in opened.modal.words
        assert "What surprised us" in opened.modal.words


# sections and the blameless check -----------------------------------------------------------------------------
async def edit(room: Room, channel: str, heading: str, text: str) -> None:
    await room.type("ana", channel, "/incident postmortem edit")
    await room.submit("ana", heading=heading)
    await room.submit("ana", text=text)


async def test_a_section_keeps_what_people_write_beside_the_record(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)

        await edit(room, channel, "surprised_us", "the *pool* was shared by two services")

        text = await document(room)
        assert "## What surprised us\n\nthe **pool** was shared by two services" in text
        assert '"surprised us" last written by ana' in text

        await room.type("ana", channel, "/incident postmortem tier note a repeat of INC-0")
        assert "## Surprised us\n\nthe **pool** was shared by two services" in await document(room)


async def test_only_the_author_sees_what_the_check_noticed(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)
        await room.type("ana", channel, "/incident postmortem edit")
        await room.submit("ana", heading="factors")
        before = len(room.bot_lines(channel))

        outcome = await room.submit("ana", text="The root cause was human error.")

        assert outcome.modal is not None
        assert "*Saved.* 2 remarks, seen by you alone." in outcome.modal.words
        assert "Which other conditions had to be there as well?" in outcome.modal.words
        assert len(room.bot_lines(channel)) == before
        assert "- Blameless check: 2 open remarks, 0 waived" in await document(room)
        others = (await room.type("bea", "#incidents", "/incident INC-1 postmortem")).shown
        own = (await room.type("ana", channel, "/incident postmortem")).shown
        assert others is not None and own is not None
        assert "2 open, none on your words" in others.words and "Show remarks" not in others.labels
        again = await room.press("ana", own, "Show remarks")
        assert again.modal is not None and "*2 remarks on your words*" in again.modal.words


async def test_a_remark_is_waived_with_a_reason_that_stays_on_record(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)
        await edit(room, channel, "factors", "The report of the vendor speaks of human error.")

        await room.press("ana", "modal", "postmortems:waive_form")
        await room.submit("ana", reason="it is the title of their report")

        text = await document(room)
        assert "- Blameless check: 0 open remarks, 1 waived" in text
        assert "it is the title of their report" in text


# review and exports -------------------------------------------------------------------------------------------
async def test_a_facilitator_hears_of_it_and_a_date_is_proposed(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)
        await room.type("ana", channel, "/incident close")

        for nobody in ("<@U0GUS>", "<@U0FIRELINE>", "dee", "<@U0BEA> maybe"):
            await room.type("ana", channel, f"/incident postmortem facilitator {nobody}")
        assert (await room.unit(lambda unit: reads.postmortem_of(unit, IncidentId(1)))).facilitator_id is None
        await room.type("ana", channel, "/incident postmortem facilitator <@U0DEE>")

        state = await room.unit(lambda unit: reads.postmortem_of(unit, IncidentId(1)))
        assert (state.facilitator_id, state.review_at) == ("U0DEE", datetime(2026, 3, 9, 15, 0, tzinfo=UTC))
        assert "You facilitate the review of INC-1" in room.dm("dee", "You facilitate").words
        assert "Facilitator <@U0DEE>. Review <!date" in room.find("ana", channel, "draft is ready").words

        await room.type("ana", channel, "/incident postmortem date 2026-03-10 15:00")
        assert "It is held: <!date" in room.dm("dee", "You facilitate").words
        assert "proposed" not in room.find("ana", channel, "draft is ready").words


async def test_the_first_export_goes_to_all_and_the_next_to_whoever_asks(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)

        await room.type("ana", channel, "/incident postmortem export")
        answer = await room.type("bea", "#incidents", "/incident INC-1 pm export json")

        assert file_of(room, channel)[0] == "INC-1-postmortem.md"
        assert answer.shown is not None
        assert "INC-1-postmortem.json comes to you as a direct message" in answer.shown.words
        assert [m for m in room.dms("bea") if m.files]
        assert len([m for m in room.sees("ana", channel) if m.files]) == 1


@pytest.mark.parametrize("format_", ["pdf", "html", "docx"])
async def test_formats_that_are_not_there_yet_say_so(migrated_sqlite_url: str, format_: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)

        answer = await room.type("ana", channel, f"/incident postmortem export {format_}")

        assert answer.shown is not None
        assert f"{format_.upper()} is not there yet; Markdown (md) and JSON (json) are." in answer.shown.words


# silence ------------------------------------------------------------------------------------------------------
async def test_silence_asks_the_ic_once_and_takes_the_last_message_as_the_end(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await room.declare("declare sev1 checkout returns 500s")
        await room.type("ana", channel, "/incident ic me")
        await room.forward(minutes=5)
        last = await room.say("ana", channel, "it looks better from here")

        await room.forward(minutes=31)
        await room.forward(minutes=40)
        asked = [m for m in room.dms("ana") if "still going" in m.words]
        assert len(asked) == 1
        await room.press("ana", asked[0], "It ended then")

        found = await room.incident()
        assert found.resolved_at is not None
        assert abs(found.resolved_at.timestamp() - float(last.ts)) < 0.001
        assert room.dm("ana", "INC-1 is resolved")


async def test_still_going_counts_silence_anew(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        await room.declare("declare sev1 checkout returns 500s")
        await room.forward(minutes=26)  # the prompt for an update comes now: nothing else within five minutes
        await room.forward(minutes=10)
        await room.press("ana", room.dm("ana", "still going"), "Still going")

        said_at = room.clock.now()
        await room.forward(minutes=20)
        early = [m for m in room.dms("ana") if "Or did it" in m.words]
        await room.forward(minutes=11)

        assert early == []
        await room.press("ana", room.dm("ana", "Or did it"), "It ended then")
        assert (await room.incident()).resolved_at == said_at  # not before the moment at which it was still going


async def test_a_sev4_that_nobody_speaks_of_closes_itself(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await room.declare("declare sev4 a typo in the footer")
        await room.say("ana", channel, "fixed in the next release")

        await room.forward(hours=26)

        found = await room.incident()
        assert found.closed_at is not None
        assert found.resolved_at is not None
        assert found.resolved_at < datetime(2026, 3, 4, 14, 5, tzinfo=UTC)
        assert not [m for m in room.dms("ana") if "still going" in m.words]


# private incidents --------------------------------------------------------------------------------------------
async def test_a_private_draft_stays_inside(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        await room.type("ana", "#incidents", "/incident declare private sev2 a leaked key")
        channel = "#" + (await room.incident()).channel_name
        await room.type("ana", channel, "/incident resolve key rotated")
        await room.type("ana", channel, "/incident close")

        outside = await room.type("dee", "#incidents", "/incident INC-1 postmortem export")
        named = await room.type("ana", channel, "/incident postmortem facilitator <@U0DEE>")

        assert "**Private.**" in file_of(room, channel)[1]
        assert outside.shown is not None
        assert "There is no INC-1 here" in outside.shown.words
        assert named.shown is not None
        assert "cannot see INC-1, which is private" in named.shown.words
        assert not any("INC-1" in m.words for m in [*room.dms("dee"), *room.bot_lines("#incidents")])


async def test_a_channel_that_others_can_read_gets_no_draft_of_what_became_private(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)
        ana = UserId("U0ANA")
        await room.unit(lambda unit: access.make_private(unit, IncidentId(1), by=ana, people=[]))

        await room.type("ana", channel, "/incident close")

        assert room.sandbox.files(channel) == []
        assert not [m for m in room.bot_lines(channel) if "draft is ready" in m.words]
        assert [m for m in room.dms("ana") if m.files]


# the command line ---------------------------------------------------------------------------------------------
async def fireline(*words: str) -> int:
    """Runs the program's own command line beside the bot that is serving."""
    return await enter(*words)


async def test_the_command_line_exports_beside_a_running_bot(
    migrated_sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", migrated_sqlite_url)
    async with open_room(migrated_sqlite_url) as room:
        await resolved(room)

        code = await fireline("export", "INC-1", "-o", str(tmp_path / "pm.md"))

        assert code == 0
        assert (tmp_path / "pm.md").read_text().startswith("# INC-1: checkout returns 500s\n")


async def test_json_holds_everything_with_microseconds(
    migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", migrated_sqlite_url)
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)
        said = await room.say("ana", channel, "all green in Virginia")
        await room.type("ana", channel, "/incident action @bea detection alert on queue depth by 2026-04-10")
        capsys.readouterr()

        code = await fireline("export", "1", "--format", "json", "-o", "-")

        document = json.loads(capsys.readouterr().out)
        assert code == 0
        assert (document["schema"], document["schema_version"]) == ("fireline.postmortem", 1)
        entry = next(e for e in document["entries"] if e["text"] == "all green in Virginia")
        assert datetime.fromisoformat(entry["happened_at"]) == at_ts(said.ts)
        assert document["people"] == {"U0ANA": "ana", "U0BEA": "bea"}
        assert {r["role"] for r in document["roles"]} == {"ic"}
        assert [(i["title"], i["due_on"]) for i in document["action_items"]] == [("alert on queue depth", "2026-04-10")]


def at_ts(ts: str) -> datetime:
    """The moment of a Slack timestamp, to the microsecond."""
    seconds, _, micros = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(micros))


async def test_a_private_incident_is_exported_only_by_name(
    migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", migrated_sqlite_url)
    async with open_room(migrated_sqlite_url) as room:
        await room.type("ana", "#incidents", "/incident declare private sev2 a leaked key")

        refused = await fireline("export", "INC-1", "-o", "-")
        said = capsys.readouterr()
        done = await fireline("export", "INC-1", "--private", "-o", "-")

        assert (refused, done) == (1, 0)
        assert "INC-1 is private; its export has to be asked for by name (--private)." in said.err
        assert "a leaked key" not in said.out
        assert "a leaked key" in capsys.readouterr().out


async def test_what_cannot_be_exported_says_why(
    migrated_sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", migrated_sqlite_url)

    unknown = await fireline("export", "INC-7", "-o", "-")
    later = await fireline("export", "INC-7", "--format", "pdf")
    with pytest.raises(SystemExit) as wrong:
        main(["export", "seven"])
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    nowhere = await fireline("export", "INC-7", "-o", "-")

    said = capsys.readouterr().err
    assert (unknown, later, wrong.value.code, nowhere) == (1, 1, 2, 1)
    assert "There is no INC-7 in this database." in said
    assert "there is no database at" in said


# size ---------------------------------------------------------------------------------------------------------
@pytest.mark.no_cover  # traced, it takes longer than anybody waits for the database
async def test_two_thousand_messages_are_all_in_the_draft(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        channel = await resolved(room)
        found = await room.incident()

        def fill(unit: Unit) -> None:
            told = [
                Event(
                    kind="timeline.message",
                    incident_id=found.id,
                    happened_at=found.declared_at + timedelta(milliseconds=500 * n),
                    actor_id=UserId("U0BEA"),
                    text=f"web-{n} is *down*, see <https://example.com/{n}|graph>",
                    key=True,
                    source=f"msg:{channel}:{n}",
                )
                for n in range(2000)
            ]
            unit.emit_many(told)

        await room.unit(fill)
        text = await document(room)

        assert text.count("[graph](https://example.com/") == 2000


async def test_the_same_record_makes_the_same_document(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        await resolved(room)

        assert await document(room) == await document(room)


async def test_years_later_the_document_is_still_of_the_day_of_its_newest_entry(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        await resolved(room)
        await room.forward(days=1)  # the last update was due, and is on record
        before = await document(room)

        await room.forward(days=3000)

        assert await document(room) == before


async def test_services_named_during_the_incident_are_facts_of_the_wrap_up_and_can_be_taken_back(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident service checkout, payments")

    named = await room.type("ana", channel, "/incident affects checkout")
    facts = await room.unit(lambda unit: reads.answers(unit, IncidentId(1)))
    assert (facts.services, facts.answered_at) == (("checkout",), None)

    assert named.shown is not None
    await room.press("ana", named.shown, "Undo")
    assert (await room.unit(lambda unit: reads.answers(unit, IncidentId(1)))).services == ("checkout", "payments")
