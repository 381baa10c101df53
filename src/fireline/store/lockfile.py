"""The lock beside a SQLite file: one process writes, and a start knows whether the last one ended well."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from fireline.core.errors import Misconfigured


class LockFile:
    """`fireline.db.lock`: held while its process lives; the number in it stays behind when that one was killed."""

    def __init__(self, file: int, was_unclean: bool) -> None:
        self._file = file
        self.was_unclean = was_unclean

    @classmethod
    def take(cls, database: Path) -> LockFile:
        """Takes the lock, or raises Misconfigured naming the process that has it."""
        try:
            file = os.open(f"{database}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Misconfigured("DATABASE_URL", f"{database} cannot be written: {error.strerror}.") from error
        holder = os.pread(file, 32, 0).decode("ascii", "replace").strip()
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            raise Misconfigured("DATABASE_URL", _taken(database, holder)) from None
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        return cls(file, was_unclean=bool(holder))

    def release(self, *, as_found: bool = False) -> None:
        """Gives the lock back and says that all ended well. The file stays: removing it would let two hold it.

        `as_found` keeps what the last start said about it: for whoever did not look whether the file is sound.
        """
        if not (as_found and self.was_unclean):
            os.ftruncate(self._file, 0)
        os.close(self._file)


def _taken(database: Path, holder: str) -> str:
    who = f"process {holder}" if holder else "another process"
    return f"{who} is writing to {database}; stop that one, or give this one a file of its own."
