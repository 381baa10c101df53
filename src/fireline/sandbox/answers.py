"""What the app answers to commands and interactions: in the ack itself, or later by response_url."""

import time
from typing import Any

from fireline.sandbox import ephemeral, messages
from fireline.sandbox.blocks import complaints_about, with_ids
from fireline.sandbox.errors import SlackError
from fireline.sandbox.state import Channel, Json, User
from fireline.sandbox.world import ResponseUrl, World

MOST_USES = 5


def answer_command(
    world: World, user: User, channel: Channel, origin: str, answer: Json | str | None
) -> list[tuple[str, str]]:
    """Shows the body of a command's ack; gives what was posted to all, as (channel, ts)."""
    if answer is None or answer == {}:
        return []
    said: Json = {"text": answer} if isinstance(answer, str) else answer
    posted = _say(world, user, channel, said, origin)
    return [(channel.id, posted)] if posted else []


def _say(world: World, user: User, channel: Channel, said: Json, origin: str) -> str | None:
    text, blocks = _content(world, said)
    if said.get("response_type") == "in_channel":
        bot = world.ws.users[world.ws.bot_user]
        message = messages.post(
            world, channel, bot, text, blocks=blocks, thread_ts=said.get("thread_ts"), metadata=said.get("metadata")
        )
        return str(message["ts"])
    ephemeral.show(world, channel, user, text, blocks, origin=origin, thread_ts=said.get("thread_ts"))
    return None


def _content(world: World, said: Json) -> tuple[str, list[Json] | None]:
    text, blocks = said.get("text") or "", said.get("blocks")
    complaints = complaints_about(blocks, "message") if blocks is not None else []
    if complaints:
        raise SlackError("invalid_blocks", response_metadata={"messages": complaints})
    if not text and not blocks:
        raise SlackError("no_text")
    return str(text), with_ids(blocks, lambda: world.ws.new_id("b").lower()) if blocks else None


def use_response_url(world: World, token: str, said: Any) -> None:
    """One use of a response_url; raises Slack's refusal when it is used up, too old or makes no sense."""
    url = world.response_urls.get(token)
    if url is None or time.monotonic() - url.made > world.settings.response_url_lives:
        raise SlackError("expired_url")
    if url.uses >= MOST_USES:
        raise SlackError("used_url")
    if not isinstance(said, dict):
        raise SlackError("invalid_payload")
    if url.channel not in world.ws.channels:
        raise SlackError("channel_not_found")
    user, channel = world.ws.users[url.user], world.ws.channels[url.channel]
    if said.get("delete_original") in (True, "true"):
        _delete_original(world, url, channel)
    elif said.get("replace_original") in (True, "true") and _has_original(world, url, channel):
        _replace_original(world, url, channel, said)
    else:
        _say(world, user, channel, said, url.origin)
    url.uses += 1


def _has_original(world: World, url: ResponseUrl, channel: Channel) -> bool:
    if url.message_ts is None:
        return False
    if url.is_ephemeral:
        return ephemeral.find(world, url.user, url.channel, url.message_ts) is not None
    return url.message_ts in channel.messages


def _replace_original(world: World, url: ResponseUrl, channel: Channel, said: Json) -> None:
    text, blocks = _content(world, said)
    bot = world.ws.users[world.ws.bot_user]
    assert url.message_ts is not None
    kept = ephemeral.find(world, url.user, url.channel, url.message_ts) if url.is_ephemeral else None
    if kept is None:
        messages.edit(world, channel, channel.messages[url.message_ts], bot, text=text, blocks=blocks)
        return
    world.ws.counter += 1
    kept.text, kept.blocks, kept.origin, kept.seq = text, blocks or [], url.origin, world.ws.counter
    world.changed()


def _delete_original(world: World, url: ResponseUrl, channel: Channel) -> None:
    if not _has_original(world, url, channel):
        return
    assert url.message_ts is not None
    kept = ephemeral.find(world, url.user, url.channel, url.message_ts)
    if url.is_ephemeral and kept is not None:
        ephemeral.drop(world, kept)
    else:
        messages.delete(world, channel, channel.messages[url.message_ts])
