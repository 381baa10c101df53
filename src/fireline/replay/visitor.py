"""Whoever sits before the page of the local Slack: shown one line at a time, heard when a button of it is pressed."""

from __future__ import annotations

from typing import Any

from fireline.replay.stage import Stage


class Visitor:
    """`show` draws the line above the composer, `hear` gives what was pressed; see `fireline.sandbox.page.guide`."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._heard = 0

    async def show(self, **shown: Any) -> None:
        """`hint`, `buttons`, `line`, `channel`, `as`, `scenario`; nothing takes the line away."""
        await self._stage.post("guide", **shown)

    async def hear(self, wait: float) -> list[dict[str, Any]]:
        """The wishes since the last call; returns as soon as there is one, else after `wait` seconds."""
        asked = {"after": str(self._heard), "wait": str(wait)}
        async with self._stage.session.get(f"{self._stage.slack_url}/control/guide", params=asked) as response:
            wishes: list[dict[str, Any]] = await response.json()
        self._heard = max([self._heard, *(int(wish["seq"]) for wish in wishes)])
        return wishes
