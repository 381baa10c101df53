"""How far each person has read, and what waits for them."""

from bisect import bisect_right
from dataclasses import dataclass

from fireline.sandbox.seen import pings_of
from fireline.sandbox.state import Channel, Json, Workspace

MOST_COUNTED = 99
# Lines that Slack itself writes into a channel call nobody.
SILENT = ("_join", "_leave", "_topic", "_purpose", "_name", "_archive", "_unarchive")


@dataclass(frozen=True)
class Waiting:
    """Unread messages of a conversation, and how many of them call this person."""

    unread: int = 0
    calls: int = 0


class Marks:
    """What was there when the page started counts as read, for everybody."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], str] = {}
        self._base: dict[str, str] = {}
        self._known: dict[tuple[str, str], tuple[str, int, str, Waiting]] = {}

    def begin(self, ws: Workspace) -> None:
        """Forgets what anybody has read; all that is there now is old."""
        self._read.clear()
        self._known.clear()
        self._base = {channel.id: _last(channel) for channel in ws.channels.values()}

    def read(self, user_id: str, channel: Channel) -> None:
        """This person has seen this conversation to its end."""
        self._read[user_id, channel.id] = _last(channel)

    def upto(self, user_id: str, channel: Channel) -> str:
        """The `ts` of the last message that this person has seen there; empty for none."""
        return max(self._read.get((user_id, channel.id), ""), self._base.get(channel.id, ""))

    def waiting(self, ws: Workspace, user_id: str, channel: Channel) -> Waiting:
        """Counted again only when something came, went or was read: this is asked many times a second."""
        mark, state = self.upto(user_id, channel), (_last(channel), len(channel.order))
        known = self._known.get((user_id, channel.id))
        if known is not None and known[:3] == (*state, mark):
            return known[3]
        found = _count(ws, user_id, channel, mark)
        self._known[user_id, channel.id] = (*state, mark, found)
        return found


def _count(ws: Workspace, user_id: str, channel: Channel, mark: str) -> Waiting:
    new = channel.order[bisect_right(channel.order, mark) :][-MOST_COUNTED - 1 :]
    unread = [m for m in (channel.messages[ts] for ts in new) if _counts(m, user_id)]
    if channel.kind in ("im", "mpim"):
        return Waiting(len(unread), len(unread))
    name = ws.users[user_id].name
    return Waiting(len(unread), sum(name in pings_of(ws, m["text"], _drawn(m)) for m in unread))


def _drawn(message: Json) -> list[Json]:
    """The blocks of the app; that of a person repeats the text with its names unread."""
    return [] if "client_msg_id" in message else list(message.get("blocks", []))


def _counts(message: Json, user_id: str) -> bool:
    subtype = str(message.get("subtype", ""))
    is_reply = message.get("thread_ts", message["ts"]) != message["ts"] and subtype != "thread_broadcast"
    is_silent = is_reply or subtype.endswith(SILENT) or bool(message.get("hidden"))
    return message.get("user") != user_id and not is_silent


def _last(channel: Channel) -> str:
    return channel.order[-1] if channel.order else ""
