"""When an owner hears of an item: the days, worked out without a clock.

The days after the due day are calendar days. One that falls on a day off moves to the next working day, and no two
fall on one day: each stage comes at least one working day after the stage before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from fireline.features.people.rules import DAYS, WorkingHours, at_clock


class Stage(StrEnum):
    """What a line of an owner's message is about.

    The second group comes with its day, in this order; the first is told as soon as it may be; digest lines fill up
    the weekly message.
    """

    ASSIGNED = "assigned"
    OFFERED = "offered"
    KEPT = "kept"
    RETURNED = "returned"

    SOON = "soon"
    DUE = "due"
    LATE = "late"
    LAST_CALL = "last_call"
    ASKED = "asked"
    REVIEW = "review"

    DIGEST = "digest"


DATED = (Stage.SOON, Stage.DUE, Stage.LATE, Stage.LAST_CALL, Stage.ASKED, Stage.REVIEW)
LATE_STAGES = (Stage.LATE, Stage.LAST_CALL, Stage.ASKED, Stage.REVIEW)
SOON_BEFORE = 3  # working days
AFTER = {Stage.LATE: 3, Stage.LAST_CALL: 5, Stage.ASKED: 6, Stage.REVIEW: 21}  # calendar days
LONG = 30  # days: an item with more of them is mentioned at half time


@dataclass(frozen=True)
class Told:
    """The newest reminder of an item: None as stage when it only was given, on that day."""

    stage: Stage | None
    on: date

    def is_before(self, stage: Stage) -> bool:
        return self.stage not in DATED or DATED.index(self.stage) < DATED.index(stage)


def clock_of(wanted: time, hours: WorkingHours) -> time:
    """The time of day of reminders: the wanted one, or the start of work where that lies outside of it."""
    return wanted if hours.start <= wanted < hours.end else hours.start


def days_of(due_on: date, hours: WorkingHours, told: Told, *, can_ask: bool) -> dict[Stage, date]:
    """The day of every dated stage. Nobody is asked before the day after the owner was told that it would happen."""
    days = {Stage.SOON: hours.working_days_before(due_on, SOON_BEFORE), Stage.DUE: _working(due_on, hours)}
    before = days[Stage.DUE]
    for stage, after in AFTER.items():
        if stage is Stage.ASKED and not can_ask:
            continue
        days[stage] = max(_working(due_on + timedelta(days=after), hours), hours.working_days_after(before, 1))
        if stage is Stage.ASKED and told.stage is Stage.LAST_CALL:
            days[stage] = max(days[stage], hours.working_days_after(told.on, 1))
        before = days[stage]
    return days


def fitting(days: Mapping[Stage, date], told: Told, today: date) -> Stage | None:
    """The one reminder that fits today: the newest that has come, whatever was missed before it.

    A contact is asked only after the owner was told that it would happen; else that comes first.
    """
    come = [stage for stage, day in days.items() if told.is_before(stage) and told.on < day <= today]
    if not come:
        return None
    if come[-1] is Stage.ASKED and told.stage is not Stage.LAST_CALL:
        return Stage.LAST_CALL
    return come[-1]


def next_day(days: Mapping[Stage, date], told: Told) -> date | None:
    """The next day on which there is something to say, maybe one that has passed; None when all was said."""
    return min((day for stage, day in days.items() if told.is_before(stage) and told.on < day), default=None)


def week_of(today: date, weekday: str) -> date:
    """The nominal day of the weekly message, today or the latest before."""
    return today - timedelta(days=(today.weekday() - DAYS.index(weekday)) % 7)


def digest_day(week: date, hours: WorkingHours) -> date:
    """The day on which that week's message comes: the nominal one, or the next working day."""
    return _working(week, hours)


def is_half_time(given_on: date, due_on: date, week: date) -> bool:
    """Whether half of a long item's time ran out in the seven days before this week's message."""
    middle = given_on + (due_on - given_on) / 2
    return (due_on - given_on).days > LONG and week - timedelta(days=7) < middle <= week


def sent_at(day: date, clock: time, zone: tzinfo, hours: WorkingHours, now: datetime) -> datetime:
    """When that day's message leaves: at the clock, or as soon as work allows when the hour has passed."""
    at = at_clock(day, clock, zone)
    return at if at > now else hours.now_or_next(now, zone, clock)


def _working(day: date, hours: WorkingHours) -> date:
    while not hours.is_working_day(day):
        day += timedelta(days=1)
    return day
