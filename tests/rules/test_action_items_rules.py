"""When an owner hears of an item, and what a good item looks like: days and words only."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fireline.features.action_items.rules import (
    DueDays,
    ItemStatus,
    Nags,
    default_due,
    hints,
    move_problem,
    shown,
)
from fireline.features.action_items.stages import (
    DATED,
    Stage,
    Told,
    clock_of,
    days_of,
    digest_day,
    fitting,
    is_half_time,
    next_day,
    sent_at,
    week_of,
)
from fireline.features.incidents.rules import Severity
from fireline.features.people.rules import WorkingHours

HOURS = WorkingHours()
FRIDAY = date(2026, 12, 11)
GIVEN = Told(None, date(2026, 11, 23))
ANY_DAY = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def days(due_on: date, told: Told = GIVEN, *, can_ask: bool = True, hours: WorkingHours = HOURS) -> dict[str, str]:
    """Stage to day as `Fri 11 Dec`."""
    found = days_of(due_on, hours, told, can_ask=can_ask)
    return {stage.value: shown(day, near=due_on) for stage, day in found.items()}


# days -----------------------------------------------------------------------------------------------------------
def test_an_item_due_on_a_friday_is_spoken_of_six_times() -> None:
    assert days(FRIDAY) == {
        "soon": "Tue 8 Dec",
        "due": "Fri 11 Dec",
        "late": "Mon 14 Dec",
        "last_call": "Wed 16 Dec",
        "asked": "Thu 17 Dec",
        "review": "Fri 1 Jan 2027",
    }


def test_days_after_the_due_day_move_off_weekends_and_never_share_a_day() -> None:
    monday = days(date(2026, 12, 14))  # +5 is a Saturday, +6 a Sunday: both would be the Monday

    assert (monday["late"], monday["last_call"], monday["asked"]) == ("Thu 17 Dec", "Mon 21 Dec", "Tue 22 Dec")


def test_an_item_due_on_a_saturday_is_spoken_of_on_the_monday() -> None:
    assert days(date(2026, 12, 12))["due"] == "Mon 14 Dec"


def test_holidays_count_as_days_off() -> None:
    hours = WorkingHours(holidays=(date(2026, 12, 14), date(2026, 12, 10)))

    found = days(FRIDAY, hours=hours)

    assert (found["soon"], found["late"]) == ("Mon 7 Dec", "Tue 15 Dec")


def test_without_a_contact_nobody_is_asked() -> None:
    assert "asked" not in days(FRIDAY, can_ask=False)


def test_a_contact_is_asked_no_earlier_than_the_working_day_after_the_announcement() -> None:
    told_late = Told(Stage.LAST_CALL, date(2026, 12, 18))  # a Friday, two days late

    assert days(FRIDAY, told_late)["asked"] == "Mon 21 Dec"


@given(due_on=ANY_DAY)
def test_every_stage_has_a_working_day_of_its_own_in_order(due_on: date) -> None:
    found = days_of(due_on, HOURS, GIVEN, can_ask=True)

    in_order = [found[stage] for stage in DATED]
    assert in_order == sorted(set(in_order))
    assert all(HOURS.is_working_day(day) for day in in_order)


# what fits ------------------------------------------------------------------------------------------------------
def test_only_the_newest_reminder_that_has_come_is_said_after_a_long_silence() -> None:
    found = days_of(FRIDAY, HOURS, GIVEN, can_ask=True)

    assert fitting(found, GIVEN, date(2026, 12, 14)) is Stage.LATE
    assert fitting(found, GIVEN, date(2027, 3, 1)) is Stage.REVIEW


def test_nothing_is_said_before_its_day_and_nothing_twice() -> None:
    found = days_of(FRIDAY, HOURS, GIVEN, can_ask=True)

    assert fitting(found, GIVEN, date(2026, 12, 7)) is None
    assert fitting(found, Told(Stage.DUE, FRIDAY), date(2026, 12, 13)) is None


def test_who_missed_the_announcement_hears_it_before_anybody_is_asked() -> None:
    told = Told(Stage.DUE, FRIDAY)
    found = days_of(FRIDAY, HOURS, told, can_ask=True)

    assert fitting(found, told, date(2026, 12, 17)) is Stage.LAST_CALL


def test_what_was_told_today_is_not_told_again_by_another_name() -> None:
    given_today = Told(Stage.ASSIGNED, FRIDAY)
    found = days_of(FRIDAY, HOURS, given_today, can_ask=True)

    assert fitting(found, given_today, FRIDAY) is None
    assert next_day(found, given_today) == date(2026, 12, 14)


def test_after_the_last_stage_there_is_no_next_day() -> None:
    told = Told(Stage.REVIEW, date(2027, 1, 1))

    assert next_day(days_of(FRIDAY, HOURS, told, can_ask=True), told) is None


@given(due_on=ANY_DAY, start=ANY_DAY)
def test_living_day_by_day_says_each_stage_at_most_once(due_on: date, start: date) -> None:
    told, said = Told(None, start), []
    for day in (start + timedelta(days=n) for n in range(400)):
        if HOURS.is_working_day(day):
            stage = fitting(days_of(due_on, HOURS, told, can_ask=True), told, day)
            if stage is not None:
                said.append(stage)
                told = Told(stage, day)

    assert len(said) == len(set(said))
    assert Stage.ASKED not in said or said[said.index(Stage.ASKED) - 1] is Stage.LAST_CALL


# hours ----------------------------------------------------------------------------------------------------------
def test_reminders_come_at_half_past_nine_on_the_owners_clock() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    now = datetime(2026, 12, 10, 12, 0, tzinfo=UTC)

    assert sent_at(FRIDAY, time(9, 30), tokyo, HOURS, now) == datetime(2026, 12, 11, 0, 30, tzinfo=UTC)


def test_a_missed_hour_is_made_up_for_at_once_in_working_hours_else_the_next_morning() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    at_work, at_night = datetime(2026, 12, 16, 13, 0, tzinfo=UTC), datetime(2026, 12, 18, 23, 0, tzinfo=UTC)

    assert sent_at(FRIDAY, time(9, 30), berlin, HOURS, at_work) == at_work
    assert sent_at(FRIDAY, time(9, 30), berlin, HOURS, at_night) == datetime(2026, 12, 21, 8, 30, tzinfo=UTC)


def test_an_hour_outside_of_work_gives_way_to_the_start_of_work() -> None:
    assert clock_of(time(9, 30), HOURS) == time(9, 30)
    assert clock_of(time(6), HOURS) == time(9)
    assert clock_of(time(9, 30), WorkingHours(start=time(11), end=time(19))) == time(11)


def test_the_weekly_message_comes_on_its_day_or_the_next_working_one() -> None:
    assert week_of(date(2026, 12, 13), "mon") == date(2026, 12, 7)
    assert week_of(date(2026, 12, 14), "mon") == date(2026, 12, 14)
    holiday = WorkingHours(holidays=(date(2026, 12, 14),))
    assert digest_day(date(2026, 12, 14), holiday) == date(2026, 12, 15)


def test_a_long_item_is_mentioned_once_at_half_time() -> None:
    given_on, due_on = date(2026, 10, 5), date(2026, 12, 4)  # sixty days, half of them gone on 4 November
    mondays = [given_on + timedelta(days=7 * n) for n in range(1, 9)]

    assert [day for day in mondays if is_half_time(given_on, due_on, day)] == [date(2026, 11, 9)]
    assert not any(is_half_time(given_on, given_on + timedelta(days=30), day) for day in mondays)


# items ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("severity", "due"), [("sev1", 15), ("sev2", 30), ("sev3", 60), ("sev4", 60)])
def test_the_default_date_goes_by_severity(severity: str, due: int) -> None:
    assert default_due(FRIDAY, Severity(severity), DueDays()) == FRIDAY + timedelta(days=due)


def test_a_good_item_gets_no_hint() -> None:
    assert hints("alert when queue depth passes 500", "", FRIDAY, FRIDAY) == []


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("Improve monitoring of queues", "“Improve” has no end"),
        ("ensure backups work", "“Ensure” has no end"),
        ("remind everyone to check the host name", "“Remind” wears off"),
        ("Ask engineers to be more careful", "“Be more careful” wears off"),
    ],
)
def test_a_vague_verb_or_a_remedy_aimed_at_people_gets_a_hint(title: str, says: str) -> None:
    found = hints(title, "", FRIDAY, FRIDAY)

    assert len(found) == 1
    assert found[0].startswith(says)


def test_a_vague_verb_with_an_end_is_fine() -> None:
    assert hints("improve the restore", "it takes under an hour", FRIDAY, FRIDAY) == []


def test_a_date_beyond_two_months_gets_a_hint() -> None:
    assert hints("alert on depth", "", FRIDAY + timedelta(days=60), FRIDAY) == []
    assert "75 days are long" in hints("alert on depth", "", FRIDAY + timedelta(days=75), FRIDAY)[0]


def test_two_new_dates_are_free_the_third_wants_a_reason() -> None:
    later = FRIDAY + timedelta(days=7)

    assert move_problem(FRIDAY, later, FRIDAY, moved=1, reason="") is None
    assert "moved twice already" in str(move_problem(FRIDAY, later, FRIDAY, moved=2, reason=""))
    assert move_problem(FRIDAY, later, FRIDAY, moved=2, reason="vendor slipped") is None


def test_a_new_date_lies_ahead_and_differs() -> None:
    assert "has passed" in str(move_problem(FRIDAY, FRIDAY - timedelta(days=1), FRIDAY, moved=0, reason=""))
    assert "already" in str(move_problem(FRIDAY, FRIDAY, FRIDAY, moved=0, reason=""))
    assert "too far" in str(move_problem(FRIDAY, date(2036, 1, 1), FRIDAY, moved=0, reason=""))


def test_on_screen_a_declined_item_reads_wont_do() -> None:
    assert [status.label for status in ItemStatus] == ["open", "done", "won't do"]


def test_settings_take_a_person_as_contact_and_refuse_a_name() -> None:
    assert Nags(contact="<@U024BE7LH>").contact == "U024BE7LH"
    with pytest.raises(ValidationError, match="user id"):
        Nags(contact="bea")
    with pytest.raises(ValidationError, match="mon, tue"):
        Nags(digest="monday")
