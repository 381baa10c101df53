"""Opening a database: what is wrong is said with its key; one process writes to a file; an outage is told in time."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from fireline.core.errors import Misconfigured, RetryLater
from fireline.store.engine import Database, Unavailable
from tests.contracts.conftest import counter, opened
from tests.databases import sqlite_address

IN_TIME = 2.8  # seconds; Slack waits three


async def ask(database: Database) -> int:
    return await database.write(lambda connection: connection.execute(text("SELECT 1")).scalar_one())


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://host/name", '"mysql" is not supported'),
        ("fireline.db", "this is no URL"),
        ("sqlite://", "SQLite needs a file"),
        ("sqlite:///:memory:", "SQLite needs a file"),
    ],
)
async def test_a_url_that_does_not_work_is_refused_with_the_forms_that_do(url: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=f"^DATABASE_URL: .*{said}.*sqlite:///fireline.db"):
        await Database.open(url)


async def test_a_second_process_is_refused_the_file_and_may_read_it(sqlite_url: str) -> None:
    first = await opened(sqlite_url)

    with pytest.raises(Misconfigured, match=r"^DATABASE_URL: process \d+ is writing to .*fireline.db; stop that one"):
        await Database.open(sqlite_url)
    reader = await Database.open(sqlite_url, read_only=True)

    assert await reader.read(lambda c: c.execute(select(counter)).all()) == []
    await reader.close()
    assert await ask(first) == 1
    await first.close()


async def test_after_it_was_closed_the_file_is_whole_and_free_and_readable_alone(sqlite_url: str) -> None:
    first = await opened(sqlite_url)
    await first.write(lambda c: c.execute(counter.insert(), {"name": "n", "value": 1}))
    await first.close()

    path = Path(sqlite_url.removeprefix("sqlite:///"))
    log = path.with_name(f"{path.name}-wal")
    assert not log.exists() or log.stat().st_size == 0
    reader = await Database.open(sqlite_url, read_only=True)
    assert await reader.read(lambda c: c.execute(select(counter.c.value)).scalar_one()) == 1
    await reader.close()
    second = await Database.open(sqlite_url)
    assert await ask(second) == 1
    await second.close()


async def test_there_is_nothing_to_read_before_the_first_start(sqlite_url: str) -> None:
    with pytest.raises(Misconfigured, match="no database at"):
        await Database.open(sqlite_url, read_only=True)


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are my notes, do not touch them " * 100)

    with pytest.raises(Misconfigured, match=r"^DATABASE_URL: .*notes.txt cannot be used as a database"):
        await Database.open(sqlite_address(path))

    assert path.read_text().startswith("these are my notes")


async def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"^DATABASE_URL: .*cannot be written"):
        await Database.open(sqlite_address(tmp_path / "nowhere" / "fireline.db"))


async def test_a_damaged_file_is_found_after_an_unclean_stop(sqlite_url: str) -> None:
    database = await opened(sqlite_url)
    rows = [{"name": f"row {n}", "value": n} for n in range(5000)]
    await database.write(lambda c: c.execute(counter.insert(), rows))
    await database.close()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    content = path.read_bytes()
    path.write_bytes(content[: 3 * 4096] + b"\xff" * 8192 + content[5 * 4096 :])
    Path(f"{path}.lock").write_text("4242")

    with pytest.raises(Misconfigured, match=r"restore it from a backup|cannot be used"):
        await Database.open(sqlite_url)


async def test_a_file_that_somebody_else_locked_is_told_in_time_and_works_again_after(sqlite_url: str) -> None:
    database = await opened(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    started = time.monotonic()
    with pytest.raises(Unavailable):
        await ask(database)
    took = time.monotonic() - started
    other.execute("ROLLBACK")
    other.close()

    assert took < IN_TIME
    assert await ask(database) == 1
    await database.close()


async def test_a_server_that_is_not_there_is_told_in_time() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = time.monotonic()

    with pytest.raises(RetryLater):
        await Database.open(f"postgresql://someone:secret@127.0.0.1:{port}/fireline")

    assert time.monotonic() - started < IN_TIME


@pytest.mark.postgres
async def test_a_database_that_does_not_exist_is_no_outage(postgres_url: str) -> None:
    wrong = postgres_url.replace("test_", "tset_")

    with pytest.raises(Misconfigured, match=r"^DATABASE_URL: .*does not exist"):
        await Database.open(wrong)


class Wire:
    """A TCP-like way to the server's socket that can be cut, or swallow everything without a word."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.is_swallowing = False
        self._ways: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self.target)
        self._writers += [writer, back]
        for source, sink in ((reader, back), (there, writer)):
            task = asyncio.ensure_future(self._carry(source, sink))
            self._ways.add(task)
            task.add_done_callback(self._ways.discard)

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                if not self.is_swallowing:
                    sink.write(data)
        except ConnectionError:
            pass
        finally:
            sink.close()

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()


@pytest.fixture
async def wire(postgres_url: str) -> AsyncIterator[tuple[Wire, str]]:
    folder = postgres_url.split("host=")[1]
    wire = Wire(f"{folder}/.s.PGSQL.5432")
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    name = postgres_url.split("/")[3].split("?")[0]
    yield wire, f"postgresql://postgres@127.0.0.1:{port}/{name}"
    wire.cut()
    server.close()


@pytest.mark.postgres
async def test_connections_that_were_cut_are_not_noticed_by_units(wire: tuple[Wire, str]) -> None:
    way, url = wire
    database = await opened(url)
    await asyncio.gather(*(ask(database) for _ in range(10)))

    way.cut()

    assert await asyncio.gather(*(ask(database) for _ in range(10))) == [1] * 10
    await database.close()


@pytest.mark.postgres
async def test_a_server_that_falls_silent_is_told_in_time_and_works_again_after(wire: tuple[Wire, str]) -> None:
    way, url = wire
    database = await opened(url)
    assert await ask(database) == 1

    way.is_swallowing = True
    started = time.monotonic()
    outcomes = await asyncio.gather(*(ask(database) for _ in range(30)), return_exceptions=True)
    took = time.monotonic() - started
    way.is_swallowing = False
    way.cut()

    assert {type(outcome) for outcome in outcomes} == {Unavailable}
    assert took < IN_TIME
    assert await ask(database) == 1
    await database.close()
