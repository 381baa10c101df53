"""How a task ends, and when its owner hears of it: values only."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

ASK_AFTER = timedelta(minutes=60)  # a task without a time box is asked about once
SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=7)
APART = timedelta(minutes=5)  # between two messages to one person that they did not ask for
EXAMPLE = "task @bea restart the consumer in 20m"


class TaskStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    KEPT = "kept"

    @property
    def label(self) -> str:
        return "an action item now" if self is TaskStatus.KEPT else self.value


class Stage(StrEnum):
    """What the owner was last reminded of."""

    NONE = ""
    HALF = "half"
    END = "end"
    ASKED = "asked"


def next_reminder(
    given_at: datetime, boxed_at: datetime | None, due_at: datetime | None, told: Stage
) -> tuple[Stage, datetime] | None:
    """What the owner hears next, and when: half of the box, its end; without a box one question."""
    if boxed_at is None or due_at is None:
        return None if told is Stage.ASKED else (Stage.ASKED, given_at + ASK_AFTER)
    if told is Stage.NONE:
        return Stage.HALF, boxed_at + (due_at - boxed_at) / 2
    return (Stage.END, due_at) if told is Stage.HALF else None


def box_problem(length: timedelta) -> str | None:
    """Why a time box of this length cannot be, in a sentence."""
    if length < SHORTEST:
        return "A time box needs at least a minute."
    if length > LONGEST:
        return "A time box is at most a week; what takes longer is an action item."
    return None
