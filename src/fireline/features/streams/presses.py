"""Buttons and forms of streams."""

from __future__ import annotations

import json

from fireline.core.answers import Answer, Done, FieldErrors, OpenModal, Reply
from fireline.core.errors import Refused
from fireline.core.feature import Context, Press, Submission
from fireline.features.incidents import streams
from fireline.features.incidents.blocks import receipt
from fireline.features.incidents.handlers import here
from fireline.features.incidents.streams import Stream
from fireline.features.incidents.undo import undo
from fireline.features.overview.blocks import calm
from fireline.features.streams import changing, events, forms, handlers, opening, service
from fireline.features.streams.handlers import demand_member
from fireline.slack import mrkdwn
from fireline.store import journal


def _pressed(ctx: Context, press: Press) -> Stream:
    demand_member(ctx)
    return changing.known(ctx.unit, here(ctx).id, int(press.value))


def press_form(ctx: Context, press: Press) -> Answer:
    demand_member(ctx)
    service.demand_possible(ctx.unit, here(ctx))
    return OpenModal(forms.open_form(here(ctx), channel=ctx.channel_id))


def submit_open(ctx: Context, form: Submission) -> Answer:
    demand_member(ctx)
    try:
        name, lead = form.values.get("name") or "", form.values.get("lead")
        return handlers.opened(ctx, here(ctx), name, lead, form.values.get("people") or [])
    except Refused as refusal:
        return FieldErrors({"name": refusal.message})


def press_status(ctx: Context, press: Press) -> Answer:
    return handlers.word_form(ctx, _pressed(ctx, press), ends=False)


def press_done(ctx: Context, press: Press) -> Answer:
    return handlers.word_form(ctx, _pressed(ctx, press), ends=True)


def submit_status(ctx: Context, form: Submission) -> Answer:
    return handlers.said(ctx, _of_form(ctx, form), _word(form))


def submit_done(ctx: Context, form: Submission) -> Answer:
    return handlers.ended(ctx, _of_form(ctx, form), _word(form))


def _of_form(ctx: Context, form: Submission) -> Stream:
    demand_member(ctx)
    return changing.known(ctx.unit, here(ctx).id, int(json.loads(form.metadata)["stream"]))


def _word(form: Submission) -> str:
    return " ".join((form.values.get("word") or "").split())


def press_lead(ctx: Context, press: Press) -> Answer:
    return handlers.led_by(ctx, _pressed(ctx, press), ctx.actor_id)


def press_leave(ctx: Context, press: Press) -> Answer:
    """*Not me*: only whoever leads it can say so."""
    stream = _pressed(ctx, press)
    if stream.lead_id != ctx.actor_id:
        raise Refused(f"You do not lead the stream “{stream.name}”.")
    return handlers.led_by(ctx, stream, None)


def press_reopen(ctx: Context, press: Press) -> Answer:
    return handlers.reopened(ctx, _pressed(ctx, press))


def press_join(ctx: Context, press: Press) -> Answer:
    return handlers.joined(ctx, _pressed(ctx, press))


def press_retry(ctx: Context, press: Press) -> Answer:
    stream = _pressed(ctx, press)
    opening.retry(ctx.unit, stream, answer_at=ctx.response_url if press.ephemeral else None)
    return Reply(f"Trying again; `{ctx.root} stream {stream.name}` shows how it went.", replace=press.ephemeral)


def press_go(ctx: Context, press: Press) -> Answer:
    """The button leads there by itself."""
    return Done()


def press_take_back(ctx: Context, press: Press) -> Answer:
    """The receipt of an opening says where it is: its *Undo* is found by the stream."""
    stream = _pressed(ctx, press)
    rows = journal.entries(ctx.unit, stream.incident_id, kinds=(events.OPENED,), with_hidden=True)
    entry = next(row for row in rows if row.data["stream_id"] == stream.id)
    return Reply(undo(ctx.unit, entry.id, by=ctx.actor_id, about=stream.incident_id), replace=True)


def press_end_all(ctx: Context, press: Press) -> Answer:
    """*End its streams*, offered when the incident is resolved."""
    demand_member(ctx)
    found, left = here(ctx), streams.open_ones(ctx.unit, here(ctx).id)
    if not left:
        return Reply(f"No stream of {found.reference} is open any more.", replace=True)
    for stream in left:
        service.done(ctx.unit, stream, "", by=ctx.actor_id)
    names = mrkdwn.fit(", ".join(f"“{calm(each.name)}”" for each in left), 300)
    entries = list(ctx.unit.entries)
    done = [e for e in entries if (row := journal.entry(ctx.unit, e)) is not None and row.kind == events.DONE]
    return receipt(ctx, found, f"Ended with {found.reference}: {names}.", replace=True, entries=done)
