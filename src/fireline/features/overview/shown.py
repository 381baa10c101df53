"""Private answers that show an incident."""

from __future__ import annotations

from fireline.core.answers import Reply
from fireline.core.feature import Context
from fireline.features.incidents.reads import Incident
from fireline.features.overview import blocks
from fireline.features.overview.facts import facts


def card_reply(ctx: Context, found: Incident) -> Reply:
    """The card, privately, with its buttons."""
    message = blocks.card(facts(ctx.unit, found))
    return Reply(message.text, message.blocks)
