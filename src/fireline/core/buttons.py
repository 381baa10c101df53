"""A typed line put into a button, so that nothing typed is lost and a later click means the time of typing."""

from __future__ import annotations

import re
from datetime import UTC, datetime

RUN_LINE = "line:run"


def line_value(line: str, *, at: datetime, incident_id: int | None = None) -> str:
    """The value of a `line:run` button: incident, time of typing, line. Public format: buttons live for years."""
    return f"{incident_id or ''}:{at.timestamp():.6f}:{line}"[:2000]


def read_line_value(rest: str) -> tuple[datetime, str] | None:
    """Time of typing (story time) and the line; the incident was cut off before. None for a damaged value."""
    at, colon, line = rest.partition(":")
    if not colon or not re.fullmatch(r"[0-9]{9,11}\.[0-9]{6}", at):
        return None
    return datetime.fromtimestamp(float(at), UTC), line


def split_incident(value: str) -> tuple[int | None, str]:
    """Every button's value begins with its incident: `42:7` is item 7 of incident 42, `:x` and `x` have none."""
    head, colon, rest = value.partition(":")
    if re.fullmatch(r"[0-9]{1,15}", head):
        return int(head), rest
    return None, (rest if colon and not head else value)
