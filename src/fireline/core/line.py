"""A cursor over the argument of a verb: a feature takes from it what it knows; `rest` is what remains."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from fireline.core.errors import Refused
from fireline.core.misread import day_instead, misread_clock, misread_day
from fireline.core.text import plain, unquoted
from fireline.core.times import FUTURE, PAST, Moment, Span, due_at_end, duration_at_start, moment_at_start

Where = Literal["first", "last", "either", "any"]

SEVERITY = r"(?:sev(?:erity)?[-_. ]?(?P<sev>[0-4])|p(?P<p>[0-4])|s(?P<s>[0124]))"
REFERENCE = re.compile(r"(?:inc(?:ident)?[- ]?|#)(?P<number>[0-9]+)(?=[:;,.!?]*(?: |$))[:;,.!?]*")
CHANNEL = re.compile(r"<#(?P<id>[CG][A-Z0-9]+)(?:\|[^>]*)?>[:,]*")
AHEAD = re.compile(r"(?:in|tomorrow)\b", re.IGNORECASE)
USER = re.compile(r"<@(?P<id>[UW][A-Z0-9]+)(?:\|[^>]*)?>[:,]*")

# s3 is a storage service far more often than a severity, and SEV3 is what a title without one gets anyway.
_ANY_SEVERITY = SEVERITY.replace("[0124]", "[0-4]")
_DIGIT_SEVERITY = rf"(?:{_ANY_SEVERITY}|(?P<digit>[0-4])(?! ?%))"
_STEADY = r"private\b[:,]?"  # where a severity is looked for, this word may stand outside it
_REFERENCE_ARGUMENT = re.compile(
    r"(?:(?:incident|into|with|to|of) +)*(?:inc-? ?|#)?(?P<number>[0-9]+)(?=[:;,.!?]*(?: |$))[:;,.!?]*"
)
_LEADING_MARKS = re.compile(r"(?: *(?:[:;,]+|[-=]+|=?-?&gt;)(?= |$))* *")
_SHOWN_BARE = frozenset(
    {"status", "severity", "impact", "summary", "timeline", "tasks", "actions", "roles", "ic", "comms", "scribe"}
    | {"todo", "list", "catchup", "similar", "learnings", "help", "action items", "commander"}
    | {"streams", "workstreams"}
)


_LONGEST_NUMBER = 18  # digits: what is longer is no incident of anybody, however long it is


def number_in(digits: str) -> int:
    """The number that an incident is called by; one that is too long for any stays one that nothing has."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else 10**_LONGEST_NUMBER


def without_leading_marks(text: str) -> str:
    """The text after the `:`, `-` or `=` with which people set an argument off."""
    found = _LEADING_MARKS.match(plain(text))
    rest = text[found.end() :] if found else text
    return rest.strip() or text.strip()


def shows_bare(word: str) -> bool:
    """Whether this word, alone on its line, asks to be shown something (a plural, a role, a noun)."""
    return word in _SHOWN_BARE


class Line:
    """The rest of a line. Each `take_...` cuts what it returns out of `rest`, or returns None and cuts nothing.

    `word` is the name or synonym that was typed ("ic" of the verb role, "monitoring" of status), `helper` the word
    before it (`create` task). `taken` lists what was cut, as typed. Mentions and escapes stay as Slack sent them.
    """

    def __init__(self, text: str, *, now: datetime, zone: tzinfo, word: str = "", helper: str = "") -> None:
        self.rest = text.strip()
        self._came_bare = not self.rest
        self.word = word
        self.helper = helper
        self.taken: list[str] = []
        self.severity_note: str | None = None
        self._now, self._zone = now, zone

    @property
    def now(self) -> datetime:
        """When the line was typed."""
        return self._now

    def __bool__(self) -> bool:
        """Whether anything is left."""
        return bool(self.rest)

    @property
    def shows(self) -> bool:
        """There was no argument, and the verb asks to be shown: `tasks`, `ic`, `show task`, `my actions`."""
        return self._came_bare and (self.helper in ("show", "my") or shows_bare(self.word))

    @property
    def title(self) -> str:
        """What remains as one line without the quotes around it."""
        return unquoted(without_leading_marks(self.rest))

    def has_word(self, *words: str, where: Where = "first") -> bool:
        """Whether one of the words stands there; nothing is taken."""
        return self._search(_phrases(words), plain(self.rest), where) is not None

    def take_word(self, *words: str, where: Where = "first") -> str | None:
        """The one of these words or phrases that stands there, as given here."""
        found = self._search(_phrases(words), plain(self.rest), where)
        if found is None:
            return None
        self._cut(found)
        return _spelled(found["phrase"], words)

    def take_severity(self, where: Where = "either", *, digit: bool = False) -> str | None:
        """ "sev1".."sev4" as the first or last word ("private" may stand outside it); never "critical".

        sev0 and p0 give sev1 and a `severity_note`. A bare digit counts only where `digit` asks for it, as the verb
        severity does.
        """
        one = rf"(?P<quote>[\"'(\[*]?){_DIGIT_SEVERITY if digit else SEVERITY}[\"')\]*]?[:;,.!?]*"
        text = plain(self.rest)
        first = re.compile(rf"(?:{_STEADY} +)?(?P<cut>{one})(?= |$)").match(text)
        last = re.compile(rf"(?:^|.* )(?P<cut>{one})(?: +{_STEADY})?$").match(text)
        found = (first if where != "last" else None) or (last if where != "first" else None)
        return self._severity(found) if found else None

    def _severity(self, found: re.Match[str]) -> str:
        number = next(n for name, n in found.groupdict().items() if name in ("sev", "p", "s", "digit") and n)
        typed = self._cut_span(found.start("cut"), found.end("cut"))
        if number == "0":
            self.severity_note = f"{typed.strip(' :,.')} is SEV1 here, the highest."
            return "sev1"
        return f"sev{number}"

    def take_user(self, where: Where = "any") -> str | None:
        """The id of a mentioned person."""
        found = self._search(USER.pattern, self.rest, where)
        if found is None:
            return None
        self._cut(found)
        return found["id"]

    def take_incident(self) -> int | None:
        """The number of a leading `INC-42`, `#42` or `42` (also `into 42`, `incident 42`)."""
        found = _REFERENCE_ARGUMENT.match(plain(self.rest))
        if found is None:
            return None
        self._cut(found)
        return number_in(found["number"])

    def take_past(self, *, whole_days: bool = False) -> Moment | None:
        """A leading past moment (`14:02`, `fri 2pm`, `10m ago`); days without a time only when asked for.

        It may still lie ahead (14:05 typed at 14:00): see `Moment.is_after`.
        """
        span = moment_at_start(self.rest, now=self._now, zone=self._zone, direction=PAST)
        return self._take_moment(span if span and (span.moment.has_time or whole_days) else None)

    def demand_past(self) -> Moment | None:
        """A leading past moment; what has the shape of one and is none (`25:61 …`, `2026-02-29 …`) is refused."""
        moment = self.take_past()
        found = None if moment else misread_clock(self.rest)
        if found is None:
            return moment
        day = f"{self._now.astimezone(self._zone) - timedelta(days=1):%Y-%m-%d}"
        raise Refused(
            f"“{found['time']}” is no time; 03:40, 10m ago, “yesterday 14:02” and {day} 14:02 are accepted.",
            try_line=f"{self.word} {self._now.astimezone(self._zone):%H:%M} {self.rest[found.end() :].strip()}".strip(),
        )

    def take_ahead(self) -> Moment | None:
        """A leading time that can only lie ahead (`in 5m`, `tomorrow 9:00`), typed where a past one is expected."""
        is_ahead = AHEAD.match(self.rest) is not None
        return self.take_future() if is_ahead else None

    def take_future(self) -> Moment | None:
        """A leading coming moment (`in 30m`, `by 14:30`, `fri`)."""
        return self._take_moment(moment_at_start(self.rest, now=self._now, zone=self._zone, direction=FUTURE))

    def take_trailing_due(self) -> Moment | None:
        """A due time at the end (`by friday`, `due 2026-12-05`, `in 2 weeks`, `20m`), but not "the last 30m"."""
        return self._take_moment(due_at_end(self.rest, now=self._now, zone=self._zone))

    def demand_trailing_due(self) -> Moment | None:
        """The same, but a day that cannot be read (`by 2026-02-29`, `by 5/12/26`) is refused, not left in the text."""
        due = self.take_trailing_due()
        found = None if due else misread_day(self.rest)
        if found is None:
            return due
        instead = day_instead(found["day"], self._now.astimezone(self._zone).date())
        raise Refused(
            f"“{found['day']}” is no day that can be kept; 2026-12-05, 5 dec, friday and “in 2 weeks” are accepted.",
            try_line=" ".join(filter(None, (self.word, self.rest[: found.start()].strip(), instead))),
        )

    def take_duration(self) -> timedelta | None:
        """A leading length (`20m`, `1h30`, `every 20 min`, a bare `20` as minutes)."""
        found = duration_at_start(self.rest)
        if found is None:
            return None
        self._cut_span(0, found[1])
        return found[0]

    def _take_moment(self, span: Span | None) -> Moment | None:
        if span is None:
            return None
        self._cut_span(span.start, span.end)
        return span.moment

    @staticmethod
    def _search(pattern: str, text: str, where: Where) -> re.Match[str] | None:
        first = re.compile(rf"(?P<cut>{pattern})(?=\s|$)").match(text)
        if where == "first" or (first and where != "last"):
            return first
        if where == "any":
            return re.search(rf"(?<!\S)(?P<cut>{pattern})(?=\s|$)", text)
        return re.search(rf"(?<!\S)(?P<cut>{pattern})$", text)

    def _cut(self, found: re.Match[str]) -> str:
        name = "cut" if "cut" in found.re.groupindex else 0
        return self._cut_span(found.start(name), found.end(name))

    def _cut_span(self, start: int, end: int) -> str:
        typed, before, after = self.rest[start:end], self.rest[:start], self.rest[end:]
        gap = "\n" if "\n" in before[len(before.rstrip()) :] + after[: len(after) - len(after.lstrip())] else " "
        if not before.strip():
            self.rest = without_leading_marks(after) if after.strip() else ""
        elif not after.strip(" \t\n.,;:!"):
            self.rest = before.rstrip(" \t\n,;\u00a0")
        else:
            self.rest = before.rstrip() + gap + after.lstrip()
        self.taken.append(typed)
        return typed


def _phrases(words: tuple[str, ...]) -> str:
    spelled = sorted((re.escape(plain(w)).replace(r"\ ", " +") for w in words), key=len, reverse=True)
    return rf"(?P<mark>[\"'(*]?)(?P<phrase>{'|'.join(spelled)})[\"')*]?[:;,.!?]*"


def _spelled(phrase: str, words: tuple[str, ...]) -> str:
    known = {" ".join(plain(w).split()): w for w in words}
    return known[" ".join(phrase.split())]
