"""Everything that merges and links bring."""

from __future__ import annotations

from fireline.core.feature import Command, Feature
from fireline.core.grammar import Kind, Place
from fireline.features.incidents import events, related
from fireline.features.relations import handlers, telling

COMMANDS = (
    Command(
        name="merge",
        handler=handlers.merge,
        kind=Kind.ASK,
        place=Place.INCIDENT,
        synonyms=("duplicate", "duplicate of", "merge into"),
        usage="merge <number>",
        example="merge 41",
    ),
    Command(
        name="link",
        handler=handlers.link,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=("call", "bridge", "zoom"),
        usage="link <INC-41 | address of the call>",
        example="link https://meet.example.com/inc",
    ),
    Command(
        name="unlink",
        handler=handlers.unlink,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        usage="unlink <INC-41>",
        example="unlink INC-41",
    ),
)

feature = Feature(
    name="relations",
    commands=COMMANDS,
    actions={"relations:merge": handlers.press_merge},
    reactions={
        events.CANCELLED: telling.on_cancelled,
        events.REOPENED: telling.on_back,
        events.UNDONE: telling.on_back,
    },
    undo={events.LINKED: related.undo_link, events.UNLINKED: related.undo_unlink},
)
