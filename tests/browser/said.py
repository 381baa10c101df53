"""What the sheets say, without a browser: `python -m tests.browser.said [ROOM]` lists what no picture shows yet.

Of all rooms, or of those files whose path holds ROOM; it takes a minute. `--theme NAME` plays one story and prints what
its pictures say. What is in the single pictures is read where `make screens` wrote it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from fireline import telemetry
from fireline.cli import main as fireline
from tests.browser import spoken
from tests.browser.replies import THEMES
from tests.browser.sheet import Piece, Sheet, Theme
from tests.browser.spoken import quoted
from tests.house import elsewhere
from tests.house.sentences import Sentence, normal, sentences
from tests.room import open_room


async def _played(theme: Theme, database: Path) -> list[Piece]:
    (database.parent / theme.name).mkdir()
    own = Path(shutil.copy(database, database.parent / theme.name))
    room_of_theme = open_room(f"sqlite:///{own}", at=theme.at, config=theme.config, folder=own.parent, **theme.options)
    async with room_of_theme as room:
        sheet = Sheet(room, None)
        await theme.story(sheet)
        return sheet.pieces


async def _all_of(themes: Sequence[Theme], database: Path) -> list[Piece]:
    return [piece for theme in themes for piece in await _played(theme, database)]


def _pieces(themes: Sequence[Theme]) -> list[Piece]:
    telemetry.configure("console", level=logging.CRITICAL)  # some stories are about faults
    with tempfile.TemporaryDirectory() as place:
        database = Path(place) / "fireline.db"
        os.environ["DATABASE_URL"] = f"sqlite:///{database}"
        fireline(["migrate"])
        return asyncio.run(_all_of(themes, database))


def missing(room: str = "") -> list[Sentence]:
    """The sentences of the code that are in no picture."""
    single = [words for name, words in spoken.read().items() if "-replies-" not in name]
    seen = normal("\n".join([*single, *(piece.words for piece in _pieces(THEMES))]))
    return [each for each in sentences(room) if normal(each.words) not in seen and not elsewhere.tells(each)]


def main() -> None:
    given = sys.argv[1:]
    if given[:1] == ["--theme"]:
        for piece in _pieces([theme for theme in THEMES if theme.name == given[1]]):
            print(f"{piece.caption}:\n{quoted(piece.words)}\n")
        return
    found = missing(*given)
    for each in found:
        print(f"{each.place}:{each.line}: {each.words}")
    print(f"{len(found)} sentences are in no picture.")


if __name__ == "__main__":
    main()
