"""How events reach the app over HTTP: signed, within three seconds, tried three times more, or lost on the way."""

from __future__ import annotations

import time

from slack_sdk.signature import SignatureVerifier

from fireline.sandbox import Sandbox
from tests.sandbox.conftest import MANIFEST
from tests.sandbox.listener import Listener


async def test_a_request_is_signed_with_machine_time(sandbox: Sandbox, listener: Listener) -> None:
    await sandbox.say("ana", "#incidents", "hello")
    await sandbox.settle()

    arrival = listener.arrivals[0]
    assert SignatureVerifier("local-signing-secret").is_valid_request(arrival.raw, arrival.headers)
    assert abs(int(arrival.headers["X-Slack-Request-Timestamp"]) - time.time()) < 5


async def test_a_url_is_verified_by_its_challenge(sandbox: Sandbox, listener: Listener) -> None:
    assert not await sandbox.verify_url()
    assert listener.arrivals[0].body["type"] == "url_verification"


async def test_a_failed_event_comes_again_with_number_and_reason(sandbox: Sandbox, listener: Listener) -> None:
    listener.answers = [(500, None), (503, None)]
    await sandbox.say("ana", "#incidents", "hello")
    await sandbox.settle()

    tries = [(a.headers.get("X-Slack-Retry-Num"), a.headers.get("X-Slack-Retry-Reason")) for a in listener.arrivals]
    assert tries == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert len({a.raw for a in listener.arrivals}) == 1
    assert sandbox.envelopes()[0].is_acked


async def test_a_retry_says_what_was_true_at_first(sandbox: Sandbox, listener: Listener) -> None:
    listener.answers = [(500, None)]
    said = await sandbox.say("ana", "#incidents", "hello", files={"a.txt": "x"})
    await sandbox.wait_for(lambda: listener.arrivals)
    await sandbox.react("bea", said, "eyes")
    await sandbox.edit("ana", said, "goodbye")
    await sandbox.settle()

    first = listener.arrivals[0]
    assert first.event["text"] == "hello"
    assert [a.raw for a in listener.arrivals if a.headers.get("X-Slack-Retry-Num")] == [first.raw]


async def test_a_recorded_event_is_not_touched_by_what_happens_later(sandbox: Sandbox, listener: Listener) -> None:
    said = await sandbox.say("ana", "#incidents", "hello")
    await sandbox.react("bea", said, "eyes")
    await sandbox.pin("ana", said)
    await sandbox.settle()
    await sandbox.react("cy", said, "eyes")
    await sandbox.settle()

    sandbox.redeliver()
    await sandbox.settle()

    pins = [a.raw for a in listener.arrivals if a.body["event"]["type"] == "pin_added"]
    assert len(pins) == 2 and pins[0] == pins[1]


async def test_an_event_is_given_up_after_the_last_retry(sandbox: Sandbox, listener: Listener) -> None:
    listener.answers = [(500, None)] * 9
    await sandbox.say("ana", "#incidents", "hello")
    await sandbox.settle()
    assert (len(listener.arrivals), sandbox.envelopes()[0].state) == (4, "failed")


async def test_an_app_that_answers_too_late_is_asked_again(sandbox: Sandbox, listener: Listener) -> None:
    listener.slow = 0.6
    await sandbox.say("ana", "#incidents", "hello")
    await sandbox.wait_for(lambda: len(listener.arrivals) > 1)
    assert listener.arrivals[1].headers["X-Slack-Retry-Reason"] == "http_timeout"


async def test_an_app_that_comes_back_gets_what_it_missed_as_retries(listener: Listener) -> None:
    sandbox = await Sandbox.start(MANIFEST, retries=(0, 30))
    await sandbox.say("ana", "#incidents", "while you were down")
    await sandbox.wait_for(lambda: len(sandbox.envelopes()[0].attempts) == 2)

    sandbox.connect(listener.url)
    hurried = sandbox.world.dispatcher.hurry()
    await sandbox.settle()
    await sandbox.stop()

    assert hurried == 1
    assert listener.arrivals[0].headers["X-Slack-Retry-Reason"] == "connection_failed"


async def test_every_event_can_come_twice(sandbox: Sandbox, listener: Listener) -> None:
    sandbox.delivery_faults(copies=2)
    await sandbox.say("ana", "#incidents", "hello")
    await sandbox.settle()
    assert len(listener.arrivals) == 2 and len({a.body["event_id"] for a in listener.arrivals}) == 1


async def test_a_captured_command_can_be_replayed_and_nobody_sees_the_second_answer(
    sandbox: Sandbox, listener: Listener
) -> None:
    sandbox.delivery_faults(copies_of_requests=2)
    listener.answers = [(200, {"text": "first"}), (200, {"text": "second"})]
    done = await sandbox.command("ana", "#incidents", "/incident list")
    assert [seen.text for seen in done.all_shown] == ["first"]
    assert listener.arrivals[0].raw == listener.arrivals[1].raw


async def test_events_can_come_in_another_order_and_be_lost_at_first(sandbox: Sandbox, listener: Listener) -> None:
    sandbox.delivery_faults(shuffle_within=0.1, seed=7, drop_next=1)
    for number in range(8):
        await sandbox.say("ana", "#incidents", str(number))
    await sandbox.settle()

    texts = [event["text"] for event in listener.events]
    assert sorted(texts) == [str(number) for number in range(8)] and texts != sorted(texts)


async def test_recorded_events_can_be_sent_again_to_the_letter(sandbox: Sandbox, listener: Listener) -> None:
    said = await sandbox.say("ana", "#incidents", "hello")
    await sandbox.react("bea", said, "eyes")
    await sandbox.settle()
    before = [a.raw for a in listener.arrivals]

    sent = sandbox.redeliver(shuffle_seed=1)
    await sandbox.settle()

    assert sent == 2 and sorted(a.raw for a in listener.arrivals[2:]) == sorted(before)


async def test_sixty_messages_a_second_are_carried_easily(sandbox: Sandbox, listener: Listener) -> None:
    begun = time.monotonic()
    for number in range(300):
        await sandbox.say("ana", "#incidents", str(number))
    await sandbox.settle()
    assert len(listener.arrivals) == 300
    assert time.monotonic() - begun < 5
