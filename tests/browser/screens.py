"""`make screens` (or `python -m tests.browser.screens [FOLDER]`): photographs what people see, into docs/screens/.

Every picture comes from the real bot on a local Slack, at the same moments of the same stories, so that a change of
look shows in the pictures and nowhere else. First single things, which stand in `stations`; then sheets with many
replies each, which stand in `replies`. `--only NAME` photographs one sheet again, `--only story` the single things.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from fireline.cli import main as fireline
from fireline.replay.guided import FIRST
from tests.browser import index, spoken
from tests.browser.conftest import FLAGS, MISSING, chromium
from tests.browser.layout import laid_out
from tests.browser.photographer import Photographer
from tests.browser.replies import THEMES
from tests.browser.sheet import Piece, Sheet, Theme
from tests.browser.smaller import reduce_all
from tests.browser.spoken import quoted
from tests.browser.stations import STORY
from tests.room import open_room

AT_ONCE = 3  # sheets: most of their time is waiting
AFTERNOON = datetime(2026, 3, 4, 13, 2, tzinfo=UTC)


async def photograph(folder: Path, database: Path, only: str) -> None:
    path = chromium()
    if path is None:
        raise SystemExit(MISSING)
    kept = set(folder.glob("*.png"))  # those of before are as small as they get
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        said: dict[str, str] = {}
        if only in ("", "story"):
            said |= await _single_things(browser, folder, _copy(database, "story"))
        gate = asyncio.Semaphore(AT_ONCE)
        sheets = [
            _sheet(
                browser,
                theme,
                folder / f"{number:02}-replies-{theme.name}.png",
                _copy(database, theme.name),
                gate,
                said,
            )
            for number, theme in enumerate(THEMES, len(index.STATIONS) + 1)
            if only in ("", theme.name)
        ]
        failed = [each for each in await asyncio.gather(*sheets, return_exceptions=True) if each is not None]
        spoken.write(said, folder)
        await reduce_all(browser, set(folder.glob("*.png")) - kept)
        await browser.close()
    if failed:
        raise ExceptionGroup("Some sheets could not be made.", [each for each in failed if isinstance(each, Exception)])


def _picture(folder: Path, number: int, theme: Theme) -> Path:
    return folder / f"{number:02}-replies-{theme.name}.png"


def _copy(database: Path, name: str) -> Path:
    """A migrated database of its own for each story."""
    (database.parent / name).mkdir()
    return Path(shutil.copy(database, database.parent / name))


async def _single_things(browser: Browser, folder: Path, database: Path) -> dict[str, str]:
    settings = {"channels": {"first_number": FIRST}}
    room_of_42 = open_room(f"sqlite:///{database}", at=AFTERNOON, config=settings, folder=database.parent)
    async with room_of_42 as room:
        at = Photographer(room, browser, folder)
        for station in STORY:
            await station(at)
        return at.said


async def _sheet(
    browser: Browser, theme: Theme, picture: Path, database: Path, gate: asyncio.Semaphore, said: dict[str, str]
) -> None:
    async with gate:
        pieces = await _played(browser, theme, database)
        picture.write_bytes(await laid_out(browser, theme, pieces))
        said[picture.stem] = "\n\n".join(f"{piece.caption}:\n\n{quoted(piece.words)}" for piece in pieces)


async def _played(browser: Browser, theme: Theme, database: Path) -> list[Piece]:
    room_of_theme = open_room(
        f"sqlite:///{database}", at=theme.at, config=theme.config, folder=database.parent, **theme.options
    )
    async with room_of_theme as room:
        sheet = Sheet(room, browser)
        await theme.story(sheet)
        await sheet.close()
    return sheet.pieces


def main() -> None:
    only = sys.argv.pop(sys.argv.index("--only") + 1) if "--only" in sys.argv else ""
    given = [each for each in sys.argv[1:] if each != "--only"]
    folder = Path(given[0]) if given else spoken.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        if only in ("", old.stem.partition("-replies-")[2] or "story"):
            old.unlink()
    with tempfile.TemporaryDirectory() as place:
        database = Path(place) / "fireline.db"
        os.environ["DATABASE_URL"] = f"sqlite:///{database}"
        fireline(["migrate"])
        asyncio.run(photograph(folder, database, only))
    index.write(folder)


if __name__ == "__main__":
    main()
