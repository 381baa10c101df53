"""Messages come, change and go; reactions and pins too. Each act tells the app as Slack would."""

from typing import Any

from fireline.sandbox.shapes import file_shape
from fireline.sandbox.state import Channel, Json, SlackFile, User
from fireline.sandbox.world import World

IN_MENTIONS = ("user", "text", "ts", "team", "thread_ts", "blocks", "files", "edited")
MENTIONING = (None, "file_share", "thread_broadcast")  # subtypes of messages in which people say something


def post(world: World, channel: Channel, user: User, text: str, *, thread_ts: str | None = None, **more: Any) -> Json:
    """Posts a message; `more` are its other fields (blocks, metadata, subtype ...). Gives the message as kept."""
    message = _authored(world, user) | {"text": text, "ts": world.stamp(channel)}
    message |= {key: value for key, value in more.items() if value is not None}
    parent = _parent(channel, thread_ts)
    if parent is not None:
        message["thread_ts"] = parent["ts"]
        message["parent_user_id"] = parent.get("user")
    channel.put(message)
    if parent is not None:
        _count_replies(channel, parent)
    _tell(world, channel, message)
    _tell_mention(world, channel, message)
    return message


def _authored(world: World, user: User) -> Json:
    message: Json = {"type": "message", "user": user.id, "team": world.ws.team_id}
    if user.id != world.ws.bot_user:
        return message | {"client_msg_id": world.ws.new_id("M").lower()}
    ws = world.ws
    profile = {"id": ws.bot_id, "app_id": ws.app_id, "name": user.name, "deleted": False, "team_id": ws.team_id}
    return message | {"bot_id": ws.bot_id, "app_id": ws.app_id, "bot_profile": profile}


def _parent(channel: Channel, thread_ts: str | None) -> Json | None:
    """The parent of a thread; a reply's `ts` leads to its parent, as in Slack."""
    message = channel.messages.get(thread_ts or "")
    if message is None:
        return None
    return channel.messages.get(str(message.get("thread_ts", message["ts"])), message)


def _count_replies(channel: Channel, parent: Json) -> None:
    replies = channel.thread(parent["ts"])
    if not replies:
        for key in ("reply_count", "reply_users", "reply_users_count", "latest_reply", "thread_ts"):
            parent.pop(key, None)
        return
    users = list(dict.fromkeys(r["user"] for r in replies))
    parent |= {
        "thread_ts": parent["ts"],
        "reply_count": len(replies),
        "reply_users": users[:5],
        "reply_users_count": len(users),
        "latest_reply": replies[-1]["ts"],
    }


def _tell(world: World, channel: Channel, message: Json) -> None:
    event = dict(message) | {"channel": channel.id, "channel_type": channel.kind, "event_ts": message["ts"]}
    world.emit(event, channel)


def _tell_mention(world: World, channel: Channel, message: Json) -> None:
    """`app_mention` comes beside the message, also beside an edit, which it shows as `edited`.

    Not in direct messages, and not for the app's own words.
    """
    ws = world.ws
    if channel.kind in ("im", "mpim") or message["user"] == ws.bot_user:
        return
    if message.get("subtype") in MENTIONING and f"<@{ws.bot_user}>" in message["text"]:
        kept = {key: message[key] for key in IN_MENTIONS if key in message}
        world.emit({"type": "app_mention", "channel": channel.id, "event_ts": message["ts"]} | kept, channel)


def edit(world: World, channel: Channel, message: Json, user: User, **changes: Any) -> Json:
    """Changes a message. Only a person's edit of the text is marked `edited`; the app's update is too, as in Slack."""
    before = dict(message)
    at = world.stamp(channel)
    for key, value in changes.items():
        if value is None:
            message.pop(key, None)
        else:
            message[key] = value
    message["edited"] = {"user": user.id, "ts": at}
    _tell_changed(world, channel, at, dict(message), before)
    if "text" in changes:
        _tell_mention(world, channel, message)
    return message


def unfurl(world: World, channel: Channel, message: Json, url: str) -> None:
    """Adds a preview of a link. It is a change that nobody made, so nothing is marked `edited`."""
    before, at = dict(message), world.stamp(channel)
    message["attachments"] = [{"id": 1, "from_url": url, "original_url": url, "fallback": url, "title": url}]
    _tell_changed(world, channel, at, dict(message), before)


def _tell_changed(world: World, channel: Channel, at: str, message: Json, before: Json) -> None:
    event = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": at,
        "event_ts": at,
        "message": message,
        "previous_message": before,
    }
    world.emit(event, channel)


def delete(world: World, channel: Channel, message: Json) -> None:
    """Takes a message away. A parent with replies stays as a tombstone, which Slack tells as a change."""
    at = world.stamp(channel)
    before = dict(message)
    _unpin_silently(channel, message["ts"])
    if message.get("reply_count"):
        _bury(world, channel, message, at, before)
        return
    channel.drop(message["ts"])
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": at,
        "event_ts": at,
        "deleted_ts": message["ts"],
        "previous_message": before,
    }
    world.emit(event, channel)
    parent = channel.messages.get(message.get("thread_ts", ""))
    if parent is not None:
        _count_replies(channel, parent)


def _bury(world: World, channel: Channel, message: Json, at: str, before: Json) -> None:
    for key in ("blocks", "files", "reactions", "metadata", "edited", "bot_id", "app_id", "bot_profile"):
        message.pop(key, None)
    message |= {"subtype": "tombstone", "text": "This message was deleted.", "user": "USLACKBOT", "hidden": True}
    _tell_changed(world, channel, at, dict(message), before)


def react(world: World, channel: Channel, message: Json, user: User, name: str) -> bool:
    """Adds a reaction; False when this person has it there already."""
    reactions = message.setdefault("reactions", [])
    found = next((r for r in reactions if r["name"] == name), None)
    if found is None:
        found = {"name": name, "users": [], "count": 0}
        reactions.append(found)
    if user.id in found["users"]:
        return False
    found["users"].append(user.id)
    found["count"] = len(found["users"])
    _tell_reaction(world, channel, message, user, name, "reaction_added")
    return True


def unreact(world: World, channel: Channel, message: Json, user: User, name: str) -> bool:
    """Takes a reaction back; False when there was none of this person."""
    found = next((r for r in message.get("reactions", []) if r["name"] == name and user.id in r["users"]), None)
    if found is None:
        return False
    found["users"].remove(user.id)
    found["count"] = len(found["users"])
    message["reactions"] = [r for r in message["reactions"] if r["users"]]
    _tell_reaction(world, channel, message, user, name, "reaction_removed")
    return True


def _tell_reaction(world: World, channel: Channel, message: Json, user: User, name: str, kind: str) -> None:
    item = {"type": "message", "channel": channel.id, "ts": message["ts"]}
    event = {"type": kind, "user": user.id, "reaction": name, "item": item, "item_user": message["user"]}
    world.emit(event | {"event_ts": world.stamp(channel)}, channel)


def pin(world: World, channel: Channel, message: Json, user: User) -> bool:
    """Pins a message; False when it is pinned already."""
    if any(p["ts"] == message["ts"] for p in channel.pins):
        return False
    channel.pins.append({"ts": message["ts"], "by": user.id, "created": world.seconds()})
    message.setdefault("pinned_to", []).append(channel.id)
    _tell_pin(world, channel, message, user, "pin_added")
    return True


def unpin(world: World, channel: Channel, message: Json, user: User) -> bool:
    """Unpins a message; False when it was not pinned."""
    if not _unpin_silently(channel, message["ts"]):
        return False
    _tell_pin(world, channel, message, user, "pin_removed")
    return True


def _unpin_silently(channel: Channel, ts: str) -> bool:
    kept = [p for p in channel.pins if p["ts"] != ts]
    was_pinned = len(kept) < len(channel.pins)
    channel.pins = kept
    if ts in channel.messages:
        channel.messages[ts].pop("pinned_to", None)
    return was_pinned


def _tell_pin(world: World, channel: Channel, message: Json, user: User, kind: str) -> None:
    item = {
        "type": "message",
        "channel": channel.id,
        "created": world.seconds(),
        "created_by": user.id,
        "message": dict(message),
    }
    event = {"type": kind, "user": user.id, "channel_id": channel.id, "item": item, "item_user": message["user"]}
    world.emit(event | {"pin_count": len(channel.pins), "event_ts": world.stamp(channel)}, channel)


def share(
    world: World, channel: Channel, user: User, files: list[SlackFile], text: str, thread_ts: str | None = None
) -> Json:
    """Posts files into a conversation: one message, and a share noted on each file."""
    shapes = [file_shape(file, world.base_url) for file in files]
    message = post(world, channel, user, text, thread_ts=thread_ts, files=shapes, upload=True, subtype="file_share")
    for file in files:
        file.is_shared = True
        file.shares.append(
            {
                "channel": channel.id,
                "name": channel.name,
                "ts": message["ts"],
                "private": channel.is_private,
                "thread_ts": message.get("thread_ts"),
            }
        )
    message["files"] = [file_shape(file, world.base_url) for file in files]
    return message
