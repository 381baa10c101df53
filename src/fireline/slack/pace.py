"""How fast we may speak to Slack: a bucket per channel and per method, on machine time.

Short bursts pass at once, so that opening an incident is not slowed; in the long run nothing is faster than Slack's
rates. A 429 stops its bucket for as long as Slack asks, and nobody else.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from fireline.slack.methods import Method, method_named

# Slack takes about one message a second in a channel, and forgives a short burst.
CHANNEL_PER_MINUTE = 60
CHANNEL_BURST = 3
# Bucketfuls of half a minute's worth may leave at once.
METHOD_BURST_SHARE = 0.5
# Buckets that are full again need not be remembered.
KEPT_BUCKETS = 10_000


class Key(NamedTuple):
    """One bucket: a channel's messages, or a method in a workspace."""

    workspace_id: str
    name: str
    is_channel: bool


@dataclass
class Bucket:
    """One place every `interval` seconds, `burst` places at once after a quiet time (the GCRA, one number of state)."""

    interval: float
    burst: int
    free_at: float = 0.0
    stopped_until: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next place."""
        opens = self.free_at - (self.burst - 1) * self.interval
        return max(0.0, opens - now, self.stopped_until - now)

    def take(self, now: float) -> None:
        """Takes the next place, however far away it is."""
        self.free_at = max(self.free_at, now) + self.interval

    def is_full(self, now: float) -> bool:
        return self.free_at <= now and self.stopped_until <= now


class Pace:
    """`scale` stretches every interval: 1 is Slack's own pace, 0 is none (tests); Retry-After is always honoured."""

    def __init__(self, *, scale: float = 1.0, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._scale = scale
        self._monotonic = monotonic
        self._buckets: dict[Key, Bucket] = {}

    def wait(self, workspace_id: str, method: str, channel: str | None = None) -> float:
        """Seconds until such a call may leave; takes nothing."""
        now = self._monotonic()
        return max(bucket.wait(now) for bucket in self._of(workspace_id, method, channel))

    def take(self, workspace_id: str, method: str, channel: str | None = None) -> float:
        """Takes a place for one call and gives the seconds until it may leave."""
        now = self._monotonic()
        buckets = self._of(workspace_id, method, channel)
        seconds = max(bucket.wait(now) for bucket in buckets)
        for bucket in buckets:
            bucket.take(now)
        return seconds

    def stopped(self, workspace_id: str, method: str, channel: str | None = None) -> float:
        """Seconds for which Slack told us to be silent here; 0 when it did not."""
        now = self._monotonic()
        return max(0.0, *(b.stopped_until - now for b in self._of(workspace_id, method, channel)))

    def stop(self, workspace_id: str, method: str, channel: str | None, seconds: float) -> None:
        """Slack said 429 and how long. Nothing of this bucket leaves before.

        A message's 429 does not say whether the channel or the whole workspace was too loud. The first one stops its
        channel; when another channel is stopped already, it is the workspace.
        """
        now = self._monotonic()
        is_channel = channel is not None and method_named(method).per_channel
        alone = is_channel and not self._another_channel_stopped(workspace_id, channel, now)
        key = Key(workspace_id, channel, True) if alone and channel else Key(workspace_id, method, False)
        bucket = self._bucket(key, method_named(method))
        bucket.stopped_until = max(bucket.stopped_until, now + seconds)

    def _another_channel_stopped(self, workspace_id: str, channel: str | None, now: float) -> bool:
        return any(
            key.is_channel and key.workspace_id == workspace_id and key.name != channel
            for key, bucket in self._buckets.items()
            if bucket.stopped_until > now
        )

    def _of(self, workspace_id: str, method: str, channel: str | None) -> list[Bucket]:
        known = method_named(method)
        buckets = [self._bucket(Key(workspace_id, method, False), known)]
        if known.per_channel and channel is not None:
            buckets.append(self._bucket(Key(workspace_id, channel, True), known))
        return buckets

    def _bucket(self, key: Key, method: Method) -> Bucket:
        if key not in self._buckets:
            self._forget_full_ones()
            self._buckets[key] = self._new(key, method)
        return self._buckets[key]

    def _new(self, key: Key, method: Method) -> Bucket:
        if key.is_channel:
            return Bucket(self._scale * 60 / CHANNEL_PER_MINUTE, CHANNEL_BURST)
        if method.per_minute is None:
            return Bucket(0.0, 1)
        return Bucket(self._scale * 60 / method.per_minute, max(1, int(method.per_minute * METHOD_BURST_SHARE)))

    def _forget_full_ones(self) -> None:
        if len(self._buckets) < KEPT_BUCKETS:
            return
        now = self._monotonic()
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if not bucket.is_full(now)}
