"""The stretch of a conversation that one window holds: the newest messages, more on scrolling, never all of them."""

import json
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from fireline.sandbox.state import Channel, Ephemeral, Json, Workspace

PAGE = 80
MOST = 400  # so many rows a browser lays out without a thought
KEPT_AT_END = 160


@dataclass
class Span:
    """A channel, or one thread of it. `newest` is None as long as the window follows what comes in."""

    channel: str
    thread: str | None = None
    oldest: str = ""
    newest: str | None = None
    is_at_end: bool = True
    sent: dict[str, str] = field(default_factory=dict)
    is_begun: bool = False

    def news(self, ws: Workspace, viewer: str) -> Json | None:
        """What changed since the last call: messages to put, `ts` to drop; None for nothing."""
        channel = ws.channels.get(self.channel)
        if channel is None or (channel.is_private and viewer not in channel.members):
            return None
        if not self.is_begun:
            self._begin(channel)
        shown = self._shown(channel) + [_alone(e) for e in self._ephemerals(ws, viewer)]
        now = {m["ts"]: json.dumps(m) for m in shown}
        told = {
            "channel": self.channel,
            "thread": self.thread,
            "begins": not self.is_begun,
            "put": [m for m in shown if self.sent.get(m["ts"]) != now[m["ts"]]],
            "drop": [ts for ts in self.sent if ts not in now],
            "has_older": self._has_older(channel),
            "has_newer": self.newest is not None,
        }
        is_news = bool(told["put"] or told["drop"]) or not self.is_begun
        self.sent, self.is_begun = now, True
        return told if is_news else None

    def _begin(self, channel: Channel) -> None:
        if self.thread is None:
            tops = _tops(channel, len(channel.order), PAGE)
            self.oldest = tops[0] if len(tops) == PAGE else ""

    def _shown(self, channel: Channel) -> list[Json]:
        if self.thread is not None:
            parent = channel.messages.get(self.thread)
            return [shape(channel, m) for m in ([parent] if parent else []) + channel.thread(self.thread)]
        found = self._stretch(channel)
        if len(found) > MOST and self.newest is None:
            found = self._shortened(found)
        return [shape(channel, channel.messages[ts]) for ts in found]

    def _shortened(self, found: list[str]) -> list[str]:
        """Who reads the end loses the beginning; who reads further up stops following."""
        if self.is_at_end:
            self.oldest = found[-KEPT_AT_END]
            return found[-KEPT_AT_END:]
        self.newest = found[MOST - 1]
        return found[:MOST]

    def _stretch(self, channel: Channel) -> list[str]:
        end = len(channel.order) if self.newest is None else bisect_right(channel.order, self.newest)
        between = channel.order[bisect_left(channel.order, self.oldest) : end]
        return [ts for ts in between if _is_top(channel.messages[ts])]

    def _ephemerals(self, ws: Workspace, viewer: str) -> list[Ephemeral]:
        return [
            e
            for e in ws.ephemerals
            if (e.user, e.channel, e.thread_ts) == (viewer, self.channel, self.thread)
            and e.ts >= self.oldest
            and (self.newest is None or e.ts <= self.newest)
        ]

    def _has_older(self, channel: Channel) -> bool:
        return self.thread is None and bool(_tops(channel, bisect_left(channel.order, self.oldest), 1))

    def older(self, channel: Channel) -> None:
        """One page further up; what is then too far down is let go."""
        tops = _tops(channel, bisect_left(channel.order, self.oldest), PAGE)
        self.oldest = tops[0] if len(tops) == PAGE else ""
        found = self._stretch(channel)
        if len(found) > MOST:
            self.newest = found[MOST - 1]

    def newer(self, channel: Channel) -> None:
        """One page further down, to the end at last."""
        if self.newest is None:
            return
        after = channel.order[bisect_right(channel.order, self.newest) :]
        later = [ts for ts in after if _is_top(channel.messages[ts])]
        self.newest = later[PAGE - 1] if len(later) > PAGE else None
        found = self._stretch(channel)
        if len(found) > MOST:
            self.oldest = found[-MOST]

    def around(self, channel: Channel, ts: str) -> None:
        """The stretch in which this message is in the middle, when it is not on screen already."""
        if ts in self.sent or ts not in channel.messages:
            return
        at = bisect_left(channel.order, ts)
        before, self.newest = _tops(channel, at, PAGE // 2), None
        self.oldest = before[0] if len(before) == PAGE // 2 else ""
        found = self._stretch(channel)
        self.newest = found[PAGE - 1] if len(found) > PAGE else None


def _tops(channel: Channel, end: int, count: int) -> list[str]:
    """The last `count` messages before the place `end` that are not replies, oldest first."""
    found: list[str] = []
    while end > 0 and len(found) < count:
        end -= 1
        if _is_top(channel.messages[channel.order[end]]):
            found.append(channel.order[end])
    return found[::-1]


def _is_top(message: Json) -> bool:
    return message.get("thread_ts", message["ts"]) == message["ts"] or message.get("subtype") == "thread_broadcast"


def shape(channel: Channel, message: Json) -> Json:
    """A message as the page draws it. What people typed is drawn from its text: its block repeats it unparsed."""
    return {
        "ts": message["ts"],
        "user": message.get("user", ""),
        "text": message["text"],
        "blocks": [] if "client_msg_id" in message else message.get("blocks", []),
        "subtype": message.get("subtype"),
        "is_edited": "edited" in message,
        "is_pinned": bool(message.get("pinned_to")),
        "reactions": [{"name": r["name"], "users": r["users"]} for r in message.get("reactions", [])],
        "files": [_file(f) for f in message.get("files", [])],
        "attachments": [a["from_url"] for a in message.get("attachments", []) if "from_url" in a],
        "replies": message.get("reply_count", 0),
        "repliers": message.get("reply_users", []),
        "latest": message.get("latest_reply"),
        "thread": message.get("thread_ts"),
    }


def _file(file: Json) -> Json:
    return {key: file[key] for key in ("id", "name", "title", "size", "mimetype")}


def _alone(kept: Ephemeral) -> Json:
    return {
        "ts": kept.ts,
        "user": "USLACKBOT" if kept.by == "slackbot" else kept.by,
        "text": kept.text,
        "blocks": kept.blocks,
        "is_alone": True,
        "seq": kept.seq,
        "reactions": [],
        "files": [],
        "thread": kept.thread_ts,
    }
