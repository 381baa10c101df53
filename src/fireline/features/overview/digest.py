"""The line in the digest channel: one for each incident, edited in place, with a reply when something turns."""

from __future__ import annotations

from fireline.core.events import ChannelId, IncidentId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import related
from fireline.features.incidents.rules import Channels
from fireline.features.overview import blocks
from fireline.features.overview.facts import held
from fireline.features.people import reads as people
from fireline.slack import mrkdwn
from fireline.store.unit import Unit


def channel(unit: Unit) -> ChannelId | None:
    """The digest channel, if the bot can speak there now; a shared one only where that was allowed."""
    found = people.channel_named(unit, people.channel_set(unit, "digest", unit.config(Channels)))
    if found is None:
        return None
    conversation = people.conversation_of(unit, found)
    if conversation and conversation.is_shared and not unit.config(Channels).allow_shared:
        return None
    return found


def why_none(unit: Unit) -> str:
    """Why nothing is announced, for whoever declared."""
    wanted = people.channel_set(unit, "digest", unit.config(Channels))
    if people.channel_named(unit, wanted) is None:
        return f"Fireline is not in {mrkdwn.channel_named(wanted)}"
    return f"{mrkdwn.channel_named(wanted)} is shared with another organisation"


def name(incident_id: IncidentId) -> str:
    return f"digest:{incident_id}"


def show(unit: Unit, incident_id: IncidentId) -> None:
    """Posts the line, or edits it. Private incidents, drills and those that were over when written down have none."""
    found = incidents.get(unit, incident_id)
    to = channel(unit)
    if found.is_quiet_outside or found.is_past or to is None:
        return
    merged = related.merged_in_words(unit, found)
    message = blocks.digest_line(found, held(unit, incident_id)[0], merged=merged)
    unit.show(name(incident_id), to=to, incident_id=incident_id, **message.content)


def reply(unit: Unit, incident_id: IncidentId, key: str, text: str, *, broadcast: bool = False) -> None:
    """Says a turn (raised, mitigated, resolved, reopened) in the thread of the line."""
    found = incidents.get(unit, incident_id)
    to = channel(unit)
    if found.is_quiet_outside or found.is_past or to is None:
        return
    unit.show(
        f"digest:{incident_id}:{key}",
        to=to,
        text=text,
        thread=name(incident_id),
        broadcast=broadcast,
        incident_id=incident_id,
    )


def remove(unit: Unit, incident_id: IncidentId) -> None:
    """Takes the line away: the incident became private."""
    unit.take_away(name(incident_id))
