"""How a stage starts the local Slack and the bot: as programs of their own, with what they say in a file."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol


class Running(Protocol):
    """A program under way. `returncode` is None while it lives, and minus the signal's number when it was killed."""

    @property
    def returncode(self) -> int | None: ...

    async def wait(self) -> int: ...

    def send_signal(self, signal: int) -> None: ...

    def kill(self) -> None: ...


class Programs(Protocol):
    async def start(self, module: str, *words: str, env: Mapping[str, str], log: Path) -> Running:
        """Starts `python -m module words`; what it writes to either output is added to the log."""
        ...


class Fresh(Programs):
    """Each in an interpreter of its own, as at the command line."""

    async def start(self, module: str, *words: str, env: Mapping[str, str], log: Path) -> Running:
        with log.open("ab") as heard:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", module, *words), env=dict(env), stdout=heard, stderr=heard
            )
