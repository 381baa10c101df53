"""Doors of the trunk: what people type and press to open, change and end an incident."""

from __future__ import annotations

import re
from datetime import datetime

from fireline.core.answers import Answer, OpenModal, Reply
from fireline.core.errors import Refused
from fireline.core.feature import Context, Press, Submission
from fireline.core.grammar import Line
from fireline.core.masking import is_masked
from fireline.core.text import echo
from fireline.features.incidents import blocks, forms, reads, service
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import LONGEST_LINK, Severity, Status, began
from fireline.slack import mrkdwn


def here(ctx: Context) -> Incident:
    """The incident that the line is about; the frame has made sure that there is one."""
    if ctx.incident_id is None:
        raise Refused("This names no incident any more; nothing was done.", try_line="list")
    return reads.get(ctx.unit, ctx.incident_id)


def since_declared(line: Line, found: Incident) -> datetime | None:
    """The same, for what cannot have happened before the incident was there."""
    at = past(line)
    if at is not None and found.began_after(at):
        raise Refused(
            f"{line.taken[-1]} is before {found.reference} was declared{blocks.since(found.declared_at)}; "
            "a time from then on is accepted.",
            try_line=f"{line.word} {line.rest}".strip(),
        )
    return at


def past(line: Line) -> datetime | None:
    """A time in front of the rest (`03:40 pool restored`); one that lies ahead is asked back."""
    moment = line.demand_past() or line.take_ahead()
    if moment is None:
        return None
    if moment.is_after(line.now):
        raise Refused(
            f"{moment.typed} has not come yet; a time in the past is accepted.",
            try_line=f"{line.word} {line.rest}".strip(),
        )
    return moment.at


# severity, status, impact -------------------------------------------------------------------------------------
def set_severity(ctx: Context, found: Incident, to: Severity, why: str = "", note: str | None = None) -> Reply:
    now = service.set_severity(ctx.unit, found.id, to, by=ctx.actor_id, why=why)
    text = f"{found.reference} is {now.severity.label} now (was {found.severity.label})."
    if found.severity is to:
        text = f"{found.reference} stays {to.label}."
    return blocks.receipt(ctx, now, text, *([note] if note else []))


def set_status(ctx: Context, to: Status, line: Line) -> Answer:
    found = here(ctx)
    at = since_declared(line, found)
    now = service.set_status(ctx.unit, found.id, to, by=ctx.actor_id, note=line.rest, at=at)
    return blocks.receipt(ctx, now, f"{found.reference} is {now.status.value}{blocks.since(at)}.")


def investigating(ctx: Context, line: Line) -> Answer:
    """Says that the cause is being looked for"""
    return set_status(ctx, Status.INVESTIGATING, line)


def identified(ctx: Context, line: Line) -> Answer:
    """Says that the cause is known"""
    return set_status(ctx, Status.IDENTIFIED, line)


def mitigating(ctx: Context, line: Line) -> Answer:
    """Says that something is being done about it"""
    return set_status(ctx, Status.MITIGATING, line)


def monitoring(ctx: Context, line: Line) -> Answer:
    """Says that it looks better and is being watched"""
    return set_status(ctx, Status.MONITORING, line)


def press_status(ctx: Context, press: Press) -> Answer:
    found = here(ctx)
    now = service.set_status(ctx.unit, found.id, Status(press.value), by=ctx.actor_id)
    return blocks.receipt(ctx, now, f"{found.reference} is {now.status.value}.")


def mitigate(ctx: Context, line: Line) -> Answer:
    """Says that users are no longer hit"""
    found = here(ctx)
    at = since_declared(line, found)
    if found.status is Status.MONITORING and found.mitigated_at and at is None and not line.rest:
        said = f"{found.reference} is mitigated already; with a time or a reason, it is said anew."
        raise Refused(said, try_line="mitigate 14:02 traffic moved away")
    now = service.mitigate(ctx.unit, found.id, by=ctx.actor_id, note=line.rest, at=at)
    return blocks.receipt(ctx, now, f"{found.reference} is mitigated{blocks.since(at)}.")


def impact(ctx: Context, line: Line) -> Answer:
    """Says who is hit, and how"""
    found = here(ctx)
    if not line.rest:
        return OpenModal(forms.impact_form(found, channel=ctx.channel_id))
    return _set_impact(ctx, found, line.rest)


def _set_impact(ctx: Context, found: Incident, text: str) -> Reply:
    since = began(text, now=ctx.now, zone=ctx.zone)
    now = service.set_impact(ctx.unit, found.id, text, by=ctx.actor_id, since=since)
    told = [f"Its beginning is recorded{blocks.since(since)}."] if since else []
    return blocks.receipt(ctx, now, f"Impact of {found.reference}: {mrkdwn.inert(now.impact)}", *told)


def press_impact(ctx: Context, press: Press) -> Answer:
    return OpenModal(forms.impact_form(here(ctx), channel=ctx.channel_id))


def submit_impact(ctx: Context, form: Submission) -> Answer:
    return _set_impact(ctx, here(ctx), form.values["impact"])


def rename(ctx: Context, line: Line) -> Answer:
    """Gives the incident another title"""
    return _text(ctx, line, what="rename")


def summary(ctx: Context, line: Line) -> Answer:
    """Sets the summary that documents open with"""
    return _text(ctx, line, what="summary")


def link(ctx: Context, line: Line) -> Answer:
    """Sets the link of the call"""
    return _text(ctx, line, what="link")


def submit_rename(ctx: Context, form: Submission) -> Answer:
    return _set_text(ctx, form.values["text"], what="rename")


def submit_summary(ctx: Context, form: Submission) -> Answer:
    return _set_text(ctx, form.values["text"], what="summary")


def press_link(ctx: Context, press: Press) -> Answer:
    found = here(ctx)
    return OpenModal(
        forms.text_form(found, what="link", title="Call link", initial=found.call_url, channel=ctx.channel_id)
    )


def submit_link(ctx: Context, form: Submission) -> Answer:
    return _set_text(ctx, form.values["text"], what="link")


CALL = "call https://meet.example.com/inc"
REACHABLE = re.compile(r"\w\.\w|://|\d{4}|<#")
TEXTS = {
    "rename": (service.rename, "title", "Title"),
    "summary": (service.set_summary, "summary", "Summary"),
    "link": (service.set_call, "call_url", "Call link"),
}


def _text(ctx: Context, line: Line, *, what: str) -> Answer:
    found = here(ctx)
    _, column, title = TEXTS[what]
    if not line.rest and what == "link" and found.call_url:
        return blocks.call_shown(found)
    if not line.rest:
        now = getattr(found, column)
        return OpenModal(forms.text_form(found, what=what, title=title, initial=now, channel=ctx.channel_id))
    return _set_text(ctx, line.rest, what=what)


def _set_text(ctx: Context, text: str, *, what: str) -> Reply:
    found = here(ctx)
    verb, _, title = TEXTS[what]
    if what == "link":
        _demand_reachable(text)
    verb(ctx.unit, found.id, text, by=ctx.actor_id)
    return blocks.receipt(ctx, found, f"{title} of {found.reference}: {mrkdwn.inert(text)}")


def _demand_reachable(typed: str) -> None:
    """A call is joined by an address, a number to dial, or a channel; a masked address leads nowhere."""
    if is_masked(typed):
        kept = "That link holds a secret, and secrets are not kept; the call stays as it was."
        raise Refused(f"{kept} A link that works without one is accepted.", try_line=CALL)
    if len(typed) > LONGEST_LINK:
        longest = f"Slack takes links of up to {LONGEST_LINK:,} characters"
        raise Refused(f"{longest}; this one has {len(typed):,}, and the call stays as it was.", try_line=CALL)
    if not REACHABLE.search(typed):
        accepted = "an address or a number to dial is accepted"
        raise Refused(f"{echo(typed)} leads nowhere; {accepted}.", try_line=CALL)
