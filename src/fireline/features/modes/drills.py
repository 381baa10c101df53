"""Doors of exercises: opening one, telling it from a note, and what is done when it turns out to be real."""

from __future__ import annotations

from fireline.core.answers import Answer, Reply
from fireline.core.feature import Context, Press
from fireline.core.grammar import Line
from fireline.features.incidents import declaring, drilling
from fireline.features.incidents.handlers import here
from fireline.features.modes import blocks


def drill(ctx: Context, line: Line) -> Answer:
    """Opens an exercise in a channel of its own; nobody outside it hears of it"""
    is_meant = line.take_word("start", "new", "open") is not None
    if not line.rest and ctx.incident_id is not None and here(ctx).is_drill and here(ctx).is_active:
        return blocks.real_question(here(ctx))
    if not line.rest or (ctx.incident_id is not None and not is_meant):
        return blocks.drill_question(ctx, line.rest)
    return declaring.declare_drill(ctx, line)


def test(ctx: Context, line: Line) -> Answer:
    """Asks whether an exercise is meant, or a note"""
    return blocks.drill_question(ctx, line.rest)


def real(ctx: Context, line: Line) -> Answer:
    """Turns an exercise into an incident; asks first, for then everybody hears of it"""
    return _ask(ctx)


def press_ask(ctx: Context, press: Press) -> Answer:
    return _ask(ctx)


def _ask(ctx: Context) -> Answer:
    found = here(ctx)
    drilling.demand_going_on(found)
    return blocks.real_question(found)


def press_real(ctx: Context, press: Press) -> Answer:
    found = drilling.make_real(ctx.unit, here(ctx).id, by=ctx.actor_id)
    return Reply(
        f"{found.reference} is real now: it is announced, and its first update is due.", replace=press.ephemeral
    )
