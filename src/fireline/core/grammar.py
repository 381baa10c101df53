"""How a line after the root becomes a verb and its argument.

The features declare the verbs; this reads. Nothing typed is lost: `Reading.typed` is the line as it came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, Literal, Protocol, TypeVar

from fireline.core.line import Line
from fireline.core.text import echo, unquoted

__all__ = ["Bare", "Kind", "Line", "Place", "Reading", "Verb", "VerbLike", "Vocabulary", "echo", "unquoted"]

Bare = Literal["show", "form", "act"]


class Kind(Enum):
    """What a verb does when it is typed."""

    SHOW = "show"
    ACT = "act"
    ASK = "ask first"


class Place(Enum):
    """Where a verb makes sense."""

    ANYWHERE = "anywhere"
    INCIDENT = "incident"


class VerbLike(Protocol):
    """What the grammar needs to know of a verb; a feature's command carries more."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def place(self) -> Place: ...
    @property
    def synonyms(self) -> tuple[str, ...]: ...
    @property
    def bare(self) -> Bare: ...


@dataclass(frozen=True)
class Verb:
    """The least that a feature declares of a verb."""

    name: str
    kind: Kind
    place: Place = Place.ANYWHERE
    synonyms: tuple[str, ...] = ()
    bare: Bare = "show"


V = TypeVar("V", bound=VerbLike)


@dataclass(frozen=True)
class Reading(Generic[V]):
    """A line, read.

    verb is None for a line that is no verb; `rest` is then the whole line but for a leading reference.
    `word` is the declared name or synonym that was met ("ic" for the verb role, "monitoring" for status): many
    verbs need it as an argument. `helper` is the word before it (`create` task, `show` roles). `implied` says that
    the verb was read off its argument (`sev1 login broken`), which `rest` then still holds.
    """

    typed: str
    verb: V | None = None
    word: str = ""
    rest: str = ""
    helper: str = ""
    incident_number: int | None = None
    channel_id: str | None = None
    near: tuple[V, ...] = ()
    corrected: bool = False
    implied: bool = False

    @property
    def bare(self) -> Bare | None:
        """What to do with a verb that came without argument; None when there is one."""
        raise NotImplementedError


class Vocabulary(Generic[V]):
    """All declared verbs, and the reading of lines by them."""

    def __init__(self, verbs: Iterable[V]) -> None:
        """Raises ValueError, naming both verbs, when a name or synonym belongs to two."""
        raise NotImplementedError

    def read(self, line: str) -> Reading[V]:
        """The verb, its argument and what it is about; never raises."""
        raise NotImplementedError
