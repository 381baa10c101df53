"""What the local Slack refuses, to the app and to the people."""

from typing import Any


class SlackError(Exception):
    """A Web API refusal: `{"ok": false, "error": code}` and what Slack puts beside it."""

    def __init__(self, code: str, **beside: Any) -> None:
        super().__init__(code)
        self.code = code
        self.beside = beside


class PersonRefusedError(Exception):
    """What Slack's client would not let this person do; the message is what the client shows."""
