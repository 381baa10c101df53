"""The inbox: what Slack delivered, kept before it is acknowledged, applied once, forgotten after a week."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, delete, func, or_, select, text, update

from fireline.core.clock import machine_now
from fireline.core.events import WorkspaceId
from fireline.store.sql import InsertNew
from fireline.store.tables import DEAD, inbox

if TYPE_CHECKING:
    from fireline.store.unit import Unit

KEPT = timedelta(days=7)  # Slack redelivers for hours; a person who presses an old form does so within days
DEAD_KEPT = timedelta(days=30)
PORTION = 2000  # rows a sweep takes in one transaction: others are waiting
TRIES = 8
PARKED = timedelta(milliseconds=200)
LONGEST_WAIT = timedelta(minutes=5)

_ACCEPT = InsertNew(inbox, "workspace_id", "key")
_CLAIM = InsertNew(inbox, "workspace_id", "key", returning=(inbox.c.id,))
_KNOWN = select(inbox.c.id).where(inbox.c.workspace_id == bindparam("of_workspace"), inbox.c.key == bindparam("of_key"))


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One request as it came in. `ts` is the message it is about, so that a deletion can blank it while it waits."""

    workspace_id: WorkspaceId
    key: str
    kind: str
    payload: Mapping[str, Any]
    channel_id: str | None = None
    ts: str | None = None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A row that is to be applied. `attempts` counts the tries that failed."""

    id: int
    workspace_id: WorkspaceId
    key: str
    kind: str
    payload: Mapping[str, Any]
    channel_id: str | None
    received_at: datetime
    attempts: int


def accept(connection: Connection, arrivals: Sequence[Arrival], now: datetime | None = None) -> None:
    """Keeps them all; those whose key is known already are left out. One statement. `now` is machine time."""
    if not arrivals:
        return
    at = now or machine_now()
    connection.execute(_ACCEPT.on(connection), [_row(arrival, at) for arrival in arrivals])


def known(connection: Connection, workspace_id: WorkspaceId, key: str) -> bool:
    """Whether this request came before."""
    return connection.execute(_KNOWN, {"of_workspace": workspace_id, "of_key": key}).first() is not None


def claim_key(unit: Unit, key: str, kind: str = "act") -> bool:
    """Makes a command, press or form unique; False when it was taken before, and then nothing may be done again.

    On PostgreSQL a second asker waits here until the first has committed or failed.
    """
    at = machine_now()
    row = {
        "workspace_id": unit.workspace_id,
        "key": key,
        "kind": kind,
        "payload": None,
        "channel_id": None,
        "ts": None,
        "received_at": at,
        "state": "done",
        "attempts": 0,
        "not_before": at,
        "ended_at": at,
    }
    return unit.execute(_CLAIM.on(unit.connection), row).first() is not None


def release_key(unit: Unit, key: str) -> None:
    """Gives a claim back when nothing was done under it: the same form comes again, filled in better."""
    unit.execute(delete(inbox).where(inbox.c.workspace_id == unit.workspace_id, inbox.c.key == key))


def take(connection: Connection, limit: int, now: datetime | None = None) -> list[Waiting]:
    """The rows to apply next, in the order in which they arrived.

    Take, apply and `done` belong into one transaction: on PostgreSQL the rows stay locked until it ends, and another
    process passes them by.
    """
    c = inbox.c
    wanted = (
        select(c.id, c.workspace_id, c.key, c.kind, c.payload, c.channel_id, c.received_at, c.attempts)
        .where(c.ended_at.is_(None), c.not_before <= (now or machine_now()))
        .order_by(c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Waiting(**row._mapping) for row in connection.execute(wanted)]


def claim_recent(unit: Unit, slot: str, within: timedelta) -> bool:
    """True for the first of several equal acts within a while of machine time (a line sent twice by a nervous finger).

    Only a hash of the slot is kept.
    """
    key = f"recent:{hashlib.sha256(slot.encode()).hexdigest()}"
    if claim_key(unit, key, "recent"):
        return True
    c, now = inbox.c, machine_now()
    taken = unit.execute(
        update(inbox)
        .where(c.workspace_id == unit.workspace_id, c.key == key, c.received_at <= now - within)
        .values(received_at=now)
    )
    return taken.rowcount == 1


def park(connection: Connection, ids: Collection[int], wait: timedelta = PARKED) -> None:
    """Looks at these again in a moment; that is nobody's failure."""
    if ids:
        connection.execute(update(inbox).where(inbox.c.id.in_(ids)).values(not_before=machine_now() + wait))


def done(connection: Connection, ids: Collection[int], now: datetime | None = None) -> None:
    """They are applied: key and time stay, what people wrote goes."""
    if not ids:
        return
    connection.execute(
        update(inbox)
        .where(inbox.c.id.in_(ids), inbox.c.ended_at.is_(None))
        .values(state="done", payload=None, ended_at=now or machine_now())
    )


def failed(connection: Connection, row: Waiting, error: str, now: datetime | None = None) -> bool:
    """Puts a row that raised back for later; True when that was the last try and it is dead now."""
    at, tries = now or machine_now(), row.attempts + 1
    is_dead = tries >= TRIES
    changed = connection.execute(
        update(inbox)
        .where(inbox.c.id == row.id, inbox.c.attempts == row.attempts, inbox.c.ended_at.is_(None))
        .values(
            attempts=tries,
            error=error,
            not_before=at + backoff(tries),
            state="dead" if is_dead else "pending",
            ended_at=at if is_dead else None,
        )
    )
    return is_dead and changed.rowcount == 1


def revive(connection: Connection, row_id: int, now: datetime | None = None) -> bool:
    """Gives a dead row its tries back; False when it is not dead."""
    values = {"state": "pending", "attempts": 0, "error": None, "ended_at": None, "not_before": now or machine_now()}
    where = (inbox.c.id == row_id, inbox.c.state == "dead")
    return connection.execute(update(inbox).where(*where).values(values)).rowcount == 1


def forget_message(connection: Connection, workspace_id: WorkspaceId, channel_id: str, ts: str) -> None:
    """Blanks what still waits, or lies dead, about a message that was deleted."""
    c = inbox.c
    connection.execute(
        update(inbox)
        .where(c.payload.is_not(None), c.workspace_id == workspace_id, c.channel_id == channel_id, c.ts == ts)
        .values(state="done", payload=None, ended_at=machine_now())
    )


COUNT_PENDING = select(func.count()).select_from(inbox).where(inbox.c.ended_at.is_(None))
COUNT_DEAD = select(func.count()).select_from(inbox).where(text(DEAD))


def blank(connection: Connection, ids: Collection[int]) -> None:
    """Forgets these, whether they wait or lie dead."""
    if ids:
        gone = {"state": "done", "payload": None, "ended_at": machine_now()}
        connection.execute(update(inbox).where(inbox.c.id.in_(ids)).values(gone))


def counts(connection: Connection) -> dict[str, int]:
    """How many rows are `pending`, and how many `dead`."""
    return {
        "pending": connection.execute(COUNT_PENDING).scalar_one(),
        "dead": connection.execute(COUNT_DEAD).scalar_one(),
    }


def next_wakeup(connection: Connection) -> datetime | None:
    """When the earliest waiting row may be tried, in machine time; None when nothing waits."""
    moment: datetime | None = connection.execute(
        select(func.min(inbox.c.not_before)).where(inbox.c.ended_at.is_(None))
    ).scalar()
    return moment


def sweep(connection: Connection, now: datetime | None = None) -> int:
    """Forgets what was applied a week ago, and dead rows after a month; gives how many went, at most `PORTION`."""
    c, at = inbox.c, now or machine_now()
    old = or_(
        (c.received_at < at - KEPT) & (c.state == "done"),
        (c.received_at < at - DEAD_KEPT) & (c.state == "dead"),
    )
    portion = select(c.id).where(c.ended_at.is_not(None), old).limit(PORTION)
    return connection.execute(delete(inbox).where(c.id.in_(portion.scalar_subquery()))).rowcount


def backoff(tries: int) -> timedelta:
    """One second, then twice as long each time up to five minutes, a little apart from each other."""
    return min(timedelta(seconds=2 ** (tries - 1)), LONGEST_WAIT) * random.uniform(0.8, 1.2)


def _row(arrival: Arrival, at: datetime) -> dict[str, Any]:
    return {
        "workspace_id": arrival.workspace_id,
        "key": arrival.key,
        "kind": arrival.kind,
        "payload": dict(arrival.payload),
        "channel_id": arrival.channel_id,
        "ts": arrival.ts,
        "received_at": at,
        "state": "pending",
        "attempts": 0,
        "not_before": at,
        "ended_at": None,
    }
