"""The one check of who may do what. The frame asks it at every door and of everything that a door wrote."""

from __future__ import annotations

from collections.abc import Iterable

from fireline.core.events import Event, IncidentId, UserId
from fireline.core.permissions import (
    ADMINS,
    DEEDS,
    EVERYONE,
    GROUP,
    HOLDERS,
    MARK,
    REFUSED,
    ROLE,
    Act,
    NotAllowed,
    Permissions,
)
from fireline.features.incidents import reads as incidents
from fireline.features.people import reads as people
from fireline.features.roles import events, reads
from fireline.features.roles.rules import Roles
from fireline.store.unit import Unit

may = reads.may


def demand(unit: Unit, user_id: str, act: Act, incident_id: IncidentId | None = None) -> None:
    """Refuses whoever may not, and names who can. A declaration is about no incident yet, wherever it is made."""
    incident_id = None if act is Act.DECLARE else incident_id
    if not may(unit, user_id, act, incident_id):
        raise _refusal(unit, user_id, act, incident_id)


def demand_all(unit: Unit, user_id: str, done: Iterable[Event]) -> None:
    """Holds what somebody did against what they may do; what they may not is taken back by whoever asked."""
    for event in done:
        act = unit.registry.act_of(event) if event.actor_id == user_id else None
        if act is not None:
            demand(unit, user_id, act, event.incident_id)


def record(unit: Unit, refusal: NotAllowed, *, by: UserId, incident_id: IncidentId | None) -> None:
    """Keeps who was refused what, out of sight: an audit finds it, a timeline does not show it."""
    if incident_id is None:
        return
    text = f"<@{by}> was not allowed to {DEEDS[refusal.act].format('it')}"
    data, at = {"act": refusal.act.value}, unit.now
    unit.emit(
        Event(kind=REFUSED, incident_id=incident_id, happened_at=at, text=text, actor_id=by, data=data, hidden=True)
    )


def on_refused(unit: Unit, event: Event) -> None:
    """Whose emoji on a message counted for nothing hears why, once for each incident."""
    if event.data.get("way") != MARK or event.actor_id is None or event.channel_id is None:
        return
    refusal = _refusal(unit, event.actor_id, Act(event.data["act"]), event.incident_id)
    text = f"{refusal.message} Your emoji stays, and changes nothing in the record."
    place, who = event.channel_id, event.actor_id
    unit.whisper(channel=place, user=who, text=text, key=str(event.source), incident_id=event.incident_id)


def _refusal(unit: Unit, user_id: str, act: Act, incident_id: IncidentId | None) -> NotAllowed:
    who = unit.config(Permissions).who(act)
    reference = incidents.get(unit, incident_id).reference if incident_id else "incidents"
    deed = DEEDS[act].format(reference)
    if people.person_of(unit, user_id).is_guest:
        rest = "anyone else here can" if EVERYONE in who else f"{_can(unit, who, incident_id)} can"
        return NotAllowed(f"Guests cannot {deed}; {rest}.", act)
    if not who:
        return NotAllowed(f"Nobody can {deed} here: an admin would have to name somebody in the settings.", act)
    said = f"Only {_can(unit, who, incident_id)} can {deed}."
    if act is Act.DECLARE:
        said += " Ask one of them to declare it."
    return NotAllowed(said, act, try_line=_way_in(unit, user_id, who, incident_id))


def _can(unit: Unit, who: tuple[str, ...], incident_id: IncidentId | None) -> str:
    """`the IC (@ana) or an admin of the workspace`."""
    named = [_named(unit, entry, incident_id) for entry in who]
    return " or ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named) or "nobody"


def _way_in(unit: Unit, user_id: str, who: tuple[str, ...], incident_id: IncidentId | None) -> str | None:
    """Where a role would do that nobody holds, taking it."""
    if incident_id is None or not may(unit, user_id, Act.TAKE_ROLE, incident_id):
        return None
    free = [r.key for r in unit.config(Roles).root if r.several or not reads.holders_of(unit, incident_id, r.key)]
    named = [key for key in free if key in who]
    if not named and HOLDERS in who:
        named = free[::-1]  # any will do: the lead is taken last, for a note
    return f"role {named[0]} me" if named else None


def _named(unit: Unit, entry: str, incident_id: IncidentId | None) -> str:
    if entry == ADMINS:
        return "admins of this workspace"
    if entry == HOLDERS:
        return "those who hold a role"
    if GROUP.fullmatch(entry):
        return f"members of the user group `{entry}`"  # its own markup would ring for all of them
    if ROLE.fullmatch(entry) and incident_id is not None:
        return _role(unit, entry, incident_id)
    return f"<@{entry}>"


def _role(unit: Unit, key: str, incident_id: IncidentId) -> str:
    name = unit.config(Roles).keyed(key).name
    held = [f"<@{each.user_id}>" for each in reads.holders_of(unit, incident_id, key)]
    return f"the {name} ({', '.join(held) or 'nobody now'})"


def taking(event: Event) -> Act | None:
    """A free role is taken; one that somebody holds is taken from them. Letting go of one's own needs nothing."""
    moved = [(change["before"], {held["user_id"] for held in change["after"]}) for change in event.data["changes"]]
    loses = [h for before, stay in moved for h in before if h["user_id"] not in (event.actor_id, *stay)]
    if any(not held["acting"] for held in loses):
        return Act.REPLACE_HOLDER
    return None if event.kind == events.RELEASED else Act.TAKE_ROLE


def shadowing(event: Event) -> Act | None:
    """Whoever only watches takes nothing; whoever names another to watch gives."""
    return None if event.data["user_id"] == event.actor_id else Act.TAKE_ROLE


def giving(event: Event) -> Act | None:
    """Who hands over gives what is theirs."""
    return None if event.data["is_handoff"] else Act.TAKE_ROLE
