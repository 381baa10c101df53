"""A unit: one transaction in which a change, its entry in the journal and its announcements stand or fall together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, CursorResult, Executable, Row

from fireline.core.events import DeliveryId, EntryId, Event, IncidentId, WorkspaceId
from fireline.core.registry import Registry
from fireline.store import burying, deliveries, journal, latest, schedule, surfaces
from fireline.store.lanes import set_heads

S = TypeVar("S")
A = TypeVar("A")


class Unit:
    """What a service is given. It never commits: the one who opened the unit does, and rings the bells after it.

    `now` is story time, asked once for the whole unit.
    """

    def __init__(self, connection: Connection, *, registry: Registry, workspace_id: WorkspaceId, now: datetime) -> None:
        self.connection = connection
        self.registry = registry
        self.workspace_id = workspace_id
        self.now = now
        self.bells: set[str] = set()
        self.lanes: set[str] = set()  # touched ones: their heads are found anew at the end
        self.done: list[Event] = []  # what was done in this unit, without what came of it
        self.entries: list[EntryId] = []  # written in this unit, in order: the first is what an *Undo* takes back
        self.fallen: list[DeliveryId] = []  # whose followers have to end as they did
        self._recalled: dict[Hashable, Any] = {}
        self._at_end: dict[Callable[[Unit, Any], None], dict[Any, None]] = {}
        self._gathered: dict[Callable[[Unit, list[Any]], None], list[Any]] = {}
        self._is_silent = False
        self._is_reacting = False
        self._settings = registry.settings_of(workspace_id)

    def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        result: CursorResult[Any] = self.connection.execute(statement, values)
        return result

    def rows(self, statement: Executable, values: Any = None) -> Sequence[Row[Any]]:
        return self.connection.execute(statement, values).all()

    def first(self, statement: Executable, values: Any = None) -> Row[Any] | None:
        return self.connection.execute(statement, values).first()

    def recall(self, key: Hashable, read: Callable[[], A]) -> A:
        """What `read` gave the first time in this unit. Whoever writes what was read says so with `forget`."""
        if key not in self._recalled:
            self._recalled[key] = read()
        return cast(A, self._recalled[key])

    def forget(self, key: Hashable) -> None:
        """Reads it anew the next time."""
        self._recalled.pop(key, None)

    def forget_all(self) -> None:
        """Reads everything anew: for the rare writes that touch what many reads gave."""
        self._recalled.clear()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What raises inside is taken back alone; the rest of the unit goes on if its caller catches."""
        with self.connection.begin_nested():
            try:
                yield
            except BaseException:
                self._recalled.clear()  # it may hold what is taken back now
                raise

    def at_end(self, work: Callable[[Unit, A], None], about: A) -> None:
        """Does `work(unit, about)` once, when all else in this unit is done, however often it is asked for.

        For what shows a state (a card, a digest line): ten changes in one unit are drawn once.
        """
        self._at_end.setdefault(work, {})[about] = None

    def gather(self, work: Callable[[Unit, list[A]], None], item: A) -> None:
        """Does `work(unit, items)` once, when all else in this unit is done, with all items in the order given.

        For what costs the same for one as for many: a batch of events becomes a few statements.
        """
        self._gathered.setdefault(work, []).append(item)

    def _end(self) -> None:
        """Gathered items first, since they may change what is to be shown; each may ask for more."""
        while self._gathered or self._at_end:
            while self._gathered:
                work = next(iter(self._gathered))
                work(self, self._gathered.pop(work))
            if self._at_end:
                draw = next(iter(self._at_end))
                for about in self._at_end.pop(draw):
                    draw(self, about)

    @contextmanager
    def in_silence(self) -> Iterator[None]:
        """What happens inside is recorded, and nothing comes of it: nobody is told, no duty begins, no feature reacts.

        For the past: an archive that is read in, an incident that is written down afterwards.
        """
        self._end()
        self._is_silent = True
        try:
            yield
            self._end()
        finally:
            self._is_silent = False

    def finish(self) -> None:
        """The last act before the commit; whoever opened the unit calls it."""
        self._end()
        burying.bury_followers(self)
        set_heads(self.connection, {(self.workspace_id, lane) for lane in self.lanes})
        self.lanes.clear()

    def config(self, section: type[S]) -> S:
        """The settings of one section (`unit.config(CadenceSettings)`)."""
        found = self._settings.get(section)
        return section() if found is None else cast(S, found)

    # journal ------------------------------------------------------------------------------------------------
    def emit(self, event: Event) -> EntryId | None:
        """Writes the event into the journal and runs every reaction to it, in this transaction.

        Gives None, and runs nothing, when an entry with the same `source` is there already.
        """
        entry_id = journal.append(self, event)
        if entry_id is not None:
            self.entries.append(entry_id)
            self._react(event)
        return entry_id

    def emit_many(self, events: Sequence[Event]) -> list[EntryId | None]:
        """Writes a batch in one statement, then runs the reactions to what was new; None for each that was known."""
        ids = journal.append_many(self, events)
        for event, entry_id in zip(events, ids, strict=True):
            if entry_id is not None:
                self.entries.append(entry_id)
                self._react(event)
        return ids

    def _react(self, event: Event) -> None:
        if not self._is_reacting:
            self.done.append(event)
        if self._is_silent:
            return
        before, self._is_reacting = self._is_reacting, True
        try:
            for reaction in self.registry.reactions(event.kind):
                reaction(self, event)
        finally:
            self._is_reacting = before

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
        if self._is_silent:
            return None
        content: dict[str, Any] = {"text": text, "blocks": list(blocks)}
        if broadcast:
            content["reply_broadcast"] = True
        return surfaces.show(
            self, name, to=to, content=content, incident_id=incident_id, thread=thread, topic=topic, data=data
        )

    def take_away(self, name: str) -> None:
        """Deletes a shown message, or unsends one that has not left yet. Unknown names are fine."""
        surfaces.take_away(self, name)

    def whisper(
        self,
        *,
        channel: str,
        user: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]] = (),
        key: str,
        incident_id: IncidentId | None = None,
        thread: str | None = None,
    ) -> DeliveryId | None:
        """Shows something to one person in a channel, at most once and never again (an ephemeral).

        `thread` is the timestamp of the message under which it stands.
        """
        if self._is_silent:
            return None
        arguments = {"channel": channel, "user": user, "text": text, "blocks": list(blocks)}
        arguments |= {"thread_ts": thread} if thread else {}
        lane = f"whisper:{channel}:{user}"
        return deliveries.enqueue(self, deliveries.EPHEMERAL, arguments, lane=lane, key=key, incident_id=incident_id)

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
        if self._is_silent:
            return None
        return deliveries.enqueue(
            self, method, arguments, lane=lane, key=key, after=after, topic=topic, data=data, incident_id=incident_id
        )

    def latest(self, method: str, arguments: Mapping[str, Any], *, lane: str) -> DeliveryId | None:
        """Asks for a call of which only the newest counts: an older one of this lane that has not left gives way."""
        return latest.latest(self, method, arguments, lane=lane)

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
        if self._is_silent:
            return
        schedule.put(self, kind, subject, at, data or {}, incident_id)
        self.bells.add("schedule")

    def unschedule(self, kind: str, subject: str) -> None:
        """Takes a due time back; unknown ones are fine."""
        schedule.remove(self, kind, subject)
