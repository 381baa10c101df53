"""A scenario: who does what when, as YAML. Facts of a real incident become a story that can be lived through."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from fireline.core.errors import Misconfigured

ACTS = ("types", "says", "presses", "submits", "reacts", "joins", "waits")
ASIDES = ("at", "who", "in", "message", "value", "fills", "mark", "by", "key", "note", "picture")
HEADINGS = ("title", "sources", "starts", "cast", "steps", "ends")


class Step(BaseModel):
    """One act of one person at one moment (UTC).

    `where` is a channel such as `#general`, an incident such as `INC-2` for its channel, `dm` for the person's
    messages from the bot, `modal` for the form before them, or nothing for the channel of the newest incident
    (`#incidents` before there is one). `message` names by some of its words the message that is meant.
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
    fills: list[dict[str, Any]] = []  # the forms that this opens, one after the other
    mark: str | None = None  # a reaction put on what was just said
    by: str | None = None  # who puts it; the speaker when left out
    key: bool = False  # must stand in the postmortem with this very time
    note: str = ""  # what the terminal tells beside it
    picture: bool = False  # after this step the story looks its best: for `--picture`

    @field_validator("at")
    @classmethod
    def _in_utc(cls, at: datetime) -> datetime:
        return _utc(at)

    @field_validator("fills", mode="before")
    @classmethod
    def _in_a_list(cls, fills: Any) -> Any:
        return [fills] if isinstance(fills, dict) else fills

    @model_validator(mode="after")
    def _does_one_thing(self) -> Step:
        acts = [a for a in ACTS if getattr(self, a) not in (None, False)]
        if len(acts) != 1:
            raise ValueError(f"it does {' and '.join(acts) or 'nothing'}; exactly one of {', '.join(ACTS)} is accepted")
        if not self.who and self.waits is None:
            raise ValueError("nobody does it; `who` is missing")
        if self.fills and self.types is None and self.presses is None:
            raise ValueError("`fills` goes with `types` or `presses`, which open a form")
        if self.mark and self.says is None:
            raise ValueError("`mark` goes with `says`; `reacts` marks a message that is there")
        return self

    def __str__(self) -> str:
        act = next(a for a in ACTS if getattr(self, a) not in (None, False))
        detail = getattr(self, act)
        shown = f" “{_short(detail)}”" if isinstance(detail, str) else ""
        return f"{self.at:%d %b %H:%M}, {self.who} {act}{shown}" if self.who else f"{self.at:%d %b %H:%M}, {act}{shown}"


class Scenario(BaseModel):
    """A whole story. Steps are in order of time; `cast` says who stands for whom."""

    model_config = ConfigDict(extra="forbid")

    title: str
    sources: list[str] = []
    starts: datetime
    cast: dict[str, str] = {}
    steps: list[Step] = Field(min_length=1)
    ends: datetime | None = None

    @field_validator("starts", "ends")
    @classmethod
    def _in_utc(cls, at: datetime | None) -> datetime | None:
        return None if at is None else _utc(at)

    @property
    def people(self) -> list[str]:
        """Everybody who does something, in the order of the cast."""
        acting = dict.fromkeys(name for step in self.steps for name in (step.who, step.by) if name)
        return [*(name for name in self.cast if name in acting), *(name for name in acting if name not in self.cast)]

    @property
    def end(self) -> datetime:
        return self.ends or self.steps[-1].at


def read(path: Path) -> Scenario:
    """Reads a scenario file; raises Misconfigured naming the step, its time and what is accepted."""
    document = _document(path)
    try:
        scenario = Scenario.model_validate(document)
    except ValidationError as error:
        raise Misconfigured(str(path), _told(error.errors()[0], document)) from None
    if problem := _disorder(scenario):
        raise Misconfigured(str(path), problem)
    return scenario


def _document(path: Path) -> dict[str, Any]:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(str(path), f"it cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise Misconfigured(str(path), "it is not text; YAML in UTF-8 is accepted") from None
    except yaml.YAMLError as error:
        raise Misconfigured(str(path), _no_yaml(error)) from None
    if not isinstance(document, dict):
        raise Misconfigured(str(path), f"it holds no keys; {', '.join(HEADINGS)} are accepted")
    return document


def _no_yaml(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f" at line {mark.line + 1}" if mark else ""
    return f"it is no YAML{where}: {getattr(error, 'problem', None) or 'it cannot be read'}"


def _disorder(scenario: Scenario) -> str:
    """What is out of order in time; "" when nothing is."""
    before = scenario.starts
    for number, step in enumerate(scenario.steps, 1):
        if step.at < before:
            than = f"{before:%d %b %H:%M:%S}, which stands before it" if number > 1 else "the start of the story"
            return f"step {number} ({step}): it is earlier than {than}; steps in order of time are accepted"
        before = step.at
    if scenario.ends and scenario.ends < before:
        return f"ends: {scenario.ends:%d %b %H:%M} is before the last step; a later time is accepted"
    return ""


def _told(error: Any, document: dict[str, Any]) -> str:
    """One problem in words: which step at which time, which key, and what is accepted there."""
    place, rest = _place(error["loc"], document)
    key = ".".join(str(part) for part in rest)
    if error["type"] == "extra_forbidden":
        known = (*ASIDES[:3], *ACTS, *ASIDES[3:]) if place else HEADINGS
        problem = f"there is no key `{key}`; {', '.join(known)} are accepted"
    elif error["type"] == "missing":
        problem = f"`{key}` is missing"
    else:
        problem = error["msg"].removeprefix("Value error, ")
        problem = f"`{key}`: {problem} (found: {str(error['input'])[:60]!r})" if key else problem
    return f"{place}: {problem}" if place else problem


def _place(loc: tuple[Any, ...], document: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    if len(loc) < 2 or loc[0] != "steps":
        return "", loc
    step = document["steps"][loc[1]]
    at = step.get("at") if isinstance(step, dict) else None
    when = f" ({at:%d %b %H:%M})" if isinstance(at, datetime) else f" ({at})" if at else ""
    return f"step {loc[1] + 1}{when}", loc[2:]


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
