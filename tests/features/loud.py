"""A scripted incident lived through in a room, with everything that the bot said to people on its way."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from fireline.replay.player import Done, Player
from fireline.replay.scenario import Scenario, Step, read
from fireline.replay.stage import Stage
from tests.room import Room, open_room

STORIES = Path(__file__).parents[2] / "templates" / "drills"


@dataclass
class Heard:
    """What was said, once for each message: where, when, with which words; `pings` are people it calls."""

    to: str
    at: datetime
    words: str
    pings: tuple[str, ...]
    is_asked: bool  # the reader acted in the same seconds


@dataclass
class Night:
    """One incident, played until its end."""

    room: Room
    channel: str
    starts: datetime
    acts: list[Done] = field(default_factory=list)

    def in_channel(self, within: timedelta) -> list[Heard]:
        """Every line of the bot that stands in the incident's channel, those about topic and name among them."""
        shown = [m for m in self.room.sandbox.messages(self.channel) if m.user == "fireline"]
        said = [m for m in shown if m.subtype not in ("channel_join", "group_join")]
        return [h for m in said if (h := self._heard("channel", m.ts, m.words, m.pings)).at <= self.starts + within]

    def to_person(self, user: str) -> list[Heard]:
        """Every direct message, and every private line that nobody asked for."""
        shown = self.room.dms(user)
        return [self._heard(user, m.ts, m.words, m.pings) for m in shown]

    def _heard(self, to: str, ts: str, words: str, pings: list[str]) -> Heard:
        at = datetime.fromtimestamp(float(ts), UTC)
        asked = any(a.step.who == to and abs((a.at - at).total_seconds()) <= 5 for a in self.acts)
        return Heard(to, at, words, tuple(pings), asked)


class RoomStage(Stage):
    """The player's stage, on the local Slack and the bot of a room."""

    def __init__(self, room: Room, folder: Path, at: datetime, session: aiohttp.ClientSession) -> None:
        super().__init__(folder, at=at)
        self.room, self.session, self.slack_url = room, session, room.sandbox.url

    async def jump(self, to: datetime) -> None:
        await super().jump(to)
        self.room.app.ticker.wake()


def story(name: str) -> Scenario:
    return read(STORIES / f"{name}.yml")


def until(scenario: Scenario, moment: datetime) -> Scenario:
    """The same story, cut off at a moment."""
    steps: list[Step] = [s for s in scenario.steps if s.at <= moment]
    return scenario.model_copy(update={"steps": steps, "ends": moment})


@asynccontextmanager
async def lived_through(
    url: str, scenario: Scenario, folder: Path, config: Mapping[str, Any] | None = None
) -> AsyncIterator[Night]:
    """Plays the scenario in a room; gives what was heard."""
    async with (
        open_room(url, at=scenario.starts, config=config, folder=folder) as room,
        aiohttp.ClientSession() as session,
    ):
        acts: list[Done] = []

        async def watch(done: Done) -> None:
            acts.append(done)

        player = Player(RoomStage(room, folder, scenario.starts, session), scenario, watch=watch)
        await player.play()
        yield Night(room, player.rooms[1], scenario.starts, acts)


def told(heard: list[Heard]) -> str:
    """For the one who reads a failing test."""
    return json.dumps([f"{h.at:%H:%M:%S} {h.words}" for h in heard], indent=1, ensure_ascii=False)


Check = Callable[[Night], None]
