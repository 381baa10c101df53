"""Doors that Slack's events come in by: messages, reactions, pins, people and changes of the channel.

All of these may come twice, late or in another order; what they lead to is in `service` and `marking`. Nothing is kept
of channels that belong to no incident, nor of our own messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fireline.core.events import ChannelId, Event, IncidentId, UserId
from fireline.core.feature import Settled, SlackEvent
from fireline.core.masking import masked
from fireline.features.incidents import access, streams
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.roles import reads as roles
from fireline.features.timeline import blocks, events, fetching, marking, reads, service
from fireline.features.timeline.rules import PIN
from fireline.features.timeline.snapshots import (
    CHANGES,
    JOINS,
    LEAVES,
    SAID,
    SLACKBOT,
    changes_text,
    moment_of,
    snapshot_of,
)
from fireline.store import installation
from fireline.store.unit import Unit


def on_message(unit: Unit, event: SlackEvent) -> None:
    """Every `message` event; its subtype says what it is."""
    payload, subtype = event.payload, event.payload.get("subtype")
    if event.channel_id is not None and subtype in reads.CORRECTIONS:
        _corrected(unit, event, event.channel_id)
    if event.incident_id is None or event.channel_id is None or subtype in reads.CORRECTIONS:
        return
    if subtype in SAID and not _is_ours(unit, payload):
        said = snapshot_of(payload, read_at=payload.get("read_at"))
        service.hear(unit, event.incident_id, event.channel_id, said)
    elif subtype in JOINS and payload.get("user"):
        _joined(unit, event, event.incident_id, str(payload["user"]), str(payload["ts"]), payload.get("inviter"))
    elif subtype in LEAVES and payload.get("user"):
        _left(unit, event, event.incident_id, str(payload["user"]), str(payload["ts"]))
    elif subtype in CHANGES and not _is_us(unit, payload.get("user")):
        what = str(subtype).split("_", 1)[1]
        value = str(payload.get(what) or payload.get("name") or "")
        _channel_changed(unit, event, event.incident_id, what, value, str(payload["ts"]), payload.get("user"))


def _corrected(unit: Unit, event: SlackEvent, channel_id: ChannelId) -> None:
    """An edit or a deletion counts wherever what it is about was said: the incident may have moved since."""
    payload = event.payload
    ts = str(payload.get("deleted_ts") or payload["message"]["ts"])
    incident_id = event.incident_id or reads.incident_of(unit, channel_id, ts)
    if incident_id is None:
        return
    if payload["subtype"] == "message_deleted":
        _deleted(unit, incident_id, channel_id, payload, ts)
    else:
        _changed(unit, incident_id, channel_id, payload)


def _changed(unit: Unit, incident_id: IncidentId, channel_id: ChannelId, payload: Mapping[str, Any]) -> None:
    message, at = payload["message"], str(payload.get("event_ts") or payload["ts"])
    if message.get("subtype") == "tombstone":  # how Slack deletes a message that has replies
        _deleted(unit, incident_id, channel_id, payload, str(message["ts"]))
    elif message.get("subtype") in SAID and changes_text(payload) and not _is_ours(unit, message):
        service.hear(unit, incident_id, channel_id, snapshot_of(message, seen_at=at))


def _deleted(unit: Unit, incident_id: IncidentId, channel_id: ChannelId, payload: Mapping[str, Any], ts: str) -> None:
    before = payload.get("previous_message")
    is_said = before is None or before.get("subtype") in SAID or before.get("subtype") == "tombstone"
    if not is_said or (before is not None and _is_ours(unit, before)):
        return
    at = moment_of(str(payload.get("event_ts") or payload["ts"]))
    known = snapshot_of(before) if before is not None and before.get("user") != SLACKBOT else None
    service.delete(unit, incident_id, channel_id, ts, at=at, before=known)


# marks ----------------------------------------------------------------------------------------------------------
def on_reaction_added(unit: Unit, event: SlackEvent) -> None:
    _reaction(unit, event, on=True)


def on_reaction_removed(unit: Unit, event: SlackEvent) -> None:
    _reaction(unit, event, on=False)


def _reaction(unit: Unit, event: SlackEvent, *, on: bool) -> None:
    item, payload = event.payload.get("item") or {}, event.payload
    if event.incident_id is None or event.channel_id is None or item.get("type") != "message":
        return
    if _is_us(unit, payload.get("user")) or not payload.get("user"):
        return
    author, at = payload.get("item_user"), moment_of(str(payload["event_ts"]))
    about = (unit, event.incident_id, event.channel_id, str(item["ts"]), str(payload["user"]), str(payload["reaction"]))
    if _is_us(unit, author):
        marking.mark_ours(*about, on=on, at=at)
    else:
        marking.mark(*about, on=on, at=at, author=author)


def on_pin_added(unit: Unit, event: SlackEvent) -> None:
    _pin(unit, event, on=True)


def on_pin_removed(unit: Unit, event: SlackEvent) -> None:
    _pin(unit, event, on=False)


def _pin(unit: Unit, event: SlackEvent, *, on: bool) -> None:
    message = (event.payload.get("item") or {}).get("message")
    if event.incident_id is None or event.channel_id is None or message is None:
        return
    if _is_ours(unit, message) or _is_us(unit, event.payload.get("user")):
        return
    at, user = moment_of(str(event.payload["event_ts"])), str(event.payload.get("user") or "")
    marking.mark(unit, event.incident_id, event.channel_id, str(message["ts"]), user, PIN, on=on, at=at)


# people ---------------------------------------------------------------------------------------------------------
def on_joined(unit: Unit, event: SlackEvent) -> None:
    if event.incident_id is not None:
        payload = event.payload
        _joined(unit, event, event.incident_id, str(payload["user"]), str(payload["event_ts"]), payload.get("inviter"))


def on_left(unit: Unit, event: SlackEvent) -> None:
    if event.incident_id is not None:
        _left(unit, event, event.incident_id, str(event.payload["user"]), str(event.payload["event_ts"]))


def _joined(unit: Unit, event: SlackEvent, incident_id: IncidentId, user: str, ts: str, inviter: str | None) -> None:
    """Who comes into the channel is on record, is told so, and sees a private incident from now on."""
    if _is_us(unit, user):
        _we_are_back(unit, event, incident_id, ts)
        return
    _once(unit, event, incident_id, events.JOINED, f"<@{user}> joined", user, ts, {"user_id": user})
    by = UserId(inviter) if inviter and not _is_us(unit, inviter) else None
    is_past = reads.has_left(unit, incident_id, user)  # history tells of joins after which they left
    if not is_past and not reads.is_ajar(unit, incident_id, event.channel_id):
        access.let_in(unit, incident_id, UserId(user), by=by)
    if not event.late and not marking.is_bot(unit, user):
        _tell_newcomer(unit, incidents.get(unit, incident_id), user, event.channel_id)


def _we_are_back(unit: Unit, event: SlackEvent, incident_id: IncidentId, ts: str) -> None:
    stream = streams.at_channel(unit, event.channel_id)
    if (stream or incidents.get(unit, incident_id)).is_channel_gone:
        _channel_changed(unit, event, incident_id, "back", "", ts, None)


def _tell_newcomer(unit: Unit, found: Incident, user: str, channel_id: ChannelId | None) -> None:
    """Once, in the channel they came into, and not to who opened it: their receipt and the card say so."""
    if user == found.declared_by or channel_id is None:
        return
    told, key = blocks.recorded(unit, found), f"timeline:recorded:{found.id}:{user}"
    unit.whisper(channel=channel_id, user=user, key=key, incident_id=found.id, **told.content)


def _left(unit: Unit, event: SlackEvent, incident_id: IncidentId, user: str, ts: str) -> None:
    """Who is not in the channel any more sees a private incident no longer, unless they hold a role in it."""
    if _is_us(unit, user):
        return
    _once(unit, event, incident_id, events.LEFT, f"<@{user}> left", user, ts, {"user_id": user})
    if reads.has_left(unit, incident_id, user) and not roles.held_by(unit, incident_id, user):
        access.shut_out(unit, incident_id, UserId(user))


# the channel ----------------------------------------------------------------------------------------------------
def on_archived(unit: Unit, event: SlackEvent) -> None:
    _channel_event(unit, event, "archive", "")


def on_unarchived(unit: Unit, event: SlackEvent) -> None:
    _channel_event(unit, event, "unarchive", "")


def on_renamed(unit: Unit, event: SlackEvent) -> None:
    _channel_event(unit, event, "name", str(event.payload["channel"]["name"]))


def on_lost(unit: Unit, event: SlackEvent) -> None:
    """The bot was taken out of the channel, or the channel was deleted: nothing more can be recorded."""
    if event.incident_id is None:
        return
    what = event.type.split("_", 1)[1]
    text = "The channel was deleted" if what == "deleted" else "Fireline was taken out of the channel"
    ts = str(event.payload["event_ts"])
    by = event.payload.get("actor_id")
    _once(unit, event, event.incident_id, events.CHANNEL_LOST, text, by, ts, {"what": what})
    service.follow_channel(unit, event.incident_id)


def _channel_event(unit: Unit, event: SlackEvent, what: str, value: str) -> None:
    user = event.payload.get("user")
    if event.incident_id is not None and not _is_us(unit, user):
        _channel_changed(unit, event, event.incident_id, what, value, str(event.payload["event_ts"]), user)


def _channel_changed(
    unit: Unit, event: SlackEvent, incident_id: IncidentId, what: str, value: str, ts: str, user: str | None
) -> None:
    value = value if what == "name" else masked(value)
    text = blocks.channel_change(what, value)
    _once(unit, event, incident_id, events.CHANNEL_CHANGED, text, user, ts, {"what": what, "to": value})
    service.follow_channel(unit, incident_id)


def _once(
    unit: Unit,
    event: SlackEvent,
    incident_id: IncidentId,
    kind: str,
    text: str,
    user: str | None,
    ts: str,
    data: dict[str, Any],
) -> None:
    happened = Event(
        kind=kind,
        incident_id=incident_id,
        happened_at=moment_of(ts),
        actor_id=UserId(user) if user else None,
        text=text,
        data=data,
        channel_id=event.channel_id,
    )
    service.once_near(unit, happened)


# texts that were asked for --------------------------------------------------------------------------------------
def on_fetched(unit: Unit, settled: Settled) -> None:
    """The text of a message that was marked where only marked messages are recorded."""
    channel_id, ts = settled.data["channel"], settled.data["ts"]
    fetching.forget_answer(unit, settled.data["key"])
    message = next((m for m in settled.result.get("messages", ()) if m.get("ts") == ts), None)
    if settled.incident_id is None or message is None or message.get("subtype") not in SAID:
        return
    if not _is_ours(unit, message):
        service.hear(unit, settled.incident_id, ChannelId(channel_id), snapshot_of(message))


def _is_ours(unit: Unit, message: Mapping[str, Any]) -> bool:
    if not message.get("bot_id"):
        return _is_us(unit, message.get("user")) if message.get("subtype") == "bot_message" else False
    me = installation.of_workspace(unit.connection, unit.workspace_id)
    return me is not None and (message["bot_id"] == me.bot_id or message.get("user") == me.bot_user_id)


def _is_us(unit: Unit, user: str | None) -> bool:
    me = installation.of_workspace(unit.connection, unit.workspace_id) if user else None
    return me is not None and user == me.bot_user_id
