"""Which messages look important, and why in words: a proposal for whoever wraps up, never a decision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SHOWN = 12
TICKED_FROM = 8  # points
APART = timedelta(minutes=2)  # of ticked ones at most one in this time
BEFORE_A_CHANGE = timedelta(minutes=2)
SILENCE = timedelta(minutes=10)
SHORT = 4  # words

_DONE = re.compile(
    r"\b(?:rolled back|roll(?:ing)? back|revert(?:ed|ing)?|restart(?:ed|ing)?|failed over|failing over|deployed|scaled|"
    r"drained|disabled|enabled|switched|rebooted|promoted|blocked|removed|restored|raised|lowered|deleted|purged|"
    r"patched|paused|killed|stopped|started|copied|wiped)\b",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:down|(?<!rolled )(?<!rolling )(?<!roll )back|up again|confirmed|because|found|cause|broken|recovered|"
    r"healthy|lost)\b",
    re.I,
)
_NUMBER = re.compile(
    r"\d(?:[\d.,]*\d)?\s?(?:%|ms|s|sec|min|minutes?|hours?|h|[kmgt]i?b|mbit/s|gbit/s|rps|qps|errors?|users?|requests?)"
    r"(?![\w])",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"https?://\S*(?:grafana|datadog|dashboard|kibana|honeycomb|graph|/pull/|/merge_requests/|/commit/|/deploy|/changes?/)",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^\W*(?:thanks?|thank you|thx|ty|cheers|hi|hello|hey|good (?:morning|evening|night)|morning|welcome|ok(?:ay)?|"
    r"great|nice|lol|\+1|np|well done|on it|looking|same here|me too)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True)
class Said:
    """One message of the channel. `replies` counts the answers to it."""

    entry_id: int
    at: datetime
    text: str
    author: str | None
    is_key: bool = False
    is_bot: bool = False
    is_loud_bot: bool = False  # the first firing of an alert, its end, a deploy
    has_picture: bool = False
    replies: int = 0


@dataclass(frozen=True)
class Candidate:
    """A message with its points and the reasons, and whether it is ticked at first."""

    said: Said
    points: int
    why: tuple[str, ...]
    is_ticked: bool = False


def candidates(
    messages: Sequence[Said],
    *,
    holders: Iterable[str] = (),
    changes: Sequence[datetime] = (),
    services: Iterable[str] = (),
) -> list[Candidate]:
    """The twelve likeliest key moments in the order in which they happened.

    `holders` held a role at any time, `changes` are the moments of status, severity and role changes.
    """
    ordered = sorted(messages, key=lambda m: (m.at, m.entry_id))
    rated = _rated(ordered, frozenset(holders), sorted(changes), [s.casefold() for s in services])
    best = sorted(rated, key=lambda c: (not c.said.is_key, -c.points, c.said.at, c.said.entry_id))
    shown = [c for c in best if c.points > 0 or c.said.is_key][:SHOWN]
    ticked = _ticked(shown)
    by_time = sorted(shown, key=lambda c: (c.said.at, c.said.entry_id))
    return [Candidate(c.said, c.points, c.why, c.said.entry_id in ticked) for c in by_time]


def _ticked(best: Sequence[Candidate]) -> set[int]:
    """Key ones stay ticked; of the others the best, none within two minutes of another."""
    taken = [c for c in best if c.said.is_key]
    for candidate in best:
        near = any(abs(candidate.said.at - other.said.at) < APART for other in taken)
        if candidate.points >= TICKED_FROM and not candidate.said.is_key and not near:
            taken.append(candidate)
    return {c.said.entry_id for c in taken}


def _rated(
    messages: Sequence[Said], holders: frozenset[str], changes: Sequence[datetime], services: Sequence[str]
) -> list[Candidate]:
    unseen, before = set(services), None
    rated = []
    for said in messages:
        new = {s for s in unseen if s in said.text.casefold()}
        unseen -= new
        reasons = [*_of_text(said, holders), *_of_place(said, changes, before, new)]
        rated.append(Candidate(said, sum(p for p, _ in reasons), tuple(why for p, why in reasons if p > 0)))
        before = said.at
    return rated


def _of_text(said: Said, holders: frozenset[str]) -> list[tuple[int, str]]:
    """Points with their reasons in words; what takes points away is never shown and has none."""
    found: list[tuple[int, str]] = []
    if said.author in holders and _DONE.search(said.text):
        found.append((5, "a role holder did something"))
    if said.has_picture or _LINK.search(said.text):
        found.append((4, "a picture, graph or change"))
    if _STATE.search(said.text):
        found.append((3, "says how things stand"))
    if _NUMBER.search(said.text):
        found.append((3, "a number with its unit"))
    if _COURTESY.match(said.text) or len(_WORD.findall(said.text)) < SHORT:
        found.append((-4, ""))
    if said.is_bot and not said.is_loud_bot:
        found.append((-3, ""))
    return found


def _of_place(said: Said, changes: Sequence[datetime], before: datetime | None, new: set[str]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    if any(timedelta(0) <= change - said.at <= BEFORE_A_CHANGE for change in changes):
        found.append((4, "just before a change"))
    if before is not None and said.at - before >= SILENCE:
        found.append((3, "ends a silence"))
    if said.replies >= 3:
        found.append((2, "others answered"))
    if new:
        found.append((2, f"first mention of {sorted(new)[0]}"))
    return found
