"""A unit: one transaction in which a change, its entry in the journal and its announcements stand or fall together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Executable, Row

from fireline.core.events import DeliveryId, EntryId, Event, IncidentId, WorkspaceId
from fireline.core.registry import Registry

S = TypeVar("S")


class Unit:
    """What a service is given. It never commits: the one who opened the unit does, and rings the bells after it.

    `now` is story time, asked once for the whole unit.
    """

    def __init__(
        self, connection: Connection, *, registry: Registry, workspace_id: WorkspaceId, now: datetime
    ) -> None:
        self.connection = connection
        self.registry = registry
        self.workspace_id = workspace_id
        self.now = now
        self.bells: set[str] = set()

    def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]: ...

    def rows(self, statement: Executable) -> Sequence[Row[Any]]: ...

    def first(self, statement: Executable) -> Row[Any] | None: ...

    def config(self, section: type[S]) -> S:
        """The settings of one section (`unit.config(CadenceSettings)`)."""
        return self.registry.config(section)

    # journal ------------------------------------------------------------------------------------------------
    def emit(self, event: Event) -> EntryId | None:
        """Writes the event into the journal and runs every reaction to it, in this transaction.

        Gives None, and runs nothing, when an entry with the same `source` is there already.
        """
        ...

    # outbox -------------------------------------------------------------------------------------------------
    def show(
        self,
        name: str,
        *,
        to: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]] = (),
        incident_id: IncidentId | None = None,
        thread: str | None = None,
        broadcast: bool = False,
        topic: str | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> DeliveryId | None:
        """Keeps one message of ours as it should be: posts it the first time, edits it from then on.

        `name` is the message's own name for ever (`card:42`, `update:17:C123`); what was shown once is never posted
        again. `to` is a channel id (C…, G…, D…) or a user id (U…, W…: a DM). `thread` is the name of the shown
        message under which it replies. A newer state replaces an older one that has not left yet; an unchanged one
        is not sent (then None comes back). `topic` names who is told when it settled.
        """
        ...

    def take_away(self, name: str) -> None:
        """Deletes a shown message, or unsends one that has not left yet. Unknown names are fine."""
        ...

    def whisper(
        self, *, channel: str, user: str, text: str, blocks: Sequence[Mapping[str, Any]] = (), key: str,
        incident_id: IncidentId | None = None,
    ) -> DeliveryId | None:
        """Shows something to one person in a channel, at most once and never again (an ephemeral)."""
        ...

    def call(
        self,
        method: str,
        arguments: Mapping[str, Any],
        *,
        lane: str,
        key: str,
        after: DeliveryId | None = None,
        topic: str | None = None,
        data: Mapping[str, Any] | None = None,
        incident_id: IncidentId | None = None,
    ) -> DeliveryId | None:
        """Asks for one call to Slack (`conversations.create`, `pins.add` …). `key` makes it unique; None if known."""
        ...

    # schedule -----------------------------------------------------------------------------------------------
    def schedule(
        self,
        kind: str,
        subject: str,
        at: datetime,
        *,
        data: Mapping[str, Any] | None = None,
        incident_id: IncidentId | None = None,
    ) -> None:
        """Sets (or moves) the one due time of this kind for this subject, in story time."""
        ...

    def unschedule(self, kind: str, subject: str) -> None:
        """Takes a due time back; unknown ones are fine."""
        ...
