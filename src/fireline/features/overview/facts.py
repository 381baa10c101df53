"""What the card, the list and the catch-up speak of, read once from the features below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fireline.core.events import IncidentId
from fireline.features.incidents import related, streams
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.streams import Stream
from fireline.features.people import naming
from fireline.features.roles import reads as roles
from fireline.features.roles.rules import Roles
from fireline.features.tasks import reads as tasks
from fireline.features.updates import reads as updates
from fireline.store.unit import Unit


@dataclass(frozen=True)
class Held:
    """One role as it is read aloud: its label, and who holds it (no mention: nobody is called by a state)."""

    key: str
    label: str
    holders: tuple[str, ...]
    is_acting: bool

    @property
    def in_words(self) -> str:
        names = ", ".join(f"@{name}" for name in self.holders) or "nobody"
        return f"{names} (acting)" if self.is_acting else names


@dataclass(frozen=True)
class Facts:
    """An incident with who holds what, when the next update is due (UTC), and how many tasks are open and late.

    `merged` is what it became part of, in words.
    """

    incident: Incident
    held: tuple[Held, ...]
    next_update_at: datetime | None
    audience: str
    now: datetime
    open_tasks: int = 0
    late_tasks: int = 0
    merged: str = ""
    streams: tuple[tuple[Stream, str], ...] = ()  # each with how its lead is named

    @property
    def commander(self) -> Held:
        return self.held[0]


def facts(unit: Unit, found: Incident) -> Facts:
    doing = tasks.open_tasks(unit, found.id)
    return Facts(
        incident=found,
        held=held(unit, found.id),
        next_update_at=updates.next_update_at(unit, found.id),
        audience=updates.audience_in_words(unit, found.id),
        now=unit.now,
        open_tasks=len(doing),
        late_tasks=sum(task.is_late(unit.now) for task in doing),
        merged=related.merged_in_words(unit, found),
        streams=tuple((each, _lead(unit, each)) for each in streams.of_incident(unit, found.id)),
    )


def _lead(unit: Unit, stream: Stream) -> str:
    return f"@{naming.name(unit, stream.lead_id)}" if stream.lead_id else "needs a lead"


def held(unit: Unit, incident_id: IncidentId) -> tuple[Held, ...]:
    """Every role of the settings in their order, the IC first."""
    found = roles.holders(unit, incident_id)
    told = []
    for role in sorted(unit.config(Roles).root, key=lambda r: r.key != "ic"):
        mine = [h for h in found if h.role == role.key]
        names = tuple(naming.name(unit, h.user_id) for h in mine)
        told.append(Held(role.key, _label(role.key, role.name), names, any(h.is_acting for h in mine)))
    return tuple(told)


def _label(key: str, name: str) -> str:
    """Short, for a line on a phone."""
    return {"ic": "IC", "comms": "Comms", "scribe": "Scribe"}.get(key, name[:1].upper() + name[1:])
