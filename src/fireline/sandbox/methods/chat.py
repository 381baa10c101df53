"""chat.*: what the app says."""

import json
from typing import Any

from fireline.sandbox import channels, ephemeral, messages
from fireline.sandbox.blocks import complaints_about, with_ids
from fireline.sandbox.errors import SlackError
from fireline.sandbox.methods.call import Call, Method
from fireline.sandbox.methods.history import shown
from fireline.sandbox.state import Channel, Json

LONGEST_POST = 40_000
LONGEST_UPDATE = 4_000
MOST_METADATA = 32_000


def read_blocks(call: Call, surface: str) -> list[Json] | None:
    """The blocks of a call, checked, with the ids that Slack adds; None when the call has none."""
    blocks = call.args.structure("blocks", "invalid_blocks_format")
    if blocks is None:
        return None
    complaints = complaints_about(blocks, surface)
    if complaints:
        raise SlackError("invalid_blocks", errors=complaints, response_metadata={"messages": complaints})
    return with_ids(blocks, lambda: call.ws.new_id("b").lower())


def read_metadata(call: Call) -> Json | None:
    metadata = call.args.structure("metadata", "invalid_metadata_format")
    if metadata is None or metadata == {}:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata)) > MOST_METADATA:
        raise SlackError("metadata_too_large")
    return metadata


def _target(call: Call) -> Channel:
    """Where to post: an id, a name, or a person, whose direct message it is then."""
    wanted = call.args.text("channel")
    user = call.ws.users.get(wanted)
    if user is not None and not user.is_bot:
        if user.is_deleted:
            raise SlackError("channel_not_found")
        return channels.open_direct(call.world, [user, call.bot])[0]
    named = call.ws.channel_named(wanted)
    if named is not None:
        call.args.given["channel"] = named.id
    channel = call.channel()
    call.must_be_live(channel)
    if call.ws.bot_user not in channel.members:
        if channel.kind == "channel" and "chat:write.public" in call.world.manifest.scopes:
            return channel
        raise SlackError("not_in_channel")
    return channel


def _content(call: Call) -> tuple[str, list[Json] | None, Any]:
    text = call.args.text("text") or call.args.text("markdown_text")
    blocks = read_blocks(call, "message")
    attachments = call.args.structure("attachments", "invalid_attachments") or None
    if not text and not blocks and not attachments:
        raise SlackError("no_text")
    return text, blocks, attachments


def post_message(call: Call) -> Json:
    channel = _target(call)
    text, blocks, attachments = _content(call)
    metadata = read_metadata(call)
    thread_ts = call.args.text("thread_ts") or None
    if thread_ts is not None and thread_ts not in channel.messages:
        raise SlackError("thread_not_found")
    is_broadcast = thread_ts is not None and call.args.flag("reply_broadcast")
    message = messages.post(
        call.world,
        channel,
        call.bot,
        text[:LONGEST_POST],
        thread_ts=thread_ts,
        blocks=blocks,
        attachments=attachments,
        metadata=metadata,
        subtype="thread_broadcast" if is_broadcast else None,
    )
    answer: Json = {"channel": channel.id, "ts": message["ts"], "message": shown(message, with_metadata=True)}
    cut = {"response_metadata": {"warnings": ["message_truncated"]}} if len(text) > LONGEST_POST else {}
    return answer | cut


def update(call: Call) -> Json:
    channel = call.channel()
    message = call.message(channel, call.args.text("ts"))
    if message.get("bot_id") != call.ws.bot_id:
        raise SlackError("cant_update_message")
    call.must_be_live(channel)
    text, blocks, attachments = _content(call)
    if len(text) > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    # What is not mentioned stays as it was; an empty array takes it away.
    changes: Json = {"text": text}
    if blocks is not None:
        changes["blocks"] = blocks or None
    if "attachments" in call.args.given:
        changes["attachments"] = attachments
    if "metadata" in call.args.given:
        changes["metadata"] = read_metadata(call)
    messages.edit(call.world, channel, message, call.bot, **changes)
    return {"channel": channel.id, "ts": message["ts"], "text": text, "message": shown(message, True)}


def delete(call: Call) -> Json:
    channel = call.channel()
    message = call.message(channel, call.args.text("ts"))
    if message.get("bot_id") != call.ws.bot_id:
        raise SlackError("cant_delete_message")
    messages.delete(call.world, channel, message)
    return {"channel": channel.id, "ts": message["ts"]}


def post_ephemeral(call: Call) -> Json:
    channel = _target(call)
    user = call.user()
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks, _ = _content(call)
    thread_ts = call.args.text("thread_ts") or None
    kept = ephemeral.show(call.world, channel, user, text[:LONGEST_POST], blocks, thread_ts=thread_ts)
    return {"message_ts": kept.ts}


def get_permalink(call: Call) -> Json:
    channel = call.channel()
    message = call.message(channel, call.args.text("message_ts"))
    link = f"https://{call.ws.team_domain}.slack.com/archives/{channel.id}/p{message['ts'].replace('.', '')}"
    thread_ts = message.get("thread_ts", message["ts"])
    if thread_ts != message["ts"]:
        link += f"?thread_ts={thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",)),
    "chat.update": Method(update, ("chat:write",)),
    "chat.delete": Method(delete, ("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",)),
    "chat.getPermalink": Method(get_permalink),
}
