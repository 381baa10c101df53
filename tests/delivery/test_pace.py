"""Bursts pass, the long run keeps Slack's rates, and a 429 stops its own bucket only."""

from __future__ import annotations

import pytest

from fireline.slack.pace import Pace


class Watch:
    """A monotonic clock that a test winds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


def calls_in(pace: Pace, watch: Watch, seconds: float, *asked: str) -> int:
    """How many such calls leave in this time, each as soon as it may."""
    end, count = watch.now + seconds, 0
    while watch.now + (wait := pace.wait("T1", *asked)) <= end:
        watch.now += wait
        pace.take("T1", *asked)
        count += 1
    return count


def test_a_short_burst_in_a_channel_leaves_at_once_and_then_one_a_second(watch: Watch) -> None:
    pace = Pace(monotonic=watch)

    waits = [pace.take("T1", "chat.postMessage", "C1") for _ in range(6)]

    assert waits == pytest.approx([0, 0, 0, 1, 2, 3])


def test_channels_do_not_wait_for_one_another(watch: Watch) -> None:
    pace = Pace(monotonic=watch)

    assert sum(pace.take("T1", "chat.postMessage", f"C{number}") for number in range(200)) == 0


@pytest.mark.parametrize(
    ("method", "per_minute"), [("conversations.setTopic", 20), ("chat.update", 50), ("views.publish", 100)]
)
def test_a_method_keeps_its_rate_in_the_long_run(watch: Watch, method: str, per_minute: int) -> None:
    pace = Pace(monotonic=watch)
    calls_in(pace, watch, 60, method)

    assert calls_in(pace, watch, 600, method) == pytest.approx(per_minute * 10, abs=1)


def test_an_opening_is_not_slowed(watch: Watch) -> None:
    pace = Pace(monotonic=watch)
    steps = ["conversations.create", "conversations.invite", "conversations.setTopic", "bookmarks.add", "pins.add"]

    assert [pace.take("T1", step, "C1") for step in steps for _ in range(3)] == [0] * 15


def test_a_429_stops_its_method_in_its_workspace(watch: Watch) -> None:
    pace = Pace(monotonic=watch)

    pace.stop("T1", "pins.add", "C1", 30)

    assert pace.wait("T1", "pins.add", "C2") == 30
    assert pace.wait("T1", "chat.update", "C1") == 0
    assert pace.wait("T2", "pins.add", "C1") == 0
    watch.now += 30
    assert pace.wait("T1", "pins.add", "C1") == 0


def test_one_loud_channel_stops_alone_and_a_second_one_stops_the_workspace(watch: Watch) -> None:
    pace = Pace(monotonic=watch)

    pace.stop("T1", "chat.postMessage", "C1", 30)
    assert (pace.wait("T1", "chat.postMessage", "C1"), pace.wait("T1", "chat.postMessage", "C2")) == (30, 0)

    pace.stop("T1", "chat.postMessage", "C2", 20)
    assert pace.wait("T1", "chat.postMessage", "C3") == 20


def test_without_a_pace_only_slacks_own_word_holds(watch: Watch) -> None:
    pace = Pace(scale=0, monotonic=watch)

    assert sum(pace.take("T1", "chat.postMessage", "C1") for _ in range(100)) == 0
    pace.stop("T1", "chat.postMessage", "C1", 5)

    assert pace.wait("T1", "chat.postMessage", "C1") == 5
    assert pace.stopped("T1", "chat.postMessage", "C1") == 5
