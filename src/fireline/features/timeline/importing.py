"""Builds a timeline out of messages that somebody kept: the same as if they had been heard when they were said.

Every message goes through the door of the live ones (`listening`), so edits, threads, marks, secrets and what is not
captured come out alike, and a message that is on record already stays one. Nobody is told of anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeGuard

from sqlalchemy import func, select

from fireline.core.events import ChannelId, Event, IncidentId, UserId
from fireline.core.feature import SlackEvent
from fireline.features.people import reads as people
from fireline.features.people import service as directory
from fireline.features.timeline import events, listening, pseudonyms
from fireline.features.timeline.snapshots import stamp_of
from fireline.store import journal
from fireline.store.tables import entry
from fireline.store.unit import Unit

Json = Mapping[str, Any]
LONGEST_NAME = 100  # of an emoji, as Slack allows
_TEXTS = ("username", "text", "subtype", "topic", "purpose", "name", "old_name")
_STAMPS = ("ts", "thread_ts", "deleted_ts", "event_ts")
_IDS = ("user", "bot_id", "inviter", "parent_user_id")
_LISTS = ("files", "reactions", "attachments")
_STAMP, _ID = re.compile(r"[0-9]{9,11}\.[0-9]{1,6}"), re.compile(r"[A-Za-z0-9]{1,32}")


def known_import(unit: Unit, key: str) -> IncidentId | None:
    """The incident that an earlier import of the same kind (`key`) went to."""
    found = journal.by_source(unit, f"import:{key}")
    return IncidentId(found.incident_id) if found else None


def begin(unit: Unit, incident_id: IncidentId, key: str, *, channel_id: str, name: str) -> None:
    """Notes that a channel is read in; a second time it is found by `known_import`."""
    data = {"channel_id": channel_id, "name": name}
    told = Event(
        kind=events.IMPORTED,
        incident_id=incident_id,
        happened_at=unit.now,
        text=f"Read in from a Slack export: #{name}",
        data=data,
        source=f"import:{key}",
        hidden=True,
    )
    with unit.in_silence():
        unit.emit(told)


def take_pins(
    unit: Unit, incident_id: IncidentId, channel_id: ChannelId, pins: Sequence[tuple[str, str, datetime]]
) -> None:
    """Pins before the messages: who pinned which (`ts`), and when."""
    with unit.in_silence():
        for ts, user, at in pins:
            item = {"message": {"type": "message", "ts": ts}}
            pinned = {"type": "pin_added", "user": user, "item": item, "event_ts": stamp_of(at)}
            listening.on_pin_added(unit, _slack_event(unit, incident_id, channel_id, pinned))


def take_in(
    unit: Unit,
    incident_id: IncidentId,
    channel_id: ChannelId,
    messages: Iterable[Json],
    *,
    users: Mapping[str, Json],
    authors: Mapping[str, str],
    as_of: str,
) -> None:
    """Records a batch of messages in Slack's shape.

    `as_of` is the latest moment (a timestamp) that the archive is known to show. `users` are those it knows;
    `authors` says who wrote the parents of its threads, which a deleted parent does not say itself.
    """
    tidied = [pseudonyms.in_place(unit, tidy(message)) for message in messages]
    _meet(unit, users, tidied)
    with unit.in_silence():
        for message in tidied:
            told = _told(message, channel_id, authors, as_of)
            listening.on_message(unit, _slack_event(unit, incident_id, channel_id, told))


def recorded(unit: Unit, incident_id: IncidentId) -> int:
    """How many entries the incident has, hidden ones among them."""
    c = entry.c
    mine = (c.workspace_id == unit.workspace_id, c.incident_id == incident_id)
    return int(unit.execute(select(func.count(c.id)).where(*mine)).scalar_one())


def tidy(message: Json) -> dict[str, Any]:
    """What a timeline is made of, each in the shape that Slack gives it; everything else is left behind."""
    kept: dict[str, Any] = {k: message[k] for k in _TEXTS if isinstance(message.get(k), str)}
    kept |= {k: message[k] for k in _STAMPS if _is_stamp(message.get(k))}
    kept |= {k: message[k] for k in _IDS if is_id(message.get(k))}
    kept |= {k: [e for e in message[k] if isinstance(e, dict)] for k in _LISTS if isinstance(message.get(k), list)}
    kept |= {"pinned_to": ["here"]} if message.get("pinned_to") else {}
    edited = message.get("edited")
    kept |= {"edited": edited} if isinstance(edited, dict) and _is_stamp(edited.get("ts")) else {}
    kept |= {"bot_profile": message["bot_profile"]} if isinstance(message.get("bot_profile"), dict) else {}
    kept["reactions"] = [tidied for r in kept.get("reactions", ()) if (tidied := _reaction(r))["name"]]
    for inner in ("message", "previous_message"):
        if isinstance(message.get(inner), dict) and _is_stamp(message[inner].get("ts")):
            kept[inner] = tidy(message[inner])
    return kept


def _reaction(given: Json) -> dict[str, Any]:
    name, users = given.get("name"), given.get("users")
    is_name = isinstance(name, str) and len(name) <= LONGEST_NAME
    return {"name": name if is_name else "", "users": [u for u in users if is_id(u)] if isinstance(users, list) else []}


def _is_stamp(value: Any) -> bool:
    return isinstance(value, str) and _STAMP.fullmatch(value) is not None


def is_id(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _told(message: Json, channel_id: ChannelId, authors: Mapping[str, str], as_of: str) -> Json:
    """The event that Slack would have sent; a tombstone is what is left of a deletion."""
    shared = {"type": "message", "channel": channel_id, "event_ts": message.get("event_ts") or message["ts"]}
    subtype = message.get("subtype")
    if subtype == "tombstone":
        before = {"type": "message", "ts": message["ts"], "user": authors.get(message["ts"], ""), "text": ""}
        gone = {"subtype": "message_deleted", "deleted_ts": message["ts"], "ts": as_of, "event_ts": as_of}
        return {**shared, **gone, "previous_message": before if before["user"] else None}
    if (subtype == "message_changed" and "message" not in message) or (
        subtype == "message_deleted" and "deleted_ts" not in message
    ):
        return {**shared, "ts": message["ts"], "subtype": "unreadable"}
    return {**message, **shared, "read_at": as_of}


def _meet(unit: Unit, users: Mapping[str, Json], messages: Iterable[Json]) -> None:
    """People who are new to us: their names are shown, and whether they are bots decides about marks."""
    seen = {str(m["user"]) for m in messages if m.get("user")}
    seen |= {u for m in messages for r in m.get("reactions") or () for u in r["users"]}
    for user_id in sorted(seen & users.keys()):
        if not people.person_of(unit, user_id).is_known:
            directory.remember_person(unit, users[user_id])


def _slack_event(unit: Unit, incident_id: IncidentId, channel_id: ChannelId, payload: Json) -> SlackEvent:
    return SlackEvent(
        workspace_id=unit.workspace_id,
        type=str(payload["type"]),
        payload=payload,
        channel_id=channel_id,
        incident_id=incident_id,
        late=True,
    )


def first_speaker(users: Mapping[str, Json], creator: str, speakers: Iterable[str]) -> UserId | None:
    """In whose name a past incident is written down, when nobody is named: who made the channel, else who spoke."""
    known = [user for user in (creator, *speakers) if user in users and not users[user].get("is_bot")]
    return UserId(known[0]) if known else None
