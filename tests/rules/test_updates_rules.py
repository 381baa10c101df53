"""When the next update is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from fireline.features.incidents.rules import Severity, Status
from fireline.features.people.rules import WorkingHours
from fireline.features.updates.rules import (
    Cadence,
    Rhythm,
    after_phase,
    after_raise,
    scope_in_words,
    stage_of,
)

BERLIN = ZoneInfo("Europe/Berlin")
TWO = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)  # a Wednesday, 15:02 in Berlin


def rhythm(severity: Severity = Severity.SEV2, *, declared_at: datetime = TWO, **more: object) -> Rhythm:
    pace = Cadence().of(severity)
    return Rhythm(pace=pace, declared_at=declared_at, zone=BERLIN, hours=WorkingHours(), **more)  # type: ignore[arg-type]


def after(**amount: float) -> datetime:
    return TWO + timedelta(**amount)


@pytest.mark.parametrize(
    ("severity", "first", "then", "later"),
    [(Severity.SEV1, 15, 30, 60), (Severity.SEV2, 30, 60, 120)],
)
def test_sev1_and_sev2_run_on_the_wall_clock(severity: Severity, first: int, then: int, later: int) -> None:
    planned = rhythm(severity)

    assert planned.first(TWO) == after(minutes=first)
    assert planned.next(after(minutes=40)) == after(minutes=40 + then)
    assert planned.next(after(hours=2)) == after(minutes=120 + later)


def test_sev1_runs_through_the_night_and_the_weekend() -> None:
    saturday_night = datetime(2026, 3, 7, 23, 50, tzinfo=UTC)

    assert rhythm(Severity.SEV1).first(saturday_night) == saturday_night + timedelta(minutes=15)


def test_sev3_counts_working_time_in_the_zone_of_the_incident() -> None:
    four_fifty_in_berlin = datetime(2026, 3, 6, 15, 50, tzinfo=UTC)  # a Friday, 40 working minutes left

    assert rhythm(Severity.SEV3).first(four_fifty_in_berlin) == datetime(2026, 3, 9, 8, 20, tzinfo=UTC)


def test_sev3_keeps_four_working_hours_after_two_hours_too() -> None:
    nine_in_berlin = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
    planned = rhythm(Severity.SEV3, declared_at=nine_in_berlin)

    assert planned.next(nine_in_berlin + timedelta(hours=3)) == nine_in_berlin + timedelta(hours=7)


def test_sev4_has_no_clock_unless_somebody_sets_one() -> None:
    assert rhythm(Severity.SEV4).first(TWO) is None
    assert rhythm(Severity.SEV4).next(TWO) is None
    assert rhythm(Severity.SEV4, override=timedelta(hours=1)).next(TWO) == after(hours=1)


def test_monitoring_doubles_the_interval_but_not_one_that_a_person_set() -> None:
    assert rhythm(is_monitoring=True).next(TWO) == after(minutes=120)
    assert rhythm(is_monitoring=True, override=timedelta(minutes=20)).next(TWO) == after(minutes=20)


def test_two_holding_updates_come_at_the_interval_then_it_doubles_up_to_four_hours() -> None:
    waits = [rhythm(Severity.SEV1).next(TWO, misses) for misses in range(1, 8)]

    assert [(at - TWO) / timedelta(minutes=1) for at in waits if at] == [30, 60, 120, 240, 240, 240, 240]


def test_an_interval_longer_than_four_hours_is_not_shortened_by_silence() -> None:
    assert rhythm(override=timedelta(hours=6)).next(TWO, 3) == after(hours=6)


def test_the_prompt_comes_five_minutes_before_and_half_an_hour_before_for_sev3() -> None:
    assert rhythm().prompt_at(after(minutes=30), TWO) == after(minutes=25)
    assert rhythm(Severity.SEV3).prompt_at(after(minutes=100), TWO) == after(minutes=70)


def test_a_short_time_is_asked_for_in_its_middle_and_never_in_the_past() -> None:
    assert rhythm().prompt_at(after(minutes=6), TWO) == after(minutes=3)
    assert rhythm().prompt_at(after(minutes=-5), TWO) == TWO


def test_sev3_is_not_asked_for_before_the_working_day_begins() -> None:
    due = datetime(2026, 3, 9, 8, 20, tzinfo=UTC)  # Monday 9:20 in Berlin

    assert rhythm(Severity.SEV3).prompt_at(due, TWO) == datetime(2026, 3, 9, 8, 0, tzinfo=UTC)


def test_a_raise_is_due_one_first_interval_from_now_or_sooner_if_sooner_was_promised() -> None:
    assert after_raise(after(hours=3), after(minutes=30), TWO, was_told=False) == after(minutes=30)
    assert after_raise(after(minutes=5), after(minutes=30), TWO, was_told=False) == after(minutes=5)
    assert after_raise(None, after(minutes=15), TWO, was_told=False) == after(minutes=15)


def test_who_was_told_of_a_lower_severity_hears_of_the_raise_within_15_minutes() -> None:
    assert after_raise(after(hours=3), after(minutes=30), TWO, was_told=True) == after(minutes=15)


def test_a_change_of_phase_is_due_within_15_minutes() -> None:
    assert after_phase(after(hours=1), TWO) == after(minutes=15)
    assert after_phase(after(minutes=4), TWO) == after(minutes=4)
    assert after_phase(None, TWO) == after(minutes=15)


@pytest.mark.parametrize(
    ("status", "phase", "is_first", "stage"),
    [
        (Status.INVESTIGATING, "", True, "first"),
        (Status.INVESTIGATING, "raised", False, "ongoing"),
        (Status.MONITORING, "mitigated", False, "mitigated"),
        (Status.MONITORING, "", False, "ongoing"),
        (Status.RESOLVED, "resolved", True, "resolved"),
        (Status.CLOSED, "", False, "resolved"),
        (Status.INVESTIGATING, "reopened", False, "reopened"),
        (Status.CANCELLED, "cancelled", False, "cancelled"),
    ],
)
def test_each_stage_has_its_template(status: Status, phase: str, is_first: bool, stage: str) -> None:
    assert stage_of(status, phase, is_first=is_first) == stage


def test_settings_read_lengths_as_people_write_them() -> None:
    cadence = Cadence.model_validate({"sev1": {"first": "10m", "then": 20, "later": "1h30"}, "sev3": None})

    assert cadence.of(Severity.SEV1) is not None
    assert cadence.sev1 and cadence.sev1.first == timedelta(minutes=10)
    assert cadence.sev1.then == timedelta(minutes=20)
    assert cadence.sev1.later == timedelta(minutes=90)
    assert cadence.of(Severity.SEV3) is None
    assert cadence.of(Severity.SEV2) == Cadence().sev2


def test_a_length_that_is_none_says_what_is_accepted() -> None:
    with pytest.raises(ValidationError, match="30m, 1h30 or 2 hours are accepted"):
        Cadence.model_validate({"sev1": {"first": "soon", "then": 20, "later": 60}})


def test_scopes_have_words() -> None:
    assert scope_in_words("sev1") == "SEV1"
    assert scope_in_words("sev2") == "SEV2 and worse"
    assert scope_in_words("all") == "every incident"
    assert scope_in_words("incident:42", "INC-7") == "INC-7"
