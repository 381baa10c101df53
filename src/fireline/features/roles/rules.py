"""Which roles there are, and when people hear that nobody leads: values only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, RootModel, field_validator, model_validator

from fireline.core.times import read_duration
from fireline.features.incidents.rules import Severity

IC = "ic"
ANSWER_WITHIN = timedelta(minutes=3)
TIRED_AFTER = timedelta(hours=4)
HEAVY = (Severity.SEV1, Severity.SEV2)

# Minutes without a confirmed IC after which the channel hears of it.
NAGS = {Severity.SEV1: (2, 5, 10), Severity.SEV2: (5, 15), Severity.SEV3: (15,), Severity.SEV4: ()}


SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=7)  # of a time box


class FirstTask(BaseModel):
    """Something that whoever takes a role usually does first: words, or words and a time box."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str = Field(min_length=1, max_length=150)
    within: timedelta | None = None

    @model_validator(mode="before")
    @classmethod
    def _may_be_words_alone(cls, found: Any) -> Any:
        return {"what": found} if isinstance(found, str) else found

    @field_validator("within", mode="before")
    @classmethod
    def _is_a_length(cls, found: Any) -> timedelta | None:
        length = read_duration(str(found)) if found is not None else None
        if found is not None and (length is None or not SHORTEST <= length <= LONGEST):
            raise ValueError("that is no time box; 15m, 1h30 and 2 hours are accepted")
        return length


class Role(BaseModel):
    """One role: how it is written, which words mean it, what its holder does, whether several may hold it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")
    name: str = Field(min_length=1, max_length=60)
    synonyms: tuple[str, ...] = ()
    duties: str = Field("", max_length=200)
    several: bool = False
    tasks: tuple[FirstTask, ...] = Field((), max_length=6)

    @property
    def title(self) -> str:
        """The name as a line begins with it."""
        return self.name[:1].upper() + self.name[1:]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.key, self.name.casefold(), *(s.casefold() for s in self.synonyms))))


DEFAULT = (
    Role(
        key=IC,
        name="IC",
        synonyms=("commander", "lead", "incident commander"),
        duties="You decide, delegate and keep time. Others fix.",
    ),
    Role(
        key="comms",
        name="communications lead",
        synonyms=("comms lead",),
        duties="You tell stakeholders what is known, on time.",
    ),
    Role(key="scribe", name="scribe", duties="You note what happens and when; the review is built from it."),
)


class Roles(RootModel[tuple[Role, ...]]):
    """The section `roles`: every role of an incident, the IC among them."""

    root: tuple[Role, ...] = DEFAULT

    @field_validator("root")
    @classmethod
    def _are_told_apart(cls, roles: tuple[Role, ...]) -> tuple[Role, ...]:
        words = [word for role in roles for word in role.words]
        twice = sorted({word for word in words if words.count(word) > 1})
        if twice:
            raise ValueError(f"“{twice[0]}” means two roles; each word may mean one")
        found = next((role for role in roles if role.key == IC), None)
        if found is None or found.several:
            raise ValueError("one role with the key “ic” is needed, held by one person")
        return roles

    def named(self, word: str) -> Role | None:
        """The role that this word means."""
        return next((role for role in self.root if word.casefold() in role.words), None)

    def keyed(self, key: str) -> Role:
        """The role of this key; one that left the settings while somebody holds it is called by its key."""
        return next((role for role in self.root if role.key == key), Role(key=key, name=key))

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for role in self.root for word in role.words)


class Escalation(RootModel[tuple[str, ...]]):
    """The section `escalation`: ids of people who are told when an incident stays without an IC."""

    root: tuple[str, ...] = ()


def next_nag(severity: Severity, counted_from: datetime, now: datetime) -> datetime | None:
    """When the channel is told next; None when it was told often enough. What was missed is not made up for."""
    times = [counted_from + timedelta(minutes=minutes) for minutes in NAGS[severity]]
    return next((at for at in times if at > now), None)


def joined(names: list[str]) -> str:
    """`IC, scribe and communications lead`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
