"""The way from the outbox to the world: claim, send, settle.

A claim is committed before anything leaves. What ended with a clear answer is settled at once; what ended in the dark
waits until it has settled down, is looked up, and is sent again only when it is not there. Each delivery runs by
itself, so one that hangs holds its own lane and nothing else.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection

from fireline.core.clock import machine_now
from fireline.core.couriers import CannotTell, Courier, Lapsed, Unauthorized
from fireline.core.errors import GiveUp, RetryLater
from fireline.core.events import DeliveryId
from fireline.guard import Failure, Guard
from fireline.pausing import Pauses
from fireline.settlement import Again, Dead, Ending, Sent, Settlement, Terms, Unknown, remove_double, tell_topic
from fireline.store import outbox, settling
from fireline.store.engine import Database
from fireline.store.outbox import Claimed
from fireline.store.unit import Unit
from fireline.store.units import Units

log = structlog.get_logger("fireline.delivery")

NOW = timedelta(0)
PAUSED = "the workspace is paused: Slack refuses our token"
LAST_WORDS_SECONDS = 1.5
# The database's clock may be a little behind ours: what is due by ours is not claimable yet. The bell ends any rest.
SHORTEST_REST = 0.01


@dataclass(frozen=True)
class Round:
    """What one look into the outbox gave: what is ours to send now, and when there is more to do."""

    claimed: list[Claimed]
    wake_at: datetime | None


class Delivery:
    """The loop. `run` until `stop`; the bell says that a unit left something."""

    def __init__(
        self, database: Database, units: Units, courier: Courier, *, guard: Guard | None = None, terms: Terms
    ) -> None:
        self._database = database
        self._units = units
        self._courier = courier
        self._guard = guard or Guard()
        self._terms = terms
        self._settlement = Settlement(units, self._guard, terms)
        self._bell = asyncio.Event()
        self._stopping = False
        self._is_first = True
        self._is_looking = False
        self._flying: set[asyncio.Task[None]] = set()
        self._pauses = Pauses(paused_for=terms.paused_for, probe_for=terms.probe_for)
        units.on_bell("outbox", self._bell.set)

    # the loop ----------------------------------------------------------------------------------------------
    async def run(self) -> None:
        """Delivers until `stop` is called."""
        while not self._stopping:
            self._bell.clear()
            await self._rest(await self._guarded_round())

    async def stop(self) -> None:
        """Claims nothing more, lets what is under way finish, and leaves the rest to be looked up."""
        self._stopping = True
        self._bell.set()
        if self._flying:
            await asyncio.wait(self._flying, timeout=self._terms.stop_within.total_seconds())
        for task in self._flying:
            task.cancel()
        if self._flying:  # they write down how they ended; a lease says the same to the next start
            await asyncio.wait(self._flying, timeout=LAST_WORDS_SECONDS)

    async def drained(self, *, within: timedelta = timedelta(seconds=10)) -> bool:
        """Waits until nothing is under way and nothing could leave now; False when that takes too long."""
        deadline = time.monotonic() + within.total_seconds()
        while time.monotonic() < deadline:
            wake_at = await self._database.read(outbox.next_wakeup)
            if not self.is_busy and (wake_at is None or wake_at > machine_now()):
                return True
            await asyncio.sleep(0.005)
        return False

    async def _rest(self, wake_at: datetime | None) -> None:
        seconds = self._terms.poll.total_seconds()
        if wake_at is not None:
            seconds = min(seconds, max(SHORTEST_REST, (wake_at - machine_now()).total_seconds()))
        try:
            await asyncio.wait_for(self._bell.wait(), seconds)
        except TimeoutError:
            return

    async def _guarded_round(self) -> datetime | None:
        try:
            found = await self._guard.run("a round of deliveries", self.round)
        except RetryLater as away:
            log.warning("The outbox cannot be read.", reason=away.reason)
            return None
        return None if isinstance(found, Failure) else found

    async def round(self) -> datetime | None:
        """Claims what may leave and sends it on its way; gives when there is more to do."""
        free = self._terms.at_once - len(self._flying)
        if free <= 0:
            return None  # the next that lands rings the bell
        self._is_looking = True
        try:
            return await self._look_and_start(free)
        finally:
            self._is_looking = False

    async def _look_and_start(self, free: int) -> datetime | None:
        look = partial(_look, free=free, terms=self._terms, first=self._is_first)
        found = await self._database.write(look, savepoint=False)
        self._is_first = False
        for claimed in found.claimed:
            self._start(claimed)
        return found.wake_at

    def _start(self, claimed: Claimed) -> None:
        task = asyncio.create_task(self._deliver(claimed), name=f"delivery {claimed.id}")
        self._flying.add(task)
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self._bell.set()

    # one delivery ------------------------------------------------------------------------------------------
    async def _deliver(self, claimed: Claimed) -> None:
        ending = self._while_paused(claimed) or await self._attempt(claimed)
        await self._guard.run("settling a delivery", partial(self._settlement.record, claimed, ending))

    async def _attempt(self, claimed: Claimed) -> Ending:
        work = self._found if claimed.is_ambiguous else self._sent
        try:
            ending = await self._guard.run(f"a delivery by {claimed.method}", partial(work, claimed))
        except asyncio.CancelledError:  # only `stop` cancels, and it waits for the settling
            return Unknown("the bot stopped while it was under way", self._terms.settle_after)
        if isinstance(ending, Failure):
            return self._bug(claimed, ending)
        if isinstance(ending, Sent | Dead):  # Slack spoke to us
            self._pauses.resume(claimed.workspace_id)
        return ending

    async def _sent(self, claimed: Claimed) -> Ending:
        try:
            await self._courier.ready(claimed)
        except RetryLater as later:
            return self._not_now(claimed, later)
        except asyncio.CancelledError:
            return Again("the bot stopped before it left", NOW, counts=False)
        try:
            async with asyncio.timeout(self._terms.send_within.total_seconds()):
                result = await self._courier.send(claimed, partial(self._note, claimed))
        except Unauthorized as refused:
            return self._pause(claimed, refused)
        except RetryLater as later:
            return self._dark(later) if later.unknown else self._not_now(claimed, later)
        except TimeoutError:
            return Unknown("no answer in time", self._terms.settle_after)
        except GiveUp as no:
            return Dead(no.reason, quiet=isinstance(no, Lapsed))
        return Sent(result)

    async def _found(self, claimed: Claimed) -> Ending:
        try:
            async with asyncio.timeout(self._terms.send_within.total_seconds()):
                found = await self._courier.find(claimed)
        except Unauthorized as refused:
            return self._pause(claimed, refused)
        except RetryLater as later:
            return Unknown(later.reason, later.after or self._terms.wait_after(claimed.attempts))
        except TimeoutError:
            return Unknown("could not be looked up in time", self._terms.settle_after)
        except CannotTell as dark:
            return self._untold(claimed, dark)
        except GiveUp as no:
            return Dead(no.reason, quiet=isinstance(no, Lapsed))
        return Again("it was not there", NOW) if found is None else Sent(found.result, found.doubles)

    def _not_now(self, claimed: Claimed, later: RetryLater) -> Ending:
        """It certainly did not happen. A wait that Slack asked for is nobody's failure."""
        if later.after is not None:
            return Again(later.reason, later.after, counts=False)
        return Again(later.reason, self._terms.wait_after(claimed.attempts))

    def _dark(self, later: RetryLater) -> Ending:
        return Unknown(later.reason, max(self._terms.settle_after, later.after or NOW))

    def _untold(self, claimed: Claimed, dark: CannotTell) -> Ending:
        """Where we may not read, the kind decides: repeated with a mark, or not at all."""
        if claimed.data.get("if_unknown") == "repeat":
            return Again(dark.reason, NOW, progress={**(claimed.progress or {}), "marked": True})
        return Dead(dark.reason)

    def _bug(self, claimed: Claimed, failure: Failure) -> Ending:
        """After a send it may have happened; a look-up that fails would fail again."""
        reason = f"a bug, reference {failure.reference}"
        if claimed.is_ambiguous:
            return Dead(reason)
        return Unknown(reason, self._terms.settle_after)

    async def _note(self, claimed: Claimed, progress: Mapping[str, Any]) -> None:
        kept = {**(claimed.progress or {}), **progress}
        if not await self._units.run(claimed.workspace_id, lambda unit: settling.note_progress(unit, claimed, kept)):
            raise RetryLater("another process took this delivery over")

    # a workspace that no longer takes our token ------------------------------------------------------------
    def _pause(self, claimed: Claimed, refused: Unauthorized) -> Ending:
        return self._wait(claimed, refused.reason, self._pauses.pause(claimed.workspace_id, refused.reason))

    def _while_paused(self, claimed: Claimed) -> Ending | None:
        wait = self._pauses.wait(claimed.workspace_id)
        return None if wait is None else self._wait(claimed, PAUSED, wait)

    def _wait(self, claimed: Claimed, reason: str, wait: timedelta) -> Ending:
        """Puts it back as it was: what is to be looked up still is."""
        return Unknown(reason, wait) if claimed.is_ambiguous else Again(reason, wait, counts=False)

    @property
    def is_busy(self) -> bool:
        """Whether anything is in our hands right now, or about to be."""
        return bool(self._flying) or self._is_looking or self._bell.is_set()

    @property
    def paused(self) -> frozenset[str]:
        """Workspaces that wait because Slack refuses the token: for /status and `check`."""
        return self._pauses.workspaces


def _look(connection: Connection, *, free: int, terms: Terms, first: bool) -> Round:
    alone = first and connection.dialect.name == "sqlite"
    settling.expire(connection, settle_after=terms.settle_after if alone else NOW, everybodys=alone)
    claimed = outbox.claim(connection, free, lease=terms.lease)
    return Round(claimed, outbox.next_wakeup(connection))


def retry_dead(unit: Unit, delivery_id: DeliveryId) -> bool:
    """Sends a dead delivery again; False when it is not dead, or a newer state of the same message exists."""
    return settling.retry_dead(unit, delivery_id)


def seen(unit: Unit, delivery_id: DeliveryId, channel: str, ts: str) -> None:
    """Our own message came back from Slack: it settles its delivery, or it is the second of two and goes."""
    known = settling.settle_seen(unit, delivery_id, channel, ts)
    if known is None:
        return
    if known.settled:
        tell_topic(unit, known.delivery, result={"channel": channel, "ts": ts})
    elif known.place not in (None, (channel, ts)):
        remove_double(unit, channel, ts)
