"""Doors of merge and link."""

from __future__ import annotations

from fireline.core.answers import Answer, Reply
from fireline.core.errors import Refused
from fireline.core.events import IncidentId
from fireline.core.feature import Context, Press
from fireline.core.grammar import Line
from fireline.core.permissions import Act
from fireline.core.text import echo
from fireline.features.action_items import reads as action_items
from fireline.features.incidents import handlers as incident_doors
from fireline.features.incidents import merging, related, streams
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.blocks import receipt
from fireline.features.incidents.handlers import here
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import named
from fireline.features.overview.asking import heard
from fireline.features.overview.handlers import numbered
from fireline.features.relations import blocks
from fireline.features.roles import permits
from fireline.features.roles import reads as roles
from fireline.features.roles.rules import IC
from fireline.features.tasks import reads as tasks
from fireline.features.updates import reads as updates
from fireline.slack import mrkdwn


def merge(ctx: Context, line: Line) -> Answer:
    """Makes this incident a part of another"""
    gone = here(ctx)
    number = line.take_incident()
    if number is None:
        return _into_which(ctx, gone, line)
    kept = _other(ctx, number)
    if (second := line.take_incident()) is not None:  # `merge 42 into 41`
        gone, kept = kept, _other(ctx, second)
    merging.demand_mergeable(ctx.unit, gone, kept)
    _demand_may(ctx, gone, kept)
    left = [mrkdwn.inert(task.title) for task in tasks.open_tasks(ctx.unit, gone.id)]
    told = blocks.Consequences(
        tasks=left,
        streams=[mrkdwn.inert(each.name, mentions=True) for each in streams.open_ones(ctx.unit, gone.id)],
        items=sum(item.is_open for item in action_items.items_of(ctx.unit, gone.id)),
        subscribers=len(updates.followers_of(ctx.unit, gone.id)),
        told=", ".join(heard(ctx.unit, gone)) if updates.last_sent(ctx.unit, gone.id) else "",
    )
    return blocks.merge_question(gone, kept, line.rest, told)


def press_merge(ctx: Context, press: Press) -> Answer:
    kept_id, _, why = press.value.partition(":")
    if incidents.visible(ctx.unit, int(kept_id), ctx.actor_id) is None:
        raise Refused("That incident is private now; nothing was merged. Whoever works on it can let you in.")
    gone, kept = here(ctx), incidents.get(ctx.unit, IncidentId(int(kept_id)))
    merging.demand_mergeable(ctx.unit, gone, kept)
    _demand_may(ctx, gone, kept)
    left = ", ".join(
        [task.title for task in tasks.open_tasks(ctx.unit, gone.id)]
        + [f"stream “{each.name}”" for each in streams.open_ones(ctx.unit, gone.id)]
    )
    entry_id = merging.merge(ctx.unit, gone.id, kept.id, by=ctx.actor_id, why=why, left=left)
    return blocks.merged_receipt(ctx, gone, kept, entry_id)


def link(ctx: Context, line: Line) -> Answer:
    """Links a related incident, or sets the link of the call"""
    number = None if line.word in ("call", "bridge", "zoom") else line.take_incident()
    if number is None:
        return incident_doors.link(ctx, line)
    found, other = here(ctx), _other(ctx, number)
    related.link(ctx.unit, found.id, other.id, by=ctx.actor_id)
    told = f"{found.reference} and {other.reference} are linked; *More* on the card and the postmortem say so."
    return receipt(ctx, found, told, *_hidden(found, other))


def unlink(ctx: Context, line: Line) -> Answer:
    """Takes the link between two incidents away"""
    found, number = here(ctx), line.take_incident()
    if number is None:
        others = related.linked(ctx.unit, found)
        if not others:
            raise Refused(f"{found.reference} is linked with no other.", try_line="link INC-41")
        return blocks.linked_list(ctx, found, others)
    other = _other(ctx, number)
    related.unlink(ctx.unit, found.id, other.id, by=ctx.actor_id)
    return receipt(ctx, found, f"{found.reference} and {other.reference} are linked no more.")


def _into_which(ctx: Context, gone: Incident, line: Line) -> Reply:
    others = [each for each in incidents.active(ctx.unit, ctx.actor_id, limit=8) if each.id != gone.id]
    fitting = [each for each in others if each.is_drill == gone.is_drill and not ctx.is_guest][:5]
    if not fitting:
        said = f"No other incident is going on that {gone.reference} could become a part of."
        raise Refused(said, try_line="list all")
    if line.rest:
        said = f"{echo(line.rest)} names no incident; a number is accepted."
        raise Refused(said, try_line=f"merge {fitting[0].number}")
    return blocks.into_which(ctx, gone, fitting)


def _other(ctx: Context, number: int) -> Incident:
    found = numbered(ctx, number)
    if found is None:
        raise Refused(f"There is no {named(number)} here.", try_line="list all")
    return incidents.get(ctx.unit, found)


def _demand_may(ctx: Context, gone: Incident, kept: Incident) -> None:
    """Whoever leads one of them; a private one tells of itself by it, so that only its own IC may."""
    for each in (gone, kept):
        if gone.is_private != kept.is_private and each.is_private and not _leads(ctx, each):
            other = kept if each is gone else gone
            raise Refused(
                f"{each.reference} is private and {other.reference} is public: merging tells that there was one, so "
                f"only the IC of {each.reference} can."
            )
    if not permits.may(ctx.unit, ctx.actor_id, Act.MERGE, kept.id):
        permits.demand(ctx.unit, ctx.actor_id, Act.MERGE, gone.id)


def _leads(ctx: Context, found: Incident) -> bool:
    return roles.holds(ctx.unit, found.id, IC, ctx.actor_id)


def _hidden(found: Incident, other: Incident) -> list[str]:
    """Where the link cannot be read, because one of them is private."""
    if found.is_private == other.is_private:
        return []
    hidden, public = (found, other) if found.is_private else (other, found)
    return [f"{public.reference} is public: nothing there names {hidden.reference}."]
