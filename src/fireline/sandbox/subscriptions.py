"""Which events the app is sent: those its manifest asks for, whose scope it has, of channels it may see."""

from fireline.sandbox.manifest import Manifest
from fireline.sandbox.state import Channel, Json

MESSAGE_EVENTS = {
    "channel": ("message.channels", "channels:history"),
    "group": ("message.groups", "groups:history"),
    "im": ("message.im", "im:history"),
    "mpim": ("message.mpim", "mpim:history"),
}
# Slack also tells these to an app that is not a member, when the channel is public.
OF_THE_WORKSPACE = {"channel_archive", "channel_unarchive", "channel_rename", "channel_deleted", "channel_created"}
# The app hears of its own leaving although it is no member any more.
OF_LEAVING = {"channel_left", "group_left"}
SCOPES = {
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "user_change": "users:read",
    "team_join": "users:read",
    "emoji_changed": "emoji:read",
    "subteam_updated": "usergroups:read",
    "file_shared": "files:read",
}


def is_sent(manifest: Manifest, event: Json, channel: Channel | None, bot_user: str) -> bool:
    """Whether Slack would send this event to the app."""
    kind = event["type"]
    if channel is not None and not _may_see(kind, channel, bot_user):
        return False
    name, scope = _needs(kind, channel)
    return name in manifest.events and (scope is None or scope in manifest.scopes)


def _may_see(kind: str, channel: Channel, bot_user: str) -> bool:
    if bot_user in channel.members or kind in OF_LEAVING:
        return True
    return kind in OF_THE_WORKSPACE and channel.kind == "channel"


def _needs(kind: str, channel: Channel | None) -> tuple[str, str | None]:
    if kind == "message" and channel is not None:
        return MESSAGE_EVENTS[channel.kind]
    if kind.startswith("group_"):
        return kind, "groups:read"
    if kind.startswith(("channel_", "member_")):
        return kind, "groups:read" if channel is not None and channel.kind == "group" else "channels:read"
    return kind, SCOPES.get(kind)
