"""What the record says, worked out: phases, gaps, minutes without an IC, what is not known and who could know.

Values only: it reads a `Record` and asks neither database nor clock. Texts stay Slack mrkdwn as typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fireline.features.action_items.reads import Item
from fireline.features.action_items.rules import ItemStatus
from fireline.features.incidents import events as incident_events
from fireline.features.incidents.reads import Incident
from fireline.features.postmortems.blameless import CheckedItem, Finding, check
from fireline.features.postmortems.doubts import doubts, unknown
from fireline.features.postmortems.phases import Gap, Moments, Span, gaps_of, moments_of, without_ic
from fireline.features.postmortems.presence import time_of
from fireline.features.postmortems.record import Record
from fireline.features.postmortems.rules import tier_of
from fireline.features.postmortems.taxonomy import CATEGORIES, CLASSES, FOUND_BY, SOONER, TRIGGERS
from fireline.features.roles.reads import Stint
from fireline.features.timeline.reads import Entry
from fireline.features.updates import events as update_events
from fireline.features.updates.reads import Told

HANDED_OVER = ("roles.handed_over",)


@dataclass(frozen=True, kw_only=True)
class Response:
    """How the work was shared: who held what, how long nobody had confirmed to lead, whether words went out in time."""

    stints: tuple[Stint, ...]
    handoffs: tuple[Entry, ...]
    without_ic: tuple[Span, ...]
    people: tuple[str, ...]
    spent: Mapping[str, timedelta]
    by_people: int
    automatic: int
    missed: tuple[Entry, ...]
    places: tuple[str, ...]

    @property
    def time_without_ic(self) -> timedelta:
        return sum((span.length for span in self.without_ic), timedelta())

    @property
    def minutes_without_ic(self) -> int:
        return int(self.time_without_ic.total_seconds() // 60)

    @property
    def time_together(self) -> timedelta:
        """Of all who took part, added up."""
        return sum(self.spent.values(), timedelta())


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
    moments = moments_of(record)
    key = [entry for entry in record.entries if entry.is_key]
    answers = record.answers
    gaps = gaps_of(record, moments)
    return Facts(
        record=record,
        tier=tier_of(record.incident.severity, record.postmortem.tier),
        moments=moments,
        severities=record.of_kind(incident_events.SEVERITY_CHANGED),
        impacts=record.of_kind(incident_events.IMPACT_SET),
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
        unknown=tuple(unknown(record, moments)),
        doubts=tuple(doubts(moments, gaps)),
        findings=tuple(findings_of(record)),
    )


def findings_of(record: Record) -> list[Finding]:
    """The remarks of the blameless check on what people wrote."""
    texts = {heading: written.text for heading, written in record.written.items()}
    texts.setdefault("summary", record.incident.summary)
    texts.setdefault("impact", record.incident.impact)
    still = (item for item in record.items if item.status is not ItemStatus.DECLINED)
    return check(texts, (CheckedItem(i.id, i.title, i.owner_id is not None) for i in still))


def _marked(key: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {"finding": [], "decision": [], "mitigation": []}
    for entry in key:
        for mark in entry.marks:
            if mark in found:
                found[mark].append(entry)
    return {mark: tuple(entries) for mark, entries in found.items()}


def _in_order(lines: Iterable[Entry | Gap]) -> list[Entry | Gap]:
    return sorted(lines, key=lambda line: line.start if isinstance(line, Gap) else line.happened_at)


def _response(record: Record, moments: Moments) -> Response:
    by_people = [told for told in record.told if not told.update.is_automatic]
    went = dict.fromkeys(place.to for told in record.told for place in told.places if place.kind != "dm")
    return Response(
        stints=tuple(stint for stint in record.stints if stint.until != stint.since),
        handoffs=record.of_kind(*HANDED_OVER),
        without_ic=tuple(without_ic(record, moments)),
        people=tuple(record.participants),
        spent=time_of(record, moments.resolved),
        by_people=len(by_people),
        automatic=len(record.told) - len(by_people),
        missed=record.of_kind(update_events.MISSED),
        places=tuple(went),
    )


def _by_category(items: Sequence[Item]) -> dict[str, tuple[Item, ...]]:
    """The items that somebody means to do, by category; what has none comes under ""."""
    kept = [item for item in items if item.status is not ItemStatus.DECLINED]
    codes = [*CATEGORIES, ""]
    return {code: tuple(i for i in kept if (i.category if i.category in CATEGORIES else "") == code) for code in codes}
