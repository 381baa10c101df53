"""Private answers that show an incident."""

from __future__ import annotations

from fireline.core.answers import Reply
from fireline.core.feature import Context
from fireline.features.incidents import related
from fireline.features.incidents.blocks import severity_row, status_buttons
from fireline.features.incidents.reads import Incident
from fireline.features.overview import blocks
from fireline.features.overview.facts import facts
from fireline.slack import kit


def card_reply(ctx: Context, found: Incident) -> Reply:
    """The card, privately, with its buttons; guests only read it."""
    message, also = blocks.card(facts(ctx.unit, found)), _also(ctx, found)
    shown = [each for each in message.blocks if each["type"] != "actions"] if ctx.is_guest else message.blocks
    return Reply(message.text, [*shown, *([kit.section(also)] if also else [])])


def more_of(ctx: Context, found: Incident) -> Reply:
    """What the card in sight leaves out: the other statuses, the severities, what it belongs to."""
    text = f"{blocks.title_of(found)}: where it stands and how bad it is can be set here."
    rest = f"`{ctx.root} help` names everything else."
    said = kit.section("\n".join(part for part in (text, _also(ctx, found), rest) if part))
    return Reply(text, [said, status_buttons(found), severity_row(found)])


def _also(ctx: Context, found: Incident) -> str:
    return blocks.related_in_words(related.parts_of(ctx.unit, found), related.linked(ctx.unit, found))
