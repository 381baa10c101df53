"""Doors of updates: the typed line, the form behind it, and the buttons under what is waiting or sent."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from fireline.core.answers import Answer, CloseModals, Done, FieldErrors, OpenModal, Reply
from fireline.core.errors import Refused
from fireline.core.feature import Context, Press, Submission
from fireline.core.grammar import Line
from fireline.core.times import next_time_in, read_duration, read_future
from fireline.features.incidents import service as incident_service
from fireline.features.incidents.handlers import here
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import began
from fireline.features.updates import (
    blocks,
    drafts,
    forms,
    members,
    planning,
    prompting,
    reads,
    service,
    showing,
    wording,
)
from fireline.features.updates.reads import Update
from fireline.features.updates.rules import MORE_TIME


def update(ctx: Context, line: Line) -> Answer:
    """Tells stakeholders what is new; it can be stopped for ten seconds"""
    found = here(ctx)
    news, given = next_time_in(line.rest, now=ctx.now, zone=ctx.zone)
    if not news:
        return _form(ctx, found, next_shown=given.typed if given else "")
    return _say(ctx, found, news, given.at if given else None)


def _say(ctx: Context, found: Incident, news: str, next_at: datetime | None, impact: str = "") -> Answer:
    """By who speaks for the incident: shown in the room, with *Stop*. By anybody else: shown to them, with *Send*."""
    if len(news) > wording.LONGEST_NEWS:
        raise Refused(f"An update takes at most {wording.LONGEST_NEWS} characters; this one has {len(news)}.")
    if found.channel_id is None or not prompting.speaks_for(ctx.unit, found, ctx.actor_id):
        made = service.propose(ctx.unit, found.id, news, by=ctx.actor_id, next_at=next_at, impact=impact)
        members.refresh(ctx.unit)
        return _preview(ctx, found, made)
    made = service.hold(ctx.unit, found.id, news, by=ctx.actor_id, next_at=next_at, impact=impact)
    members.refresh(ctx.unit)
    showing.waiting(ctx.unit, made)
    if ctx.channel_id == found.channel_id:
        return Done()
    return blocks.leaving_elsewhere(found, made, reads.audience_in_words(ctx.unit, found.id), ctx.channel_id)


def _preview(ctx: Context, found: Incident, made: Update) -> Reply:
    audience = reads.audience_in_words(ctx.unit, found.id)
    preview = showing.preview(ctx.unit, found, made)
    return blocks.preview_question(found, made, preview, audience, here=ctx.channel_id, at=ctx.now)


# forms --------------------------------------------------------------------------------------------------------
def press_form(ctx: Context, press: Press) -> Answer:
    return _form(ctx, here(ctx))


def _form(ctx: Context, found: Incident, next_shown: str = "") -> Answer:
    clock = reads.clock_of(ctx.unit, found.id)
    news, title = clock.draft if clock.is_prompt_open else "", "Update"
    if not found.is_active:
        is_added = wording.is_added(ctx.unit, found)
        news = news or ("" if is_added else drafts.draft(ctx.unit, found))
        title = "Update" if is_added else "Last update"
    form = forms.write_form(
        found, news=news, impact=found.impact, channel=ctx.channel_id, title=title, next_shown=next_shown
    )
    return OpenModal(form)


def submit(ctx: Context, form: Submission) -> Answer:
    """A written update: of a prompt, of a text that waits, or a new one."""
    found, facts = here(ctx), json.loads(form.metadata or "{}")
    news, impact = str(form.values["news"]).strip(), str(form.values.get("impact") or "").strip()
    next_at = _next_of(ctx, form)
    if isinstance(next_at, FieldErrors):
        return next_at
    if impact != found.impact and impact:
        since = began(impact, now=ctx.now, zone=ctx.zone)
        incident_service.set_impact(ctx.unit, found.id, impact, by=ctx.actor_id, since=since)
    if "round" in facts:
        return _submit_prompted(ctx, found, form, facts, news, next_at)
    if "update" in facts:
        made = _of_incident(ctx, int(facts["update"]))
        service.rewrite(ctx.unit, made.id, news, impact, next_at)
        service.send(ctx.unit, made.id, by=ctx.actor_id)
        return Done()
    answer = _say(ctx, found, news, next_at, impact)
    return CloseModals(answer) if isinstance(answer, Reply) else answer


def _submit_prompted(
    ctx: Context, found: Incident, form: Submission, facts: dict[str, Any], news: str, next_at: datetime | None
) -> Answer:
    clock = reads.clock_of(ctx.unit, found.id)
    in_time = clock.is_prompt_open and clock.round == facts["round"]
    next_at = next_at or (clock.ready_next_at if in_time else None)
    if "ready" in (form.values.get("ready") or ()) and in_time:
        prompting.mark_ready(ctx.unit, found, news, by=ctx.actor_id, next_at=next_at)
        return Done()
    made = service.propose(ctx.unit, found.id, news, by=ctx.actor_id, next_at=next_at)
    service.send(ctx.unit, made.id, by=ctx.actor_id)
    return Done()


def _next_of(ctx: Context, form: Submission) -> datetime | FieldErrors | None:
    typed = str(form.values.get("next") or "").strip()
    if not typed:
        return None
    length = read_duration(typed)
    found = None if length else read_future(typed, now=ctx.now, zone=ctx.zone)
    if length:
        return ctx.now + length
    if found is None or not found.has_time:
        return FieldErrors({"next": f"“{typed}” is no time; 14:30, 45m or tomorrow 9:00 are accepted."})
    return found.at


# what waits ---------------------------------------------------------------------------------------------------
def press_send(ctx: Context, press: Press) -> Answer:
    sent = service.send(ctx.unit, _mine(ctx, press).id, by=ctx.actor_id)
    to = blocks.reach(reads.audience_in_words(ctx.unit, sent.incident_id), here(ctx), ctx.channel_id)
    return Reply(f"Update {sent.number} is sent{to}.", replace=True) if press.ephemeral else Done()


def press_stop(ctx: Context, press: Press) -> Answer:
    showing.stopped(ctx.unit, service.stop(ctx.unit, _mine(ctx, press).id, by=ctx.actor_id))
    return Reply("Update stopped; nobody outside saw it.", replace=True) if press.ephemeral else Done()


def press_edit(ctx: Context, press: Press) -> Answer:
    """Editing stops the clock of ten seconds: nothing leaves while somebody writes."""
    found, made = here(ctx), _mine(ctx, press)
    if service.demand_open(ctx.unit, made).state == "waiting":
        showing.stopped(ctx.unit, service.stop(ctx.unit, made.id, by=ctx.actor_id))
    form = forms.write_form(
        found,
        news=made.news,
        impact=made.impact,
        channel=ctx.channel_id,
        next_kept=_kept(ctx, made.next_at if made.is_next_given else None),
        update=made.id,
    )
    return OpenModal(form)


def _kept(ctx: Context, at: datetime | None) -> str:
    return f"{at.astimezone(ctx.zone):%H:%M}" if at is not None and at > ctx.now else ""


def press_drop(ctx: Context, press: Press) -> Answer:
    showing.dropped(ctx.unit, service.drop(ctx.unit, _mine(ctx, press).id))
    return Done()


def _mine(ctx: Context, press: Press) -> Update:
    return _of_incident(ctx, int(press.value))


def _of_incident(ctx: Context, update_id: int) -> Update:
    """The update of a button or a form, if it belongs to the incident that the frame let through."""
    made = reads.update_of(ctx.unit, update_id)
    if made.incident_id != ctx.incident_id:
        raise Refused("There is no such update here.")
    return made


def _told(ctx: Context, update_id: int) -> Update:
    """What a person sent: nothing else is ever corrected."""
    made = _of_incident(ctx, update_id)
    if made.state != "sent" or made.is_automatic:
        raise Refused("There is no such update here.")
    return made


# what was sent ------------------------------------------------------------------------------------------------
def press_correct(ctx: Context, press: Press) -> Answer:
    found, made = here(ctx), _told(ctx, int(press.value))
    form = forms.write_form(
        found, news=made.news, impact=made.impact, channel=ctx.channel_id, correcting=True, update=made.id
    )
    return OpenModal(form)


def submit_correction(ctx: Context, form: Submission) -> Answer:
    news, impact = str(form.values["news"]).strip(), str(form.values.get("impact") or "").strip()
    made = _told(ctx, int(json.loads(form.metadata)["update"]))
    showing.deliver(ctx.unit, service.correct(ctx.unit, made.id, news, impact, by=ctx.actor_id))
    return Done()


# the prompt ---------------------------------------------------------------------------------------------------
def press_prompt_send(ctx: Context, press: Press) -> Answer:
    """The draft that is shown leaves as it stands, with its sender's name."""
    clock = prompting.demand_fresh(ctx.unit, here(ctx), press.value)
    made = service.propose(ctx.unit, clock.incident_id, clock.draft, by=ctx.actor_id, next_at=clock.ready_next_at)
    service.send(ctx.unit, made.id, by=ctx.actor_id)
    return Done()


def press_prompt_edit(ctx: Context, press: Press) -> Answer:
    """Writing takes time: the first *Edit* moves the deadline by five minutes."""
    found = here(ctx)
    clock = prompting.demand_fresh(ctx.unit, found, press.value)
    if not clock.has_bought_edit and clock.next_at:
        planning.postpone(ctx.unit, found, clock.next_at + MORE_TIME, by=ctx.actor_id, has_bought_edit=True)
        clock = reads.clock_of(ctx.unit, found.id)
        prompting.show(ctx.unit, found, clock)
    form = forms.write_form(
        found,
        news=clock.draft,
        impact=found.impact,
        channel=ctx.channel_id,
        ready_at=f"{(clock.next_at or ctx.now).astimezone(ctx.zone):%H:%M}",
        next_kept=_kept(ctx, clock.ready_next_at),
        round=clock.round,
    )
    return OpenModal(form)


def press_prompt_more(ctx: Context, press: Press) -> Answer:
    found = here(ctx)
    clock = prompting.demand_fresh(ctx.unit, found, press.value)
    due_at = clock.next_at or ctx.now
    if clock.has_bought_more:
        raise Refused(f"The five minutes were given already; the update is due {wording.moment(due_at, found)}.")
    planning.postpone(ctx.unit, found, due_at + MORE_TIME, by=ctx.actor_id, has_bought_more=True)
    prompting.show(ctx.unit, found, reads.clock_of(ctx.unit, found.id))
    return Done()
