"""What Slack delivered is kept once, applied once, and gone after its time; a poisonous row stops only itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from fireline.core.clock import machine_now
from fireline.core.events import WorkspaceId
from fireline.store import inbox, tables
from fireline.store.inbox import Arrival, Waiting
from tests.contracts.conftest import WORKSPACE, Store

DAY = timedelta(days=1)


def arrival(key: str, **more: Any) -> Arrival:
    given = {"workspace_id": WORKSPACE, "kind": "message", "payload": {"text": f"words of {key}"}}
    return Arrival(**given | more, key=key)


async def arrive(store: Store, *keys: str, **more: Any) -> None:
    await store.database.write(lambda c: inbox.accept(c, [arrival(key, **more) for key in keys]), savepoint=False)


async def take(store: Store, *, limit: int = 100, later: timedelta = timedelta(0)) -> list[Waiting]:
    now = machine_now() + later
    return await store.database.write(lambda c: inbox.take(c, limit, now))


async def fail(store: Store, row: Waiting, *, later: timedelta) -> bool:
    """True when that was its last try."""
    at = machine_now() + later
    return await store.database.write(lambda c: inbox.failed(c, row, "LookupError", at))


async def payloads(store: Store) -> Sequence[Any]:
    return await store.database.read(lambda c: c.execute(select(tables.inbox.c.payload)).scalars().all())


async def test_it_is_taken_in_the_order_in_which_it_arrived(store: Store) -> None:
    await arrive(store, "ev:3", "ev:1")
    await arrive(store, "ev:2")

    assert [row.key for row in await take(store)] == ["ev:3", "ev:1", "ev:2"]
    assert [row.key for row in await take(store, limit=1)] == ["ev:3"]


async def test_the_same_request_ten_times_at_once_is_kept_once(store: Store, other: Store) -> None:
    await asyncio.gather(*(arrive((store, other)[n % 2], "ev:1", "ev:2", "ev:1") for n in range(10)))

    assert sorted(row.key for row in await take(store)) == ["ev:1", "ev:2"]
    assert await store.database.read(lambda c: inbox.known(c, WORKSPACE, "ev:1"))
    assert not await store.database.read(lambda c: inbox.known(c, WORKSPACE, "ev:9"))
    assert not await store.database.read(lambda c: inbox.known(c, WorkspaceId("T2"), "ev:1"))


async def test_what_was_applied_is_not_taken_again_and_its_words_are_gone(store: Store) -> None:
    await arrive(store, "ev:1")
    (row,) = await take(store)

    await store.database.write(lambda c: inbox.done(c, [row.id]))
    await arrive(store, "ev:1")

    assert row.payload == {"text": "words of ev:1"}
    assert await take(store) == []
    assert await payloads(store) == [None]


async def test_an_act_is_claimed_by_one_of_many_at_once(store: Store, other: Store) -> None:
    claims = await asyncio.gather(
        *((store, other)[n % 2].run(lambda unit: inbox.claim_key(unit, "trigger:1")) for n in range(40))
    )

    assert sum(claims) == 1
    assert await take(store) == []


async def test_an_act_whose_unit_raised_may_come_again(store: Store) -> None:
    def fail(unit: Any) -> None:
        inbox.claim_key(unit, "trigger:1")
        raise LookupError("on purpose")

    await asyncio.gather(store.run(fail), return_exceptions=True)

    assert await store.run(lambda unit: inbox.claim_key(unit, "trigger:1"))


async def test_the_same_line_twice_within_a_while_is_one_and_later_another(store: Store) -> None:
    async def claim(within: float) -> bool:
        return await store.run(lambda unit: inbox.claim_recent(unit, "line:U1:resolve", timedelta(seconds=within)))

    assert await claim(60)
    assert not await claim(60)
    assert await claim(0)
    keys = await store.database.read(lambda c: c.execute(select(tables.inbox.c.key)).scalars().all())
    assert not any("resolve" in key for key in keys)


async def test_a_row_that_raises_backs_off_while_others_go_on_and_dies_after_eight_tries(store: Store) -> None:
    await arrive(store, "poison", "good")
    (poison, good), later = await take(store), timedelta(0)
    tries = []

    while not await fail(store, poison, later=later):
        at_once = [row.key for row in await take(store, later=later)]
        later += timedelta(minutes=10)
        (poison, *_) = await take(store, later=later)
        tries.append((at_once, poison.key, poison.attempts))

    assert tries == [(["good"], "poison", n) for n in range(1, 8)]
    assert [row.key for row in await take(store, later=30 * DAY)] == [good.key]
    assert await store.database.read(inbox.counts) == {"pending": 1, "dead": 1}
    assert await store.database.write(lambda c: inbox.revive(c, poison.id))
    assert [row.key for row in await take(store, later=DAY)] == ["poison", "good"]


async def test_a_parked_row_waits_a_moment_and_that_is_no_failure(store: Store) -> None:
    await arrive(store, "ev:1")
    (row,) = await take(store)

    await store.database.write(lambda c: inbox.park(c, [row.id]))

    assert await take(store) == []
    assert [found.attempts for found in await take(store, later=timedelta(seconds=5))] == [0]


async def test_a_message_deleted_while_it_waits_leaves_no_words_behind(store: Store) -> None:
    await arrive(store, "ev:1", channel_id="C1", ts="1.1")
    await arrive(store, "ev:2", channel_id="C1", ts="2.2")

    await store.database.write(lambda c: inbox.forget_message(c, WORKSPACE, "C1", "1.1"))

    assert [row.key for row in await take(store)] == ["ev:2"]
    assert None in await payloads(store)


async def test_keys_are_forgotten_after_a_week_and_what_waits_never(store: Store) -> None:
    await arrive(store, "old", "waits")
    (old, _) = await take(store)
    await store.database.write(lambda c: inbox.done(c, [old.id]))

    early = await store.database.write(lambda c: inbox.sweep(c, machine_now() + 6 * DAY))
    late = await store.database.write(lambda c: inbox.sweep(c, machine_now() + 8 * DAY))

    assert (early, late) == (0, 1)
    assert [row.key for row in await take(store)] == ["waits"]


async def test_taking_applying_and_ending_in_one_unit_does_each_once_with_two_processes(
    store: Store, other: Store
) -> None:
    applied: list[str] = []
    await arrive(store, *(f"ev:{n}" for n in range(50)))

    def apply(connection: Any, _: Any) -> list[str]:
        rows = inbox.take(connection, 10)
        inbox.done(connection, [row.id for row in rows])
        return [row.key for row in rows]

    async def process(one: Store) -> None:
        while keys := await one.units.across(apply, urgent=False):
            applied.extend(keys)

    await asyncio.gather(process(store), process(other), process(store))

    assert sorted(applied) == sorted(f"ev:{n}" for n in range(50))
