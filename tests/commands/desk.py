"""A shell at which somebody types commands of the program, and a look into the database that they work on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple, Protocol, TypeVar

import pytest

from fireline.commands._database import reading, writing
from fireline.core.events import UserId, WorkspaceId
from fireline.features.incidents import reads as incidents
from fireline.features.timeline import events, reads
from fireline.features.timeline.reads import Entry
from fireline.store import installation
from fireline.store.unit import Unit
from tests.room import WEDNESDAY
from tests.terminal import enter

T = TypeVar("T")


def comparable(entries: tuple[Entry, ...]) -> list[Entry]:
    """Without the numbers of its database, and without when it was recorded or found deleted."""
    own = [e for e in entries if e.kind.startswith("timeline.") and e.kind not in events.HIDDEN]
    neutral: dict[str, Any] = {"id": 0, "incident_id": 0}
    return [
        replace(e, **neutral, recorded_at=e.happened_at, deleted_at=e.deleted_at and e.happened_at)
        for e in sorted(own, key=lambda e: (e.happened_at, e.kind, e.text))
    ]


class Ended(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


class Fireline(Protocol):
    """`fireline WORDS` with these variables set, from start to end."""

    def __call__(self, *words: str, **environ: str) -> Ended: ...


class Desk:
    """A shell on a machine whose database no bot has open: what the commands of the program do there."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.url, self._capsys = url, capsys

    async def run(self, *words: object) -> str:
        """What it printed on standard output; the command has to end well."""
        code, said, complaint = await self.end(*words)
        assert code == 0, complaint
        return said

    async def end(self, *words: object) -> Ended:
        self._capsys.readouterr()
        code = await enter(*words)
        return Ended(code, *self._capsys.readouterr())

    async def read(self, fn: Callable[[Unit], T]) -> T:
        async with reading() as store:
            return await store.read(WorkspaceId("T0FIRELINE"), fn)

    async def install(self) -> None:
        """Fireline was started here once."""
        us = installation.Installation(
            workspace_id=WorkspaceId("T0FIRELINE"),
            bot_user_id=UserId("U0FIRELINE"),
            bot_id="B0FIRELINE",
            team_name="Fireline Demo",
            installed_at=WEDNESDAY,
        )
        async with writing() as store:
            await store.write(us.workspace_id, lambda unit: installation.remember(unit.connection, us))

    async def timeline(self, number: int = 1) -> list[Entry]:
        def look(unit: Unit) -> list[Entry]:
            found = incidents.numbered(unit, number, UserId("U0ANA"))
            assert found is not None
            return comparable(reads.entries(unit, found, with_hidden=True))

        return await self.read(look)
