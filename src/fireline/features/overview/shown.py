"""Private answers that show an incident, or several."""

from __future__ import annotations

from collections.abc import Sequence

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
GOING_ON = ("Going on now", "No incident is going on.")


def going_on(ctx: Context) -> Reply:
    """The active incidents that this person may see."""
    return listed(ctx, incidents.active(ctx.unit, ctx.actor_id), *GOING_ON)


def listed(ctx: Context, found: Sequence[Incident], title: str, none: str) -> Reply:
    """A list; a guest hears of nothing but where they are."""
    seen = [each for each in found if not ctx.is_guest or each.id == ctx.incident_id]
    none = GUESTS if ctx.is_guest else none
    opens = f"`{ctx.root} declare` opens one." if roles.may(ctx.unit, ctx.actor_id, Act.DECLARE) else ""
    return blocks.listed([facts(ctx.unit, each) for each in seen], title=title, none=none, more=opens)


def card_reply(ctx: Context, found: Incident) -> Reply:
    """The card, privately, with its buttons; guests only read it."""
    message, also = blocks.card(facts(ctx.unit, found)), _also(ctx, found)
    shown = [each for each in message.blocks if each["type"] != "actions"] if ctx.is_guest else message.blocks
    told = [kit.section(also)] if also else []
    return Reply(message.text, [*shown[:1], *told, *shown[1:], *_channel(ctx, found)])


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
    where = blocks.place_of(found, is_stuck=steps.has_failed(ctx.unit, found.id, steps.CHANNEL))
    return "\n".join(filter(None, [f"*Where:* {where}", belongs]))
