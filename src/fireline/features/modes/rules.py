"""When something that is over began and ended, as people type it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from fireline.core.line import Line
from fireline.core.times import Moment

_BETWEEN = ("to", "until", "till")
# `14:00-15:10`; the dash of a date is followed by no clock and no year.
_DASH = re.compile(r"(?<=[0-9a-z]) ?(?:-+(?:>|&gt;)?|–|—|→) ?(?=[0-9]{1,2}:[0-9]{2}|20[0-9]{2}-)")
_CLOCK = re.compile(r"[0-9]{1,2}(?:[:.h][0-9]{2})?(?::[0-9]{2})? ?(?:[ap]\.?m\.?)?", re.IGNORECASE)
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Span:
    """From when to when; `ended` is None where only the beginning was given. `rest` are the other words."""

    began: Moment
    ended: datetime | None
    rest: str


def span_in(text: str, *, now: datetime, zone: tzinfo) -> Span | None:
    """`2026-03-01 14:00 to 15:10 checkout returned 500s`, or with the times at the end; None without a beginning.

    The end is read from the beginning on: `23:50 to 00:20` ends on the next day.
    """
    spaced = _DASH.sub(" to ", text)
    if (found := _leading(spaced, now=now, zone=zone)) is not None:
        return found
    for word in list(_WORD.finditer(spaced))[1:]:
        found = _leading(spaced[word.start() :], now=now, zone=zone)
        if found is not None and found.ended is not None and not found.rest:
            return Span(found.began, found.ended, spaced[: word.start()].strip(" ,;:"))
    return None


def _leading(text: str, *, now: datetime, zone: tzinfo) -> Span | None:
    line = Line(text, now=now, zone=zone)
    line.take_word("from", "between", "on")
    began = line.take_past()
    if began is None:
        return None
    kept = line.rest
    ended = _end(line, began.at, zone)
    return Span(began, ended, line.rest if ended else kept)


def _end(line: Line, began: datetime, zone: tzinfo) -> datetime | None:
    after = Line(line.rest, now=line.now, zone=zone)
    if after.take_word("for"):
        length = after.take_duration()
        ended = began + length if length is not None else None
    else:
        ended = _moment(after, began, zone) if after.take_word(*_BETWEEN, "and") else None
    if ended is not None:
        line.rest = after.rest
    return ended


def moment_after(text: str, began: datetime, *, now: datetime, zone: tzinfo) -> datetime | None:
    """The moment that the whole text is: a clock counts from `began` on, a day from `now` back."""
    line = Line(text, now=now, zone=zone)
    moment = _moment(line, began, zone)
    return None if line else moment


def _moment(line: Line, began: datetime, zone: tzinfo) -> datetime | None:
    clock = Line(line.rest, now=began, zone=zone)
    moment = clock.take_future()
    if moment is not None and _CLOCK.fullmatch(moment.typed.strip()):
        line.rest = clock.rest
        return moment.at
    moment = line.take_past()
    return moment.at if moment is not None and moment.has_time and moment.at >= began else None
