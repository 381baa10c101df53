"""When people work: the next working moment on anybody's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from fireline.features.people.rules import WorkingHours

BERLIN, NEW_YORK, KIRITIMATI = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Pacific/Kiritimati")
HALF_PAST_NINE = time(9, 30)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]  # the parts of a date are as many as one needs


@pytest.mark.parametrize(
    ("after", "zone", "expected"),
    [
        (utc(2026, 3, 4, 8, 0), BERLIN, utc(2026, 3, 4, 8, 30)),  # Wednesday 9:00 there: half an hour later
        (utc(2026, 3, 4, 8, 30), BERLIN, utc(2026, 3, 4, 8, 30)),  # at the very moment: now
        (utc(2026, 3, 6, 20, 0), BERLIN, utc(2026, 3, 9, 8, 30)),  # Friday evening: Monday
        (
            utc(2026, 3, 27, 20, 0),
            BERLIN,
            utc(2026, 3, 30, 7, 30),
        ),  # over the night of the 29th: an hour earlier in UTC
        (utc(2026, 10, 30, 23, 0), NEW_YORK, utc(2026, 11, 2, 14, 30)),  # over the night of 1 November: an hour later
        (utc(2026, 3, 5, 20, 0), KIRITIMATI, utc(2026, 3, 8, 19, 30)),  # Friday 10:00 there: Monday there
    ],
)
def test_the_next_working_moment_is_on_the_persons_own_clock(
    after: datetime, zone: ZoneInfo, expected: datetime
) -> None:
    assert WorkingHours().next_at(after, zone, HALF_PAST_NINE) == expected


def test_another_day_is_the_next_one_however_early_it_is() -> None:
    early = utc(2026, 3, 4, 1, 0)

    assert WorkingHours().next_at(early, BERLIN, HALF_PAST_NINE, same_day=False) == utc(2026, 3, 5, 8, 30)


def test_days_off_are_passed_over_even_a_whole_year_of_them() -> None:
    year_off = tuple(date(2026, 1, 1) + timedelta(days=n) for n in range(365))

    found = WorkingHours(holidays=year_off).next_at(utc(2026, 3, 4, 8, 0), BERLIN, HALF_PAST_NINE)

    assert found == utc(2027, 1, 1, 8, 30)


def test_only_the_configured_days_count() -> None:
    weekend = WorkingHours(days=("sat", "sun"))

    assert weekend.next_at(utc(2026, 3, 4, 8, 0), BERLIN, HALF_PAST_NINE) == utc(2026, 3, 7, 8, 30)


def test_working_minutes_stop_at_night() -> None:
    friday_at_five = utc(2026, 3, 6, 16, 0)

    assert WorkingHours().add(friday_at_five, timedelta(hours=1), BERLIN) == utc(2026, 3, 9, 8, 30)
