"""The arguments of a call, whichever way they came: form, query or JSON."""

import json
from typing import Any

from fireline.sandbox.errors import SlackError
from fireline.sandbox.state import Json


class Args:
    """Arguments by name. Forms bring text only, so each reader says what it wants."""

    def __init__(self, given: Json) -> None:
        self.given = given

    def text(self, name: str, default: str = "") -> str:
        value = self.given.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.given.get(name)
        return default if value is None else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int, most: int) -> int:
        """A page size: at least one, at most what Slack gives at a time."""
        try:
            number = int(self.given.get(name) or default)
        except ValueError:
            raise SlackError("invalid_limit") from None
        if number < 1:
            raise SlackError("invalid_limit")
        return min(number, most)

    def ids(self, name: str) -> list[str]:
        """A list of ids, with commas or as JSON."""
        value = self.given.get(name)
        if isinstance(value, list):
            return [str(v) for v in value]
        return [part.strip() for part in str(value or "").split(",") if part.strip()]

    def structure(self, name: str, code: str) -> Any:
        """A structure that a form brings as JSON text; `code` is the refusal when it is none."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(code) from None
