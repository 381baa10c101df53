"""The blameless check: fixed rules over what people wrote. It explains and asks; it never rewrites.

Quotes are left alone: lines that begin with `>` or `&gt;`, text in quotation marks, code.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_QUOTED = re.compile(r"(?m)^\s*(?:>|&gt;).*$|```.*?```|`[^`]*`|“[^”]*”|„[^“”]*[“”]|\"[^\"\n]*\"", re.DOTALL)
_WHO = (
    r"(?:<@[UW]\w+(?:\|[^>]*)?>|@\w+|\b(?:he|she|they|somebody|someone|the (?:engineer|operator|developer|admin|"
    r"on-?call|responder|person|team|author|reviewer|intern|contractor|ic|incident commander))\b)"
)
_ERROR = (
    r"(?:forgot|failed to|neglected|ignored|overlooked|missed|broke|mistyped|misread|misconfigured|messed up|"
    r"screwed up|caused|did(?: not|n['’]t) (?:check|notice|follow|test|read|reali[sz]e)|made a mistake|was careless|"
    r"deleted the wrong|ran the wrong)"
)


@dataclass(frozen=True)
class Rule:
    """What it looks for, why that hides something, and a question that gets further."""

    code: str
    pattern: re.Pattern[str]
    why: str
    ask: str


def _rule(code: str, pattern: str, why: str, ask: str) -> Rule:
    return Rule(code, re.compile(pattern, re.IGNORECASE), why, ask)


RULES = (
    _rule(
        "person",
        rf"{_WHO}\W+(?:\w+\W+){{0,3}}?{_ERROR}",
        "A person and an error in one sentence end the search there.",
        "What did the person see, and what made this step the sensible one just then?",
    ),
    _rule(
        "human_error",
        r"\b(?:human|operator|user|pilot|manual) error\b|\bfat[- ]finger(?:ed)?\b|\bcarelessness\b|\bnegligence\b",
        "“Human error” names where looking stopped; the same step will be taken again.",
        "What made the step easy to get wrong, and what would have caught it?",
    ),
    _rule(
        "counterfactual",
        rf"(?:{_WHO}|\bwe|\bI)\W+(?:\w+\W+){{0,2}}?(?:should have|could have|would have|ought to have|failed to)\b"
        r"|\bif only\b|\bhad (?:we|they|he|she|<@\w+>)\b",
        "It tells of a day that did not happen, not of the one that did.",
        "What was known at that moment, and what happened instead?",
    ),
    _rule(
        "single_cause",
        r"\b(?:(?:the|a) )?(?:(?:single|sole|only|one|actual|real|true) )?root cause\b"
        r"|\bthe (?:only|sole|single) cause\b",
        "One cause is rarely enough; the others stay in place.",
        "Which other conditions had to be there as well?",
    ),
    _rule(
        "hindsight",
        r"\b(?:obviously|clearly|of course|(?:in|with) hindsight|as everyone knows|should have been obvious|simply|"
        r"it was (?:clear|obvious|evident) that)\b",
        "It is clear now; it was not then.",
        "Which signs were there, and what did they look like at the time?",
    ),
    _rule(
        "emotive",
        r"\b(?:careless(?:ly)?|reckless(?:ly)?|stupid(?:ly)?|sloppy|lazy|incompetent|negligent|unacceptable|terrible|"
        r"embarrassing|idiotic|shameful|blame|fault of|guilty|disaster|horrible)\b",
        "The word judges; a reader learns nothing from it.",
        "What happened, in plain words?",
    ),
    _rule(
        "remedy_person",
        r"\b(?:remind|retrain|re-train|discipline|reprimand|be (?:more )?careful|pay (?:more|closer) attention|"
        r"try harder|train (?:the )?(?:team|people|staff|engineers?|operators?)|awareness|"
        r"make sure (?:that )?(?:people|everyone|everybody|engineers?|the team))\b",
        "A remedy aimed at people wears off within weeks.",
        "What could the system do so that attention is not needed?",
    ),
    _rule(
        "vague_impact",
        r"\b(?:some|many|several|a few|a lot of|various|certain|most|numerous) (?:of (?:our|the) )?"
        r"(?:users?|customers?|requests?|people|orders?|errors?|services?|clients?)\b|\bfor (?:a while|some time)\b",
        "A reader cannot tell ten from ten thousand.",
        "How many, of how many, from when to when, and how was it measured?",
    ),
)
VAGUE_ONLY_IN = frozenset({"summary", "impact"})


@dataclass(frozen=True)
class Finding:
    """One remark: where, which words, why, and a better question. `key` stays while the words stay."""

    key: str
    code: str
    place: str
    words: str
    why: str
    ask: str


@dataclass(frozen=True)
class CheckedItem:
    """An action item as the check sees it."""

    item_id: int
    title: str
    has_owner: bool


def check(sections: Mapping[str, str], items: Iterable[CheckedItem] = ()) -> list[Finding]:
    """Every remark on what people wrote, in the order of the sections, then of the items."""
    found = [f for place, text in sections.items() for f in _in_text(place, text)]
    return [*found, *(f for item in items for f in _in_item(item))]


def _in_text(place: str, text: str) -> Iterator[Finding]:
    bare = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
    rules = [rule for rule in RULES if rule.code != "vague_impact" or place in VAGUE_ONLY_IN]
    matches = [(match.start(), match.end(), rule) for rule in rules for match in rule.pattern.finditer(bare)]
    for start, end, rule in sorted(matches, key=lambda each: each[0]):
        yield _finding(rule.code, place, text[start:end].strip(), rule.why, rule.ask)


def _in_item(item: CheckedItem) -> Iterator[Finding]:
    place = f"item:{item.item_id}"
    for rule in RULES:
        match = rule.pattern.search(item.title) if rule.code in ("remedy_person", "person", "human_error") else None
        if match:
            yield _finding(rule.code, place, match[0].strip(), rule.why, rule.ask)
    if not item.has_owner:
        why = "An item without an owner is a wish."
        yield _finding("no_owner", place, item.title, why, "Who says yes to it?")


def _finding(code: str, place: str, words: str, why: str, ask: str) -> Finding:
    digest = hashlib.sha256(" ".join(words.casefold().split()).encode()).hexdigest()[:12]
    return Finding(f"{code}:{place}:{digest}"[:64], code, place, words, why, ask)
