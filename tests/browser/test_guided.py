"""The demo as a visitor goes through it: nothing but what the hints say, with the bot as a process that is killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from fireline.commands.demo import SHELF
from fireline.replay.hosting import STAGING, Hosted, begins
from fireline.replay.stage import Stage
from tests.browser.window import Window

PATIENCE = 60_000  # ms: processes start on the way


@asynccontextmanager
async def demo(browser: Browser, folder: Path, **view: int) -> AsyncIterator[Window]:
    """`fireline demo`, and a window before it."""
    stage = Stage(folder, at=begins(), **STAGING)
    hosting: asyncio.Task[None] | None = None
    try:
        await stage.open()
        hosting = asyncio.create_task(Hosted(stage, SHELF).run())
        window = Window(await browser.new_page(), stage.slack_url)
        if view:
            await window.page.set_viewport_size({"width": view["width"], "height": view["height"]})
        await window.open("ana")
        yield window
        assert not window.complaints, window.complaints
    finally:
        if hosting is not None:
            hosting.cancel()
            await asyncio.gather(hosting, return_exceptions=True)
        await stage.close()


async def hinted(window: Window, words: str) -> None:
    await expect(window.page.locator(".guide")).to_contain_text(words, timeout=PATIENCE)


@pytest.mark.slow
async def test_a_visitor_follows_the_hints_to_the_end(browser: Browser, tmp_path: Path) -> None:
    async with demo(browser, tmp_path) as window:
        await hinted(window, "press Enter")
        await expect(window.message("INC-41")).to_contain_text("search answers slowly")
        await expect(window.composer).to_have_value("/incident declare sev2 checkout returns 500s")
        await window.composer.press("Enter")
        await expect(window.page.locator("#conversation .composer-status")).to_contain_text("answered in")
        await window.press("Open the channel")
        await hinted(window, "react with 📌")
        bar = await window.offer("5xx for ten minutes")
        await bar.get_by_role("button", name="React with pushpin").click()
        await window.press("Skip to the next deadline")
        await window.press("You are now Bea")
        await window.press("Send update", "update due")
        await window.press("You are now Ana")
        await expect(window.composer).to_have_value("/incident resolve pool size restored; 5xx back to baseline")
        await window.composer.press("Enter")
        await expect(window.composer).to_have_value("/incident close", timeout=PATIENCE)
        await window.composer.press("Enter")
        await window.press("Pull the plug")

        await hinted(window, "0 lost, 0 doubled")
        await window.page.locator(".guide").get_by_role("button", name="Start over").click()
        await expect(window.place("inc-42")).to_have_count(0, timeout=PATIENCE)
        await hinted(window, "press Enter")
        await expect(window.composer).to_have_value("/incident declare sev2 checkout returns 500s")


@pytest.mark.slow
async def test_an_incident_is_picked_watched_paused_played_along_and_left(browser: Browser, tmp_path: Path) -> None:
    async with demo(browser, tmp_path) as window:
        await hinted(window, "press Enter")
        bar = window.page.locator(".guide")

        await window.press("Watch an incident")
        await window.page.get_by_label("Cloudflare: 19 data centres").check()
        await window.page.get_by_label("60×").check()
        await window.press("Watch it")

        await hinted(window, "Cloudflare: 19 data centres withdrawn")
        await expect(bar.get_by_role("button", name="60×")).to_have_attribute("aria-pressed", "true")
        await expect(window.page.locator("#conversation h1")).to_contain_text("inc-1-19-data", timeout=PATIENCE)
        await window.press("Pause")
        await hinted(window, "paused")
        stands_at = await bar.locator(".guide-words").inner_text()
        await asyncio.sleep(1.5)
        assert await bar.locator(".guide-words").inner_text() == stands_at

        await window.press("Play Ana’s part")
        await window.press("Go on")
        await hinted(window, "Your turn, Ana")
        await window.press("Let the story do it")
        await window.press("Go on by hand")

        await hinted(window, "It is yours now")
        await window.write("/incident help")
        await expect(window.message("Only visible to you")).to_be_visible()
        await window.page.reload()
        await expect(window.page.locator("#conversation h1")).to_contain_text("inc-1-19-data", timeout=PATIENCE)
        await hinted(window, "It is yours now")
