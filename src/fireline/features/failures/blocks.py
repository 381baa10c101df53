"""How a failure looks to admins: one sentence and *Retry*."""

from __future__ import annotations

from fireline.core.events import DeliveryId
from fireline.slack import kit
from fireline.slack.kit import Block

RESEND, REAPPLY = "failures:resend", "failures:reapply"


def delivery(text: str, delivery_id: DeliveryId, fence: int) -> list[Block]:
    return [_told(text), kit.actions(kit.button("Retry", RESEND, f":{delivery_id}:{fence}"))]


def event(text: str, row_id: int) -> list[Block]:
    return [_told(text), kit.actions(kit.button("Retry", REAPPLY, f":{row_id}"))]


def tried(text: str) -> list[Block]:
    """Without its button: somebody has pressed it."""
    return [_told(text)]


def _told(text: str) -> Block:
    """The first line is the news."""
    head, *rest = text.split("\n")
    return kit.section("\n".join([f"*{head}*", *rest]))
