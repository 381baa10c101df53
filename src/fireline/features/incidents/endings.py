"""Doors through which an incident ends: resolve, close, reopen, cancel, undo."""

from __future__ import annotations

from datetime import datetime

from fireline.core.answers import Answer, FieldErrors, OpenModal, RemoveMessage, Reply
from fireline.core.events import EntryId
from fireline.core.feature import Context, Press, Submission
from fireline.core.grammar import Line
from fireline.features.incidents import blocks, closing, forms, questions, streams, undo
from fireline.features.incidents.handlers import here, past
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Status


def resolve(ctx: Context, line: Line) -> Answer:
    """Ends the incident; nothing ever blocks it"""
    found = here(ctx)
    if not line.rest and line.word != "resolved":
        return OpenModal(forms.resolve_form(found, channel=ctx.channel_id))
    at = past(line)
    return _resolve(ctx, found, note=line.rest, at=at)


def _resolve(ctx: Context, found: Incident, *, note: str = "", at: datetime | None = None) -> Answer:
    if at is not None and found.began_after(at):
        return questions.early_question(ctx, found, at, note)
    return _resolved(ctx, found, note=note, at=at)


def press_resolve_early(ctx: Context, press: Press) -> Answer:
    """*It ended then*, before anybody had declared it."""
    at, _, note = press.value.partition(" ")
    return _resolved(ctx, here(ctx), note=note, at=datetime.fromisoformat(at))


def _resolved(ctx: Context, found: Incident, *, note: str, at: datetime | None) -> Answer:
    now = closing.resolve(ctx.unit, found.id, by=ctx.actor_id, note=note, at=at)
    told = blocks.receipt(ctx, now, _words(ctx, found, now, at))
    return blocks.with_streams_left(told, now, [each.name for each in streams.open_ones(ctx.unit, found.id)])


def _words(ctx: Context, before: Incident, now: Incident, at: datetime | None) -> str:
    """Who says it once more hears that its end stays, and how it is moved."""
    if before.status is not Status.RESOLVED or at is not None:
        return f"{now.reference} is resolved{blocks.since(at)}."
    stays = f"{now.reference} stays resolved{blocks.since(now.resolved_at)}"
    return f"{stays}; your words are kept. `{ctx.root} resolve 15:02` moves its end."


def press_resolve_form(ctx: Context, press: Press) -> Answer:
    return OpenModal(forms.resolve_form(here(ctx), channel=ctx.channel_id))


def press_resolve_now(ctx: Context, press: Press) -> Answer:
    return _resolve(ctx, here(ctx))


def press_resolve_and_close(ctx: Context, press: Press) -> Answer:
    found = here(ctx)
    closing.resolve(ctx.unit, found.id, by=ctx.actor_id)
    now = closing.close(ctx.unit, found.id, by=ctx.actor_id)
    both = undo.newest_of(ctx.unit, found.id, by=ctx.actor_id)
    text = f"{found.reference} is resolved and closed."
    return blocks.receipt(ctx, now, text, *_ended(ctx, found), replace=True, entries=both)


def _ended(ctx: Context, found: Incident) -> list[str]:
    return blocks.streams_ended([each.name for each in streams.ended_now(ctx.unit, found.id)])


def submit_resolve(ctx: Context, form: Submission) -> Answer:
    typed = form.values.get("at") or ""
    at = past(Line(typed, now=ctx.now, zone=ctx.zone)) if typed else None
    if typed and at is None:
        return FieldErrors({"at": f"“{typed}” is no time; 03:40, 10m ago and “yesterday 14:02” are accepted."})
    return _resolve(ctx, here(ctx), note=form.values.get("note") or "", at=at)


def close(ctx: Context, found: Incident, *, replace: bool = False) -> Answer:
    """Closes it, or asks how it ended when it has not."""
    if found.is_active:
        return questions.unresolved_question(ctx, found)
    now = closing.close(ctx.unit, found.id, by=ctx.actor_id)
    return blocks.receipt(ctx, now, f"{found.reference} is closed.", *_ended(ctx, found), replace=replace)


def fixed(ctx: Context, line: Line) -> Answer:
    """Asks whether it is over, and keeps what was said"""
    return questions.over_question(ctx, here(ctx), line.rest)


def restart(ctx: Context, line: Line) -> Answer:
    """Asks what is restarted: a machine, or the incident"""
    return questions.restart_question(ctx, here(ctx), line.rest)


def reopen(ctx: Context, line: Line) -> Answer:
    """Takes up an incident that was thought to be over"""
    found = here(ctx)
    now = closing.reopen(ctx.unit, found.id, by=ctx.actor_id, why=line.rest)
    return blocks.receipt(ctx, now, f"{found.reference} is open again: investigating.")


def press_reopen(ctx: Context, press: Press) -> Answer:
    now = closing.reopen(ctx.unit, here(ctx).id, by=ctx.actor_id)
    return blocks.receipt(ctx, now, f"{now.reference} is open again: investigating.")


def dismiss(ctx: Context, press: Press) -> Answer:
    return RemoveMessage()


def press_cancel(ctx: Context, press: Press) -> Answer:
    found = closing.cancel(ctx.unit, here(ctx).id, by=ctx.actor_id, reason=press.value)
    text = f"{found.reference} is cancelled: {press.value or found.called_off}."
    return blocks.receipt(ctx, found, text, *_ended(ctx, found), replace=True)


def undo_last(ctx: Context, line: Line) -> Answer:
    """Takes back your last change here"""
    found = here(ctx)
    return Reply(undo.undo_last(ctx.unit, found.id, by=ctx.actor_id))


def press_undo(ctx: Context, press: Press) -> Answer:
    about, entries = here(ctx).id, press.value.split("+")
    said = [undo.undo(ctx.unit, EntryId(int(each)), by=ctx.actor_id, about=about) for each in entries]
    return Reply(said[-1], replace=True)
