"""Conversations open, fill, change and close. Each act tells the app as Slack would."""

import re

from fireline.sandbox import messages
from fireline.sandbox.errors import SlackError
from fireline.sandbox.state import Channel, Json, Kind, Label, User
from fireline.sandbox.world import World

LONGEST_NAME = 80
LONGEST_LABEL = 250


def check_name(world: World, name: str) -> str:
    """The name that a channel may have, or Slack's refusal."""
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > LONGEST_NAME:
        raise SlackError("invalid_name_maxlength")
    if not re.search(r"\w", name.replace("_", "")):
        raise SlackError("invalid_name_punctuation")
    if not re.fullmatch(r"[\w-]+", name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    if world.ws.channel_named(name) is not None:
        raise SlackError("name_taken")
    return name


def create(world: World, name: str, creator: User, is_private: bool) -> Channel:
    """Makes a channel with its creator as the only member."""
    kind: Kind = "group" if is_private else "channel"
    channel = Channel(world.ws.new_id("C"), name, kind, creator.id, world.seconds())
    world.ws.channels[channel.id] = channel
    join(world, channel, creator)
    return channel


def open_direct(world: World, members: list[User]) -> tuple[Channel, bool]:
    """The direct conversation of these people, and whether it was there before."""
    ids = {member.id for member in members}
    found = world.ws.im_of(ids)
    if found is not None:
        return found, True
    is_group = len(ids) > 2
    ordered = list(dict.fromkeys(member.id for member in members))
    name = "mpdm-" + "--".join(sorted(m.name for m in members)) + "-1" if is_group else ""
    kind: Kind = "mpim" if is_group else "im"
    channel = Channel(world.ws.new_id("G" if is_group else "D"), name, kind, ordered[0], world.seconds(), ordered)
    world.ws.channels[channel.id] = channel
    return channel, False


def join(world: World, channel: Channel, user: User, inviter: User | None = None) -> None:
    """Adds a member, with the line that Slack writes into the channel."""
    channel.members.append(user.id)
    prefix = "group" if channel.kind == "group" else "channel"
    by = {"inviter": inviter.id} if inviter is not None else {}
    text = f"<@{user.id}> has joined the {prefix}"
    messages.post(world, channel, user, text, subtype=f"{prefix}_join", **by)
    event: Json = {
        "type": "member_joined_channel",
        "user": user.id,
        "channel": channel.id,
        "channel_type": "G" if channel.kind == "group" else "C",
        "team": world.ws.team_id,
    }
    world.emit(event | by | {"event_ts": world.stamp(channel)}, channel)


def leave(world: World, channel: Channel, user: User, by: User | None = None) -> None:
    """Takes a member out; the app hears of its own leaving by `channel_left` alone."""
    prefix = "group" if channel.kind == "group" else "channel"
    if user.id != world.ws.bot_user:
        messages.post(world, channel, user, f"<@{user.id}> has left the {prefix}", subtype=f"{prefix}_leave")
    channel.members.remove(user.id)
    at = world.stamp(channel)
    if user.id == world.ws.bot_user:
        actor = (by or user).id
        world.emit({"type": f"{prefix}_left", "channel": channel.id, "actor_id": actor, "event_ts": at}, channel)
        return
    event = {
        "type": "member_left_channel",
        "user": user.id,
        "channel": channel.id,
        "channel_type": "G" if channel.kind == "group" else "C",
        "team": world.ws.team_id,
        "event_ts": at,
    }
    world.emit(event, channel)


def archive(world: World, channel: Channel, user: User) -> None:
    prefix = "group" if channel.kind == "group" else "channel"
    messages.post(world, channel, user, "archived the channel", subtype=f"{prefix}_archive")
    _tell(world, channel, "archive", {"user": user.id})
    channel.is_archived = True


def unarchive(world: World, channel: Channel, user: User) -> None:
    channel.is_archived = False
    prefix = "group" if channel.kind == "group" else "channel"
    messages.post(world, channel, user, "un-archived the channel", subtype=f"{prefix}_unarchive")
    _tell(world, channel, "unarchive", {"user": user.id})


def delete(world: World, channel: Channel) -> None:
    """Deletes a channel for good, as an administrator can."""
    _tell(world, channel, "deleted", {})
    del world.ws.channels[channel.id]


def rename(world: World, channel: Channel, name: str, user: User) -> None:
    old = channel.name
    channel.name = name
    channel.previous_names.insert(0, old)
    messages.post(
        world,
        channel,
        user,
        f"<@{user.id}> has renamed the channel from “{old}” to “{name}”",
        subtype=f"{'group' if channel.kind == 'group' else 'channel'}_name",
        old_name=old,
        name=name,
    )
    prefix = "group" if channel.kind == "group" else "channel"
    about = {"id": channel.id, "name": name, "created": channel.created, "name_normalized": name}
    world.emit({"type": f"{prefix}_rename", "channel": about, "event_ts": world.stamp(channel)}, channel)


def _tell(world: World, channel: Channel, what: str, more: Json) -> None:
    prefix = "group" if channel.kind == "group" else "channel"
    event = {"type": f"{prefix}_{what}", "channel": channel.id, "event_ts": world.stamp(channel)}
    world.emit(event | more, channel)


def set_label(world: World, channel: Channel, which: str, value: str, user: User) -> None:
    """Sets the topic or the purpose; setting what is there already writes nothing into the channel."""
    label = Label(value, user.id, world.seconds())
    before = channel.topic if which == "topic" else channel.purpose
    if which == "topic":
        channel.topic = label
    else:
        channel.purpose = label
    if before.value == value or channel.kind in ("im", "mpim"):
        return
    prefix = "group" if channel.kind == "group" else "channel"
    text = f"set the channel {'topic' if which == 'topic' else 'description'}: {value}"
    messages.post(world, channel, user, text, subtype=f"{prefix}_{which}", **{which: value})
