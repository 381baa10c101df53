"""Programs that are forked from one that has imported everything already: a start costs a tenth of a second, not one.

For tests that start many. What is forked runs the same `python -m`, is a process of its own and dies by SIGKILL like
any other; the stories, and tests of how a start goes well, start theirs afresh.
"""

from __future__ import annotations

import asyncio
import os
import runpy
import sys
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from fireline.replay.programs import Programs, Running

IMPORTED = ["fireline.app", "fireline.cli", "fireline.commands.run", "fireline.sandbox.sandbox", "psycopg"]


class Forked(Programs):
    """One server of forks for each process that runs tests; the first start makes it."""

    async def start(self, module: str, *words: str, env: Mapping[str, str], log: Path) -> Running:
        log.touch()
        context = get_context("forkserver")
        context.set_forkserver_preload(IMPORTED)
        process = context.Process(target=_be, args=(module, words, dict(env), str(log)))
        process.start()
        return Fork(process)


class Fork(Running):
    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        self._ended = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().add_reader(process.sentinel, self._end)

    def _end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._process.join()
        self._ended.set_result(self._process.exitcode)

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    async def wait(self) -> int:
        return int(await asyncio.shield(self._ended))

    def send_signal(self, signal: int) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, signal)

    def kill(self) -> None:
        self._process.kill()


def _be(module: str, words: tuple[str, ...], env: dict[str, str], log: str) -> None:
    """In the fork: becomes that program, with its own environment, output and arguments."""
    os.environ.clear()
    os.environ.update(env)
    heard = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for output in (1, 2):
        os.dup2(heard, output)
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
