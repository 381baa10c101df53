"""Whatever happens in whatever order, outbox, schedule and inbox do what three dictionaries would do."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Connection, Row

from fireline.core.clock import machine_now
from fireline.core.events import DeliveryId
from fireline.store import inbox, outbox, schedule, tables
from fireline.store.inbox import Arrival
from fireline.store.outbox import Claimed
from tests.contracts.conftest import WORKSPACE, Store, opened
from tests.databases import sqlite_address

LANES = ("A", "B")
KEYS = tuple("abcdefghij")
NAMES = ("card", "digest")
SUBJECTS = ("x", "y", "z")


@dataclass
class Delivery:
    """What the model knows of one delivery."""

    lane: str
    key: str
    state: str = "ready"
    after: int | None = None
    fence: int = 0


@dataclass
class Message:
    """What the model knows of one shown message: what is wanted, and what people see."""

    wanted: str
    visible: str | None = None
    posts: int = 0


@dataclass
class Model:
    deliveries: dict[int, Delivery] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    claims: list[Claimed] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    due: dict[str, datetime] = field(default_factory=dict)
    fired: list[tuple[str, datetime]] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def open_in(self, lane: str) -> list[int]:
        of_lane = [(n, one) for n, one in self.deliveries.items() if one.lane == lane]
        return sorted(n for n, one in of_lane if one.state in ("ready", "sending", "ambiguous"))

    def claimable(self) -> set[int]:
        heads = self.heads.values()
        return {n for n in heads if self.deliveries[n].state in ("ready", "ambiguous") and self._may_go(n)}

    def find_heads(self) -> None:
        """A head stays until it has ended; then the oldest that is open follows."""
        for lane in LANES:
            waiting = self.open_in(lane)
            if self.heads.get(lane) not in waiting:
                self.heads.pop(lane, None)
                self.heads |= {lane: waiting[0]} if waiting else {}

    def _may_go(self, number: int) -> bool:
        after = self.deliveries[number].after
        return after is None or self.deliveries[after].state == "sent"

    def kill(self, number: int) -> set[int]:
        killed = {number}
        self.deliveries[number].state = "dead"
        for follower, one in self.deliveries.items():
            if one.after == number and one.state in ("ready", "sending", "ambiguous"):
                killed |= self.kill(follower)
        return killed


class StoreAgainstModel(RuleBasedStateMachine):
    """Rules do one thing to the store and to the model; invariants look whether they still agree."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        database = self.runner.run(opened(sqlite_address(Path(self.folder.name) / "model.db")))
        self.store = Store(database)
        self.store.with_feature(due={"nag": lambda _, due: self.model.fired.append((due.subject, due.due_at))})
        self.model = Model()
        self.ahead = timedelta(0)

    def teardown(self) -> None:
        self.runner.run(self.store.database.close())
        self.runner.close()
        self.folder.cleanup()

    def run_unit(self, fn: Callable[[Any], Any]) -> Any:
        return self.runner.run(self.store.run(fn))

    def write(self, fn: Callable[[Any], Any]) -> Any:
        return self.runner.run(self.store.database.write(fn))

    def read(self, fn: Callable[[Any], Any]) -> Any:
        return self.runner.run(self.store.database.read(fn))

    # outbox: calls ------------------------------------------------------------------------------------------
    @rule(key=st.sampled_from(KEYS), lane=st.sampled_from(LANES), data=st.data())
    def call(self, key: str, lane: str, data: st.DataObject) -> None:
        after = data.draw(st.sampled_from([None, *self.model.deliveries]))
        number = self.run_unit(lambda unit: unit.call("pins.add", {}, lane=lane, key=key, after=after))
        if any(one.key == key for one in self.model.deliveries.values()):
            assert number is None
            return
        assert number is not None
        self.model.deliveries[number] = Delivery(lane=lane, key=key, after=after)
        if after is not None and self.model.deliveries[after].state == "dead":
            self.model.kill(number)

    @rule(limit=st.integers(1, 4))
    def claim(self, limit: int) -> None:
        at = machine_now() + self.ahead
        claimed = self.write(lambda c: outbox.claim(c, limit, at))
        calls = [one for one in claimed if one.surface is None]
        expected = self.model.claimable()
        assert {one.id for one in calls} <= expected
        if len(claimed) < limit:
            assert {one.id for one in calls} == expected
        for one in calls:
            known = self.model.deliveries[one.id]
            assert one.is_ambiguous == (known.state == "ambiguous")
            assert one.fence == known.fence + 1
            known.state, known.fence = "sending", one.fence
        self.model.claims += claimed

    @precondition(lambda self: self.model.claims)
    @rule(data=st.data(), how=st.sampled_from(["sent", "retry", "ambiguous", "dead", "seen"]))
    def settle(self, data: st.DataObject, how: str) -> None:
        claimed = data.draw(st.sampled_from(self.model.claims))
        if claimed.surface is not None:
            return
        known = self.model.deliveries[claimed.id]
        is_ours = known.state == "sending" and known.fence == claimed.fence
        if how == "sent":
            assert self.run_unit(lambda unit: outbox.settle_sent(unit, claimed, {"ok": True})) == is_ours
            known.state = "sent" if is_ours else known.state
        elif how == "retry":
            now = machine_now()
            assert self.run_unit(lambda unit: outbox.settle_retry(unit, claimed, not_before=now)) == is_ours
            known.state = "ready" if is_ours else known.state
        elif how == "ambiguous":
            now = machine_now()
            assert self.run_unit(lambda unit: outbox.settle_ambiguous(unit, claimed, not_before=now)) == is_ours
            known.state = "ambiguous" if is_ours else known.state
        elif how == "dead":
            died = self.run_unit(lambda unit: outbox.settle_dead(unit, claimed, error="no"))
            assert {one.id for one in died} == (self.model.kill(claimed.id) if is_ours else set())
        else:
            was_open = known.state in ("ready", "sending", "ambiguous")
            seen = self.run_unit(lambda unit: outbox.settle_seen(unit, claimed.id, "C1", "1.1"))
            assert seen.settled == was_open
            known.state = "sent" if was_open else known.state

    @rule()
    def leases_run_out(self) -> None:
        self.ahead += timedelta(minutes=2)
        at = machine_now() + self.ahead
        self.write(lambda c: outbox.expire(c, at))
        for one in self.model.deliveries.values():
            one.state = "ambiguous" if one.state == "sending" else one.state

    @precondition(lambda self: any(one.state == "dead" for one in self.model.deliveries.values()))
    @rule(data=st.data())
    def retry_dead(self, data: st.DataObject) -> None:
        dead = sorted(n for n, one in self.model.deliveries.items() if one.state == "dead")
        number = data.draw(st.sampled_from(dead))
        after = self.model.deliveries[number].after
        if after is not None and self.model.deliveries[after].state == "dead":
            return
        assert self.run_unit(lambda unit: outbox.retry_dead(unit, DeliveryId(number)))
        rows = self.read(lambda c: c.execute(tables.delivery.select()).all())
        for row in rows:
            if row.surface is None:
                self.model.deliveries[row.id].state = row.state
        assert self.model.deliveries[number].state == "ready"

    # outbox: shown messages ---------------------------------------------------------------------------------
    @rule(name=st.sampled_from(NAMES), text=st.sampled_from(["one", "two", "three"]))
    def show(self, name: str, text: str) -> None:
        number = self.run_unit(lambda unit: unit.show(name, to=f"C-{name}", text=text))
        message = self.model.messages.get(name)
        assert (number is None) == (message is not None and message.wanted == text)
        if message is None:
            self.model.messages[name] = Message(wanted=text)
        else:
            message.wanted = text

    @rule()
    def deliver_all_messages(self) -> None:
        """Slack takes everything, until nothing is left: then people see what was wanted, posted once."""
        while shown := self._claimed_messages():
            for one in shown:
                message = self.model.messages[one.surface or ""]
                message.posts += one.method == "chat.postMessage"
                message.visible = one.arguments["text"]
                result = {"channel": one.lane, "ts": "1.1"}
                assert self.run_unit(lambda unit, one=one, result=result: outbox.settle_sent(unit, one, result))
        for message in self.model.messages.values():
            assert (message.visible, message.posts) == (message.wanted, 1)

    def _claimed_messages(self) -> list[Claimed]:
        self.leases_run_out()
        before = len(self.model.claims)
        self.claim(limit=4)
        self.claim(limit=100)
        return [one for one in self.model.claims[before:] if one.surface is not None]

    # schedule -----------------------------------------------------------------------------------------------
    @rule(subject=st.sampled_from(SUBJECTS), minutes=st.integers(0, 20))
    def schedule(self, subject: str, minutes: int) -> None:
        at = self.store.clock.now() + timedelta(minutes=minutes)
        self.run_unit(lambda unit: unit.schedule("nag", subject, at))
        self.model.due[subject] = at

    @rule(subject=st.sampled_from(SUBJECTS))
    def unschedule(self, subject: str) -> None:
        self.run_unit(lambda unit: unit.unschedule("nag", subject))
        self.model.due.pop(subject, None)

    @rule(minutes=st.integers(0, 15))
    def tick(self, minutes: int) -> None:
        now = self.store.clock.forward(minutes=minutes)
        expected = sorted(((at, subject) for subject, at in self.model.due.items() if at <= now))
        rows = self.write(lambda c: schedule.take_due(c, now, 10))
        assert [(row.due_at, row.subject) for row in rows] == expected
        before = len(self.model.fired)
        for row in rows:
            assert self.run_unit(lambda unit, row=row: schedule.fire(unit, row))
            assert not self.run_unit(lambda unit, row=row: schedule.fire(unit, row))
            del self.model.due[row.subject]
        assert [(at, subject) for subject, at in self.model.fired[before:]] == expected

    # inbox --------------------------------------------------------------------------------------------------
    @rule(keys=st.lists(st.sampled_from(KEYS), max_size=4))
    def arrive(self, keys: list[str]) -> None:
        arrivals = [Arrival(workspace_id=WORKSPACE, key=key, kind="message", payload={"key": key}) for key in keys]
        self.write(lambda c: inbox.accept(c, arrivals))
        for key in keys:
            if key not in self.model.known:
                self.model.waiting.append(key)
                self.model.known.add(key)

    @rule(limit=st.integers(1, 3))
    def apply(self, limit: int) -> None:
        def hop(connection: Any) -> list[str]:
            rows = inbox.take(connection, limit)
            inbox.done(connection, [row.id for row in rows])
            return [row.payload["key"] for row in rows]

        assert self.write(hop) == self.model.waiting[:limit]
        del self.model.waiting[:limit]

    # what always holds --------------------------------------------------------------------------------------
    @invariant()
    def they_agree(self) -> None:
        """One look at everything stored, held against the model."""
        stored = self.read(_everything)
        self.model.find_heads()
        states = {row.id: row.state for row in stored.deliveries if row.surface is None}
        heads = {row.name: row.head_id for row in stored.lanes if row.name in LANES and row.head_id}
        assert states == {number: one.state for number, one in self.model.deliveries.items()}
        assert heads == self.model.heads
        assert {row.subject: row.due_at for row in stored.due} == self.model.due
        assert stored.pending == len(self.model.waiting)

    @invariant()
    def at_most_one_of_a_lane_is_on_its_way(self) -> None:
        for lane in LANES:
            states = [self.model.deliveries[n].state for n in self.model.open_in(lane)]
            assert states.count("sending") <= 1


@dataclass(frozen=True)
class Stored:
    """All rows of the three."""

    deliveries: Sequence[Row[Any]]
    lanes: Sequence[Row[Any]]
    due: Sequence[Row[Any]]
    pending: int


def _everything(connection: Connection) -> Stored:
    deliveries, lanes, due = (
        connection.execute(table.select()).all() for table in (tables.delivery, tables.lane, tables.due)
    )
    return Stored(deliveries, lanes, due, inbox.counts(connection)["pending"])


def _told(examples: int) -> settings:
    return settings(
        max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )


TestStoreAgainstModel = StoreAgainstModel.TestCase
TestStoreAgainstModel.settings = _told(30)


@pytest.mark.slow
class TestStoreAgainstModelAtLength(StoreAgainstModel.TestCase):  # type: ignore[name-defined,misc]  # made by Hypothesis
    settings = _told(200)
