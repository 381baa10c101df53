"""A scenario: who does what when, as YAML. Facts of a real incident become a story that can be lived through."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from fireline.core.errors import Misconfigured

ACTS = ("types", "says", "presses", "submits", "reacts", "joins", "waits")


class Step(BaseModel):
    """One act of one person at one moment (UTC).

    `where` is a channel such as `#general`, `dm` for the person's messages from the bot, or nothing for the incident's
    channel (`#incidents` before there is one). `message` names by some of its words the message that is meant.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    at: datetime
    who: str = ""
    where: str | None = Field(None, alias="in")
    types: str | None = None
    says: str | None = None
    presses: str | None = None
    submits: dict[str, Any] | None = None
    reacts: str | None = None
    joins: bool = False
    waits: str | None = None  # nothing is done; says for what
    message: str | None = None
    value: str | None = None
    mark: str | None = None  # a reaction put on what was just said
    by: str | None = None  # who puts it; the speaker when left out
    key: bool = False  # must stand in the postmortem with this very time
    note: str = ""  # what the terminal tells beside it

    @field_validator("at")
    @classmethod
    def _in_utc(cls, at: datetime) -> datetime:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)

    @model_validator(mode="after")
    def _does_one_thing(self) -> Step:
        acts = [a for a in ACTS if getattr(self, a) not in (None, False)]
        if len(acts) != 1:
            raise ValueError(f"a step does exactly one of {', '.join(ACTS)}; this one does {acts or 'nothing'}")
        return self


class Scenario(BaseModel):
    """A whole story. Steps are in order of time; `cast` says who stands for whom."""

    model_config = ConfigDict(extra="forbid")

    title: str
    sources: list[str] = []
    starts: datetime
    cast: dict[str, str] = {}
    steps: list[Step]
    ends: datetime | None = None

    @field_validator("starts", "ends")
    @classmethod
    def _in_utc(cls, at: datetime | None) -> datetime | None:
        return at if at is None else at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)

    @model_validator(mode="after")
    def _in_order(self) -> Scenario:
        for before, after in zip(self.steps, self.steps[1:], strict=False):
            if after.at < before.at:
                raise ValueError(f"steps are in order of time; {_said(after.at)} comes after {_said(before.at)}")
        if self.steps and self.steps[0].at < self.starts:
            raise ValueError("the first step is before the start")
        return self


def _said(at: datetime) -> str:
    return f"{at:%d %b %H:%M}"


def read(path: Path) -> Scenario:
    """Reads a scenario file; raises Misconfigured naming the place that is wrong."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(str(path), f"it cannot be read ({error.strerror})") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Misconfigured(str(path), f"it is no YAML: {' '.join(str(error).split())}") from None
    try:
        return Scenario.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise Misconfigured(str(path), f"{place}: {first['msg']}") from None
