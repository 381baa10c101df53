"""Slack's rate limits, in machine time. Off unless asked for: tests want speed, and may make the minute shorter."""

import time
from collections import defaultdict, deque

PER_MINUTE = {
    "conversations.create": 20, "conversations.archive": 20, "conversations.unarchive": 20,
    "conversations.rename": 20, "conversations.setTopic": 20, "conversations.setPurpose": 20,
    "conversations.list": 20, "conversations.leave": 50, "conversations.kick": 50,
    "users.conversations": 50, "users.list": 20, "usergroups.list": 20, "usergroups.users.list": 20,
    "pins.add": 20, "pins.remove": 20, "pins.list": 20,
    "bookmarks.add": 20, "bookmarks.edit": 20, "bookmarks.remove": 20, "bookmarks.list": 50,
    "emoji.list": 20, "files.getUploadURLExternal": 100, "files.completeUploadExternal": 100, "files.info": 100,
    "conversations.history": 50, "conversations.replies": 50, "conversations.invite": 50,
    "conversations.join": 50, "conversations.open": 50, "conversations.info": 50, "conversations.members": 100,
    "chat.update": 50, "chat.delete": 50, "chat.postEphemeral": 100, "chat.postMessage": 300,
    "reactions.add": 50, "reactions.remove": 20, "reactions.get": 50,
    "views.open": 100, "views.update": 100, "views.push": 100, "views.publish": 100,
    "users.info": 100, "bots.info": 50, "team.info": 50, "apps.connections.open": 10,
}  # fmt: skip
SLOW_HISTORY = {"conversations.history": 1, "conversations.replies": 1}
# One message a second in a channel; short bursts are let through.
POSTS = {"chat.postMessage"}
BURST = 3


class Rates:
    """Counts calls in a sliding minute, per method, and posts per channel and second."""

    def __init__(self) -> None:
        self.is_on = False
        self.is_history_slow = False
        self.minute = 60.0
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)

    def wait(self, method: str, channel: str) -> float:
        """Zero when the call may pass, otherwise the seconds for `Retry-After`; a refused call does not count."""
        slow = SLOW_HISTORY.get(method) if self.is_history_slow else None
        most = slow or (PER_MINUTE.get(method) if self.is_on else None)
        waits = []
        if most is not None:
            waits.append(self._over(method, most, self.minute))
        if self.is_on and method in POSTS:
            waits.append(self._over(f"{method} {channel}", BURST, float(BURST)))
        if any(waits):
            return max(waits)
        if most is not None:
            self._count(method, channel)
        return 0

    def _over(self, key: str, most: int, window: float) -> float:
        """Whole seconds, as Slack says them; exact where the minute is shorter than one."""
        now, calls = time.monotonic(), self._calls[key]
        while calls and now - calls[0] >= window:
            calls.popleft()
        left = window - (now - calls[0]) if len(calls) >= most else 0
        return left if self.minute < 1 else max(1, round(left)) if left else 0

    def _count(self, method: str, channel: str) -> None:
        now = time.monotonic()
        self._calls[method].append(now)
        if method in POSTS:
            self._calls[f"{method} {channel}"].append(now)

    def forget(self) -> None:
        self._calls.clear()
