"""The terminal: what people do, what the bot does, the card, and what the bot waits for, as it happens.

On a terminal four panes that stay; elsewhere (a log, CI) plain lines in order.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.layout import Layout
from rich.live import Live
from rich.panel import Panel
from rich.text import Text

from fireline.replay.player import Done
from fireline.replay.stage import Stage

FEED = 200  # lines kept for the feed
BOT = "fireline"
COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "bright_red")
WAITS = {
    "roles.": "asks who leads",
    "updates.prompt": "asks for the next update",
    "updates.deadline": "the next update is due",
    "updates.leave": "an update leaves",
    "items.": "reminds an owner",
    "action_items.": "reminds an owner",
    "postmortems.": "asks for the wrap-up",
    "asleep": "asks whether it is still going on",
}
QUIET = frozenset({"views.open", "views.push", "views.update", "users.info", "auth.test", "conversations.open"})


class Screen:
    """`did` for people's acts, `look` after each move of the clock; both print what the bot did meanwhile."""

    def __init__(self, stage: Stage, people: Sequence[str], *, console: Console | None = None) -> None:
        self._stage = stage
        self._people = people
        self._console = console or Console()
        self._colours = {name: COLOURS[n % len(COLOURS)] for n, name in enumerate(people)}
        self._seq = 0
        self._names: dict[str, str] = {}
        self._shown: dict[tuple[str, str], str] = {}
        self._feed: deque[Text] = deque(maxlen=FEED)
        self._card = "no incident yet"
        self._updates: list[str] = []
        self._waits: list[str] = []
        self._now: datetime | None = None
        self._live: Live | None = None
        self.channel = ""

    def __enter__(self) -> Screen:
        if self._console.is_terminal:
            self._live = Live(self._panes(), console=self._console, refresh_per_second=12, screen=False)
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.update(self._panes())
            self._live.stop()

    def say(self, text: str, style: str = "bold") -> None:
        """A sentence of the narrator."""
        self._line(Text(text, style=style))

    async def did(self, done: Done) -> None:
        """What one person did, and what they were told in private."""
        step = done.step
        if step.note or step.waits:
            self._line(Text(f"    {step.note or step.waits}", style="italic dim"))
        if step.joins:
            self._act(done, "joins the channel")
        elif step.presses:
            self._act(done, f"presses [{step.presses}]")
        elif step.submits is not None:
            self._act(done, "sends the form")
        elif step.types or step.says:
            self._act(done, str(step.types or step.says))
        await self.look(done.at)
        for shown in done.outcome.get("shown", [])[-1:]:
            self._bot(done.at, f"to {step.who} alone", str(shown["words"]))

    async def look(self, now: datetime) -> None:
        """Shows every call that the bot made since the last look."""
        self._now = now
        log = await self._stage.log(self._seq)
        self._seq = int(log["seq"])
        await self._learn_names()
        for call in log["calls"]:
            if call["ok"] and call["method"] not in QUIET:
                self._call(now, call["method"], call["args"])
        await self._refresh()

    def _call(self, now: datetime, method: str, args: Mapping[str, Any]) -> None:
        place = self._names.get(str(args.get("channel", "")), str(args.get("channel", "")))
        if method == "conversations.create":
            self._bot(now, "Slack", f"new channel #{args.get('name')}")
        elif method == "chat.postMessage":
            self._bot(now, place, str(args.get("text", "")))
            if place == "#stakeholders":
                self._updates.append(f"{now:%d %b %H:%M}  {_one_line(str(args.get('text', '')), 200)}")
        elif method == "files.completeUploadExternal":
            self._bot(now, self._names.get(str(args.get("channel_id", "")), ""), "a file: the postmortem draft")

    async def _learn_names(self) -> None:
        for channel in await self._stage.see("channels"):
            self._names[channel["id"]] = "#" + channel["name"]
            if channel["name"].startswith(("inc-", "drill-")):
                self.channel = "#" + channel["name"]
        for person in self._people:
            for message in (await self._stage.see("dms", user=person))[:1]:
                self._names[message["channel"]] = f"DM to {person}"

    async def _refresh(self) -> None:
        if self.channel:
            pins = await self._stage.see("pins", channel=self.channel)
            self._card = "\n".join(readable(p["words"]) for p in pins) or self._card
        if self._live is not None:
            self._waits = await self._waiting()
            self._live.update(self._panes())

    async def _waiting(self) -> list[str]:
        status = (await self._stage.post("settle", within=5)).get("status", {})
        return [f"{_clock(w['at'])}  {wait_in_words(w['kind'])}" for w in status.get("waits_for", [])]

    def _act(self, done: Done, what: str) -> None:
        colour = self._colours.get(done.step.who, "white")
        line = Text.assemble((f"{done.at:%d %b %H:%M}  ", "dim"), (f"{done.step.who:<9}", f"bold {colour}"), what)
        self._line(line)

    def _bot(self, now: datetime, place: str, text: str) -> None:
        words = _one_line(readable(text), 160)
        self._line(
            Text.assemble((f"{now:%d %b %H:%M}  ", "dim"), (f"{BOT:<9}", "bold red"), (f"{place}: ", "dim"), words)
        )

    def _line(self, line: Text) -> None:
        self._feed.append(line)
        if self._live is None:
            self._console.print(line, soft_wrap=True)
        else:
            self._live.update(self._panes())

    def _panes(self) -> RenderableType:
        height = max(20, self._console.size.height - 1)
        layout = Layout(size=height)
        layout.split_row(Layout(name="feed", ratio=3), Layout(name="side", ratio=2))
        feed = list(self._feed)[-(height - 2) :]
        title = f"{self.channel or 'Fireline'}"
        layout["feed"].update(Panel(Group(*feed), title=title, border_style="red"))
        layout["side"].split_column(Layout(name="card", ratio=3), Layout(name="updates", ratio=3), Layout(name="waits"))
        layout["side"]["card"].update(Panel(self._card, title="pinned card"))
        layout["side"]["updates"].update(Panel("\n".join(self._updates[-8:]), title="#stakeholders"))
        now = f"{self._now:%a %d %b %Y %H:%M} UTC" if self._now else ""
        layout["side"]["waits"].update(Panel("\n".join(self._waits[:6]), title=f"{now} · the bot waits for"))
        return layout


def wait_in_words(kind: str) -> str:
    """What a kind of due time means to a person."""
    return next((words for start, words in WAITS.items() if kind.startswith(start)), kind)


def readable(text: str) -> str:
    """Slack's markup as a terminal shows it: names, clock times, no tokens."""
    text = re.sub(r"<!date\^\d+\^[^|>]*\|([^>]*)>", r"\1", text)
    text = re.sub(r"<[@#]([A-Z0-9]+)(?:\|([^>]*))?>", lambda m: m[2] or _name(m[1]), text)
    text = re.sub(r"<([^|>]+)\|([^>]+)>", r"\2", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _name(identifier: str) -> str:
    return "@" + identifier[2:].lower() if identifier.startswith("U0") else identifier


def _one_line(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _clock(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(UTC):%d %b %H:%M}"
