"""Lanes: what leaves in order. A small table keeps the head of each; only a head may leave."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, func, select, update

from fireline.core.events import WorkspaceId
from fireline.store.sql import Upsert
from fireline.store.tables import delivery, lane

# Touching a lane takes its row lock, and only then its head is looked for: in one statement PostgreSQL would look
# with the eyes it had before it waited for the lock.
_TOUCH = Upsert(lane, ("workspace_id", "name"), ("name",))

_standing = select(delivery.c.id).where(delivery.c.id == lane.c.head_id, delivery.c.ended_at.is_(None))
_next = select(func.min(delivery.c.id)).where(
    delivery.c.workspace_id == lane.c.workspace_id, delivery.c.lane == lane.c.name, delivery.c.ended_at.is_(None)
)
_SET_HEAD = (
    update(lane)
    .where(lane.c.workspace_id == bindparam("of_workspace"), lane.c.name == bindparam("of_lane"))
    # A head that has not ended stays, even when an older id was committed after it: it may be on its way.
    .values(head_id=func.coalesce(_standing.scalar_subquery(), _next.scalar_subquery()))
)


def set_heads(connection: Connection, lanes: Collection[tuple[WorkspaceId, str]]) -> None:
    """Finds the heads of these lanes anew. The last act of a unit, in one order for all: so no two units deadlock."""
    ordered = sorted(lanes)
    if not ordered:
        return
    connection.execute(_TOUCH.on(connection), [{"workspace_id": w, "name": name} for w, name in ordered])
    connection.execute(_SET_HEAD, [{"of_workspace": w, "of_lane": name} for w, name in ordered])
