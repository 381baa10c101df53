"""One picture with many replies: each is photographed where it stands, and all are laid out under what led to it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from playwright.async_api import Browser, Error, Locator, ViewportSize, expect
from sqlalchemy import delete

from fireline.sandbox.outcome import Outcome
from fireline.sandbox.seen import Seen
from fireline.store.tables import inbox
from tests.browser.window import Window
from tests.room import Room

AFTERNOON = datetime(2026, 3, 4, 13, 2, tzinfo=UTC)
VIEW = ViewportSize(width=580, height=1500)
PATIENCE, TRIES = 10_000, 3  # ms
REPLIES = re.compile(r"^[0-9]+ repl(y|ies)")
AROUND = 300  # px of the page above and under what stands in it
STILL = 130  # ms in which what is new has come to the window
# What stands alone needs no line of the day over it, no bar of buttons, and all of its height.
ALONE = """
  .messages > .message[data-day] { margin-top: 0 !important; border-top: 0 !important; }
  .message[data-day]::before, .message[data-day]::after { content: none; }
  .toolbar { display: none !important; } .message:hover, .message:focus-within { background: var(--paper); }
  .message.alone, .message.alone:hover { background: var(--alone); } .message.pinned { background: #fdf8ec; }
  .message.found, .message:focus { animation: none; outline: 0; }
  .dialog { max-height: none; border-radius: 0; box-shadow: none; }
  .home { align-self: start; } .dialog::backdrop { background: transparent; }
  body:has(dialog[open]) > :not(dialog) { visibility: hidden; }
"""


@dataclass(frozen=True)
class Piece:
    """One reply: what led to it, its words, its picture (empty without a browser)."""

    caption: str
    words: str
    picture: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Theme:
    """What one sheet is about, and how its replies come about."""

    name: str
    about: str
    story: Callable[[Sheet], Awaitable[None]]
    config: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    at: datetime = AFTERNOON


class Sheet:
    """People act in a room; what they get is kept. `types`, `presses`, `submits`; `sees`, `dm`, `home`."""

    def __init__(self, room: Room, browser: Browser | None) -> None:
        self.room, self._browser = room, browser
        self.channel = "#incidents"
        self.pieces: list[Piece] = []
        self._windows: dict[str, Window] = {}
        self._typed: set[tuple[str, str]] = set()

    # acting -------------------------------------------------------------------------------------------------
    async def declare(self, line: str = "declare sev2 checkout returns 500s", by: str = "ana") -> str:
        """An incident with ana, bea and cy in its channel, where lines are typed from now on."""
        before = len(self._channels())
        await self.room.type(by, "#incidents", f"/incident {line}")
        await self.room.sandbox.wait_for(lambda: len(self._channels()) > before)
        self.channel = "#" + (await self.newest()).channel_name
        for who in {"ana", "bea", "cy"} - {by}:
            await self.room.sandbox.join(who, self.channel)
        await self.room.app.directory.know("U0GUS")  # as whoever has typed something is known
        await self.room.settle()
        return self.channel

    async def newest(self) -> Any:
        return await self.room.incident(max(int(name.split("-")[1]) for name in self._channels()))

    def _channels(self) -> list[str]:
        """The channels of incidents, by name."""
        return [c["name"] for c in self.room.sandbox.channels() if c["name"].startswith(("inc-", "drill-"))]

    async def types(self, who: str, line: str, where: str | None = None, *, as_well: str = "") -> Outcome:
        """Types a line and keeps what comes: an answer or a form, which is put away again."""
        place = where or self.channel
        await self._apart(who, line)
        outcome = await self.room.type(who, place, f"/incident {line}".strip())
        said = f"`/incident {line}`".replace(" `", "`")
        await self._answer(who, outcome, f"{who.title()}{_in(place)}: {said}{as_well}")
        return outcome

    async def quietly(self, who: str, *lines: str, where: str | None = None) -> None:
        """Lines of which the answers stand in another picture."""
        for line in lines:
            await self._apart(who, line)
            await self.room.type(who, where or self.channel, f"/incident {line}")
            await self._close(who)

    async def _apart(self, who: str, line: str) -> None:
        """The same line by the same person within ten seconds is one line, and these stories take no time."""
        if (who, line) in self._typed:
            await self.room.unit(lambda unit: unit.execute(delete(inbox).where(inbox.c.kind == "recent")))
        self._typed.add((who, line))

    async def presses(self, who: str, where: Any, label: str, value: Any = None, *, keeps: bool = False) -> Outcome:
        """Presses and keeps what comes; with `keeps` a form stays open, to be sent."""
        outcome = await self.room.press(who, where, label, value)
        caption = f"{who.title()} presses *{label}*"
        if keeps:
            return outcome
        if outcome.modal is None and outcome.shown is None and isinstance(where, Seen):
            await self.sees(who, where, f"{caption}, and it says")
            return outcome
        await self._answer(who, outcome, caption)
        return outcome

    async def submits(self, who: str, what: str = "", *, keeps: bool = False, **values: Any) -> Outcome:
        """Sends the form that is open; keeps the answer, or the form with what is wrong in it (open with `keeps`)."""
        outcome = await self.room.submit(who, **values)
        await self._answer(who, outcome, f"{who.title()} sends the form{what}", closes=not keeps)
        return outcome

    async def quietly_submits(self, who: str, **values: Any) -> None:
        """Sends the form that is open; what comes of it shows elsewhere."""
        await self.room.submit(who, **values)
        await self._close(who)

    # looking ------------------------------------------------------------------------------------------------
    async def sees(self, who: str, seen: Seen, caption: str) -> Seen:
        """A message as it stands now."""
        places = [*self.room.sandbox.messages(seen.channel, who), *self.room.dms(who)]
        now = next((m for m in places if m.ts == seen.ts and m.channel == seen.channel), seen)
        parent = now.thread_ts if now.thread_ts != now.ts else None
        await self._keep(who, caption, now.words, seen.channel, f'article[data-ts="{seen.ts}"]', thread=parent)
        return now

    async def told(self, who: str, words: str, caption: str, where: str | None = None) -> Seen:
        """The latest message in a channel that holds these words."""
        return await self.sees(who, self.room.find(who, where or self.channel, words), caption)

    async def dm(self, who: str, words: str, caption: str) -> Seen:
        """The latest direct message that holds these words."""
        return await self.sees(who, self.room.dm(who, words), f"To {who.title()} by DM, {caption}")

    async def home(self, who: str, caption: str) -> None:
        await self.room.sandbox.open_home(who)
        await self.room.settle()
        view = self.room.sandbox.home(who)
        await self._keep(who, caption, view.words if view else "", "home", ".home")

    # keeping ------------------------------------------------------------------------------------------------
    async def answered(self, who: str, outcome: Outcome, caption: str) -> None:
        """What came of something that was done in another way."""
        await self._answer(who, outcome, caption)

    async def shows_form(self, who: str, caption: str) -> None:
        """The form that is open, which is put away again."""
        view = self.room.sandbox.modal(who)
        assert view is not None, caption
        await self._keep(who, caption, f"[{view.title}]\n{view.words}", None, "dialog.modal")
        await self._close(who)

    async def _answer(self, who: str, outcome: Outcome, caption: str, *, closes: bool = True) -> None:
        if outcome.modal is not None:
            view = outcome.modal
            wrong = "".join(f"\n! {each}" for each in outcome.errors.values())
            await self._keep(who, caption, f"[{view.title}]\n{view.words}{wrong}", None, "dialog.modal")
            if closes:
                await self._close(who)
            return
        answers = [seen for seen in outcome.all_shown if "This channel is recorded" not in seen.words]
        assert answers, f"{caption}: silence"
        seen = answers[-1]
        await self._keep(who, caption, seen.words, seen.channel, f'article[data-ts="{seen.ts}"]')

    async def _close(self, who: str) -> None:
        if self.room.sandbox.modal(who) is not None:
            await self.room.sandbox.close_view(who, all_of_them=True)
            await self.room.settle()

    async def _keep(
        self, who: str, caption: str, words: str, place: str | None, what: str, thread: str | None = None
    ) -> None:
        picture = b""
        if self._browser is not None:
            window = await self._window(who)
            if place is not None:
                await window.page.evaluate("(id) => { location.hash = id; }", place)
            if thread is not None:
                await window.page.locator(f'article[data-ts="{thread}"]').get_by_role("button", name=REPLIES).click()
            picture = await _picture(window, window.page.locator(f"{what}:visible").last)
            if thread is not None:
                await window.page.get_by_role("button", name="Close the thread").click()
        self.pieces.append(Piece(caption, words, picture))

    async def _window(self, who: str) -> Window:
        if who not in self._windows:
            assert self._browser is not None
            context = await self._browser.new_context(viewport=VIEW, reduced_motion="reduce", bypass_csp=True)
            window = Window(await context.new_page(), self.room.sandbox.url)
            await window.page.goto(f"{self.room.sandbox.url}/?as={who}")
            await window.page.add_style_tag(content=ALONE)
            self._windows[who] = window
        return self._windows[who]

    async def close(self) -> None:
        for window in self._windows.values():
            await window.page.context.close()


async def _picture(window: Window, node: Locator) -> bytes:
    await expect(node).to_be_visible(timeout=PATIENCE)
    await window.page.mouse.move(1, 1)
    await _make_room(window, node)
    try:
        return await _still(window, node)
    finally:
        await window.page.set_viewport_size(VIEW)


async def _make_room(window: Window, node: Locator) -> None:
    """What is taller than the window would be photographed with the page over it."""
    box = await node.bounding_box(timeout=PATIENCE)
    if box is not None and box["height"] + AROUND > VIEW["height"]:
        taller = ViewportSize(width=VIEW["width"], height=int(box["height"]) + AROUND)
        await window.page.set_viewport_size(taller)


async def _still(window: Window, node: Locator) -> bytes:
    for _ in range(TRIES):
        await window.page.wait_for_timeout(STILL)
        with suppress(Error):  # it was drawn anew in this moment
            return await node.screenshot(animations="disabled", timeout=PATIENCE)
    raise AssertionError(f"{node} does not come to rest")


def _in(place: str) -> str:
    return f" in {place}" if not place.startswith(("#inc-", "#drill-")) else ""
