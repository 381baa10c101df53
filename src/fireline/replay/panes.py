"""Draws the show as four panes that fit the terminal, from 80×24 up; nothing is cut in the middle of a word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.layout import Layout
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from fireline.replay.markup import BOT_STYLE, Markup
from fireline.replay.show import Line, Show

WIDE = 110  # columns from which feed and panes stand side by side
NARRATION = 2  # rows
FRAME = 4  # columns that a panel's border and padding take
NAME = 9
SMALL = 12  # rows of a pane in which only headlines fit


class Panes:
    """`draw` gives the whole screen for one size."""

    def __init__(self, show: Show, markup: Markup, console: Console) -> None:
        self._show, self._markup, self._console = show, markup, console

    def draw(self, width: int, height: int) -> RenderableType:
        whole = Layout(size=height)
        body, narration = Layout(name="body"), Layout(self._narration(width), size=NARRATION)
        whole.split_column(Layout(self._clock(width), size=1), body, narration)
        rows = height - 1 - NARRATION
        if width >= WIDE:
            self._side_by_side(body, width, rows)
        else:
            self._stacked(body, width, rows)
        return whole

    def _side_by_side(self, body: Layout, width: int, rows: int) -> None:
        left = width * 3 // 5
        right = width - left
        card, waits = max(9, rows * 3 // 10), max(7, rows // 5)
        side = Layout(size=right)
        body.split_row(Layout(self._feed(left, rows), size=left), side)
        side.split_column(
            Layout(self._card(right, card), size=card),
            Layout(self._updates(right, rows - card - waits), size=rows - card - waits),
            Layout(self._waits(right, waits), size=waits),
        )

    def _stacked(self, body: Layout, width: int, rows: int) -> None:
        middle, low = min(10, max(7, rows // 3)), min(9, max(5, rows // 4))
        left = width * 5 // 8
        row = Layout(size=middle)
        high = rows - middle - low
        body.split_column(Layout(self._feed(width, high), size=high), row, Layout(self._updates(width, low), size=low))
        row.split_row(
            Layout(self._card(left, middle), size=left), Layout(self._waits(width - left, middle), size=width - left)
        )

    # the parts ----------------------------------------------------------------------------------------------
    def _clock(self, width: int) -> RenderableType:
        show = self._show
        left = Text(f" {show.title}", "bold red", no_wrap=True, overflow="ellipsis")
        right = f"{day(show.now)}, {show.now:%H:%M} UTC " if show.now else ""
        left.truncate(width - len(right) - 1, overflow="ellipsis", pad=True)
        return Text.assemble(left, " ", (right, "bold"), no_wrap=True)

    def _narration(self, width: int) -> RenderableType:
        if not self._show.narration:
            return Text()
        rows = self._wrapped(Text(self._show.narration, "italic"), width - 4)[:NARRATION]
        return Group(*(Text.assemble((" ▸ " if n == 0 else "   ", "red"), row) for n, row in enumerate(rows)))

    def _feed(self, width: int, rows: int) -> RenderableType:
        inner = width - FRAME
        shown: list[Text] = []
        for line in reversed(self._show.feed):
            if line.has_pane:
                continue
            lines = self._line(line, inner)
            if len(lines) + len(shown) > rows - 2:
                break
            shown = lines + shown
        title = self._show.room or "before it is declared"
        return self._panel(Group(*shown), title, rows, "red")

    def _line(self, line: Line, width: int) -> list[Text]:
        if not line.who:
            return [_centred(line.text, width)]
        colour = BOT_STYLE if line.is_bot else f"bold {self._markup.colours.get(line.who, 'white')}"
        first = Text.assemble((f"{line.at:%H:%M} ", "dim"), (f"{line.who:<{NAME}}", colour))
        said = line.text.copy()
        if line.place:
            said = Text.assemble((f"{line.place} ", "yellow" if line.is_private else "dim"), said)
        if line.is_private:
            said.stylize("italic")
        indent = Text(" " * (6 + NAME))
        return [(first if n == 0 else indent) + row for n, row in enumerate(self._wrapped(said, width - 6 - NAME))]

    def _card(self, width: int, rows: int) -> RenderableType:
        return self._panel(self._top(self._show.card, width, rows), "pinned card", rows)

    def _updates(self, width: int, rows: int) -> RenderableType:
        shown: list[Text] = []
        is_roomy = width < self._console.width and rows > SMALL
        for sent in reversed(self._show.updates):
            text = sent.whole if is_roomy and not shown else sent.headline
            lines = self._rows(Text.assemble((f"{sent.at:%H:%M}  ", "dim"), text), width)
            if shown and len(lines) + len(shown) > rows - 2:
                break
            shown = lines[: rows - 2] + shown
        return self._panel(Group(*(shown or [Text("nothing sent yet", "dim")])), "#stakeholders", rows)

    def _waits(self, width: int, rows: int) -> RenderableType:
        lines: list[Text] = []
        for at, words in self._show.waits:
            when = _soon(at, self._show.now)
            row = self._wrapped(Text.assemble((f"{when}  ", "bold"), words), width - FRAME)
            if len(lines) + len(row) > rows - 2:
                break
            lines += row
        return self._panel(Group(*(lines or [Text("nothing", "dim")])), "the bot waits for", rows)

    def _top(self, text: Text, width: int, rows: int) -> RenderableType:
        return Group(*self._rows(text, width)[: rows - 2])

    def _rows(self, text: Text, width: int) -> list[Text]:
        """Every row that a text of several lines takes in a panel of this width."""
        return [row for part in text.split("\n", allow_blank=True) for row in self._wrapped(part, width - FRAME)]

    def _wrapped(self, text: Text, width: int) -> list[Text]:
        return list(text.wrap(self._console, max(10, width)))

    def _panel(self, inside: RenderableType, title: str, rows: int, style: str = "dim") -> Panel:
        return Panel(inside, title=title, title_align="left", border_style=style, height=rows)


def day(at: datetime | None) -> str:
    """`Tue 31 Jan 2017`"""
    return f"{at:%a} {at.day} {at:%b %Y}" if at else ""


def _soon(at: datetime, now: datetime | None) -> str:
    """The clock alone on the same day, else with its day."""
    return f"{at:%H:%M}" if now and at.date() == now.date() else f"{at:%a} {at.day} {at:%b} {at:%H:%M}"


def _centred(text: Text, width: int) -> Text:
    room = max(0, width - text.cell_len)
    return Text(" " * (room // 2)) + text


def opening(title: str, sources: Iterable[str], cast: Sequence[tuple[str, str]], markup: Markup) -> RenderableType:
    """The first page: what will be seen, where it comes from, who plays."""
    rows: list[RenderableType] = [Rule(title, style="red"), Text()]
    rows += [Text(f"  {source}", "dim") for source in sources]
    rows += [Text()]
    for name, role in cast:
        rows.append(Text.assemble("  ", (f"{name:<{NAME}}", f"bold {markup.colours[name]}"), role))
    return Group(*rows, Text())
