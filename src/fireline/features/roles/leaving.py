"""Somebody leaves the workspace: what they held is free, and what they were asked goes on to the next."""

from __future__ import annotations

from fireline.core.events import UserId
from fireline.core.feature import SlackEvent
from fireline.features.incidents import reads as incidents
from fireline.features.roles import duty, reads, service
from fireline.store.unit import Unit


def on_user_change(unit: Unit, event: SlackEvent) -> None:
    user = event.payload["user"]
    if user.get("deleted"):
        _free(unit, UserId(user["id"]))
        for offer in reads.offers_to(unit, user["id"]):
            service.decline(unit, offer.id, by=offer.user_id, has_left=True)


def _free(unit: Unit, user_id: UserId) -> None:
    """Of what still runs: over what is over, the record says who held it."""
    for incident_id in dict.fromkeys(each for each, _ in reads.roles_of(unit, user_id)):
        if incidents.get(unit, incident_id).is_active:
            roles = [held.role for each, held in reads.roles_of(unit, user_id) if each == incident_id]
            service.release(unit, incident_id, roles, user_id, by=service.ROTA, has_left=True)
            duty.propose(unit, incident_id)
