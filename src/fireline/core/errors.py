"""The three families of errors: what a person can mend, what a courier says to the loop, what an admin must set."""

from __future__ import annotations

from datetime import timedelta


class Refused(Exception):
    """The person can fix it: what happened, and what to type or press next.

    `message` is one or two calm sentences. `try_line` is a corrected line (without the root) that would work.
    The frame adds what was typed, so nothing typed is lost. Never logged as an error.
    """

    def __init__(self, message: str, *, try_line: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.try_line = try_line


class RetryLater(Exception):
    """A courier's word to the loop: not done now, try again.

    `after` is the wait the other side asked for (machine time). `unknown` means that the effect may have happened:
    the loop looks it up before it resends.
    """

    def __init__(self, reason: str, *, after: timedelta | None = None, unknown: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after
        self.unknown = unknown


class GiveUp(Exception):
    """A courier's word to the loop: it will never work as it is; `reason` is told to the admins."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Misconfigured(Exception):
    """Said at start, naming the key: `FIRELINE_PORT: "abc" is no number; a port from 0 to 65535 is accepted.`"""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key = key
        self.problem = problem
