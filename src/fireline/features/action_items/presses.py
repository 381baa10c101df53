"""Doors of the action items: buttons and the forms behind them. The message that carried a button follows by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fireline.core.answers import Answer, Done, FieldErrors, OpenModal
from fireline.core.errors import Refused
from fireline.core.events import IncidentId, UserId
from fireline.core.feature import Context, Press, PressHandler, Submission
from fireline.features.action_items import changing, forms, owners, service
from fireline.features.action_items.desk import desk_of
from fireline.features.action_items.handlers import here, link_problem, today, with_undo, wording, wording_problem
from fireline.features.action_items.reads import Item
from fireline.features.action_items.rules import MOVED_TWICE, hints, shown
from fireline.features.incidents import reads as incidents
from fireline.slack import kit, mrkdwn


def opening(form: Callable[..., kit.View]) -> PressHandler:
    """A button that opens this form about its item."""

    def press_open(ctx: Context, press: Press) -> Answer:
        item = changing.open_item(ctx.unit, _here(ctx), int(press.value))
        return OpenModal(form(item, channel=ctx.channel_id))

    return press_open


def press_accept(ctx: Context, press: Press) -> Answer:
    item = owners.accept(ctx.unit, _here(ctx), int(press.value), by=ctx.actor_id)
    return _shown(ctx, press, item, _is_yours(item))


def press_not_mine(ctx: Context, press: Press) -> Answer:
    item, asked = owners.not_mine(ctx.unit, _here(ctx), int(press.value), by=ctx.actor_id)
    who = f"{mrkdwn.mention(asked)} is asked." if asked else f"Nobody is asked; `{ctx.root} actions` shows it."
    return _said(ctx, item, f"Needs an owner again: {mrkdwn.inert(item.title)}", who)


def press_mine(ctx: Context, press: Press) -> Answer:
    item = owners.assign(ctx.unit, _here(ctx), int(press.value), ctx.actor_id, by=ctx.actor_id)
    return _said(ctx, item, _is_yours(item))


def press_take_over(ctx: Context, press: Press) -> Answer:
    item = owners.take_over(ctx.unit, _here(ctx), int(press.value), by=ctx.actor_id)
    return _shown(ctx, press, item, _is_yours(item))


def press_refuse(ctx: Context, press: Press) -> Answer:
    item = owners.refuse(ctx.unit, _here(ctx), int(press.value), by=ctx.actor_id)
    return _shown(ctx, press, item, f"{mrkdwn.mention(item.owner_id or '')} keeps it: {mrkdwn.inert(item.title)}")


def submit_done(ctx: Context, form: Submission) -> Answer:
    if problem := link_problem(form, "link"):
        return problem
    evidence, link = form.values.get("evidence") or "", (form.values.get("link") or "").strip()
    item_id = forms.item_of_form(form)
    item = service.done(ctx.unit, _here(ctx), item_id, by=ctx.actor_id, evidence=evidence.strip(), evidence_url=link)
    return _said(ctx, item, f"Done: {mrkdwn.inert(item.title)}")


def submit_new_date(ctx: Context, form: Submission) -> Answer:
    reason, item_id = (form.values.get("reason") or "").strip(), forms.item_of_form(form)
    to, day = date.fromisoformat(form.values["due"]), desk_of(ctx.unit, ctx.actor_id).today
    try:
        item = service.move(ctx.unit, _here(ctx), item_id, to, by=ctx.actor_id, today=day, reason=reason)
    except Refused as refusal:
        return FieldErrors({"reason" if refusal.message.startswith(MOVED_TWICE) else "due": refusal.message})
    text = f"New date, {shown(item.due_on)}: {mrkdwn.inert(item.title)}"
    return _said(ctx, item, text, *_hints(ctx, item))


def submit_hand_over(ctx: Context, form: Submission) -> Answer:
    person = UserId(form.values["person"])
    try:
        item = owners.offer(ctx.unit, _here(ctx), forms.item_of_form(form), person, by=ctx.actor_id)
    except Refused as refusal:
        return FieldErrors({"person": refusal.message})
    if item.offered_to:
        text = f"Offered to {mrkdwn.mention(person)}; until they accept, it stays where it is."
    else:
        text = f"{mrkdwn.mention(person)} has it now: {mrkdwn.inert(item.title)}"
    return _said(ctx, item, text)


def submit_decline(ctx: Context, form: Submission) -> Answer:
    reason = (form.values.get("reason") or "").strip()
    item = service.decline(ctx.unit, _here(ctx), forms.item_of_form(form), by=ctx.actor_id, reason=reason)
    return _said(ctx, item, f"Won't do, and the reason is on record: {mrkdwn.inert(item.title)}")


def submit_edit(ctx: Context, form: Submission) -> Answer:
    if problem := wording_problem(form):
        return problem
    item = service.change(ctx.unit, _here(ctx), forms.item_of_form(form), by=ctx.actor_id, **wording(form))
    return _said(ctx, item, f"Saved: {mrkdwn.inert(item.title)}", *_hints(ctx, item))


def _said(ctx: Context, item: Item, text: str, *more: str) -> Answer:
    return with_undo(ctx, incidents.get(ctx.unit, item.incident_id), item, text, *more)


def _shown(ctx: Context, press: Press, item: Item, text: str) -> Answer:
    """Direct messages and the home tab change by themselves; a private answer cannot, so another one says it."""
    return _said(ctx, item, text) if press.ephemeral else Done()


def _is_yours(item: Item) -> str:
    return f"It is yours, due {shown(item.due_on)}: {mrkdwn.inert(item.title)}"


def _hints(ctx: Context, item: Item) -> list[str]:
    return [f"_{hint}_" for hint in hints(item.title, item.done_when, item.due_on, today(ctx))]


def _here(ctx: Context) -> IncidentId:
    return here(ctx).id
