"""The one place that catches everything: a bug becomes one traceback in the log and a short reference.

Frame, intake, delivery and ticker call it, so that one poisoned row stops only itself. The families (Refused,
RetryLater with the store's Unavailable, GiveUp) are no bugs and pass through to whoever expects them, as does
a cancellation.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog

from fireline.core.errors import GiveUp, Refused, RetryLater

T = TypeVar("T")


@dataclass(frozen=True)
class Failure:
    """A bug that was caught: `reference` is what the person is told and what the log can be searched for."""

    reference: str
    error: Exception


def reference() -> str:
    """Six characters that lead from a person's screen to a traceback."""
    return secrets.token_hex(3)


class Guard:
    """Runs work that must not take its caller down."""

    def __init__(self, logger: Any = None) -> None:
        self._logger = logger or structlog.get_logger("fireline.guard")
        self.caught = 0

    async def run(self, what: str, work: Callable[[], Awaitable[T]]) -> T | Failure:
        """Awaits `work()`; gives its answer, or the Failure that was logged."""
        try:
            return await work()
        except (Refused, RetryLater, GiveUp):
            raise
        except Exception as error:  # noqa: BLE001  the house has exactly this one and its twin below
            return self._logged(what, error)

    def call(self, what: str, work: Callable[[], T]) -> T | Failure:
        """The same for plain functions."""
        try:
            return work()
        except (Refused, RetryLater, GiveUp):
            raise
        except Exception as error:  # noqa: BLE001
            return self._logged(what, error)

    def _logged(self, what: str, error: Exception) -> Failure:
        failure = Failure(reference(), error)
        self.caught += 1
        self._logger.error("A bug was caught.", what=what, reference=failure.reference, exc_info=error)
        return failure
