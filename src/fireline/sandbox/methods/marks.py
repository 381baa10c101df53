"""reactions.*, pins.*, bookmarks.*: the marks on messages and channels."""

from fireline.sandbox import messages
from fireline.sandbox.errors import SlackError
from fireline.sandbox.methods.call import Call, Method
from fireline.sandbox.methods.history import shown
from fireline.sandbox.state import Channel, Json

MOST_PINS = 100
MOST_REACTIONS = 23
MOST_BOOKMARKS = 100
LONGEST_TITLE = 256
LONGEST_LINK = 2048


def _marked(call: Call) -> tuple[Channel, Json]:
    channel = call.channel()
    message = call.message(channel, call.args.text("timestamp"))
    call.must_be_live(channel)
    return channel, message


def _emoji(call: Call) -> str:
    name = call.args.text("name").strip(":")
    if not name or not all(c.isalnum() or c in "_-+':" for c in name):
        raise SlackError("invalid_name")
    return name


def react(call: Call) -> Json:
    name = _emoji(call)
    channel, message = _marked(call)
    call.must_be_member(channel)
    if len(message.get("reactions", [])) >= MOST_REACTIONS:
        raise SlackError("too_many_emoji")
    if not messages.react(call.world, channel, message, call.bot, name):
        raise SlackError("already_reacted")
    return {}


def unreact(call: Call) -> Json:
    name = _emoji(call)
    channel, message = _marked(call)
    if not messages.unreact(call.world, channel, message, call.bot, name):
        raise SlackError("no_reaction")
    return {}


def get_reactions(call: Call) -> Json:
    channel = call.channel()
    message = call.message(channel, call.args.text("timestamp"))
    return {"type": "message", "channel": channel.id, "message": shown(message, with_metadata=False)}


def pin(call: Call) -> Json:
    channel = call.channel()
    call.must_be_member(channel)
    call.must_be_live(channel)
    message = call.message(channel, call.args.text("timestamp"))
    if len(channel.pins) >= MOST_PINS:
        raise SlackError("too_many_pins")
    if not messages.pin(call.world, channel, message, call.bot):
        raise SlackError("already_pinned")
    return {}


def unpin(call: Call) -> Json:
    channel = call.channel()
    call.must_be_member(channel)
    message = call.message(channel, call.args.text("timestamp"))
    if not messages.unpin(call.world, channel, message, call.bot):
        raise SlackError("no_pin")
    return {}


def list_pins(call: Call) -> Json:
    channel = call.channel()
    call.must_be_member(channel)
    items = [
        {
            "type": "message",
            "channel": channel.id,
            "created": pin["created"],
            "created_by": pin["by"],
            "message": shown(channel.messages[pin["ts"]], with_metadata=False),
        }
        for pin in reversed(channel.pins)
    ]
    return {"items": items}


def _channel_of_bookmarks(call: Call) -> Channel:
    channel = call.channel(name="channel_id")
    call.must_be_member(channel)
    call.must_be_live(channel)
    return channel


def _bookmark_fields(call: Call) -> Json:
    fields: Json = {key: call.args.text(key) for key in ("title", "link", "emoji") if key in call.args.given}
    if "link" in fields and not fields["link"].startswith(("http://", "https://")):
        raise SlackError("invalid_link")
    if len(fields.get("link", "")) > LONGEST_LINK or len(fields.get("title", "")) > LONGEST_TITLE:
        raise SlackError("invalid_arguments")
    return fields


def add_bookmark(call: Call) -> Json:
    channel = _channel_of_bookmarks(call)
    fields = _bookmark_fields(call)
    if call.args.text("type") != "link":
        raise SlackError("invalid_bookmark_type")
    if not fields.get("title"):
        raise SlackError("invalid_arguments")
    if not fields.get("link"):
        raise SlackError("invalid_link")
    if len(channel.bookmarks) >= MOST_BOOKMARKS:
        raise SlackError("too_many_bookmarks")
    at = call.world.seconds()
    bookmark: Json = {
        "id": call.ws.new_id("Bk"),
        "channel_id": channel.id,
        "title": fields["title"],
        "link": fields["link"],
        "emoji": fields.get("emoji", ""),
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": at,
        "date_updated": 0,
        "rank": "U",
        "last_updated_by_user_id": call.ws.bot_user,
        "last_updated_by_team_id": call.ws.team_id,
        "shortcut_id": None,
        "app_id": None,
    }
    channel.bookmarks.append(bookmark)
    call.world.changed()
    return {"bookmark": bookmark}


def _bookmark(call: Call, channel: Channel) -> Json:
    found = next((b for b in channel.bookmarks if b["id"] == call.args.text("bookmark_id")), None)
    if found is None:
        raise SlackError("not_found")
    return found


def edit_bookmark(call: Call) -> Json:
    channel = _channel_of_bookmarks(call)
    bookmark = _bookmark(call, channel)
    bookmark |= _bookmark_fields(call) | {"date_updated": call.world.seconds()}
    call.world.changed()
    return {"bookmark": bookmark}


def remove_bookmark(call: Call) -> Json:
    channel = _channel_of_bookmarks(call)
    channel.bookmarks.remove(_bookmark(call, channel))
    call.world.changed()
    return {}


def list_bookmarks(call: Call) -> Json:
    return {"bookmarks": list(call.channel(name="channel_id").bookmarks)}


METHODS = {
    "reactions.add": Method(react, ("reactions:write",)),
    "reactions.remove": Method(unreact, ("reactions:write",)),
    "reactions.get": Method(get_reactions, ("reactions:read",)),
    "pins.add": Method(pin, ("pins:write",)),
    "pins.remove": Method(unpin, ("pins:write",)),
    "pins.list": Method(list_pins, ("pins:read",)),
    "bookmarks.add": Method(add_bookmark, ("bookmarks:write",)),
    "bookmarks.edit": Method(edit_bookmark, ("bookmarks:write",)),
    "bookmarks.remove": Method(remove_bookmark, ("bookmarks:write",)),
    "bookmarks.list": Method(list_bookmarks, ("bookmarks:read",)),
}
