"""Times as people type them, read by a closed grammar: what is not in it stays text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo


@dataclass(frozen=True)
class Moment:
    """A time that somebody typed, made absolute.

    `at` is in UTC. A day without a time of day (`has_time` false) is due at its end and, in the past, began at
    its start; show `day` then, which is the day in the zone it was read in.
    """

    at: datetime
    day: date
    has_time: bool
    typed: str

    def is_after(self, now: datetime) -> bool:
        """True when a time that should be past lies ahead: ask before using it (a minute of skew is forgiven)."""
        return self.at > now + timedelta(minutes=1)


def read_past(text: str, *, now: datetime, zone: tzinfo) -> Moment | None:
    """The past moment that the whole text is (`14:02`, `10m ago`, `fri 14:02`), or None."""
    raise NotImplementedError


def read_future(text: str, *, now: datetime, zone: tzinfo) -> Moment | None:
    """The coming moment that the whole text is (`fri`, `in 2 weeks`, `by 14:30`), or None."""
    raise NotImplementedError


def read_duration(text: str) -> timedelta | None:
    """The length that the whole text is (`20m`, `1h30`, a bare `20` as minutes), or None."""
    raise NotImplementedError


def next_time_in(text: str, *, now: datetime, zone: tzinfo) -> tuple[str, Moment | None]:
    """A stakeholder update without its closing "next word 14:30", and the moment that it promises."""
    raise NotImplementedError
