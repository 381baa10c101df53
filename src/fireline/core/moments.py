"""Days and times of day as typed, and how they become one instant in the past or to come."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from itertools import islice
from zoneinfo import ZoneInfo

PAST, FUTURE = -1, 1
Direction = int  # PAST or FUTURE


@dataclass(frozen=True)
class Moment:
    """A time that somebody typed, made absolute.

    `at` is in UTC. A day without a time of day (`has_time` false) ends at 23:59 where it lies ahead and begins at
    00:00 where it is past: show `day`, the day in the zone of the speaker. `typed` is what was read.
    """

    at: datetime
    day: date
    has_time: bool
    typed: str

    def is_after(self, now: datetime) -> bool:
        """A time that should be past lies ahead: ask before using it (a minute of skew is forgiven)."""
        return self.at > now + timedelta(minutes=1)


@dataclass(frozen=True)
class Clock:
    """A time of day; `zone` only when one was named."""

    time: time
    zone: tzinfo | None
    end: int


@dataclass(frozen=True)
class Days:
    """The days that a word can mean, likeliest first, for somebody whose day is `today`."""

    candidates: Callable[[date, Direction, bool], Iterator[date]]
    end: int


_CLOCK = re.compile(
    r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9])(?:\.(?P<micro>[0-9]{1,6}))?)?"
    r"(?: ?(?P<half>[ap])\.?m\b\.?)?"
    r"|(?P<hour12>1[0-2]|0?[1-9]) ?(?P<half12>[ap])\.?m\b\.?"
    r"|(?P<word>noon|midday|midnight)"
)
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>0[0-9]|1[0-4])(?::?(?P<minutes>[0-5][0-9]))?|z(?![a-z])")
_UTC = re.compile(r" ?(?:utc|gmt|z)(?![a-z])(?:(?P<sign>[+-])(?P<hours>[0-9]|1[0-4])(?![0-9:]))?| utc\b")
# Capitals only: "west" is a word.
_NAMED = re.compile(r" (CES?T|EES?T|WES?T|BST|E[SD]?T|C[SD]?T|M[SD]?T|P[SD]?T|JST)\b")
_HOURS = {"CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "WET": 0, "WEST": 1, "BST": 1, "JST": 9}
_HOURS |= {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_AMERICAN = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}


def clock_at(raw: str, plain_text: str, position: int, *, iso: bool = False) -> Clock | None:
    """The time of day at this position, with its zone; a plain `+02:00` only in an ISO date-time."""
    found = _CLOCK.match(plain_text, position)
    moment = _time_of_day(found) if found else None
    if found is None or moment is None:
        return None
    zone, end = _zone_at(raw, plain_text, found.end(), iso)
    return Clock(moment, zone, end)


def _time_of_day(found: re.Match[str]) -> time | None:
    if word := found["word"]:
        return time(0 if word == "midnight" else 12)
    hour, half = int(found["hour"] or found["hour12"]), found["half"] or found["half12"]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    micro = int((found["micro"] or "0").ljust(6, "0"))
    return time(hour, int(found["minute"] or 0), int(found["second"] or 0), micro)


def _zone_at(raw: str, plain_text: str, position: int, iso: bool) -> tuple[tzinfo | None, int]:
    if found := _NAMED.match(raw, position):
        name = found[1]
        return ZoneInfo(_AMERICAN[name]) if name in _AMERICAN else _fixed(_HOURS[name]), found.end()
    if found := _UTC.match(plain_text, position) or (_OFFSET.match(plain_text, position) if iso else None):
        groups = found.groupdict()
        sign = -1 if groups.get("sign") == "-" else 1
        return _fixed(sign * int(groups.get("hours") or 0), sign * int(groups.get("minutes") or 0)), found.end()
    return None, position


def _fixed(hours: int, minutes: int = 0) -> tzinfo:
    return timezone(timedelta(hours=hours, minutes=minutes))


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_DAYS = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4}
_DAY_NUMBER = _SHORT_DAYS | {"sat": 5, "sun": 6} | {name: i for i, name in enumerate(_WEEKDAYS)}
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH_NUMBER = {name: i for i, name in enumerate(_MONTHS, 1)} | {name[:3]: i for i, name in enumerate(_MONTHS, 1)}
_MONTH_NUMBER["sept"] = 9
_RELATIVE = {"yesterday": -1, "today": 0, "tonight": 0, "eod": 0, "end of day": 0, "end of the day": 0}
_RELATIVE |= {"tomorrow": 1, "tmrw": 1, "tmr": 1}
_WEEK_ENDS = {"eow": 0, "end of week": 0, "end of the week": 0, "this week": 0, "next week": 7, "end of next week": 7}


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_YEAR = r"(?:,? (?P<{}>20[0-9]{{2}})(?![0-9:]))?"
_DAY = re.compile(
    r"(?P<year>20[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9])"
    rf"|(?P<relative>{_either(_RELATIVE)})\b"
    rf"|(?P<week>{_either(_WEEK_ENDS)})\b"
    rf"|(?:(?P<which>this|next|last) +)?(?P<weekday>{_either(_DAY_NUMBER)})\b"
    rf"|(?P<dom>[0-3]?[0-9])(?:st|nd|rd|th|\.)? +(?P<mon>{_either(_MONTH_NUMBER)})\b"
    + _YEAR.format("dom_year")
    + rf"|(?P<mon2>{_either(_MONTH_NUMBER)})\.? +(?P<dom2>[0-3]?[0-9])(?:st|nd|rd|th)?\b(?!:)"
    + _YEAR.format("mon_year")
)


def days_at(plain_text: str, position: int) -> Days | None:
    """The day at this position: ISO, weekday, `tomorrow`, `5 dec`, `dec 5 2026`, `next week`."""
    found = _DAY.match(plain_text, position)
    return Days(_meaning(found), found.end()) if found else None


def _meaning(found: re.Match[str]) -> Callable[[date, Direction, bool], Iterator[date]]:
    if found["year"]:
        return lambda today, direction, timed: _dates([int(found["year"])], int(found["month"]), int(found["day"]))
    if found["relative"]:
        return lambda today, direction, timed: iter([today + timedelta(days=_RELATIVE[found["relative"]])])
    if found["week"]:
        return lambda today, direction, timed: _fridays(today, _WEEK_ENDS[found["week"]])
    if found["weekday"]:
        return lambda today, direction, timed: _weekdays(
            today, _DAY_NUMBER[found["weekday"]], found["which"] or "", direction, timed
        )
    month = _MONTH_NUMBER[found["mon"] or found["mon2"]]
    day, year = int(found["dom"] or found["dom2"]), found["dom_year"] or found["mon_year"]
    return lambda today, direction, timed: _dates(_years(today, direction, year), month, day)


def _years(today: date, direction: Direction, year: str | None) -> list[int]:
    """Nine, for the 29th of February."""
    return [int(year)] if year else [today.year + direction * n for n in range(9)]


def _dates(years: list[int], month: int, day: int) -> Iterator[date]:
    for year in years:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _fridays(today: date, ahead: int) -> Iterator[date]:
    """The working week ends on Friday; on a weekend "this week" is the coming one."""
    yield today + timedelta(days=(4 - today.weekday()) % 7 if ahead == 0 else 4 - today.weekday() + ahead)


def _weekdays(today: date, number: int, which: str, direction: Direction, timed: bool) -> Iterator[date]:
    """A bare weekday said on that very day means a week on; with a time it may be today."""
    if which == "next":
        yield today + timedelta(days=7 - today.weekday() + number)
    elif direction == PAST or which == "last":
        back = (today.weekday() - number) % 7
        yield today - timedelta(days=back or 7 * (which == "last"))
        yield today - timedelta(days=back + 7)
    else:
        ahead = (number - today.weekday()) % 7
        yield today + timedelta(days=ahead or 7 * (not timed and which != "this"))
        yield today + timedelta(days=ahead + 7)


def resolve(
    days: Days | None, clock: Clock | None, *, now: datetime, zone: tzinfo, direction: Direction, typed: str
) -> Moment | None:
    """The instant meant; None for a day that does not exist. A day given in full may lie on the wrong side."""
    spoken = clock.zone if clock and clock.zone else zone
    today = now.astimezone(spoken).date()
    if days is None:
        assert clock is not None
        at = _alone(today, clock.time, spoken, now, direction)
        return Moment(at, at.astimezone(zone).date(), True, typed)
    moments = [
        _on(day, clock, spoken, zone, now, direction, typed)
        for day in islice(days.candidates(today, direction, clock is not None), 2)
    ]
    return next((m for m in moments if _fits(m, today, now, direction)), moments[0] if moments else None)


def _on(
    day: date, clock: Clock | None, spoken: tzinfo, zone: tzinfo, now: datetime, direction: Direction, typed: str
) -> Moment:
    if clock is None:
        edge = time(0) if direction == PAST else time(23, 59)
        return Moment(_instant(day, edge, spoken, now, direction), day, False, typed)
    at = _instant(day, clock.time, spoken, now, direction)
    return Moment(at, at.astimezone(zone).date(), True, typed)


def _fits(moment: Moment, today: date, now: datetime, direction: Direction) -> bool:
    if not moment.has_time:
        return (moment.day - today).days * direction >= 0
    return moment.at > now if direction == FUTURE else moment.at <= now


_SLIP = timedelta(hours=6)  # a past time further ahead than this was meant as yesterday's; a nearer one is asked about


def _alone(today: date, clock: time, zone: tzinfo, now: datetime, direction: Direction) -> datetime:
    """A time of day alone: 23:58 told at 00:20 is yesterday's, 14:30 told at 14:00 stays ahead and is asked about."""
    here = _instant(today, clock, zone, now, direction)
    if direction == FUTURE:
        return here if here > now else _instant(today + timedelta(days=1), clock, zone, now, direction)
    return here if here - now <= _SLIP else _instant(today - timedelta(days=1), clock, zone, now, direction)


def _instant(day: date, clock: time, zone: tzinfo, now: datetime, direction: Direction) -> datetime:
    """In UTC. A time that the spring change skips is the same distance after it; of one that autumn repeats, the one
    on the right side of now."""
    first, second = (datetime.combine(day, clock, tzinfo=zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if second <= first:  # no change of clocks here, or a skipped time
        return first
    return second if (first <= now if direction == FUTURE else second <= now) else first
