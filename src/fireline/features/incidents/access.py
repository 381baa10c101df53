"""Who may see an incident: its access list, private and public, invitations."""

from __future__ import annotations

from sqlalchemy import delete, insert

from fireline.core.errors import Refused
from fireline.core.events import IncidentId, UserId
from fireline.features.incidents import events, reads, record
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.tables import incident_access
from fireline.store.unit import Unit


def let_in(unit: Unit, incident_id: IncidentId, user_id: UserId, *, by: UserId | None) -> None:
    """Puts somebody on the access list of a private incident; nothing happens for one who is on it."""
    found = reads.take(unit, incident_id)
    if not found.is_private or user_id in reads.access_list(unit, incident_id):
        return
    admit(unit, incident_id, user_id)
    record.emit(unit, found, events.ACCESS_GRANTED, by, f"<@{user_id}> can see this incident", {"user_id": user_id})


def shut_out(unit: Unit, incident_id: IncidentId, user_id: UserId) -> None:
    """Takes somebody off the access list of a private incident; the last one on it stays."""
    found, listed = reads.take(unit, incident_id), reads.access_list(unit, incident_id)
    if not found.is_private or user_id not in listed or len(listed) == 1:
        return
    c = incident_access.c
    theirs = (c.workspace_id == unit.workspace_id, c.incident_id == incident_id, c.user_id == user_id)
    unit.execute(delete(incident_access).where(*theirs))
    text = f"<@{user_id}> cannot see this incident any more"
    record.emit(unit, found, events.ACCESS_ENDED, None, text, {"user_id": user_id})


def demand_in_sight(unit: Unit, found: Incident, user_id: UserId) -> None:
    """Refuses to give something of a private incident to whoever cannot see it, and says how they could."""
    if reads.visible(unit, found.id, user_id) is None:
        raise Refused(
            f"<@{user_id}> cannot see {found.reference}, which is private, so nothing was given. Let them in first.",
            try_line=f"access <@{user_id}>",
        )


def invite(unit: Unit, found: Incident, user_id: str) -> None:
    """Asks Slack to invite somebody to the incident's channel."""
    there = f"show {found.number}"
    if found.channel_id is None:
        opens = "; its card has *Open a channel for it*" if found.is_retro else ""
        raise Refused(f"{found.reference} has no channel yet{opens}.", try_line=there if found.is_retro else None)
    if found.is_channel_gone:
        raise Refused(f"The channel of {found.reference} is archived, deleted or closed to Fireline.", try_line=there)
    unit.call(
        "conversations.invite",
        {"channel": found.channel_id, "users": user_id},
        lane=f"invite:{found.id}:{user_id}",
        key=f"invite:{found.id}:{user_id}:{unit.now.timestamp():.6f}",
        incident_id=found.id,
    )


def make_private(unit: Unit, incident_id: IncidentId, *, by: UserId, people: list[UserId]) -> Incident:
    """Closes Fireline's own surfaces to everybody but these people; the channel itself stays as it is."""
    found = reads.take(unit, incident_id)
    if found.is_private:
        raise Refused(f"{found.reference} is private already.")
    record.write(unit, incident_id, is_private=True)
    for user_id in dict.fromkeys([by, *people]):
        admit(unit, incident_id, user_id)
    record.emit(unit, found, events.MADE_PRIVATE, by, "Made private", {"people": people})
    return reads.get(unit, incident_id)


def make_public(unit: Unit, incident_id: IncidentId, *, by: UserId) -> Incident:
    """Opens Fireline's surfaces to everybody again."""
    found = reads.take(unit, incident_id)
    if not found.is_private:
        raise Refused(f"{found.reference} is public already.")
    record.write(unit, incident_id, is_private=False)
    unit.execute(delete(incident_access).where(incident_access.c.incident_id == incident_id))
    record.emit(unit, found, events.MADE_PUBLIC, by, "Made public", {})
    return reads.get(unit, incident_id)


def admit(unit: Unit, incident_id: IncidentId, user_id: UserId) -> None:
    if user_id not in reads.access_list(unit, incident_id):
        row = {"workspace_id": unit.workspace_id, "incident_id": incident_id, "user_id": user_id}
        unit.execute(insert(incident_access).values(row))
