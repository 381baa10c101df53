"""The terminal: what people do and what the bot does, as it happens.

On a terminal four panes that stay, paced for the eye; elsewhere (a pipe, CI) plain lines in order, unpaced.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.text import Text

from fireline.replay import watching
from fireline.replay.markup import BOT, Markup, wait_in_words
from fireline.replay.panes import Panes, day, opening
from fireline.replay.player import Done
from fireline.replay.scenario import Scenario
from fireline.replay.show import Line, Show
from fireline.replay.stage import Stage

PICTURE_SIZE = (120, 38)
SLOWEST, QUICKEST, PER_CHARACTER = 1.2, 0.25, 0.003  # seconds that the eye gets for what is new
OPENING = 2.5
FORGOTTEN_AFTER = 3  # acts after which a remark of the narrator has gone
FROM_THE_NET = re.compile(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", re.DOTALL)  # the reader's own fonts will do


class Screen:
    """`did` for people's acts, `look` after each move of the clock; both show what the bot did meanwhile."""

    def __init__(
        self, stage: Stage, scenario: Scenario, *, console: Console, is_paced: bool = True, picture: Path | None = None
    ) -> None:
        self._stage, self._scenario, self._console, self._picture = stage, scenario, console, picture
        self._markup = Markup(scenario.people)
        self._show = Show(scenario.title, steps=len(scenario.steps))
        self._watch = watching.Watch(stage, self._markup, self._show)
        self._panes = Panes(self._show, self._markup, console)
        self._is_paced = is_paced and console.is_terminal
        self._live: Live | None = None
        self._has_picture = False
        self._fresh = self._silent = 0
        self._paused_at = 0.0

    async def open(self) -> None:
        """The first page, then the panes."""
        cast = [(name, self._scenario.cast.get(name, "responder")) for name in self._scenario.people]
        self._console.print(opening(self._scenario.title, self._scenario.sources, cast, self._markup))
        if self._console.is_terminal:
            await self._pause(OPENING)
            self._live = Live(self._drawn(), console=self._console, auto_refresh=False, screen=True)
            self._live.start(refresh=True)

    async def close(self) -> None:
        """Leaves the panes: what they showed last stays in the terminal."""
        if self._live is not None:
            self._live.stop()
            self._live = None
            self._console.print(self._drawn())
        if self._picture is not None and not self._has_picture:
            self._draw_picture()

    def abandon(self) -> None:
        """Gives the terminal back as it was."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    async def did(self, done: Done) -> None:
        """What one person did, what the bot made of it, and what they alone were told."""
        self._show.step += 1
        self._time(done.at)
        self._say(done.step.note or done.step.waits or "")
        acted = self._watch.acted(done)
        for line in [*acted, *await self._watch.calls(), *await self._watch.answers(done)]:
            self._add(line)
        await self._settle_view()
        if done.step.picture and self._picture is not None:
            self._draw_picture()
        await self._pause_for_the_eye()

    async def look(self, now: datetime) -> None:
        """What the bot did by itself when the clock moved."""
        lines = await self._watch.calls()
        if not lines:
            self._show.now = now
            self._refresh()
            return
        self._time(now)
        for line in lines:
            self._say(self._show.aside(line.text.plain, line.place))
            self._add(line)
        await self._settle_view()
        await self._pause_for_the_eye()

    # inside -------------------------------------------------------------------------------------------------
    def _time(self, now: datetime) -> None:
        """A rule across where much time passed."""
        last = self._show.last
        self._show.now = now
        if last is None or not self._show.has_jumped(now):
            return
        words = f"… {watching.gap(last, now)}"
        self._add(Line(now, "", Text(words if last.date() == now.date() else f"{words}, {day(now)}", "dim italic")))

    def _say(self, sentence: str) -> None:
        if not sentence:
            self._silent += 1
            if self._silent >= FORGOTTEN_AFTER:
                self._show.narration = ""
            return
        self._silent = 0
        self._show.narration = sentence[0].upper() + sentence[1:]
        self._fresh += len(sentence)
        if self._live is None:
            self._console.print(Text(f"    {sentence}", "italic dim"), soft_wrap=True)

    def _add(self, line: Line) -> None:
        self._show.feed.append(line)
        self._fresh += len(line.text) if line.who else 0
        if self._live is None:
            self._console.print(self._plain(line), soft_wrap=True)

    def _plain(self, line: Line) -> Text:
        """A line by itself, with its day."""
        if not line.who:
            return Text("    ") + line.text
        colour = self._markup.colours.get(line.who, "red")
        place = f"{line.place} " if line.place else ""
        return Text.assemble(
            (f"{line.at:%d %b %H:%M}  ", "dim"), (f"{line.who:<9}", f"bold {colour}"), (place, "dim"), line.text
        )

    async def _settle_view(self) -> None:
        await self._watch.card()
        if self._live is not None or self._picture is not None:
            status: Mapping[str, Any] = (await self._stage.post("settle", within=5)).get("status", {})
            self._show.waits = [
                (datetime.fromisoformat(w["at"]).astimezone(UTC), wait_in_words(w["kind"]))
                for w in status.get("waits_for", [])
            ]
        self._refresh()

    def _refresh(self) -> None:
        if self._live is not None:
            self._live.update(self._drawn(), refresh=True)

    def _drawn(self) -> Any:
        width, height = self._console.size
        return self._panes.draw(width, max(20, height - (0 if self._live else 1)))

    async def _pause_for_the_eye(self) -> None:
        """As long as the words take to read; what the machine took since the last pause counts."""
        fresh, self._fresh = self._fresh, 0
        wanted, now = min(SLOWEST, QUICKEST + fresh * PER_CHARACTER), asyncio.get_running_loop().time()
        await self._pause(max(0.0, self._paused_at + wanted - now))
        self._paused_at = asyncio.get_running_loop().time()

    async def _pause(self, seconds: float) -> None:
        if self._is_paced:
            await asyncio.sleep(seconds)

    def _draw_picture(self) -> None:
        assert self._picture is not None
        width, height = PICTURE_SIZE
        console = Console(record=True, width=width, height=height, file=io.StringIO(), force_terminal=True)
        console.print(Panes(self._show, self._markup, console).draw(width, height - 1))
        drawn = FROM_THE_NET.sub("", console.export_svg(title=f"{BOT} replay", unique_id="fireline"))
        self._picture.write_text(drawn, encoding="utf-8")
        self._has_picture = True
