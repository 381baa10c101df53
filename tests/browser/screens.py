"""`python -m tests.browser.screens [FOLDER]`: photographs what people see, into docs/screens/.

Every picture comes from the real bot on a local Slack, at the same moment of the same story, so that a change of look
shows in the pictures and nowhere else.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import Browser, async_playwright, expect

from fireline.cli import main as fireline
from fireline.sandbox.page import travel
from tests.browser.conftest import FLAGS, MISSING, chromium
from tests.browser.window import Window
from tests.room import Room, open_room

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
AFTERNOON = datetime(2026, 3, 4, 13, 2, tzinfo=UTC)
STILL = 250  # ms in which nothing moves any more


class Photographer:
    """Windows of people, and the pictures taken of them."""

    def __init__(self, room: Room, browser: Browser, folder: Path) -> None:
        self.room, self._browser, self._folder = room, browser, folder
        self.channel = ""

    async def window(self, who: str, width: int = 1280, height: int = 800) -> Window:
        context = await self._browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        window = Window(await context.new_page(), self.room.sandbox.url)
        await window.open(who)
        return window

    async def shoot(self, window: Window, name: str) -> None:
        await self.room.settle()
        await window.page.wait_for_timeout(STILL)
        await window.shot(self._folder / f"{name}.png")

    async def form(self, window: Window, button: str, words: str, name: str) -> None:
        """Opens a form from a message, photographs it and puts it away."""
        await window.press(button, words)
        await expect(window.modal).to_be_visible()
        await self.shoot(window, name)
        await window.page.keyboard.press("Escape")
        await expect(window.modal).to_have_count(0)


async def declaring(at: Photographer, ana: Window) -> None:
    await ana.write("/incident declare")
    await expect(ana.modal).to_be_visible()
    await at.shoot(ana, "01-declare-form")
    await ana.page.keyboard.press("Escape")
    await ana.write("/incident declare sev2 checkout returns 500s")
    await expect(ana.place("inc-1")).to_be_visible()
    await at.shoot(ana, "02-declare-receipt")
    at.channel = (await at.room.incident()).channel_name
    await ana.go(at.channel)
    await at.shoot(ana, "03-card-without-commander")


async def running(at: Photographer, ana: Window) -> None:
    await ana.press("I'll lead", "Impact:")
    for who in ("bea", "cy"):
        await at.room.sandbox.join(who, at.channel)
    await at.room.type("cy", at.channel, "/incident scribe me")
    await at.room.type("bea", at.channel, "/incident comms me")
    await at.room.type("ana", at.channel, "/incident impact about 12 % of EU checkouts fail since 13:55")
    said = await at.room.say("bea", at.channel, "5xx since 13:55, all of them from the payment pool on `web-3`")
    await at.room.sandbox.react("cy", said, "pushpin")
    await at.room.say("cy", at.channel, "rolling back the pool size to 40", thread_ts=said.ts)
    await at.room.type("ana", at.channel, "/incident mitigating")
    await at.shoot(ana, "04-incident-under-way")
    await at.form(ana, "Send update", "Impact:", "05-update-form")
    await ana.message("5xx since").locator(".replies").click()
    await at.shoot(ana, "06-thread")
    await ana.page.get_by_role("button", name="Close the thread").click()


async def updating(at: Photographer, ana: Window) -> None:
    await ana.press("Inspector")
    await ana.press("To the next deadline")
    await at.shoot(ana, "07-inspector")
    await ana.page.get_by_role("button", name="Close the inspector").click()
    bea = await at.window("bea")
    await bea.go("Fireline")
    await at.shoot(bea, "08-update-prompt")
    await at.room.forward(minutes=6)
    await bea.go("stakeholders")
    await at.shoot(bea, "09-stakeholder-updates")


async def ending(at: Photographer, ana: Window) -> None:
    await at.room.type("ana", at.channel, "/incident resolve pool size restored; 5xx back to baseline")
    await at.shoot(ana, "10-resolved")
    await at.room.type("ana", at.channel, "/incident action @bea detection alert on queue depth by 2026-03-20")
    await travel.forward(at.room.sandbox, timedelta(days=1))
    for who in ("cy", "ana"):
        desk = await at.window(who)
        await desk.go("Fireline")
        await at.shoot(desk, f"11-direct-messages-of-{who}")
    await at.room.type("ana", at.channel, "/incident close")
    await at.shoot(ana, "12-draft-ready")
    await at.form(ana, "Read draft", "draft is ready", "13-draft")
    bea = await at.window("bea")
    await bea.go("Fireline")
    await at.shoot(bea, "14-action-item")


async def narrow(at: Photographer, _: Window) -> None:
    small = await at.window("ana", 360, 720)
    await small.page.get_by_role("button", name="Conversations").click()
    await at.shoot(small, "15-narrow-lists")
    await small.go(at.channel)
    await at.shoot(small, "16-narrow")


STORY: tuple[Callable[[Photographer, Window], Awaitable[None]], ...] = (declaring, running, updating, ending, narrow)


async def photograph(folder: Path, database: Path) -> None:
    path = chromium()
    if path is None:
        raise SystemExit(MISSING)
    folder.mkdir(parents=True, exist_ok=True)
    async with open_room(f"sqlite:///{database}", at=AFTERNOON) as room, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        at = Photographer(room, browser, folder)
        ana = await at.window("ana")
        for station in STORY:
            await station(at, ana)
        await browser.close()


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    with tempfile.TemporaryDirectory() as place:
        database = Path(place) / "fireline.db"
        os.environ["DATABASE_URL"] = f"sqlite:///{database}"
        fireline(["migrate"])
        asyncio.run(photograph(folder, database))


if __name__ == "__main__":
    main()
