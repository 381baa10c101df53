"""A due time fires once, in due order, in one unit with what it causes; a failure puts it off and nothing else."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from fireline.core.clock import machine_now
from fireline.core.events import IncidentId
from fireline.core.feature import Due
from fireline.store import outbox, schedule
from fireline.store.schedule import DueRow
from fireline.store.unit import Unit
from tests.contracts.conftest import Store

MINUTE = timedelta(minutes=1)


async def put(store: Store, kind: str, subject: str, *, minutes: float = 0, **more: Any) -> None:
    at = store.clock.now() + minutes * MINUTE
    await store.run(lambda unit: unit.schedule(kind, subject, at, **more))


async def due(store: Store, *, later: timedelta = timedelta(0), limit: int = 100) -> list[DueRow]:
    now, machine = store.clock.now(), machine_now() + later
    return await store.database.write(lambda c: schedule.take_due(c, now, limit, machine))


async def fire(store: Store, row: DueRow) -> bool:
    return await store.run(lambda unit: schedule.fire(unit, row))


async def test_only_what_has_come_due_is_taken_earliest_first(store: Store) -> None:
    await put(store, "nag", "late", minutes=30)
    await put(store, "nag", "early", minutes=10)
    await put(store, "nag", "never", minutes=500)
    store.clock.forward(minutes=30)

    assert [row.subject for row in await due(store)] == ["early", "late"]


async def test_setting_it_again_moves_it_and_taking_it_back_forgets_it(store: Store) -> None:
    await put(store, "nag", "item:1", minutes=-1, data={"n": 1})
    await put(store, "nag", "item:1", minutes=5, data={"n": 2}, incident_id=IncidentId(7))
    before = await due(store)
    store.clock.forward(minutes=6)
    (moved,) = await due(store)
    await store.run(lambda unit: unit.unschedule("nag", "item:1"))
    await store.run(lambda unit: unit.unschedule("nag", "unknown"))

    assert before == []
    assert (moved.data, moved.incident_id) == ({"n": 2}, 7)
    assert await due(store) == []


async def test_two_claimers_fire_it_once(store: Store, other: Store) -> None:
    fired: list[str] = []
    for each in (store, other):
        each.with_feature(due={"nag": lambda _, happening: fired.append(happening.subject)})
    for n in range(20):
        await put(store, "nag", f"item:{n:02}")
    rows = await due(store)
    seen_by_other = await due(other)

    tries = [(store, row) for row in rows] + [(other, row) for row in seen_by_other] + [(store, row) for row in rows]
    outcomes = await asyncio.gather(*(fire(one, row) for one, row in tries))

    assert sum(outcomes) == 20
    assert len(set(fired)) == 20
    assert await due(store) == []


async def test_its_handler_is_given_what_was_stored(store: Store) -> None:
    given: list[Due] = []
    store.with_feature(due={"nag": lambda _, happening: given.append(happening)})
    await put(store, "nag", "item:1", data={"step": 3}, incident_id=IncidentId(7))
    (row,) = await due(store)
    store.clock.forward(minutes=5)

    await fire(store, row)

    (happening,) = given
    assert (happening.subject, happening.data, happening.incident_id) == ("item:1", {"step": 3}, 7)
    assert happening.due_at == store.clock.now() - 5 * MINUTE


async def test_what_its_handler_schedules_anew_stands(store: Store) -> None:
    def again(unit: Unit, happening: Due) -> None:
        unit.schedule("nag", happening.subject, unit.now + MINUTE, data={"round": 2})

    store.with_feature(due={"nag": again})
    await put(store, "nag", "item:1", data={"round": 1})
    (row,) = await due(store)

    await fire(store, row)
    twice = await fire(store, row)
    store.clock.forward(minutes=1)

    assert not twice
    assert [found.data for found in await due(store)] == [{"round": 2}]


async def test_one_that_was_moved_meanwhile_does_not_fire(store: Store) -> None:
    store.with_feature(due={"nag": lambda unit, _: unit.show("nag", to="C1", text="too early")})
    await put(store, "nag", "item:1")
    (row,) = await due(store)
    await put(store, "nag", "item:1", minutes=60)

    assert not await fire(store, row)
    assert await store.database.read(outbox.pending_count) == 0


async def test_when_its_handler_raises_it_stays_and_is_tried_later_while_others_go_on(store: Store) -> None:
    def handle(unit: Unit, happening: Due) -> None:
        unit.show(happening.subject, to="C1", text="hello")
        if happening.subject == "poison":
            raise LookupError("on purpose")

    store.with_feature(due={"nag": handle})
    await put(store, "nag", "poison")
    await put(store, "nag", "good", minutes=0.5)
    store.clock.forward(minutes=1)
    poison, good = await due(store)

    with pytest.raises(LookupError):
        await fire(store, poison)
    await store.database.write(lambda c: schedule.failed(c, poison, "LookupError"))
    await fire(store, good)

    assert [one.surface for one in await store.claim()] == ["good"]
    assert await due(store) == []
    assert await store.database.read(schedule.next_due_at) is None
    assert await store.database.read(schedule.next_retry_at) is not None
    assert [(row.subject, row.attempts) for row in await due(store, later=MINUTE)] == [("poison", 1)]


async def test_the_next_due_time_is_known(store: Store) -> None:
    await put(store, "nag", "b", minutes=20)
    await put(store, "nag", "a", minutes=10)

    assert await store.database.read(schedule.next_due_at) == store.clock.now() + 10 * MINUTE
