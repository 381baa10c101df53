"""What can be seen of the workspace: by one person, or by somebody who sees all but what is for one alone."""

from fireline.sandbox.journal import Call, Envelope, EnvelopeKind
from fireline.sandbox.seen import Seen, SeenView, name_of, see_ephemeral, see_message, see_view
from fireline.sandbox.shapes import channel_shape, file_shape
from fireline.sandbox.state import Channel, Json
from fireline.sandbox.whereabouts import direct_channel, find_channel, find_user
from fireline.sandbox.world import World


class Reading:
    """Reads without changing anything. Without a `viewer` everything is seen, but no ephemerals."""

    def __init__(self, world: World) -> None:
        self._world = world

    def _place(self, channel: str, viewer: str | None) -> Channel | None:
        place = find_channel(self._world, channel)
        if viewer is None or not place.is_private:
            return place
        return place if find_user(self._world, viewer).id in place.members else None

    def channels(self, viewer: str | None = None) -> list[Json]:
        """The channels, private ones only for their members; each with `members` by name."""
        ws = self._world.ws
        named = [c for c in ws.channels.values() if c.kind in ("channel", "group")]
        seen = [c for c in named if self._place(c.id, viewer) is not None]
        return [channel_shape(ws, c) | {"members": [name_of(ws, m) for m in c.members]} for c in seen]

    def channel(self, channel: str) -> Json:
        """One channel with its members' names, topic, pins and bookmarks."""
        place, ws = find_channel(self._world, channel), self._world.ws
        return channel_shape(ws, place) | {"members": [name_of(ws, m) for m in place.members]}

    def messages(self, channel: str, viewer: str | None = None, *, replies: bool = True) -> list[Seen]:
        """A conversation, oldest first, thread replies among it, and what only the viewer was shown there."""
        place = self._place(channel, viewer)
        if place is None:
            return []
        ws = self._world.ws
        seen = [see_message(ws, place, m) for m in place.listed() if replies or _is_top(m)]
        return sorted(seen + self._alone(place, viewer), key=lambda s: s.ts)

    def _alone(self, place: Channel, viewer: str | None) -> list[Seen]:
        if viewer is None:
            return []
        user = find_user(self._world, viewer)
        mine = [e for e in self._world.ws.ephemerals if e.channel == place.id and e.user == user.id]
        return [see_ephemeral(self._world.ws, kept) for kept in mine]

    def thread(self, channel: str, ts: str, viewer: str | None = None) -> list[Seen]:
        """A thread: its parent, then the replies."""
        place = self._place(channel, viewer)
        if place is None or ts not in place.messages:
            return []
        ws = self._world.ws
        seen = [see_message(ws, place, m) for m in (place.messages[ts], *place.thread(ts))]
        alone = [kept for kept in self._alone(place, viewer) if kept.thread_ts == ts]
        return seen + alone

    def dms(self, user: str) -> list[Seen]:
        """The direct messages between this person and the app."""
        return self.messages(direct_channel(self._world, find_user(self._world, user)).id, user)

    def modal(self, user: str) -> SeenView | None:
        """The modal on top of this person's screen."""
        stack = self._world.ws.stacks.get(find_user(self._world, user).id)
        return see_view(self._world.ws.views[stack[-1]]) if stack else None

    def home(self, user: str) -> SeenView | None:
        """The app's home tab of this person."""
        view = self._world.ws.views.get(self._world.ws.homes.get(find_user(self._world, user).id, ""))
        return see_view(view) if view is not None else None

    def pins(self, channel: str) -> list[Seen]:
        """The pinned messages, first pinned first."""
        place = find_channel(self._world, channel)
        return [see_message(self._world.ws, place, place.messages[p["ts"]]) for p in place.pins]

    def bookmarks(self, channel: str) -> list[Json]:
        return list(find_channel(self._world, channel).bookmarks)

    def topic(self, channel: str) -> str:
        return find_channel(self._world, channel).topic.value

    def members(self, channel: str) -> list[str]:
        """The members by name."""
        return [name_of(self._world.ws, m) for m in find_channel(self._world, channel).members]

    def files(self, channel: str | None = None) -> list[Json]:
        """The files shared (in one channel), each with its `content` as text."""
        wanted = find_channel(self._world, channel).id if channel is not None else None
        return [
            file_shape(f, self._world.base_url) | {"content": f.content.decode(errors="replace")}
            for f in self._world.ws.files.values()
            if f.is_shared and (wanted is None or any(s["channel"] == wanted for s in f.shares))
        ]

    def calls(self, method: str | None = None) -> list[Call]:
        """The calls of the Web API so far."""
        return [call for call in self._world.journal.calls if method in (None, call.method)]

    def envelopes(self, kind: EnvelopeKind | None = None) -> list[Envelope]:
        """The payloads for the app so far, with how their deliveries went."""
        return [e for e in self._world.journal.envelopes if kind in (None, e.kind)]


def _is_top(message: Json) -> bool:
    return bool(message.get("thread_ts", message["ts"]) == message["ts"])
