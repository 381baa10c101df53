"""Catch-up: private, from the record, as often as one likes: what happened, who holds what, what is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from fireline.core.answers import Answer, Reply
from fireline.core.feature import Context
from fireline.core.grammar import Line
from fireline.features.action_items import reads as action_items
from fireline.features.incidents import streams
from fireline.features.incidents.reads import Incident
from fireline.features.overview import blocks
from fireline.features.overview.facts import Facts, facts
from fireline.features.overview.guidance import no_incident
from fireline.features.overview.handlers import meant
from fireline.features.tasks import reads as tasks
from fireline.features.tasks.blocks import until
from fireline.features.tasks.reads import Task
from fireline.slack import kit, mrkdwn
from fireline.store import journal

MOST_MOMENTS = 8
MOST_TASKS = 5


def catch_up(ctx: Context, line: Line) -> Answer:
    """Tells what happened so far, who holds what, what is next"""
    number = line.take_incident()
    if number is None and ctx.incident_id is None:
        return no_incident(ctx, "catchup", acts=False)
    found = meant(ctx, number)
    told = facts(ctx.unit, found)
    moments = journal.entries(ctx.unit, found.id, only_key=True)[-MOST_MOMENTS:]
    aside = streams.names_by_channel(ctx.unit, found.id)
    listed = [f"• {_at(found, m.happened_at)} {_there(aside, m.channel_id)}{mrkdwn.inert(m.text)}" for m in moments]
    parts = [kit.section(f"*{blocks.title_of(found)}*\n{paragraph(told)}")]
    heading = "*Moments so far*" if found.is_active else "*Moments*"
    parts += kit.sections("\n".join([heading, *listed])) if listed else []
    parts.append(kit.section(next_in_words(told, len(action_items.items_of(ctx.unit, found.id)))))
    going_on = blocks.streams_in_words(told)
    parts += [kit.section("\n".join(going_on))] if going_on else []
    doing = tasks.open_tasks(ctx.unit, found.id)
    parts += [kit.section(tasks_in_words(found, doing))] if doing else []
    return Reply(f"{found.reference}: {paragraph(told)}", parts)


def _there(aside: Mapping[str, str], channel_id: str | None) -> str:
    """In which stream it was said; "" for the incident's own channel."""
    name = aside.get(channel_id or "")
    return f"[{blocks.calm(name)}] " if name else ""


def paragraph(told: Facts) -> str:
    """One paragraph: how bad, since when, who is hit, who leads."""
    found = told.incident
    unstated = "impact not stated yet" if found.is_active else "impact not stated"
    impact = mrkdwn.inert(found.impact) or unstated
    return (
        f"{blocks.severity_of(found)}, {found.status.value} since {_at(found, found.status_since)}; {impact}. "
        f"IC: {told.commander.in_words}. "
        f"Declared {_at(found, found.declared_at)} by {mrkdwn.mention(found.declared_by)}."
    )


def next_in_words(told: Facts, items: int) -> str:
    """What comes next, as far as the record knows."""
    due = told.next_update_at
    zone = blocks.zone_of(told.incident)
    update = f"update {mrkdwn.due(due, told.now, zone_fallback=zone)}" if due else "no update is due"
    counted = "action items so far" if told.incident.is_active else "action items"
    return f"*Next:* {update} · {counted}: {items}"


def tasks_in_words(found: Incident, doing: Sequence[Task]) -> str:
    """What is being done, by whom, until when."""
    said = [_task(found, task) for task in doing[:MOST_TASKS]]
    said += [f"and {len(doing) - MOST_TASKS} more"] if len(doing) > MOST_TASKS else []
    return f"*Open tasks:* {', '.join(said)}"


def _task(found: Incident, task: Task) -> str:
    who = mrkdwn.mention(task.owner_id) if task.owner_id else "needs an owner"
    return f"{blocks.calm(task.title)} ({who}{until(found, task)})"


def _at(found: Incident, moment: datetime) -> str:
    return mrkdwn.when(moment, zone_fallback=blocks.zone_of(found))
