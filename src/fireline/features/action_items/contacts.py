"""Who can be asked about an item: for its owner's reminders, and when it has no owner."""

from __future__ import annotations

from collections.abc import Collection

from fireline.core.events import IncidentId, UserId
from fireline.features.action_items.reads import contact_of
from fireline.features.action_items.rules import Nags
from fireline.features.incidents import reads as incidents
from fireline.features.people import reads as people
from fireline.features.roles import reads as roles
from fireline.features.timeline import reads as timeline
from fireline.store.unit import Unit


def contact_for(unit: Unit, incident_id: IncidentId, *, besides: Collection[str | None]) -> UserId | None:
    """The facilitator, else the configured contact, else the IC; who has left or cannot see it is passed over."""
    candidates = (contact_of(unit, incident_id), unit.config(Nags).contact, last_commander(unit, incident_id))
    for user_id in candidates:
        if user_id and user_id not in besides and can_own(unit, incident_id, user_id):
            return UserId(user_id)
    return None


def can_own(unit: Unit, incident_id: IncidentId, user_id: str) -> bool:
    """A member who may see the incident."""
    is_member = people.person_of(unit, user_id).is_member
    return is_member and incidents.visible(unit, incident_id, UserId(user_id)) is not None


def last_commander(unit: Unit, incident_id: IncidentId) -> UserId | None:
    """Who leads, or led at the end."""
    if (now := roles.commander(unit, incident_id)) is not None:
        return now.user_id
    stints = [stint for stint in roles.history(unit, incident_id) if stint.role == "ic"]
    return stints[-1].user_id if stints else None


def is_active_in(unit: Unit, found: incidents.Incident, user_id: str) -> bool:
    """Whether this person is at work on an incident that goes on, whatever the hour."""
    if not found.is_active:
        return False
    holds = any(holder.user_id == user_id for holder in roles.holders(unit, found.id))
    return holds or user_id in timeline.participants(unit, found.id)
