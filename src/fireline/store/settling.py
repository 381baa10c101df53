"""How deliveries end: sent, put back, unclear, or dead. Only the newest claim may say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, select, update

from fireline.core.clock import machine_now
from fireline.core.events import DeliveryId, WorkspaceId
from fireline.core.feature import Settled
from fireline.store.lanes import set_heads
from fireline.store.outbox import Claimed
from fireline.store.sql import database_now
from fireline.store.tables import delivery, surface

if TYPE_CHECKING:
    from fireline.store.unit import Unit

_OURS = (
    delivery.c.id == bindparam("of_id"),
    delivery.c.fence == bindparam("of_fence"),
    delivery.c.state == "sending",
)
_PLACE = (
    update(surface)
    .where(
        surface.c.workspace_id == bindparam("of_workspace"),
        surface.c.name == bindparam("of_name"),
        surface.c.ts.is_(None),
    )
    .values(channel_id=bindparam("to_channel"), ts=bindparam("to_ts"))
)


def settle_sent(unit: Unit, claimed: Claimed, result: Mapping[str, Any], *, tell: bool = True) -> bool:
    """It worked: `result` is what Slack answered, a message's place is remembered, whoever asked is told.

    False, and nothing is changed, when the claim is an old one. `tell=False` leaves the one who asked out: for a
    second try after that one raised.
    """
    now = machine_now()
    kept = {"sent_at": now, "ended_at": now, "arguments": {}, "result": dict(result), "error": None}
    if not _settle(unit, claimed, state="sent", progress=None, **kept):
        return False
    _place(unit, claimed.surface, result.get("channel"), result.get("ts"))
    if tell:
        _tell(unit, claimed, dict(result), None)
    return True


def settle_retry(
    unit: Unit, claimed: Claimed, *, not_before: datetime, error: str | None = None, counts: bool = True
) -> bool:
    """It certainly did not work, or was not sent: it stays head of its lane until `not_before` (machine time).

    `counts=False` takes the try back: for one that only waits for its pace.
    """
    tries = claimed.attempts if counts else claimed.attempts - 1
    return _settle(unit, claimed, state="ready", not_before=not_before, error=error, attempts=tries)


def settle_ambiguous(unit: Unit, claimed: Claimed, *, not_before: datetime, error: str | None = None) -> bool:
    """Nobody knows whether it worked: from `not_before` on it is claimed again, to be looked up first."""
    return _settle(unit, claimed, state="ambiguous", not_before=not_before, error=error)


def settle_dead(unit: Unit, claimed: Claimed, error: str, *, tell: bool = True) -> bool:
    """It will never work: its lane goes on without it, and what had to come after it dies too, all told."""
    if not _settle(unit, claimed, state="dead", ended_at=machine_now(), error=error):
        return False
    if claimed.surface is not None:
        _unwant(unit, claimed.surface)
    if tell:
        _tell(unit, claimed, {}, error)
    unit.fallen.append((claimed.id, "dead"))
    return True


def settle_seen(unit: Unit, delivery_id: DeliveryId, channel: str, ts: str) -> bool:
    """Our own message came back with this delivery's mark: so it is visible, whatever the answer was.

    True when that settled an open delivery. One that was put back to be sent again edits the visible message then.
    """
    row = unit.first(
        select(delivery)
        .where(delivery.c.id == delivery_id, delivery.c.workspace_id == unit.workspace_id)
        .where(delivery.c.ended_at.is_(None))
        .with_for_update()
    )
    if row is None:
        return False
    _place(unit, row.surface, channel, ts)
    if row.state == "ready" and row.surface is not None:
        return False
    now, result = machine_now(), {"channel": channel, "ts": ts}
    ended = {"sent_at": now, "ended_at": now, "arguments": {}, "result": result, "lease_until": None}
    unit.execute(update(delivery).where(delivery.c.id == row.id).values(state="sent", progress=None, **ended))
    _freed(unit, row.lane)
    _tell(unit, row, result, None)
    return True


def keep_progress(connection: Connection, claimed: Claimed, progress: Mapping[str, Any]) -> bool:
    """Remembers how far a delivery of several steps has come (a file's id before the upload is completed)."""
    values = {"progress": dict(progress)}
    statement = update(delivery).where(*_OURS).values(values)
    return connection.execute(statement, {"of_id": claimed.id, "of_fence": claimed.fence}).rowcount == 1


def extend_lease(connection: Connection, claimed: Claimed, until: datetime) -> bool:
    """Keeps a delivery in our hands for longer (a big file); False when it was taken from us."""
    statement = update(delivery).where(*_OURS).values(lease_until=until)
    return connection.execute(statement, {"of_id": claimed.id, "of_fence": claimed.fence}).rowcount == 1


def expired(connection: Connection, now: datetime | None = None, *, everybodys: bool = False) -> int:
    """Leases that ran out become ambiguous; gives how many. `everybodys`: all of them, when an only process starts."""
    at = now or database_now(connection)
    ran_out = delivery.c.lease_until.is_not(None) if everybodys else delivery.c.lease_until <= at
    statement = update(delivery).where(ran_out, delivery.c.state == "sending")
    values = {"state": "ambiguous", "not_before": at, "lease_until": None, "error": "the process died while sending"}
    return connection.execute(statement.values(values)).rowcount


def dead_letters(connection: Connection, workspace_id: WorkspaceId, limit: int = 50) -> Sequence[Row[Any]]:
    """What could not be delivered, newest first; what merely had to come after it is not listed."""
    c = delivery.c
    wanted: Select[Any] = (
        select(c.id, c.method, c.incident_id, c.topic, c.lane, c.attempts, c.error, c.ended_at)
        .where(c.workspace_id == workspace_id, c.state == "dead", c.attempts > 0)
        .order_by(c.id.desc())
        .limit(limit)
    )
    return connection.execute(wanted).all()


def retry_dead(connection: Connection, delivery_id: DeliveryId, now: datetime | None = None) -> bool:
    """Sends a dead delivery, and what died for want of it, once more; False when it is not dead, or overtaken."""
    newer = delivery.alias("newer")
    overtaken = exists().where(
        newer.c.workspace_id == delivery.c.workspace_id,
        newer.c.surface == delivery.c.surface,
        newer.c.id > delivery.c.id,
    )
    revived = _revive(connection, (delivery.c.id == delivery_id) & ~overtaken, now or machine_now())
    lanes, ids = set(revived), [delivery_id] if revived else []
    while ids:
        followers = connection.execute(
            select(delivery.c.id).where(delivery.c.after_id.in_(ids), delivery.c.attempts == 0)
        ).scalars()
        ids = list(followers)
        lanes |= set(_revive(connection, delivery.c.id.in_(ids), now or machine_now()))
    set_heads(connection, lanes)
    return bool(revived)


def bury_followers(unit: Unit) -> None:
    """Ends what had to come after deliveries that died or were taken back, and what had to come after that."""
    while unit.fallen:
        fallen, fate = unit.fallen.pop()
        rows = unit.rows(
            select(delivery).where(delivery.c.after_id == fallen, delivery.c.ended_at.is_(None)).with_for_update()
        )
        for row in rows:
            _bury(unit, row, fate, f"it had to come after delivery {fallen}, which was not sent")


def _bury(unit: Unit, row: Row[Any], fate: str, error: str) -> None:
    ended = {"state": fate, "ended_at": machine_now(), "lease_until": None, "error": error}
    unit.execute(update(delivery).where(delivery.c.id == row.id).values(ended))
    _freed(unit, row.lane)
    if row.surface is not None:
        _unwant(unit, row.surface)
    unit.fallen.append((row.id, fate))
    if fate == "dead":
        _tell(unit, row, {}, error)


def _settle(unit: Unit, claimed: Claimed, **values: Any) -> bool:
    statement = update(delivery).where(*_OURS).values(lease_until=None, **values)
    if unit.execute(statement, {"of_id": claimed.id, "of_fence": claimed.fence}).rowcount != 1:
        return False
    _freed(unit, claimed.lane)
    return True


def _freed(unit: Unit, lane: str) -> None:
    unit.lanes.add(lane)
    unit.bells.add("outbox")


def _place(unit: Unit, name: str | None, channel: Any, ts: Any) -> None:
    if name is None or not channel or not ts:
        return
    where = {"of_workspace": unit.workspace_id, "of_name": name}
    unit.execute(_PLACE, {**where, "to_channel": channel, "to_ts": ts})


def _unwant(unit: Unit, name: str) -> None:
    """What died is not what people see: the next `show` of the same content must try again."""
    unit.execute(
        update(surface)
        .where(surface.c.workspace_id == unit.workspace_id, surface.c.name == name)
        .values(wanted=None)
    )


def _tell(unit: Unit, told: Claimed | Row[Any], result: Mapping[str, Any], error: str | None) -> None:
    handler = unit.registry.settled.get(told.topic or "")
    if handler is not None:
        settled = Settled(
            topic=told.topic or "", incident_id=told.incident_id, data=told.data, result=result, error=error
        )
        handler(unit, settled)


def _revive(connection: Connection, which: Any, now: datetime) -> list[tuple[WorkspaceId, str]]:
    values = {"state": "ready", "ended_at": None, "not_before": now, "attempts": 0, "error": None}
    statement = update(delivery).where(which, delivery.c.state == "dead").values(values)
    return [
        (WorkspaceId(row.workspace_id), row.lane)
        for row in connection.execute(statement.returning(delivery.c.workspace_id, delivery.c.lane))
    ]
