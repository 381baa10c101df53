"""What the delivery loop and a courier say to each other. A courier knows one other side; the loop knows none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from fireline.core.errors import GiveUp, RetryLater


class Parcel(Protocol):
    """One claimed delivery, as a courier sees it.

    `mark` is what its message's metadata says. `created_at` is story time. `attempts` counts this try too.
    `progress` is what an earlier one noted.
    """

    @property
    def id(self) -> int: ...
    @property
    def mark(self) -> str: ...
    @property
    def workspace_id(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def arguments(self) -> Mapping[str, Any]: ...
    @property
    def data(self) -> Mapping[str, Any]: ...
    @property
    def progress(self) -> Mapping[str, Any] | None: ...
    @property
    def attempts(self) -> int: ...
    @property
    def created_at(self) -> datetime: ...


Note: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[None]]
"""Stores how far a delivery of several steps has come, before the next step is taken."""


@dataclass(frozen=True)
class Found:
    """The effect was there already. `doubles` are messages `(channel, ts)` that show it once more and must go."""

    result: Mapping[str, Any]
    doubles: tuple[tuple[str, str], ...] = field(default=())


class Courier(Protocol):
    """Carries parcels to one other side. All three speak in RetryLater and GiveUp when they cannot."""

    async def ready(self, parcel: Parcel) -> None:
        """Waits for its turn in the other side's pace; whatever ends it, nothing has left yet."""
        ...

    async def send(self, parcel: Parcel, note: Note) -> Mapping[str, Any]:
        """Does it and gives the answer. RetryLater(unknown=True) when nobody can say whether it happened."""
        ...

    async def find(self, parcel: Parcel) -> Found | None:
        """Looks whether an attempt of unknown end had its effect. None: it had none, sending again is safe."""
        ...


class Unauthorized(RetryLater):
    """The other side no longer takes our token: everything for this workspace waits until it does."""


class CannotTell(GiveUp):
    """The end is unknown and nothing can be looked up: the kind of delivery decides whether it is repeated."""


class Lapsed(GiveUp):
    """Its moment has passed (a private message, an expired form): it is over, and nobody needs to be told."""
