"""What a glance must tell, as values."""

from __future__ import annotations

from pydantic import RootModel, field_validator

from fireline.features.incidents.reads import Incident

MOST_RESPONDERS = 20
TOPIC_LIMIT = 250  # Slack's


class Responders(RootModel[tuple[str, ...]]):
    """The section `responders`: ids of people who are invited to every SEV1 and SEV2."""

    root: tuple[str, ...] = ()

    @field_validator("root")
    @classmethod
    def _are_few(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        if len(ids) > MOST_RESPONDERS:
            raise ValueError(f"at most {MOST_RESPONDERS} people are invited by themselves")
        return ids


def topic_of(found: Incident) -> str:
    """One line: reference, severity (or how it ended), title. Not the status: each topic is a line in the channel."""
    state = found.severity.label if found.is_active else found.status.value
    line = f"{found.reference} · {state} · {found.title}"
    return line if len(line) <= TOPIC_LIMIT else line[: TOPIC_LIMIT - 1] + "…"
