"""What the record says, worked out: phases, gaps, minutes without an IC, what is not known and who could know.

Values only: it reads a `Record` and asks neither database nor clock. Texts stay Slack mrkdwn as typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from fireline.core.durations import in_words
from fireline.features.action_items.reads import Item
from fireline.features.action_items.rules import ItemStatus
from fireline.features.incidents import events as incident_events
from fireline.features.incidents.reads import Incident
from fireline.features.postmortems.blameless import CheckedItem, Finding, check
from fireline.features.postmortems.events import TIMES_CORRECTED
from fireline.features.postmortems.record import Record
from fireline.features.postmortems.rules import tier_of
from fireline.features.postmortems.taxonomy import CATEGORIES, CLASSES, FOUND_BY, SOONER, TRIGGERS
from fireline.features.roles.reads import Stint
from fireline.features.timeline.reads import Entry
from fireline.features.updates import events as update_events
from fireline.features.updates.reads import Told

GAP = timedelta(hours=1)  # nobody said anything for so long while it ran: the document names it
HANDED_OVER = ("roles.handed_over",)


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


@dataclass(frozen=True, kw_only=True)
class Response:
    """How the work was shared: who held what, how long nobody had confirmed to lead, whether words went out in time."""

    stints: tuple[Stint, ...]
    handoffs: tuple[Entry, ...]
    without_ic: tuple[Span, ...]
    people: tuple[str, ...]
    by_people: int
    automatic: int
    missed: tuple[Entry, ...]
    places: tuple[str, ...]

    @property
    def minutes_without_ic(self) -> int:
        return int(sum((span.length for span in self.without_ic), timedelta()).total_seconds() // 60)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that the document says besides what people wrote."""

    record: Record
    tier: str
    moments: Moments
    severities: tuple[Entry, ...]
    impacts: tuple[Entry, ...]
    lead_up: tuple[Entry, ...]
    timeline: tuple[Entry | Gap, ...]
    marked: Mapping[str, tuple[Entry, ...]]
    found_by: str
    could_be_sooner: str
    failure_class: str
    other_classes: tuple[str, ...]
    triggers: tuple[str, ...]
    response: Response
    items: Mapping[str, tuple[Item, ...]]
    declined: tuple[Item, ...]
    told: tuple[Told, ...]
    unknown: tuple[str, ...]
    doubts: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def incident(self) -> Incident:
        return self.record.incident

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.key not in self.record.waivers)

    @property
    def waived(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.key in self.record.waivers)


def facts_of(record: Record) -> Facts:
    """Works the record out."""
    moments = _moments(record)
    key = [entry for entry in record.entries if entry.is_key]
    answers = record.answers
    gaps = _gaps(record, moments)
    return Facts(
        record=record,
        tier=tier_of(record.incident.severity, record.postmortem.tier),
        moments=moments,
        severities=_of_kind(record, incident_events.SEVERITY_CHANGED),
        impacts=_of_kind(record, incident_events.IMPACT_SET),
        lead_up=tuple(entry for entry in key if entry.happened_at < moments.first),
        timeline=tuple(_in_order([*key, *gaps])),
        marked=_marked(key),
        found_by=FOUND_BY.get(answers.found_by, ""),
        could_be_sooner=SOONER.get(answers.could_be_sooner, ""),
        failure_class=CLASSES.get(answers.failure_class, ""),
        other_classes=tuple(CLASSES[code] for code in answers.other_classes if code in CLASSES),
        triggers=tuple(TRIGGERS[code] for code in answers.triggers if code in TRIGGERS),
        response=_response(record, moments),
        items=_by_category(record.items),
        declined=tuple(item for item in record.items if item.status is ItemStatus.DECLINED),
        told=record.told,
        unknown=tuple(_unknown(record, moments)),
        doubts=tuple(_doubts(moments, gaps)),
        findings=tuple(findings_of(record)),
    )


def findings_of(record: Record) -> list[Finding]:
    """The remarks of the blameless check on what people wrote."""
    texts = {heading: written.text for heading, written in record.written.items()}
    texts.setdefault("summary", record.incident.summary)
    texts.setdefault("impact", record.incident.impact)
    still = (item for item in record.items if item.status is not ItemStatus.DECLINED)
    return check(texts, (CheckedItem(i.id, i.title, i.owner_id is not None, i.due_on) for i in still))


def _moments(record: Record) -> Moments:
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
    ends = _of_kind(record, incident_events.RESOLVED)
    corrected = any("mitigated_at" in e.data["to"] for e in _of_kind(record, TIMES_CORRECTED))
    return bool(ends) and not corrected and ends[-1].data.get("before", {}).get("mitigated_at") is None


def _of_kind(record: Record, *kinds: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in record.entries if entry.kind in kinds)


def _marked(key: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {"finding": [], "decision": [], "mitigation": []}
    for entry in key:
        for mark in entry.marks:
            if mark in found:
                found[mark].append(entry)
    return {mark: tuple(entries) for mark, entries in found.items()}


def _in_order(lines: Iterable[Entry | Gap]) -> list[Entry | Gap]:
    return sorted(lines, key=lambda line: line.start if isinstance(line, Gap) else line.happened_at)


def _gaps(record: Record, moments: Moments) -> list[Gap]:
    """Stretches of the running incident in which no person wrote or did anything."""
    end = moments.resolved or record.made_at
    acts = [e for e in record.entries if e.actor_id and moments.first <= e.happened_at <= end]
    if not acts:
        return []
    gaps = [Gap(a.happened_at, b.happened_at, a.actor_id, b.actor_id) for a, b in pairwise(acts)]
    return [gap for gap in gaps if gap.length > GAP]


def _response(record: Record, moments: Moments) -> Response:
    by_people = [told for told in record.told if not told.update.is_automatic]
    went = dict.fromkeys(place.to for told in record.told for place in told.places if place.kind != "dm")
    return Response(
        stints=tuple(stint for stint in record.stints if stint.until != stint.since),
        handoffs=_of_kind(record, *HANDED_OVER),
        without_ic=tuple(_without_ic(record, moments)),
        people=tuple(record.participants),
        by_people=len(by_people),
        automatic=len(record.told) - len(by_people),
        missed=_of_kind(record, update_events.MISSED),
        places=tuple(went),
    )


def _without_ic(record: Record, moments: Moments) -> Iterator[Span]:
    """When it ran and nobody had confirmed to lead; an acting IC does not count."""
    at, end = moments.declared, moments.resolved or record.made_at
    led = [s for s in record.stints if s.role == "ic" and not s.is_acting]
    for stint in sorted(led, key=lambda s: s.since):
        if at < min(stint.since, end):
            yield Span(at, min(stint.since, end))
        at = max(at, stint.until or end)
    if at < end:
        yield Span(at, end)


def _by_category(items: Sequence[Item]) -> dict[str, tuple[Item, ...]]:
    """The items that somebody means to do, by category; what has none comes under ""."""
    kept = [item for item in items if item.status is not ItemStatus.DECLINED]
    codes = [*CATEGORIES, ""]
    return {code: tuple(i for i in kept if (i.category if i.category in CATEGORIES else "") == code) for code in codes}


def _unknown(record: Record, moments: Moments) -> Iterator[str]:
    """What nobody has recorded; the template adds who could know."""
    answers, found = record.answers, record.incident
    if not found.impact and "impact" not in record.written:
        yield "Who was hit, and how, is not stated."
    if moments.began is None:
        yield "When the impact began is not recorded; the declaration is the earliest certain moment."
    if not answers.found_by:
        yield "How it was found is not answered."
    if not answers.services:
        yield "Which service it was is not answered."
    if not answers.failure_class or answers.failure_class == "unknown":
        yield "How it failed (the failure class) is not known."
    if not answers.triggers:
        yield "What changed just before is not answered."
    nobodys = [item for item in record.items if item.needs_owner]
    if nobodys:
        yield f"{len(nobodys)} action item{'s' if len(nobodys) > 1 else ''} without an owner."


def _doubts(moments: Moments, gaps: Sequence[Gap]) -> Iterator[str]:
    """What cannot be so, or wants a word."""
    if moments.began and moments.declared < moments.began:
        yield "It was declared before its impact began."
    if moments.mitigated and moments.resolved and moments.resolved < moments.mitigated:
        yield "It was resolved before it was mitigated."
    if gaps:
        longest = max(gaps, key=lambda gap: gap.length)
        yield f"Nobody wrote anything for {in_words(longest.length)}."
