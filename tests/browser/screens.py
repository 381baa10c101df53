"""`make screens` (or `python -m tests.browser.screens [FOLDER]`): photographs what people see, into docs/screens/.

Every picture comes from the real bot on a local Slack, at the same moments of the same story, so that a change of look
shows in the pictures and nowhere else. What is photographed stands in `stations`.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import async_playwright

from fireline.cli import main as fireline
from fireline.replay.guided import FIRST
from tests.browser.conftest import FLAGS, MISSING, chromium
from tests.browser.photographer import Photographer
from tests.browser.smaller import reduce_all
from tests.browser.stations import STORY
from tests.room import open_room

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
AFTERNOON = datetime(2026, 3, 4, 13, 2, tzinfo=UTC)


async def photograph(folder: Path, database: Path) -> None:
    path = chromium()
    if path is None:
        raise SystemExit(MISSING)
    settings = {"channels": {"first_number": FIRST}}
    room_of_42 = open_room(f"sqlite:///{database}", at=AFTERNOON, config=settings, folder=database.parent)
    async with room_of_42 as room, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        at = Photographer(room, browser, folder)
        for station in STORY:
            await station(at)
        await reduce_all(browser, folder)
        await browser.close()


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as place:
        database = Path(place) / "fireline.db"
        os.environ["DATABASE_URL"] = f"sqlite:///{database}"
        fireline(["migrate"])
        asyncio.run(photograph(folder, database))


if __name__ == "__main__":
    main()
