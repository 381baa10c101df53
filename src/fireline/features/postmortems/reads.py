"""What others may ask about postmortems: the answers, what was written, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, select

from fireline.core.events import IncidentId, UserId
from fireline.features.postmortems import events
from fireline.features.postmortems.tables import (
    postmortem,
    postmortem_facts,
    postmortem_section,
    postmortem_waiver,
    wrapup,
)
from fireline.store import journal, keyed
from fireline.store.unit import Unit


@dataclass(frozen=True, kw_only=True)
class Postmortem:
    """How far it has come. `round` counts how often the incident was taken up again after its end."""

    incident_id: IncidentId
    round: int = 0
    facilitator_id: UserId | None = None
    review_at: datetime | None = None
    tier: str = ""
    tier_why: str = ""
    ready_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What people said at the wrap-up; empty where nobody did. Codes are those of `rules.FOUND_BY` and its kin."""

    found_by: str = ""
    could_be_sooner: str = ""
    sooner_how: str = ""
    services: tuple[str, ...] = ()
    failure_class: str = ""
    other_classes: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    answered_by: UserId | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Written:
    """What somebody wrote under a heading, in Slack mrkdwn."""

    heading: str
    text: str
    edited_by: UserId
    edited_at: datetime


@dataclass(frozen=True)
class Waiver:
    """A remark that was answered with a reason."""

    finding: str
    reason: str
    waived_by: UserId
    waived_at: datetime


@dataclass(frozen=True)
class Wrapup:
    """Whose it is, and what became of it: `planned`, `asked`, `postponed` or `done`."""

    incident_id: IncidentId
    number: int
    user_id: UserId
    state: str
    due_at: datetime


def postmortem_of(unit: Unit, incident_id: IncidentId) -> Postmortem:
    """The incident's postmortem; an empty one before the incident ever ended."""
    row = keyed.one(unit, postmortem, incident_id=incident_id)
    return Postmortem(incident_id=incident_id) if row is None else Postmortem(**keyed.facts(row))


def is_review_set(unit: Unit, incident_id: IncidentId) -> bool:
    """Whether somebody chose the date of the review: till then it is a proposal."""
    return bool(journal.entries(unit, incident_id, kinds=(events.REVIEW_SET,), newest=1))


def answers(unit: Unit, incident_id: IncidentId) -> Answers:
    """What was answered at the wrap-up."""
    row = keyed.one(unit, postmortem_facts, incident_id=incident_id)
    if row is None:
        return Answers()
    facts = keyed.facts(row)
    del facts["incident_id"]
    lists = {name: tuple(facts[name] or ()) for name in ("services", "other_classes", "triggers")}
    return Answers(**{**facts, **lists})


def sections(unit: Unit, incident_id: IncidentId) -> dict[str, Written]:
    """What people wrote, by heading."""
    rows = _all(unit, postmortem_section, incident_id)
    return {r.heading: Written(r.heading, r.text, UserId(r.edited_by), r.edited_at) for r in rows}


def waivers(unit: Unit, incident_id: IncidentId) -> dict[str, Waiver]:
    """The remarks that were waived, by finding."""
    rows = _all(unit, postmortem_waiver, incident_id)
    return {r.finding: Waiver(r.finding, r.reason, UserId(r.waived_by), r.waived_at) for r in rows}


def wrapup_of(unit: Unit, incident_id: IncidentId) -> Wrapup | None:
    """The wrap-up, once the incident ended."""
    row = keyed.one(unit, wrapup, incident_id=incident_id)
    return None if row is None else Wrapup(**keyed.facts(row))


def wrapups_asked(unit: Unit, user_id: str) -> list[Wrapup]:
    """The wrap-ups that wait for this person now."""
    c = wrapup.c
    mine = (c.workspace_id == unit.workspace_id, c.user_id == user_id, c.state == "asked")
    return [Wrapup(**keyed.facts(row)) for row in unit.rows(select(wrapup).where(*mine).order_by(c.incident_id))]


def _all(unit: Unit, table: Table, incident_id: IncidentId) -> list[Row[Any]]:
    return list(unit.rows(select(table).where(*keyed.having(unit, table, incident_id=incident_id))))
