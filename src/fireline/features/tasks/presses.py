"""Doors of the tasks: buttons and the forms behind them. Messages that speak of a task follow by themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from fireline.core.answers import Answer, FieldErrors, OpenModal
from fireline.core.durations import in_words
from fireline.core.errors import Refused
from fireline.core.events import UserId
from fireline.core.feature import Context, Press, PressHandler, Submission
from fireline.features.tasks import blocks, boxes, changing, forms, reads, service
from fireline.features.tasks.blocks import task_button
from fireline.features.tasks.handlers import box_error, given, here, with_undo
from fireline.features.tasks.service import Draft
from fireline.slack import kit, mrkdwn


def opening(form: Callable[..., kit.View]) -> PressHandler:
    """A button that opens this form about its task."""

    def press_open(ctx: Context, press: Press) -> Answer:
        task = changing.known(ctx.unit, here(ctx).id, int(press.value))
        return OpenModal(form(task, channel=ctx.channel_id))

    return press_open


def press_done(ctx: Context, press: Press) -> Answer:
    task = service.done(ctx.unit, here(ctx).id, int(press.value), by=ctx.actor_id)
    said = task_button(task, "Say how it went", "outcome")
    return with_undo(ctx, task, f"Done: {blocks.title(task)}", also=said)


def press_mine(ctx: Context, press: Press) -> Answer:
    found = here(ctx)
    task = service.take_on(ctx.unit, found.id, int(press.value), by=ctx.actor_id)
    return with_undo(ctx, task, f"It is yours{blocks.until(found, task)}: {blocks.title(task)}")


def press_first(ctx: Context, press: Press) -> Answer:
    """*Give me this task*: one that usually comes first, with the minutes of its time box."""
    minutes, _, title = press.value.partition(":")
    found = here(ctx)
    if any(task.title == title for task in reads.tasks_of(ctx.unit, found.id)):
        raise Refused("That is somebody's task already.", try_line="tasks")
    due_at = ctx.now + timedelta(minutes=int(minutes)) if minutes else None
    return given(ctx, found, Draft(title=title, owner_id=ctx.actor_id, due_at=due_at))


def press_keep(ctx: Context, press: Press) -> Answer:
    task = service.keep(ctx.unit, here(ctx).id, int(press.value), by=ctx.actor_id)
    whose = f"{mrkdwn.mention(task.owner_id)} keeps it" if task.owner_id else "It needs an owner"
    return with_undo(
        ctx, task, f"An action item now: {blocks.title(task)}", f"{whose}; `{ctx.root} actions` shows when it is due."
    )


def submit_give(ctx: Context, form: Submission) -> Answer:
    person = UserId(form.values["person"])
    try:
        task = service.assign(ctx.unit, here(ctx).id, forms.task_of_form(form), person, by=ctx.actor_id)
    except Refused as refusal:
        return FieldErrors({"person": refusal.message})
    return with_undo(ctx, task, f"{mrkdwn.mention(person)} has it now: {blocks.title(task)}")


def submit_box(ctx: Context, form: Submission) -> Answer:
    found, typed = here(ctx), (form.values.get("box") or "").strip()
    due_at = boxes.read(typed, now=ctx.now, zone=ctx.zone)
    if due_at is None:
        return box_error(typed)
    try:
        task = service.box(ctx.unit, found.id, forms.task_of_form(form), due_at, by=ctx.actor_id)
    except Refused as refusal:
        return FieldErrors({"box": refusal.message})
    text = f"New time box{blocks.until(found, task)} ({in_words(due_at - ctx.now)}): {blocks.title(task)}"
    return with_undo(ctx, task, text)


def submit_drop(ctx: Context, form: Submission) -> Answer:
    reason = (form.values.get("reason") or "").strip()
    task = service.drop(ctx.unit, here(ctx).id, forms.task_of_form(form), by=ctx.actor_id, reason=reason)
    return with_undo(ctx, task, f"Dropped, and the reason is on record: {blocks.title(task)}")


def submit_outcome(ctx: Context, form: Submission) -> Answer:
    text = (form.values.get("outcome") or "").strip()
    if not text:
        return FieldErrors({"outcome": "A few words are enough."})
    task = service.outcome(ctx.unit, here(ctx).id, forms.task_of_form(form), text, by=ctx.actor_id)
    return with_undo(ctx, task, f"On record: {blocks.title(task)}", kit.quoted(mrkdwn.inert(task.outcome)))
