"""What was found out: one line each, with the fix. No secret ever stands in one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

# Tokens of any kind, whole or cut off, and whatever looks like a signing secret.
SECRET = re.compile(r"\b(?:xox[a-z]|xapp)[-.][\w.-]+|\b[0-9a-f]{32,}\b", re.IGNORECASE)
MASK = "•••"


class State(StrEnum):
    """`look`: cannot be told from here, or works but may not be what was meant; only `wrong` makes the check fail."""

    GOOD = "good"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    subject: str
    state: State
    said: str
    fix: str = ""


def good(subject: str, said: str) -> Finding:
    return Finding(subject, State.GOOD, said)


def look(subject: str, said: str, fix: str) -> Finding:
    return Finding(subject, State.LOOK, said, fix)


def wrong(subject: str, said: str, fix: str) -> Finding:
    return Finding(subject, State.WRONG, said, fix)


def scrubbed(findings: Iterable[Finding], secrets: Iterable[str]) -> list[Finding]:
    """The findings with every secret masked: the values that are set, and whatever looks like one."""
    known = [re.compile(rf"(?<!\w){re.escape(secret)}(?!\w)") for secret in secrets if secret]
    return [replace(each, said=_masked(each.said, known), fix=_masked(each.fix, known)) for each in findings]


def _masked(text: str, known: Iterable[re.Pattern[str]]) -> str:
    for pattern in known:
        text = pattern.sub(MASK, text)
    return SECRET.sub(MASK, text)
