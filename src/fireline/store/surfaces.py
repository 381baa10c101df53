"""Shown messages: each has a name for ever, is posted once, and from then on kept as it should be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, bindparam, delete, select, update

from fireline.core.clock import machine_now
from fireline.core.events import DeliveryId, IncidentId
from fireline.store.deliveries import DELETE, EDIT, POST, enqueue
from fireline.store.sql import InsertNew
from fireline.store.tables import delivery, surface

if TYPE_CHECKING:
    from fireline.store.unit import Unit

_BY_NAME = select(surface).where(
    surface.c.workspace_id == bindparam("of_workspace"), surface.c.name == bindparam("of_name")
)
_LOCKED = _BY_NAME.with_for_update()
_INSERT = InsertNew(surface, "workspace_id", "name", returning=(surface.c.name,))
_WANT = (
    update(surface)
    .where(surface.c.workspace_id == bindparam("of_workspace"), surface.c.name == bindparam("of_name"))
    .values(wanted=bindparam("to_hash"))
)
_UNSENT = (
    delivery.c.workspace_id == bindparam("of_workspace"),
    delivery.c.surface == bindparam("of_name"),
    delivery.c.ended_at.is_(None),
    delivery.c.state == "ready",
)


@dataclass(frozen=True, kw_only=True)
class Surface:
    """One shown message; channel and ts are set once it is visible, `removed_at` once it was taken away."""

    name: str
    to: str
    channel_id: str | None
    ts: str | None
    thread: str | None
    removed_at: datetime | None


def named(unit: Unit, name: str) -> Surface | None:
    """The shown message of this name."""
    found = unit.execute(_BY_NAME, _name(unit, name)).first()
    return None if found is None else _surface(found)


def find(unit: Unit, channel_id: str, ts: str) -> Surface | None:
    """The shown message that stands at this place: for somebody's reply, reaction or button under it."""
    c = surface.c
    found = unit.first(
        select(surface).where(c.workspace_id == unit.workspace_id, c.channel_id == channel_id, c.ts == ts)
    )
    return None if found is None else _surface(found)


def show(
    unit: Unit,
    name: str,
    *,
    to: str,
    content: Mapping[str, Any],
    incident_id: IncidentId | None,
    thread: str | None,
    topic: str | None,
    data: Mapping[str, Any] | None,
) -> DeliveryId | None:
    """Sees to it that the message looks like this; None when it does already, or was taken away.

    A message that is visible does not move when `to` changes.
    """
    wanted = _hash(content)
    found, is_new = _taken(unit, name, to, thread, wanted)
    if found.removed_at is not None or (found.wanted == wanted and not is_new):
        return None
    arguments = {"channel": found.to, **content}
    if not is_new:
        unit.execute(_WANT, {**_name(unit, name), "to_hash": wanted})
        replaced = _replace(unit, name, arguments, topic, data)
        if replaced is not None:
            return replaced
    return enqueue(
        unit,
        EDIT if found.ts else POST,
        arguments,
        lane=found.to,
        surface=name,
        topic=topic,
        data=data,
        incident_id=incident_id,
    )


def _taken(unit: Unit, name: str, to: str, thread: str | None, wanted: str) -> tuple[Row[Any], bool]:
    """The message's row, held until the unit ends; True when it was made just now, and by us."""
    found = unit.execute(_LOCKED, _name(unit, name)).first()
    if found is not None:
        return found, False
    is_new = _create(unit, name, to, thread, wanted)
    return unit.execute(_LOCKED, _name(unit, name)).one(), is_new


def take_away(unit: Unit, name: str) -> None:
    """Deletes the message, or unsends it when it has not left yet; then it may be shown again."""
    found = unit.execute(_LOCKED, _name(unit, name)).first()
    if found is None or found.removed_at is not None:
        return
    dropped = unit.execute(_DROP, {**_name(unit, name), "at": machine_now()}).all()
    unit.lanes.update(row.lane for row in dropped)
    unit.bells.add("outbox")
    unit.fallen.extend(row.id for row in dropped)
    if found.ts is None and not _is_on_its_way(unit, name):
        unit.execute(delete(surface).where(*_same(unit, name)))
        return
    unit.execute(update(surface).where(*_same(unit, name)).values(removed_at=machine_now()))
    enqueue(unit, DELETE, {"channel": found.to}, lane=found.to, surface=name)


def rename(unit: Unit, name: str, to: str) -> None:
    """Gives a shown message another name, so that its own can be shown anew elsewhere. Unknown names are fine."""
    unit.execute(update(surface).where(*_same(unit, name)).values(name=to))
    waiting = (delivery.c.workspace_id == unit.workspace_id, delivery.c.surface == name)
    unit.execute(update(delivery).where(*waiting, delivery.c.ended_at.is_(None)).values(surface=to))


def leave(unit: Unit, channel_id: str) -> None:
    """Lets go of everything shown in this channel: it stays there as it is, and is never edited again.

    Whatever is shown under one of their names from now on is a new message.
    """
    c = surface.c
    here = (c.workspace_id == unit.workspace_id, c.to == channel_id, c.removed_at.is_(None))
    for row in unit.rows(select(c.name).where(*here)):
        rename(unit, row.name, f"left:{channel_id}:{row.name}")


_DROP = (
    update(delivery)
    .where(*_UNSENT)
    .values(state="dropped", ended_at=bindparam("at"), arguments={})
    .returning(delivery.c.id, delivery.c.lane)
)
_FIND_UNSENT = select(delivery.c.id).where(*_UNSENT).with_for_update()


def _create(unit: Unit, name: str, to: str, thread: str | None, wanted: str) -> bool:
    row = {"workspace_id": unit.workspace_id, "name": name, "to": to, "thread": thread, "wanted": wanted}
    return unit.execute(_INSERT.on(unit.connection), row).first() is not None


def _replace(
    unit: Unit, name: str, arguments: Mapping[str, Any], topic: str | None, data: Mapping[str, Any] | None
) -> DeliveryId | None:
    """Puts the newer state into the delivery that has not left yet; who waits for its end goes on waiting."""
    found = unit.execute(_FIND_UNSENT, _name(unit, name)).first()
    if found is None:
        return None
    values: dict[str, Any] = {"arguments": dict(arguments)}
    if topic is not None:
        values |= {"topic": topic, "data": dict(data or {})}
    unit.execute(update(delivery).where(delivery.c.id == found.id).values(values))
    return DeliveryId(found.id)


def _is_on_its_way(unit: Unit, name: str) -> bool:
    c = delivery.c
    where = (c.workspace_id == unit.workspace_id, c.surface == name, c.ended_at.is_(None))
    return unit.first(select(c.id).where(*where)) is not None


def _name(unit: Unit, name: str) -> dict[str, Any]:
    return {"of_workspace": unit.workspace_id, "of_name": name}


def _same(unit: Unit, name: str) -> Sequence[Any]:
    return (surface.c.workspace_id == unit.workspace_id, surface.c.name == name)


def _surface(row: Row[Any]) -> Surface:
    return Surface(
        name=row.name, to=row.to, channel_id=row.channel_id, ts=row.ts, thread=row.thread, removed_at=row.removed_at
    )


def _hash(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
