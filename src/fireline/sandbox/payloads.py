"""What commands, presses, forms and shortcuts look like on their way to the app."""

from typing import Any

from fireline.sandbox.methods.history import shown
from fireline.sandbox.screens import values_of
from fireline.sandbox.shapes import view_shape
from fireline.sandbox.state import Channel, Ephemeral, Json, User, View
from fireline.sandbox.typed import in_command
from fireline.sandbox.world import World


def channel_name(channel: Channel) -> str:
    """The name of a conversation in payloads; Slack hides those of private ones."""
    return {"im": "directmessage", "group": "privategroup", "mpim": "privategroup"}.get(channel.kind, channel.name)


def command(world: World, user: User, channel: Channel, name: str, text: str, trigger_id: str) -> Json:
    ws = world.ws
    return {
        "token": world.settings.verification_token,
        "team_id": ws.team_id,
        "team_domain": ws.team_domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": in_command(ws, text, world.manifest.commands[name].should_escape),
        "api_app_id": ws.app_id,
        "is_enterprise_install": "false",
        "response_url": world.new_response_url(user, channel, trigger_id),
        "trigger_id": trigger_id,
    }


def interaction(world: World, kind: str, user: User, trigger_id: str | None) -> Json:
    """What all interactions share."""
    ws = world.ws
    payload: Json = {
        "type": kind,
        "team": {"id": ws.team_id, "domain": ws.team_domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": ws.team_id},
        "api_app_id": ws.app_id,
        "token": world.settings.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }
    return payload | ({"trigger_id": trigger_id} if trigger_id else {})


def press_in_message(
    world: World, user: User, channel: Channel, message: Json, values: dict[str, Json], action: Json, trigger_id: str
) -> Json:
    """`block_actions` from a message that all see."""
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": False,
    }
    if "thread_ts" in message:
        container["thread_ts"] = message["thread_ts"]
    return interaction(world, "block_actions", user, trigger_id) | {
        "container": container,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message": shown(message, with_metadata=True),
        "state": {"values": values},
        "response_url": world.new_response_url(user, channel, trigger_id, message["ts"]),
        "actions": [action],
    }


def press_in_ephemeral(
    world: World, user: User, channel: Channel, kept: Ephemeral, values: dict[str, Json], action: Json, trigger_id: str
) -> Json:
    """`block_actions` from an ephemeral: without the message, as Slack sends it."""
    container = {"type": "message", "message_ts": kept.ts, "channel_id": channel.id, "is_ephemeral": True}
    return interaction(world, "block_actions", user, trigger_id) | {
        "container": container | ({"thread_ts": kept.thread_ts} if kept.thread_ts else {}),
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": values},
        "response_url": world.new_response_url(user, channel, trigger_id, kept.ts, is_ephemeral=True),
        "actions": [action],
    }


def press_in_view(world: World, user: User, view: View, action: Json, trigger_id: str) -> Json:
    shape = view_shape(world.ws, view, values_of(view.body["blocks"], view.entered))
    return interaction(world, "block_actions", user, trigger_id) | {
        "container": {"type": "view", "view_id": view.id},
        "view": shape,
        "actions": [action],
    }


def submission(world: World, user: User, view: View, trigger_id: str) -> Json:
    shape = view_shape(world.ws, view, values_of(view.body["blocks"], view.entered))
    return interaction(world, "view_submission", user, trigger_id) | {"view": shape, "response_urls": []}


def closing(world: World, user: User, view: View, is_cleared: bool) -> Json:
    shape = view_shape(world.ws, view, {})
    return interaction(world, "view_closed", user, None) | {"view": shape, "is_cleared": is_cleared}


def shortcut(world: World, user: User, callback_id: str, trigger_id: str, **more: Any) -> Json:
    kind = "message_action" if "message" in more else "shortcut"
    at = f"{world.seconds()}.000000"
    return interaction(world, kind, user, trigger_id) | {"callback_id": callback_id, "action_ts": at} | more
