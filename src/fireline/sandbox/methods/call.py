"""One call of a method: who calls, with what, and what they may see and do."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from fireline.sandbox.errors import SlackError
from fireline.sandbox.methods.args import Args
from fireline.sandbox.state import Channel, Json, Kind, User, Workspace
from fireline.sandbox.world import World

T = TypeVar("T")

# What each kind of conversation calls the scope for reading, for history, for changing.
SCOPE_OF: dict[str, dict[Kind, tuple[str, ...]]] = {
    "read": {
        "channel": ("channels:read",),
        "group": ("groups:read",),
        "im": ("im:read",),
        "mpim": ("mpim:read",),
    },
    "history": {
        "channel": ("channels:history",),
        "group": ("groups:history",),
        "im": ("im:history",),
        "mpim": ("mpim:history",),
    },
    "manage": {
        "channel": ("channels:manage",),
        "group": ("groups:write",),
        "im": ("im:write",),
        "mpim": ("mpim:write",),
    },
    "invite": {
        "channel": ("channels:manage", "channels:write.invites"),
        "group": ("groups:write", "groups:write.invites"),
        "im": ("im:write",),
        "mpim": ("mpim:write",),
    },
    "topic": {
        "channel": ("channels:manage", "channels:write.topic"),
        "group": ("groups:write", "groups:write.topic"),
        "im": ("im:write", "im:write.topic"),
        "mpim": ("mpim:write", "mpim:write.topic"),
    },
}


@dataclass
class Call:
    """What a method works with. The caller is always the app's bot."""

    world: World
    args: Args

    @property
    def ws(self) -> Workspace:
        return self.world.ws

    @property
    def bot(self) -> User:
        return self.ws.users[self.ws.bot_user]

    def require(self, *any_of: str) -> None:
        """Refuses when the manifest has none of these scopes."""
        if not any_of or self.world.manifest.scopes & set(any_of):
            return
        provided = ",".join(sorted(self.world.manifest.scopes))
        raise SlackError("missing_scope", needed=",".join(any_of), provided=provided)

    def channel(self, *, scope: str | None = None, name: str = "channel") -> Channel:
        """The conversation asked for. A private one that the bot is not in does not exist for it."""
        channel = self.ws.channels.get(self.args.text(name))
        if scope is not None:
            self.require(*self._scopes(scope, channel))
        if channel is None or (channel.is_private and self.ws.bot_user not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def _scopes(self, what: str, channel: Channel | None) -> tuple[str, ...]:
        by_kind = SCOPE_OF[what]
        if channel is None or (channel.is_private and self.ws.bot_user not in channel.members):
            return tuple(scope for scopes in by_kind.values() for scope in scopes)
        return by_kind[channel.kind]

    def must_be_member(self, channel: Channel) -> None:
        if self.ws.bot_user not in channel.members:
            raise SlackError("not_in_channel")

    def must_be_live(self, channel: Channel) -> None:
        if channel.is_archived:
            raise SlackError("is_archived")

    def message(self, channel: Channel, ts: str) -> Json:
        found = channel.messages.get(ts)
        if found is None or found.get("subtype") == "tombstone":
            raise SlackError("message_not_found")
        return found

    def user(self, name: str = "user") -> User:
        found = self.ws.users.get(self.args.text(name))
        if found is None:
            raise SlackError("user_not_found")
        return found

    def page(self, items: Sequence[T], default: int, most: int) -> tuple[list[T], str]:
        """One page of a list by `cursor` and `limit`, and the cursor of the next page or ''."""
        limit = self.args.number("limit", default, most)
        start = read_cursor(self.args.text("cursor"))
        more = start + limit < len(items)
        return list(items[start : start + limit]), make_cursor(start + limit) if more else ""


def make_cursor(start: int | str) -> str:
    return base64.b64encode(f"next:{start}".encode()).decode()


def read_cursor(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next:"))
    except ValueError:
        raise SlackError("invalid_cursor") from None


@dataclass(frozen=True)
class Method:
    """A method's work and the scopes that it always needs (any one of them)."""

    run: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
