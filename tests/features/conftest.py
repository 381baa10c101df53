"""Where most stories of features take place."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.room import Room, open_room


@pytest.fixture
async def room(migrated_sqlite_url: str) -> AsyncIterator[Room]:
    """A bot with its defaults in a local Slack, on SQLite. What differs is opened by the test itself."""
    async with open_room(migrated_sqlite_url) as room:
        yield room
