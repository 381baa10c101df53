"""Whether and from when streams may be opened, what they and their channels are called: values only."""

from __future__ import annotations

from unicodedata import category

from pydantic import BaseModel, ConfigDict, Field

from fireline.core.text import plain
from fireline.features.incidents.rules import Severity, channel_name

LONGEST_NAME = 40
EXAMPLE = "stream database @bea"

STATUS = ("status", "says", "update")
DONE = ("done", "finished", "finish", "resolved", "resolve", "closed", "close", "ended", "end", "fixed")
LEAD = ("lead", "led by", "leader", "assign")
REOPEN = ("reopen",)
JOIN = ("join",)
OPEN = ("open", "new", "create", "start", "add")
LIST = ("list", "all")
WORDS = (*STATUS, *DONE, *LEAD, *REOPEN, *JOIN, *OPEN, *LIST)
_EDGES = " \"´‹›'“”„‘’«»()*:;,.!?-#_@`~=<>"
_UNSEEN = ("Cc", "Cf", "Co", "Cn")  # shows nothing, or turns the rest of the line around


class Streams(BaseModel):
    """The section `streams`: parts of a big incident with a channel and a lead of their own. Off by default."""

    model_config = ConfigDict(extra="forbid")

    enabled: bool = False
    from_severity: Severity = Field(Severity.SEV2, description="the mildest severity at which one may be opened")
    at_most: int = Field(8, ge=1, le=20, description="how many may be open in one incident")


def name_of(typed: str) -> str:
    """The name as it is shown: one line of what can be seen, without marks around it; "" when nothing is left."""
    seen = "".join(" " if category(c) in _UNSEEN else c for c in typed)
    return " ".join(seen.split()).strip(_EDGES)


def name_problem(name: str) -> str | None:
    """Why a stream cannot be called so."""
    if not name:
        return "What is the stream called?"
    if len(name) > LONGEST_NAME:
        return f"A stream's name has at most {LONGEST_NAME} characters; this one has {len(name)}."
    if plain(name) in WORDS:
        return f"“{name}” is a word of the command itself; the stream needs another name."
    return None


def key_of(name: str) -> str:
    """What two spellings of one name have in common."""
    return plain(name)


def channel_of(pattern: str, number: int, stream: int, name: str) -> str:
    """`inc-42-s1-database`: named as the incident's own channel is, with the stream in place of the title."""
    full = pattern if "{title}" in pattern else f"{pattern}-{{title}}"
    return channel_name(full, number, f"s{stream} {name}")
