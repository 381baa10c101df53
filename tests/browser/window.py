"""One browser window before the page: what a person does with mouse and keys, and what stands on the screen."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.async_api import ConsoleMessage, Locator, Page, expect

PATIENCE = 10_000  # ms: a slow machine may run other tests beside this one


class Window:
    """`write`, `go`, `press`, `choose`; `message`, `modal`, `composer` find what is there."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self._url = page, url
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        # A 409 is Slack's "no" to somebody, which the page tells them; the browser logs it all the same.
        if message.type in ("error", "warning") and "409" not in message.text:
            self.complaints.append(message.text)

    async def open(self, who: str) -> None:
        await self.page.goto(f"{self._url}/?as={who}")
        await expect(self.composer).to_be_visible(timeout=PATIENCE)

    # finding ------------------------------------------------------------------------------------------------
    @property
    def composer(self) -> Locator:
        return self.page.locator("#composer-text")

    @property
    def modal(self) -> Locator:
        return self.page.locator("dialog.modal")

    def message(self, words: str, within: str = "#conversation") -> Locator:
        """The latest message that holds these words."""
        return self.page.locator(f"{within} .message").filter(has_text=words).last

    def place(self, name: str) -> Locator:
        """A conversation in the sidebar."""
        return self.page.locator("#sidebar a.place").filter(has_text=name).first

    async def words(self) -> str:
        """What is said on the screen: in the form that is open, or else in the messages and the home tab."""
        form = self.page.locator("dialog[open]")
        shown = form if await form.count() else self.page.locator(".message, .home")
        return "\n".join(await shown.all_inner_texts())

    # doing --------------------------------------------------------------------------------------------------
    async def go(self, name: str) -> None:
        await self.place(name).click()
        await expect(self.page.locator("#conversation h1")).to_contain_text(name, timeout=PATIENCE)

    async def write(self, text: str) -> None:
        """Types into the composer and sends it."""
        await self.composer.fill(text)
        await self.composer.press("Escape")  # puts suggestions away
        await self.composer.press("Enter")

    async def press(self, label: str, words: str | None = None) -> None:
        """Presses a button, in the latest message with these words if any are given."""
        where = self.message(words) if words is not None else self.page
        await where.get_by_role("button", name=label, exact=True).first.click()

    async def choose(self, field: str, option: str) -> None:
        """Picks from a list in the modal."""
        await self.modal.get_by_role("button", name=re.compile(f"^{re.escape(field)}")).click()
        await self.page.get_by_role("option", name=re.compile(re.escape(option))).first.click()

    async def submit(self) -> None:
        await self.modal.locator("button[type=submit]").click()

    async def offer(self, words: str) -> Locator:
        """The row of buttons of a message, as it stands under the pointer."""
        await self.message(words).hover()
        bar = self.message(words).locator(".toolbar")
        await expect(bar).to_be_visible()
        return bar

    async def shot(self, path: Path | str) -> None:
        await self.page.screenshot(path=path)
