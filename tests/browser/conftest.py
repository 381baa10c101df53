"""A real Chromium before the page of the local Slack, with the real bot behind it."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, ViewportSize, async_playwright

from tests.browser.window import Window
from tests.room import Room, open_room
from tests.sandbox.conftest import client, listener, sandbox  # noqa: F401  an app at its barest, for what the bot does not use

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "No Chromium here: install it (apt-get install chromium fonts-noto-color-emoji) or name it in CHROMIUM."
Look = Callable[..., Awaitable[Window]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs the browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium() -> str | None:
    """The browser of this machine, or the one that CHROMIUM names."""
    named = os.environ.get("CHROMIUM")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip(MISSING)
    async with async_playwright() as playwright:
        # Without a folder named, each launch has a fresh profile in a temporary one.
        browser = await playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def room(migrated_sqlite_url: str) -> AsyncIterator[Room]:
    async with open_room(migrated_sqlite_url) as room:
        yield room


@pytest.fixture
async def look(browser: Browser, room: Room) -> AsyncIterator[Look]:
    """Opens a window as somebody: `await look("bea")`. In the end no window may have complained."""
    windows: list[Window] = []

    async def open_window(who: str, *, width: int = 1280, height: int = 800, touch: bool = False) -> Window:
        view = ViewportSize(width=width, height=height)
        context = await browser.new_context(viewport=view, reduced_motion="reduce", has_touch=touch, is_mobile=touch)
        window = Window(await context.new_page(), room.sandbox.url)
        windows.append(window)
        await window.open(who)
        return window

    yield open_window
    complaints = [complaint for window in windows for complaint in window.complaints]
    assert not complaints, complaints
