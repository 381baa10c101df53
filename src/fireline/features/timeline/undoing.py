"""What people hear when they take back a note, another time or a choice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from fireline.core.events import EntryId, Event, UserId
from fireline.core.text import echo
from fireline.features.timeline import marking, service
from fireline.store import journal
from fireline.store.unit import Unit


def undo_retime(unit: Unit, event: Event, by: UserId) -> str:
    found = service.entry_of(unit, EntryId(event.data["entry_id"]))
    journal.change(unit, found.id, happened_at=datetime.fromisoformat(event.data["from"]))
    return f"Taken back: {_quoted(found)} has its old time again."


def undo_choice(unit: Unit, event: Event, by: UserId) -> str:
    choice, before = event.data["choice"], bool(event.data["from"])
    found = service.entry_of(unit, EntryId(event.data["entry_id"]))
    marking.choose(unit, found, choice, before, by=by)
    return f"Taken back: {_quoted(found)} {service.SAID_OF[choice, before][1]}."


def undo_note(unit: Unit, event: Event, by: UserId) -> str:
    return f"Taken back: the note {echo(event.text)} left the timeline."


def _quoted(found: Row[Any]) -> str:
    return echo(found.text) if found.text else "that entry"
