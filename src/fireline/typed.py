"""What people type, on its way in: secrets are masked before any handler sees them, and who typed one hears so.

Lines, forms and the message of a shortcut all pass here (the frame calls it); what is said in channels is masked
where it is read, in `features/timeline/snapshots.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from fireline.core.answers import Answer, CloseModals, Done, Reply
from fireline.core.feature import Shortcut, Submission
from fireline.core.masking import masked
from fireline.slack import kit

TOLD = "What looked like a secret was masked before it was kept here. If others saw it, change it."
S = TypeVar("S")


def form(submission: Submission) -> Submission:
    """The form without the secrets in its fields."""
    return replace(submission, values=_masked(submission.values))


def shortcut(asked: Shortcut) -> Shortcut:
    """The same for the message on which a shortcut was used."""
    message = asked.message
    return replace(asked, message={**message, "text": masked(str(message.get("text") or ""))}) if message else asked


def told(answer: Answer, *, is_masked: bool) -> Answer:
    """The answer, and below it that something was masked. A form that stays open shows the mask itself."""
    if not is_masked:
        return answer
    if isinstance(answer, Reply):
        return _with_remark(answer)
    if isinstance(answer, CloseModals):
        return replace(answer, then=_with_remark(answer.then) if answer.then else Reply(TOLD))
    return Reply(TOLD) if isinstance(answer, Done) else answer


def _with_remark(reply: Reply) -> Reply:
    if not reply.blocks:
        return replace(reply, text=f"{reply.text} {TOLD}")
    return replace(reply, blocks=[*reply.blocks, kit.context(TOLD)])


def _masked(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: masked(value) if isinstance(value, str) else value for name, value in values.items()}
