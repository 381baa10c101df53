"""Where commands of the program are typed: a desk with a database of its own, and a room in which the bot runs."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fireline.cli import main
from tests.commands.desk import Desk, Ended, Fireline
from tests.databases import CopyMigrated
from tests.room import Room, open_room


@pytest.fixture
def fireline(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Fireline:
    """A shell in which nothing of Fireline's is set but what is said with the command."""
    for name in [name for name in os.environ if name.startswith(("SLACK_", "FIRELINE_", "DATABASE_URL"))]:
        monkeypatch.delenv(name)

    def typed(*words: str, **environ: str) -> Ended:
        capsys.readouterr()
        with monkeypatch.context() as shell:
            for name, value in environ.items():
                shell.setenv(name, value)
            code = main(words)
        return Ended(code, *capsys.readouterr())

    return typed


@pytest.fixture
async def desk(
    copy_migrated: CopyMigrated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    for name in ("FIRELINE_CONFIG", "SLACK_BOT_TOKEN", "SLACK_API_URL"):
        monkeypatch.delenv(name, raising=False)
    url = copy_migrated(tmp_path / "desk")
    monkeypatch.setenv("DATABASE_URL", url)
    return Desk(url, capsys)


@pytest.fixture
async def room(migrated_sqlite_url: str) -> AsyncIterator[Room]:
    async with open_room(migrated_sqlite_url) as room:
        yield room
