"""Who is on duty when: people in turn, a week each, and the days on which somebody stands in. Values only.

A week begins and ends at the same time on the wall clock, also where a night on which clocks change lies between.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, RootModel, ValidationInfo, field_validator

from fireline.features.people.rules import DAYS, at_clock
from fireline.features.roles.rules import DEFAULT

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
_USER_ID = re.compile(r"[UW][A-Z0-9]{2,20}")
_HANDOVER = re.compile(r"(?P<day>[a-z]{3})[a-z]*[ ,]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})")


def _user_id(found: str) -> str:
    if not _USER_ID.fullmatch(found):
        raise ValueError("that is no user id; ids such as U012AB3CD are accepted (profile, three dots, Copy member ID)")
    return found


PersonId = Annotated[str, AfterValidator(_user_id)]


@dataclass(frozen=True)
class Duty:
    """Somebody's time on duty (UTC); `stands_in` for whoever's turn it would be."""

    user_id: str
    since: datetime
    until: datetime
    stands_in: bool = False


class Override(BaseModel):
    """Whole days, in the rotation's zone, on which somebody else is on duty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: date
    last: date | None = None
    who: PersonId

    @field_validator("last")
    @classmethod
    def _comes_after(cls, last: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("first")
        if last is not None and first is not None and last < first:
            raise ValueError(f"it ends before it begins; {first} or a later day is accepted")
        return last

    @property
    def end(self) -> date:
        """The day after it."""
        return (self.last or self.first) + DAY


class Rotation(BaseModel):
    """One role's turns. The first of `people` has the week in which `starts` lies; before it nobody is on duty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    people: tuple[PersonId, ...]
    starts: date
    handover: str = "mon 09:00"
    zone: str = "UTC"
    overrides: tuple[Override, ...] = ()

    @field_validator("people")
    @classmethod
    def _is_somebody(cls, people: tuple[str, ...]) -> tuple[str, ...]:
        if not people:
            raise ValueError("nobody is in this rotation; one user id at least is needed")
        return people

    @field_validator("handover")
    @classmethod
    def _is_a_time_of_the_week(cls, typed: str) -> str:
        found = _HANDOVER.fullmatch(typed.strip().lower())
        if found is None or found["day"] not in DAYS or int(found["hour"]) > 23 or int(found["minute"]) > 59:
            raise ValueError("that is no time of the week; a day and a time such as “mon 09:00” are accepted")
        return f"{found['day']} {int(found['hour']):02}:{found['minute']}"

    @field_validator("zone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("no such time zone; names such as Europe/Berlin are accepted") from None
        return name

    @field_validator("overrides")
    @classmethod
    def _lie_apart(cls, overrides: tuple[Override, ...]) -> tuple[Override, ...]:
        ordered = tuple(sorted(overrides, key=lambda o: o.first))
        for one, other in pairwise(ordered):
            if other.first < one.end:
                raise ValueError(f"{other.first} is in two overrides; each day may be in one")
        return ordered

    def on_duty(self, moment: datetime) -> Duty | None:
        """Who is on duty then; None before the first week."""
        day = moment.astimezone(self._tz).date()
        for override in self.overrides:
            if override.first <= day < override.end:
                return Duty(override.who, self._midnight(override.first), self._midnight(override.end), stands_in=True)
        turn = self._turn(moment)
        return self._regular(turn, moment) if turn >= 0 else None

    def coming(self, moment: datetime, count: int) -> list[Duty]:
        """Who is on duty then, and the next ones after; so many at most."""
        found: list[Duty] = []
        while len(found) < count:
            duty = self.on_duty(moment) or self.on_duty(self._handover(0))
            if duty is None or (found and duty.until <= found[-1].until):
                break
            found.append(duty)
            moment = duty.until
        return found

    def _regular(self, turn: int, moment: datetime) -> Duty:
        """A turn, without the days on which others stand in."""
        edges = [(self._midnight(o.first), self._midnight(o.end)) for o in self.overrides]
        since = max([self._handover(turn), *(end for _, end in edges if end <= moment)])
        until = min([self._handover(turn + 1), *(start for start, _ in edges if start > moment)])
        return Duty(self.people[turn % len(self.people)], since, until)

    def _turn(self, moment: datetime) -> int:
        """How many handovers lie between the first one and the moment; negative before the first."""
        turn = (moment.astimezone(self._tz).date() - self._first_day).days // 7
        return turn - 1 if moment < self._handover(turn) else turn

    def _handover(self, turn: int) -> datetime:
        _, clock = self.handover.split()
        return at_clock(self._first_day + turn * WEEK, time.fromisoformat(clock), self._tz)

    @property
    def _first_day(self) -> date:
        """The handover day of the week in which the rotation starts."""
        back = (self.starts.weekday() - DAYS.index(self.handover[:3])) % 7
        return self.starts - timedelta(days=back)

    def _midnight(self, day: date) -> datetime:
        return at_clock(day, time(0), self._tz)

    @property
    def _tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class Rotas(RootModel[dict[str, Rotation]]):
    """The section `rota`: for a role, who is on duty in which week."""

    root: dict[str, Rotation] = {}

    @field_validator("root")
    @classmethod
    def _are_of_roles(cls, rotas: dict[str, Rotation], info: ValidationInfo) -> dict[str, Rotation]:
        known = _role_keys(info.context)
        for key in rotas:
            if key not in known:
                raise ValueError(f"“{key}” is no role; the keys of the section roles are accepted: {', '.join(known)}")
        return rotas

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(self.root)

    def on_duty(self, role: str, moment: datetime) -> Duty | None:
        rotation = self.root.get(role)
        return rotation.on_duty(moment) if rotation else None

    def coming(self, role: str, moment: datetime, count: int) -> list[Duty]:
        rotation = self.root.get(role)
        return rotation.coming(moment, count) if rotation else []


def _role_keys(document: Any) -> list[str]:
    """The keys of the roles beside it in the file. What is wrong there is said where the roles are read."""
    section = document.get("roles") if isinstance(document, Mapping) else None
    if not isinstance(section, list):
        return [role.key for role in DEFAULT]
    return [str(role["key"]) for role in section if isinstance(role, Mapping) and "key" in role]
