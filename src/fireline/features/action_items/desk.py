"""One person's desk: their clock, whether they work, and what falls on which of their days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from fireline.core.events import UserId
from fireline.features.action_items import contacts, days, stages
from fireline.features.action_items.reads import Item
from fireline.features.action_items.rules import Nags
from fireline.features.action_items.stages import Stage
from fireline.features.people import reads as people
from fireline.features.people.rules import WorkingHours
from fireline.store.unit import Unit


@dataclass(frozen=True)
class Desk:
    """One person's day: where their clock stands, and whether they work."""

    user_id: UserId
    now: datetime
    zone: tzinfo
    hours: WorkingHours
    clock: time

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def is_open(self) -> bool:
        return self.hours.is_open(self.now, self.zone)

    @property
    def hour_has_come(self) -> bool:
        """Whether today's reminders may leave: at work, and their hour has struck."""
        return self.is_open and self.now.astimezone(self.zone).time() >= self.clock

    @property
    def later(self) -> datetime:
        """The next hour of reminders, after now."""
        return self.hours.next_at(self.now + timedelta(microseconds=1), self.zone, self.clock)

    def at(self, day: date) -> datetime:
        """When that day's reminder leaves, never now: what could be said now was said."""
        at = stages.sent_at(day, self.clock, self.zone, self.hours, self.now)
        return at if at > self.now else self.later


def desk_of(unit: Unit, user_id: str) -> Desk:
    hours = unit.config(WorkingHours)
    clock = stages.clock_of(unit.config(Nags).at, hours)
    return Desk(UserId(user_id), unit.now, people.person_of(unit, user_id).zone, hours, clock)


def fitting(unit: Unit, desk: Desk, item: Item) -> Stage | None:
    """The one reminder of this item that fits today."""
    return stages.fitting(days_of(unit, desk, item), item.told, desk.today)


def next_day(unit: Unit, desk: Desk, item: Item) -> date | None:
    """The next day on which this item is spoken of."""
    return stages.next_day(days_of(unit, desk, item), item.told)


def days_of(unit: Unit, desk: Desk, item: Item) -> dict[Stage, date]:
    return stages.days_of(item.due_on, desk.hours, item.told, can_ask=contact_of_item(unit, item) is not None)


def contact_of_item(unit: Unit, item: Item) -> UserId | None:
    """Who is asked when its owner does not answer."""
    return contacts.contact_for(unit, item.incident_id, besides=(item.owner_id,))


def week_at(unit: Unit, desk: Desk, items: Mapping[int, Item]) -> date | None:
    """The day of the next weekly message: this week's if it was not sent and somebody knew of an item by then."""
    if not items:
        return None
    week = stages.week_of(desk.today, unit.config(Nags).digest)
    this = stages.digest_day(week, desk.hours)
    last = days.last_digest(unit, desk.user_id)
    is_wanted = any(item.told.on < this for item in items.values()) and (last is None or last < week)
    return this if is_wanted else stages.digest_day(week + timedelta(days=7), desk.hours)
