"""Offers of roles, on record: who was asked by whom, for what, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update

from fireline.core.events import IncidentId, UserId
from fireline.features.roles.rules import ANSWER_WITHIN, Roles
from fireline.features.roles.tables import role_offer, role_offered
from fireline.store.unit import Unit

UNANSWERED = "roles.unanswered"


@dataclass(frozen=True)
class Offer:
    """Somebody was asked; `roles` are those still open, `outcome` is empty until it ended."""

    id: int
    incident_id: IncidentId
    user_id: UserId
    given_by: UserId
    is_handoff: bool
    offered_at: datetime
    outcome: str
    is_giver_told: bool
    roles: tuple[str, ...]

    @property
    def is_from_rota(self) -> bool:
        """Nobody gave it: the rota says whose turn it is."""
        return not self.given_by

    @property
    def is_open(self) -> bool:
        return not self.outcome and bool(self.roles)


def create(
    unit: Unit, incident_id: IncidentId, roles: Sequence[str], user_id: UserId, *, by: UserId, is_handoff: bool
) -> int:
    """Writes an offer and, where a person gave it (the rota has no `by`), when its silence is told to them."""
    row = {"workspace_id": unit.workspace_id, "incident_id": incident_id}
    who = {"user_id": user_id, "given_by": by, "is_handoff": is_handoff, "offered_at": unit.now, "outcome": ""}
    made = unit.execute(insert(role_offer).values(**row, **who)).inserted_primary_key
    assert made is not None
    offer_id = int(made[0])
    for role in roles:
        slot = user_id if _several(unit, role) else ""
        unit.execute(insert(role_offered).values(**row, role=role, slot=slot, offer_id=offer_id))
    if by:
        unit.schedule(UNANSWERED, str(offer_id), unit.now + ANSWER_WITHIN, incident_id=incident_id)
    return offer_id


def get(unit: Unit, offer_id: int) -> Offer | None:
    row = unit.first(select(role_offer).where(*_of(unit, offer_id)))
    if row is None:
        return None
    c = role_offered.c
    offered = (c.workspace_id == unit.workspace_id, c.offer_id == offer_id)
    roles = [r.role for r in unit.rows(select(c.role).where(*offered).order_by(c.role))]
    return Offer(
        id=row.id,
        incident_id=IncidentId(row.incident_id),
        user_id=UserId(row.user_id),
        given_by=UserId(row.given_by),
        is_handoff=row.is_handoff,
        offered_at=row.offered_at,
        outcome=row.outcome,
        is_giver_told=row.is_giver_told,
        roles=tuple(roles),
    )


def open_ones(unit: Unit, incident_id: IncidentId) -> list[Offer]:
    """What is asked and not answered yet, in this incident."""
    c = role_offered.c
    wanted = select(c.offer_id).where(c.workspace_id == unit.workspace_id, c.incident_id == incident_id)
    ids = sorted({row.offer_id for row in unit.rows(wanted)})
    return [found for offer_id in ids if (found := get(unit, offer_id)) is not None]


def end(unit: Unit, offer_id: int, outcome: str) -> None:
    """Ends it: `accepted`, `declined`, `withdrawn`, `overtaken` or `over`."""
    unit.execute(update(role_offer).where(*_of(unit, offer_id)).values(outcome=outcome))
    c = role_offered.c
    unit.execute(delete(role_offered).where(c.workspace_id == unit.workspace_id, c.offer_id == offer_id))
    unit.unschedule(UNANSWERED, str(offer_id))


def overtake(
    unit: Unit,
    incident_id: IncidentId,
    roles: Sequence[str],
    *,
    taken_by: Sequence[UserId] = (),
    asked: UserId | None = None,
) -> list[int]:
    """These roles went to people, or are asked of somebody else now: the questions that this settled.

    A role that several may hold settles only the questions to these people themselves.
    """
    settled = []
    for offer in open_ones(unit, incident_id):
        gone = [r for r in offer.roles if r in roles and (not _several(unit, r) or offer.user_id in (*taken_by, asked))]
        if set(offer.roles) <= set(gone):
            end(unit, offer.id, "accepted" if offer.user_id in taken_by else "overtaken")
            settled.append(offer.id)
            continue
        c = role_offered.c
        mine = (c.workspace_id == unit.workspace_id, c.offer_id == offer.id, c.role.in_(gone))
        unit.execute(delete(role_offered).where(*mine))
    return settled


def _several(unit: Unit, role: str) -> bool:
    return unit.config(Roles).keyed(role).several


def end_all(unit: Unit, incident_id: IncidentId) -> list[int]:
    """The incident is over: nobody is asked any more."""
    ended = [offer.id for offer in open_ones(unit, incident_id)]
    for offer_id in ended:
        end(unit, offer_id, "over")
    return ended


def tell_giver(unit: Unit, offer_id: int) -> None:
    """Notes that the giver has a message about it, which follows what comes of it."""
    unit.execute(update(role_offer).where(*_of(unit, offer_id)).values(is_giver_told=True))


def as_data(offer: Offer) -> dict[str, Any]:
    """What an event says of an offer."""
    return {
        "offer_id": offer.id,
        "roles": list(offer.roles),
        "user_id": offer.user_id,
        "given_by": offer.given_by,
        "settled": [offer.id],
    }


def _of(unit: Unit, offer_id: int) -> tuple[ColumnElement[bool], ...]:
    return (role_offer.c.workspace_id == unit.workspace_id, role_offer.c.id == offer_id)
