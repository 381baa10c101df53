"""In order within a lane; a stuck one holds its own lane only; what is dead is told."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from fireline.core.clock import machine_now
from fireline.core.couriers import Found, Note, Parcel
from fireline.core.events import DeliveryId
from fireline.core.feature import Settled
from fireline.delivery import retry_dead, seen
from fireline.slack.pace import Pace
from fireline.store import outbox
from fireline.store.tables import delivery
from fireline.store.unit import Unit
from tests.delivery.conftest import Outbound


async def test_messages_of_one_channel_appear_in_their_order_whatever_fails(outbound: Outbound) -> None:
    for how, after_effect in [("reset", False), ("500", True), ("429", False), ("cut", True)]:
        outbound.slack.fails("chat.postMessage", how, after_effect=after_effect, retry_after="0.02")
    outbound.start()

    for number in range(8):
        await outbound.post(f"note:{number}", f"note {number}")
    await outbound.all_ended()

    assert outbound.slack.texts("C1") == [f"note {number}" for number in range(8)]


async def test_a_stuck_lane_holds_only_itself(outbound: Outbound) -> None:
    outbound.slack.fails("chat.postMessage", "hang", channel="C1")
    outbound.start(total=3.0)

    await outbound.post("stuck", "stuck", to="C1")
    await outbound.post("behind", "behind", to="C1")
    for number in range(5):
        await outbound.post(f"free:{number}", f"free {number}", to="C2")
    await outbound.shows(5, "C2")

    assert outbound.slack.texts("C1") == []
    assert (await outbound.states())[:2] == ["sending", "ready"]


async def test_a_429_is_honoured_and_holds_no_other_channel(outbound: Outbound) -> None:
    outbound.slack.fails("chat.postMessage", "429", channel="C1", retry_after="0.4")
    outbound.start()

    await outbound.post("one", "one", to="C1")
    await outbound.post("other", "other", to="C2")
    await outbound.all_ended()

    at = [call.at for call in outbound.slack.calls if call.arguments.get("channel") == "C1"]
    other = [call.at for call in outbound.slack.calls if call.arguments.get("channel") == "C2"]
    assert at[1] - at[0] >= 0.4
    assert other[0] - at[0] < 0.3
    assert outbound.slack.asked("conversations.history") == []
    assert await outbound.rows(delivery.c.attempts) == [(1,), (1,)]


async def test_a_dead_letter_is_told_to_the_feature_and_the_admins_and_frees_its_lane(outbound: Outbound) -> None:
    outbound.slack.fails("chat.postMessage", "is_archived", channel="C1")
    outbound.start()

    await outbound.post("one", "one", to="C1", data={"n": 1})
    await outbound.post("two", "two", to="C1", data={"n": 2})
    await outbound.all_ended()

    assert outbound.slack.texts("C1") == ["two"]
    assert {s.data["n"]: s.error for s in outbound.settled} == {1: "chat.postMessage: is_archived", 2: None}
    [report] = outbound.slack.texts("CADMIN")
    assert "<#C1>" in report
    assert "is_archived" in report


async def test_what_had_to_come_after_a_dead_one_dies_too_and_each_asker_hears(outbound: Outbound) -> None:
    outbound.slack.refused["conversations.create"] = "restricted_action"
    outbound.start()

    def opening(unit: Unit) -> None:
        made = unit.call("conversations.create", {"name": "inc-1"}, lane="a", key="a", topic="asked")
        unit.call("conversations.setTopic", {"channel": "?"}, lane="b", key="b", after=made, topic="asked")

    await outbound.do(opening)
    await outbound.all_ended()

    assert (await outbound.states())[:2] == ["dead", "dead"]
    assert [s.error for s in outbound.settled] == ["conversations.create: restricted_action"] * 2
    assert outbound.slack.asked("conversations.setTopic") == []
    assert len(outbound.slack.texts("CADMIN")) == 1


async def test_a_dead_report_is_not_reported(outbound: Outbound) -> None:
    outbound.slack.fails("chat.postMessage", "is_archived", times=99)
    outbound.start()

    await outbound.post("one", "one")
    await outbound.all_ended()

    assert await outbound.states() == ["dead", "dead"]


async def test_an_edit_of_a_message_that_somebody_deleted_troubles_no_admin(outbound: Outbound) -> None:
    outbound.start()
    await outbound.post("card:1", "Checkout is down.")
    await outbound.all_ended()
    outbound.slack.messages.clear()

    await outbound.post("card:1", "Checkout is slow.")
    await outbound.all_ended()

    assert await outbound.states() == ["sent", "dead"]
    assert outbound.slack.messages == []


async def test_a_dead_letter_can_be_sent_again(outbound: Outbound) -> None:
    outbound.slack.fails("chat.postMessage", "not_in_channel", channel="C1")
    outbound.start()
    first = await outbound.post("one", "one")
    await outbound.all_ended()

    assert await outbound.do(lambda unit: retry_dead(unit, first))
    await outbound.all_ended()

    assert outbound.slack.texts("C1") == ["one"]
    assert not await outbound.do(lambda unit: retry_dead(unit, first))


async def test_after_enough_tries_a_letter_is_dead(outbound: Outbound) -> None:
    outbound.slack.fails("pins.add", "503", times=99)
    outbound.start(tries=3)

    await outbound.call("pins.add", channel="C1", timestamp="p1")
    await outbound.all_ended()

    assert len(outbound.slack.asked("pins.add")) == 3
    assert outbound.settled[0].error == "pins.add: HTTP 503 (3 times)"


async def test_a_refused_token_pauses_the_workspace_and_loses_nothing(outbound: Outbound) -> None:
    outbound.slack.fails("chat.postMessage", "invalid_auth", times=2)
    loop = outbound.start()

    for number in range(3):
        await outbound.post(f"n:{number}", f"note {number}", to=f"C{number}")
    await outbound.comes_to("ready")
    while_paused = loop.paused
    await outbound.all_ended()

    assert while_paused == {"T1"}
    assert [outbound.slack.texts(f"C{n}") for n in range(3)] == [["note 0"], ["note 1"], ["note 2"]]
    assert loop.paused == frozenset()
    assert {attempts for (attempts,) in await outbound.rows(delivery.c.attempts)} == {1}


@pytest.mark.parametrize("had_effect", [False, True])
async def test_what_a_killed_sender_left_is_sent_once(outbound_on_both: Outbound, had_effect: bool) -> None:
    outbound = outbound_on_both
    await outbound.post("card:1", "Checkout is down.")
    lease = timedelta(milliseconds=100)
    [claimed] = await outbound.database.write(lambda connection: outbox.claim(connection, 9, lease=lease))
    if had_effect:
        outbound.slack._chat_postMessage(dict(claimed.arguments))

    outbound.start()
    await outbound.all_ended()

    assert outbound.slack.texts("C1") == ["Checkout is down."]
    assert len(outbound.slack.asked("chat.postMessage")) == (0 if had_effect else 1)


async def test_a_private_message_that_a_killed_sender_left_is_not_repeated(outbound: Outbound) -> None:
    await outbound.do(lambda unit: unit.whisper(channel="C1", user="U1", text="Psst.", key="w1"))
    await outbound.database.write(lambda connection: outbox.claim(connection, 9))

    outbound.start()
    await outbound.all_ended()

    assert outbound.slack.calls == []
    assert await outbound.states() == ["dead"]


@pytest.mark.postgres
async def test_a_lease_that_still_runs_is_left_alone_on_a_shared_database(outbound_on_postgres: Outbound) -> None:
    outbound = outbound_on_postgres
    await outbound.post("card:1", "Checkout is down.")
    await outbound.database.write(lambda connection: outbox.claim(connection, 9, lease=timedelta(seconds=30)))

    outbound.start()
    await asyncio.sleep(0.3)

    assert outbound.slack.calls == []


async def test_two_loops_do_not_double_or_reorder(outbound_on_both: Outbound) -> None:
    outbound = outbound_on_both
    for channel in range(3):
        outbound.slack.fails("chat.postMessage", "reset", after_effect=True, channel=f"C{channel}")
    outbound.start()
    outbound.start()

    for number in range(30):
        await outbound.post(f"n:{number}", f"note {number}", to=f"C{number % 3}")
    await outbound.all_ended()

    for channel in range(3):
        assert outbound.slack.texts(f"C{channel}") == [f"note {n}" for n in range(30) if n % 3 == channel]
    assert len(outbound.settled) == 30


async def test_our_own_message_coming_back_settles_its_delivery(outbound: Outbound) -> None:
    outbound.slack.fails("chat.postMessage", "reset", after_effect=True)
    outbound.start(settle_after=timedelta(seconds=30))
    card = await outbound.post("card:1", "Checkout is down.")
    await outbound.comes_to("ambiguous")
    ts = outbound.slack.messages[0].ts

    for _ in range(2):
        await outbound.do(lambda unit: seen(unit, card, "C1", ts))

    assert await outbound.states() == ["sent"]
    assert [s.result for s in outbound.settled] == [{"channel": "C1", "ts": ts}]


async def test_a_second_message_with_one_mark_goes_when_it_comes_back(outbound: Outbound) -> None:
    outbound.start()
    card = await outbound.post("card:1", "Checkout is down.")
    await outbound.all_ended()
    [first] = outbound.slack.messages
    double = outbound.slack._chat_postMessage({"channel": "C1", "text": first.text, "metadata": first.metadata})

    await outbound.do(lambda unit: seen(unit, card, "C1", first.ts))
    await outbound.do(lambda unit: seen(unit, card, "C1", double["ts"]))
    await outbound.all_ended()

    assert outbound.slack.messages == [first]


async def test_an_unknown_mark_is_nobodys(outbound: Outbound) -> None:
    await outbound.do(lambda unit: seen(unit, DeliveryId(77), "C1", "1.000001"))

    assert await outbound.states() == []


async def test_a_feature_that_fails_on_the_news_does_not_undo_it(outbound: Outbound) -> None:
    def fail(unit: Unit, settled: Settled) -> None:
        unit.show("half", to="C9", text="half done")
        raise KeyError("a bug")

    outbound.on_settled = fail
    outbound.start()

    await outbound.post("card:1", "Checkout is down.")
    await outbound.all_ended()

    assert outbound.slack.texts("C1") == ["Checkout is down."]
    assert await outbound.states() == ["sent"]
    assert outbound.slack.texts("C9") == []


class BuggyCourier:
    """Sends, and then trips over the answer."""

    def __init__(self, *, finds: bool) -> None:
        self.finds = finds
        self.sent = 0

    async def ready(self, parcel: Parcel) -> None:
        return None

    async def send(self, parcel: Parcel, note: Note) -> dict[str, Any]:
        self.sent += 1
        return {}["channel"]

    async def find(self, parcel: Parcel) -> Found | None:
        return Found({"channel": "C1", "ts": "1.000001"}) if self.finds else {}["messages"]


async def test_after_a_bug_in_the_courier_the_message_is_looked_up(outbound: Outbound) -> None:
    courier = BuggyCourier(finds=True)
    outbound.start(courier=courier)

    await outbound.post("card:1", "Checkout is down.")
    await outbound.all_ended()

    assert (await outbound.states(), courier.sent) == (["sent"], 1)


async def test_a_bug_that_stays_ends_with_a_reference_for_the_admins(outbound: Outbound) -> None:
    outbound.start(courier=BuggyCourier(finds=False), admin_channel=lambda unit: None)

    await outbound.post("card:1", "Checkout is down.")
    await outbound.all_ended()

    assert str(outbound.settled[0].error).startswith("a bug, reference ")


async def test_no_more_leave_at_once_than_allowed(outbound: Outbound) -> None:
    outbound.start(at_once=2)

    for number in range(10):
        await outbound.post(f"n:{number}", "note", to=f"C{number}")
    await outbound.all_ended()

    assert len(outbound.slack.messages) == 10


async def test_stopping_leaves_what_hangs_to_the_next_start(outbound: Outbound) -> None:
    outbound.slack.fails("chat.postMessage", "hang", after_effect=True)
    first = outbound.start()
    await outbound.post("card:1", "Checkout is down.")
    await outbound.shows(1)

    await first.stop()
    assert await outbound.states() == ["ambiguous"]
    outbound.start()
    await outbound.all_ended()

    assert outbound.slack.texts("C1") == ["Checkout is down."]
    assert len(outbound.slack.asked("chat.postMessage")) == 1


async def test_stopping_puts_back_what_waits_for_its_turn(outbound: Outbound) -> None:
    pace = Pace()
    loop = outbound.start(pace=pace)
    for number in range(5):
        await outbound.post(f"n:{number}", f"note {number}")
    await outbound.shows(3)
    await asyncio.sleep(0.1)

    await loop.stop()

    assert sorted(await outbound.states()) == ["ready", "ready", "sent", "sent", "sent"]


async def test_a_long_wait_for_a_turn_holds_no_lease(outbound: Outbound) -> None:
    pace = Pace()
    pace.stop("T1", "pins.add", None, 60)
    outbound.start(pace=pace)

    await outbound.call("pins.add", channel="C1", timestamp="p1")
    await asyncio.sleep(0.2)

    [(state, not_before, attempts)] = await outbound.rows(delivery.c.state, delivery.c.not_before, delivery.c.attempts)
    assert (state, attempts) == ("ready", 0)
    assert not_before > machine_now() + timedelta(seconds=50)


async def test_drained_says_whether_anything_could_leave_now(outbound: Outbound) -> None:
    loop = outbound.start()
    await outbound.post("card:1", "Checkout is down.")

    assert await loop.drained()

    assert outbound.slack.texts("C1") == ["Checkout is down."]
