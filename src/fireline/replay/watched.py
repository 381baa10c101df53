"""A scenario watched in the browser: at 1×, 10× or 60×, paused, with one part taken over, or left to go on by hand.

`await Watched(stage, scenario, visitor).play()` plays it on a stage that has just begun; it gives True when the story
came to its end and False when the visitor took over. StartOver and Watch end it; see `fireline.replay.hosting`.
"""

from __future__ import annotations

import time
from datetime import datetime

from fireline.replay.player import HOME, Player
from fireline.replay.scenario import Scenario, Step
from fireline.replay.stage import Stage
from fireline.replay.turn import Turn, asked
from fireline.replay.visitor import SPEEDS, Visitor

# Machine seconds between two steps, whatever the story says: hours of waiting are no pleasure, and a line must be read.
SHORTEST, LONGEST = 0.4, 8.0
LOOK = 0.2  # seconds between two looks at what the visitor wants
AGAIN = {"label": "Start over", "do": "start_over"}


class ByHand(Exception):
    """The visitor takes over; the story stays where it is."""


class Watched:
    """The pace of one playback, and the buttons for it."""

    def __init__(self, stage: Stage, scenario: Scenario, visitor: Visitor, *, speed: int = 10) -> None:
        self._stage, self._scenario, self._speed = stage, scenario, speed
        self._visitor = visitor
        self._is_paused = False
        self._done = 0
        self._taken: set[str] = set()  # whose part the visitor plays
        self._said: set[str] = set()  # what the visitor wants of the step that is theirs
        self._last: datetime = scenario.starts

    async def play(self) -> bool:
        self._player = Player(self._stage, self._scenario, before=self._before)
        try:
            await self._player.play()
        except ByHand:
            await self._left("*It is yours now.* The clock runs, and nobody acts but you; *Inspector* moves it on.")
            return False
        await self._left("*That was the story.* Look around, or go on by hand.")
        return True

    async def _left(self, hint: str) -> None:
        await self._stage.post("clock", running=True)
        await self._visitor.show(hint=hint, buttons=[AGAIN])

    async def _before(self, step: Step) -> bool:
        """Lets time pass, and the visitor act where the part is theirs."""
        await self._wait(step)
        return step.who not in self._taken or not await self._by_visitor(step)

    async def _by_visitor(self, step: Step) -> bool:
        """Shows what the story does here and waits until it is done; False when the story is to do it after all."""
        await self._player.run_until(step.at)
        self._said.clear()
        turn = Turn(self._stage, step)
        await turn.begin()
        await self._ask(step)
        while not self._said & {"skip", "story"} and step.who in self._taken and not await turn.is_done():
            if await self._heed():
                await self._ask(step)
        await self._stage.settle()
        await self._player.find_rooms()
        return "story" not in self._said and step.who in self._taken

    async def _ask(self, step: Step) -> None:
        place = self._place(step)
        there = "app" if place == "dm" else place.lstrip("#")
        await self._visitor.show(
            **{"as": step.who, "line": step.types or step.says or "", "channel": there},
            hint=f"*Your turn, {step.who.title()}.* {asked(step)} {step.note and f'({step.note}.)'}",
            scenario=self._told(),
            buttons=[
                {"label": f"Be {step.who.title()}", "as": step.who, "go": there, "is_primary": True},
                {"label": "Let the story do it", "do": "story"},
                {"label": "Skip it", "do": "skip"},
            ],
        )

    def _place(self, step: Step) -> str:
        rooms = self._player.rooms
        return step.where or (rooms[max(rooms)] if rooms else HOME)

    async def _wait(self, step: Step) -> None:
        """Lets as much time pass before a step as the speed says, unless it is paused."""
        gap, begun, waited = (step.at - self._last).total_seconds(), time.monotonic(), 0.0
        await self._show(step)
        while self._is_paused or waited < min(max(gap / self._speed, SHORTEST), LONGEST):
            if await self._heed():
                await self._show(step)
            now = time.monotonic()
            waited, begun = waited + (0 if self._is_paused else now - begun), now
        self._done, self._last = self._done + 1, step.at

    async def _heed(self) -> bool:
        """Does what the visitor wants; says whether anything is to be drawn anew."""
        wishes = await self._visitor.hear(LOOK)
        for wish in wishes:
            if wish["do"] == "by_hand":
                raise ByHand
            self._said.add(str(wish["do"]))
            if wish["do"] == "take_over":
                self._taken.add(str(wish.get("by")))
            if wish["do"] == "give_back":
                self._taken.discard(str(wish.get("by")))
            if wish["do"] in ("pause", "go_on"):
                self._is_paused = wish["do"] == "pause"
            if wish["do"] == "speed" and wish.get("speed") in SPEEDS:
                self._speed = int(wish["speed"])
        return bool(wishes)

    async def _show(self, step: Step) -> None:
        await self._visitor.show(
            hint=step.note,
            scenario=self._told(),
            place=self._place(step).lstrip("#"),
            buttons=[{"label": "Go on by hand", "do": "by_hand"}],
        )

    def _told(self) -> dict[str, object]:
        return {
            "title": self._scenario.title,
            "at": self._done,
            "of": len(self._scenario.steps),
            "speed": self._speed,
            "is_paused": self._is_paused,
            "parts": self._scenario.people,
            "taken": sorted(self._taken),
        }
