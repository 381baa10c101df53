"""How lists of items look, with what can be done about each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from fireline.core.answers import Blocks
from fireline.features.action_items.blocks import MOST, ended
from fireline.features.action_items.buttons import item_button, wont_button
from fireline.features.action_items.reads import Item
from fireline.features.action_items.rules import shown
from fireline.slack import kit, mrkdwn


def item_list(title: str, items: Sequence[tuple[Item, str]], today: date) -> Blocks:
    """Items with their buttons; what is over comes without. Each pair is an item and its incident's reference."""
    blocks: Blocks = [kit.section(f"*{title}*")]
    for item, reference in items[:MOST]:
        blocks.append(kit.section(line(item, reference, today)))
        if item.is_open:
            blocks.append(kit.actions(*_list_buttons(item), block_id=f"item:{item.id}"))
    if len(items) > MOST:
        blocks.append(kit.context(f"and {len(items) - MOST} more"))
    return blocks


def line(item: Item, reference: str, today: date) -> str:
    """One item in two lines: what, and who until when."""
    if not item.is_open:
        return "\n".join(ended(item, near=today))
    who = mrkdwn.mention(item.owner_id) if item.owner_id else "*needs an owner*"
    word = "due" if item.due_on >= today else "was due"
    facts = [who, f"{word} {shown(item.due_on, near=today)}", item.category, reference]
    priority = f" ({item.priority})" if item.priority in ("high", "low") else ""
    ticket = f"\n{mrkdwn.link(item.ticket_url)}" if item.ticket_url else ""
    return f"{mrkdwn.inert(item.title)}{priority}\n{' · '.join(fact for fact in facts if fact)}{ticket}"


def _list_buttons(item: Item) -> list[dict[str, Any]]:
    edit, wont = item_button(item, "Edit", "edit"), wont_button(item)
    if item.owner_id is None:
        take, give = item_button(item, "I'll take it", "mine"), item_button(item, "Give it to …", "give")
        return [take, give, edit, wont]
    hand = item_button(item, "Hand over", "hand_over")
    return [item_button(item, "Done", "done"), item_button(item, "New date", "new_date"), hand, edit, wont]
