"""Times as people type them, read by a closed grammar: what is not in it stays text.

Every reader works on the typed text and on its plain twin of the same length, so positions fit both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from fireline.core.durations import END, Length, length_at, minutes_at
from fireline.core.moments import FUTURE, PAST, Direction, Moment, clock_at, days_at, resolve
from fireline.core.text import plain

__all__ = ["FUTURE", "PAST", "Moment", "Span", "due_at_end", "duration_at_start", "moment_at_start"]
__all__ += ["next_time_in", "read_duration", "read_future", "read_past"]

_END = re.compile(END)
_TAIL = re.compile(r"[,;:.!?)\]\"'* ]*$")
_BEFORE_TIME = re.compile(r" *(?:,? *\b(?:at|@)|,|t(?=[0-9]))? *")
_BEFORE_DAY = re.compile(r",? +(on +)?")
_LEAD = {
    PAST: re.compile(r"(?:(?:at|@|~|on|around|about) *(?=[0-9a-z]))?"),
    FUTURE: re.compile(r"(?:due:? +)?(?:(?:by|at|until|till|before|on|around|for) +)?(?:the +(?=end of))?"),
}
_IN, _AGO, _NOW = re.compile(r"in +"), re.compile(r" +ago\b"), re.compile(r"(?:just +|right +)?now")
_ISO = re.compile(r"20[0-9]{2}-")


@dataclass(frozen=True)
class Span:
    """Where in the text something was read, and what it is. `explicit`: it was introduced (`by`, `due`, `in`)."""

    start: int
    end: int
    moment: Moment
    explicit: bool = False


@dataclass(frozen=True)
class _Speech:
    """A text with its plain twin, said now, in a zone, about the past or what comes."""

    raw: str
    plain: str
    now: datetime
    zone: tzinfo
    direction: Direction

    def moment_at(self, position: int) -> Span | None:
        """The longest time expression that begins here and ends with a word."""
        lead = _LEAD[self.direction].match(self.plain, position)
        start = lead.end() if lead else position
        span = self._relative(start) or self._absolute(start)
        if span is None or not _END.match(self.plain, span.end):
            return None
        return Span(position, span.end, span.moment, span.explicit or start > position)

    def _relative(self, position: int) -> Span | None:
        if self.direction == PAST and (found := _NOW.match(self.plain, position)):
            whole = _TAIL.match(self.plain, found.end()) and position == 0
            return self._shifted(position, found.end(), None, explicit=True) if whole else None
        preposition = _IN.match(self.plain, position) if self.direction == FUTURE else None
        length = length_at(self.plain, preposition.end() if preposition else position)
        if length is None:
            return None
        if self.direction == FUTURE:  # a bare `500s` is no time
            wanted = preposition or not length.has_seconds
            return self._shifted(position, length.end, length, explicit=bool(preposition)) if wanted else None
        ago = _AGO.match(self.plain, length.end)
        return self._shifted(position, ago.end(), length, explicit=True) if ago else None

    def _shifted(self, start: int, end: int, length: Length | None, *, explicit: bool) -> Span:
        typed = self.raw[start:end]
        if length is not None and length.in_days:
            local = length.shift(self.now.astimezone(self.zone).replace(tzinfo=None), self.direction)
            edge = local.replace(hour=23, minute=59) if self.direction == FUTURE else local.replace(hour=0, minute=0)
            at = edge.replace(second=0, microsecond=0, tzinfo=self.zone).astimezone(UTC)
            return Span(start, end, Moment(at, local.date(), False, typed), explicit)
        at = self.now.astimezone(UTC)
        at = at if length is None else length.shift(at, self.direction)
        return Span(start, end, Moment(at, at.astimezone(self.zone).date(), True, typed), explicit)

    def _absolute(self, position: int) -> Span | None:
        return self._day_first(position) or self._clock_first(position)

    def _day_first(self, position: int) -> Span | None:
        days = days_at(self.plain, position)
        if days is None:
            return None
        gap = _BEFORE_TIME.match(self.plain, days.end)
        after = gap.end() if gap else days.end
        iso = _ISO.match(self.plain, position) is not None
        clock = clock_at(self.raw, self.plain, after, iso=iso) if after > days.end else None
        if clock is None or not _END.match(self.plain, clock.end):
            clock, end = None, days.end
        else:
            end = clock.end
        typed = self.raw[position:end]
        moment = resolve(days, clock, now=self.now, zone=self.zone, direction=self.direction, typed=typed)
        return Span(position, end, moment) if moment else None

    def _clock_first(self, position: int) -> Span | None:
        clock = clock_at(self.raw, self.plain, position)
        if clock is None:
            return None
        gap = _BEFORE_DAY.match(self.plain, clock.end)
        days = days_at(self.plain, gap.end()) if gap else None
        if days and gap and not (_END.match(self.plain, days.end) and (gap[1] or days.end - gap.end() > 4)):
            days = None  # "14:02 sat phone dead": a short name counts only after "on"
        end = days.end if days else clock.end
        typed = self.raw[position:end]
        moment = resolve(days, clock, now=self.now, zone=self.zone, direction=self.direction, typed=typed)
        return Span(position, end, moment) if moment else None


def _speech(text: str, now: datetime, zone: tzinfo, direction: Direction) -> _Speech:
    return _Speech(text, plain(text), now, zone, direction)


def moment_at_start(text: str, *, now: datetime, zone: tzinfo, direction: Direction, start: int = 0) -> Span | None:
    """The time that the text begins with."""
    try:
        return _speech(text, now, zone, direction).moment_at(start)
    except (OverflowError, ValueError):  # a day beyond the calendar
        return None


# After these words a time without "by" or "due" tells what the sentence is about, not when it is due.
_ABOUT = frozenset(
    {"last", "past", "the", "of", "from", "since", "after", "for", "within", "over", "about", "around"}
    | {"every", "than", "was", "between", "and", "to", "per"}
)
_DUE_WORDS = 8  # "due by the end of the week", "by friday 5 december 2026 at 14:30 utc" and nothing longer


def due_at_end(text: str, *, now: datetime, zone: tzinfo) -> Span | None:
    """The time that the text ends with: the longest one, with "by" or "due" before it or standing bare."""
    words = [m.start() for m in re.finditer(r"[^ ]+", plain(text))]
    for start in words[-_DUE_WORDS - 2 :]:
        span = moment_at_start(text, now=now, zone=zone, direction=FUTURE, start=start)
        if span and _TAIL.match(plain(text), span.end):
            return span if _is_due(text, span) else None  # a part of "the past half an hour" says nothing else
    return None


def _is_due(text: str, span: Span) -> bool:
    if re.match(r"(?:due|by|in|at|before|until|till|on)\b", plain(text[span.start : span.end])):
        return True
    before = plain(text[: span.start]).split()
    if re.match(r"(?:for|around)\b", plain(text[span.start : span.end])):
        return False
    return not before or before[-1].strip("\"'(,;:") not in _ABOUT


def duration_at_start(text: str) -> tuple[timedelta, int] | None:
    """The length that the text begins with, and where it ends."""
    words = plain(text)
    lead = re.match(r"(?:(?:every|each|for|to|at) +)?", words)
    start = lead.end() if lead else 0
    length = length_at(words, start) or minutes_at(words, start)
    delta = length.delta if length else None
    return (delta, length.end) if length and delta is not None else None


def read_past(text: str, *, now: datetime, zone: tzinfo) -> Moment | None:
    """The past moment that the whole text is (`14:02`, `10m ago`, `fri 14:02`, `now`), or None."""
    return _whole(text, moment_at_start(text.strip(), now=now, zone=zone, direction=PAST))


def read_future(text: str, *, now: datetime, zone: tzinfo) -> Moment | None:
    """The coming moment that the whole text is (`fri`, `in 2 weeks`, `by 14:30`), or None."""
    return _whole(text, moment_at_start(text.strip(), now=now, zone=zone, direction=FUTURE))


def _whole(text: str, span: Span | None) -> Moment | None:
    return span.moment if span and _TAIL.match(plain(text.strip()), span.end) else None


def read_duration(text: str) -> timedelta | None:
    """The length that the whole text is (`20m`, `1h30`, a bare `20` as minutes), or None."""
    found = duration_at_start(text.strip())
    return found[0] if found and _TAIL.match(plain(text.strip()), found[1]) else None


_NEXT = re.compile(
    r"(?:[;,.(-]+ +|(?<= )|^)\(?(?:and +)?(?:(?:our|the) +)?next:? +"
    r"(?P<noun>(?:(?:stakeholder|status) +)?"
    r"(?:update|word|news|one|report|message|post|info|information|status|note|check-in)s?\b[:,]? *)?"
    r"(?:(?:is|due|will|be|comes?|coming|follows?|expected|planned) +)*"
    r"(?P<when>(?:(?:at|by|in|around|before|no later than) +)?)"
)
_CLAUSE = 120  # characters: the longest such clause is about 80


def next_time_in(text: str, *, now: datetime, zone: tzinfo) -> tuple[str, Moment | None]:
    """A stakeholder update without its closing "next word 14:30", and the moment that it promises.

    Only a clause at the very end counts, and only with a time of day or a length: "we deploy next friday" stays.
    """
    for found in reversed(list(_NEXT.finditer(plain(text), max(0, len(text) - _CLAUSE)))):
        start = found.start("when") if found["when"].startswith("in ") else found.end()
        span = moment_at_start(text, now=now, zone=zone, direction=FUTURE, start=start)
        if span and _TAIL.match(plain(text), span.end) and _is_promise(found, span):
            return _without_clause(text, found.start()), span.moment
    return text, None


def _is_promise(found: re.Match[str], span: Span) -> bool:
    """A noun or a preposition makes it one, or a bare time of day: "the next 10 minutes" is none."""
    bare_clock = clock_at(span.moment.typed, plain(span.moment.typed), 0) is not None
    return span.moment.has_time and (bool(found["noun"] or found["when"]) or bare_clock)


def _without_clause(text: str, end: int) -> str:
    sentence = re.match(r"[.!?]", plain(text[end:])) if end < len(text) else None
    return text[: end + (1 if sentence else 0)].rstrip(" \t\n,;:(-–—\u00a0")
