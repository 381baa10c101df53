"""Doors of the timeline that people use: notes, the list of entries, its menus and forms."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from fireline.core.answers import Answer, FieldErrors, OpenModal, Reply
from fireline.core.events import EntryId
from fireline.core.feature import Context, Press, Submission
from fireline.core.grammar import Line
from fireline.core.text import echo
from fireline.features.incidents import streams
from fireline.features.incidents.blocks import receipt
from fireline.features.incidents.handlers import here
from fireline.features.incidents.reads import Incident
from fireline.features.timeline import blocks, filters, reads, service
from fireline.features.timeline.filters import Filter
from fireline.features.timeline.rules import CHOICE_HIDDEN, CHOICE_KEY
from fireline.slack import mrkdwn

CHOICES = {
    "key": (CHOICE_KEY, True),
    "unkey": (CHOICE_KEY, False),
    "leave_out": (CHOICE_HIDDEN, True),
    "take_in": (CHOICE_HIDDEN, False),
}


# notes ----------------------------------------------------------------------------------------------------------
def note(ctx: Context, line: Line) -> Answer:
    """Puts a moment on the timeline"""
    found = here(ctx)
    if not line.rest:
        return OpenModal(blocks.note_form(found, channel=ctx.channel_id))
    typed = line.rest
    moment = line.demand_past()
    if moment is None or not line.rest:
        return _note(ctx, found, typed, None)
    if moment.is_after(line.now):
        return blocks.future_question(ctx, found, moment.typed, moment.at - timedelta(days=1), line.rest)
    return _note(ctx, found, line.rest, moment)


def press_note_as_text(ctx: Context, press: Press) -> Answer:
    return _note(ctx, here(ctx), press.value, None)


def submit_note(ctx: Context, form: Submission) -> Answer:
    typed = form.values.get("at") or ""
    moment = Line(typed, now=ctx.now, zone=ctx.zone).take_past() if typed else None
    if typed and (moment is None or moment.is_after(ctx.now)):
        return FieldErrors({"at": f"“{typed}” is no past time; 14:02, 10m ago and “yesterday 14:02” are accepted."})
    return _note(ctx, here(ctx), form.values["text"], moment)


def _note(ctx: Context, found: Incident, text: str, moment: object) -> Answer:
    at = getattr(moment, "at", None)
    said_in = streams.said_in(ctx.unit, found.id, ctx.channel_id)
    service.note(ctx.unit, found.id, text, by=ctx.actor_id, at=at, said_in=said_in)
    when = mrkdwn.when(at or ctx.now, zone_fallback=ctx.zone, style="both", lead=", ")
    return receipt(ctx, found, f"Noted for {found.reference}{when}: {mrkdwn.inert(text)}")


# the list -------------------------------------------------------------------------------------------------------
def timeline(ctx: Context, line: Line) -> Answer:
    """Shows the last entries, to mark, leave out or set right"""
    found = here(ctx)
    return _listed(ctx, found, filters.read(line, me=ctx.actor_id))


def _listed(ctx: Context, found: Incident, wanted: Filter, *, undo: EntryId | None = None) -> Reply:
    one_more = replace(wanted, newest=wanted.newest + 1)
    entries = reads.chosen(ctx.unit, found.id, one_more)
    is_cut = len(entries) > wanted.newest
    return blocks.listed(ctx, found, entries[-wanted.newest :], wanted, is_cut=is_cut, undo=undo)


def press_entry(ctx: Context, press: Press) -> Answer:
    """A choice out of an entry's menu: `key:17:decisions+n20` is verb, entry and which list to show again."""
    verb, entry_id, packed = press.value.split(":", 2)
    found = here(ctx)
    row = service.entry_in(ctx.unit, found.id, EntryId(int(entry_id)))
    if verb == "retime":
        service.demand_timed(row)
        return OpenModal(blocks.retime_form(ctx, found, reads.read(row)))
    choice, value = CHOICES[verb]
    chosen = service.choose(ctx.unit, row, choice, value, by=ctx.actor_id)
    again = _listed(ctx, found, filters.unpacked(packed), undo=chosen)
    return Reply(again.text, again.blocks, replace=True)


def submit_retime(ctx: Context, form: Submission) -> Answer:
    typed = form.values["at"]
    moment = Line(typed, now=ctx.now, zone=ctx.zone).take_past()
    if moment is None or moment.is_after(ctx.now):
        return FieldErrors({"at": f"“{typed}” is no past time; 14:02, 10m ago and “yesterday 14:02” are accepted."})
    found = here(ctx)
    row = service.entry_in(ctx.unit, found.id, EntryId(int(json.loads(form.metadata)["entry"])))
    service.retime(ctx.unit, row.id, moment.at, by=ctx.actor_id)
    when = mrkdwn.when(moment.at, zone_fallback=ctx.zone, style="both")
    return receipt(ctx, found, f"New time: {when}, for {echo(blocks.said(reads.read(row)))}")
