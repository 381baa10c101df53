"""Everything the timeline brings."""

from __future__ import annotations

from fireline.core.events import Event
from fireline.core.feature import Command, Feature
from fireline.core.grammar import Kind, Place
from fireline.core.permissions import Act
from fireline.features.timeline import events, fetching, handlers, listening, retention, undoing
from fireline.features.timeline.rules import CHOICE_HIDDEN, Capture, Emoji, Retention

COMMANDS = (
    Command(
        name="note",
        handler=handlers.note,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=("log",),
        usage="note [when] <what happened>",
        example="note 14:02 rolled back web",
    ),
    Command(
        name="timeline",
        handler=handlers.timeline,
        kind=Kind.SHOW,
        place=Place.INCIDENT,
        addressed=True,
        usage="timeline [key|all|decisions|notes|…] [@person] [since 14:00]",
        example="timeline decisions since 14:00",
    ),
)


def chosen(event: Event) -> Act | None:
    """What one said oneself one may leave out, whoever else may."""
    is_left_out = event.data["choice"] == CHOICE_HIDDEN and event.data["to"]
    return None if is_left_out and event.data["author_id"] == event.actor_id else Act.CONTRIBUTE


feature = Feature(
    name="timeline",
    commands=COMMANDS,
    actions={
        "timeline:entry": handlers.press_entry,
        "timeline:note_as_text": handlers.press_note_as_text,
    },
    views={
        "timeline:note": handlers.submit_note,
        "timeline:retime": handlers.submit_retime,
    },
    slack_events={
        "message": listening.on_message,
        "reaction_added": listening.on_reaction_added,
        "reaction_removed": listening.on_reaction_removed,
        "pin_added": listening.on_pin_added,
        "pin_removed": listening.on_pin_removed,
        "member_joined_channel": listening.on_joined,
        "member_left_channel": listening.on_left,
        "channel_archive": listening.on_archived,
        "group_archive": listening.on_archived,
        "channel_unarchive": listening.on_unarchived,
        "group_unarchive": listening.on_unarchived,
        "channel_rename": listening.on_renamed,
        "group_rename": listening.on_renamed,
        "channel_left": listening.on_lost,
        "group_left": listening.on_lost,
        "channel_deleted": listening.on_lost,
        "group_deleted": listening.on_lost,
    },
    settled={fetching.FETCHED: listening.on_fetched},
    undo={
        events.NOTED: undoing.undo_note,
        events.RETIMED: undoing.undo_retime,
        events.CHOSEN: undoing.undo_choice,
    },
    reactions=retention.REACTIONS,
    due={retention.DUE: retention.on_due},
    permissions={
        **dict.fromkeys(("timeline.", "note", "timeline:note", "timeline:retime"), Act.CONTRIBUTE),
        events.CHOSEN: chosen,
    },
    settings={"emoji": Emoji, "capture": Capture, "retention": Retention},
)
