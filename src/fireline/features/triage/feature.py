"""Everything that reports bring."""

from __future__ import annotations

from fireline.core.feature import Command, Feature
from fireline.core.grammar import Kind, Place
from fireline.features.incidents.events import CHANNEL_OPENED
from fireline.features.triage import handlers, telling

COMMANDS = (
    Command(
        name="report",
        handler=handlers.report,
        kind=Kind.ACT,
        place=Place.ANYWHERE,
        usage="report [sev1-sev4] <what you noticed>",
        example="report checkout feels slow",
    ),
    Command(
        name="report anyway",
        handler=handlers.report_anyway,
        kind=Kind.ACT,
        place=Place.ANYWHERE,
        hidden=True,
    ),
)

feature = Feature(
    name="triage",
    commands=COMMANDS,
    actions={
        "triage:accept": handlers.press_accept,
        "triage:merge_form": handlers.press_merge,
        "triage:decline_form": handlers.press_decline,
    },
    views={
        "triage:report": handlers.submit_report,
        "triage:merge": handlers.submit_merge,
        "triage:decline": handlers.submit_decline,
    },
    reactions={CHANNEL_OPENED: telling.on_channel},
    due={telling.UNANSWERED: telling.on_unanswered},
)
