"""Windows of people, and the pictures taken of them, numbered in the order of the story."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, ViewportSize, expect

from tests.browser.spoken import quoted
from tests.browser.window import Window
from tests.room import Room

AWAY = (640, 26)
# The message that was pressed in last offers its row of buttons for as long as the keyboard is in it.
LET_GO = "document.activeElement?.closest('.message') && document.activeElement.blur()"
STILL = 250  # ms in which nothing moves any more


class Photographer:
    """`shoot` takes a picture, `form` opens, photographs and puts away what a button opens."""

    def __init__(self, room: Room, browser: Browser, folder: Path) -> None:
        self.room, self._browser, self._folder = room, browser, folder
        self.channel = ""
        self.said: dict[str, str] = {}
        self._windows: dict[str, Window] = {}
        self._taken = 0

    async def window(self, who: str, width: int = 1280, height: int = 800) -> Window:
        """The window of this person; each has one."""
        key = f"{who} {width}"
        if key not in self._windows:
            view = ViewportSize(width=width, height=height)
            context = await self._browser.new_context(viewport=view, reduced_motion="reduce")
            self._windows[key] = Window(await context.new_page(), self.room.sandbox.url)
            await self._windows[key].open(who)
        return self._windows[key]

    async def shoot(self, window: Window, name: str, *, points: bool = False) -> None:
        """Takes a picture; the pointer is out of it unless it `points` at something."""
        await self.room.settle()
        if not points:
            await window.page.evaluate(LET_GO)
            await window.page.mouse.move(*AWAY)
        await window.page.wait_for_timeout(STILL)
        self._taken += 1
        await window.shot(self._folder / f"{self._taken:02}-{name}.png")
        self.said[f"{self._taken:02}-{name}"] = quoted(await window.words())

    async def answer(self, window: Window, line: str, name: str) -> None:
        """Types a line, photographs what comes and puts away what only this person sees."""
        await window.write(line)
        await self.room.settle()
        await self.shoot(window, name)
        await self.put_away(window)

    async def pressed(self, window: Window, button: str, words: str, name: str) -> None:
        """Presses a button, photographs the answer and puts it away."""
        await window.press(button, words)
        await self.shoot(window, name)
        await self.put_away(window)

    async def form(self, window: Window, button: str, words: str, name: str) -> None:
        """Opens a form from a message, photographs it and puts it away."""
        await window.press(button, words)
        await self.put_up(window, name)

    async def typed(self, window: Window, line: str, name: str) -> None:
        """The form that a bare command opens."""
        await window.write(line)
        await self.put_up(window, name)

    async def put_up(self, window: Window, name: str) -> None:
        await expect(window.modal.last).to_be_visible()
        await self.shoot(window, name)
        await window.page.keyboard.press("Escape")
        await expect(window.modal).to_have_count(0)
        await self.put_away(window)

    async def put_away(self, window: Window) -> None:
        """Dismisses what only this person sees: the next picture shows one thing."""
        dismiss = window.page.locator("#conversation").get_by_role("button", name="Dismiss")
        while await dismiss.count():
            await dismiss.first.click()
            await window.page.wait_for_timeout(60)
