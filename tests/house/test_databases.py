"""The databases that tests get: real, their own, and gone afterwards."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.databases import migrated_database, migrated_file
from tests.postgres_server import SERVER_ZONE, Server


def a_small_schema(url: str) -> None:
    connect = sqlite3.connect if url.startswith("sqlite") else psycopg.connect
    connection = connect(url.removeprefix("sqlite:///"))
    connection.execute("CREATE TABLE incident (number integer)")
    connection.commit()
    connection.close()


def tables(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]


def test_a_test_may_ask_for_either_database_and_gets_an_empty_one(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        assert not Path(database_url.removeprefix("sqlite:///")).exists()
    else:
        assert tables(database_url) == []


@pytest.mark.postgres
def test_the_server_lives_in_a_zone_nobody_develops_in(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SHOW timezone").fetchone() == (SERVER_ZONE,)


@pytest.mark.postgres
def test_postgres_is_migrated_once_and_then_copied(postgres_server: Server, tmp_path: Path) -> None:
    calls: list[str] = []

    def migrate(url: str) -> None:
        calls.append(url)
        a_small_schema(url)

    # A server of its own: the run's original belongs to the real schema.
    server = Server.start(Path(f"/tmp/fireline-once-{os.getpid()}"), owner=os.getpid())
    try:
        name = [migrated_database(server, tmp_path, migrate=migrate) for _ in range(2)][-1]
        assert tables(server.url(name)) == ["incident"]
    finally:
        server.stop()

    assert len(calls) == 1
    assert not server.folder.exists()


def test_sqlite_is_migrated_once_and_then_copied(tmp_path: Path) -> None:
    calls: list[str] = []

    def migrate(url: str) -> None:
        calls.append(url)
        a_small_schema(url)

    original = [migrated_file(tmp_path, migrate=migrate) for _ in range(2)][-1]

    assert len(calls) == 1
    assert sqlite3.connect(original).execute("SELECT name FROM sqlite_master").fetchall() == [("incident",)]


@pytest.mark.postgres
def test_the_server_goes_even_when_the_tests_are_killed(tmp_path: Path) -> None:
    folder = Path(f"/tmp/fireline-kill-{os.getpid()}")
    run = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, sys, time, pathlib\n"
            "from tests.postgres_server import Server\n"
            f"Server.start(pathlib.Path({str(folder)!r}), owner=os.getpid())\n"
            "time.sleep(120)",
        ]
    )
    wait_until(lambda: Server.running_in(folder) is not None, seconds=60)
    postmaster = psutil.Process(int((folder / "data" / "postmaster.pid").read_text().split()[0]))

    run.send_signal(signal.SIGKILL)
    run.wait()

    wait_until(lambda: not postmaster.is_running(), seconds=20)
    wait_until(lambda: not folder.exists(), seconds=5)


def wait_until(fact: object, *, seconds: float) -> None:
    assert callable(fact)
    give_up = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.05)
