"""How deliveries end: sent, put back, unclear, or dead. Only the newest claim may say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, exists, func, select, text, update

from fireline.core.clock import machine_now
from fireline.core.events import DeliveryId, WorkspaceId
from fireline.store.burying import buried, freed, unwant
from fireline.store.deliveries import Claimed, stored
from fireline.store.inbox import PORTION
from fireline.store.sql import database_now
from fireline.store.tables import DEAD, delivery, surface

if TYPE_CHECKING:
    from fireline.store.unit import Unit

KEPT = timedelta(days=400)  # a key must outlive the longest thing that asks for it again: a year of nags

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


def settle_sent(unit: Unit, claimed: Claimed, result: Mapping[str, Any]) -> bool:
    """It worked: `result` is what Slack answered, and a message's place is remembered.

    False, and nothing is changed, when the claim is an old one. The caller tells the topic's handler.
    """
    now = machine_now()
    kept = {"sent_at": now, "ended_at": now, "arguments": {}, "result": dict(result), "error": None}
    if not _settle(unit, claimed, state="sent", progress=None, **kept):
        return False
    _place(unit, claimed.surface, result.get("channel"), result.get("ts"))
    return True


def settle_retry(
    unit: Unit,
    claimed: Claimed,
    *,
    not_before: datetime,
    error: str | None = None,
    counts: bool = True,
    progress: Mapping[str, Any] | None = None,
) -> bool:
    """It certainly did not work, or was not sent: it stays head of its lane until `not_before` (machine time).

    `counts=False` takes the try back: for one that only waits for its pace.
    """
    tries = claimed.attempts if counts else claimed.attempts - 1
    values: dict[str, Any] = {"not_before": not_before, "error": error, "attempts": tries}
    if progress is not None:
        values["progress"] = dict(progress)
    return _settle(unit, claimed, state="ready", **values)


def settle_ambiguous(unit: Unit, claimed: Claimed, *, not_before: datetime, error: str | None = None) -> bool:
    """Nobody knows whether it worked: from `not_before` on it is claimed again, to be looked up first."""
    return _settle(unit, claimed, state="ambiguous", not_before=not_before, error=error)


def settle_dead(unit: Unit, claimed: Claimed, *, error: str) -> list[Claimed]:
    """It will never work: its lane goes on without it, and what had to come after it dies too.

    Gives all that died, itself first; nothing when the claim is an old one. The caller tells their topics' handlers.
    """
    if not _settle(unit, claimed, state="dead", ended_at=machine_now(), error=error):
        return []
    if claimed.surface is not None:
        unwant(unit, claimed.surface)
    return [claimed, *buried(unit, [claimed.id])]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a message of ours that came back said: `place` is where its delivery is visible.

    `settled` is False when that was known; a message at another place than `place` is then the second of two.
    """

    delivery: Claimed
    place: tuple[str, str] | None
    settled: bool


def settle_seen(unit: Unit, delivery_id: DeliveryId, channel: str, ts: str) -> Seen | None:
    """Our own message came back with this delivery's mark: so it is visible, whatever the answer was.

    None when there is no such delivery. The caller tells the topic's handler when this settled it. One that was put
    back to be sent again is not settled: it edits the visible message when its turn comes.
    """
    row = unit.first(
        select(delivery)
        .where(delivery.c.id == delivery_id, delivery.c.workspace_id == unit.workspace_id)
        .with_for_update()
    )
    if row is None:
        return None
    if row.ended_at is not None or (row.state == "ready" and row.surface is not None):
        _place(unit, row.surface, channel, ts)
        return Seen(delivery=stored(row), place=_place_of(unit, row), settled=False)
    now, result = machine_now(), {"channel": channel, "ts": ts}
    ended = {"sent_at": now, "ended_at": now, "arguments": {}, "result": result, "lease_until": None}
    unit.execute(update(delivery).where(delivery.c.id == row.id).values(state="sent", progress=None, **ended))
    _place(unit, row.surface, channel, ts)
    freed(unit, row.lane)
    return Seen(delivery=stored(row), place=(channel, ts), settled=True)


def _place_of(unit: Unit, row: Row[Any]) -> tuple[str, str] | None:
    if row.surface is None:
        known = row.result or {}
        return (known["channel"], known["ts"]) if "channel" in known and "ts" in known else None
    where = (surface.c.workspace_id == unit.workspace_id, surface.c.name == row.surface)
    found = unit.first(select(surface.c.channel_id, surface.c.ts).where(*where, surface.c.ts.is_not(None)))
    return None if found is None else (found.channel_id, found.ts)


def note_progress(unit: Unit, claimed: Claimed, progress: Mapping[str, Any]) -> bool:
    """Remembers how far a delivery of several steps has come (a file's id before the upload is completed)."""
    statement = update(delivery).where(*_OURS).values(progress=dict(progress))
    return unit.execute(statement, {"of_id": claimed.id, "of_fence": claimed.fence}).rowcount == 1


def expire(
    connection: Connection,
    now: datetime | None = None,
    *,
    settle_after: timedelta = timedelta(0),
    everybodys: bool = False,
) -> int:
    """Leases that ran out become ambiguous, to be looked up after `settle_after`; gives how many.

    `everybodys` ends all leases: for the start of a process that is the only one.
    """
    at = now or database_now(connection)
    ran_out = delivery.c.lease_until.is_not(None) if everybodys else delivery.c.lease_until <= at
    statement = update(delivery).where(ran_out, delivery.c.state == "sending")
    error = "the process died while sending"
    values = {"state": "ambiguous", "not_before": at + settle_after, "lease_until": None, "error": error}
    return connection.execute(statement.values(values)).rowcount


def dead_letters(connection: Connection, workspace_id: WorkspaceId, limit: int = 50) -> Sequence[Row[Any]]:
    """What could not be delivered, newest first; what merely had to come after it is not listed."""
    c = delivery.c
    wanted: Select[Any] = (
        select(c.id, c.method, c.incident_id, c.topic, c.lane, c.attempts, c.error, c.ended_at)
        .where(c.workspace_id == workspace_id, text(DEAD), c.attempts > 0)
        .order_by(c.id.desc())
        .limit(limit)
    )
    return connection.execute(wanted).all()


# Without those that merely had to come after one that failed for good.
COUNT_DEAD = select(func.count()).select_from(delivery).where(text(DEAD), delivery.c.attempts > 0)


def retry_dead(unit: Unit, delivery_id: DeliveryId) -> bool:
    """Sends a dead delivery, and what died for want of it, once more; False when it is not dead, or overtaken."""
    newer = delivery.alias("newer")
    overtaken = exists().where(
        newer.c.workspace_id == delivery.c.workspace_id,
        newer.c.surface == delivery.c.surface,
        newer.c.id > delivery.c.id,
    )
    revived = _revive(unit, (delivery.c.id == delivery_id) & ~overtaken)
    ids = [row.id for row in revived]
    while ids:
        died_for_want = delivery.c.after_id.in_(ids) & (delivery.c.attempts == 0)
        ids = [row.id for row in _revive(unit, died_for_want)]
    return bool(revived)


def _revive(unit: Unit, which: ColumnElement[bool]) -> Sequence[Row[Any]]:
    values = {"state": "ready", "ended_at": None, "not_before": machine_now(), "attempts": 0, "error": None}
    where = (which, delivery.c.state == "dead", delivery.c.workspace_id == unit.workspace_id)
    rows = unit.execute(update(delivery).where(*where).values(values).returning(delivery.c.id, delivery.c.lane)).all()
    for row in rows:
        freed(unit, row.lane)
    return rows


def sweep(connection: Connection, now: datetime | None = None) -> int:
    """Forgets what was sent or taken back long ago (its keys with it), but not dead letters.

    A portion at a time; gives how many went.
    """
    old = delivery.c.ended_at < (now or machine_now()) - KEPT
    portion = select(delivery.c.id).where(old, delivery.c.state.in_(("sent", "dropped"))).limit(PORTION)
    return connection.execute(delete(delivery).where(delivery.c.id.in_(portion.scalar_subquery()))).rowcount


def _settle(unit: Unit, claimed: Claimed, **values: Any) -> bool:
    statement = update(delivery).where(*_OURS).values(lease_until=None, **values)
    if unit.execute(statement, {"of_id": claimed.id, "of_fence": claimed.fence}).rowcount != 1:
        return False
    freed(unit, claimed.lane)
    return True


def _place(unit: Unit, name: str | None, channel: Any, ts: Any) -> None:
    if name is None or not channel or not ts:
        return
    where = {"of_workspace": unit.workspace_id, "of_name": name}
    unit.execute(_PLACE, {**where, "to_channel": channel, "to_ts": ts})
