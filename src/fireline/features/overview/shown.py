"""Private answers that show an incident, or several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fireline.core.answers import Blocks, Reply
from fireline.core.feature import Context
from fireline.core.permissions import Act
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import related
from fireline.features.incidents.blocks import severity_row, status_buttons
from fireline.features.incidents.reads import Incident
from fireline.features.overview import blocks, steps
from fireline.features.overview.facts import facts
from fireline.features.roles import reads as roles
from fireline.slack import kit

GUESTS = "Guests see an incident in its own channel only."
# Where a list is empty: a line to go on with, and what it does.
WAYS_ON = {
    "declare": "opens one.",
    "list": "shows those that are going on.",
    "list all": "shows all there are.",
}


class Listing(NamedTuple):
    """What can be listed: its title, what is said where there is nothing of it, and the line to go on with."""

    title: str
    none: str
    way_on: str


GOING_ON = Listing("Going on now", "No incident is going on.", "declare")


def going_on(ctx: Context) -> Reply:
    """The active incidents that this person may see."""
    return listed(ctx, incidents.active(ctx.unit, ctx.actor_id), GOING_ON)


def listed(ctx: Context, found: Sequence[Incident], meant: Listing) -> Reply:
    """A list; a guest hears of nothing but where they are."""
    seen = [each for each in found if not ctx.is_guest or each.id == ctx.incident_id]
    none = GUESTS if ctx.is_guest else meant.none
    shown = [facts(ctx.unit, each) for each in seen]
    return blocks.listed(shown, title=meant.title, none=none, more=_way_on(ctx, meant.way_on))


def _way_on(ctx: Context, line: str) -> str:
    """None for guests, and none for who may not go it."""
    if ctx.is_guest or (line == "declare" and not roles.may(ctx.unit, ctx.actor_id, Act.DECLARE)):
        return ""
    return f"`{ctx.root} {line}` {WAYS_ON[line]}"


def card_reply(ctx: Context, found: Incident) -> Reply:
    """The card, privately, with its buttons; guests only read it."""
    message, also = blocks.card(facts(ctx.unit, found)), _also(ctx, found)
    shown = [each for each in message.blocks if each["type"] != "actions"] if ctx.is_guest else message.blocks
    told = [kit.section(also, accessory=_retry(ctx, found))] if also else []
    return Reply(message.text, [*shown[:1], *told, *shown[1:], *_channel(ctx, found)])


def _retry(ctx: Context, found: Incident) -> kit.Element | None:
    """Of a channel that Slack did not make: without one, nobody but the declarer has been told."""
    if ctx.is_guest or not _is_stuck(ctx, found):
        return None
    return kit.button("Retry", "overview:retry_channel", f"{found.id}:{steps.CHANNEL}")


def _is_stuck(ctx: Context, found: Incident) -> bool:
    return found.channel_id is None and steps.has_failed(ctx.unit, found.id, steps.CHANNEL)


def _channel(ctx: Context, found: Incident) -> Blocks:
    """What was written down when it was over gets a channel only where somebody wants one."""
    if ctx.is_guest or not found.is_retro or found.channel_id is not None:
        return []
    return [kit.actions(kit.button("Open a channel for it", "modes:open_channel", f"{found.id}:"))]


def more_of(ctx: Context, found: Incident) -> Reply:
    """What the card in sight leaves out: the other statuses, the severities, what it belongs to."""
    text = f"{blocks.title_of(found)}: where it stands and how bad it is can be set here."
    rest = f"`{ctx.root} help` names everything else."
    said = kit.section("\n".join(part for part in (text, _also(ctx, found), rest) if part))
    return Reply(text, [said, status_buttons(found), severity_row(found)])


def _also(ctx: Context, found: Incident) -> str:
    """What the card says nowhere: what belongs to it, and, read elsewhere, its channel."""
    belongs = blocks.related_in_words(related.parts_of(ctx.unit, found), related.linked(ctx.unit, found))
    if ctx.channel_id == found.channel_id or (found.channel_id is None and found.is_retro):
        return belongs
    where = blocks.place_of(found, is_stuck=_is_stuck(ctx, found))
    return "\n".join(filter(None, [f"*Where:* {where}", belongs]))
