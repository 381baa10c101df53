"""What the messages about roles speak of, read once, and the words they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fireline.core.events import IncidentId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.people.rules import zone_named
from fireline.features.roles import reads
from fireline.features.roles.duty import rota, scheduled
from fireline.features.roles.reads import Holder, Shadow
from fireline.features.roles.rotation import Duty
from fireline.features.roles.rules import IC, FirstTask, Roles, joined
from fireline.features.tasks import reads as tasks
from fireline.features.updates import reads as updates
from fireline.slack import mrkdwn
from fireline.store.unit import Unit

NOBODY = "nobody"


@dataclass(frozen=True)
class Scene:
    """An incident with its roles, who holds and who learns them, who is on duty, when the next update is due (UTC)."""

    incident: Incident
    holders: tuple[Holder, ...]
    roles: Roles
    next_update_at: datetime | None
    now: datetime
    duties: Mapping[str, Duty]
    shadows: tuple[Shadow, ...]
    given: frozenset[str]

    @property
    def ref(self) -> str:
        return self.incident.reference

    @property
    def title(self) -> str:
        return mrkdwn.inert(self.incident.title)

    @property
    def commander(self) -> Holder | None:
        return next((h for h in self.holders if h.role == IC), None)

    def of(self, role: str) -> tuple[Holder, ...]:
        return tuple(h for h in self.holders if h.role == role)

    def by(self, user_id: str) -> tuple[Holder, ...]:
        return tuple(h for h in self.holders if h.user_id == user_id)

    def shadows_of(self, role: str) -> tuple[Shadow, ...]:
        return tuple(s for s in self.shadows if s.role == role)

    def learns(self, user_id: str) -> list[str]:
        """The roles that this person shadows."""
        return [s.role for s in self.shadows if s.user_id == user_id]

    def first_tasks(self, user_id: str) -> list[FirstTask]:
        """What the holder of these roles usually does first and nobody has as a task yet."""
        confirmed = [h.role for h in self.by(user_id) if not h.is_acting]
        usual = [task for role in confirmed for task in self.roles.keyed(role).tasks]
        return [task for task in usual if mrkdwn.escape(task.what) not in self.given]

    def name(self, role: str) -> str:
        return self.roles.keyed(role).name

    def names(self, roles: Sequence[str]) -> str:
        """The roles in the order of the settings, as people say them."""
        known = [role.key for role in self.roles.root]
        ordered = sorted(roles, key=lambda r: (known.index(r) if r in known else len(known), r))
        return joined([self.name(role) for role in ordered])

    def is_on_duty(self, role: str, user_id: str) -> bool:
        return role in self.duties and self.duties[role].user_id == user_id

    def until(self, role: str) -> str:
        """`until 9 March 09:00`: when the time on duty for a role ends."""
        zone = zone_named(self.incident.zone)
        return mrkdwn.when(self.duties[role].until, zone_fallback=zone, style="both", lead="until ")

    def when(self, moment: datetime) -> str:
        return mrkdwn.when(moment, zone_fallback=zone_named(self.incident.zone))

    def due(self, moment: datetime) -> str:
        """`by 14:32`, with the day where it is another one."""
        return mrkdwn.due(moment, self.now, zone_fallback=zone_named(self.incident.zone))

    def who(self, role: str) -> str:
        """Who holds it, for one reader: `@ana (acting)`, `nobody`."""
        found = [mrkdwn.mention(h.user_id) + (" (acting)" if h.is_acting else "") for h in self.of(role)]
        return joined(found) if found else NOBODY

    def who_or_duty(self, role: str) -> str:
        """The same, and whom to ask where nobody has it: `nobody (on duty @bea)`."""
        on_duty = self.duties.get(role)
        more = f" (on duty {mrkdwn.mention(on_duty.user_id)})" if on_duty and not self.of(role) else ""
        return self.who(role) + more

    def proposed(self, roles: Sequence[str]) -> str | None:
        """Who comes to mind for one of these roles: whoever has shadowed it, else whoever is on duty."""
        for role in roles:
            others = [
                *(s.user_id for s in self.shadows_of(role)),
                *([d.user_id] if (d := self.duties.get(role)) else []),
            ]
            if free := [u for u in others if all(h.user_id != u for h in self.of(role))]:
                return free[0]
        return None


def scene(unit: Unit, incident_id: IncidentId) -> Scene:
    return Scene(
        incident=incidents.get(unit, incident_id),
        holders=reads.holders(unit, incident_id),
        roles=unit.config(Roles),
        next_update_at=updates.next_update_at(unit, incident_id),
        now=unit.now,
        duties=_duties(unit),
        shadows=reads.shadows(unit, incident_id),
        given=_given(unit, incident_id),
    )


def _given(unit: Unit, incident_id: IncidentId) -> frozenset[str]:
    """What is somebody's task already; asked only where a role has first tasks."""
    if not any(role.tasks for role in unit.config(Roles).root):
        return frozenset()
    return frozenset(task.title for task in tasks.tasks_of(unit, incident_id))


def _duties(unit: Unit) -> dict[str, Duty]:
    """Who is on duty now, by role."""
    found = ((role.key, rota(unit).on_duty(role.key, unit.now)) for role in scheduled(unit))
    return {role: duty for role, duty in found if duty is not None}


def drilled(found: Incident, text: str) -> str:
    """What is only an exercise says so first."""
    return found.drill_mark + text


def where(found: Incident) -> str:
    return f", {mrkdwn.channel(found.channel_id)}" if found.channel_id else ""


def state(seen: Scene) -> str:
    """`SEV2, investigating; impact not stated`."""
    found = seen.incident
    impact = mrkdwn.fit(mrkdwn.inert(found.impact), 120)
    return f"{found.severity.label}, {found.status.value}; {f'impact: {impact}' if impact else 'impact not stated'}"
