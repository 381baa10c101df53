"""Taking back what was done to roles."""

from __future__ import annotations

from typing import Any

from fireline.core.errors import Refused
from fireline.core.events import Event, UserId
from fireline.features.roles import asking, cards, events, offering, service, shadowing
from fireline.features.roles.scene import Scene, scene
from fireline.store import journal
from fireline.store.unit import Unit


def undo_change(unit: Unit, event: Event, by: UserId) -> str:
    """Puts the holders back; cards and reminders follow with the entry that says so."""
    changes = event.data["changes"]
    service.restore(unit, event.incident_id, changes)
    _bring_back_shadows(unit, event)
    seen = scene(unit, event.incident_id)
    said = ", ".join(_held(seen, change["role"]) for change in changes)
    return f"Taken back: {said} again."


def _held(seen: Scene, role: str) -> str:
    return f"{seen.who(role)} {'are' if len(seen.of(role)) > 1 else 'is'} {seen.name(role)}"


def _bring_back_shadows(unit: Unit, event: Event) -> None:
    """Whoever ceased to learn a role by taking it learns it again, as if that had never ended."""
    at = event.happened_at
    for entry in journal.entries(unit, event.incident_id, kinds=[events.SHADOW_ENDED], since=at):
        if entry.happened_at == at and any(_took(change, entry.data) for change in event.data["changes"]):
            journal.mark_undone(unit, entry.id)
            shadowing.go_on(unit, journal.as_event(entry))


def _took(change: dict[str, Any], ended: dict[str, Any]) -> bool:
    return change["role"] in ended["roles"] and ended["user_id"] in {held["user_id"] for held in change["after"]}


def undo_offer(unit: Unit, event: Event, by: UserId) -> str:
    """Takes the question back; refuses when it was answered meanwhile."""
    offer_id = event.data["offer_id"]
    found = offering.get(unit, offer_id)
    if found is None or not found.is_open:
        raise Refused("That question was answered already.", try_line="roles")
    offering.end(unit, offer_id, "withdrawn")
    asking.settle(unit, [offer_id])
    return f"Taken back: <@{event.data['user_id']}> is not asked any more."


def undo_shadow(unit: Unit, event: Event, by: UserId) -> str:
    """Nobody was to learn it after all."""
    shadowing.take_back(unit, event)
    cards.end_shadow(unit, event.incident_id, event.data["user_id"], event.data["roles"])
    return f"Taken back: <@{event.data['user_id']}> is no shadow any more."


def undo_shadow_end(unit: Unit, event: Event, by: UserId) -> str:
    """They go on; their card follows."""
    shadowing.go_on(unit, event)
    names = scene(unit, event.incident_id).names(event.data["roles"])
    return f"Taken back: <@{event.data['user_id']}> shadows the {names} again."
