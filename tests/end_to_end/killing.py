"""Kills the bot at a chosen call, or at random instants, and starts it again: for tests only."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from fireline.replay.stage import Stage

# Calls that change nothing in Slack and are made while starting; killing there is killing an idle bot.
READING = frozenset({"auth.test", "users.conversations", "apps.connections.open", "conversations.history"})


@dataclass(frozen=True)
class Point:
    """One outbound call of a clean run: the n-th of its method, before or after its effect."""

    method: str
    nth: int
    when: Literal["before", "after"]

    def __str__(self) -> str:
        return f"{self.when} {self.method} {self.nth}"


def points_of(calls: list[dict[str, Any]]) -> list[Point]:
    """Every place to kill at, from the calls that a clean run recorded."""
    seen: Counter[str] = Counter()
    found = []
    for call in calls:
        if call["method"] in READING:
            continue
        seen[call["method"]] += 1
        found += [Point(call["method"], seen[call["method"]], when) for when in ("before", "after")]
    return found


class KillAt:
    """SIGKILL while the call is held before or after its effect; then a new start, as an orchestrator does."""

    def __init__(self, point: Point) -> None:
        self.point = point
        self.was_reached = False

    async def prepare(self, stage: Stage) -> None:
        point = self.point
        await stage.post("faults", kind="hold", method=point.method, when=point.when, nth=point.nth, times=1)

    async def beside(self, stage: Stage) -> None:
        while not await stage.held(wait=5):
            pass
        self.was_reached = True
        stage.kill_bot()
        assert stage.bot is not None
        await stage.bot.wait()
        await stage.post("release")
        await stage.start_bot()


class KillAtRandom:
    """SIGKILL again and again, after up to a third of a second of work each, until the story ends."""

    def __init__(self, seed: int, *, most: int) -> None:
        self._random = Random(seed)
        self._most = most
        self.kills = 0

    async def beside(self, stage: Stage) -> None:
        while self.kills < self._most:
            await asyncio.sleep(self._random.uniform(0.02, 0.35))
            stage.kill_bot()
            assert stage.bot is not None
            await stage.bot.wait()
            self.kills += 1
            await stage.start_bot()
