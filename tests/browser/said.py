"""`python -m tests.browser.said [ROOM]`: which sentences of the code no picture shows yet; plays the sheets' stories.

Without a browser, so that it takes a minute. What the single pictures say is read where `make screens` wrote it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

from fireline.cli import main as fireline
from tests.browser import spoken
from tests.browser.replies import THEMES
from tests.browser.sheet import Sheet, Theme
from tests.house.sentences import normal, sentences
from tests.room import open_room


async def _words(theme: Theme, database: Path) -> str:
    (database.parent / theme.name).mkdir()
    own = Path(shutil.copy(database, database.parent / theme.name))
    async with open_room(
        f"sqlite:///{own}", at=theme.at, config=theme.config, folder=own.parent, **theme.options
    ) as room:
        sheet = Sheet(room, None)
        await theme.story(sheet)
        return "\n".join(piece.words for piece in sheet.pieces)


async def _all_words(database: Path) -> str:
    return "\n".join([await _words(theme, database) for theme in THEMES])


def main() -> None:
    room = sys.argv[1] if len(sys.argv) > 1 else ""
    single = [words for name, words in spoken.read().items() if "-replies-" not in name]
    with tempfile.TemporaryDirectory() as place:
        database = Path(place) / "fireline.db"
        os.environ["DATABASE_URL"] = f"sqlite:///{database}"
        fireline(["migrate"])
        seen = normal("\n".join([*single, asyncio.run(_all_words(database))]))
    missing = [each for each in sentences(room) if each.is_shown_in not in seen]
    for each in missing:
        print(f"{each.place}:{each.line}: {each.words}")
    print(f"{len(missing)} sentences are in no picture.")


if __name__ == "__main__":
    main()
