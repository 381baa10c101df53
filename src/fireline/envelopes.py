"""Reads Slack's event envelopes: which row of the inbox one becomes, what it is about, whether it is our own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fireline.core.events import ChannelId, DeliveryId, WorkspaceId
from fireline.core.feature import SlackEvent
from fireline.store import outbox
from fireline.store.inbox import Arrival, Waiting

MENTION = "app_mention"
DIRECT = "message.im"  # our name for what a person writes to the bot alone
ADDRESSED = frozenset({MENTION, DIRECT})


def arrival_of(body: Mapping[str, Any]) -> Arrival | None:
    """The inbox row of an `event_callback` body; None for one without an event."""
    event = body.get("event")
    if not isinstance(event, dict) or "type" not in event:
        return None
    authorizations = body.get("authorizations") or [{}]
    workspace_id = authorizations[0].get("team_id") or body.get("team_id")
    return Arrival(
        workspace_id=WorkspaceId(str(workspace_id)),
        key=f"ev:{body['event_id']}",
        kind=_kind(event),
        payload=cleaned({"event": event}),
        channel_id=channel_of(event),
        ts=message_ts(event),
    )


def _kind(event: Mapping[str, Any]) -> str:
    is_direct = event["type"] == "message" and event.get("channel_type") == "im"
    is_said = event.get("user") and not event.get("bot_id") and not event.get("subtype")
    return DIRECT if is_direct and is_said else str(event["type"])


def slack_event(row: Waiting, known: Mapping[str, Any]) -> SlackEvent:
    event = row.payload["event"]
    return SlackEvent(
        workspace_id=row.workspace_id,
        type=row.kind,
        payload=event,
        channel_id=ChannelId(row.channel_id) if row.channel_id else None,
        incident_id=known.get(row.channel_id) if row.channel_id else None,
        late=bool(row.payload.get("late")),
    )


def lets_in(told: Arrival | Waiting, bot_user_id: str) -> bool:
    """Whether it says that the bot was let into a channel."""
    return told.kind == "member_joined_channel" and told.payload["event"].get("user") == bot_user_id


def channel_of(event: Mapping[str, Any]) -> str | None:
    """The conversation an event is about, wherever its type puts it."""
    channel = event.get("channel") or (event.get("item") or {}).get("channel") or event.get("channel_id")
    if isinstance(channel, dict):
        channel = channel.get("id")
    return str(channel) if channel else None


def message_ts(event: Mapping[str, Any]) -> str | None:
    """The message an event is about: what is blanked when that message is deleted."""
    inner = event.get("message") or event.get("previous_message") or event
    ts = event.get("deleted_ts") or inner.get("ts") or (event.get("item") or {}).get("ts")
    return str(ts) if ts else None


def mark_in(arrival: Arrival) -> tuple[WorkspaceId, DeliveryId] | None:
    """The delivery that a message of ours carries in its metadata."""
    event = arrival.payload["event"]
    if arrival.kind != "message" or event.get("subtype") not in (None, "bot_message") or not event.get("bot_id"):
        return None
    return outbox.read_mark(event.get("metadata"))


def cleaned(value: Any) -> Any:
    """Without NUL and lone surrogates, which PostgreSQL and JSON refuse."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
    if isinstance(value, dict):
        return {cleaned(k): cleaned(v) for k, v in value.items()}
    if isinstance(value, list):
        return [cleaned(v) for v in value]
    return value
