"""Private answers that show an incident."""

from __future__ import annotations

from fireline.core.answers import Reply
from fireline.core.feature import Context
from fireline.features.incidents import related
from fireline.features.incidents.reads import Incident
from fireline.features.overview import blocks
from fireline.features.overview.facts import facts
from fireline.slack import kit


def card_reply(ctx: Context, found: Incident) -> Reply:
    """The card, privately, with its buttons."""
    message = blocks.card(facts(ctx.unit, found))
    also = blocks.related_in_words(related.parts_of(ctx.unit, found), related.linked(ctx.unit, found))
    return Reply(message.text, [*message.blocks, *([kit.section(also)] if also else [])])
