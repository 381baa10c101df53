"""Writes down how a delivery ended, and tells whoever waits for it, in one unit."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, TypeAlias

import structlog

from fireline.core.clock import machine_now
from fireline.core.errors import GiveUp, Refused, RetryLater
from fireline.core.feature import Settled
from fireline.features.failures import blocks
from fireline.features.failures.reports import REPORT, delivery_in_words, delivery_name
from fireline.guard import Failure, Guard
from fireline.store import settling
from fireline.store.outbox import Claimed
from fireline.store.unit import Unit
from fireline.store.units import Units

log = structlog.get_logger("fireline.delivery")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How patient the loop is. All of it is machine time.

    A send is given up (its end unknown) well before its lease ends, so that no second process can take over what
    still runs: `lease` must stay above `send_within` and the wait for a turn together. `admin_channel` finds the
    channel where dead letters are reported.
    """

    at_once: int = 400
    lease: timedelta = timedelta(seconds=60)
    send_within: timedelta = timedelta(seconds=40)
    settle_after: timedelta = timedelta(seconds=30)
    tries: int = 40
    backoff: timedelta = timedelta(seconds=1)
    longest_backoff: timedelta = timedelta(minutes=5)
    paused_for: timedelta = timedelta(seconds=60)
    probe_for: timedelta = timedelta(seconds=5)
    stop_within: timedelta = timedelta(seconds=10)
    poll: timedelta = timedelta(seconds=2)
    admin_channel: Callable[[Unit], str | None] = field(default=lambda unit: None)

    def wait_after(self, attempts: int) -> timedelta:
        """The wait before the next attempt: doubling to a cap, and scattered so that not all come back at once."""
        doubled = self.backoff * float(2 ** min(max(0, attempts - 1), 20))
        return min(doubled, self.longest_backoff) * random.uniform(0.5, 1.0)


@dataclass(frozen=True)
class Sent:
    """It happened; `doubles` are messages that show it once more."""

    result: Mapping[str, Any]
    doubles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Again:
    """It certainly did not happen. `counts` is False when that was nobody's failure (a 429, a paused workspace)."""

    reason: str
    after: timedelta
    counts: bool = True
    progress: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Unknown:
    """Nobody can say whether it happened: it is looked up after a while."""

    reason: str
    after: timedelta


@dataclass(frozen=True)
class Dead:
    """It will never happen. `quiet`: its moment has passed, and no admin needs to know."""

    reason: str
    quiet: bool = False


Ending: TypeAlias = Sent | Again | Unknown | Dead


class Settlement:
    """Records endings. Whoever lost the lease meanwhile changes nothing."""

    def __init__(self, units: Units, guard: Guard, terms: Terms) -> None:
        self._units = units
        self._guard = guard
        self._terms = terms

    async def record(self, claimed: Claimed, ending: Ending) -> None:
        """Tries for as long as the lease may last; after that the delivery counts as unknown by itself."""
        deadline = time.monotonic() + self._terms.lease.total_seconds()
        while time.monotonic() < deadline:
            try:
                return await self._record_once(claimed, ending)
            except RetryLater:  # the database is away
                await asyncio.sleep(0.5)
        return None

    async def _record_once(self, claimed: Claimed, ending: Ending) -> None:
        """When a feature fails on the news, the news is written down without it: what was sent stays sent."""
        try:
            kept = await self._guard.run("a settled delivery", partial(self._in_unit, claimed, ending, tell=True))
        except (Refused, GiveUp) as refused:
            log.error("A feature refused a settled delivery.", delivery=claimed.id, reason=str(refused))
            kept = Failure("", refused)
        if isinstance(kept, Failure):
            await self._in_unit(claimed, ending, tell=False)

    async def _in_unit(self, claimed: Claimed, ending: Ending, *, tell: bool) -> None:
        work = partial(settle, claimed=claimed, ending=ending, terms=self._terms, tell=tell)
        await self._units.run(claimed.workspace_id, work)


def settle(unit: Unit, *, claimed: Claimed, ending: Ending, terms: Terms, tell: bool = True) -> None:
    """Writes one ending down. `tell=False` leaves the feature out that failed on it."""
    match ending:
        case Sent():
            _sent(unit, claimed, ending, tell=tell)
        case Unknown():
            due = machine_now() + ending.after
            settling.settle_ambiguous(unit, claimed, not_before=due, error=ending.reason)
        case Again() if ending.counts and claimed.attempts >= terms.tries:
            _dead(unit, claimed, Dead(f"{ending.reason} ({claimed.attempts} times)"), terms, tell=tell)
        case Again():
            _again(unit, claimed, ending)
        case Dead():
            _dead(unit, claimed, ending, terms, tell=tell)


def _sent(unit: Unit, claimed: Claimed, ending: Sent, *, tell: bool) -> None:
    if not settling.settle_sent(unit, claimed, ending.result):
        return
    for channel, ts in ending.doubles:
        remove_double(unit, channel, ts)
    if tell:
        tell_topic(unit, claimed, result=ending.result)


def _again(unit: Unit, claimed: Claimed, ending: Again) -> None:
    settling.settle_retry(
        unit,
        claimed,
        not_before=machine_now() + ending.after,
        error=ending.reason,
        counts=ending.counts,
        progress=ending.progress,
    )


def tell_topic(unit: Unit, row: Claimed, *, result: Mapping[str, Any], error: str | None = None) -> None:
    """Tells the feature that waits for this delivery how it ended, in this unit."""
    handler = unit.registry.settled.get(row.topic or "")
    if handler is not None:
        topic = row.topic or ""
        handler(unit, Settled(topic=topic, incident_id=row.incident_id, data=row.data, result=result, error=error))


def remove_double(unit: Unit, channel: str, ts: str) -> None:
    """Deletes the second of two messages that carry one delivery's mark."""
    log.warning("A message shows twice; the later one goes.", channel=channel, ts=ts)
    unit.call("chat.delete", {"channel": channel, "ts": ts}, lane=f"doubles:{channel}", key=f"double:{channel}:{ts}")


def _dead(unit: Unit, claimed: Claimed, ending: Dead, terms: Terms, *, tell: bool) -> None:
    died = settling.settle_dead(unit, claimed, error=ending.reason)
    for row in died if tell else ():
        tell_topic(unit, row, result={}, error=ending.reason)
    if died:
        _report(unit, claimed, ending, terms, also=len(died) - 1)


def _report(unit: Unit, claimed: Claimed, ending: Dead, terms: Terms, *, also: int) -> None:
    facts = {"delivery": claimed.id, "method": claimed.method, "reason": ending.reason, "dependants": also}
    if ending.quiet:
        log.info("A delivery lapsed.", **facts)
        return
    log.error("A delivery is dead.", **facts)
    channel = terms.admin_channel(unit)
    if channel is None or (claimed.surface or "").startswith(REPORT):
        return
    text = delivery_in_words(claimed.id, claimed.arguments, ending.reason)
    name = delivery_name(claimed.id, claimed.fence)
    unit.show(name, to=channel, text=text, blocks=blocks.delivery(text, claimed.id, claimed.fence))
