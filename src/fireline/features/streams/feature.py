"""Everything the streams bring."""

from __future__ import annotations

from fireline.core.events import Event
from fireline.core.feature import Command, Feature
from fireline.core.grammar import Kind, Place
from fireline.core.permissions import Act
from fireline.features.incidents import events as incidents
from fireline.features.streams import events, following, handlers, opening, presses
from fireline.features.streams.rules import EXAMPLE, Streams
from fireline.features.timeline import events as timeline


def said(event: Event) -> Act | None:
    """Who leads a stream says how it stands, whoever else may."""
    return None if event.data["lead_id"] == event.actor_id else Act.CONTRIBUTE


def led(event: Event) -> Act | None:
    """A free stream is taken, another's is taken from them; handing back one's own needs nothing."""
    before = event.data["was_lead_id"]
    if before == event.actor_id:
        return None
    return Act.TAKE_ROLE if before is None else Act.REPLACE_HOLDER


COMMANDS = (
    Command(
        name="stream",
        handler=handlers.stream,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=("streams", "workstream", "workstreams"),
        usage="stream <name> [@lead] | stream status <how it stands> | stream done [how]",
        example=EXAMPLE,
    ),
)

feature = Feature(
    name="streams",
    commands=COMMANDS,
    actions={
        "streams:form": presses.press_form,
        "streams:status_form": presses.press_status,
        "streams:done_form": presses.press_done,
        "streams:lead": presses.press_lead,
        "streams:leave": presses.press_leave,
        "streams:reopen": presses.press_reopen,
        "streams:join": presses.press_join,
        "streams:retry": presses.press_retry,
        "streams:go": presses.press_go,
        "streams:take_back": presses.press_take_back,
        "streams:end_all": presses.press_end_all,
    },
    views={
        "streams:open": presses.submit_open,
        "streams:status": presses.submit_status,
        "streams:done": presses.submit_done,
    },
    slack_events={"user_change": following.on_user_change},
    reactions={
        "streams.": following.on_event,
        **dict.fromkeys(following.TURNS, following.on_turn),
        **dict.fromkeys(following.NEWS, following.on_incident),
        incidents.MADE_PRIVATE: following.on_private,
        timeline.CHANNEL_CHANGED: opening.on_channel_news,
        timeline.CHANNEL_LOST: opening.on_channel_news,
    },
    settled={opening.CHANNEL: opening.on_channel, opening.CARD: opening.on_card, opening.STEP: opening.on_step},
    undo=dict.fromkeys(events.CHANGES, following.undo),
    settings={"streams": Streams},
    permissions={
        "streams.": Act.CONTRIBUTE,
        **dict.fromkeys((events.SAID, events.DONE, events.REOPENED), said),
        events.LED: led,
        **dict.fromkeys(("streams:form", "streams:open", "streams:retry"), Act.CONTRIBUTE),
    },
)
