"""Whoever sits before the page of the local Slack: shown one line at a time, heard when a button of it is pressed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fireline.replay.stage import Stage

SPEEDS = (1, 10, 60)


class StartOver(Exception):
    """The visitor wants it all from the beginning."""


@dataclass
class Watch(Exception):
    """The visitor wants to watch this scenario, this fast."""

    name: str
    speed: int


class Visitor:
    """`show` draws the line above the composer, `hear` gives what was pressed; see `fireline.sandbox.page.guide`."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._heard = 0

    async def show(self, **shown: Any) -> None:
        """`hint`, `buttons`, `line`, `channel`, `as`, `scenario`; nothing takes the line away."""
        await self._stage.post("guide", **shown)

    async def offer(self, scenarios: list[dict[str, Any]]) -> None:
        """What can be watched; it is shown when the visitor asks."""
        await self._stage.post("offers", scenarios=scenarios)

    async def hear(self, wait: float) -> list[dict[str, Any]]:
        """The wishes since the last call; returns as soon as there is one, else after `wait` seconds.

        Raises StartOver or Watch: these two end whatever is going on.
        """
        asked = {"after": str(self._heard), "wait": str(wait)}
        async with self._stage.session.get(f"{self._stage.slack_url}/control/guide", params=asked) as response:
            wishes: list[dict[str, Any]] = await response.json()
        self._heard = max([self._heard, *(int(wish["seq"]) for wish in wishes)])
        for wish in reversed(wishes):
            if wish["do"] == "start_over":
                raise StartOver
            if wish["do"] == "watch":
                speed = wish.get("speed")
                raise Watch(str(wish.get("name")), speed if speed in SPEEDS else SPEEDS[1])
        return wishes
