"""What the demo's page offers: the guided story, a scenario to watch when asked, all from the beginning at any time.

`await Hosted(stage, shelf).run()` goes on until it is cancelled; `shelf` is the folder of the scenarios. Open the stage
with `STAGING`, and `f"{stage.slack_url}/?as=ana"` in a browser.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fireline.core.clock import SystemClock
from fireline.core.errors import Misconfigured
from fireline.replay.guided import BEFORE, FIRST, Guided
from fireline.replay.scenario import Scenario, read
from fireline.replay.stage import Stage
from fireline.replay.visitor import StartOver, Visitor, Watch
from fireline.replay.watched import Watched

# The bot is killed on the way, so events are tried for long; earlier incidents were counted elsewhere.
STAGING: dict[str, Any] = {"retries": "0,3,10,30,60", "settings": {"channels": {"first_number": FIRST}}}
WAIT = 20.0  # seconds of one look at what the visitor wants


def begins() -> datetime:
    """When the guided story begins, so that the visitor comes in now."""
    return SystemClock().now() - timedelta(minutes=BEFORE)


class Hosted:
    """One page, and what is played in it."""

    def __init__(self, stage: Stage, shelf: Path) -> None:
        self._stage = stage
        self._visitor = Visitor(stage)
        self._scenarios = {file.stem: read(file) for file in sorted(shelf.glob("*.yml"))}

    async def run(self) -> None:
        await self._visitor.offer([offer(name, scenario) for name, scenario in self._scenarios.items()])
        wanted: Watch | None = None
        while True:
            try:
                await (self._guide() if wanted is None else self._watch(wanted))
                await self._leave()
            except StartOver:
                wanted = None
                await self._stage_anew("*Starting over.* One moment.", begins(), STAGING["settings"])
            except Watch as wish:
                wanted = wish if wish.name in self._scenarios else None
                at = self._scenarios[wish.name].starts if wanted else begins()
                await self._stage_anew("*The stage is set.* One moment.", at, {} if wanted else STAGING["settings"])

    async def _guide(self) -> None:
        try:
            await Guided(self._stage, self._visitor).run()
        except (Misconfigured, TimeoutError) as problem:
            await self._stuck(problem)

    async def _watch(self, wish: Watch) -> None:
        scenario = self._scenarios[wish.name]
        try:
            await Watched(self._stage, scenario, self._visitor, speed=wish.speed).play()
        except (Misconfigured, TimeoutError) as problem:
            await self._stuck(problem)

    async def _stuck(self, problem: Exception) -> None:
        """The visitor did what the story had not foreseen: it ends, and the workspace stays theirs."""
        await self._stage.post("clock", running=True)
        again = [{"label": "Start over", "do": "start_over"}]
        why = problem.problem if isinstance(problem, Misconfigured) else str(problem)
        await self._visitor.show(
            hint=f"*The story cannot go on from here:* {why.rstrip('.')}. Go on by hand.", buttons=again
        )

    async def _stage_anew(self, hint: str, at: datetime, settings: dict[str, Any]) -> None:
        await self._visitor.show(hint=hint)
        await self._stage.begin_anew(at=at, settings=settings)

    async def _leave(self) -> None:
        """The workspace is the visitor's, until they want something else."""
        while True:
            await self._visitor.hear(WAIT)
            await asyncio.sleep(0)


def offer(name: str, scenario: Scenario) -> dict[str, Any]:
    """What the page tells of a scenario before it is watched."""
    return {
        "name": name,
        "title": scenario.title,
        "starts": scenario.starts.isoformat(),
        "ends": scenario.end.isoformat(),
        "steps": len(scenario.steps),
        "people": len(scenario.people),
        "source": scenario.sources[-1].partition("; http")[0] if scenario.sources else "",
    }
