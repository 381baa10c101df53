"""What a handler returns. The frame commits first and speaks then, so the bot never says what did not happen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Blocks: TypeAlias = list[dict[str, Any]]


@dataclass(frozen=True)
class Reply:
    """Said to the person who asked, and to nobody else.

    `text` is a full sentence of its own (what a notification shows). After a press, `replace` edits the private
    message that carried the button; otherwise a new private message appears.
    """

    text: str
    blocks: Blocks = field(default_factory=list)
    replace: bool = False


@dataclass(frozen=True)
class Refusal(Reply):
    """A no, with what would work. The question that it answers stays: its other choices are still open."""


@dataclass(frozen=True)
class OpenModal:
    """Opens a form; from within a form it is stacked on top. Needs the three seconds of a trigger."""

    view: dict[str, Any]
    push: bool = False


@dataclass(frozen=True)
class UpdateModal:
    """Replaces the form that was submitted or pressed in."""

    view: dict[str, Any]


@dataclass(frozen=True)
class FieldErrors:
    """Keeps the form open, with a sentence under each wrong field. Keys are block ids of input blocks."""

    errors: dict[str, str]


@dataclass(frozen=True)
class CloseModals:
    """Closes the whole stack of forms; `then` is said privately to the person."""

    then: Reply | None = None


@dataclass(frozen=True)
class RemoveMessage:
    """Takes away the private message that carried the button."""


@dataclass(frozen=True)
class Options:
    """Choices for an external select."""

    options: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Done:
    """Nothing is said: the change shows where the person looks already (an edited card or DM)."""


Answer: TypeAlias = Reply | OpenModal | UpdateModal | FieldErrors | CloseModals | RemoveMessage | Options | Done
