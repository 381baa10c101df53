"""What a good item looks like, when it falls due, how many were finished: values only."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, field_validator

from fireline.features.incidents.rules import Severity
from fireline.features.people.rules import DAYS

CATEGORIES = {
    "detection": "seeing it sooner",
    "response": "handling it better",
    "capacity": "making it impossible or harmless",
}
PRIORITIES = ("high", "normal", "low")
FREE_MOVES = 2  # new dates that need no reason
LATEST_GOOD = 60  # days
FURTHEST = 3 * 365
MOVED_TWICE = "The date moved twice already"
WHAT_HOLDS = "What has to change for this one to hold?"
REASON_WANTED = f"{MOVED_TWICE}. {WHAT_HOLDS}"


class ItemStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        return "won't do" if self is ItemStatus.DECLINED else self.value


class DueDays(BaseModel):
    """How many days an item has when nobody names a date."""

    model_config = ConfigDict(extra="forbid")

    sev1: int = Field(15, gt=0)
    sev2: int = Field(30, gt=0)
    sev3: int = Field(60, gt=0)
    sev4: int = Field(60, gt=0)


class Nags(BaseModel):
    """The section `nags`: when owners are reminded, and whom to ask when one does not answer."""

    model_config = ConfigDict(extra="forbid")

    at: time = time(9, 30)
    digest: str = "mon"
    contact: str = Field("", description="a user id (U…); asked when an incident has no facilitator")
    due_days: DueDays = DueDays()

    @field_validator("digest")
    @classmethod
    def _is_a_day(cls, day: str) -> str:
        if day not in DAYS:
            raise ValueError(f"one of {', '.join(DAYS)} is accepted")
        return day

    @field_validator("contact")
    @classmethod
    def _is_a_person(cls, contact: str) -> str:
        wanted = contact.strip().removeprefix("<@").removesuffix(">")
        if wanted and not re.fullmatch(r"[UW][A-Z0-9]+", wanted):
            raise ValueError("a user id such as U024BE7LH is accepted (in Slack: profile, ⋮, Copy member ID)")
        return wanted


def default_due(today: date, severity: Severity, days: DueDays) -> date:
    """The due day of an item for which nobody named one."""
    return today + timedelta(days=int(getattr(days, severity.value)))


_VAGUE = re.compile(r"(improve|investigate|monitor|ensure|look into|review|consider|explore|optimi[sz]e)\b", re.I)
_PEOPLE = re.compile(
    r"\b(remind|retrain|re-train|be (?:more )?careful|pay (?:more )?attention|be vigilant|double[- ]check"
    r"|educate|warn (?:the )?(?:team|people|everyone|engineers))\b",
    re.I,
)


def hints(title: str, done_when: str, due_on: date, today: date) -> list[str]:
    """What could make the item likelier to be finished: said, never enforced."""
    found = []
    vague, people = _VAGUE.match(title), _PEOPLE.search(title)
    if vague and not done_when:
        found.append(f"“{vague[0].capitalize()}” has no end: what will be there when it is done?")
    if people:
        found.append(f"“{people[0].capitalize()}” wears off. What would make the slip impossible, or harmless?")
    if (days := (due_on - today).days) > LATEST_GOOD:
        found.append(f"{days} days are long: items that get done end within two months. Is there a first step?")
    return found


def move_problem(due_on: date, to: date, today: date, *, moved: int, reason: str) -> str | None:
    """Why the due day cannot move there, in a sentence; None when it can."""
    if to < today:
        return f"{shown(to)} has passed; a day from today on is accepted."
    if (to - today).days > FURTHEST:
        return f"{to.year} is too far away; a day within three years is accepted."
    if to == due_on:
        return f"It is due on {shown(to)} already."
    if moved >= FREE_MOVES and not reason:
        return f"{MOVED_TWICE}, to {shown(due_on, near=today)} now. {WHAT_HOLDS}"
    return None


def shown(day: date, *, near: date | None = None) -> str:
    """`Fri 12 Dec`, with the year unless it is that of `near`."""
    text = f"{day:%a} {day.day} {day:%b}"
    return text if near is not None and near.year == day.year else f"{text} {day.year}"
