"""Doors after the end: the draft, its exports, who facilitates, and the answer to silence."""

from __future__ import annotations

from datetime import datetime, timedelta

from fireline.core.answers import Answer, Done, OpenModal, Reply
from fireline.core.errors import Refused
from fireline.core.events import UserId
from fireline.core.feature import Context, Press
from fireline.core.grammar import Line
from fireline.core.text import echo
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.blocks import receipt
from fireline.features.incidents.handlers import here
from fireline.features.incidents.reads import Incident
from fireline.features.postmortems import asleep, blocks, draft, exports, forms, reads, ready, remarks, rules, service
from fireline.features.postmortems.facts import facts_of
from fireline.features.postmortems.reading import as_mrkdwn
from fireline.features.postmortems.record import record_of
from fireline.slack import mrkdwn


def postmortem(ctx: Context, line: Line) -> Answer:
    """Shows the draft that fills itself from the record"""
    found = _ended(ctx)
    facts = facts_of(record_of(ctx.unit, found.id))
    return blocks.summary(facts, len(remarks.of_person(facts, ctx.actor_id)))


def export(ctx: Context, line: Line) -> Answer:
    """Puts the postmortem into the channel as a file; the next ones come to you"""
    found = _ended(ctx)
    format_ = line.take_word(*exports.FORMATS, *exports.LATER, "markdown") or line.rest or "md"
    format_ = "md" if format_ == "markdown" else format_.lower()
    exports.demand_format(format_)
    if ready.announce(ctx.unit, found.id, by=ctx.actor_id, format_=format_):
        return Reply(f"The draft of {found.reference} is in {_channel(found)}, with its file.")
    document = ready.send_file(ctx.unit, found.id, format_, to=ctx.actor_id)
    return Reply(f"{document.filename} comes to you as a direct message.")


def facilitator(ctx: Context, line: Line) -> Answer:
    """Names who leads the review, and proposes a date"""
    found = _ended(ctx)
    user_id = line.take_user() or (ctx.actor_id if line.take_word("me") else None)
    if user_id is None:
        said = f"{echo(line.rest)} names nobody here; a person is named with @." if line else "Who is it?"
        hint = "Best is somebody who held no role in it."
        raise Refused(f"{said} {hint}", try_line="postmortem facilitator @dee")
    if line:
        said = f"{echo(line.rest)} is too much here; `{ctx.root} postmortem date` sets the date."
        raise Refused(said, try_line=f"postmortem facilitator <@{user_id}>")
    return _facilitate(ctx, found, UserId(user_id))


def press_facilitate(ctx: Context, press: Press) -> Answer:
    return _facilitate(ctx, _ended(ctx), ctx.actor_id)


def _facilitate(ctx: Context, found: Incident, user_id: UserId) -> Reply:
    at = service.name_facilitator(ctx.unit, found.id, user_id, by=ctx.actor_id)
    lead = "" if reads.is_review_set(ctx.unit, found.id) else "proposed "
    when = mrkdwn.when(at, zone_fallback=ctx.zone, style="both", lead=lead)
    said = f"{mrkdwn.mention(user_id)} facilitates the review of {found.reference}, {when}."
    held = {stint.role for stint in record_of(ctx.unit, found.id).stints if stint.user_id == user_id}
    note = " They held a role in it; somebody without one sees more." if held else ""
    return Reply(said + note)


def review_date(ctx: Context, line: Line) -> Answer:
    """Sets when the review is held"""
    found = _ended(ctx)
    typed = line.rest
    moment = line.take_future()
    if moment is None or not moment.has_time or line:
        said = f"{echo(typed)} is no day with a time." if typed else "When is it?"
        raise Refused(f"{said} “fri 15:00” and “2026-12-05 15:00” are accepted.", try_line="postmortem date fri 15:00")
    if found.resolved_at and moment.at < found.resolved_at:
        raise Refused(
            f"{found.reference} was not over then; a time after its end is accepted.",
            try_line="postmortem date fri 15:00",
        )
    service.set_review(ctx.unit, found.id, moment.at, by=ctx.actor_id)
    lead = "is " if moment.at > ctx.now else "was "
    lead += "" if _is_near(ctx, moment.at) else "on "
    when = mrkdwn.when(moment.at, zone_fallback=ctx.zone, style="both", lead=lead)
    return Reply(f"The review of {found.reference} {when}.")


def _is_near(ctx: Context, at: datetime) -> bool:
    """Slack writes of yesterday, today and tomorrow in words, of other days as dates."""
    days = at.astimezone(ctx.zone).date() - ctx.now.astimezone(ctx.zone).date()
    return abs(days) <= timedelta(days=1)


def tier(ctx: Context, line: Line) -> Answer:
    """Chooses how much is written: full, light or a note"""
    found = _ended(ctx)
    wanted = line.take_word(*rules.TIER_WORDS)
    if wanted is None:
        said = f"{echo(line.rest)} is none of the three: " if line.rest else "Which one? "
        accepted = "full, light and note are accepted; less than the severity asks for needs a reason."
        raise Refused(said + accepted, try_line="postmortem tier full")
    service.choose_tier(ctx.unit, found.id, wanted, by=ctx.actor_id, why=line.rest)
    return receipt(ctx, found, f"{found.reference} gets {rules.TIER_DOCUMENTS[wanted]}.")


def edit(ctx: Context, line: Line) -> Answer:
    """Opens a section of the postmortem to write in"""
    found = _ended(ctx)
    return OpenModal(forms.choose_section(found, reads.sections(ctx.unit, found.id), channel=ctx.channel_id))


def press_read(ctx: Context, press: Press) -> Answer:
    found = _ended(ctx)
    document = draft.markdown(record_of(ctx.unit, found.id))
    parts = [(title, as_mrkdwn(body)) for title, body in draft.sections(document)]
    return OpenModal(forms.reader(found, parts, channel=ctx.channel_id), push=press.view is not None)


def press_file(ctx: Context, press: Press) -> Answer:
    document = ready.send_file(ctx.unit, _ended(ctx).id, "md", to=ctx.actor_id)
    return Reply(f"{document.filename} comes to you as a direct message.")


def press_still_going(ctx: Context, press: Press) -> Answer:
    asleep.still_going(ctx.unit, here(ctx).id, by=ctx.actor_id)
    return Done()


def press_ended_then(ctx: Context, press: Press) -> Answer:
    found = here(ctx)
    if not found.is_active:
        raise Refused(f"{found.reference} is {found.status.value} already.")
    asleep.ended_then(ctx.unit, found.id, at=datetime.fromisoformat(press.value), by=ctx.actor_id)
    return Done()


def _ended(ctx: Context) -> Incident:
    """The incident, once it is over: before that there is a timeline, and no draft."""
    found = here(ctx)
    if found.is_active:
        raise Refused(
            f"{found.reference} is {found.status.value}; its draft can be read once it is resolved.",
            try_line="timeline",
        )
    return incidents.get(ctx.unit, found.id)


def _channel(found: Incident) -> str:
    return mrkdwn.channel(found.channel_id) if found.channel_id else "its channel"
