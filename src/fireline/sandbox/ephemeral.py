"""Messages that one person alone sees. They are not in any history, and only their response_url can change them."""

from fireline.sandbox.state import Channel, Ephemeral, Json, User
from fireline.sandbox.world import World


def show(
    world: World,
    channel: Channel,
    user: User,
    text: str,
    blocks: list[Json] | None = None,
    *,
    by: str = "app",
    thread_ts: str | None = None,
    origin: str | None = None,
) -> Ephemeral:
    """Puts a message before one person; `origin` is the trigger of the interaction that it answers."""
    world.ws.counter += 1
    kept = Ephemeral(
        world.stamp(channel), channel.id, user.id, text, blocks or [], by, thread_ts, origin, world.ws.counter
    )
    world.ws.ephemerals.append(kept)
    world.changed()
    return kept


def find(world: World, user_id: str, channel: str, ts: str) -> Ephemeral | None:
    """What this person sees in this conversation under this `ts`, if it is still there."""
    here = (e for e in world.ws.ephemerals if (e.user, e.channel, e.ts) == (user_id, channel, ts))
    return next(here, None)


def drop(world: World, kept: Ephemeral) -> None:
    world.ws.ephemerals = [e for e in world.ws.ephemerals if e is not kept]
    world.changed()
