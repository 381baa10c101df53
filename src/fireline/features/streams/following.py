"""What follows when a stream changes; what streams take from elsewhere: ends of incidents, leavers; undo."""

from __future__ import annotations

from fireline.core.errors import Refused
from fireline.core.events import Event, UserId
from fireline.core.feature import SlackEvent
from fireline.features.incidents import events as incident_events
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import streams
from fireline.features.incidents.access import let_in
from fireline.features.incidents.rules import Status
from fireline.features.overview.blocks import calm
from fireline.features.streams import cards, changing, events, opening, service
from fireline.slack import mrkdwn
from fireline.store import surfaces
from fireline.store.unit import Unit

OVER = (Status.CLOSED, Status.CANCELLED)


def on_event(unit: Unit, event: Event) -> None:
    """A stream changed: its card, its lead and the incident's channel see it. Who leads it is brought into it."""
    stream = streams.get(unit, event.incident_id, event.data["stream_id"])
    if stream is None:
        return
    if event.kind == events.FAILED:
        cards.tell_lead(unit, stream, event)
        return
    if surfaces.named(unit, cards.name(stream)) is not None:
        cards.show(unit, stream)
    cards.tell_lead(unit, stream, event)
    cards.tell_end(unit, stream, event)
    if event.kind == events.LED and stream.lead_id and stream.place:
        opening.bring(unit, stream, stream.lead_id)


# the incident ---------------------------------------------------------------------------------------------------
def on_incident(unit: Unit, event: Event) -> None:
    """Something that the cards of streams speak of has changed."""
    unit.at_end(cards.sync, event.incident_id)


def on_turn(unit: Unit, event: Event) -> None:
    """It ended, or goes on: its streams with it."""
    if incidents.get(unit, event.incident_id).status in OVER:
        service.end_with_incident(unit, event.incident_id)
    else:
        service.take_up(unit, event.incident_id)
    unit.at_end(cards.sync, event.incident_id)


def on_private(unit: Unit, event: Event) -> None:
    """Who leads a stream goes on seeing it; what Slack cannot close is said once."""
    left = streams.open_ones(unit, event.incident_id)
    for stream in left:
        if stream.lead_id:
            let_in(unit, event.incident_id, stream.lead_id, by=event.actor_id)
    unit.at_end(cards.sync, event.incident_id)
    found, places = incidents.get(unit, event.incident_id), [s.place for s in left if s.place]
    if places and found.channel_id and not found.is_channel_gone:
        where = ", ".join(mrkdwn.channel(each) for each in places)
        text = (
            f"{found.heading} is private now, but the channels of its streams stay public in Slack: {where}. "
            "Whoever joins one reads it; the channel of a stream opened from now on is private."
        )
        unit.show(f"streams:public:{found.id}", to=found.channel_id, text=text, incident_id=found.id)


def on_user_change(unit: Unit, event: SlackEvent) -> None:
    """Somebody left the workspace: what they led needs a lead."""
    user = event.payload["user"]
    for stream in streams.led_by(unit, user["id"]) if user.get("deleted") else ():
        service.lead(unit, stream, None, by=None, why="has left")


# undo -----------------------------------------------------------------------------------------------------------
def undo(unit: Unit, event: Event, by: UserId) -> str:
    """Puts a stream back as the event found it; one that was just opened goes, and its channel is archived."""
    before = changing.again(unit, event.incident_id, event.data["stream_id"])
    if before.removed_at is not None:
        raise Refused("That stream was taken back already.")
    found = incidents.get(unit, event.incident_id)
    if event.kind in (events.DONE, events.REOPENED) and found.status in OVER:
        raise Refused(f"{found.reference} is {found.state}; its streams ended with it.", try_line="reopen")
    stream = changing.restore(unit, event)
    if stream.removed_at is not None:
        opening.archive(unit, stream)
    if surfaces.named(unit, cards.name(stream)) is not None:
        cards.show(unit, stream)
    told = Event(
        kind=event.kind,
        incident_id=event.incident_id,
        happened_at=unit.now,
        actor_id=by,
        data={**event.data, "was_lead_id": before.lead_id},
    )
    cards.tell_lead(unit, stream, told)
    cards.tell_end(unit, stream, told)
    return _said(unit, event)


def _said(unit: Unit, event: Event) -> str:
    now = changing.again(unit, event.incident_id, event.data["stream_id"])
    name = f"“{calm(now.name)}”"
    if now.removed_at is not None:
        return f"Taken back: the stream {name} is gone; its channel is archived."
    if event.kind == events.LED:
        who = mrkdwn.mention(now.lead_id) if now.lead_id else "nobody"
        return f"Taken back: {who} leads the stream {name}."
    if event.kind == events.SAID:
        said = f"the last word of {name} is “{calm(now.word)}” again" if now.word else f"{name} has no last word now"
        return f"Taken back: {said}."
    return f"Taken back: the stream {name} is {now.state.value} again."


TURNS = (incident_events.CLOSED, incident_events.CANCELLED, incident_events.REOPENED, incident_events.UNDONE)
NEWS = (
    incident_events.SEVERITY_CHANGED,
    incident_events.STATUS_CHANGED,
    incident_events.RESOLVED,
    incident_events.RENAMED,
    incident_events.CHANNEL_OPENED,
    incident_events.CHANNEL_MOVED,
    incident_events.MADE_PUBLIC,
    incident_events.MADE_REAL,
)
