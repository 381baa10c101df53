"""Doors of the home tab: `todo`, and what an admin answers about missing channels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from fireline.core.answers import Answer, Done, OpenModal
from fireline.core.errors import Refused
from fireline.core.feature import Context, Press, Settled, Submission
from fireline.core.grammar import Line
from fireline.features.incidents.rules import Channels
from fireline.features.overview import blocks, channels, home, home_blocks, home_setup
from fireline.features.overview.mine import mine
from fireline.features.people import reads as people_reads
from fireline.features.people import service as people
from fireline.slack import mrkdwn
from fireline.store.unit import Unit

LATER = timedelta(days=7)


def todo(ctx: Context, line: Line) -> Answer:
    """Shows what is yours: what waits for you, roles, tasks, action items"""
    return home_blocks.todo(mine(ctx.unit, ctx.actor_id))


def press_todo(ctx: Context, press: Press) -> Answer:
    return home_blocks.todo(mine(ctx.unit, ctx.actor_id))


def press_create(ctx: Context, press: Press) -> Answer:
    channels.create(ctx.unit, _demand_missing(ctx), by=ctx.actor_id)
    return Done()


def press_choose(ctx: Context, press: Press) -> Answer:
    missing = _demand_missing(ctx)
    free = _free(ctx, missing)
    return OpenModal(home_setup.choice_form(free)) if free else home_setup.settled_by_file(missing)


def submit_choice(ctx: Context, form: Submission) -> Answer:
    free = _free(ctx, _demand_missing(ctx))
    chosen = {key: str(channel) for key in free if (channel := form.values.get(key))}
    for key, channel in chosen.items():
        people.choose_channel(ctx.unit, key, channel, by=ctx.actor_id)
    home.redraw(ctx.unit, ctx.actor_id)
    silent = [c for c in chosen.values() if people_reads.channel_named(ctx.unit, c) is None]
    return home_setup.chosen([c for c in chosen.values() if c not in silent], silent)


def press_later(ctx: Context, press: Press) -> Answer:
    _demand_missing(ctx)
    home.ask_later(ctx.unit, ctx.actor_id, ctx.now + LATER)
    home.redraw(ctx.unit, ctx.actor_id)
    return Done()


def on_made(unit: Unit, settled: Settled) -> None:
    """It stands: the bot is in it, and so is whoever asked. Or it does not, and they hear why."""
    name, user_id = settled.data["name"], settled.data["user_id"]
    if settled.error:
        told = f"overview:channel:{name}:{unit.now.timestamp():.0f}"
        unit.show(told, to=user_id, text=_not_made(name, settled.error))
        return
    made = settled.result["channel"]
    people.remember_conversation(unit, made)
    arguments = {"channel": made["id"], "users": user_id}
    unit.call("conversations.invite", arguments, lane=f"invite:{made['id']}", key=f"invite:{made['id']}:{user_id}")
    home.redraw(unit, user_id)


def _not_made(name: str, error: str) -> str:
    shown = mrkdwn.escape(name)
    if error.endswith("name_taken"):
        return f"#{shown} is there already: type `/invite @fireline` in it, and Fireline speaks there."
    return f"#{shown} was not created: {blocks.reason(error)}. Create it by hand, then type `/invite @fireline` in it."


def _free(ctx: Context, missing: Mapping[str, str]) -> dict[str, str]:
    """What the settings file leaves open; where it names a channel, it holds."""
    named = ctx.unit.config(Channels).model_fields_set
    return {key: name for key, name in missing.items() if key not in named}


def _demand_missing(ctx: Context) -> dict[str, str]:
    missing = channels.missing(ctx.unit)
    if not missing:
        raise Refused("Fireline is in all of its channels already.")
    return missing
