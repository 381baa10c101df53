"""Real databases for tests: an SQLite file or a PostgreSQL database of its own for every test.

`database_url` runs a test twice, once per database; `sqlite_url` and `postgres_url` name one. They are empty.
`migrated_url`, `migrated_sqlite_url` and `migrated_postgres_url` carry the schema: it is migrated once per run and
copied for each test. What the whole run shares (the server, the migrated originals) lies in one folder under /tmp.
"""

from __future__ import annotations

import fcntl
import importlib
import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.postgres_server import Server

RUN_FOLDER = "TEST_RUN_FOLDER"
ORIGINAL = "migrated_original"
ROOM_IN_MEMORY = 1 << 30  # bytes; containers often have 64 MiB there, too few for the largest stories
BOTH = [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)]
Migrate = Callable[[str], None]
CopyMigrated = Callable[[Path], str]


def pytest_configure(config: pytest.Config) -> None:
    if _is_worker(config):
        return
    # Not pytest's own temporary folder: a socket's path is limited to 107 bytes, and another account must reach it.
    folder = Path(tempfile.mkdtemp(prefix="fireline-tests-", dir="/tmp"))
    folder.chmod(0o711)
    os.environ[RUN_FOLDER] = str(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _is_worker(config):
        return
    folder = Path(os.environ.pop(RUN_FOLDER))
    if server := Server.running_in(folder / "pg"):
        server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A story that is told on both databases is traced on SQLite only: tracing doubles what it takes."""
    for item in items:
        if item.get_closest_marker("postgres") and item.path.parent.name == "features":
            item.add_marker("no_cover")


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


@pytest.fixture(scope="session")
def run_folder() -> Path:
    """The folder that all workers of this run share; it is gone when the run ends."""
    return Path(os.environ[RUN_FOLDER])


@pytest.fixture(scope="session")
def postgres_server(run_folder: Path) -> Server:
    """The one PostgreSQL server of this run. Whoever asks first starts it."""
    owner = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    with _alone(run_folder):
        return Server.running_in(run_folder / "pg") or Server.start(run_folder / "pg", owner=owner)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A file that does not exist yet."""
    return sqlite_address(tmp_path / "fireline.db")


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """An empty database."""
    with _database(postgres_server, copy_of="template0") as url:
        yield url


@pytest.fixture(scope="session")
def quick_folder() -> Iterator[Path]:
    """An empty folder of this worker, in memory if there is room."""
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        yield Path(folder)


@pytest.fixture
def migrated_sqlite_url(quick_folder: Path, run_folder: Path) -> Iterator[str]:
    """The same address for one test after the other; each finds a copy of its own there."""
    copy = quick_folder / "migrated.db"
    shutil.copyfile(migrated_file(run_folder, migrate=_migrate), copy)
    yield sqlite_address(copy)
    for left in quick_folder.iterdir():  # a log of the last test would be taken for one of the next
        left.unlink()


@pytest.fixture
def copy_migrated(run_folder: Path) -> CopyMigrated:
    """Gives the address of a migrated SQLite file in any folder: for tests that start many programs."""
    original = migrated_file(run_folder, migrate=_migrate)

    def copy(folder: Path) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(original, folder / "fireline.db")
        return sqlite_address(folder / "fireline.db")

    return copy


@pytest.fixture
def create_migrated(postgres_server: Server, run_folder: Path) -> Iterator[CopyMigrated]:
    """The same on PostgreSQL: a migrated database for each folder, gone when the test ends."""
    original = migrated_database(postgres_server, run_folder, migrate=_migrate)
    with ExitStack() as made:
        yield lambda folder: made.enter_context(_database(postgres_server, copy_of=original))


@pytest.fixture
def migrated_postgres_url(postgres_server: Server, run_folder: Path) -> Iterator[str]:
    original = migrated_database(postgres_server, run_folder, migrate=_migrate)
    with _database(postgres_server, copy_of=original) as url:
        yield url


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database, once on SQLite and once on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=BOTH)
def migrated_url(request: pytest.FixtureRequest) -> str:
    """A database with the whole schema and no rows, once on SQLite and once on PostgreSQL."""
    return str(request.getfixturevalue(f"migrated_{request.param}_url"))


def sqlite_address(path: Path) -> str:
    return f"sqlite:///{path}"


def migrated_file(run_folder: Path, *, migrate: Migrate) -> Path:
    """The SQLite file to copy: migrated by the first who asks, for the whole run."""
    original = run_folder / f"{ORIGINAL}.db"
    with _alone(run_folder):
        if not original.exists():
            part = run_folder / f"{uuid.uuid4().hex}.part"
            migrate(sqlite_address(part))
            _empty_the_journal(part)
            part.rename(original)
    return original


def migrated_database(server: Server, run_folder: Path, *, migrate: Migrate) -> str:
    """The name of the PostgreSQL database to copy: migrated by the first who asks, for the whole run."""
    with _alone(run_folder), _admin(server) as admin:
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ORIGINAL]).fetchone():
            part = f"part_{uuid.uuid4().hex}"
            admin.execute(f'CREATE DATABASE "{part}" TEMPLATE template0')
            migrate(server.url(part))
            admin.execute(f'ALTER DATABASE "{part}" RENAME TO "{ORIGINAL}"')
    return ORIGINAL


def _memory() -> Path | None:
    """Memory, if there is room: every commit waits for the disk, and a room full of people commits all the time."""
    memory = Path("/dev/shm")
    is_roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= ROOM_IN_MEMORY
    return memory if is_roomy else None


def _migrate(url: str) -> None:
    # Imported late: tests of other rooms run even while the store is being rebuilt.
    importlib.import_module("fireline.store.migrate").migrate(url)


def _empty_the_journal(path: Path) -> None:
    """Moves everything into the one file that is copied."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@contextmanager
def _database(server: Server, *, copy_of: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    with _admin(server) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{copy_of}"')
    yield server.url(name)
    with _admin(server) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _admin(server: Server) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        yield connection


@contextmanager
def _alone(run_folder: Path) -> Iterator[None]:
    """One worker at a time."""
    with (run_folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
