"""Lanes: what leaves in order. A small table keeps the head of each; only a head may leave."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, exists, func, or_, select, update

from fireline.core.events import WorkspaceId
from fireline.store.sql import Upsert
from fireline.store.tables import delivery, lane

# Touching a lane takes its row lock, and only then its head is looked for: in one statement PostgreSQL would look
# with the eyes it had before it waited for the lock.
_TOUCH = Upsert(lane, ("workspace_id", "name"), ("name",))

_standing = select(delivery.c.id).where(delivery.c.id == lane.c.head_id, delivery.c.ended_at.is_(None))
# `+ 0` keeps PostgreSQL from walking the primary key, past everything that was ever sent, in search of the lane.
_next = select(func.min(delivery.c.id + 0)).where(
    delivery.c.workspace_id == lane.c.workspace_id, delivery.c.lane == lane.c.name, delivery.c.ended_at.is_(None)
)
_SET_HEAD = (
    update(lane)
    .where(lane.c.workspace_id == bindparam("of_workspace"), lane.c.name == bindparam("of_lane"))
    # A head that has not ended stays, even when an older id was committed after it: it may be on its way.
    .values(head_id=func.coalesce(_standing.scalar_subquery(), _next.scalar_subquery()))
)

_before = delivery.alias("before")
# Of lanes joined with their heads: those that wait for nothing but their time.
may_leave = and_(
    lane.c.head_id.is_not(None),
    delivery.c.state.in_(("ready", "ambiguous")),
    or_(
        delivery.c.after_id.is_(None),
        ~exists().where(_before.c.id == delivery.c.after_id, _before.c.state != "sent"),
    ),
)


def set_heads(connection: Connection, lanes: Collection[tuple[WorkspaceId, str]]) -> None:
    """Finds the heads of these lanes anew. The last act of a unit, in one order for all: so no two units deadlock."""
    ordered = sorted(lanes)
    if not ordered:
        return
    connection.execute(_TOUCH.on(connection), [{"workspace_id": w, "name": name} for w, name in ordered])
    connection.execute(_SET_HEAD, [{"of_workspace": w, "of_lane": name} for w, name in ordered])


COUNT_PENDING = select(func.count()).select_from(delivery).where(delivery.c.ended_at.is_(None))


def pending_count(connection: Connection) -> int:
    """How many deliveries have not come to an end."""
    counted: int = connection.execute(COUNT_PENDING).scalar_one()
    return counted


def next_wakeup(connection: Connection) -> datetime | None:
    """When the next claim or lease comes due, in machine time; None when nothing waits but for something else."""
    heads = (
        select(func.min(delivery.c.not_before))
        .select_from(lane.join(delivery, delivery.c.id == lane.c.head_id))
        .where(may_leave)
    )
    leases = select(func.min(delivery.c.lease_until)).where(delivery.c.lease_until.is_not(None))
    moments = [connection.execute(heads).scalar(), connection.execute(leases).scalar()]
    return min((moment for moment in moments if moment is not None), default=None)
