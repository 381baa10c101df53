"""Tasks as values: when their owner is reminded, how long a box may be, what a line's end means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fireline.core.line import Line
from fireline.features.tasks import boxes
from fireline.features.tasks.rules import Stage, box_problem, next_reminder

NOW = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize(
    ("told", "expected"),
    [(Stage.NONE, (Stage.HALF, NOW + minutes(10))), (Stage.HALF, (Stage.END, NOW + minutes(20))), (Stage.END, None)],
)
def test_a_time_box_has_two_reminders(told: Stage, expected: tuple[Stage, datetime] | None) -> None:
    assert next_reminder(NOW, NOW, NOW + minutes(20), told) == expected


def test_without_a_time_box_one_question_comes_after_an_hour() -> None:
    assert next_reminder(NOW, None, None, Stage.NONE) == (Stage.ASKED, NOW + minutes(60))
    assert next_reminder(NOW, None, None, Stage.ASKED) is None


@pytest.mark.parametrize(
    ("length", "is_accepted"),
    [(minutes(-1), False), (minutes(0.5), False), (minutes(1), True), (timedelta(days=7), True)],
)
def test_a_time_box_is_between_a_minute_and_a_week(length: timedelta, is_accepted: bool) -> None:
    assert (box_problem(length) is None) is is_accepted
    assert box_problem(timedelta(days=7, minutes=1)) is not None


@pytest.mark.parametrize(
    ("line", "title", "length"),
    [
        ("restart the consumer 20m", "restart the consumer", 20),
        ("restart the consumer in 30m", "restart the consumer", 30),
        ("restart 1h30", "restart", 90),
        ("fix it until 15:30", "fix it", 88),
        ("check last 30m", "check last 30m", 30),
        ("watch the lag for 10 minutes", "watch the lag for 10 minutes", 10),
        ("look at the past half an hour", "look at the past half an hour", 30),
        ("scale to 20", "scale to 20", None),
        ("find the 500s", "find the 500s", None),
        ("roll back to v1.2", "roll back to v1.2", None),
    ],
)
def test_the_time_at_the_end_of_a_line_is_the_box_and_no_word_is_lost(
    line: str, title: str, length: float | None
) -> None:
    typed = Line(line, now=NOW, zone=UTC)

    box = boxes.take(typed)

    assert typed.rest == title
    assert (box.due_at - NOW if box else None) == (minutes(length) if length is not None else None)


@pytest.mark.parametrize(
    ("text", "length"), [("20m", 20), ("20", 20), ("in 30m", 30), ("until 15:30", 88), ("soon", None), ("", None)]
)
def test_the_field_of_the_form_takes_a_length_or_a_time(text: str, length: float | None) -> None:
    due_at = boxes.read(text, now=NOW, zone=UTC)

    assert due_at == (NOW + minutes(length) if length is not None else None)
