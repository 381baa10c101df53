"""What a database must be able to do, and what it says when it cannot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from fireline.core.errors import RetryLater

T = TypeVar("T")


class Unavailable(RetryLater):
    """The database is away or stuck. Whether the unit was kept is unknown: whoever asked asks again, with its key."""

    def __init__(self, reason: str = "The database does not answer.") -> None:
        super().__init__(reason, unknown=True)


class Backend(Protocol):
    """What SQLite and PostgreSQL each do in their own way."""

    dialect: str

    @property
    def progress(self) -> float:
        """When the database last got something done, in the monotonic clock's seconds."""

    def write(self, fn: Callable[[Connection], T], *, savepoint: bool, urgent: bool) -> asyncio.Future[T]: ...

    def read(self, fn: Callable[[Connection], T]) -> asyncio.Future[T]: ...

    def is_busy(self) -> bool:
        """Whether urgent work is queueing."""
        ...

    def checkpoint(self) -> asyncio.Future[bool]:
        """Leaves nothing of what was purged in a log beside the data; False when somebody was reading."""
        ...

    async def close(self) -> None: ...
