"""Deliveries leave in order, each lane for itself, once; only the newest claim may say how one ended."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select

from fireline.core.clock import machine_now
from fireline.core.events import DeliveryId
from fireline.store import outbox
from fireline.store.outbox import Claimed
from fireline.store.tables import delivery
from fireline.store.unit import Unit
from tests.contracts.conftest import WORKSPACE, Store

MINUTE = timedelta(minutes=1)


def keys(claimed: Sequence[Claimed]) -> list[str | None]:
    return [one.key for one in claimed]


async def states(store: Store) -> dict[str, str]:
    rows = await store.database.read(lambda c: c.execute(select(delivery.c.key, delivery.c.state)).all())
    return {row.key: row.state for row in rows}


async def pending(store: Store) -> int:
    return await store.database.read(outbox.pending_count)


async def test_deliveries_of_one_lane_leave_one_after_the_other_in_their_order(store: Store) -> None:
    for key in ("a", "b", "c"):
        await store.call(key, lane="C1")
    left = []

    while claimed := await store.claim():
        left.append(keys(claimed))
        await store.sent(claimed[0])

    assert left == [["a"], ["b"], ["c"]]


async def test_a_stuck_head_holds_only_its_own_lane(store: Store) -> None:
    for key, lane in (("a1", "A"), ("a2", "A"), ("b1", "B"), ("b2", "B")):
        await store.call(key, lane=lane)
    a1, b1 = await store.claim()

    await store.run(lambda unit: outbox.settle_retry(unit, a1, not_before=machine_now() + MINUTE))
    await store.sent(b1)

    assert keys(await store.claim()) == ["b2"]
    assert keys(await store.claim(later=2 * MINUTE)) == ["a1"]


async def test_a_dead_delivery_frees_its_lane(store: Store) -> None:
    await store.call("a1", lane="A")
    await store.call("a2", lane="A")
    (a1,) = await store.claim()

    died = await store.dies(a1)

    assert keys(died) == ["a1"]
    assert keys(await store.claim()) == ["a2"]


async def test_a_dead_delivery_kills_what_had_to_come_after_it_and_after_that(store: Store) -> None:
    first = await store.call("create", lane="A")
    second = await store.call("invite", lane="B", after=first)
    await store.call("pin", lane="C", after=second)
    await store.call("elsewhere", lane="C")
    (claimed,) = await store.claim()

    died = await store.dies(claimed)

    assert keys(died) == ["create", "invite", "pin"]
    assert await states(store) == {"create": "dead", "invite": "dead", "pin": "dead", "elsewhere": "ready"}
    assert keys(await store.claim()) == ["elsewhere"]


async def test_what_comes_after_a_delivery_waits_until_that_was_sent(store: Store) -> None:
    first = await store.call("create", lane="A")
    await store.call("invite", lane="B", after=first)

    (claimed,) = await store.claim()
    meanwhile = await store.claim()
    await store.sent(claimed)

    assert claimed.key == "create"
    assert meanwhile == []
    assert keys(await store.claim()) == ["invite"]


async def test_what_is_to_come_after_a_dead_delivery_dies_at_once_and_is_told(store: Store) -> None:
    told: list[Any] = []
    store.with_feature(settled={"opening": lambda _, settled: told.append(settled)})
    first = await store.call("create", lane="A")
    (claimed,) = await store.claim()
    await store.dies(claimed)

    await store.call("invite", lane="B", after=first, topic="opening", data={"step": 2})

    assert (await states(store))["invite"] == "dead"
    assert [(one.topic, one.data, one.error is not None) for one in told] == [("opening", {"step": 2}, True)]
    assert await store.claim() == []


async def test_a_dead_delivery_can_be_sent_again_with_what_it_took_along(store: Store) -> None:
    first = await store.call("create", lane="A")
    await store.call("invite", lane="B", after=first)
    (claimed,) = await store.claim()
    await store.dies(claimed)

    again = await store.run(lambda unit: outbox.retry_dead(unit, DeliveryId(claimed.id)))

    (revived,) = await store.claim()
    await store.sent(revived)
    assert again
    assert revived.arguments == {"key": "create"}
    assert keys(await store.claim()) == ["invite"]


async def test_a_key_is_enqueued_once(store: Store) -> None:
    assert await store.call("a", lane="A") is not None
    assert await store.call("a", lane="A") is None
    assert await pending(store) == 1


async def test_one_key_enqueued_many_times_at_once_is_one_delivery(store: Store, other: Store) -> None:
    given = await asyncio.gather(*((store, other)[n % 2].call("a", lane="A") for n in range(40)))

    assert sum(one is not None for one in given) == 1
    assert await pending(store) == 1


async def test_a_claimed_delivery_is_claimed_by_nobody_else(store: Store, other: Store) -> None:
    for n in range(60):
        await store.call(f"k{n}", lane=f"L{n}")

    found = await asyncio.gather(*((store, other)[n % 2].claim(limit=10) for n in range(12)))
    rest = await store.claim()

    taken = [one.key for claimed in [*found, rest] for one in claimed]
    assert sorted(taken) == sorted(f"k{n}" for n in range(60))


async def test_a_lease_that_ran_out_becomes_ambiguous_and_is_claimed_to_be_looked_up(store: Store) -> None:
    await store.call("a", lane="A")
    await store.claim()
    later = machine_now() + 2 * MINUTE

    early = await store.database.write(lambda c: outbox.expire(c, machine_now()))
    ran_out = await store.database.write(lambda c: outbox.expire(c, later, settle_after=MINUTE))

    assert (early, ran_out) == (0, 1)
    assert await store.claim(later=2 * MINUTE) == []
    (claimed,) = await store.claim(later=4 * MINUTE)
    assert claimed.is_ambiguous


async def test_whoever_comes_late_with_an_old_claim_changes_nothing(store: Store) -> None:
    await store.show("card:1")
    (old,) = await store.claim()
    await store.database.write(lambda c: outbox.expire(c, machine_now() + 2 * MINUTE))
    (new,) = await store.claim(later=3 * MINUTE)

    outcomes = [
        await store.posted(old, "1.1"),
        await store.run(lambda unit: outbox.settle_retry(unit, old, not_before=machine_now())),
        await store.run(lambda unit: outbox.settle_ambiguous(unit, old, not_before=machine_now())),
        await store.run(lambda unit: outbox.note_progress(unit, old, {"file": "F1"})),
        await store.dies(old),
    ]

    assert outcomes == [False, False, False, False, []]
    assert await store.posted(new, "2.2")
    shown = await store.units.read(WORKSPACE, lambda unit: outbox.surface(unit, "card:1"))
    assert shown is not None
    assert shown.ts == "2.2"


async def test_a_settled_delivery_settles_once(store: Store) -> None:
    await store.call("a", lane="A")
    (claimed,) = await store.claim()

    assert await store.sent(claimed)
    assert not await store.sent(claimed)
    assert await store.dies(claimed) == []


async def test_a_try_that_only_waited_is_not_counted(store: Store) -> None:
    await store.call("a", lane="A")
    (first,) = await store.claim()
    await store.run(lambda unit: outbox.settle_retry(unit, first, not_before=machine_now(), counts=False))
    (second,) = await store.claim()
    await store.run(lambda unit: outbox.settle_retry(unit, second, not_before=machine_now(), progress={"file": "F1"}))
    (third,) = await store.claim()

    assert [first.attempts, second.attempts, third.attempts] == [1, 1, 2]
    assert third.progress == {"file": "F1"}
    assert [first.fence, second.fence, third.fence] == [1, 2, 3]


async def test_what_was_sent_is_blanked(store: Store) -> None:
    await store.show("card:1", text="secret words")
    (claimed,) = await store.claim()

    await store.posted(claimed, "1.1")

    stored = await store.database.read(lambda c: c.execute(select(delivery.c.arguments)).scalar_one())
    assert stored == {}


async def test_the_next_wakeup_is_the_nearest_retry_or_lease(store: Store) -> None:
    assert await store.database.read(outbox.next_wakeup) is None
    await store.call("a", lane="A")
    await store.call("b", lane="A")
    (claimed,) = await store.claim()
    leased = await store.database.read(outbox.next_wakeup)
    at = machine_now() + timedelta(seconds=5)
    await store.run(lambda unit: outbox.settle_retry(unit, claimed, not_before=at))

    assert leased is not None
    assert leased > machine_now() + timedelta(seconds=30)
    assert await store.database.read(outbox.next_wakeup) == at


async def test_units_that_touch_the_same_lanes_in_opposite_order_do_not_block_each_other(
    store: Store, other: Store
) -> None:
    def enqueue(unit: Unit, lanes: Sequence[str], n: int) -> None:
        for lane in lanes:
            unit.call("pins.add", {}, lane=lane, key=f"{lane}:{n}")

    await asyncio.gather(
        *(
            (store, other)[n % 2].run(lambda unit, n=n: enqueue(unit, ("A", "B") if n % 2 else ("B", "A"), n))
            for n in range(60)
        )
    )

    left = 0
    while claimed := await store.claim():
        assert len({one.lane for one in claimed}) == len(claimed)
        for one in claimed:
            left += await store.sent(one)
    assert left == 120


async def test_heads_move_on_with_twenty_thousand_rows_behind_them(store: Store) -> None:
    """A claim that looked at all that waits would take longer than the store's patience, and raise here."""

    def pile_up(unit: Unit) -> None:
        for n in range(50):
            unit.call("pins.add", {}, lane=f"L{n}", key=f"head:{n}")

    def behind(unit: Unit, start: int) -> None:
        head = unit.rows(select(delivery).limit(1))[0]._mapping
        row = {name: value for name, value in head.items() if name not in ("id", "key", "lane")}
        unit.execute(
            delivery.insert(), [{**row, "lane": f"L{n % 50}", "key": f"k{n}"} for n in range(start, start + 1000)]
        )

    await store.run(pile_up)
    for start in range(0, 20_000, 1000):
        await store.run(partial(behind, start=start))
    claimed = await store.claim(limit=50)
    for one in claimed[:10]:
        await store.sent(one)

    count = await store.database.read(lambda c: c.execute(select(func.count()).select_from(delivery)).scalar_one())
    assert count == 20_050
    assert len(claimed) == 50
    assert len(await store.claim(limit=50)) == 10


async def test_a_revived_delivery_does_not_set_out_beside_the_one_that_is_on_its_way(store: Store) -> None:
    await store.call("a1", lane="A")
    await store.call("a2", lane="A")
    (a1,) = await store.claim()
    await store.dies(a1)
    (a2,) = await store.claim()

    await store.run(lambda unit: outbox.retry_dead(unit, a1.id))
    meanwhile = await store.claim()
    await store.sent(a2)

    assert meanwhile == []
    assert keys(await store.claim()) == ["a1"]


async def test_of_calls_that_only_count_when_new_the_newest_replaces_what_has_not_left(store: Store) -> None:
    def draw(view: str) -> Any:
        return store.run(lambda unit: unit.latest("views.publish", {"view": view}, lane="home:U1"))

    await draw("old")
    await draw("new")

    (first,) = await store.claim()
    assert first.arguments == {"view": "new"}
    await draw("newer still")
    await store.sent(first)
    (second,) = await store.claim()
    assert second.arguments == {"view": "newer still"}
