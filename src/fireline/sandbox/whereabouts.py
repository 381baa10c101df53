"""Finds people, conversations and messages by the names that a test or a person uses."""

from fireline.sandbox import channels
from fireline.sandbox.errors import PersonRefusedError
from fireline.sandbox.seen import Seen
from fireline.sandbox.state import Channel, Json, User
from fireline.sandbox.world import World

MessageRef = Seen | tuple[str, str]


def find_user(world: World, who: str) -> User:
    """A person by name, `@name` or id."""
    found = world.ws.users.get(who) or world.ws.user_named(who)
    if found is None:
        raise PersonRefusedError(f"There is nobody called “{who}” in this workspace.")
    return found


def find_channel(world: World, where: str) -> Channel:
    """A conversation by `#name`, name, id, or `@name` for that person's direct messages with the app."""
    if where.startswith("@"):
        return direct_channel(world, find_user(world, where))
    found = world.ws.channels.get(where) or world.ws.channel_named(where)
    if found is None:
        raise PersonRefusedError(f"There is no conversation “{where}” in this workspace.")
    return found


def direct_channel(world: World, user: User) -> Channel:
    return channels.open_direct(world, [user, world.ws.users[world.ws.bot_user]])[0]


def as_member(world: World, user: User, where: str) -> Channel:
    """The conversation, when this person is in it and in the workspace at all."""
    channel = find_channel(world, where)
    if user.is_deleted:
        raise PersonRefusedError(f"{user.name} is deactivated.")
    if user.id not in channel.members:
        raise PersonRefusedError(f"{user.name} is not in #{channel.name or channel.id}.")
    return channel


def find_message(world: World, user: User, message: MessageRef) -> tuple[Channel, Json]:
    """A message that this person can see in a conversation that they are in."""
    where, ts = (message.channel, message.ts) if isinstance(message, Seen) else message
    channel = as_member(world, user, where)
    found = channel.messages.get(ts)
    if found is None:
        raise PersonRefusedError(f"There is no message {ts} in #{channel.name or channel.id}.")
    return channel, found
