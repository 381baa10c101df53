"""Doors of the action items: what people type, and the form of a new one."""

from __future__ import annotations

from datetime import date
from typing import Any

from fireline.core.answers import Answer, Blocks, FieldErrors, OpenModal, Reply
from fireline.core.buttons import RUN_LINE, line_value
from fireline.core.errors import Refused
from fireline.core.events import IncidentId, UserId
from fireline.core.feature import Context, Press, Submission
from fireline.core.grammar import Line
from fireline.features.action_items import forms, lists, reads, service
from fireline.features.action_items.reads import Item
from fireline.features.action_items.rules import CATEGORIES, Nags, default_due, hints, shown
from fireline.features.action_items.service import Draft
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.blocks import undo_button
from fireline.slack import kit, mrkdwn
from fireline.store.unit import Unit

MOST_BUTTONS = 5
EXAMPLE = "action @bea detection alert on queue depth by 2026-12-05"


def action(ctx: Context, line: Line) -> Answer:
    """Writes down who does what until when; bare `actions` lists the items"""
    if line.shows:
        return mine(ctx) if line.helper == "my" else _listed(ctx)
    if ctx.incident_id is None:
        return _which(ctx)
    found = incidents.get(ctx.unit, ctx.incident_id)
    if not line.rest:
        return OpenModal(forms.new_item(found, _default_due(ctx, found), channel=ctx.channel_id))
    return _created(ctx, found, read_draft(ctx, line))


def read_draft(ctx: Context, line: Line) -> Draft:
    """Owner, category and title in any order, the due day at the end."""
    due = line.demand_trailing_due()
    owner, category = line.take_user("either"), None
    for _ in range(2):  # `@bea detection …` and `detection @bea …`
        owner = owner or line.take_user("first") or (line.take_word("me") and ctx.actor_id) or None
        category = category or line.take_word(*CATEGORIES)
    title = line.title
    if not title:
        raise Refused("What is to be done?", try_line=EXAMPLE)
    if due is not None and due.day < today(ctx):
        said = " ".join(filter(None, (owner and mrkdwn.mention(owner), category, title)))
        raise Refused(
            f"{shown(due.day)} has passed; a day from today on is accepted.", try_line=f"action {said} in 2 weeks"
        )
    due_on = due.day if due else None
    return Draft(title=title, owner_id=UserId(owner) if owner else None, due_on=due_on, category=category or "")


def press_form(ctx: Context, press: Press) -> Answer:
    """*Add items* at the wrap-up."""
    found = here(ctx)
    return OpenModal(forms.new_item(found, _default_due(ctx, found), channel=ctx.channel_id))


def submit_create(ctx: Context, form: Submission) -> Answer:
    found = here(ctx)
    due = form.values.get("due")
    due_on = date.fromisoformat(due) if due else None
    if due_on is not None and due_on < today(ctx):
        return FieldErrors({"due": f"{shown(due_on)} has passed; a day from today on is accepted."})
    if problem := wording_problem(form):
        return problem
    owner, source = form.values.get("owner"), forms.message_of_form(form)
    if source and (known := already(ctx.unit, found.id, source)):
        return FieldErrors({"title": known})
    draft = Draft(owner_id=UserId(owner) if owner else None, due_on=due_on, source_ts=source, **wording(form))
    try:
        return _created(ctx, found, draft)
    except Refused as refusal:
        return FieldErrors({"owner": refusal.message})


def already(unit: Unit, incident_id: IncidentId, ts: str) -> str | None:
    """What is said when a message is an action item: it is none twice."""
    known = reads.item_of_message(unit, incident_id, ts)
    if known is None or known.removed_at is not None:
        return None
    return f"This message is an action item already, due {shown(known.due_on)}: {mrkdwn.inert(known.title)}"


def _created(ctx: Context, found: incidents.Incident, draft: Draft) -> Answer:
    item = service.create(ctx.unit, found.id, draft, by=ctx.actor_id, today=today(ctx))
    whose = f"for {mrkdwn.mention(item.owner_id)}" if item.owner_id else "that needs an owner"
    category = f" ({item.category})" if item.category else ""
    head = f"Action item {whose}, due {shown(item.due_on)}: {mrkdwn.inert(item.title)}{category}"
    return with_undo(ctx, found, item, head, *_remarks(ctx, found, item))


def _remarks(ctx: Context, found: incidents.Incident, item: Item) -> list[str]:
    said = [f"_{hint}_" for hint in hints(item.title, item.done_when, item.due_on, today(ctx))]
    return [*said, "This is a drill: nobody gets a message."] if found.is_drill and item.owner_id else said


def with_undo(ctx: Context, found: incidents.Incident, item: Item, text: str, *more: str) -> Reply:
    """What was done, with *Undo*, and *Edit* while it is open."""
    undo = undo_button(ctx, found) if ctx.unit.entries else None
    edit = kit.button("Edit", "action_items:edit", f"{found.id}:{item.id}") if item.is_open else None
    return Reply(mrkdwn.plain(text), [kit.section("\n".join([text, *more])), kit.actions(undo, edit)])


# lists --------------------------------------------------------------------------------------------------------
def mine(ctx: Context) -> Reply:
    """What I am offered, and my items in any incident."""
    parts = [*_my_offers(ctx), *_my_items(ctx)]
    if not parts:
        return Reply("No action item is yours right now.")
    count = len(reads.open_items_of(ctx.unit, ctx.actor_id))
    return Reply(f"Yours: {count} open action item{'' if count == 1 else 's'}.", parts)


def _my_offers(ctx: Context) -> Blocks:
    offered = reads.offered_items_of(ctx.unit, ctx.actor_id)
    if not offered:
        return []
    found: Blocks = [kit.section("*Offered to you*")]
    for item in offered:
        row = [kit.button("Accept", "action_items:take_over", f"{item.incident_id}:{item.id}", style="primary")]
        row.append(kit.button("No", "action_items:refuse", f"{item.incident_id}:{item.id}"))
        found += [kit.section(lists.line(item, _reference(ctx, item), today(ctx)))]
        found += [kit.actions(*row, block_id=f"offer:{item.id}")]
    return found


def _my_items(ctx: Context) -> Blocks:
    items = reads.open_items_of(ctx.unit, ctx.actor_id)
    return _list(ctx, "Your action items", items) if items else []


def _listed(ctx: Context) -> Reply:
    """The items of this incident; elsewhere one's own."""
    if ctx.incident_id is None:
        return mine(ctx)
    found = incidents.get(ctx.unit, ctx.incident_id)
    items = reads.items_of(ctx.unit, found.id)
    if not items:
        return Reply(
            f"{found.reference} has no action items yet.",
            [kit.section(f"*{found.reference} has no action items yet.*\n`{ctx.root} {EXAMPLE}` makes one.")],
        )
    count = sum(item.is_open for item in items)
    ordered = sorted(items, key=lambda item: (not item.is_open, item.due_on, item.id))
    text = f"{found.reference}: {count} of {len(items)} action items open"
    return Reply(text, _list(ctx, text, ordered))


def _list(ctx: Context, title: str, items: Any) -> Blocks:
    pairs = [(item, _reference(ctx, item)) for item in items]
    return lists.item_list(title, pairs, today(ctx))


def _reference(ctx: Context, item: Item) -> str:
    return incidents.get(ctx.unit, item.incident_id).reference


def _which(ctx: Context) -> Answer:
    """An item needs an incident, also one that is over: the newest as buttons that keep the words."""
    newest = incidents.listed(ctx.unit, ctx.actor_id, limit=MOST_BUTTONS)
    if not newest:
        raise Refused("An action item belongs to an incident, and there is none yet.", try_line="declare")
    buttons = [
        kit.button(
            mrkdwn.plain(f"{found.reference} {mrkdwn.fit(found.title, 40)}"),
            f"{RUN_LINE}:{number}",
            line_value(ctx.typed, at=ctx.now, incident_id=found.id),
        )
        for number, found in enumerate(newest)
    ]
    text = "Which incident is the action item for?"
    return Reply(text, [kit.section(f"*{text}*\n{kit.quoted(mrkdwn.inert(ctx.typed))}"), kit.actions(*buttons)])


# shared -------------------------------------------------------------------------------------------------------
def here(ctx: Context) -> incidents.Incident:
    """The incident that a button or form is about, which the frame found visible."""
    if ctx.incident_id is None:
        raise Refused("This names no incident any more; nothing was done.", try_line="list")
    return incidents.get(ctx.unit, ctx.incident_id)


def today(ctx: Context) -> date:
    """The day on the calendar of whoever asks."""
    return ctx.now.astimezone(ctx.zone).date()


def wording(form: Submission) -> dict[str, str]:
    """What a form says of an item's words."""
    names = ("title", "category", "done_when", "why", "priority", "ticket_url")
    found = {name: (form.values.get(name) or "").strip() for name in names}
    return {**found, "title": " ".join(found["title"].split())}


def wording_problem(form: Submission) -> FieldErrors | None:
    """What is wrong with the words of an item; a title of blanks is none."""
    if not wording(form)["title"]:
        return FieldErrors({"title": "What is to be done?"})
    return link_problem(form, "ticket_url")


def link_problem(form: Submission, name: str) -> FieldErrors | None:
    url = (form.values.get(name) or "").strip()
    if url and not url.startswith(("https://", "http://")):
        return FieldErrors({name: "An address that begins with https:// or http:// is accepted."})
    return None


def _default_due(ctx: Context, found: incidents.Incident) -> date:
    return default_due(today(ctx), found.severity, ctx.unit.config(Nags).due_days)
