"""The forms behind the buttons: a new item, its wording, done, a new date, somebody else, won't do."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from fireline.core.feature import Submission
from fireline.features.action_items.reads import Item
from fireline.features.action_items.rules import CATEGORIES, FREE_MOVES, PRIORITIES, REASON_WANTED, shown
from fireline.features.incidents.reads import Incident
from fireline.slack import kit, mrkdwn


def item_of_form(form: Submission) -> int:
    """Which item a form is about."""
    return int(json.loads(form.metadata)["item"])


def message_of_form(form: Submission) -> str | None:
    """Which message the new item of a form is made of, by its ts."""
    found: str | None = json.loads(form.metadata).get("message")
    return found


def new_item(
    found: Incident, due_on: date, *, channel: str | None, title: str = "", message: str | None = None
) -> kit.View:
    """A new item; only what it is must be said. `message` is the ts of the one that it is made of."""
    owner = kit.user_input("owner", "Owner", optional=True, hint="Left empty, it needs an owner; nobody is guessed.")
    due = kit.date_input("due", "Due", initial=due_on.isoformat(), optional=True)
    what, *more = _wording(title=title)
    return kit.modal(
        f"Action item of {found.reference}",
        [what, owner, due, *more],
        callback_id="action_items:create",
        submit="Add item",
        private_metadata=kit.metadata(channel=channel, incident=found.id, message=message),
    )


def edit(item: Item, *, channel: str | None) -> kit.View:
    """Better words, or a smaller step."""
    names = ("title", "category", "done_when", "why", "priority", "ticket_url")
    fields = _wording(**{name: getattr(item, name) for name in names})
    return _about(item, "Edit action item", fields, verb="edit", submit="Save", channel=channel)


def done(item: Item, *, channel: str | None) -> kit.View:
    evidence = kit.text_input(
        "evidence", "What shows it", multiline=True, optional=True, placeholder="the alert fired in staging at 14:02"
    )
    link = kit.text_input("link", "A link", optional=True, placeholder="https://")
    return _about(item, "Done", [_title(item), evidence, link], verb="done", submit="Done", channel=channel)


def new_date(item: Item, *, channel: str | None) -> kit.View:
    """Two new dates for the asking; from then on with a reason."""
    needs_reason = item.dates_moved >= FREE_MOVES
    hint = REASON_WANTED if needs_reason else None
    fields = [
        kit.section(f"{mrkdwn.inert(item.title)}\nDue {shown(item.due_on)} now."),
        kit.date_input("due", "New date"),
        kit.text_input("reason", "Why", optional=not needs_reason, hint=hint),
    ]
    return _about(item, "New date", fields, verb="new_date", submit="Set date", channel=channel)


def person(item: Item, *, channel: str | None) -> kit.View:
    """Who takes it: offered if it has an owner, given if it has none."""
    hint = "They are asked; until they accept, it stays where it is." if item.owner_id else None
    fields = [_title(item), kit.user_input("person", "To whom", hint=hint)]
    title, submit = ("Hand over", "Offer it") if item.owner_id else ("Give it to somebody", "Assign")
    return _about(item, title, fields, verb="hand_over", submit=submit, channel=channel)


def decline(item: Item, *, channel: str | None) -> kit.View:
    hint = "An honest end. The reason goes on record and helps the next review."
    fields = [_title(item), kit.text_input("reason", "Why not", multiline=True, hint=hint)]
    return _about(item, "Won't do", fields, verb="decline", submit="Won't do", channel=channel)


def _about(item: Item, title: str, fields: list[kit.Block], *, verb: str, submit: str, channel: str | None) -> kit.View:
    return kit.modal(
        title,
        fields,
        callback_id=f"action_items:{verb}",
        submit=submit,
        private_metadata=kit.metadata(channel=channel, incident=item.incident_id, item=item.id),
    )


def _title(item: Item) -> kit.Block:
    return kit.section(mrkdwn.inert(item.title))


def _wording(
    *, title: str = "", category: str = "", done_when: str = "", why: str = "", priority: str = "", ticket_url: str = ""
) -> list[dict[str, Any]]:
    categories = [kit.option(f"{name.capitalize()}: {meaning}", name) for name, meaning in CATEGORIES.items()]
    priorities = [kit.option(name.capitalize(), name) for name in PRIORITIES]
    return [
        kit.text_input("title", "What", initial=title or None, placeholder="alert when queue depth passes 500"),
        kit.select_input("category", "Category", categories, initial=category or None, optional=True),
        kit.text_input(
            "done_when", "Done when", initial=done_when or None, optional=True, placeholder="it fires in staging"
        ),
        kit.select_input("priority", "Priority", priorities, initial=priority or None, optional=True),
        kit.text_input("why", "Why", initial=why or None, optional=True, placeholder="it took 22 minutes to see this"),
        kit.text_input("ticket_url", "Link of its ticket", initial=ticket_url or None, optional=True),
    ]
