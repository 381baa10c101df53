"""What people add once an incident is over. Each verb takes the incident first: changes to one come one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from fireline.core.columns import to_json
from fireline.core.errors import Refused
from fireline.core.events import Event, IncidentId, UserId
from fireline.features.incidents import access, record
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import service as incident_service
from fireline.features.incidents.reads import Incident
from fireline.features.people import reads as people
from fireline.features.people.demands import demand_able
from fireline.features.people.rules import WorkingHours
from fireline.features.postmortems import events, reads, rules
from fireline.features.postmortems.reads import Answers
from fireline.features.postmortems.tables import (
    postmortem,
    postmortem_facts,
    postmortem_section,
    postmortem_waiver,
)
from fireline.features.postmortems.taxonomy import HEADINGS
from fireline.store import keyed
from fireline.store.unit import Unit

KEPT_FACTS = ("found_by", "could_be_sooner", "sooner_how", "failure_class")
TIMES = {"impact_since": "impact began", "mitigated_at": "mitigated", "resolved_at": "resolved"}


def begin(unit: Unit, incident_id: IncidentId) -> None:
    """The draft lives from here on."""
    keyed.put(unit, postmortem, {"incident_id": incident_id})


def take_up(unit: Unit, incident_id: IncidentId) -> None:
    """It was not over: the next end is told anew."""
    keyed.put(unit, postmortem, {"incident_id": incident_id}, round=reads.postmortem_of(unit, incident_id).round + 1)


def answer(unit: Unit, incident_id: IncidentId, said: Answers, *, by: UserId) -> None:
    """Keeps what the wrap-up asks: how it was found, which service, how it failed, what changed before."""
    found = incidents.take(unit, incident_id)
    values: dict[str, Any] = {
        "found_by": said.found_by,
        "could_be_sooner": said.could_be_sooner,
        "sooner_how": said.sooner_how,
        "services": list(said.services),
        "failure_class": said.failure_class,
        "other_classes": list(said.other_classes),
        "triggers": list(said.triggers),
    }
    before = reads.answers(unit, incident_id)
    if before.answered_at and all(_same(getattr(before, name), value) for name, value in values.items()):
        return
    keyed.put(unit, postmortem_facts, {"incident_id": incident_id}, **values, answered_by=by, answered_at=unit.now)
    data = {"from": {name: getattr(before, name) for name in values}, "to": values}
    record.emit(unit, found, events.FACTS_ANSWERED, by, "Answered the facts of the wrap-up", data)


def set_services(
    unit: Unit, incident_id: IncidentId, named: Sequence[str], *, by: UserId, is_told: bool = True
) -> None:
    """Keeps which services are affected; the other facts stay as they are, answered or not."""
    found, before = incidents.take(unit, incident_id), reads.answers(unit, incident_id)
    kept: dict[str, Any] = {name: getattr(before, name) for name in KEPT_FACTS}
    kept |= {name: list(getattr(before, name)) for name in ("other_classes", "triggers")}
    keyed.put(unit, postmortem_facts, {"incident_id": incident_id}, **kept, services=list(named))
    if is_told:
        data = {"from": list(before.services), "to": list(named)}
        record.emit(unit, found, events.SERVICES_SET, by, f"Affected: {', '.join(named) or 'no service'}", data)


def write(unit: Unit, incident_id: IncidentId, heading: str, text: str, *, by: UserId) -> None:
    """Puts people's own words under a heading; empty words leave only what the record says."""
    found = incidents.take(unit, incident_id)
    before = reads.sections(unit, incident_id).get(heading)
    if text == (before.text if before else ""):
        return
    values = {"text": text, "edited_by": by, "edited_at": unit.now}
    keyed.put(unit, postmortem_section, {"incident_id": incident_id, "heading": heading}, **values)
    data = {"heading": heading, "from": before.text if before else "", "to": text}
    record.emit(unit, found, events.SECTION_EDITED, by, f"Wrote “{HEADINGS[heading][0]}” in the postmortem", data)


def waive(unit: Unit, incident_id: IncidentId, finding: str, reason: str, *, by: UserId) -> None:
    """Answers a remark of the blameless check with a reason."""
    found = incidents.take(unit, incident_id)
    values = {"reason": reason, "waived_by": by, "waived_at": unit.now}
    keyed.put(unit, postmortem_waiver, {"incident_id": incident_id, "finding": finding}, **values)
    data = {"finding": finding, "reason": reason}
    record.emit(unit, found, events.REMARK_WAIVED, by, "Waived a remark of the blameless check", data)


def name_facilitator(unit: Unit, incident_id: IncidentId, user_id: UserId, *, by: UserId) -> datetime:
    """Names who leads the review and proposes when it is held, unless a date stands; gives that date."""
    found = incidents.take(unit, incident_id)
    demand_able(unit, user_id, "the review")
    access.demand_in_sight(unit, found, user_id)
    before = reads.postmortem_of(unit, incident_id)
    at = before.review_at or proposed_review(unit, user_id)
    if before.facilitator_id == user_id:
        return at
    keyed.put(unit, postmortem, {"incident_id": incident_id}, facilitator_id=user_id, review_at=at)
    data = {"from": before.facilitator_id, "to": user_id, "review_at": at.isoformat()}
    record.emit(unit, found, events.FACILITATOR_SET, by, f"<@{user_id}> facilitates the review", data)
    return at


def proposed_review(unit: Unit, user_id: str) -> datetime:
    """Some working days on, in the afternoon of that person."""
    zone = people.person_of(unit, user_id).zone
    return rules.review_at(unit.now, zone, unit.config(WorkingHours), unit.config(rules.Afterwards))


def set_review(unit: Unit, incident_id: IncidentId, at: datetime, *, by: UserId) -> None:
    """Sets when the review is held."""
    found = incidents.take(unit, incident_id)
    before = reads.postmortem_of(unit, incident_id).review_at
    keyed.put(unit, postmortem, {"incident_id": incident_id}, review_at=at)
    data = to_json({"from": before, "to": at})
    record.emit(unit, found, events.REVIEW_SET, by, f"Set the date of the review: {_utc(at)}", data)


def choose_tier(unit: Unit, incident_id: IncidentId, tier: str, *, by: UserId, why: str = "") -> None:
    """Writes more than the severity asks for, or, with a reason, less."""
    found = incidents.take(unit, incident_id)
    order = (rules.NOTE, rules.LIGHT, rules.FULL)
    if order.index(tier) < order.index(rules.TIERS[found.severity]) and not why:
        asked = rules.TIER_DOCUMENTS[rules.TIERS[found.severity]]
        raise Refused(
            f"{found.severity.label} asks for {asked}; less needs a reason.",
            try_line=f"postmortem tier {tier} it was known already",
        )
    before = reads.postmortem_of(unit, incident_id)
    keyed.put(unit, postmortem, {"incident_id": incident_id}, tier=tier, tier_why=why)
    data = {"from": before.tier, "why_before": before.tier_why, "to": tier, "why": why}
    record.emit(unit, found, events.TIER_SET, by, f"Postmortem: {tier}", data)


def undo_tier(unit: Unit, event: Event, by: UserId) -> str:
    """Puts back how much was to be written before."""
    found, data = incidents.take(unit, event.incident_id), event.data
    if reads.postmortem_of(unit, found.id).tier != data["to"]:
        raise Refused(f"The length of {found.reference}'s postmortem was changed since; nothing was taken back.")
    columns = {"tier": data["from"], "tier_why": data.get("why_before", "")}
    keyed.put(unit, postmortem, {"incident_id": found.id}, **columns)
    document = rules.TIER_DOCUMENTS[rules.tier_of(found.severity, data["from"])]
    return f"Taken back: {found.reference} gets {document} again."


def correct_times(unit: Unit, incident_id: IncidentId, *, by: UserId, **times: datetime | None) -> Incident:
    """Puts the moments right: `impact_since`, `mitigated_at`, `resolved_at`. Unknown stays None."""
    found = incidents.take(unit, incident_id)
    changed = {name: at for name, at in times.items() if name in TIMES and getattr(found, name) != at}
    if not changed:
        return found
    columns: dict[str, Any] = dict(changed)
    if changed.get("resolved_at") and found.status_since == found.resolved_at:
        columns["status_since"] = changed["resolved_at"]
    incident_service.restore(unit, incident_id, **columns)
    data = {"from": to_json({name: getattr(found, name) for name in columns}), "to": to_json(columns)}
    text = "; ".join(f"{TIMES[name]} {_utc(at) if at else 'not recorded'}" for name, at in changed.items())
    record.emit(unit, found, events.TIMES_CORRECTED, by, f"Corrected the times: {text}", data)
    return incidents.get(unit, incident_id)


def mark_ready(unit: Unit, incident_id: IncidentId, *, by: UserId | None) -> bool:
    """Says once for ever that the draft was announced; False when it was already."""
    found = incidents.take(unit, incident_id)
    if reads.postmortem_of(unit, incident_id).ready_at is not None:
        return False
    keyed.put(unit, postmortem, {"incident_id": incident_id}, ready_at=unit.now)
    record.emit(unit, found, events.DRAFT_READY, by, "The postmortem draft is ready", {})
    return True


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%a %-d %b %Y, %H:%M} UTC"


def _same(before: Any, value: Any) -> bool:
    return bool((list(before) if isinstance(before, tuple) else before) == value)
