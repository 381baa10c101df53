"""What a glance must tell, as values."""

from __future__ import annotations

from pydantic import RootModel, field_validator

MOST_RESPONDERS = 20


class Responders(RootModel[tuple[str, ...]]):
    """The section `responders`: ids of people who are invited to every SEV1 and SEV2."""

    root: tuple[str, ...] = ()

    @field_validator("root")
    @classmethod
    def _are_few(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        if len(ids) > MOST_RESPONDERS:
            raise ValueError(f"at most {MOST_RESPONDERS} people are invited by themselves")
        return ids
