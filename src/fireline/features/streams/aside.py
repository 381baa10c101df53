"""A verb about the whole incident, typed in the channel of one stream: what is meant is asked, never guessed."""

from __future__ import annotations

from typing import Any

from fireline.core.answers import Reply
from fireline.core.feature import Context
from fireline.core.grammar import Line, Reading
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import streams
from fireline.features.incidents.blocks import Button, line_button
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.streams import Stream
from fireline.features.overview.blocks import calm
from fireline.features.roles.rules import IC, Roles
from fireline.features.streams import blocks
from fireline.slack import mrkdwn

ENDS = ("resolve", "fixed", "close", "cancel")
STATES = ("investigating", "identified", "mitigating", "monitoring", "mitigate", "status", "update")
TAKES = ("role", "release", "handoff")
HELD = ("take", "take over", "assign")


def question(ctx: Context, reading: Reading[Any]) -> Reply | None:
    """None for every line that can be meant in one way only: what names its incident, what shows, notes, tasks."""
    verb = reading.verb.name if reading.verb else ""
    if verb not in (*ENDS, *STATES, *TAKES) or reading.incident_number is not None or reading.channel_id is not None:
        return None
    stream = streams.at_channel(ctx.unit, ctx.channel_id)
    if stream is None or stream.incident_id != ctx.incident_id or not stream.is_open:
        return None
    found, said = incidents.get(ctx.unit, stream.incident_id), " ".join(reading.rest.split())
    own = _own(ctx, found, stream, reading, said)
    if own is None:
        return None
    word = "resolved" if verb == "fixed" else reading.word  # the bare word would ask once more
    whole = f"{found.reference} {word} {reading.rest}".strip()
    text = f"Is this about the stream “{calm(stream.name)}”, or all of {found.reference}?"
    return blocks.asked(ctx, text, [own, line_button(ctx, f"All of {found.reference}", whole, number=1)])


def _own(ctx: Context, found: Incident, stream: Stream, reading: Reading[Any], said: str) -> Button | None:
    """What it would mean for the stream; None when it can only be about the incident."""
    verb = reading.verb.name if reading.verb else ""
    if verb in ENDS:
        line = f"{found.reference} stream {stream.name} done {said}".strip()
        return line_button(ctx, f"End the stream “{stream.name}”", line)
    if verb in STATES:
        text = said if verb in ("status", "update") else f"{reading.word} {said}"
        line = f"{found.reference} stream {stream.name} status {text}"
        return line_button(ctx, f"Status of “{stream.name}”", line) if said else None
    return _lead(ctx, found, stream, reading, said)


def _lead(ctx: Context, found: Incident, stream: Stream, reading: Reading[Any], said: str) -> Button | None:
    """Whoever types `ic me` here may mean the stream. A bare role shows; other roles are the incident's alone."""
    line = f"{found.reference} stream {stream.name} lead"
    if reading.verb is not None and reading.verb.name != "role":
        mine = stream.lead_id == ctx.actor_id
        return line_button(ctx, f"Stop leading “{stream.name}”", f"{line} none") if mine else None
    meant = ctx.unit.config(Roles).named(reading.word)
    is_lead = reading.word in HELD if meant is None else meant.key == IC and bool(said)
    named = Line(said, now=ctx.now, zone=ctx.zone).take_user() or ctx.actor_id
    who = "me" if named == ctx.actor_id else mrkdwn.mention(named)
    return line_button(ctx, f"Lead of “{stream.name}”", f"{line} {who}") if is_lead else None
