"""How far each channel's history was read, and what of it is recorded already: the store's side of back-fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from fireline.features.timeline import events, voices
from fireline.features.timeline.tables import backfill
from fireline.store import keyed
from fireline.store.sql import Upsert
from fireline.store.tables import entry
from fireline.store.unit import Unit

_PUT = Upsert(backfill, ("workspace_id", "channel_id"), ("read_to", "sweep_top", "sweep_down"))


@dataclass(frozen=True)
class Progress:
    """Everything up to `read_to` was read. A sweep under way began at `sweep_top` and has come down to `sweep_down`."""

    read_to: str | None = None
    sweep_top: str | None = None
    sweep_down: str | None = None

    @property
    def is_under_way(self) -> bool:
        return self.sweep_down is not None


def progress_of(unit: Unit, channel_id: str) -> Progress:
    found = keyed.one(unit, backfill, channel_id=channel_id)
    return Progress(found.read_to, found.sweep_top, found.sweep_down) if found else Progress()


def set_progress(unit: Unit, channel_id: str, progress: Progress) -> None:
    row = {"workspace_id": unit.workspace_id, "channel_id": channel_id, **progress.__dict__}
    unit.execute(_PUT.on(unit.connection), row)


def recorded_between(unit: Unit, channel_id: str, low: str, high: str, *, thread: str | None = None) -> frozenset[str]:
    """Timestamps of the messages on record between two others (both ends left out) that nobody has deleted."""
    c = entry.c
    rows = unit.rows(
        select(c.ts).where(
            c.workspace_id == unit.workspace_id,
            c.channel_id == channel_id,
            c.kind.in_(events.MESSAGES),
            c.deleted_at.is_(None),
            c.ts > low,
            c.ts < high,
            c.thread_ts.is_(None) if thread is None else c.thread_ts == thread,
        )
    )
    return frozenset(row.ts for row in rows)


def threads_above(unit: Unit, channel_id: str, low: str) -> Sequence[str]:
    """Older threads with a reply above `low` on record: their parents are not in the span that is read."""
    c = entry.c
    rows = unit.rows(
        select(c.thread_ts)
        .where(c.workspace_id == unit.workspace_id, c.channel_id == channel_id, c.ts > low, c.thread_ts <= low)
        .distinct()
        .order_by(c.thread_ts)
    )
    return [row.thread_ts for row in rows]


def marked_among(unit: Unit, channel_id: str, stamps: Sequence[str]) -> frozenset[str]:
    """Which of these messages carry a mark as far as we know."""
    return voices.marked_since(unit, channel_id, stamps)
