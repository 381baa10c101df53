"""When people work: the arithmetic of working hours, in the reader's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.triggers.cron import CronTrigger
from pydantic import BaseModel, ConfigDict, Field, field_validator

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class WorkingHours(BaseModel):
    """The section `working_hours`: days, start and end on each person's own clock, and days off for all."""

    model_config = ConfigDict(extra="forbid")

    days: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri")
    start: time = time(9)
    end: time = time(17, 30)
    holidays: tuple[date, ...] = Field((), description="days on which nobody is reminded")

    @field_validator("days")
    @classmethod
    def _are_days(cls, days: tuple[str, ...]) -> tuple[str, ...]:
        if not days or any(day not in DAYS for day in days):
            raise ValueError(f"days out of {', '.join(DAYS)} are accepted, at least one")
        return days

    def is_working_day(self, day: date) -> bool:
        return DAYS[day.weekday()] in self.days and day not in self.holidays

    def is_open(self, moment: datetime, zone: tzinfo) -> bool:
        local = moment.astimezone(zone)
        return self.is_working_day(local.date()) and self.start <= local.time() < self.end

    def next_at(self, after: datetime, zone: tzinfo, clock: time, *, same_day: bool = True) -> datetime:
        """The next working day's `clock` on that person's clock, at or after the moment; UTC.

        With `same_day=False` the day of `after` itself does not count. The calendar, with its nights on which clocks
        change, is APScheduler's; only the days off are ours.
        """
        fires = CronTrigger(
            day_of_week=",".join(self.days),
            hour=clock.hour,
            minute=clock.minute,
            second=clock.second,
            timezone=zone,
        )
        at = after if same_day else at_clock(after.astimezone(zone).date() + timedelta(days=1), time(0), zone)
        while True:
            found: datetime = fires.get_next_fire_time(None, at.astimezone(zone))
            if found.date() not in self.holidays:
                return found.astimezone(UTC)
            at = found + timedelta(seconds=1)

    def now_or_next(self, moment: datetime, zone: tzinfo, clock: time) -> datetime:
        """The moment itself in working hours, else the next working day at `clock`."""
        return moment if self.is_open(moment, zone) else self.next_at(moment, zone, clock)

    def working_days_before(self, day: date, count: int) -> date:
        """The date that lies `count` working days before."""
        return self._walk(day, -1, count)

    def working_days_after(self, day: date, count: int) -> date:
        """The date that lies `count` working days after."""
        return self._walk(day, 1, count)

    def add(self, moment: datetime, working: timedelta, zone: tzinfo) -> datetime:
        """The moment at which that much working time has passed: SEV3 promises are in working minutes."""
        at, left = moment.astimezone(zone), working
        while True:
            opens, closes = at_clock(at.date(), self.start, zone), at_clock(at.date(), self.end, zone)
            begins = max(at.astimezone(UTC), opens)
            if self.is_working_day(at.date()) and begins < closes:
                if begins + left <= closes:
                    return begins + left
                left -= closes - begins
            at = at_clock(at.date() + timedelta(days=1), time(0), zone).astimezone(zone)

    def _walk(self, day: date, step: int, count: int) -> date:
        while count > 0:
            day += timedelta(days=step)
            if self.is_working_day(day):
                count -= 1
        return day


def zone_named(name: str | None) -> tzinfo:
    """The zone as Slack names it; UTC when it names none that is known."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def at_clock(day: date, clock: time, zone: tzinfo) -> datetime:
    """That day's wall-clock time in the zone, in UTC."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)
