"""When the wrap-up comes, when the review is held, how much is written, how long silence may last: values only."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field


class Afterwards(BaseModel):
    """The section `afterwards`: what happens once an incident is resolved."""

    model_config = ConfigDict(extra="forbid")

    wrapup_after_minutes: int = Field(30, ge=0, le=24 * 60)
    wrapup_at: time = time(10)
    review_at: time = time(15)
    review_within_days: int = Field(3, ge=2, le=5, description="working days")
    silence_minutes: dict[str, int] = Field({"sev1": 30, "sev2": 60}, description="until the IC is asked")


class Hours(Protocol):
    """Working hours, as the people feature knows them."""

    def is_open(self, moment: datetime, zone: tzinfo) -> bool: ...

    def next_at(self, after: datetime, zone: tzinfo, clock: time, *, same_day: bool = True) -> datetime: ...

    def add(self, moment: datetime, working: timedelta, zone: tzinfo) -> datetime: ...


FULL, LIGHT, NOTE = "full", "light", "note"
TIERS = {"sev1": FULL, "sev2": FULL, "sev3": LIGHT, "sev4": NOTE}
TIER_DOCUMENTS = {
    FULL: "a full postmortem",
    LIGHT: "a light postmortem (five headings, one item)",
    NOTE: "a note instead of a postmortem",
}
TIER_WORDS = {FULL: "full", LIGHT: "light (five headings, one item)", NOTE: "a note"}
NEEDS_PEOPLE = {  # what no record says, by heading
    FULL: {"lead_up": "lead-up", "factors": "contributing factors", "surprised_us": "what surprised us"},
    LIGHT: {"factors": "contributing factors"},
    NOTE: {"summary": "a summary"},
}
WORKING_DAY = timedelta(hours=8)


def wrapup_at(now: datetime, zone: tzinfo, hours: Hours, config: Afterwards) -> datetime:
    """Half an hour later if that person is then at work, else the next working morning."""
    soon = now + timedelta(minutes=config.wrapup_after_minutes)
    return soon if hours.is_open(soon, zone) else hours.next_at(soon, zone, config.wrapup_at)


def tomorrow_at(now: datetime, zone: tzinfo, hours: Hours, config: Afterwards) -> datetime:
    """The morning of the next working day after this one."""
    return hours.next_at(now, zone, config.wrapup_at, same_day=False)


def review_at(now: datetime, zone: tzinfo, hours: Hours, config: Afterwards) -> datetime:
    """An afternoon two to five working days on: soon enough to remember, late enough to have slept."""
    at = now
    for _ in range(config.review_within_days):
        at = hours.next_at(at, zone, config.review_at, same_day=False)
    return at


def tier_of(severity: str, chosen: str = "") -> str:
    """How much is written: what somebody chose, else what the severity asks for."""
    return chosen or TIERS[severity]


def silent_until(severity: str, last: datetime, zone: tzinfo, hours: Hours, config: Afterwards) -> datetime:
    """The moment from which silence since `last` is worth a question."""
    minutes = config.silence_minutes.get(severity)
    if minutes is not None:
        return last + timedelta(minutes=minutes)
    return hours.add(last, WORKING_DAY, zone)
