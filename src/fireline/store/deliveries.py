"""Deliveries: put into their lanes by units, claimed by the loop. A claim is committed before the request leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, or_, select, update

from fireline.core.clock import machine_now
from fireline.core.events import DeliveryId, IncidentId, WorkspaceId
from fireline.store.lanes import may_leave, set_heads
from fireline.store.sql import InsertNew, database_now
from fireline.store.tables import delivery, lane, surface

if TYPE_CHECKING:
    from fireline.store.unit import Unit

POST, EDIT, DELETE, EPHEMERAL = "chat.postMessage", "chat.update", "chat.delete", "chat.postEphemeral"
EVENT_TYPE = "fireline_delivery"
LATELY = timedelta(hours=1)
LEASE = timedelta(seconds=60)  # longer than any request may take with its time-out

_INSERT = insert(delivery).returning(delivery.c.id)
_INSERT_NEW = InsertNew(delivery, "workspace_id", "key", returning=(delivery.c.id,))
_STATE_OF = (
    select(delivery.c.state)
    .where(delivery.c.id == bindparam("of_id"), delivery.c.workspace_id == bindparam("of_workspace"))
    .with_for_update(read=True)
)


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A delivery in our hands until the lease runs out; `fence` is its claim's number, and only the newest settles.

    `arguments` are complete: channel, ts and thread filled in. `is_ambiguous` says that an earlier try may have
    worked: it is looked up by its delivery id before anything is sent. `attempts` counts this try too, and look-ups.
    `created_at` is story time, as Slack's own times are.
    """

    id: DeliveryId
    workspace_id: WorkspaceId
    lane: str
    method: str
    arguments: Mapping[str, Any]
    fence: int
    attempts: int
    is_ambiguous: bool
    created_at: datetime
    key: str | None = None
    surface: str | None = None
    incident_id: IncidentId | None = None
    topic: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    progress: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """What the message's metadata says, so that it is found again: `T123:42`."""
        return mark_of(self.workspace_id, self.id)


def mark_of(workspace_id: WorkspaceId, delivery_id: DeliveryId) -> str:
    return f"{workspace_id}:{delivery_id}"


def read_mark(metadata: Mapping[str, Any] | None) -> tuple[WorkspaceId, DeliveryId] | None:
    """The workspace and delivery that a message's metadata names; None when it is not one of ours."""
    if not metadata or metadata.get("event_type") != EVENT_TYPE:
        return None
    workspace, _, number = str(metadata.get("event_payload", {}).get("delivery", "")).rpartition(":")
    return (WorkspaceId(workspace), DeliveryId(int(number))) if workspace and number.isdecimal() else None


def enqueue(
    unit: Unit,
    method: str,
    arguments: Mapping[str, Any],
    *,
    lane: str,
    key: str | None = None,
    after: DeliveryId | None = None,
    surface: str | None = None,
    topic: str | None = None,
    data: Mapping[str, Any] | None = None,
    incident_id: IncidentId | None = None,
) -> DeliveryId | None:
    """Puts one call at the end of its lane; None when its key is known.

    `after` is a delivery that must have been sent before. When that one has died already, this one dies with the
    unit, and its topic is told.
    """
    if after is not None and _has_died(unit, after):
        unit.fallen.append(after)
    row = {
        **_fresh(unit),
        "lane": lane,
        "after_id": after,
        "key": key,
        "method": method,
        "arguments": dict(arguments),
        "surface": surface,
        "incident_id": incident_id,
        "topic": topic,
        "data": dict(data or {}),
    }
    found = unit.execute(_INSERT if key is None else _INSERT_NEW.on(unit.connection), row).first()
    if found is None:
        return None
    unit.lanes.add(lane)
    unit.bells.add("outbox")
    return DeliveryId(found[0])


def _has_died(unit: Unit, delivery_id: DeliveryId) -> bool:
    return unit.execute(_STATE_OF, _of(unit, delivery_id)).scalar() in ("dead", "dropped")


def _fresh(unit: Unit) -> dict[str, Any]:
    """What every delivery begins with."""
    return {
        "workspace_id": unit.workspace_id,
        "state": "ready",
        "attempts": 0,
        "not_before": machine_now(),
        "fence": 0,
        "created_at": unit.now,
    }


def last_post(unit: Unit, to: str, *, since: datetime) -> datetime | None:
    """When a message was posted to this person or channel last (story time); None when none was since then."""
    c = delivery.c
    lately = or_(c.ended_at.is_(None), c.ended_at >= machine_now() - LATELY)  # what an index finds
    where = (c.workspace_id == unit.workspace_id, c.lane == to, c.method == POST, c.created_at >= since, lately)
    moment: datetime | None = unit.execute(
        select(func.max(c.created_at)).where(*where, c.state.not_in(("dead", "dropped")))
    ).scalar()
    return moment


def _of(unit: Unit, delivery_id: DeliveryId) -> dict[str, Any]:
    return {"of_id": delivery_id, "of_workspace": unit.workspace_id}


def claim(connection: Connection, limit: int, now: datetime | None = None, lease: timedelta = LEASE) -> list[Claimed]:
    """Takes up to `limit` heads that may leave, oldest first, and marks them as sending.

    Commit before the first request goes out. `now` is the database's clock unless given.
    """
    at = now or database_now(connection)
    rows = connection.execute(_CLAIMABLE, {"now": at, "most": limit}).all()
    gone = [row for row in rows if _is_pointless(row)]
    claimed = [_claimed(row) for row in rows if not _is_pointless(row)]
    if claimed:
        connection.execute(_START, {"ids": [one.id for one in claimed], "until": at + lease})
    if gone:
        _drop(connection, gone, at)
        return claimed or claim(connection, limit, now, lease)
    return claimed


_parent = surface.alias("parent")
_CLAIMABLE: Select[Any] = (
    select(
        delivery.c.id,
        delivery.c.workspace_id,
        delivery.c.lane,
        delivery.c.method,
        delivery.c.arguments,
        delivery.c.fence,
        delivery.c.attempts,
        delivery.c.state,
        delivery.c.created_at,
        delivery.c.key,
        delivery.c.surface,
        delivery.c.incident_id,
        delivery.c.topic,
        delivery.c.data,
        delivery.c.progress,
        surface.c.channel_id.label("shown_in"),
        surface.c.ts.label("shown_ts"),
        _parent.c.channel_id.label("parent_in"),
        _parent.c.ts.label("parent_ts"),
    )
    .select_from(
        lane.join(delivery, delivery.c.id == lane.c.head_id)
        .outerjoin(
            surface, (surface.c.workspace_id == delivery.c.workspace_id) & (surface.c.name == delivery.c.surface)
        )
        .outerjoin(_parent, (_parent.c.workspace_id == surface.c.workspace_id) & (_parent.c.name == surface.c.thread))
    )
    .where(
        may_leave,
        delivery.c.not_before <= bindparam("now"),
    )
    .order_by(lane.c.head_id)
    .limit(bindparam("most"))
    .with_for_update(of=delivery, skip_locked=True)
)
_START = (
    update(delivery)
    .where(delivery.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state="sending", lease_until=bindparam("until"), fence=delivery.c.fence + 1, attempts=delivery.c.attempts + 1
    )
)


def _is_pointless(row: Row[Any]) -> bool:
    """A deletion of what never became visible."""
    return row.method == DELETE and row.surface is not None and row.shown_ts is None


def _drop(connection: Connection, rows: Sequence[Row[Any]], at: datetime) -> None:
    connection.execute(
        update(delivery)
        .where(delivery.c.id.in_([row.id for row in rows]))
        .values(state="dropped", ended_at=at, arguments={})
    )
    set_heads(connection, {(row.workspace_id, row.lane) for row in rows})


def _claimed(row: Row[Any]) -> Claimed:
    method, arguments = _completed(row)
    now_ours = {"method": method, "arguments": arguments, "fence": row.fence + 1, "attempts": row.attempts + 1}
    return replace(stored(row), **now_ours)


def stored(row: Row[Any]) -> Claimed:
    """A row of the table as it stands, claimed or not."""
    return Claimed(
        id=row.id,
        workspace_id=row.workspace_id,
        lane=row.lane,
        method=row.method,
        arguments=row.arguments,
        fence=row.fence,
        attempts=row.attempts,
        is_ambiguous=row.state == "ambiguous",
        created_at=row.created_at,
        key=row.key,
        surface=row.surface,
        incident_id=row.incident_id,
        topic=row.topic,
        data=row.data,
        progress=row.progress or {},
    )


def _completed(row: Row[Any]) -> tuple[str, dict[str, Any]]:
    """Method and arguments as they are true now: a message that is visible is edited, one that is not is posted."""
    arguments = dict(row.arguments)
    if row.surface is not None and row.shown_ts is not None:
        arguments |= {"channel": row.shown_in, "ts": row.shown_ts}
        arguments.pop("reply_broadcast", None)
        return (DELETE if row.method == DELETE else EDIT), arguments
    if row.method not in (POST, EDIT):
        return row.method, arguments
    if row.parent_ts is not None:
        arguments |= {"channel": row.parent_in, "thread_ts": row.parent_ts}
    mark = {"delivery": mark_of(row.workspace_id, row.id)}
    method = row.method if row.surface is None else POST
    if method == POST:
        arguments["metadata"] = {"event_type": EVENT_TYPE, "event_payload": mark}
    return method, arguments
