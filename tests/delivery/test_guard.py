"""What the guard catches, and what it lets through."""

from __future__ import annotations

import asyncio

import pytest
import structlog
from structlog.testing import capture_logs

from fireline.core.errors import GiveUp, Refused, RetryLater
from fireline.guard import Failure, Guard


async def broken() -> None:
    raise KeyError("nothing here")


async def test_a_bug_is_logged_once_and_gives_a_reference() -> None:
    with capture_logs() as logs:
        failure = await Guard(structlog.get_logger()).run("a press", broken)

    assert isinstance(failure, Failure) and len(failure.reference) == 6
    assert [(line["what"], line["reference"]) for line in logs] == [("a press", failure.reference)]
    assert isinstance(logs[0]["exc_info"], KeyError)


@pytest.mark.parametrize("word", [Refused("No."), RetryLater("busy"), GiveUp("gone"), asyncio.CancelledError()])
async def test_the_families_and_a_cancellation_pass_through(word: BaseException) -> None:
    async def speak() -> None:
        raise word

    with capture_logs() as logs, pytest.raises(type(word)):
        await Guard(structlog.get_logger()).run("a press", speak)

    assert logs == []


def test_a_plain_function_is_guarded_too() -> None:
    def divide() -> float:
        return 1 / 0

    with capture_logs() as logs:
        failure = Guard(structlog.get_logger()).call("a sum", divide)

    assert isinstance(failure, Failure) and isinstance(failure.error, ZeroDivisionError)
    assert len(logs) == 1
    assert Guard().call("a sum", lambda: 4) == 4
