"""Lengths of time as people type them (`20m`, `1h30`, `2 weeks`, `half an hour`) and as we say them (`1 h 30 min`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

_UNITS = {
    "month": ("mo", "mos", "month", "months"),
    "week": ("w", "wk", "wks", "week", "weeks"),
    "day": ("d", "day", "days"),
    "hour": ("h", "hr", "hrs", "hour", "hours"),
    "minute": ("m", "min", "mins", "minute", "minutes"),
    "second": ("s", "sec", "secs", "second", "seconds"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_ORDER = list(_UNITS)
_SPAN = {
    "week": timedelta(weeks=1),
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "second": timedelta(seconds=1),
}
_AMOUNTS = {"a": 1.0, "an": 1.0, "half a": 0.5, "half an": 0.5}

# What may follow a time or a length: punctuation and the end of the word, but no per cent.
END = r"(?! +%)(?=[,;:.!?)\]\"'*]*(?: |$))"
_LONG = "|".join(sorted((w for w in _UNIT_OF if len(w) > 2), key=len, reverse=True))
_ANY = "|".join(sorted(_UNIT_OF, key=len, reverse=True))
_PART = re.compile(
    rf"(?:(?P<number>[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?) *(?P<unit>{_ANY})"
    rf"|(?P<amount>half an?|an?) +(?P<long>{_LONG}))(?![a-z])"
)
_JOINT = re.compile(r" *(?:and +|, *)?")
_LOOSE_MINUTES = re.compile(rf"([0-5]?[0-9]){END}")  # the 30 of 1h30
_BARE_MINUTES = re.compile(rf"([0-9]{{1,4}}){END}")
_END = re.compile(END)


@dataclass(frozen=True)
class Length:
    """Parts of falling size, and where in the text they end."""

    parts: tuple[tuple[float, str], ...]
    end: int

    @property
    def in_days(self) -> bool:
        """Whole days, weeks or months: they count calendar days, not hours."""
        return all(unit in ("month", "week", "day") and n == int(n) for n, unit in self.parts)

    @property
    def has_seconds(self) -> bool:
        return any(unit == "second" for _, unit in self.parts)

    @property
    def delta(self) -> timedelta | None:
        """None for months, which have no length of their own."""
        if any(unit == "month" for _, unit in self.parts):
            return None
        return sum((n * _SPAN[unit] for n, unit in self.parts), timedelta())

    def shift(self, start: datetime, direction: int) -> datetime:
        """The moment so far from `start`; the 31st falls on the last day of a shorter month."""
        for n, unit in self.parts:
            step = _month_step(start, int(n) * direction) if unit == "month" else n * direction * _SPAN[unit]
            start += step
        return start


def _month_step(start: datetime, months: int) -> timedelta:
    index = start.year * 12 + start.month - 1 + months
    first = start.replace(year=index // 12, month=index % 12 + 1, day=1)
    following = start.replace(year=(index + 1) // 12, month=(index + 1) % 12 + 1, day=1)
    return first.replace(day=min(start.day, (following - first).days)) - start


def in_words(span: timedelta) -> str:
    """`42 s`, `22 min`, `1 h 5 min`, `2 d 3 h`: two units at most, hours up to 48, never rounded up."""
    seconds = max(0, int(span.total_seconds()))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if not minutes:
        return f"{seconds} s" if seconds else "0 min"
    if hours < 48:
        return _said((hours, "h"), (minutes % 60, "min"))
    return _said((days, "d"), (hours % 24, "h"))


def _said(*amounts: tuple[int, str]) -> str:
    return " ".join(f"{n} {unit}" for n, unit in amounts if n)


def length_at(plain_text: str, position: int) -> Length | None:
    """The length that begins at this position of an already plain text."""
    parts: list[tuple[float, str]] = []
    end = position
    while part := _PART.match(plain_text, _joint(plain_text, end) if parts else end):
        unit = _UNIT_OF[part["unit"] or part["long"]]
        if parts and _ORDER.index(unit) <= _ORDER.index(parts[-1][1]):
            break
        parts.append((float(part["number"]) if part["number"] else _AMOUNTS[part["amount"]], unit))
        end = part.end()
    if parts and parts[-1][1] == "hour" and (loose := _LOOSE_MINUTES.match(plain_text, end)):
        parts.append((float(loose[1]), "minute"))
        end = loose.end()
    return Length(tuple(parts), end) if parts and _END.match(plain_text, end) else None


def minutes_at(plain_text: str, position: int) -> Length | None:
    """A bare number, where a duration is asked for: minutes."""
    bare = _BARE_MINUTES.match(plain_text, position)
    return Length(((float(bare[1]), "minute"),), bare.end()) if bare else None


def _joint(plain_text: str, position: int) -> int:
    joint = _JOINT.match(plain_text, position)
    return joint.end() if joint else position
