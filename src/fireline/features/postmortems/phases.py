"""When: the phases of an incident, and the stretches of which something is missing. Whole seconds, in UTC."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from fireline.features.incidents import events as incident_events
from fireline.features.postmortems.events import TIMES_CORRECTED
from fireline.features.postmortems.record import Record

GAP = timedelta(hours=1)  # nobody said anything for so long while it ran: the document names it


@dataclass(frozen=True)
class Span:
    """A stretch of time."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """Whole seconds, as the two moments are read: 14:02 to 17:02 is three hours."""
        return self.end.replace(microsecond=0) - self.start.replace(microsecond=0)


@dataclass(frozen=True)
class Gap(Span):
    """A stretch of which nobody wrote anything down, and who was there before and after."""

    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, kw_only=True)
class Moments:
    """The phases. None is "not recorded"."""

    began: datetime | None
    declared: datetime
    led: datetime | None
    mitigated: datetime | None
    resolved: datetime | None
    closed: datetime | None
    is_mitigation_inferred: bool = False  # nobody gave it: it is taken to be the end

    @property
    def first(self) -> datetime:
        return min(self.began, self.declared) if self.began else self.declared


def moments_of(record: Record) -> Moments:
    found = record.incident
    leaders = [stint.since for stint in record.stints if stint.role == "ic" and not stint.is_acting]
    return Moments(
        began=found.impact_since,
        declared=found.declared_at,
        led=min(leaders, default=None),
        mitigated=found.mitigated_at,
        resolved=found.resolved_at,
        closed=found.closed_at,
        is_mitigation_inferred=_is_inferred(record),
    )


def _is_inferred(record: Record) -> bool:
    ends = record.of_kind(incident_events.RESOLVED)
    corrected = any("mitigated_at" in e.data["to"] for e in record.of_kind(TIMES_CORRECTED))
    return bool(ends) and not corrected and ends[-1].data.get("before", {}).get("mitigated_at") is None


def gaps_of(record: Record, moments: Moments) -> list[Gap]:
    """Stretches of the running incident in which no person wrote or did anything."""
    end = moments.resolved or record.made_at
    acts = [e for e in record.entries if e.actor_id and moments.first <= e.happened_at <= end]
    if not acts:
        return []
    gaps = [Gap(a.happened_at, b.happened_at, a.actor_id, b.actor_id) for a, b in pairwise(acts)]
    return [gap for gap in gaps if gap.length > GAP]


def without_ic(record: Record, moments: Moments) -> Iterator[Span]:
    """When it ran and nobody had confirmed to lead; an acting IC does not count."""
    at, end = moments.declared, moments.resolved or record.made_at
    led = [s for s in record.stints if s.role == "ic" and not s.is_acting]
    for stint in sorted(led, key=lambda s: s.since):
        if at < min(stint.since, end):
            yield Span(at, min(stint.since, end))
        at = max(at, stint.until or end)
    if at < end:
        yield Span(at, end)
