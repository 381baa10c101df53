"""What the card, the list and the catch-up speak of, read once from the features below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fireline.features.incidents.reads import Incident
from fireline.features.roles import reads as roles
from fireline.features.roles.reads import Holder
from fireline.features.updates import reads as updates
from fireline.store.unit import Unit


@dataclass(frozen=True)
class Facts:
    """An incident with who holds what and when the next update is due (UTC)."""

    incident: Incident
    holders: tuple[Holder, ...]
    next_update_at: datetime | None
    audience: str


def facts(unit: Unit, found: Incident) -> Facts:
    return Facts(
        incident=found,
        holders=roles.holders(unit, found.id),
        next_update_at=updates.next_update_at(unit, found.id),
        audience=updates.audience_in_words(unit, found.id),
    )
