"""A cursor over the argument of a verb: features take from it what they know; `rest` is what remains."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Literal

from fireline.core.times import Moment

Where = Literal["first", "last", "either", "any"]


class Line:
    """The rest of a line. Each `take_...` cuts what it returns out of `rest`, or returns None and cuts nothing."""

    def __init__(self, text: str, *, now: datetime, zone: tzinfo) -> None:
        self.rest = text.strip()
        self.taken: list[str] = []
        self.severity_note: str | None = None
        self._now, self._zone = now, zone

    @property
    def title(self) -> str:
        """What remains as one line without the quotes around it."""
        raise NotImplementedError

    def has_word(self, *words: str, where: Where = "first") -> bool:
        """Whether one of the words stands there (nothing is taken)."""
        raise NotImplementedError

    def take_word(self, *words: str, where: Where = "first") -> str | None:
        """The one of these words (or two-word phrases) that stands there, as given here."""
        raise NotImplementedError

    def take_severity(self, where: Where = "either", *, digit: bool = False) -> str | None:
        """"sev1".."sev4"; sev0 and p0 give sev1 and a `severity_note`. A bare digit only where `digit` asks for it."""
        raise NotImplementedError

    def take_user(self, where: Where = "any") -> str | None:
        """The id of a mentioned person."""
        raise NotImplementedError

    def take_channel(self, where: Where = "any") -> str | None:
        """The id of a mentioned channel."""
        raise NotImplementedError

    def take_incident(self) -> int | None:
        """The number of a leading `INC-42`, `#42` or, when nothing else follows it, `42`."""
        raise NotImplementedError

    def take_past(self, *, whole_days: bool = False) -> Moment | None:
        """A leading past moment; days without a time only when asked for."""
        raise NotImplementedError

    def take_future(self) -> Moment | None:
        """A leading coming moment (`in 30m`, `by 14:30`, `fri`)."""
        raise NotImplementedError

    def take_trailing_due(self) -> Moment | None:
        """A due time at the end (`by friday`, `due 2026-12-05`, `in 2 weeks`, `20m`)."""
        raise NotImplementedError

    def take_duration(self) -> timedelta | None:
        """A leading length (`20m`, `1h30`, `every 20 min`, a bare `20` as minutes)."""
        raise NotImplementedError
