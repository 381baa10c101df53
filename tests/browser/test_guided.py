"""The demo as a visitor goes through it: nothing but what the hints say, with the bot as a process that is killed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from fireline.replay.guided import RETRIES, Guided
from fireline.replay.scenario import read
from fireline.replay.stage import Stage
from fireline.replay.watched import Watched
from tests.browser.window import Window

STORY = Path(__file__).parents[2] / "templates" / "drills" / "gitlab-2017-01-31.yml"
PATIENCE = 60_000  # ms: processes start on the way


@pytest.mark.slow
async def test_a_visitor_follows_the_hints_to_the_end(browser: Browser, tmp_path: Path) -> None:
    stage = Stage(tmp_path, at=datetime(2026, 3, 4, 14, 2, tzinfo=UTC), retries=RETRIES)
    leading: asyncio.Task[None] | None = None
    try:
        await stage.open()
        leading = asyncio.create_task(Guided(stage).run())
        window = Window(await browser.new_page(), stage.slack_url)
        await window.open("ana")
        hint = window.page.locator(".guide")

        await expect(window.composer).to_have_value("/incident declare sev2 checkout returns 500s", timeout=PATIENCE)
        await window.composer.press("Enter")
        await window.go("inc-2")
        await expect(hint).to_contain_text("react with 📌", timeout=PATIENCE)
        bar = await window.offer("5xx since 13:55")
        await bar.get_by_role("button", name="React with pushpin").click()
        await window.press("Skip to the next deadline")
        await window.press("You are now Bea")
        await window.go("Fireline")
        await window.press("Send update")
        await window.press("You are now Ana")
        await window.go("inc-2")
        await expect(window.composer).to_have_value("/incident resolve pool size restored; 5xx back to baseline")
        await window.composer.press("Enter")
        await expect(window.composer).to_have_value("/incident close", timeout=PATIENCE)
        await window.composer.press("Enter")
        await window.press("Pull the plug")

        await expect(hint).to_contain_text("0 lost, 0 doubled", timeout=PATIENCE)
        await window.press("Start over")
        await expect(window.place("inc-2")).to_have_count(0, timeout=PATIENCE)
        await expect(hint).to_contain_text("press Enter", timeout=PATIENCE)
        assert not window.complaints
    finally:
        if leading is not None:
            leading.cancel()
            await asyncio.gather(leading, return_exceptions=True)
        await stage.close()


@pytest.mark.slow
async def test_a_scenario_is_watched_paused_played_along_and_left(browser: Browser, tmp_path: Path) -> None:
    scenario = read(STORY)
    stage = Stage(tmp_path, at=scenario.starts)
    playing: asyncio.Task[bool] | None = None
    try:
        await stage.open()
        window = Window(await browser.new_page(), stage.slack_url)
        await window.open("ana")
        playing = asyncio.create_task(Watched(stage, scenario, speed=60).play())

        bar = window.page.locator(".guide")
        await expect(bar).to_contain_text(scenario.title, timeout=PATIENCE)
        await expect(bar.get_by_role("button", name="60×")).to_have_attribute("aria-pressed", "true")
        await expect(bar).not_to_contain_text(" 0 of ", timeout=PATIENCE)
        await window.press("Pause")
        await expect(bar).to_contain_text("paused")
        stands_at = await bar.locator(".guide-words").inner_text()
        await asyncio.sleep(1.5)
        assert await bar.locator(".guide-words").inner_text() == stands_at

        await window.press("Play my part")
        await window.press("Go on")
        await expect(bar).to_contain_text("Your turn, Ana", timeout=PATIENCE)
        await window.press("Let the story do it")
        await window.press("Go on by hand")

        await expect(bar).to_be_hidden()
        assert await playing is False
        await window.write("/incident help")
        await expect(window.message("Only visible to you")).to_be_visible()
    finally:
        if playing is not None:
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)
        await stage.close()
