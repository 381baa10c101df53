"""Calls of which only the newest counts: a home tab is drawn over and over, and nobody misses what came between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from fireline.core.events import DeliveryId
from fireline.store.deliveries import enqueue
from fireline.store.tables import delivery

if TYPE_CHECKING:
    from fireline.store.unit import Unit

_UNSENT = (
    select(delivery.c.id)
    .where(
        delivery.c.workspace_id == bindparam("of_workspace"),
        delivery.c.lane == bindparam("of_lane"),
        delivery.c.method == bindparam("of_method"),
        delivery.c.ended_at.is_(None),
        delivery.c.state == "ready",
    )
    .with_for_update()
)


def latest(unit: Unit, method: str, arguments: Mapping[str, Any], *, lane: str) -> DeliveryId | None:
    """Asks for a call; one of this lane and method that has not left yet gives way to it."""
    found = unit.first(_UNSENT, {"of_workspace": unit.workspace_id, "of_lane": lane, "of_method": method})
    if found is None:
        return enqueue(unit, method, arguments, lane=lane)
    unit.execute(update(delivery).where(delivery.c.id == found.id).values(arguments=dict(arguments)))
    return DeliveryId(found.id)
