"""Which entries somebody asks to see: `timeline decisions @bea since 14:00`. Pure.

The choice travels in the buttons of the list, so that a press shows the same choice again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from fireline.core.errors import Refused
from fireline.core.grammar import Line
from fireline.features.timeline import events
from fireline.features.timeline.rules import Mark

SHOWN, MOST = 10, 30
MARKS: Mapping[str, Mark] = {
    "decisions": Mark.DECISION,
    "findings": Mark.FINDING,
    "hypotheses": Mark.FINDING,
    "mitigations": Mark.MITIGATION,
}
KINDS: Mapping[str, tuple[str, ...]] = {
    "notes": (events.NOTED,),
    "messages": (events.MESSAGE,),
    "bots": (events.BOT_MESSAGE,),
    "changes": ("incidents.", "roles."),
    "updates": ("updates.",),
    "tasks": ("tasks.",),
    "actions": ("action_items.",),
    "people": (events.JOINED, events.LEFT),
}
_SPOKEN = {**{name: name for name in (*MARKS, *KINDS)}, **{name[:-1]: name for name in (*MARKS, *KINDS)}}
_SPOKEN |= {"hypothesis": "hypotheses", "items": "actions", "moments": "key", "moment": "key"}
_SPOKEN |= {"people": "people", "joins": "people", "status": "changes", "severity": "changes"}
_FILLERS = ("of", "by", "from", "the", "only", "show", "and")
_COUNT = re.compile(r"\s*(?:last\s+)?(?P<number>[0-9]{1,3})(?=\s|$)")
ACCEPTED = (
    "key, all, decisions, findings, mitigations, notes, messages, changes, updates, @person, since 14:00 and a number"
)


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What to show. `kind` is a name of `MARKS` or `KINDS`."""

    only_key: bool = False
    with_all: bool = False
    kind: str = ""
    by: str | None = None
    since: datetime | None = None
    newest: int = SHOWN

    @property
    def mark(self) -> Mark | None:
        return MARKS.get(self.kind)

    @property
    def kinds(self) -> tuple[str, ...]:
        return KINDS.get(self.kind, ())

    def packed(self) -> str:
        """The choice in few letters, without a colon."""
        since = f"s{int(self.since.timestamp())}" if self.since else ""
        newest = f"n{self.newest}" if self.newest != SHOWN else ""
        flags = ("key" if self.only_key else "", "all" if self.with_all else "")
        return "+".join(part for part in (*flags, self.kind, self.by or "", since, newest) if part) or "last"


def unpacked(packed: str) -> Filter:
    """The choice that a button carries; parts that nobody knows any more are passed over."""
    found = Filter()
    for part in packed.split("+"):
        if part in ("key", "all"):
            found = replace(found, only_key=found.only_key or part == "key", with_all=found.with_all or part == "all")
        elif part in MARKS or part in KINDS:
            found = replace(found, kind=part)
        elif re.fullmatch(r"[UW][A-Z0-9]+", part):
            found = replace(found, by=part)
        elif re.fullmatch(r"s[0-9]{1,11}", part):
            found = replace(found, since=datetime.fromtimestamp(int(part[1:]), UTC))
        elif re.fullmatch(r"n[0-9]{1,2}", part):
            found = replace(found, newest=max(1, min(int(part[1:]), MOST)))
    return found


def read(line: Line, *, me: str) -> Filter:
    """The choice that was typed, its parts in any order; refuses what is none, with the line that would work."""
    found, taken = Filter(), [""]
    while line.rest and taken:
        before = len(line.taken)
        found = _next(found, line, me)
        taken = line.taken[before:]
    if line.rest:
        raise Refused(f"“{line.rest}” chooses no entries. Accepted: {ACCEPTED}.", try_line=_corrected(found, line))
    return found


def _next(found: Filter, line: Line, me: str) -> Filter:
    if line.take_word(*_FILLERS):
        return found
    if word := line.take_word("key", "pinned", "all", "everything", "me", "mine", *_SPOKEN):
        return _chosen(found, _SPOKEN.get(word, word), me)
    if user := line.take_user("first"):
        return replace(found, by=user)
    if line.has_word("since", "after", "last"):
        return _since(found, line)
    if count := _COUNT.match(line.rest):
        line.take_word(count["number"])
        return replace(found, newest=max(1, min(int(count["number"]), MOST)))
    if length := line.take_duration():
        return replace(found, since=line.now - length)
    return found


def _chosen(found: Filter, word: str, me: str) -> Filter:
    if word in ("key", "pinned"):
        return replace(found, only_key=True)
    if word in ("all", "everything"):
        return replace(found, with_all=True)
    if word in ("me", "mine"):
        return replace(found, by=me)
    return replace(found, kind=word)


def _since(found: Filter, line: Line) -> Filter:
    word = line.take_word("since", "after", "last")
    if word == "last" and (count := _COUNT.match(line.rest)) and count.end() == len(line.rest):
        line.take_word(count["number"])
        return replace(found, newest=max(1, min(int(count["number"]), MOST)))
    moment = line.take_past(whole_days=True)
    if moment is not None and not moment.is_after(line.now):
        return replace(found, since=moment.at)
    length = None if moment else line.take_duration()
    if length is None:
        typed = moment.typed if moment else line.rest
        raise Refused(f"“{typed}” is no past time.", try_line="timeline since 14:00")
    return replace(found, since=line.now - length)


def _corrected(found: Filter, line: Line) -> str:
    """The line again without what could not be read."""
    kept = " ".join(part for part in line.taken if part not in _FILLERS)
    return f"timeline {kept}".strip() if found != Filter() else "timeline key"
