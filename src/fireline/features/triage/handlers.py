"""Doors of reports: telling of something, and deciding what it is."""

from __future__ import annotations

import json

from fireline.core.answers import Answer, CloseModals, OpenModal, Reply
from fireline.core.errors import Refused
from fireline.core.events import IncidentId
from fireline.core.feature import Context, Press, Submission
from fireline.core.grammar import Line
from fireline.features.incidents import declaring, receipts
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.guards import Wish
from fireline.features.incidents.reads import Incident
from fireline.features.triage import blocks, service, telling
from fireline.features.triage.rules import LONGEST
from fireline.slack import mrkdwn


def report(ctx: Context, line: Line) -> Answer:
    """Tells of something that may become an incident"""
    _demand_member(ctx)
    if not line.rest:
        return OpenModal(blocks.report_form(channel=ctx.channel_id))
    if ctx.incident_id is not None:
        return blocks.inside_question(ctx, line.rest)
    return report_anyway(ctx, line)


def report_anyway(ctx: Context, line: Line) -> Answer:
    """Tells of something that may become an incident, wherever it is typed"""
    _demand_member(ctx)
    if line.has_word("private"):
        raise Refused(
            "A report is read by many; what only some may read is declared.", try_line=f"declare {line.title}"
        )
    severity = line.take_severity() or ""
    return _report(ctx, line.title, severity=severity)


def submit_report(ctx: Context, form: Submission) -> Answer:
    _demand_member(ctx)
    said = _report(ctx, str(form.values.get("text") or "").strip(), severity=form.values.get("severity") or "")
    return CloseModals(then=said)


def _report(ctx: Context, text: str, *, severity: str) -> Reply:
    channel = telling.place(ctx.unit)
    if not text:
        example = " ".join(filter(None, ("report", severity, "checkout feels slow")))
        raise Refused("What did you notice? A few words are accepted.", try_line=example)
    if channel is None:
        raise Refused(
            "Fireline is in no channel in which reports are read; what hurts is declared.",
            try_line=f"declare {mrkdwn.fit(text, LONGEST)}",
        )
    made = service.report(ctx.unit, text, by=ctx.actor_id, channel_id=channel, severity=severity)
    telling.show(ctx.unit, made)
    telling.watch(ctx.unit, made)
    return blocks.receipt(made)


def press_accept(ctx: Context, press: Press) -> Answer:
    """*Accept as incident*: declared with its words; who presses is acting IC."""
    _demand_member(ctx)
    found = service.get(ctx.unit, int(press.value), take=True)
    service.demand_open(found)
    wish = Wish(" ".join(found.text.split()), found.severity or None)
    place = receipts.at_place(ctx.channel_id, "") if ctx.channel_id and not press.ephemeral else None
    answer = declaring.open_incident(ctx, wish, receipt_at=place)
    made = incidents.latest_by(ctx.unit, ctx.actor_id)
    telling.decided(ctx.unit, service.accept(ctx.unit, found.id, made.id, by=ctx.actor_id))
    return answer


def press_merge(ctx: Context, press: Press) -> Answer:
    """*Merge into …*: asks into which."""
    _demand_member(ctx)
    found = service.get(ctx.unit, int(press.value))
    service.demand_open(found)
    others = [each for each in incidents.active(ctx.unit, ctx.actor_id, limit=100) if not each.is_quiet_outside]
    if not others:
        raise Refused("No incident is going on that the report could belong to.")
    return OpenModal(blocks.merge_form(found, others, channel=ctx.channel_id), push=press.view is not None)


def submit_merge(ctx: Context, form: Submission) -> Answer:
    _demand_member(ctx)
    into = _visible(ctx, str(form.values.get("incident") or ""))
    done = service.merge(ctx.unit, _report_in(form), into.id, by=ctx.actor_id)
    telling.decided(ctx.unit, done)
    return CloseModals(then=Reply(f"The report is part of {into.reference} now; its words stand in that record."))


def press_decline(ctx: Context, press: Press) -> Answer:
    """*Decline*: asks why."""
    _demand_member(ctx)
    found = service.get(ctx.unit, int(press.value))
    service.demand_open(found)
    return OpenModal(blocks.decline_form(found, channel=ctx.channel_id), push=press.view is not None)


def submit_decline(ctx: Context, form: Submission) -> Answer:
    _demand_member(ctx)
    reason = str(form.values.get("reason") or "").strip()
    done = service.decline(ctx.unit, _report_in(form), reason, by=ctx.actor_id)
    telling.decided(ctx.unit, done)
    return CloseModals(then=Reply(f"Declined; {mrkdwn.mention(done.reported_by)} reads why."))


def _visible(ctx: Context, incident_id: str) -> Incident:
    seen = incidents.visible(ctx.unit, int(incident_id), ctx.actor_id) if incident_id.isdigit() else None
    found = incidents.get(ctx.unit, IncidentId(seen)) if seen is not None else None
    if found is None or found.is_quiet_outside or not found.is_active:
        raise Refused("That incident has ended, or is private now; a public one that is going on is accepted.")
    return found


def _report_in(form: Submission) -> int:
    return int(json.loads(form.metadata or "{}").get("report", 0))


def _demand_member(ctx: Context) -> None:
    if ctx.is_guest:
        raise Refused("Guests cannot report or decide about reports; anyone else here can.")
