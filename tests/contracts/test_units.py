"""A unit is kept whole or not at all, and none is lost, however many want the same row."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Column, Connection, MetaData, Table, insert, select, update
from sqlalchemy.exc import StatementError

from fireline.core.events import Event, IncidentId
from fireline.core.registry import Registry
from fireline.store import journal
from fireline.store.types import UtcTime
from fireline.store.unit import Unit
from tests.contracts.conftest import WORKSPACE, Store, counter

INCIDENT = IncidentId(1)


async def counting(store: Store) -> None:
    await store.database.write(lambda connection: connection.execute(insert(counter), {"name": "n", "value": 0}))


async def counted(store: Store) -> Any:
    return await store.database.read(lambda connection: connection.execute(select(counter.c.value)).scalar_one())


def count_on(unit: Unit) -> None:
    """Reads, thinks, writes: what loses changes when two do it at once."""
    taken = unit.execute(select(counter.c.value).where(counter.c.name == "n").with_for_update()).scalar_one()
    unit.execute(update(counter).values(value=taken + 1))


@pytest.mark.parametrize("many", [100, 2000])
async def test_of_many_changes_to_one_row_at_once_none_is_lost(store: Store, many: int) -> None:
    await counting(store)

    await asyncio.gather(*(store.run(count_on) for _ in range(many)))

    assert await counted(store) == many


async def test_two_processes_lose_no_change_either(store: Store, other: Store) -> None:
    await counting(store)

    await asyncio.gather(*((store, other)[n % 2].run(count_on) for n in range(100)))

    assert await counted(store) == 100


async def test_a_unit_that_raises_leaves_nothing_and_its_neighbours_stand(store: Store) -> None:
    await counting(store)

    def fail(unit: Unit) -> None:
        count_on(unit)
        raise LookupError("on purpose")

    outcomes = await asyncio.gather(
        *(store.run(fail if n % 10 == 0 else count_on) for n in range(100)), return_exceptions=True
    )

    assert sum(isinstance(outcome, LookupError) for outcome in outcomes) == 10
    assert await counted(store) == 90


async def test_a_batch_without_savepoints_that_raises_does_not_take_its_neighbours_along(store: Store) -> None:
    await counting(store)

    def fail(connection: Connection) -> None:
        connection.execute(update(counter).values(value=counter.c.value + 1))
        raise LookupError("on purpose")

    def good(connection: Connection) -> None:
        connection.execute(update(counter).values(value=counter.c.value + 1))

    outcomes = await asyncio.gather(
        *(store.database.write(fail if n == 5 else good, savepoint=False) for n in range(20)), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes if outcome is not None] == [LookupError]
    assert await counted(store) == 19


async def test_a_reader_sees_every_unit_that_was_answered(store: Store) -> None:
    await counting(store)

    for expected in range(1, 30):
        await store.run(count_on)
        assert await counted(store) == expected


async def test_work_that_nobody_waits_for_is_done_among_urgent_work(store: Store) -> None:
    await counting(store)

    patient = asyncio.ensure_future(store.units.run(WORKSPACE, count_on, urgent=False))
    urgent = [asyncio.ensure_future(store.run(count_on)) for _ in range(200)]
    await asyncio.gather(patient, *urgent)

    assert await counted(store) == 201


async def test_times_are_read_back_equal_to_the_microsecond_and_sort_as_times(store: Store) -> None:
    moments = [
        datetime(2026, 3, 4, 14, 2, tzinfo=UTC),
        datetime(2026, 3, 4, 14, 2, 0, 1, tzinfo=UTC),
        datetime(2026, 3, 4, 17, 32, 0, 2, tzinfo=timezone(timedelta(hours=3, minutes=30))),
        datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ]
    for moment in moments:
        await store.run(lambda unit, at=moment: unit.emit(entry("a.b", happened_at=at)))

    rows = await store.units.read(WORKSPACE, lambda unit: journal.entries(unit, INCIDENT))

    assert [row.happened_at for row in rows] == sorted(moments)
    assert {row.happened_at.tzinfo for row in rows} == {UTC}


async def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    clock = Table("clock", MetaData(), Column("at", UtcTime))
    naive = datetime(2026, 3, 4, 14, 2)  # noqa: DTZ001

    with pytest.raises(StatementError, match="has no time zone"):
        await store.database.read(lambda connection: connection.execute(select(clock).where(clock.c.at == naive)))


def entry(kind: str, **more: Any) -> Event:
    return Event(**{"kind": kind, "incident_id": INCIDENT, "happened_at": datetime(2026, 3, 4, tzinfo=UTC)} | more)


async def test_a_source_makes_one_entry_and_its_reactions_run_once(store: Store) -> None:
    seen: list[str] = []
    store.with_feature(reactions={"a.": lambda _, event: seen.append(event.kind)})

    first = await store.run(lambda unit: unit.emit(entry("a.b", source="msg:C1:1.1")))
    second = await store.run(lambda unit: unit.emit(entry("a.b", source="msg:C1:1.1")))

    assert first is not None
    assert second is None
    assert seen == ["a.b"]


async def test_entries_without_a_source_are_all_kept(store: Store) -> None:
    ids = [await store.run(lambda unit: unit.emit(entry("a.b"))) for _ in range(3)]

    assert len(set(ids)) == 3


async def test_when_a_reaction_raises_nothing_of_the_unit_is_stored(store: Store) -> None:
    def react(unit: Unit, event: Event) -> None:
        unit.show("card:1", to="C1", text="hello")
        raise LookupError("on purpose")

    store.with_feature(reactions={"*": react})

    with pytest.raises(LookupError):
        await store.run(lambda unit: unit.emit(entry("a.b")))

    store.units.registry = Registry([])
    assert await store.units.read(WORKSPACE, lambda unit: journal.entries(unit, INCIDENT)) == []
    assert await store.claim() == []


async def test_a_batch_tells_which_entries_were_new(store: Store) -> None:
    await store.run(lambda unit: unit.emit(entry("a.old", source="s1")))
    batch = [
        entry("a.known", source="s1"),
        entry("a.new", source="s2"),
        entry("a.plain"),
        entry("a.twice", source="s2"),
    ]

    ids = await store.run(lambda unit: unit.emit_many(batch))

    rows = await store.units.read(WORKSPACE, lambda unit: journal.entries(unit, INCIDENT))
    by_id = {row.id: row.kind for row in rows}
    assert [found is not None for found in ids] == [False, True, True, False]
    assert [by_id.get(found) for found in ids] == [None, "a.new", "a.plain", None]
    assert sorted(by_id.values()) == ["a.new", "a.old", "a.plain"]


async def test_one_source_arriving_many_times_at_once_makes_one_entry(store: Store, other: Store) -> None:
    def arrive(unit: Unit) -> Any:
        return unit.emit(entry("a.b", source="s1"))

    ids = await asyncio.gather(*((store, other)[n % 2].run(arrive) for n in range(50)))

    assert sum(found is not None for found in ids) == 1


async def test_what_people_write_comes_back_as_it_was(store: Store) -> None:
    data = {"text": 'żółć "quoted" 🔥 \\ \n', "nested": [1, 2.5, None, True, {"a": []}]}
    await store.run(lambda unit: unit.emit(entry("a.b", text="żółć 🔥", data=data)))

    (row,) = await store.units.read(WORKSPACE, lambda unit: journal.entries(unit, INCIDENT))

    assert row.text == "żółć 🔥"
    assert row.data == data


async def test_bells_ring_once_the_unit_is_durable_and_not_when_it_raised(store: Store) -> None:
    rung: list[str] = []
    store.units.on_bell("outbox", lambda: rung.append("outbox"))
    store.units.on_bell("schedule", lambda: rung.append("schedule"))

    def fail(unit: Unit) -> None:
        unit.show("card:1", to="C1", text="hello")
        raise LookupError("on purpose")

    with pytest.raises(LookupError):
        await store.run(fail)
    before = list(rung)
    await store.show("card:1")

    assert before == []
    assert rung == ["outbox"]


async def test_one_workspace_does_not_see_the_entries_of_another(store: Store) -> None:
    await store.run(lambda unit: unit.emit(entry("a.b", source="s1")))

    rows = await store.units.read("T2", lambda unit: journal.entries(unit, INCIDENT))  # type: ignore[arg-type]
    again = await store.units.run("T2", lambda unit: unit.emit(entry("a.b", source="s1")))  # type: ignore[arg-type]

    assert rows == []
    assert again is not None
