"""Records what is said in an incident's channel. Whatever order Slack tells it in, the record comes out the same.

A message's entry is its latest snapshot: the later `version` wins, and a deletion wins over all. So an edit that
comes before its message makes the entry, and the message finds it newer; a message that comes after its deletion
finds a tombstone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from fireline.core.errors import Refused
from fireline.core.events import ChannelId, EntryId, Event, IncidentId, UserId
from fireline.core.masking import masked
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import service as trunk
from fireline.features.timeline import events, marking, voices
from fireline.features.timeline.reads import source_of
from fireline.features.timeline.rules import CHOICE_HIDDEN, CHOICE_KEY, Capture
from fireline.features.timeline.snapshots import NEARBY, Snapshot, moment_of, permalink, stamp_of
from fireline.store import inbox, journal
from fireline.store.tables import entry
from fireline.store.unit import Unit

SAID_OF = {  # on record, and when the opposite is taken back
    (CHOICE_KEY, True): ("an entry became a key moment", "is a key moment again"),
    (CHOICE_KEY, False): ("an entry is no key moment any more", "is no key moment any more"),
    (CHOICE_HIDDEN, True): ("an entry was left out", "is left out again"),
    (CHOICE_HIDDEN, False): ("an entry was put back on the timeline", "is back on the timeline"),
}
GONE = ("archive", "deleted", "left")
BACK = ("unarchive", "back")


@dataclass(frozen=True)
class Heard:
    """One snapshot of a message, and whose it is."""

    incident_id: IncidentId
    channel_id: ChannelId
    said: Snapshot


def hear(unit: Unit, incident_id: IncidentId, channel_id: ChannelId, said: Snapshot) -> None:
    """Takes in one snapshot of a message: new, edited, or found in history. All of a unit are taken in together."""
    unit.gather(_hear_all, Heard(incident_id, channel_id, said))


def _hear_all(unit: Unit, heard: list[Heard]) -> None:
    """A few statements for the whole batch. The order within it does not matter: see above."""
    for each in heard:
        if each.said.read_at is not None:
            marking.compare(unit, each.incident_id, each.channel_id, each.said)
    spoken = voices.spoken_of(unit, [(each.channel_id, each.said.ts) for each in heard])
    if unit.config(Capture).only_marked:
        heard = [each for each in heard if voices.is_marked(unit, each.channel_id, each.said.ts)]
    _note_last_words(unit, heard)
    entry_ids = unit.emit_many([_event(each.incident_id, each.channel_id, each.said) for each in heard])
    for each, entry_id in zip(heard, entry_ids, strict=True):
        if entry_id is None:
            _revise(unit, each.channel_id, each.said)
        elif each.said.is_edited:
            journal.change(unit, entry_id, edited_at=each.said.version)
        if (each.channel_id, each.said.ts) in spoken:
            marking.settle(unit, each.incident_id, each.channel_id, each.said.ts)


def _note_last_words(unit: Unit, heard: list[Heard]) -> None:
    latest: dict[IncidentId, datetime] = {}
    for each in heard:
        if not each.said.is_bot:
            latest[each.incident_id] = max(each.said.said_at, latest.get(each.incident_id, each.said.said_at))
    for incident_id, at in sorted(latest.items()):
        trunk.heard(unit, incident_id, at)


def delete(
    unit: Unit, incident_id: IncidentId, channel_id: ChannelId, ts: str, *, at: datetime, before: Snapshot | None
) -> None:
    """Takes a message's text out of everything we have; who and when stay. `before` is what Slack says was deleted."""
    inbox.forget_message(unit.connection, unit.workspace_id, channel_id, ts)
    found = journal.by_source(unit, source_of(channel_id, ts))
    if found is None:
        if unit.config(Capture).only_marked and not voices.is_marked(unit, channel_id, ts):
            return
        gone = replace(before, text="", files=()) if before else _unknown(ts)
        unit.emit(_event(incident_id, channel_id, gone))
        found = journal.by_source(unit, source_of(channel_id, ts))
    if found is None or found.deleted_at is not None:
        return
    journal.change(
        unit, found.id, text="", data={}, deleted_at=at, edited_at=None, is_key=False, is_hidden=False, marked_by=None
    )
    data = {"channel": channel_id, "ts": ts, "entry_id": found.id}
    source = f"del:{channel_id}:{ts}"
    unit.emit(
        Event(kind=events.DELETED, incident_id=incident_id, happened_at=at, data=data, source=source, hidden=True)
    )


def once_near(unit: Unit, event: Event) -> bool:
    """Writes what Slack tells twice (as a message and as an event) once; False when it is there already."""
    known = _near(unit, event)
    if known is not None:
        journal.change(
            unit,
            known.id,
            happened_at=min(known.happened_at, event.happened_at),
            actor_id=known.actor_id or event.actor_id,
        )
        return False
    source = f"{event.kind}:{event.channel_id}:{event.actor_id}:{stamp_of(event.happened_at)}"
    return unit.emit(replace(event, source=source)) is not None


def follow_channel(unit: Unit, incident_id: IncidentId) -> None:
    """Sets the incident's channel to what the latest news about it says: its name, and whether we can speak there."""
    kinds = (events.CHANNEL_CHANGED, events.CHANNEL_LOST)
    ours = incidents.get(unit, incident_id).channel_id
    told = journal.entries(unit, incident_id, kinds=kinds, with_hidden=True)
    news = [row for row in told if ours is not None and row.channel_id in (None, ours)]  # not of one read in beside it
    names = [row.data["to"] for row in news if row.data["what"] == "name"]
    stands = [row.data["what"] for row in news if row.data["what"] in (*GONE, *BACK)]
    if names:
        trunk.restore(unit, incident_id, channel_name=names[-1])
    if stands:
        trunk.restore(unit, incident_id, is_channel_gone=stands[-1] in GONE)


def note(
    unit: Unit,
    incident_id: IncidentId,
    text: str,
    *,
    by: UserId,
    at: datetime | None = None,
    said_in: ChannelId | None = None,
) -> EntryId | None:
    """Writes down what a person says has happened; a key moment. `said_in` is the channel of a stream, if one."""
    found = incidents.take(unit, incident_id)
    return unit.emit(
        Event(
            kind=events.NOTED,
            incident_id=incident_id,
            happened_at=at or unit.now,
            actor_id=by,
            text=masked(text),
            key=True,
            channel_id=said_in or found.channel_id,
        )
    )


def retime(unit: Unit, entry_id: EntryId, at: datetime, *, by: UserId) -> EntryId | None:
    """Says when something really happened. The times of the incident itself are set by its own verbs."""
    found = entry_of(unit, entry_id)
    demand_timed(found)
    journal.change(unit, entry_id, happened_at=at)
    data = {"entry_id": entry_id, "from": found.happened_at.isoformat(), "to": at.isoformat()}
    return _decided(unit, found, events.RETIMED, "an entry got another time", data, by=by)


def demand_timed(found: Row[Any]) -> None:
    """Refuses another time for what the incident itself did."""
    if not found.kind.startswith("timeline."):
        raise Refused("That moment belongs to the incident itself; its own verb sets it.", try_line="resolve 03:40")


def choose(unit: Unit, found: Row[Any], choice: str, value: bool, *, by: UserId) -> EntryId | None:
    """Somebody decided by button what an entry is: key or not, left out or not."""
    before = bool(found.is_key if choice == CHOICE_KEY else found.is_hidden)
    marking.choose(unit, found, choice, value, by=by)
    data = {"entry_id": found.id, "choice": choice, "from": before, "to": value, "author_id": found.actor_id}
    return _decided(unit, found, events.CHOSEN, SAID_OF[choice, value][0], data, by=by)


def _decided(unit: Unit, found: Row[Any], kind: str, text: str, data: dict[str, Any], *, by: UserId) -> EntryId | None:
    """Keeps who changed the record, without a copy of its words: those may have to go."""
    about = {"incident_id": found.incident_id, "happened_at": unit.now, "actor_id": by}
    return unit.emit(Event(kind=kind, text=text, data=data, hidden=True, **about))


def entry_of(unit: Unit, entry_id: EntryId) -> Row[Any]:
    """The entry, its incident held; refuses one that is gone."""
    found = journal.entry(unit, entry_id)
    if found is None or found.deleted_at is not None or found.undone_at is not None:
        raise Refused("That entry is not on the timeline any more.", try_line="timeline")
    incidents.take(unit, found.incident_id)
    return found


def entry_in(unit: Unit, incident_id: IncidentId, entry_id: EntryId) -> Row[Any]:
    """The same, of this incident: what a menu or a form names may be made up."""
    found = entry_of(unit, entry_id)
    if found.incident_id != incident_id:
        raise Refused("That entry belongs to another incident.", try_line="timeline")
    return found


def _event(incident_id: IncidentId, channel_id: ChannelId, said: Snapshot) -> Event:
    return Event(
        kind=events.BOT_MESSAGE if said.is_bot else events.MESSAGE,
        incident_id=incident_id,
        happened_at=said.said_at,
        actor_id=UserId(said.user_id) if said.user_id else None,
        text=said.text,
        data=_data(said),
        channel_id=channel_id,
        ts=said.ts,
        thread_ts=said.thread_ts,
        permalink=permalink(channel_id, said.ts, said.thread_ts),
        source=source_of(channel_id, said.ts),
    )


def _data(said: Snapshot) -> dict[str, Any]:
    files = {"files": [dict(file) for file in said.files]} if said.files else {}
    return files | ({"bot": said.bot_name} if said.is_bot and said.bot_name else {})


def _revise(unit: Unit, channel_id: ChannelId, said: Snapshot) -> None:
    known = journal.by_source(unit, source_of(channel_id, said.ts))
    if known is None or known.data.get("purged"):
        return
    if known.deleted_at is not None:
        _name_author(unit, known, said)
        return
    was_dropped = bool(known.data.get("dropped"))
    if was_dropped or said.version > (known.edited_at or said.said_at):
        kept = {"marks": known.data["marks"]} if known.data.get("marks") else {}
        edited_at = said.version if said.is_edited else known.edited_at
        hidden = {"is_hidden": False} if was_dropped else {}
        journal.change(unit, known.id, text=said.text, data=_data(said) | kept, edited_at=edited_at, **hidden)


def _name_author(unit: Unit, tombstone: Row[Any], said: Snapshot) -> None:
    """A deletion that did not say whose message it was learns it from the message that came late."""
    if tombstone.actor_id is None:
        event = _event(tombstone.incident_id, tombstone.channel_id, said)
        about = {"kind": event.kind, "thread_ts": event.thread_ts, "permalink": event.permalink}
        journal.change(unit, tombstone.id, actor_id=event.actor_id, **about)


def _unknown(ts: str) -> Snapshot:
    return Snapshot(
        ts=ts,
        user_id=None,
        bot_id=None,
        bot_name="",
        text="",
        files=(),
        thread_ts=None,
        version=moment_of(ts),
        is_edited=False,
    )


def _near(unit: Unit, event: Event) -> Row[Any] | None:
    c = entry.c
    rows = unit.rows(
        select(entry)
        .where(
            c.workspace_id == unit.workspace_id,
            c.incident_id == event.incident_id,
            c.kind == event.kind,
            c.happened_at.between(event.happened_at - NEARBY, event.happened_at + NEARBY),
        )
        .order_by(c.happened_at, c.id)
    )
    return next((row for row in rows if _is_same(row, event)), None)


def _is_same(row: Row[Any], event: Event) -> bool:
    is_one_person = row.actor_id is None or event.actor_id is None or row.actor_id == event.actor_id
    return is_one_person and bool(row.data == event.data)
