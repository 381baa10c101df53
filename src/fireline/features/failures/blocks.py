"""How a failure looks to admins: one sentence and *Retry*."""

from __future__ import annotations

from fireline.core.events import DeliveryId
from fireline.slack import kit
from fireline.slack.kit import Block

RESEND, REAPPLY = "failures:resend", "failures:reapply"


def delivery(text: str, delivery_id: DeliveryId, fence: int) -> list[Block]:
    return [kit.section(text), kit.actions(kit.button("Retry", RESEND, f":{delivery_id}:{fence}"))]


def event(text: str, row_id: int) -> list[Block]:
    return [kit.section(text), kit.actions(kit.button("Retry", REAPPLY, f":{row_id}"))]


def tried(text: str) -> list[Block]:
    """Without its button: somebody has pressed it."""
    return [kit.section(text)]
