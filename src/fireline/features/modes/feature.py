"""Everything that the modes bring."""

from __future__ import annotations

from fireline.core.feature import Command, Feature
from fireline.core.grammar import Kind, Place
from fireline.core.permissions import Act
from fireline.features.modes import drills, past

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
    Command(
        name="drill",
        handler=drills.drill,
        kind=Kind.ACT,
        place=Place.ANYWHERE,
        synonyms=("drill start", "start drill"),
        usage="drill start [sev1-sev4] <what is drilled>",
        example="drill start sev1 the database is gone",
    ),
    Command(
        name="test",
        handler=drills.test,
        kind=Kind.ASK,
        place=Place.ANYWHERE,
        synonyms=("gameday", "game day"),
        usage="test [what]",
        example="test the rollback",
        hidden=True,
    ),
    Command(
        name="this is real",
        handler=drills.real,
        kind=Kind.ASK,
        place=Place.INCIDENT,
        addressed=True,
        synonyms=("this is real now", "not a drill", "this is not a drill"),
        usage="this is real",
        example="this is real",
        hidden=True,
    ),
)

feature = Feature(
    name="modes",
    commands=COMMANDS,
    actions={
        "modes:open_channel": past.press_channel,
        "modes:real": drills.press_real,
        "modes:real_ask": drills.press_ask,
    },
    views={"modes:past": past.submit_past},
    permissions={
        **dict.fromkeys(("retro", "modes:past", "drill", "test"), Act.DECLARE),
        **dict.fromkeys(("this is real", "modes:real", "modes:real_ask"), Act.DECLARE),
    },
)
