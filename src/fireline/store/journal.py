"""The journal: one row per thing that happened. It is audit log, timeline and source of every announcement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, bindparam, func, insert, select, update

from fireline.core.events import EntryId, Event, IncidentId, UserId
from fireline.store import tables
from fireline.store.sql import InsertNew

if TYPE_CHECKING:
    from fireline.store.unit import Unit

_INSERT = insert(tables.entry).returning(tables.entry.c.id)
_INSERT_SOURCED = InsertNew(
    tables.entry, "workspace_id", "source", returning=(tables.entry.c.id, tables.entry.c.source)
)
_UPDATE = update(tables.entry).where(
    tables.entry.c.workspace_id == bindparam("of_workspace"), tables.entry.c.id == bindparam("of_id")
)


def append(unit: Unit, event: Event) -> EntryId | None:
    """Writes one event; None when an entry with its `source` is there already."""
    statement = _INSERT if event.source is None else _INSERT_SOURCED.on(unit.connection)
    found = unit.execute(statement, _values(unit, event)).first()
    return None if found is None else EntryId(found[0])


def append_many(unit: Unit, events: Sequence[Event]) -> list[EntryId | None]:
    """Writes a batch in one statement; for each event its new entry, or None when its `source` was known.

    Of two events with one source in the same batch the first is written.
    """
    plain = [event for event in events if event.source is None]
    sourced = [event for event in events if event.source is not None]
    plain_ids = iter(_written(unit, plain))
    new = _written_by_source(unit, sourced)
    return [next(plain_ids) if e.source is None else new.pop(e.source, None) for e in events]


def entries(
    unit: Unit,
    incident_id: IncidentId,
    *,
    kinds: Collection[str] = (),
    only_key: bool = False,
    with_hidden: bool = False,
    since: datetime | None = None,
    until: datetime | None = None,
    newest: int | None = None,
    by: str | None = None,
    without: Collection[str] = (),
    with_undone: bool = True,
    sources: Collection[str] | None = None,
) -> Sequence[Row[Any]]:
    """The entries of one incident in the order in which they happened.

    `kinds` are kinds, or prefixes ending in `.`, and `without` are kinds that do not come, nor what took
    them back; `newest` keeps only so many
    of the latest, `by` one person's, `sources` those that these caused.
    Hidden, deleted and undone entries come only with `with_hidden`; undone ones not even then without `with_undone`.
    """
    c = tables.entry.c
    wanted = select(tables.entry).where(c.workspace_id == unit.workspace_id, c.incident_id == incident_id)
    if kinds:
        wanted = wanted.where(_any_kind(kinds))
    if only_key:
        wanted = wanted.where(c.is_key)
    if not with_hidden:
        wanted = wanted.where(~c.is_hidden, c.deleted_at.is_(None), c.undone_at.is_(None))
    if by is not None:
        wanted = wanted.where(c.actor_id == by)
    if without:
        took_back = func.coalesce(c.data["kind"].as_string(), "")
        wanted = wanted.where(c.kind.not_in(without), took_back.not_in(without))
    if not with_undone:
        wanted = wanted.where(c.undone_at.is_(None))
    if sources is not None:
        wanted = wanted.where(c.source.in_(sources))
    if since is not None:
        wanted = wanted.where(c.happened_at >= since)
    if until is not None:
        wanted = wanted.where(c.happened_at < until)
    if newest is None:
        return unit.rows(wanted.order_by(c.happened_at, c.id))
    return unit.rows(wanted.order_by(c.happened_at.desc(), c.id.desc()).limit(newest))[::-1]


def entry(unit: Unit, entry_id: EntryId) -> Row[Any] | None:
    """One entry of this workspace."""
    c = tables.entry.c
    return unit.first(select(tables.entry).where(c.workspace_id == unit.workspace_id, c.id == entry_id))


def by_source(unit: Unit, source: str) -> Row[Any] | None:
    """The entry that something outside caused, for example `msg:C123:1709561234.000100`."""
    c = tables.entry.c
    return unit.first(select(tables.entry).where(c.workspace_id == unit.workspace_id, c.source == source))


def latest_by(unit: Unit, incident_id: IncidentId, actor_id: UserId, *, limit: int) -> Sequence[Row[Any]]:
    """This person's newest entries of one incident, newest first."""
    c = tables.entry.c
    return unit.rows(
        select(tables.entry)
        .where(c.workspace_id == unit.workspace_id, c.incident_id == incident_id, c.actor_id == actor_id)
        .order_by(c.id.desc())
        .limit(limit)
    )


def mark_undone(unit: Unit, entry_id: EntryId) -> None:
    """It was taken back: it leaves the timeline and stays on record."""
    change(unit, entry_id, undone_at=unit.now)


def change(unit: Unit, entry_id: EntryId, **values: Any) -> None:
    """Changes columns of one entry: its text when the message was edited, its marks, its hidden state."""
    unit.execute(_UPDATE.values(values), {"of_workspace": unit.workspace_id, "of_id": entry_id})


def as_event(row: Row[Any]) -> Event:
    """The event that an entry was written from."""
    return Event(
        kind=row.kind,
        incident_id=row.incident_id,
        happened_at=row.happened_at,
        text=row.text,
        actor_id=row.actor_id,
        key=row.is_key,
        hidden=row.is_hidden,
        data=row.data,
        channel_id=row.channel_id,
        ts=row.ts,
        thread_ts=row.thread_ts,
        permalink=row.permalink,
        source=row.source,
    )


def _written(unit: Unit, events: Sequence[Event]) -> list[EntryId]:
    if not events:
        return []
    statement = insert(tables.entry).returning(tables.entry.c.id, sort_by_parameter_order=True)
    return [EntryId(row[0]) for row in unit.execute(statement, [_values(unit, e) for e in events])]


def _written_by_source(unit: Unit, events: Sequence[Event]) -> dict[str, EntryId]:
    if not events:
        return {}
    firsts = {event.source: event for event in reversed(events)}
    rows = [_values(unit, event) for event in firsts.values()][::-1]
    return {row.source: EntryId(row.id) for row in unit.execute(_INSERT_SOURCED.on(unit.connection), rows)}


def _any_kind(kinds: Collection[str]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = tables.entry.c.kind.in_([kind for kind in kinds if not kind.endswith(".")])
    for prefix in (kind for kind in kinds if kind.endswith(".")):
        found = found | tables.entry.c.kind.startswith(prefix, autoescape=True)
    return found


def _values(unit: Unit, event: Event) -> dict[str, Any]:
    return {
        "workspace_id": unit.workspace_id,
        "incident_id": event.incident_id,
        "kind": event.kind,
        "happened_at": event.happened_at,
        "recorded_at": unit.now,
        "actor_id": event.actor_id,
        "text": event.text,
        "data": event.data,
        "channel_id": event.channel_id,
        "ts": event.ts,
        "thread_ts": event.thread_ts,
        "permalink": event.permalink,
        "is_key": event.key,
        "is_hidden": event.hidden,
        "source": event.source,
    }
