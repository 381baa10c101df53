"""Opens units: one transaction each, or one over several workspaces. Commits, then wakes who has something to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias, TypeVar

from sqlalchemy import Connection

from fireline.core.clock import Clock
from fireline.core.events import WorkspaceId
from fireline.core.registry import Registry
from fireline.store.engine import Database
from fireline.store.unit import Unit

T = TypeVar("T")

Bell: TypeAlias = Literal["outbox", "schedule", "inbox"]
Opener: TypeAlias = Callable[[WorkspaceId], Unit]
NOWHERE = WorkspaceId("")


class Units:
    """The way into the database for everything that changes something."""

    def __init__(self, database: Database, registry: Registry, clock: Clock, *, home: WorkspaceId = NOWHERE) -> None:
        """`home` is the workspace of a bot that serves only one; loops over all of them use `across`."""
        self.database = database
        self.registry = registry
        self.clock = clock
        self.home = home
        self._listeners: dict[str, list[Callable[[], None]]] = {}
        self._tellers: list[Callable[[], None]] = []

    def on_bell(self, bell: Bell, callback: Callable[[], None]) -> None:
        """Calls `callback` on the event loop after each commit that gives this loop something to do."""
        self._listeners.setdefault(bell, []).append(callback)

    def on_commit(self, tell: Callable[[], None]) -> None:
        """Calls `tell` after each commit that gives somebody something to do: other processes hear of it by that."""
        self._tellers.append(tell)

    async def run(
        self, workspace_id: WorkspaceId, fn: Callable[[Unit], T], *, urgent: bool = True, savepoint: bool = True
    ) -> T:
        """Runs `fn` in one transaction; when this returns, what it did is durable.

        `fn` may be run more than once, the last time for good: it changes nothing but through its unit.
        """
        return await self.across(lambda _, unit_of: fn(unit_of(workspace_id)), urgent=urgent, savepoint=savepoint)

    async def across(self, fn: Callable[[Connection, Opener], T], *, urgent: bool = True, savepoint: bool = True) -> T:
        """One transaction over several workspaces (a batch of the inbox): `fn` opens a unit for each as it needs it."""
        bells: set[str] = set()

        def hop(connection: Connection) -> T:
            units: dict[WorkspaceId, Unit] = {}
            now = self.clock.now()
            bells.clear()

            def unit_of(workspace_id: WorkspaceId) -> Unit:
                if workspace_id not in units:
                    units[workspace_id] = Unit(connection, registry=self.registry, workspace_id=workspace_id, now=now)
                return units[workspace_id]

            result = fn(connection, unit_of)
            for workspace_id in sorted(units):
                units[workspace_id].finish()
                bells.update(units[workspace_id].bells)
            return result

        result = await self.database.write(hop, urgent=urgent, savepoint=savepoint)
        self.ring(*bells)
        for tell in self._tellers if bells else ():
            tell()
        return result

    async def read(self, workspace_id: WorkspaceId, fn: Callable[[Unit], T]) -> T:
        """Runs `fn` on a reader: it sees every unit that was answered before, and must not change anything."""

        def look(connection: Connection) -> T:
            now = self.clock.now()
            return fn(Unit(connection, registry=self.registry, workspace_id=workspace_id, now=now))

        return await self.database.read(look)

    def is_busy(self) -> bool:
        """Whether units that somebody waits for are queueing: then other work leaves a gap."""
        return self.database.is_busy()

    def ring(self, *bells: str) -> None:
        """Wakes the loops of this process."""
        for bell in bells:
            for callback in self._listeners.get(bell, ()):
                callback()
