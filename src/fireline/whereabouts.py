"""Who asks and where, and which incident that is about, of those that this person may see."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fireline.core.buttons import split_incident
from fireline.core.events import ChannelId, IncidentId, UserId, WorkspaceId
from fireline.core.feature import Command, Press
from fireline.core.grammar import Place, Reading
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import streams
from fireline.features.people import reads as people
from fireline.features.timeline import reads as timeline
from fireline.store.unit import Unit


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Who asks and where, as Slack's payload says it."""

    workspace_id: WorkspaceId
    user_id: UserId
    channel_id: ChannelId | None
    key: str
    trigger_id: str | None = None
    response_url: str | None = None
    view_id: str | None = None
    root: str | None = None  # the slash command that was typed; None for a press or a form


def addressed(reading: Reading[Command], *, is_elsewhere: bool) -> Reading[Command]:
    """`resolve INC-42` is `INC-42 resolve`, unless the reference is what the verb is given (`note INC-42`)."""
    number, verb = reading.rest_incident, reading.verb
    is_about_another = reading.incident_number is not None or reading.channel_id is not None
    if number is None or is_about_another or verb is None or verb.place is not Place.INCIDENT:
        return reading
    if not (is_elsewhere or verb.addressed):
        return reading
    return replace(reading, rest="", incident_number=number)


def named_in(unit: Unit, asked: Asked, reading: Reading[Command], here: IncidentId | None) -> IncidentId | None:
    """The incident whose number or channel stands before the verb, else the one that is spoken in."""
    if reading.incident_number is not None:
        return seen(unit, incidents.numbered(unit, reading.incident_number, asked.user_id), asked)
    if reading.channel_id is not None:
        return seen(unit, incidents.visible_at(unit, ChannelId(reading.channel_id), asked.user_id), asked)
    return here


def seen(unit: Unit, incident_id: int | None, asked: Asked) -> IncidentId | None:
    """The incident, if this person may see it: who is in its channel does, and a guest sees no other.

    A form may have been opened before somebody was sent out of the channel, and buttons in a public one are there for
    all to press: where they stand proves nothing.
    """
    if incident_id is None:
        return None
    here = here_of(unit, asked)
    if here == incident_id and timeline.is_in_channel(unit, here, asked.user_id):
        return here
    if people.person_of(unit, asked.user_id).is_guest:
        return None
    return incidents.visible(unit, incident_id, asked.user_id)


def here_of(unit: Unit, asked: Asked) -> IncidentId | None:
    """The incident of the channel. A guest in a stream's channel is shown that channel, not the incident.

    So is whoever walked into one that Slack keeps public, once the incident is private.
    """
    here = incidents.at_channel(unit, asked.channel_id)
    if here is None:
        return None
    if streams.at_channel(unit, asked.channel_id) is not None and people.person_of(unit, asked.user_id).is_guest:
        return None
    is_stranger = timeline.has_walked_in(unit, here, asked.channel_id, asked.user_id)
    return incidents.visible(unit, here, asked.user_id) if is_stranger else here


def incident_in(press: Press) -> tuple[IncidentId | None, str]:
    """The incident that a button's value names, and the rest of the value."""
    incident_id, rest = split_incident(press.value)
    return (IncidentId(incident_id) if incident_id else None), rest
