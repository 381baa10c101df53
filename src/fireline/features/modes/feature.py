"""Everything that the modes bring."""

from __future__ import annotations

from fireline.core.feature import Command, Feature
from fireline.core.grammar import Kind, Place
from fireline.features.modes import past

COMMANDS = (
    Command(
        name="retro",
        handler=past.past,
        kind=Kind.ACT,
        place=Place.ANYWHERE,
        synonyms=("backfill", "create-resolved"),
        usage="retro [sev1-sev4] <from> to <until> <what was wrong>",
        example="retro sev2 yesterday 14:00 to 15:10 checkout returned 500s",
    ),
)

feature = Feature(
    name="modes",
    commands=COMMANDS,
    actions={"modes:open_channel": past.press_channel},
    views={"modes:past": past.submit_past},
)
