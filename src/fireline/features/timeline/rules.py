"""Emoji and what they mean, what is captured, whose word counts: decisions without a database or a clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator


class Mark(StrEnum):
    KEY = "key"
    FINDING = "finding"
    DECISION = "decision"
    MITIGATION = "mitigation"
    UPDATE = "update"
    ACTION = "action"
    DONE = "done"
    LEAVE_OUT = "leave_out"


# Marks that make a message a moment of the postmortem.
KEY_MARKS = frozenset({Mark.KEY, Mark.FINDING, Mark.DECISION, Mark.MITIGATION})
PIN = "=pin"  # no emoji is called so: a pin counts as one
MENU = "=menu:"  # a mark from the menu of the message; its meaning follows
CHOICE_KEY, CHOICE_HIDDEN = "=key", "=hidden"  # what somebody chose by button, until a newer mark

# One meaning, several drawings. Whoever configures one of them gets them all.
LOOK_ALIKES: tuple[frozenset[str], ...] = (
    frozenset({"pushpin", "round_pushpin"}),
    frozenset({"bulb", "light_bulb", "electric_light_bulb"}),
    frozenset({"scales", "balance_scale"}),
    frozenset({"adhesive_bandage", "bandage"}),
    frozenset({"mega", "loudspeaker", "megaphone"}),
    frozenset({"clipboard", "memo_clipboard"}),
    frozenset({"white_check_mark", "heavy_check_mark", "ballot_box_with_check"}),
    frozenset({"scissors", "black_scissors"}),
    frozenset({"memo", "pencil"}),
)


def emoji_name(name: str) -> str:
    """The name without colons and skin tone, look-alikes as one."""
    plain = name.strip().strip(":").split("::")[0].lower()
    plain = re.sub(r"_(?:light|medium-light|medium|medium-dark|dark)_skin_tone$", "", plain)
    return next((min(same) for same in LOOK_ALIKES if plain in same), plain)


class Emoji(BaseModel):
    """The section `emoji`: which emoji mean what. No emoji may mean two things."""

    model_config = ConfigDict(extra="forbid")

    key: tuple[str, ...] = ("pushpin",)
    finding: tuple[str, ...] = ("bulb",)
    decision: tuple[str, ...] = ("scales",)
    mitigation: tuple[str, ...] = ("adhesive_bandage",)
    update: tuple[str, ...] = ("mega",)
    action: tuple[str, ...] = ("clipboard",)
    done: tuple[str, ...] = ("white_check_mark",)
    leave_out: tuple[str, ...] = ("scissors",)
    receipt: str = Field("memo", description="what Fireline puts on a marked message; none of the others")

    @model_validator(mode="after")
    def _are_disjoint(self) -> Emoji:
        taken = {emoji_name(self.receipt): "receipt"}
        for mark in Mark:
            for name in {emoji_name(n) for n in getattr(self, mark)}:
                if name in taken:
                    raise ValueError(f":{name}: stands for both {taken[name]} and {mark}; each emoji has one meaning")
                taken[name] = mark
        return self

    def meaning(self, name: str) -> Mark | None:
        """What this reaction marks; None for the thousands that mean nothing here."""
        wanted = emoji_name(name)
        for mark in Mark:
            if wanted in {emoji_name(n) for n in getattr(self, mark)}:
                return mark
        return None


class Capture(RootModel[Literal["all", "marked"]]):
    """The section `capture`: whether every message of an incident channel is recorded, or only what is marked."""

    root: Literal["all", "marked"] = "all"

    @model_validator(mode="before")
    @classmethod
    def _defaults_to_all(cls, given: Any) -> Any:
        return "all" if given == {} else given

    @property
    def only_marked(self) -> bool:
        return self.root == "marked"


class Retention(BaseModel):
    """The section `retention`: days after close for which unmarked words are kept; null keeps them for good."""

    model_config = ConfigDict(extra="forbid")

    days: int | None = Field(90, ge=1)
    private_days: int | None = Field(30, ge=1)
    drill_days: int | None = Field(30, ge=1)

    @property
    def shortest(self) -> int | None:
        """The fewest days of all; None when everything is kept for good."""
        return min((d for d in (self.days, self.private_days, self.drill_days) if d is not None), default=None)

    def days_of(self, *, is_private: bool, is_drill: bool) -> int | None:
        """The shortest that applies: a private drill ends with whichever is first."""
        applying = [self.private_days] if is_private else []
        applying += [self.drill_days] if is_drill else []
        limits = [days for days in applying or [self.days] if days is not None]
        return min(limits) if limits else None


@dataclass(frozen=True)
class Word:
    """Somebody's last word about one emoji on one message."""

    user_id: str
    emoji: str
    mark: Mark
    is_on: bool
    at: datetime


@dataclass(frozen=True)
class Standing:
    """What all words about one message come to."""

    marks: tuple[Mark, ...] = ()
    is_key: bool = False
    is_hidden: bool = False
    marked_by: str | None = None


def standing(words: Sequence[Word]) -> Standing:
    """What the message is marked as now. A choice by button holds until somebody marks it anew."""
    pins = [w for w in words if w.emoji == PIN]  # one may pin and another unpin: the last of them counts
    said = [w for w in words if w.emoji not in (PIN, CHOICE_KEY, CHOICE_HIDDEN)]
    said += [max(pins, key=lambda w: (w.at, w.user_id))] if pins else []
    on = sorted((w for w in said if w.is_on), key=lambda w: (w.at, w.user_id, w.emoji))
    marks = {w.mark for w in on}
    is_key = _chosen(words, CHOICE_KEY, [w for w in on if w.mark in KEY_MARKS])
    is_hidden = _chosen(words, CHOICE_HIDDEN, [w for w in on if w.mark is Mark.LEAVE_OUT])
    first = next((w.user_id for w in on if w.user_id), None)
    choosers = [w.user_id for w in words if w.emoji in (CHOICE_KEY, CHOICE_HIDDEN) and w.is_on]
    by = first or (min(choosers) if choosers else None)
    return Standing(tuple(m for m in Mark if m in marks), is_key, is_hidden, by)


def _chosen(words: Iterable[Word], choice: str, on: Sequence[Word]) -> bool:
    latest = max((w for w in words if w.emoji == choice), key=lambda w: (w.at, w.user_id), default=None)
    if latest is None:
        return bool(on)
    return latest.is_on or any(w.at > latest.at for w in on)
