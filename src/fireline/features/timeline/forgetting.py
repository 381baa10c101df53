"""Removes one person from the record: their words go, and a pseudonym stands where their id and name stood.

The pseudonym is the same in every table, and the same again when it is done a second time for newer words. Words are
messages, notes, reports, what was added to a brief, and the columns that say so of themselves (`store/metadata.py`).
What they gave the incident as a fact (a title, an impact, an update, an action item, a section of a review) stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, String, cast, func, or_, select, update

from fireline.core.clock import machine_now
from fireline.core.errors import Refused
from fireline.core.events import EntryId, UserId
from fireline.core.feature import SlackEvent
from fireline.features.incidents import events as incident_events
from fireline.features.people.tables import person
from fireline.features.timeline import briefs, events, service
from fireline.features.timeline.pseudonyms import name_of, pseudonym_of
from fireline.store import inbox, journal, renaming, words
from fireline.store.tables import entry, surface
from fireline.store.tables import inbox as inbox_table
from fireline.store.unit import Unit

PORTION = 200  # messages in one transaction: others are waiting
WORDS = (*events.MESSAGES, events.NOTED)


@dataclass(frozen=True)
class Plan:
    """What there is of somebody: so many messages and notes, and rows of tables that name them."""

    user_id: UserId
    name: str
    pseudonym: UserId
    words: int
    rows: dict[str, int]


def plan(unit: Unit, asked: str) -> Plan:
    """Finds the person, by id or by name, and what there is of them; Refused when it is nobody or several."""
    user_id = _found(unit, asked.strip())
    rows = renaming.mentions(unit.connection, unit.workspace_id, user_id)
    if not rows:
        raise Refused(f"Nothing here is of {user_id}.")
    c = entry.c
    words = unit.execute(select(func.count(c.id)).where(*_theirs(unit, user_id))).scalar_one()
    name = unit.first(select(person.c.name).where(*_person(unit, user_id)))
    return Plan(user_id, name.name if name else user_id, pseudonym_of(unit, user_id), int(words), rows)


def remove_words(unit: Unit, user_id: UserId) -> int:
    """Makes tombstones of their messages and notes, at most `PORTION`; gives how many. Call it until that is none."""
    rows = unit.rows(select(entry).where(*_theirs(unit, user_id)).order_by(entry.c.id).limit(PORTION))
    for row in rows:
        if row.kind in events.MESSAGES:
            service.delete(unit, row.incident_id, row.channel_id, row.ts, at=unit.now, before=None)
        else:
            _blank_note(unit, row)
    return len(rows)


def put_pseudonym(unit: Unit, user_id: UserId) -> dict[str, int]:
    """The last step: what waits of them goes, their id is replaced everywhere, and for every feature they have left."""
    pseudonym = pseudonym_of(unit, user_id)
    words.forget_person(unit.connection, unit.workspace_id, user_id)
    briefs.blank(unit, entry.c.actor_id == user_id)
    _blank_waiting(unit, user_id)
    theirs = (surface.c.workspace_id == unit.workspace_id, surface.c.to == user_id)
    unit.execute(update(surface).where(*theirs).values(removed_at=machine_now()))  # nobody writes to a pseudonym
    changed = renaming.rename(unit.connection, unit.workspace_id, user_id, pseudonym)
    unit.forget_all()
    unit.execute(update(person).where(*_person(unit, pseudonym)).values(dm_channel_id=None))
    _tell_features(unit, pseudonym)
    return changed


def _tell_features(unit: Unit, pseudonym: str) -> None:
    """As if Slack had said that they left: open tasks and items find new owners, the name is the pseudonym's."""
    left = {"id": pseudonym, "name": name_of(pseudonym), "deleted": True}
    event = SlackEvent(
        workspace_id=unit.workspace_id,
        type="user_change",
        payload={"type": "user_change", "user": left},
        channel_id=None,
        incident_id=None,
    )
    for taker in unit.registry.takers("user_change"):
        taker(unit, event)


def _found(unit: Unit, asked: str) -> UserId:
    known = person.c.workspace_id == unit.workspace_id
    bare = asked.lstrip("@")
    if unit.first(select(person.c.user_id).where(known, person.c.user_id == bare)):
        return UserId(bare)
    rows = unit.rows(select(person.c.user_id).where(known, func.lower(person.c.name) == bare.lower()))
    if len(rows) > 1:
        ids = ", ".join(sorted(row.user_id for row in rows))
        raise Refused(f"Several people are called {bare}: {ids}. Name one by id.")
    if rows:
        return UserId(rows[0].user_id)
    if bare[:1] in "UW" and bare[1:].isalnum() and bare.isupper():
        return UserId(bare)
    raise Refused(f"Nobody here is called {asked}; a user id (U0123) is accepted too.")


def _theirs(unit: Unit, user_id: str) -> tuple[Any, ...]:
    c = entry.c
    said = or_(c.kind.in_(WORDS), cast(c.data, String).like(events.IS_SAID))
    return (c.workspace_id == unit.workspace_id, c.actor_id == user_id, said, c.deleted_at.is_(None))


def _person(unit: Unit, user_id: str) -> tuple[Any, ...]:
    return (person.c.workspace_id == unit.workspace_id, person.c.user_id == user_id)


def _blank_note(unit: Unit, row: Row[Any]) -> None:
    """The note, and what says that it was taken back, which repeats it."""
    gone = {"text": "", "data": {"purged": True}}
    journal.change(unit, row.id, deleted_at=unit.now, is_key=False, is_hidden=False, marked_by=None, **gone)
    c = entry.c
    undone = (c.workspace_id == unit.workspace_id, c.incident_id == row.incident_id, c.kind == incident_events.UNDONE)
    for one in unit.rows(select(c.id, c.data).where(*undone)):
        if one.data.get("entry_id") == row.id:
            journal.change(unit, EntryId(one.id), **gone)


def _blank_waiting(unit: Unit, user_id: str) -> None:
    """What they wrote and what was not applied yet, or never could be."""
    c = inbox_table.c
    rows = unit.rows(select(c.id, c.payload).where(c.workspace_id == unit.workspace_id, c.payload.is_not(None)))
    theirs = [row.id for row in rows if (row.payload.get("event") or {}).get("user") == user_id]
    inbox.blank(unit.connection, theirs)
