"""The words of an update: facts into the templates of `templates/update/`, times into the reader's clock and UTC."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from fireline.documents import render
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Severity, Status
from fireline.features.people import naming
from fireline.features.people import reads as people
from fireline.features.people.rules import zone_named
from fireline.features.roles import reads as roles
from fireline.features.updates import reads
from fireline.features.updates.reads import Update
from fireline.features.updates.rules import stage_of
from fireline.slack import mrkdwn
from fireline.store.unit import Unit

LONGEST_NEWS = 2500
ROLES = {"comms": "communications lead", "ic": "incident commander"}


def moment(at: datetime, found: Incident) -> str:
    """On the reader's own clock."""
    return mrkdwn.when(at, zone_fallback=zone_named(found.zone))


def expected(at: datetime, found: Incident, now: datetime, lead: str = "by ") -> str:
    """`by 14:30`, with the day where it is not today."""
    return mrkdwn.due(at, now, zone_fallback=zone_named(found.zone), lead=lead)


def promised(at: datetime, found: Incident, now: datetime) -> str:
    """`by 14:30 (13:30 UTC)`, with the day where it is not today."""
    zone = zone_named(found.zone)
    is_today = at.astimezone(zone).date() == now.astimezone(zone).date()
    return f"{expected(at, found, now)} ({at.astimezone(UTC):{'%H:%M' if is_today else '%a %H:%M'}} UTC)"


def body(unit: Unit, found: Incident, update: Update) -> str:
    """The whole message that this update is, for the internal audience."""
    facts = {
        "reference": found.reference,
        "title": mrkdwn.inert(found.title, mentions=True),
        "severity": Severity(update.severity).label,
        "status": update.status,
        "status_since": expected(
            update.status_since or found.status_since, found, update.sent_at or unit.now, "since "
        ),
        "number": update.number,
        "impact": mrkdwn.inert(update.impact, mentions=True),
        "news": mrkdwn.fit(mrkdwn.inert(update.news, mentions=True, names=people.names(unit)), LONGEST_NEWS),
        "next": promised(update.next_at, found, update.sent_at or unit.now) if update.next_at else "",
        "paused_until": moment(update.held_until, found) if update.held_until else "",
        "is_last": update.is_last,
        "is_addition": update.is_last and is_added(unit, found, update),
        "end": _end(found, update),
        "is_called_off": update.status == Status.CANCELLED,
        "asked_at": moment(update.asked_at, found) if update.asked_at else "",
        "corrected": _corrected(unit, found, update),
        "author": _author(unit, found, update),
    }
    return found.drill_mark + render(f"update/internal/{update.stage}.txt", **facts).strip()


def preview(unit: Unit, found: Incident, update: Update, next_at: datetime | None) -> str:
    """What it would read like if it left now; the number it would get is not given yet."""
    is_first = reads.last_sent(unit, found.id, by_person=True) is None
    stage = stage_of(found.status, reads.clock_of(unit, found.id).phase, is_first=is_first)
    numbered = [t for t in reads.updates(unit, found.id, "sent") if t.number]
    would_be = replace(
        update,
        number=len(numbered) + 1,
        stage=stage,
        severity=found.severity.value,
        status=found.status.value,
        status_since=found.status_since,
        next_at=next_at,
        is_last=not found.is_active,
    )
    return body(unit, found, would_be)


def is_added(unit: Unit, found: Incident, update: Update | None = None) -> bool:
    """Whether the last word was said before this one, or before whatever would be sent now."""
    told, place = reads.updates(unit, found.id, "sent"), update.sequence if update else None
    earlier = [each for each in told if place is None or (each.sequence or 0) < place]
    return bool(earlier) and earlier[-1].is_last


def _end(found: Incident, update: Update) -> str:
    """How it ended, to people outside."""
    if update.status != Status.CANCELLED:
        return update.status
    return "part of another incident" if found.merged_into is not None else "false alarm"


def headline(unit: Unit, found: Incident, update: Update) -> str:
    """The sentence for a lock screen: the news first."""
    if update.is_automatic:
        since = f"since {update.status_since:%H:%M} UTC"
        if update.is_last:
            return f"{found.heading}: {_end(found, update)} {since}"
        return f"{found.heading}: no new information, {update.status} {since}"
    news = mrkdwn.escape(naming.plain(unit, update.news))  # no markup on a lock screen
    return mrkdwn.fit(f"{found.heading}, update {update.number}: {news}", 200)


def author_name(unit: Unit, user_id: str | None) -> str:
    return naming.spoken(unit, user_id) if user_id else ""


def _author(unit: Unit, found: Incident, update: Update) -> str:
    who = update.author_id or update.sent_by
    if who is None:
        return ""
    held = next((h for h in roles.holders(unit, found.id) if h.user_id == who and h.role in ROLES), None)
    name = author_name(unit, who)
    return f"{name}, {'acting ' if held.is_acting else ''}{ROLES[held.role]}" if held else name


def _corrected(unit: Unit, found: Incident, update: Update) -> str:
    if update.corrected_at is None:
        return ""
    return f"{moment(update.corrected_at, found)} by {author_name(unit, update.corrected_by)}"
