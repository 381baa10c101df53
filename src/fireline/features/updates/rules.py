"""When the next update is due, who is late and by how much: decisions without a database or a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from fireline.core.times import read_duration
from fireline.features.incidents.rules import Severity, Status
from fireline.features.people.rules import WorkingHours

SETTLED_AFTER = timedelta(hours=2)  # from then on the longer interval holds
PHASE_WITHIN = timedelta(minutes=15)
PHASE_ASKED_AFTER = timedelta(minutes=1)  # who turns a phase often writes the update at once
LONGEST_SILENCE = timedelta(hours=4)
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=24)
PAUSED_FOR = timedelta(hours=4)
MORE_TIME = timedelta(minutes=5)
LEAVES_AFTER = timedelta(seconds=10)
QUIET_FOR, LONGEST_QUIET = timedelta(minutes=30), timedelta(hours=4)


def _length(value: Any) -> Any:
    if isinstance(value, str):
        found = read_duration(value)
        if found is None:
            raise ValueError(f"{value!r} is no length of time; 30m, 1h30 or 2 hours are accepted")
        return found
    return timedelta(minutes=value) if isinstance(value, int) and not isinstance(value, bool) else value


Length = Annotated[timedelta, BeforeValidator(_length)]


class Pace(BaseModel):
    """One severity: the first update, then every so often, after two hours less often; asked for `lead` before.

    With `working` the lengths are working time on the clock of the incident.
    """

    model_config = ConfigDict(extra="forbid")

    first: Length
    then: Length
    later: Length
    lead: Length = timedelta(minutes=5)
    working: bool = False


def _minutes(first: int, then: int, later: int, lead: int, *, working: bool = False) -> Pace:
    lengths = (timedelta(minutes=m) for m in (first, then, later, lead))
    return Pace(**dict(zip(("first", "then", "later", "lead"), lengths, strict=True)), working=working)


class Cadence(BaseModel):
    """The section `cadence`: how often stakeholders hear; a severity set to nothing is told only by hand."""

    model_config = ConfigDict(extra="forbid")

    sev1: Pace | None = _minutes(15, 30, 60, 5)
    sev2: Pace | None = _minutes(30, 60, 120, 5)
    sev3: Pace | None = _minutes(60, 240, 240, 30, working=True)
    sev4: Pace | None = None

    def of(self, severity: Severity) -> Pace | None:
        found: Pace | None = getattr(self, severity.value)
        return found


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """What decides the due times of one incident: its pace, or what a person set instead."""

    pace: Pace | None
    declared_at: datetime
    zone: tzinfo
    hours: WorkingHours
    is_monitoring: bool = False
    override: timedelta | None = None

    def first(self, at: datetime) -> datetime | None:
        """The first due time, counted from this moment."""
        if self.override is not None:
            return at + self.override
        return None if self.pace is None else self._reach(at, self.pace.first)

    def next(self, at: datetime, misses: int = 0) -> datetime | None:
        """The due time after this moment; the third holding update in a row waits twice as long, and so on."""
        length = self.interval(at)
        if length is None:
            return None
        longer: timedelta = length * 2 ** max(0, min(misses, 10) - 1)
        return self._reach(at, min(longer, max(length, LONGEST_SILENCE)))

    def interval(self, at: datetime) -> timedelta | None:
        """The length between two updates now: what a person set, or the severity's, doubled while monitoring."""
        if self.override is not None:
            return self.override
        if self.pace is None:
            return None
        length = self.pace.then if at - self.declared_at < SETTLED_AFTER else self.pace.later
        return length * 2 if self.is_monitoring else length

    @property
    def is_working(self) -> bool:
        return self.pace is not None and self.pace.working and self.override is None

    def prompt_at(self, due_at: datetime, now: datetime) -> datetime:
        """When to ask for it: the lead time before, never more than half of the time that is left."""
        lead = self.pace.lead if self.pace is not None else timedelta(minutes=5)
        at = max(now, due_at - min(lead, (due_at - now) / 2))
        if self.is_working and not self.hours.is_open(at, self.zone):
            opens = self.hours.next_at(at, self.zone, self.hours.start)
            return opens if opens < due_at else at
        return at

    def _reach(self, at: datetime, length: timedelta) -> datetime:
        return self.hours.add(at, length, self.zone) if self.is_working else at + length


def after_raise(promised: datetime | None, first: datetime | None, now: datetime, *, was_told: bool) -> datetime | None:
    """Raised: one first interval from now; people who were told another severity wait at most 15 minutes."""
    times = [t for t in (promised, first, now + PHASE_WITHIN if was_told else None) if t is not None]
    return min(times) if times else None


def after_phase(promised: datetime | None, now: datetime) -> datetime:
    """A change of phase is told within 15 minutes, or sooner if sooner was promised."""
    return min(promised or now + PHASE_WITHIN, now + PHASE_WITHIN)


def stage_of(status: Status, phase: str, *, is_first: bool) -> str:
    """Which of the templates words it."""
    if status is Status.CANCELLED:
        return "merged" if phase == "merged" else "cancelled"
    if status.is_over:
        return "resolved"
    if phase in ("reopened", "mitigated"):
        return phase
    return "first" if is_first else "ongoing"


def scope_in_words(scope: str, reference: str = "") -> str:
    """What somebody subscribed to."""
    if scope == "all":
        return "every incident"
    if scope.startswith("incident:"):
        return reference or "one incident"
    label = Severity(scope).label
    return label if scope == Severity.SEV1 else f"{label} and worse"
