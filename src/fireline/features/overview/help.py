"""Help, made from what the features declare: what can be done here, now, by this person."""

from __future__ import annotations

from collections.abc import Sequence

from fireline.core.answers import Answer, Reply
from fireline.core.errors import Refused
from fireline.core.feature import Command, Context
from fireline.core.grammar import Line, Place
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import streams
from fireline.features.streams.rules import Streams
from fireline.slack import kit, mrkdwn

EMOJI = "📌 key moment · 📣 propose as update · 📋 action item · ✂️ leave out · ✅ done (a task, an item)"


def help_here(ctx: Context, line: Line) -> Answer:
    """Shows what can be done here, now"""
    if line.rest:
        return _one(ctx, line.rest)
    known = ctx.unit.registry.commands
    commands = [c for c in useful_here(known, has_incident=ctx.incident_id is not None) if not _is_off(ctx, c)]
    lines = [in_words(each, ctx.root) for each in commands]
    return Reply(
        "What can be done here",
        [
            kit.section(f"*{_title(ctx)}*"),
            *kit.sections("\n".join(lines)),
            kit.context(f"Emoji on a message: {EMOJI}", f"`{ctx.root} help <verb>` tells more."),
        ],
    )


def useful_here(commands: Sequence[Command], *, has_incident: bool) -> list[Command]:
    """Outside an incident only what works without one; hidden verbs never."""
    return [c for c in commands if not c.hidden and (has_incident or c.place is Place.ANYWHERE)]


def in_words(command: Command, root: str) -> str:
    """One line of help: an example that works, and what it does."""
    return f"`{root} {command.example or command.name}`  {command.summary}"


def _title(ctx: Context) -> str:
    if ctx.incident_id is None:
        return "Here, outside an incident channel"
    found, stream = incidents.get(ctx.unit, ctx.incident_id), streams.at_channel(ctx.unit, ctx.channel_id)
    there = f"the stream {mrkdwn.inert(stream.name, mentions=True)} of " if stream is not None else ""
    return f"In {there}{found.reference}, {found.status.value}"


def _is_off(ctx: Context, command: Command) -> bool:
    """Streams are offered where they are switched on, and where some are there already."""
    if command.name != "stream" or ctx.unit.config(Streams).enabled:
        return False
    return ctx.incident_id is None or not streams.of_incident(ctx.unit, ctx.incident_id)


def _one(ctx: Context, asked: str) -> Answer:
    word = " ".join(asked.lower().split())
    for each in ctx.unit.registry.commands:
        if word == each.name or word in each.synonyms:
            return _told(ctx, each)
    raise Refused(f"There is no verb “{asked}”.", try_line="help")


def _told(ctx: Context, each: Command) -> Answer:
    lines = [f"*{each.name}*: {each.summary}", f"`{ctx.root} {each.usage or each.name}`"]
    if each.example:
        lines.append(f"For example: `{ctx.root} {each.example}`")
    if each.synonyms:
        lines.append(f"Also: {', '.join(each.synonyms)}")
    return Reply(f"{each.name}: {each.summary}", [kit.section("\n".join(lines))])
