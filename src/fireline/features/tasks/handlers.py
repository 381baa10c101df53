"""Doors of the tasks: what people type, and the form of a new one."""

from __future__ import annotations

from dataclasses import replace

from fireline.core.answers import Answer, FieldErrors, OpenModal, Reply
from fireline.core.durations import in_words
from fireline.core.errors import Refused
from fireline.core.events import UserId
from fireline.core.feature import Context, Press, Submission
from fireline.core.grammar import Line
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import streams
from fireline.features.incidents.blocks import line_button, undo_button
from fireline.features.incidents.reads import Incident
from fireline.features.tasks import blocks, boxes, forms, lines, reads, service
from fireline.features.tasks.reads import Task
from fireline.features.tasks.rules import EXAMPLE, LONGEST, box_problem
from fireline.features.tasks.service import Draft
from fireline.slack import kit, mrkdwn

MOST_BUTTONS = 5


def task(ctx: Context, line: Line) -> Answer:
    """Asks somebody to do something now, in a time box; bare `tasks` lists them"""
    if line.shows and (ctx.incident_id is None or line.helper == "my"):
        return mine(ctx)
    if ctx.incident_id is None:
        return _which(ctx)
    found = incidents.get(ctx.unit, ctx.incident_id)
    if line.shows:
        return listed(ctx, found)
    if not line.rest:
        return OpenModal(forms.new_task(found, channel=ctx.channel_id))
    return given(ctx, found, *_read(ctx, line))


def _read(ctx: Context, line: Line) -> tuple[Draft, str]:
    """Owner in front or behind, the time box at the end; and its words, where they stay in the title too."""
    typed, box = line.rest, boxes.take(line)
    owner = line.take_user("either") or (line.take_word("me") and ctx.actor_id) or None
    box = box or boxes.take(line)  # `restart the consumer 20m @bea`
    title = line.title
    if not title:
        raise Refused("What is to be done?", try_line=EXAMPLE)
    if box is not None and (problem := box_problem(box.due_at - ctx.now)):
        is_long = box.due_at > ctx.now + LONGEST
        raise Refused(problem, try_line=f"action {typed}" if is_long else f"task {_mentioned(owner)}{title} in 20m")
    draft = Draft(title=title, owner_id=UserId(owner) if owner else None, due_at=box.due_at if box else None)
    return draft, box.typed.strip(" .,;:!)") if box else ""


def _mentioned(owner: str | None) -> str:
    return f"{mrkdwn.mention(owner)} " if owner else ""


def press_form(ctx: Context, press: Press) -> Answer:
    """*Give a task*, from the list."""
    return OpenModal(forms.new_task(here(ctx), channel=ctx.channel_id))


def submit_create(ctx: Context, form: Submission) -> Answer:
    found, typed = here(ctx), (form.values.get("box") or "").strip()
    title = " ".join((form.values.get("title") or "").split())
    due_at = boxes.read(typed, now=ctx.now, zone=ctx.zone) if typed else None
    if typed and due_at is None:
        return box_error(typed)
    if due_at is not None and (problem := box_problem(due_at - ctx.now)):
        return FieldErrors({"box": problem})
    if not title:
        return FieldErrors({"title": "What is to be done?"})
    owner = form.values.get("owner")
    try:
        return given(ctx, found, Draft(title=title, owner_id=UserId(owner) if owner else None, due_at=due_at))
    except Refused as refusal:
        return FieldErrors({"owner" if owner else "title": refusal.message})


def box_error(typed: str) -> FieldErrors:
    return FieldErrors({"box": f"“{typed}” is no time box; 20m, 1h30 and until 15:30 are."})


def given(ctx: Context, found: Incident, draft: Draft, typed: str = "") -> Reply:
    """Gives a task and says so; `typed` are words that were read as its time box and stay in its title."""
    said_in = streams.said_in(ctx.unit, found.id, ctx.channel_id)
    made = service.create(ctx.unit, found.id, replace(draft, said_in=said_in), by=ctx.actor_id)
    length = f" ({in_words(made.due_at - ctx.now)})" if made.due_at else ""
    whose = f"Task for {mrkdwn.mention(made.owner_id)}" if made.owner_id else "Task that needs an owner"
    text = f"{whose}{blocks.until(found, made)}{length}: {blocks.title(made)}"
    more = [f"“{typed}” was read as its time box, and stays in the text. *Undo* if it is none."] if typed else []
    more += [unsaid] if (unsaid := lines.unsaid(ctx.unit, made)) else []
    more += [] if found.is_active else [f"{found.heading} is {found.status.value}: no reminders come."]
    return with_undo(ctx, made, text, *more)


def with_undo(ctx: Context, task: Task, text: str, *more: str, also: kit.Element | None = None) -> Reply:
    """What was done, with *Undo*."""
    undo = undo_button(ctx, incidents.get(ctx.unit, task.incident_id))
    return Reply(text, [kit.section("\n".join([text, *more])), kit.actions(undo, also)])


# lists --------------------------------------------------------------------------------------------------------
def listed(ctx: Context, found: Incident) -> Reply:
    """The tasks of an incident, the late ones first."""
    tasks = reads.tasks_of(ctx.unit, found.id)
    if not tasks:
        none = blocks.empty(found, ctx.root)
        return Reply(none.text, none.blocks)
    return Reply(blocks.heading(found, tasks, ctx.now), blocks.listed(found, tasks, ctx.now))


def press_list(ctx: Context, press: Press) -> Answer:
    """*Show open tasks*, at the end of an incident."""
    return listed(ctx, here(ctx))


def mine(ctx: Context) -> Reply:
    """What is mine to do, in whatever incident."""
    tasks = reads.open_tasks_of(ctx.unit, ctx.actor_id)
    if not tasks:
        return Reply("You have no open task.")
    parts = [kit.section(f"*Your tasks: {len(tasks)} open*")]
    for each in tasks[: blocks.MOST]:
        found = incidents.get(ctx.unit, each.incident_id)
        said = f"{found.heading}: {blocks.title(each)}{blocks.until(found, each)}"
        parts += [kit.section(said), kit.actions(*blocks.owner_buttons(each), block_id=f"task:{each.id}")]
    return Reply(f"Your tasks: {len(tasks)} open.", parts)


def _which(ctx: Context) -> Answer:
    """A task needs an incident: the active ones as buttons that keep the words."""
    newest = incidents.active(ctx.unit, ctx.actor_id, limit=MOST_BUTTONS)
    if not newest:
        raise Refused("A task belongs to an incident, and none is going on.", try_line="declare")
    buttons = [
        line_button(ctx, f"{found.reference} {mrkdwn.fit(found.title, 40)}", ctx.typed, number=n, incident_id=found.id)
        for n, found in enumerate(newest)
    ]
    text = "Which incident is the task for?"
    return Reply(text, [kit.section(f"*{text}*\n{kit.quoted(mrkdwn.inert(ctx.typed))}"), kit.actions(*buttons)])


# shared -------------------------------------------------------------------------------------------------------
def here(ctx: Context) -> Incident:
    """The incident that a button or form is about, which the frame found visible."""
    if ctx.incident_id is None:
        raise Refused("This names no incident any more; nothing was done.", try_line="list")
    return incidents.get(ctx.unit, ctx.incident_id)
