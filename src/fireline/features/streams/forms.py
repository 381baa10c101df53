"""Forms of streams: a new one, and what is said of one."""

from __future__ import annotations

from fireline.features.incidents.reads import Incident
from fireline.features.incidents.streams import Stream
from fireline.features.overview.blocks import calm
from fireline.features.streams.rules import LONGEST_NAME
from fireline.slack import kit


def open_form(found: Incident, *, channel: str | None) -> kit.View:
    fields = [
        kit.text_input("name", "What it works on", max_length=LONGEST_NAME, placeholder="database"),
        kit.user_input("lead", "Who leads it", optional=True, hint="They are told, and lead it at once."),
        kit.users_input("people", "Who else is invited", optional=True),
    ]
    return kit.modal(
        f"New stream of {found.reference}",
        fields,
        callback_id="streams:open",
        submit="Open the stream",
        private_metadata=kit.metadata(channel=channel, incident=found.id),
    )


def word_form(found: Incident, stream: Stream, *, ends: bool, channel: str | None) -> kit.View:
    label, hint = ("What came of it", "Left empty, the stream is just done.") if ends else ("How it stands", None)
    field = kit.text_input("word", label, multiline=True, optional=ends, hint=hint, max_length=500)
    return kit.modal(
        f"Stream of {found.reference}",
        [kit.section(f"*{calm(stream.name)}*"), field],
        callback_id="streams:done" if ends else "streams:status",
        submit="End the stream" if ends else "Say it",
        private_metadata=kit.metadata(channel=channel, incident=found.id, stream=stream.id),
    )
