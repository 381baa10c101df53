"""conversations.*: making, finding and changing conversations."""

from fireline.sandbox import channels
from fireline.sandbox.errors import SlackError
from fireline.sandbox.methods.call import SCOPE_OF, Call, Method
from fireline.sandbox.shapes import channel_shape
from fireline.sandbox.state import Channel, Json, Kind, User

MOST_INVITED = 100
KINDS: dict[str, Kind] = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def create(call: Call) -> Json:
    is_private = call.args.flag("is_private")
    call.require("groups:write" if is_private else "channels:manage")
    name = channels.check_name(call.world, call.args.text("name"))
    channel = channels.create(call.world, name, call.bot, is_private)
    return {"channel": channel_shape(call.ws, channel)}


def info(call: Call) -> Json:
    channel = call.channel(scope="read")
    return {"channel": channel_shape(call.ws, channel, call.args.flag("include_num_members"))}


def _kinds(call: Call) -> set[Kind]:
    asked = call.args.ids("types") or ["public_channel"]
    if not set(asked) <= KINDS.keys():
        raise SlackError("invalid_types")
    kinds = {KINDS[name] for name in asked}
    for kind in sorted(kinds):
        call.require(*SCOPE_OF["read"][kind])
    return kinds


def list_(call: Call) -> Json:
    kinds, bot = _kinds(call), call.ws.bot_user
    visible = [c for c in call.ws.channels.values() if c.kind in kinds and (not c.is_private or bot in c.members)]
    return _listed(call, visible)


def of_user(call: Call) -> Json:
    kinds, user = _kinds(call), call.args.text("user") or call.ws.bot_user
    if user not in call.ws.users:
        raise SlackError("user_not_found")
    bot = call.ws.bot_user
    mine = [c for c in call.ws.channels.values() if c.kind in kinds and user in c.members]
    return _listed(call, [c for c in mine if not c.is_private or bot in c.members])


def _listed(call: Call, found: list[Channel]) -> Json:
    if call.args.flag("exclude_archived"):
        found = [c for c in found if not c.is_archived]
    page, cursor = call.page(found, 100, 1000)
    shapes = [channel_shape(call.ws, c, with_count=True) for c in page]
    return {"channels": shapes, "response_metadata": {"next_cursor": cursor}}


def invite(call: Call) -> Json:
    channel = call.channel(scope="invite")
    if channel.kind in ("im", "mpim"):
        raise SlackError("method_not_supported_for_channel_type")
    call.must_be_live(channel)
    call.must_be_member(channel)
    ids = call.args.ids("users")
    if not ids:
        raise SlackError("no_user")
    if len(ids) > MOST_INVITED:
        raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] too many users"]})
    return _invited(call, channel, ids)


def _invited(call: Call, channel: Channel, ids: list[str]) -> Json:
    """One bad id stops all, unless `force`; then the good ones are in and the errors stand beside them."""
    errors = [problem for problem in (_problem(call, channel, id_) for id_ in ids) if problem]
    bad = {error["user"] for error in errors}
    good = [call.ws.users[id_] for id_ in dict.fromkeys(ids) if id_ not in bad]
    if errors and not (call.args.flag("force") and good):
        raise SlackError(errors[0]["error"], errors=errors)
    for user in good:
        channels.join(call.world, channel, user, call.bot)
    return {"channel": channel_shape(call.ws, channel)} | ({"errors": errors} if errors else {})


def _problem(call: Call, channel: Channel, id_: str) -> Json | None:
    user = call.ws.users.get(id_)
    if user is None or user.is_deleted:
        code = "user_not_found"
    elif id_ == call.ws.bot_user:
        code = "cant_invite_self"
    elif id_ in channel.members:
        code = "already_in_channel"
    elif id_ == "USLACKBOT":
        code = "cant_invite"
    elif user.is_single_channel_guest:
        code = "ura_max_channels"
    else:
        return None
    return {"user": id_, "ok": False, "error": code}


def join(call: Call) -> Json:
    channel = call.channel()
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    call.must_be_live(channel)
    shape = {"channel": channel_shape(call.ws, channel)}
    if call.ws.bot_user in channel.members:
        return shape | {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    channels.join(call.world, channel, call.bot)
    return {"channel": channel_shape(call.ws, channel)}


def leave(call: Call) -> Json:
    channel = call.channel(scope="manage")
    if channel.is_general:
        raise SlackError("cant_leave_general")
    if call.ws.bot_user not in channel.members:
        return {"not_in_channel": True}
    channels.leave(call.world, channel, call.bot)
    return {}


def kick(call: Call) -> Json:
    channel, user = call.channel(scope="manage"), call.user()
    if user.id == call.ws.bot_user:
        raise SlackError("cant_kick_self")
    if channel.is_general:
        raise SlackError("cant_kick_from_general")
    call.must_be_member(channel)
    if user.id not in channel.members:
        raise SlackError("not_in_channel")
    channels.leave(call.world, channel, user, call.bot)
    return {"errors": {}}


def archive(call: Call) -> Json:
    channel = call.channel(scope="manage")
    if channel.kind in ("im", "mpim"):
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_general:
        raise SlackError("cant_archive_general")
    if channel.is_archived:
        raise SlackError("already_archived")
    call.must_be_member(channel)
    channels.archive(call.world, channel, call.bot)
    return {}


def unarchive(call: Call) -> Json:
    channel = call.channel(scope="manage")
    if not channel.is_archived:
        raise SlackError("not_archived")
    # A documented limit of Slack: a bot may not open again a channel that it is not in any more.
    call.must_be_member(channel)
    channels.unarchive(call.world, channel, call.bot)
    return {}


def rename(call: Call) -> Json:
    channel = call.channel(scope="manage")
    if channel.kind in ("im", "mpim"):
        raise SlackError("method_not_supported_for_channel_type")
    call.must_be_live(channel)
    call.must_be_member(channel)
    # An app may rename only what it made itself.
    if channel.creator != call.ws.bot_user:
        raise SlackError("not_authorized")
    name = call.args.text("name")
    if name != channel.name:
        channels.rename(call.world, channel, channels.check_name(call.world, name), call.bot)
    return {"channel": channel_shape(call.ws, channel)}


def set_topic(call: Call) -> Json:
    return _set_label(call, "topic")


def set_purpose(call: Call) -> Json:
    return _set_label(call, "purpose")


def _set_label(call: Call, which: str) -> Json:
    channel = call.channel(scope="topic")
    call.must_be_live(channel)
    call.must_be_member(channel)
    value = call.args.text(which)
    if len(value) > channels.LONGEST_LABEL:
        raise SlackError("too_long")
    channels.set_label(call.world, channel, which, value, call.bot)
    return {"channel": channel_shape(call.ws, channel), which: value}


def members(call: Call) -> Json:
    channel = call.channel(scope="read")
    page, cursor = call.page(channel.members, 100, 1000)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def open_(call: Call) -> Json:
    ids = call.args.ids("users")
    if not ids:
        channel = call.channel(scope="manage")
        return {"channel": channel_shape(call.ws, channel)}
    call.require("im:write" if len(ids) == 1 else "mpim:write")
    channel, was_open = channels.open_direct(call.world, _people(call, ids))
    shape = channel_shape(call.ws, channel) if call.args.flag("return_im") else {"id": channel.id}
    return {"channel": shape} | ({"no_op": True, "already_open": True} if was_open else {})


def _people(call: Call, ids: list[str]) -> list[User]:
    if len(ids) > 8:
        raise SlackError("too_many_users")
    people = [call.ws.users.get(id_) for id_ in ids]
    found = [person for person in people if person is not None]
    if len(found) < len(ids):
        raise SlackError("user_not_found" if len(ids) == 1 else "users_not_found")
    if any(person.is_deleted for person in found):
        raise SlackError("user_disabled")
    if any(person.id in (call.ws.bot_user, "USLACKBOT") for person in found):
        raise SlackError("cannot_dm_bot")
    return [*found, call.bot]


METHODS = {
    "conversations.create": Method(create),
    "conversations.info": Method(info),
    "conversations.list": Method(list_),
    "users.conversations": Method(of_user),
    "conversations.invite": Method(invite),
    "conversations.join": Method(join, ("channels:join",)),
    "conversations.leave": Method(leave),
    "conversations.kick": Method(kick),
    "conversations.archive": Method(archive),
    "conversations.unarchive": Method(unarchive),
    "conversations.rename": Method(rename),
    "conversations.setTopic": Method(set_topic),
    "conversations.setPurpose": Method(set_purpose),
    "conversations.members": Method(members),
    "conversations.open": Method(open_),
}
