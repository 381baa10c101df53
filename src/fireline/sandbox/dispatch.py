"""Hands payloads to the app: at once, again when it fails, and as the delivery faults say."""

import asyncio
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from fireline.sandbox.journal import Attempt, Envelope, EnvelopeKind, Journal
from fireline.sandbox.settings import Settings
from fireline.sandbox.state import Json
from fireline.sandbox.transport import Ack, Transport


@dataclass
class DeliveryFaults:
    """What goes wrong on the way to the app. Seconds are machine seconds.

    Commands and interactions are never lost or shuffled: they may come late, or again as `copies_of_requests`, as
    when somebody replays a captured request; nobody sees the answer to a copy.
    """

    copies: int = 1
    copies_of_requests: int = 1
    shuffle_within: float = 0.0
    drop_probability: float = 0.0
    drop_next: int = 0
    delay: float = 0.0
    seed: int = 0
    dice: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def drops(self) -> bool:
        """Whether the next try is lost on the way: the app never sees it and Slack counts a time-out."""
        if self.drop_next > 0:
            self.drop_next -= 1
            return True
        return self.drop_probability > 0 and self.dice.random() < self.drop_probability

    def wait(self) -> float:
        """How long the next event waits before it leaves."""
        return self.delay + (self.dice.random() * self.shuffle_within if self.shuffle_within else 0.0)


class Dispatcher:
    """The queue between Slack and the app. Events are retried, commands and interactions never."""

    def __init__(self, settings: Settings, journal: Journal) -> None:
        self._settings = settings
        self._journal = journal
        self._tasks: set[asyncio.Task[None]] = set()
        self._skips: set[asyncio.Event] = set()
        self.transport: Transport | None = None
        self.faults = DeliveryFaults()

    @property
    def pending(self) -> int:
        """Payloads that were neither acked nor given up."""
        return sum(not task.done() for task in self._tasks)

    def event(self, what: str, body: Json, story: str) -> Envelope:
        """Sends an event and returns at once; its retries go on by themselves."""
        envelope = self._journal.post(body["event_id"], "event", what, body, story)
        for _ in range(self.faults.copies):
            self._start(envelope)
        return envelope

    def again(self, envelopes: Iterable[Envelope]) -> int:
        """Sends recorded payloads once more, byte for byte the same; gives how many."""
        count = 0
        for envelope in envelopes:
            self._start(envelope)
            count += 1
        return count

    async def ask(self, kind: EnvelopeKind, what: str, body: Json, story: str) -> tuple[Envelope, Ack]:
        """Sends a command or an interaction and gives the app's answer; nothing is tried twice."""
        envelope = self._journal.post(body.get("trigger_id", ""), kind, what, body, story)
        if self.faults.delay:
            await asyncio.sleep(self.faults.delay)
        ack = await self._try(envelope, 0, "")
        envelope.state = "acked" if ack.ok else "failed"
        for _ in range(1, self.faults.copies_of_requests):
            await self._try(envelope, 0, "")
        return envelope, ack

    def _start(self, envelope: Envelope) -> None:
        task = asyncio.create_task(self._deliver(envelope, self.faults.wait()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, envelope: Envelope, wait: float) -> None:
        if wait:
            await asyncio.sleep(wait)
        ack = await self._try(envelope, 0, "")
        for number, pause in enumerate(self._retries(envelope), start=1):
            if ack.ok or ack.wants_no_retry:
                break
            await self._pause(pause)
            ack = await self._try(envelope, number, ack.reason)
        if ack.ok or envelope.state != "acked":
            envelope.state = "acked" if ack.ok else "failed"

    def _retries(self, envelope: Envelope) -> tuple[float, ...]:
        return self._settings.retries if envelope.kind == "event" else ()

    async def _pause(self, seconds: float) -> None:
        if seconds <= 0:
            return
        skip = asyncio.Event()
        self._skips.add(skip)
        try:
            await asyncio.wait_for(skip.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._skips.discard(skip)

    def hurry(self) -> int:
        """Ends the pauses of every retry that waits now; gives how many there were."""
        waiting = list(self._skips)
        for skip in waiting:
            skip.set()
        return len(waiting)

    async def _try(self, envelope: Envelope, number: int, reason: str) -> Ack:
        if envelope.kind == "event" and self.faults.drops():
            ack = Ack(False, reason="http_timeout")
        elif self.transport is None:
            ack = Ack(False, reason="connection_failed")
        else:
            ack = await self.transport.send(envelope.kind, envelope.body, number, reason)
        envelope.attempts.append(Attempt(time.time(), number, ack.ok, ack.status, ack.reason, round(ack.ms, 3)))
        return ack

    def forget(self) -> None:
        """Gives up what is still on its way."""
        for task in list(self._tasks):
            task.cancel()

    async def close(self) -> None:
        self.forget()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.transport is not None:
            await self.transport.close()
