"""Times that people type: what they mean, in whose zone, and what is no time at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireline.core.durations import in_words
from fireline.core.grammar import Line
from fireline.core.times import next_time_in, read_duration, read_future, read_past

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 18, 13, 10, tzinfo=UTC)  # a Wednesday, 14:10 in Berlin


def local(text: str, zone: tzinfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:02", "2026-11-18 14:02"),
        ("at 14:02", "2026-11-18 14:02"),
        ("@14:02", "2026-11-18 14:02"),
        ("14:02:30", "2026-11-18 14:02:30"),
        ("2pm", "2026-11-18 14:00"),
        ("2 PM", "2026-11-18 14:00"),
        ("2:05 p.m.", "2026-11-18 14:05"),
        ("12am", "2026-11-18 00:00"),
        ("12:30am", "2026-11-18 00:30"),
        ("noon", "2026-11-18 12:00"),
        ("9:05", "2026-11-18 09:05"),
        ("22:00", "2026-11-17 22:00"),  # eight hours ahead is not what a past time means
        ("13:02 UTC", "2026-11-18 14:02"),
        ("13:02Z", "2026-11-18 14:02"),
        ("08:02 EST", "2026-11-18 14:02"),
        ("8:02 ET", "2026-11-18 14:02"),
        ("10m ago", "2026-11-18 14:00"),
        ("10 min ago", "2026-11-18 14:00"),
        ("an hour ago", "2026-11-18 13:10"),
        ("half an hour ago", "2026-11-18 13:40"),
        ("1h30 ago", "2026-11-18 12:40"),
        ("just now", "2026-11-18 14:10"),
        ("now", "2026-11-18 14:10"),
        ("yesterday 14:02", "2026-11-17 14:02"),
        ("14:02 yesterday", "2026-11-17 14:02"),
        ("fri 14:02", "2026-11-13 14:02"),
        ("wed 14:02", "2026-11-18 14:02"),
        ("wed 15:02", "2026-11-11 15:02"),
        ("last wednesday at 14:02", "2026-11-11 14:02"),
        ("5 dec 14:02", "2025-12-05 14:02"),
        ("Nov 5, 14:02", "2026-11-05 14:02"),
        ("2026-11-17 14:02", "2026-11-17 14:02"),
        ("2026-11-17T13:02:03Z", "2026-11-17 14:02:03"),
        ("2026-11-17T13:02:03.25+00:00", "2026-11-17 14:02:03.25"),
        ("2026-11-17T08:02-05:00", "2026-11-17 14:02"),
    ],
)
def test_a_past_time(typed: str, meant: str) -> None:
    moment = read_past(typed, now=NOW, zone=BERLIN)

    assert moment is not None
    assert moment.at == local(meant)
    assert moment.at.tzinfo is UTC
    assert (moment.has_time, moment.is_after(NOW)) == (True, False)


@pytest.mark.parametrize(
    ("typed", "meant", "has_time"),
    [
        ("14:30", "2026-11-18 14:30", True),
        ("13:00", "2026-11-19 13:00", True),
        ("by 14:30", "2026-11-18 14:30", True),
        ("2pm", "2026-11-19 14:00", True),
        ("13:30 UTC", "2026-11-18 14:30", True),
        ("in 30m", "2026-11-18 14:40", True),
        ("in an hour", "2026-11-18 15:10", True),
        ("in 90s", "2026-11-18 14:11:30", True),
        ("20m", "2026-11-18 14:30", True),
        ("1h30", "2026-11-18 15:40", True),
        ("fri", "2026-11-20 23:59", False),
        ("friday", "2026-11-20 23:59", False),
        ("by friday", "2026-11-20 23:59", False),
        ("wednesday", "2026-11-25 23:59", False),
        ("wed 17:00", "2026-11-18 17:00", True),
        ("wed 10:00", "2026-11-25 10:00", True),
        ("next friday", "2026-11-27 23:59", False),
        ("this week", "2026-11-20 23:59", False),
        ("next week", "2026-11-27 23:59", False),
        ("by the end of the week", "2026-11-20 23:59", False),
        ("by eod", "2026-11-18 23:59", False),
        ("today", "2026-11-18 23:59", False),
        ("tomorrow", "2026-11-19 23:59", False),
        ("tomorrow at 5pm", "2026-11-19 17:00", True),
        ("in 2 weeks", "2026-12-02 23:59", False),
        ("2w", "2026-12-02 23:59", False),
        ("in 3 months", "2027-02-18 23:59", False),
        ("5 dec", "2026-12-05 23:59", False),
        ("dec 5", "2026-12-05 23:59", False),
        ("December 5th, 2027", "2027-12-05 23:59", False),
        ("5 nov", "2027-11-05 23:59", False),
        ("29 feb", "2028-02-29 23:59", False),
        ("2026-12-05", "2026-12-05 23:59", False),
        ("due 2026-12-05 09:30", "2026-12-05 09:30", True),
        ("due on 5 dec", "2026-12-05 23:59", False),
    ],
)
def test_a_coming_time(typed: str, meant: str, has_time: bool) -> None:
    moment = read_future(typed, now=NOW, zone=BERLIN)

    assert moment is not None
    assert moment.at == local(meant)
    assert (moment.day, moment.has_time) == (local(meant).date(), has_time)


@pytest.mark.parametrize(
    "typed",
    [
        "500s",
        "12 %",
        "12%",
        "20",
        "",
        "2",
        "25:00",
        "14:60",
        "13pm",
        "0pm",
        "may",
        "2026-13-05",
        "31 feb",
        "10mb",
        "5x",
        "14:02-14:05",
        "web-2",
        "v2",
        "sunny",
        "monitor",
        "1.2.3",
        "maybe",
        "2026",
        "decade",
        "10k",
        "-",
        "14:02 %",
        "٣pm",
    ],
)
def test_what_is_no_time(typed: str) -> None:
    assert read_past(typed, now=NOW, zone=BERLIN) is None
    assert read_future(typed, now=NOW, zone=BERLIN) is None


def test_a_time_before_midnight_typed_after_it_is_yesterdays() -> None:
    after_midnight = local("2026-11-18 00:20")

    moment = read_past("23:58", now=after_midnight, zone=BERLIN)

    assert moment is not None
    assert (moment.at, str(moment.day)) == (local("2026-11-17 23:58"), "2026-11-17")


def test_a_past_time_that_lies_just_ahead_can_be_asked_about() -> None:
    soon = read_past("14:45", now=NOW, zone=BERLIN)
    this_minute = read_past("14:11", now=NOW, zone=BERLIN)

    assert soon is not None
    assert this_minute is not None
    assert (soon.at, soon.is_after(NOW)) == (local("2026-11-18 14:45"), True)
    assert this_minute.is_after(NOW) is False


def test_today_is_the_speakers_today() -> None:
    late_in_new_york = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)  # the 17th there, 22:00

    moment = read_future("tomorrow", now=late_in_new_york, zone=NEW_YORK)

    assert moment is not None
    assert str(moment.day) == "2026-11-18"


def test_a_time_that_spring_skips_is_an_hour_later() -> None:
    moment = read_past("02:30", now=local("2026-03-29 10:00"), zone=BERLIN)

    assert moment is not None
    assert moment.at == local("2026-03-29 03:30")


@pytest.mark.parametrize(("now", "past"), [("00:45", "00:30"), ("01:45", "01:30")])
def test_a_time_that_autumn_repeats_is_the_last_one_gone_by(now: str, past: str) -> None:
    asked_at = datetime.fromisoformat(f"2026-10-25 {now}").replace(tzinfo=UTC)

    moment = read_past("02:30", now=asked_at, zone=BERLIN)

    assert moment is not None
    assert moment.at == datetime.fromisoformat(f"2026-10-25 {past}").replace(tzinfo=UTC)


def test_a_time_that_autumn_repeats_is_the_first_one_to_come() -> None:
    between = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)

    moment = read_future("02:30", now=between, zone=BERLIN)

    assert moment is not None
    assert moment.at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_thirty_first_falls_on_the_last_day_of_a_short_month() -> None:
    moment = read_future("in a month", now=local("2027-01-31 12:00"), zone=BERLIN)

    assert moment is not None
    assert str(moment.day) == "2027-02-28"


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("20", 20),
        ("20m", 20),
        ("20 min", 20),
        ("20 minutes.", 20),
        ("every 20 min", 20),
        ("for 30m", 30),
        ("1h30", 90),
        ("1h30m", 90),
        ("1h 30m", 90),
        ("1 hour and 30 minutes", 90),
        ("1.5h", 90),
        ("2H", 120),
        ("an hour", 60),
        ("half an hour", 30),
        ("90s", 1.5),
        ("500s", 500 / 60),
        ("2d", 2880),
        ("2 weeks", 20160),
        ("0m", 0),
    ],
)
def test_a_length(typed: str, minutes: float) -> None:
    assert read_duration(typed) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "typed", ["", "off", "m", "20 %", "20%", "20 nodes", "1h30x", "30m 1h", "a month", "-5m", "99999m"]
)
def test_what_is_no_length(typed: str) -> None:
    assert read_duration(typed) is None


@pytest.mark.parametrize(
    ("typed", "text", "meant"),
    [
        ("We are rolling back; next word 14:30", "We are rolling back", "14:30"),
        ("We are rolling back. Next update by 15:00 ", "We are rolling back.", "15:00"),
        ("Rolling back, next update at 15:00.", "Rolling back", "15:00"),
        ("Rolling back — next 14:30", "Rolling back", "14:30"),
        ("Rolling back (next update: 14:30)", "Rolling back", "14:30"),
        ("Rolling back next update in 20 min", "Rolling back", "14:30"),
        ("Rolling back. Next in 20m!", "Rolling back.", "14:30"),
        ("Rolling back.\nNext update is due at 13:30 UTC", "Rolling back.", "14:30"),
        ("Rolling back; the next update will be 20m", "Rolling back", "14:30"),
        ("next update 14:30", "", "14:30"),
        ("We do <@U2> &amp; wait; next news 2:30pm", "We do <@U2> &amp; wait", "14:30"),
    ],
)
def test_an_update_may_end_with_its_next_time(typed: str, text: str, meant: str) -> None:
    rest, moment = next_time_in(typed, now=NOW, zone=BERLIN)

    assert moment is not None
    assert (rest, moment.at) == (text, local(f"2026-11-18 {meant}"))


@pytest.mark.parametrize(
    "typed",
    [
        "We deploy the fix next friday",
        "We deploy the fix next friday 14:30",
        "Rolling out over the next 10 minutes",
        "The next deploy is at 14:30",
        "Next update 14:30 if the rollback holds",
        "Next update soon",
        "Back since 14:30",
        "",
    ],
)
def test_an_update_without_a_promise_stays_as_it_is(typed: str) -> None:
    assert next_time_in(typed, now=NOW, zone=BERLIN) == (typed, None)


@pytest.mark.parametrize(
    ("typed", "text", "meant"),
    [
        ("alert on queue depth by friday", "alert on queue depth", "2026-11-20 23:59"),
        ("alert on queue depth by 2026-12-05", "alert on queue depth", "2026-12-05 23:59"),
        ("alert on queue depth 2026-12-05", "alert on queue depth", "2026-12-05 23:59"),
        ("alert on queue depth, due 5 dec.", "alert on queue depth", "2026-12-05 23:59"),
        ("alert on queue depth in 2 weeks", "alert on queue depth", "2026-12-02 23:59"),
        (
            "alert on queue depth due by the end of next week",
            "alert on queue depth",
            "2026-11-27 23:59",
        ),
        ("restart the consumer 20m", "restart the consumer", "2026-11-18 14:30"),
        ("restart the consumer by fri 5pm", "restart the consumer", "2026-11-20 17:00"),
        ("restart the consumer at 14:30 UTC", "restart the consumer", "2026-11-18 15:30"),
    ],
)
def test_a_task_may_end_with_its_due_time(typed: str, text: str, meant: str) -> None:
    line = Line(typed, now=NOW, zone=BERLIN)

    due = line.take_trailing_due()

    assert due is not None
    assert (line.rest, due.at) == (text, local(meant))


@pytest.mark.parametrize(
    "typed",
    [
        "check last 30m",
        "watch the queue for 30m",
        "look at the deploy of friday",
        "scale from 10m to 20m",
        "why 500s",
        "cut errors to 2 %",
        "raise the limit to 20",
        "check web-2",
        "explain the gap since 14:02",
    ],
)
def test_a_task_about_a_time_is_not_due_then(typed: str) -> None:
    line = Line(typed, now=NOW, zone=BERLIN)

    assert (line.take_trailing_due(), line.rest) == (None, typed)


ZONES = st.sampled_from([UTC, BERLIN, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia")])
NOWS = st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
PIECES = st.sampled_from(
    [
        "14:02",
        "2pm",
        "fri",
        "next",
        "last",
        "week",
        "in",
        "2",
        "9999",
        "months",
        "weeks",
        "ago",
        "by",
        "due",
        "5",
        "dec",
        "29 feb",
        "UTC",
        "ET",
        "at",
        "on",
        "2026-02-30",
        "2099-12-31",
        "T23:59Z",
        "+14:00",
        "half an hour",
        "1h30",
        "now",
        "update",
        "the",
        "end of",
        "%",
        ".",
        "tomorrow",
        "yesterday",
        "02:30",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join)), NOWS, ZONES)
def test_any_text_is_read_without_failing(text: str, now: datetime, zone: tzinfo) -> None:
    kept, promised = next_time_in(text, now=now, zone=zone)
    read_duration(text)

    for moment in (read_past(text, now=now, zone=zone), read_future(text, now=now, zone=zone), promised):
        assert moment is None or moment.at.tzinfo is UTC
    assert text.startswith(kept)


@given(st.times(), NOWS, ZONES)
def test_a_bare_time_is_within_a_day_on_its_own_side(clock: datetime, now: datetime, zone: tzinfo) -> None:
    past = read_past(f"{clock:%H:%M}", now=now, zone=zone)
    future = read_future(f"{clock:%H:%M}", now=now, zone=zone)

    assert past is not None
    assert future is not None
    assert -timedelta(hours=49) <= past.at - now <= timedelta(hours=6)
    assert timedelta(0) < future.at - now <= timedelta(hours=49)  # a zone may skip a whole day


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "0 min"),
        (timedelta(seconds=42), "42 s"),
        (timedelta(minutes=22, seconds=59), "22 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=1, minutes=5), "1 h 5 min"),
        (timedelta(hours=47, minutes=59), "47 h 59 min"),
        (timedelta(days=2, hours=3), "2 d 3 h"),
    ],
)
def test_lengths_are_said_in_two_units_and_never_rounded_up(span: timedelta, words: str) -> None:
    assert in_words(span) == words
