"""Doors of what is over before anybody wrote it down: one line, a form, and a channel for it where one is wanted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fireline.core.answers import Answer, CloseModals, FieldErrors, OpenModal, Reply
from fireline.core.errors import Refused
from fireline.core.feature import Context, Press, Submission
from fireline.core.line import USER, Line
from fireline.core.times import read_past
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import receipts, retro
from fireline.features.incidents.declaring import LONGEST_TITLE
from fireline.features.incidents.handlers import here
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Severity
from fireline.features.modes import blocks
from fireline.features.modes.rules import Span, moment_after, span_in
from fireline.features.overview import opening
from fireline.features.postmortems import handlers as postmortems
from fireline.features.postmortems import service as postmortem_service
from fireline.slack import mrkdwn


def past(ctx: Context, line: Line) -> Answer:
    """Writes down an incident that is over: back-dated, and nobody hears of it"""
    if not line.rest and ctx.incident_id is not None and not here(ctx).is_active:
        return postmortems.postmortem(ctx, line)
    severity = line.take_severity()
    is_private = line.take_word("private", where="either") is not None
    found = span_in(line.title, now=line.now, zone=ctx.zone)
    if found is None or found.ended is None or not found.rest:
        return _form(ctx, line, found, severity=severity, is_private=is_private)
    _demand_over(ctx, found.ended, " ".join(filter(None, (severity, found.rest))))
    said = Span(found.began, found.ended, found.rest)
    return _write_down(ctx, said, severity=severity, is_private=is_private)


def _form(ctx: Context, line: Line, found: Span | None, *, severity: str | None, is_private: bool) -> Answer:
    """What the line says stands in the form; the rest is asked for."""
    view = blocks.past_form(
        channel=ctx.channel_id,
        title=found.rest if found else line.title,
        severity=severity,
        began=found.began.typed if found else "",
        ended=f"{found.ended.astimezone(ctx.zone):%Y-%m-%d %H:%M}" if found and found.ended else "",
        is_private=is_private,
    )
    return OpenModal(view)


def submit_past(ctx: Context, form: Submission) -> Answer:
    times = _times(ctx, form.values)
    if isinstance(times, FieldErrors):
        return times
    began, mitigated, ended = times
    title = " ".join(str(form.values.get("title") or "").split())
    answer = _write_down(
        ctx,
        Span(began, ended, title),
        severity=form.values.get("severity"),
        is_private="private" in (form.values.get("private") or ()),
        mitigated=mitigated,
        summary=str(form.values.get("summary") or "").strip(),
    )
    return CloseModals(then=answer)


def press_channel(ctx: Context, press: Press) -> Answer:
    """*Open a channel for it*: whoever presses is the only one who is invited."""
    found = incidents.take(ctx.unit, here(ctx).id)
    if found.channel_id is not None:
        raise Refused(f"{found.reference} has its channel: {mrkdwn.channel(found.channel_id)}.")
    if receipts.is_kept(ctx.unit, found.id):
        raise Refused(f"The channel of {found.reference} is being opened.")
    receipts.remember(ctx.unit, found.id, response_url=ctx.response_url, note=None)
    opening.ask_for_channel(ctx.unit, found)
    return Reply(f"Opening a channel for {found.reference} …")


def _times(ctx: Context, values: Any) -> FieldErrors | tuple[Any, datetime | None, datetime]:
    """Began, mitigated and ended, each later than the one before; else a sentence under the wrong field."""
    began = read_past(str(values.get("began") or ""), now=ctx.now, zone=ctx.zone)
    if began is None or not began.has_time or began.is_after(ctx.now):
        return _no_time("began", values, f"{blocks.WHEN} and “yesterday 14:00” are accepted")
    ended = _after(ctx, values.get("ended"), began.at)
    if ended is None or ended > ctx.now:
        return _no_time("ended", values, "a past time after the beginning is accepted, such as 15:10")
    mitigated = _after(ctx, values.get("mitigated"), began.at)
    if values.get("mitigated") and (mitigated is None or mitigated > ended):
        return _no_time("mitigated", values, "a time between beginning and end is accepted")
    return began, mitigated, ended


def _after(ctx: Context, typed: Any, began: datetime) -> datetime | None:
    return moment_after(str(typed or ""), began, now=ctx.now, zone=ctx.zone)


def _no_time(field: str, values: Any, accepted: str) -> FieldErrors:
    return FieldErrors({field: f"“{values.get(field) or ''}” does not fit; {accepted}."})


def _write_down(
    ctx: Context,
    said: Span,
    *,
    severity: str | None,
    is_private: bool,
    mitigated: datetime | None = None,
    summary: str = "",
) -> Reply:
    assert said.ended is not None
    title = mrkdwn.fit(said.rest, LONGEST_TITLE)
    made: Incident = retro.write_down(
        ctx.unit,
        title=title,
        by=ctx.actor_id,
        zone=str(ctx.zone),
        began_at=said.began.at,
        ended_at=said.ended,
        impact_since=said.began.at,
        mitigated_at=mitigated,
        severity=Severity(severity) if severity else None,
        is_private=is_private,
        people=[found["id"] for found in USER.finditer(said.rest)],
        summary=summary or (said.rest if title != said.rest else ""),
    )
    postmortem_service.begin(ctx.unit, made.id)
    return blocks.past_receipt(made)


def _demand_over(ctx: Context, ended: datetime, said: str) -> None:
    if ended > ctx.now:
        raise Refused("That has not ended yet; what still runs is declared.", try_line=f"declare {said}")
