"""The message of an item was deleted in Slack: its words go from the item, and from what the record says of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from fireline.core.events import EntryId
from fireline.features.action_items import days
from fireline.features.action_items.reads import Item
from fireline.features.incidents import events as incidents
from fireline.store import journal
from fireline.store.unit import Unit

GONE = "(its message was deleted: say anew what is to be done)"
UNSAID = "(its message was deleted)"


def empty(unit: Unit, found: Item) -> None:
    """Blanks its title wherever it stands; an item that nobody has taken up goes."""
    days.change_item(unit, found.id, {"title": GONE, **({"removed_at": unit.now} if found.needs_owner else {})})
    rows = journal.entries(unit, found.incident_id, kinds=("action_items.", incidents.UNDONE), with_hidden=True)
    about = {row.id for row in rows if row.data.get("item_id") == found.id}
    titles = {found.title, *(row.data["before"].get("title", found.title) for row in rows if row.id in about)}
    for row in rows:
        if row.id in about or row.data.get("entry_id") in about:
            journal.change(unit, EntryId(row.id), text=_without(row.text, titles), data=_emptied(row.data))


def _without(text: str, titles: Collection[str]) -> str:
    for title in sorted(titles, key=len, reverse=True):  # one may begin with another
        for lead in (": ", " → "):
            text = text.replace(f"{lead}{title}", f"{lead}{UNSAID}")
    return text


def _emptied(data: dict[str, Any]) -> dict[str, Any]:
    """So that taking a change back brings nothing back of the message."""
    said = {**data, "title": GONE} if "title" in data else data
    before = data.get("before", {})
    return {**said, "before": {**before, "title": GONE}} if "title" in before else said
