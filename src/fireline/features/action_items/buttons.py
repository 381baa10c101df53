"""The buttons of an item: the same ones in messages, lists and on the home tab."""

from __future__ import annotations

from typing import Any

from fireline.features.action_items.reads import Item
from fireline.features.action_items.stages import Stage
from fireline.slack import kit


def owner_buttons(item: Item, stage: Stage) -> list[dict[str, Any]]:
    """What the owner can say at this stage."""
    if stage is Stage.REVIEW:
        return [
            item_button(item, "Keep it", "new_date"),
            item_button(item, "Shrink it", "edit"),
            item_button(item, "Hand over", "hand_over"),
            wont_button(item),
            item_button(item, "Done", "done"),
        ]
    if stage in (Stage.ASSIGNED, Stage.OFFERED) and item.accepted_at is None:
        return [
            item_button(item, "Accept", "accept", style="primary"),
            item_button(item, "Change date", "new_date"),
            item_button(item, "Not mine", "not_mine"),
            wont_button(item),
        ]
    return [
        item_button(item, "Done", "done", style="primary"),
        item_button(item, "New date", "new_date"),
        item_button(item, "Hand over", "hand_over"),
        wont_button(item),
    ]


def wont_button(item: Item) -> dict[str, Any]:
    return item_button(item, "Won't do", "decline")


def item_button(item: Item, label: str, verb: str, **more: Any) -> dict[str, Any]:
    return kit.button(label, f"action_items:{verb}", f"{item.incident_id}:{item.id}", **more)
