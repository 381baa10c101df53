"""Help, made from what the features declare: what can be done here, now, by this person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from fireline.core.answers import Answer, Reply
from fireline.core.errors import Refused
from fireline.core.feature import Command, Context
from fireline.core.grammar import Kind, Line, Place
from fireline.core.text import echo
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import streams
from fireline.features.incidents.rules import Status
from fireline.features.roles import permits
from fireline.features.streams.rules import Streams
from fireline.slack import kit, mrkdwn

EMOJI = "📌 key moment · 📣 propose as update · 📋 action item · ✂️ leave out · ✅ done"


# What comes first, by where it stands; what is not here is one line further down.
OUTSIDE = ("declare", "list", "join", "report", "todo", "subscribe")
AT_FIRST = ("role", "impact", "severity", "note", "update", "resolve")
UNDER_WAY = ("note", "mitigating", "update", "task", "handoff", "resolve")
AFTERWARDS = ("postmortem", "action", "timeline", "close", "reopen")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "State": (
        "investigating",
        "identified",
        "mitigating",
        "monitoring",
        "mitigate",
        "resolve",
        "close",
        "reopen",
        "cancel",
    ),
    "Facts": ("status", "severity", "impact", "service", "rename", "summary", "link", "unlink", "merge", "stream"),
    "People": ("role", "roles", "assign", "release", "handoff", "shadow", "rota"),
    "Work": ("task", "action", "todo"),
    "Telling": ("update", "cadence", "subscribe", "unsubscribe", "quiet", "pause"),
    "Record": ("note", "timeline", "catchup", "undo", "postmortem"),
    "Who sees it": ("private", "public", "access", "invite"),
}
ELSE = "Elsewhere"
FEW = 15  # verbs that need no groups


def help_here(ctx: Context, line: Line) -> Answer:
    """Shows what can be done here, now"""
    known = ctx.unit.registry.commands
    commands = [c for c in useful_here(known, has_incident=ctx.incident_id is not None) if _is_offered(ctx, c)]
    if line.take_word("all", "everything"):
        return _all(ctx, commands)
    return _one(ctx, line.rest) if line.rest else _now(ctx, commands)


def _now(ctx: Context, commands: Sequence[Command]) -> Reply:
    """What helps at this moment with an example each, and the other verbs by name."""
    by_name = {each.name: each for each in commands}
    first = [by_name[name] for name in _first(ctx) if name in by_name]
    lines = [f"*{_title(ctx)}*", *(in_words(each, ctx.root) for each in first)]
    one = "task" if "task" in by_name else commands[0].name
    more = f"`{ctx.root} help {one}` tells more of a verb, `{ctx.root} help all` has a line for each."
    emoji = [] if ctx.is_guest else [f"Emoji on a message: {EMOJI}"]
    shown = [kit.section("\n".join(lines)), kit.section("\n".join(_named(commands, {c.name for c in first})))]
    return Reply("What can be done here", [*shown, kit.context(*emoji, more)])


def _first(ctx: Context) -> tuple[str, ...]:
    if ctx.incident_id is None:
        return OUTSIDE
    found = incidents.get(ctx.unit, ctx.incident_id)
    if not found.is_active:
        return AFTERWARDS
    return AT_FIRST if found.status is Status.DECLARED else UNDER_WAY


def _named(commands: Sequence[Command], told: Collection[str]) -> list[str]:
    """The other verbs in their groups, a line each."""
    grouped = {name: group for group, names in GROUPS.items() for name in names}
    rest = [each.name for each in commands if each.name not in told and " " not in each.name]
    if len(rest) < FEW:
        return [f"*Also:* {' · '.join(rest)}"]
    lines: dict[str, list[str]] = {group: [] for group in (*GROUPS, ELSE)}
    for name in rest:
        lines[grouped.get(name, ELSE)].append(name)
    return [f"*{group}:* {' · '.join(names)}" for group, names in lines.items() if names]


def _all(ctx: Context, commands: Sequence[Command]) -> Reply:
    lines = "\n".join(in_words(each, ctx.root) for each in commands)
    text = f"{_title(ctx)}: all that can be done."
    return Reply(text, [kit.section(f"*{text}*"), *kit.sections(lines)])


def useful_here(commands: Sequence[Command], *, has_incident: bool) -> list[Command]:
    """Outside an incident only what works without one; hidden verbs never."""
    return [c for c in commands if not c.hidden and (has_incident or c.place is Place.ANYWHERE)]


def in_words(command: Command, root: str) -> str:
    """One line of help: an example that works, and what it does."""
    return f"`{root} {command.example or command.name}` {command.summary[:1].lower()}{command.summary[1:]}"


def _title(ctx: Context) -> str:
    stream = streams.at_channel(ctx.unit, ctx.channel_id)
    if ctx.incident_id is None:
        place = "outside an incident channel" if stream is None else "where the commands of the incident are for others"
        return f"Here, {place}"
    found = incidents.get(ctx.unit, ctx.incident_id)
    there = f"the stream “{mrkdwn.inert(stream.name, mentions=True)}” of " if stream is not None else ""
    return f"In {there}{found.reference}, {found.status.value}"


def _is_offered(ctx: Context, command: Command) -> bool:
    """What this person may do, and guests only look; streams where they are switched on, or some are there already."""
    act = ctx.unit.registry.act_at(command.name)
    if ctx.is_guest and command.kind is not Kind.SHOW:
        return False
    if act is not None and not permits.may(ctx.unit, ctx.actor_id, act, ctx.incident_id):
        return False
    if command.name != "stream" or ctx.unit.config(Streams).enabled:
        return True
    return ctx.incident_id is not None and bool(streams.of_incident(ctx.unit, ctx.incident_id))


def _one(ctx: Context, asked: str) -> Answer:
    word = " ".join(asked.lower().split())
    for each in ctx.unit.registry.commands:
        if word == each.name or word in each.synonyms:
            return _told(ctx, each)
    raise Refused(f"There is no verb {echo(asked)}.", try_line="help")


def _told(ctx: Context, each: Command) -> Answer:
    lines = [f"*{each.name}:* {each.summary[:1].lower()}{each.summary[1:]}", f"`{ctx.root} {each.usage or each.name}`"]
    if each.example:
        lines.append(f"For example: `{ctx.root} {each.example}`")
    if each.synonyms:
        lines.append(f"Also: {', '.join(each.synonyms)}")
    return Reply(f"{each.name}: {each.summary}", [kit.section("\n".join(lines))])
