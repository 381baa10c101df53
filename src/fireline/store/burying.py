"""What had to come after a delivery that will not be sent ends with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, bindparam, select, update

from fireline.core.clock import machine_now
from fireline.core.events import DeliveryId
from fireline.core.feature import Settled
from fireline.store.deliveries import Claimed, stored
from fireline.store.tables import delivery, surface

if TYPE_CHECKING:
    from fireline.store.unit import Unit


def bury_followers(unit: Unit) -> None:
    """The end of a unit: what was to come after a delivery that is not going to be sent ends too, and is told."""
    while unit.fallen:
        fallen, unit.fallen = unit.fallen, []
        for gone in buried(unit, fallen):
            _tell(unit, gone)


_before = delivery.alias("before")
_FOLLOWERS: Select[Any] = (
    select(delivery, _before.c.state.label("fate"))
    .join(_before, _before.c.id == delivery.c.after_id)
    # Asked again, since a savepoint may have taken the death back.
    .where(_before.c.id.in_(bindparam("ids", expanding=True)), _before.c.state.in_(("dead", "dropped")))
    .where(delivery.c.ended_at.is_(None))
    .order_by(delivery.c.id)
    .with_for_update(of=delivery)
)


def buried(unit: Unit, ids: Sequence[DeliveryId]) -> list[Claimed]:
    """Ends all that had to come after these, and after those; gives the dead (not what was merely taken back)."""
    died: list[Claimed] = []
    while ids:
        rows = unit.execute(_FOLLOWERS, {"ids": list(ids)}).all()
        for row in rows:
            _bury(unit, row)
        died += [stored(row) for row in rows if row.fate == "dead"]
        ids = [row.id for row in rows]
    return died


def _bury(unit: Unit, row: Row[Any]) -> None:
    error = f"it had to come after delivery {row.after_id}, which was not sent"
    ended = {"state": row.fate, "ended_at": machine_now(), "lease_until": None, "error": error}
    unit.execute(update(delivery).where(delivery.c.id == row.id).values(ended))
    freed(unit, row.lane)
    if row.surface is not None:
        unwant(unit, row.surface)


def _tell(unit: Unit, gone: Claimed) -> None:
    handler = unit.registry.settled.get(gone.topic or "")
    if handler is not None:
        error = "what it had to come after was not sent"
        handler(unit, _settled(gone, error))


def _settled(gone: Claimed, error: str) -> Settled:
    return Settled(topic=gone.topic or "", incident_id=gone.incident_id, data=gone.data, result={}, error=error)


def freed(unit: Unit, lane: str) -> None:
    unit.lanes.add(lane)
    unit.bells.add("outbox")


def unwant(unit: Unit, name: str) -> None:
    """What died is not what people see: the next `show` of the same content must try again."""
    unit.execute(
        update(surface).where(surface.c.workspace_id == unit.workspace_id, surface.c.name == name).values(wanted=None)
    )
