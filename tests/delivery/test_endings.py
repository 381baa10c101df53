"""Whatever goes wrong around a message, it is seen exactly once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fireline.store.tables import delivery
from tests.delivery.conftest import Outbound


async def test_a_message_is_posted_and_who_asked_is_told(outbound: Outbound) -> None:
    outbound.start()

    await outbound.post("card:1", "Checkout is down.", data={"card": 1})
    await outbound.all_ended()

    assert outbound.slack.texts("C1") == ["Checkout is down."]
    [settled] = outbound.settled
    assert (settled.data, settled.error) == ({"card": 1}, None)
    assert settled.result == {"channel": "C1", "ts": outbound.slack.messages[0].ts}


BEFORE = ["reset", "cut", "429", "500", "503", "internal_error", "fatal_error", "ratelimited"]
AFTER = ["reset", "cut", "500", "503", "internal_error", "fatal_error"]


@pytest.mark.parametrize(("how", "after_effect"), [(how, False) for how in BEFORE] + [(how, True) for how in AFTER])
async def test_a_message_whose_call_broke_is_seen_once(outbound: Outbound, how: str, after_effect: bool) -> None:
    outbound.slack.fails("chat.postMessage", how, after_effect=after_effect, retry_after="0.05")
    outbound.start()

    await outbound.post("card:1", "Checkout is down.")
    await outbound.all_ended()

    assert outbound.slack.texts("C1") == ["Checkout is down."]
    assert await outbound.states() == ["sent"]
    assert [s.result["ts"] for s in outbound.settled] == [outbound.slack.messages[0].ts]
    assert len(outbound.slack.asked("chat.postMessage")) == (1 if after_effect else 2)


async def test_a_message_that_hung_after_its_effect_is_found(outbound: Outbound) -> None:
    outbound.slack.fails("chat.postMessage", "hang", after_effect=True)
    outbound.start(total=0.2)

    await outbound.post("card:1", "Checkout is down.")
    await outbound.all_ended()

    assert outbound.slack.texts("C1") == ["Checkout is down."]
    assert len(outbound.slack.asked("chat.postMessage")) == 1


async def test_the_look_up_turns_pages_and_reads_threads(outbound: Outbound) -> None:
    outbound.start()
    await outbound.post("card:1", "Checkout is down.")
    await outbound.all_ended()
    outbound.slack.fails("chat.postMessage", "reset", after_effect=True)

    await outbound.post("reply:1", "Looking.", thread="card:1")
    await outbound.comes_to("ambiguous")
    card = outbound.slack.messages[0].ts
    for number in range(5):
        outbound.slack._chat_postMessage({"channel": "C1", "text": f"chatter {number}", "thread_ts": card})
    await outbound.all_ended()

    assert outbound.slack.texts("C1").count("Looking.") == 1
    assert len(outbound.slack.asked("conversations.replies")) == 3


async def test_a_message_is_found_although_the_story_jumped_meanwhile(outbound: Outbound) -> None:
    outbound.clock.forward(days=-3000)
    outbound.slack.fails("chat.postMessage", "reset", after_effect=True)
    outbound.start()

    await outbound.post("card:1", "Checkout is down.")
    outbound.clock.forward(days=1000)
    await outbound.all_ended()

    assert outbound.slack.texts("C1") == ["Checkout is down."]


async def test_nothing_listening_is_a_certain_no(outbound: Outbound) -> None:
    address = outbound.slack.url
    outbound.slack.url = "http://127.0.0.1:9"
    outbound.start(tries=2)

    await outbound.post("card:1", "Checkout is down.")
    await outbound.all_ended()

    outbound.slack.url = address
    [(state, error)] = (await outbound.rows(delivery.c.state, delivery.c.error))[:1]
    assert state == "dead"
    assert "ClientConnectorError" in error
    assert outbound.slack.calls == []


async def test_a_look_up_that_fails_is_tried_again_before_anything_is_sent(outbound: Outbound) -> None:
    outbound.slack.fails("chat.postMessage", "500", after_effect=True)
    outbound.slack.fails("conversations.history", "500", times=3)
    outbound.start()

    await outbound.post("card:1", "Checkout is down.")
    await outbound.all_ended()

    assert outbound.slack.texts("C1") == ["Checkout is down."]
    assert len(outbound.slack.asked("conversations.history")) == 4


async def test_a_message_that_shows_twice_loses_the_later_one(outbound: Outbound) -> None:
    outbound.slack.fails("chat.postMessage", "reset", after_effect=True)
    outbound.start()
    await outbound.post("card:1", "Checkout is down.")
    await outbound.shows(1)
    [first] = outbound.slack.messages
    outbound.slack._chat_postMessage({"channel": "C1", "text": "Checkout is down.", "metadata": first.metadata})

    await outbound.all_ended()

    assert outbound.slack.messages == [first]
    assert outbound.settled[0].result["ts"] == first.ts


async def test_an_edit_needs_no_look_up(outbound: Outbound) -> None:
    outbound.start()
    await outbound.post("card:1", "Checkout is down.")
    await outbound.all_ended()
    outbound.slack.fails("chat.update", "reset", after_effect=True)

    await outbound.post("card:1", "Checkout is slow.")
    await outbound.all_ended()

    assert outbound.slack.texts("C1") == ["Checkout is slow."]
    assert outbound.slack.asked("conversations.history") == []


async def test_what_is_so_already_counts_as_done(outbound: Outbound) -> None:
    outbound.slack.fails("pins.add", "500", after_effect=True)
    outbound.start()

    await outbound.call("pins.add", channel="C1", timestamp="1.000001")
    await outbound.all_ended()

    assert outbound.slack.pinned == {("C1", "1.000001")} or outbound.slack.pinned == {("C1", 1.000001)}
    assert outbound.settled[0].result == {"already": "already_pinned"}


@pytest.mark.parametrize("after_effect", [False, True])
async def test_a_private_message_is_shown_at_most_once(outbound: Outbound, after_effect: bool) -> None:
    outbound.slack.fails("chat.postEphemeral", "reset", after_effect=after_effect)
    outbound.start()

    await outbound.do(lambda unit: unit.whisper(channel="C1", user="U1", text="Psst.", key="w1"))
    await outbound.all_ended()

    assert len(outbound.slack.asked("chat.postEphemeral")) == 1
    assert await outbound.states() == ["dead"]
    assert outbound.slack.texts("CADMIN") == []


async def test_an_answer_to_a_response_url_is_posted_at_most_once(outbound: Outbound) -> None:
    outbound.slack.fails("respond", "500", after_effect=True)
    outbound.start()

    await outbound.call("respond", response_url=f"{outbound.slack.url}/respond", text="Done.")
    await outbound.all_ended()

    assert outbound.slack.responses == [{"text": "Done."}]
    assert await outbound.states() == ["dead"]


@pytest.mark.parametrize("after_effect", [False, True])
async def test_a_bookmark_is_there_once(outbound: Outbound, after_effect: bool) -> None:
    outbound.slack.fails("bookmarks.add", "reset", after_effect=after_effect)
    outbound.start()

    await outbound.call("bookmarks.add", channel_id="C1", title="Runbook", link="https://r", type="link")
    await outbound.all_ended()

    assert [b["title"] for b in outbound.slack.bookmarks] == ["Runbook"]


async def test_a_page_instead_of_an_answer_is_looked_up(outbound: Outbound) -> None:
    outbound.slack.fails("chat.postMessage", "200", after_effect=True)
    outbound.start()

    await outbound.post("card:1", "Checkout is down.")
    await outbound.all_ended()

    assert outbound.slack.texts("C1") == ["Checkout is down."]
    assert len(outbound.slack.asked("chat.postMessage")) == 1


async def test_where_history_is_closed_nothing_is_repeated_unless_its_kind_says_so(outbound: Outbound) -> None:
    outbound.slack.fails("chat.postMessage", "reset", after_effect=True, times=2)
    outbound.slack.refused["conversations.history"] = "missing_scope"
    outbound.start(settle_after=timedelta(milliseconds=30))

    await outbound.post("reminder:1", "Update due.", to="C1")
    await outbound.post("update:1", "Checkout is down.", to="C2", data={"if_unknown": "repeat"})
    await outbound.all_ended()

    assert outbound.slack.texts("C1") == ["Update due."]
    assert outbound.slack.texts("C2") == ["Checkout is down.", "Checkout is down. _(may be a repeat)_"]
