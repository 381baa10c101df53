"""What Slack promises about each method that we call: its rate, and what a call of unknown end is worth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class IfUnknown(Enum):
    """What to do when nobody can say whether a call had its effect."""

    REPEAT = "repeatable by nature: the second time changes nothing"
    LOOK_UP = "looked up in Slack first"
    NEVER = "at most once: better missing than twice"


@dataclass(frozen=True)
class Method:
    """`per_minute` is per workspace (None: only the channel paces it).

    `done` are errors that mean "it is so"; `over` those after which nobody misses it (somebody deleted our card).
    """

    per_minute: int | None
    if_unknown: IfUnknown = IfUnknown.REPEAT
    done: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()
    per_channel: bool = False


def _repeatable(per_minute: int, *done: str) -> Method:
    return Method(per_minute, done=frozenset(done))


# Rates as Slack publishes them per method and workspace ("20+", "50+", "100+" a minute).
METHODS = {
    "chat.postMessage": Method(None, IfUnknown.LOOK_UP, per_channel=True),
    "chat.postEphemeral": Method(100, IfUnknown.NEVER),
    "chat.update": Method(50, over=frozenset({"message_not_found"})),
    "chat.delete": _repeatable(50, "message_not_found"),
    "conversations.create": Method(20, IfUnknown.LOOK_UP),
    "conversations.archive": _repeatable(20, "already_archived"),
    "conversations.unarchive": _repeatable(20, "not_archived"),
    "conversations.rename": _repeatable(20),
    "conversations.setTopic": _repeatable(20),
    "conversations.setPurpose": _repeatable(20),
    "conversations.invite": _repeatable(50, "already_in_channel"),
    "conversations.join": _repeatable(50, "already_in_channel"),
    "conversations.kick": _repeatable(50, "not_in_channel"),
    "conversations.leave": _repeatable(50, "not_in_channel"),
    "conversations.open": _repeatable(50),
    "conversations.info": _repeatable(50),
    "conversations.history": _repeatable(50),
    "conversations.replies": _repeatable(50),
    "conversations.members": _repeatable(100),
    "conversations.list": _repeatable(20),
    "users.conversations": _repeatable(50),
    "users.info": _repeatable(100),
    "users.list": _repeatable(20),
    "usergroups.list": _repeatable(20),
    "usergroups.users.list": _repeatable(20),
    "pins.add": _repeatable(20, "already_pinned"),
    "pins.remove": _repeatable(20, "no_pin", "not_pinned"),
    "reactions.add": _repeatable(50, "already_reacted"),
    "reactions.remove": _repeatable(20, "no_reaction"),
    # A workspace that was installed without them goes without; `fireline check` says so.
    "bookmarks.add": Method(20, IfUnknown.LOOK_UP, over=frozenset({"missing_scope"})),
    "bookmarks.edit": Method(20, over=frozenset({"not_found", "missing_scope"})),
    "bookmarks.remove": Method(20, over=frozenset({"not_found", "missing_scope"})),
    "bookmarks.list": _repeatable(50),
    "conversations.canvases.create": _repeatable(20, "channel_canvas_already_exists"),
    "canvases.edit": Method(50, IfUnknown.NEVER),
    "views.publish": Method(100, over=frozenset({"not_enabled", "user_not_found"})),
    "views.update": Method(100, over=frozenset({"not_found"})),  # somebody closed it
    "views.open": Method(100, IfUnknown.NEVER),
    "views.push": Method(100, IfUnknown.NEVER),
    "files.upload": Method(20, IfUnknown.LOOK_UP),
    "files.getUploadURLExternal": _repeatable(100),
    "files.completeUploadExternal": Method(100, IfUnknown.LOOK_UP),
    "files.info": _repeatable(100),
    "respond": Method(None, IfUnknown.NEVER),
}

# A method that nobody described is treated with the greatest care.
UNKNOWN_METHOD = Method(20, IfUnknown.NEVER)


def method_named(name: str) -> Method:
    """What is known of this method."""
    return METHODS.get(name, UNKNOWN_METHOD)
