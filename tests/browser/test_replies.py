"""The stories behind the sheets, without a browser: each comes to its end, and its words keep the tone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.replies import THEMES
from tests.browser.sheet import Sheet, Theme
from tests.browser.tone import complaints
from tests.room import open_room


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_all_replies_of_a_theme_keep_the_tone(theme: Theme, migrated_sqlite_url: str, tmp_path: Path) -> None:
    room_of_theme = open_room(migrated_sqlite_url, at=theme.at, config=theme.config, folder=tmp_path, **theme.options)
    async with room_of_theme as room:
        sheet = Sheet(room, None)
        await theme.story(sheet)

    assert [wrong for piece in sheet.pieces for wrong in complaints(piece)] == []
