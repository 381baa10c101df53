"""When the wrap-up and the review come, which moments are proposed, what the blameless check notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fireline.features.people.rules import WorkingHours
from fireline.features.postmortems.blameless import CheckedItem, check
from fireline.features.postmortems.draft import sections
from fireline.features.postmortems.moments import SHOWN, Said, candidates
from fireline.features.postmortems.presence import time_between
from fireline.features.postmortems.reading import as_mrkdwn
from fireline.features.postmortems.rules import (
    Afterwards,
    review_at,
    silent_until,
    tier_of,
    tomorrow_at,
    wrapup_at,
)

BERLIN = ZoneInfo("Europe/Berlin")
HOURS, CONFIG = WorkingHours(), Afterwards()


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    """March 2026: the 4th is a Wednesday, the 6th a Friday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=BERLIN)


# times --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("resolved", "asked"),
    [
        (berlin(4, 14, 0), berlin(4, 14, 30)),
        (berlin(4, 8, 45), berlin(4, 9, 15)),
        (berlin(4, 17, 15), berlin(5, 10)),
        (berlin(4, 3, 40), berlin(4, 10)),
        (berlin(6, 17, 15), berlin(9, 10)),
        (berlin(7, 12, 0), berlin(9, 10)),
    ],
    ids=["at work", "just before work", "at the end of the day", "at night", "on Friday evening", "on Saturday"],
)
def test_the_wrap_up_comes_half_an_hour_later_or_on_the_next_working_morning(
    resolved: datetime, asked: datetime
) -> None:
    assert wrapup_at(resolved, BERLIN, HOURS, CONFIG) == asked


def test_tomorrow_is_the_next_working_day_even_early_in_the_morning() -> None:
    assert tomorrow_at(berlin(4, 8), BERLIN, HOURS, CONFIG) == berlin(5, 10)
    assert tomorrow_at(berlin(6, 11), BERLIN, HOURS, CONFIG) == berlin(9, 10)


def test_the_review_is_proposed_in_the_afternoon_of_the_third_working_day() -> None:
    assert review_at(berlin(4, 16), BERLIN, HOURS, CONFIG) == berlin(9, 15)


def test_silence_lasts_half_an_hour_for_sev1_an_hour_for_sev2_and_a_working_day_below() -> None:
    last = berlin(6, 16, 0)

    assert silent_until("sev1", last, BERLIN, HOURS, CONFIG) == last + timedelta(minutes=30)
    assert silent_until("sev2", last, BERLIN, HOURS, CONFIG) == last + timedelta(minutes=60)
    assert silent_until("sev3", last, BERLIN, HOURS, CONFIG) == berlin(9, 15, 30)
    assert silent_until("sev4", last, BERLIN, HOURS, CONFIG) == berlin(9, 15, 30)


def test_the_severity_decides_how_much_is_written_until_somebody_chooses() -> None:
    assert [tier_of(f"sev{n}") for n in (1, 2, 3, 4)] == ["full", "full", "light", "note"]
    assert tier_of("sev4", "full") == "full"


# people -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("minutes", "counted"),
    [
        ([], 0),
        ([0], 5),
        ([0, 12, 40], 40),
        ([0, 12, 43], 12 + 5),
        ([43, 0, 12, 55], 12 + 12),
    ],
    ids=["nobody", "one line", "no long pause", "a long pause", "in any order"],
)
def test_time_counts_from_line_to_line_unless_the_pause_is_long(minutes: list[int], counted: int) -> None:
    assert time_between(berlin(4, 14) + timedelta(minutes=m) for m in minutes) == timedelta(minutes=counted)


# moments ------------------------------------------------------------------------------------------------------
START = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)


def said(number: int, text: str, *, minute: float = 0, author: str | None = "U0BEA", is_key: bool = False,
         is_bot: bool = False, has_picture: bool = False, replies: int = 0) -> Said:  # fmt: skip
    at = START + timedelta(minutes=minute)
    return Said(
        entry_id=number,
        at=at,
        text=text,
        author=author,
        is_key=is_key,
        is_bot=is_bot,
        has_picture=has_picture,
        replies=replies,
    )


def points(text: str, **more: Sequence[object]) -> int:
    found = candidates([said(1, text)], holders=["U0BEA"], **more)  # type: ignore[arg-type]
    return found[0].points if found else 0


def test_a_role_holder_who_did_something_counts_most() -> None:
    message = said(1, "we rolled back web to the release of yesterday")

    by_holder = candidates([message], holders=["U0BEA"])
    by_anybody = candidates([message], holders=["U0CY"])

    assert (by_holder[0].points, by_holder[0].why) == (5, ("a role holder did something",))
    assert by_anybody == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the database is down in all three zones", 3),
        ("replication lags 4 GB behind the primary now", 3),
        ("https://grafana.example.com/d/abc shows the cliff", 4),
        ("thanks, that is very kind of you", 0),
        ("ok then", 0),
        ("restarted the pool because 12 % of requests fail", 11),
    ],
)
def test_each_sign_has_its_points(text: str, expected: int) -> None:
    assert points(text) == expected


def test_what_is_said_just_before_a_change_or_ends_a_silence_counts() -> None:
    messages = [said(1, "looking into the logs of web-3"), said(2, "the queue of web-3 looks full", minute=12)]

    found = candidates(messages, changes=[START + timedelta(minutes=13)])

    assert [(c.said.entry_id, c.points) for c in found] == [(2, 7)]
    assert found[0].why == ("just before a change", "ends a silence")


def test_at_most_twelve_are_shown_in_the_order_in_which_they_happened() -> None:
    messages = [said(n, f"found error number {n} because of 5 % more load", minute=n * 3) for n in range(30)]

    found = candidates(messages)

    assert len(found) == SHOWN
    assert [c.said.at for c in found] == sorted(c.said.at for c in found)


def test_of_two_within_two_minutes_only_the_better_is_ticked() -> None:
    messages = [
        said(1, "restarted web because 12 % of requests fail"),
        said(2, "rolled back because 9 % of users fail, see https://grafana.example.com/d/x", minute=1),
    ]

    ticked = {c.said.entry_id: c.is_ticked for c in candidates(messages, holders=["U0BEA"])}

    assert ticked == {1: False, 2: True}


def test_what_is_key_already_stays_ticked_whatever_it_says() -> None:
    found = candidates([said(1, "ok", is_key=True)])

    assert [(c.said.entry_id, c.is_ticked) for c in found] == [(1, True)]


# blame --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<@U0BEA> forgot to check the lag.", "person"),
        ("The on-call engineer ran the wrong command.", "person"),
        ("It was human error.", "human_error"),
        ("They should have noticed the alert.", "counterfactual"),
        ("The root cause was a full disk.", "single_cause"),
        ("Obviously the disk was full.", "hindsight"),
        ("A careless change went out.", "emotive"),
        ("We will remind everybody to look twice.", "remedy_person"),
        ("Some users saw errors.", "vague_impact"),
        ("Checkout failed for a while.", "vague_impact"),
    ],
)
def test_what_ends_the_search_gets_a_reason_and_a_better_question(text: str, code: str) -> None:
    found = check({"summary": text})

    assert code in [f.code for f in found]
    assert all(f.why and f.ask.endswith("?") for f in found)


@pytest.mark.parametrize(
    "text",
    [
        "The deploy of 13:55 lowered the pool size; nothing asked before a primary's directory was removed.",
        "About 12 % of EU checkouts failed from 13:55 to 15:04, counted at the load balancer.",
        "> they should have known\nsaid the report.",
        "&gt; human error\nis what the first report said.",
        "The runbook says “the operator forgot”.",
        "The flag is called `root cause`.",
        "We found three contributing conditions.",
    ],
)
def test_plain_facts_and_quotes_are_left_alone(text: str) -> None:
    assert check({"summary": text}) == []


def test_vague_numbers_matter_only_where_impact_is_told() -> None:
    assert check({"went_well": "Several people joined within a minute."}) == []


def test_items_need_an_owner_and_something_that_the_system_does() -> None:
    found = check({}, [CheckedItem(7, "Remind the team to read alerts", False)])

    assert [(f.code, f.place) for f in found] == [("remedy_person", "item:7"), ("no_owner", "item:7")]
    assert check({}, [CheckedItem(8, "Alert on queue depth", True)]) == []


def test_a_remark_keeps_its_name_while_its_words_stay() -> None:
    before = check({"summary": "It was human error."})[0]
    after = check({"summary": "At night it was  Human Error. More was written since."})[0]

    assert before.key == after.key
    assert before.key != check({"factors": "It was human error."})[0].key


# the document -------------------------------------------------------------------------------------------------
def test_a_document_is_parted_at_its_headings_and_not_inside_code() -> None:
    document = "# INC-1\n\nhead\n\n## Summary\n\n```\n## no heading\n```\n\n## Impact\n\nnone\n"

    assert [title for title, _ in sections(document)] == ["", "Summary", "Impact"]
    assert "## no heading" in sections(document)[1][1]


def test_a_document_reads_in_slack_as_it_does_elsewhere() -> None:
    shown = as_mrkdwn("### Day\n\n- **14:02 UTC** 5 \\* 3, [link](https://example.com/x)\n\n```\n**code**\n```")

    assert shown == "*Day*\n\n• *14:02 UTC* 5 * 3, <https://example.com/x|link>\n\n```\n**code**\n```"
