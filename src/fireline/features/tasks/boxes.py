"""The time box as people type it: `20m`, `in 30m`, `until 15:30`, at the end of a line or in a field of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from fireline.core.durations import length_at
from fireline.core.grammar import Line
from fireline.core.text import plain
from fireline.core.times import read_duration, read_future

_WORDS = 3  # "1 h 30", "half an hour"


@dataclass(frozen=True)
class Box:
    """The end of a time box; `typed` is set when its words stay in the title, for they may belong to it."""

    due_at: datetime
    typed: str = ""


def take(line: Line) -> Box | None:
    """The time at the end of a line. After a word like "last" (`check last 30m`) the title keeps it too."""
    due = line.demand_trailing_due()
    if due is not None:
        return Box(due.at)
    words = list(re.finditer(r"\S+", line.rest))
    for word in words[1:][-_WORDS:]:
        tail = line.rest[word.start() :]
        length = length_at(plain(tail), 0)
        if length and length.delta and not length.has_seconds and not tail[length.end :].strip(" .,;:!)"):
            return Box(line.now + length.delta, tail)
    return None


def read(text: str, *, now: datetime, zone: tzinfo) -> datetime | None:
    """What a field says: a length from now, or a time to come."""
    length = read_duration(text)
    if length is not None:
        return now + length
    moment = read_future(text, now=now, zone=zone)
    return moment.at if moment else None
