"""What nothing can be made of: events of another shape, as a change of Slack's would bring, and old buttons."""

from __future__ import annotations

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select, update

from fireline.core.clock import machine_now
from fireline.sandbox.outcome import Outcome
from fireline.sandbox.seen import Seen
from fireline.store.tables import inbox
from tests.room import Room

NO_MOMENT = "no moment"


async def arrives(room: Room, channel: str) -> None:
    """A message without a moment, durable as everything that came from Slack."""
    place = room.sandbox.channel(channel)["id"]
    row = {
        "workspace_id": room.app.identity.workspace_id,
        "key": "ev:poison",
        "kind": "message",
        "payload": {"event": {"type": "message", "channel": place, "ts": NO_MOMENT, "text": "poison", "user": 7}},
        "channel_id": place,
        "received_at": machine_now(),
        "state": "pending",
        "attempts": 0,
        "not_before": machine_now(),
    }
    await room.unit(lambda unit: unit.execute(inbox.insert(), row))


async def is_typed(room: Room, channel: str, line: str = "status") -> None:
    """A line of ana's to the bot whose moment cannot be read, which it meets at once."""
    event: dict[str, Any] = {"type": "app_mention", "user": "U0ANA", "text": f"<@U0FIRELINE> {line}", "ts": NO_MOMENT}
    event["channel"] = room.sandbox.channel(channel)["id"]
    await room.app.keeper.accept({"event_id": "EvBug", "team_id": room.app.identity.workspace_id, "event": event})
    await room.settle()


async def is_exhausted(room: Room) -> None:
    """Eight tries without the waits between them."""
    waiting = select(inbox.c.id).where(inbox.c.ended_at.is_(None))
    while await room.unit(lambda unit: unit.first(waiting)):
        await room.unit(lambda unit: unit.execute(update(inbox).values(not_before=machine_now())))
        await room.app.intake.apply()
    await room.settle()


async def old_button(room: Room, channel: str, text: str, label: str, *, action_id: str = "", value: str = "") -> Seen:
    """The bot says something with a button that an older version had, and that means nothing any more.

    With `action_id` it has a meaning, and its `value` is one that no version gave it.
    """
    action_id = action_id or f"bygone.{label}"
    if action_id not in room.app.registry.actions:
        room.bygone.add(action_id)
    text_of = {"type": "plain_text", "text": label}
    button: dict[str, Any] = {"type": "button", "text": text_of, "action_id": action_id}
    button |= {"value": value} if value else {}
    section = {"type": "section", "text": {"type": "plain_text", "text": text}}
    blocks: list[dict[str, Any]] = [section, {"type": "actions", "elements": [button]}]
    await _slack(room).chat_postMessage(channel=room.sandbox.channel(channel)["id"], text=text, blocks=blocks)
    await room.settle()
    return room.find("ana", channel, text)


async def old_form(room: Room, asked: Outcome) -> None:
    """A form that an older version had opens for whoever asked for something."""
    field = {"type": "plain_text_input", "action_id": "text"}
    words: dict[str, Any] = {
        "type": "input",
        "block_id": "text",
        "label": {"type": "plain_text", "text": "Words"},
        "element": field,
    }
    view: dict[str, Any] = {"type": "modal", "callback_id": "bygone.form", "blocks": [words]}
    for part, said in (("title", "Note"), ("submit", "Note it")):
        view[part] = {"type": "plain_text", "text": said}
    await _slack(room).views_open(trigger_id=asked.origin, view=view)


def _slack(room: Room) -> AsyncWebClient:
    return AsyncWebClient(token=room.sandbox.settings.bot_token, base_url=room.sandbox.api_url)
