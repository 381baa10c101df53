"""When something that is over began and ended, as people type it on a Wednesday afternoon in Berlin."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from fireline.features.modes.rules import span_in

NOW, BERLIN = datetime(2026, 3, 4, 14, 2, tzinfo=UTC), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "began", "ended", "rest"),
    [
        ("2026-03-01 14:00 to 15:10 login down", "03-01 14:00", "03-01 15:10", "login down"),
        ("login down 2026-03-01 14:00 - 2026-03-02 01:10", "03-01 14:00", "03-02 01:10", "login down"),
        ("yesterday 23:50-00:20 login down", "03-03 23:50", "03-04 00:20", "login down"),
        ("yesterday 14:00 for 70m login down", "03-03 14:00", "03-03 15:10", "login down"),
        ("yesterday 14:00 to customers", "03-03 14:00", None, "to customers"),
    ],
)
def test_a_span_is_read_from_its_beginning_on(typed: str, began: str, ended: str | None, rest: str) -> None:
    found = span_in(typed, now=NOW, zone=BERLIN)

    assert found is not None and found.rest == rest
    times = [at.astimezone(BERLIN).strftime("%m-%d %H:%M") if at else None for at in (found.began.at, found.ended)]
    assert times == [began, ended]


def test_words_without_a_time_are_no_span() -> None:
    assert span_in("login was down all morning", now=NOW, zone=BERLIN) is None
