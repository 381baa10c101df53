"""How the timeline looks: the last entries with what can be done to each, forms, what a newcomer is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fireline.core.answers import Reply
from fireline.core.buttons import RUN_LINE, line_value
from fireline.core.events import EntryId
from fireline.core.feature import Context
from fireline.features.incidents import streams
from fireline.features.incidents.blocks import undo_button
from fireline.features.incidents.reads import Incident
from fireline.features.people import reads as people
from fireline.features.timeline import reads
from fireline.features.timeline.filters import MOST, Filter
from fireline.features.timeline.reads import Entry
from fireline.features.timeline.rules import Emoji
from fireline.slack import kit, mrkdwn
from fireline.store.unit import Unit

LONGEST = 300  # characters of an entry in a list: two or three lines on a phone
CHANGES = {
    "topic": ("Channel topic: {}", "Channel topic cleared"),
    "purpose": ("Channel description: {}", "Channel description cleared"),
    "name": ("Channel renamed to #{}", "Channel renamed"),
    "archive": ("Channel archived", "Channel archived"),
    "unarchive": ("Channel brought back from the archive", "Channel brought back from the archive"),
    "back": ("Fireline is in the channel again", "Fireline is in the channel again"),
    "convert_to_private": ("Channel made private", "Channel made private"),
    "convert_to_public": ("Channel made public", "Channel made public"),
}


def channel_change(what: str, value: str) -> str:
    filled, empty = CHANGES[what]
    return filled.format(value) if value else empty


def recorded(unit: Unit, found: Incident) -> kit.Message:
    """Told once to everybody who comes in."""
    emoji = unit.config(Emoji)
    out, key = (f":{names[0].strip(':')}:" for names in (emoji.leave_out, emoji.key))
    why = f"for the review of {found.reference}."
    words = f"*This channel is recorded* {why}\n{out} on a message leaves it out, {key} marks a key moment."
    return kit.message(f"This channel is recorded {why}", [kit.section(words)])


def listed(
    ctx: Context,
    found: Incident,
    entries: Sequence[Entry],
    wanted: Filter,
    *,
    is_cut: bool = False,
    undo: EntryId | None = None,
) -> Reply:
    """The entries, oldest first, each with its menu; *Undo* for what was just chosen. `is_cut`: there are earlier."""
    title, aside = _title(wanted, len(entries), is_cut=is_cut), streams.names_by_channel(ctx.unit, found.id)
    is_here = ctx.channel_id in (found.channel_id, *aside)
    foot = _foot(ctx, ctx.root if is_here else f"{ctx.root} {found.reference}", entries, wanted, is_cut=is_cut)
    taken_back = [kit.actions(undo_button(ctx, found, [undo]))] if undo is not None else []
    if not entries:
        text = f"{found.reference} has nothing to show here: {title}."
        return Reply(text, [kit.section(text), *taken_back, kit.context(foot)])
    shown = [
        kit.section(
            _line(ctx, e, aside.get(e.channel_id or "", "")),
            accessory=None if ctx.is_guest else _menu(found, e, wanted),
            block_id=f"entry:{e.id}",
        )
        for e in entries
    ]
    text = f"{found.reference}: {title}"
    return Reply(text, [kit.section(f"*{text}*"), *shown, *taken_back, kit.context(foot)])


def _foot(ctx: Context, root: str, entries: Sequence[Entry], wanted: Filter, *, is_cut: bool) -> str:
    """How to see more or fewer of them, and how to add one."""
    adds = [] if ctx.is_guest else [f"`{root} note 14:02 what happened` adds one."]
    if not entries:
        return " ".join([f"`{root} timeline` shows the last entries.", *adds])
    earlier = [f"Earlier ones: `{root} {_longer(ctx, wanted)}`."] if is_cut and wanted.newest < MOST else []
    fewer = f"`{root} timeline key` shows fewer; so do `decisions`, `@person` and `since 14:00`."
    return " ".join([*earlier, fewer, *adds])


def _longer(ctx: Context, wanted: Filter) -> str:
    """The line that shows as many of the same as there may be."""
    flags = ["key"] * wanted.only_key + ["all"] * wanted.with_all
    by = [mrkdwn.plain(mrkdwn.mention(wanted.by), people.names(ctx.unit))] if wanted.by else []
    since = [f"since {wanted.since.astimezone(ctx.zone):%Y-%m-%d %H:%M}"] if wanted.since else []
    parts = ["timeline", *flags, wanted.kind, *by, str(MOST), *since]
    return mrkdwn.escape(" ".join(part for part in parts if part))


def _title(wanted: Filter, shown: int, *, is_cut: bool) -> str:
    """*the last 10 decisions by @bea since 14:00*: what the list was asked for, and how much of it this is."""
    what = {"changes": "changes of status, severity and roles", "people": "comings and goings"}
    said = what.get(wanted.kind, wanted.kind)
    if not wanted.kind:
        said = "key moments" if wanted.only_key else "entries" if shown != 1 else "entry"
    elif wanted.only_key:
        said = f"key {said}"
    if shown and (is_cut or not (wanted.kind or wanted.only_key)):
        said = f"the last {shown} {said}" if shown > 1 else f"the last {said}"
    too = ", left out ones too" if wanted.with_all else ""
    by = f" by {mrkdwn.mention(wanted.by)}" if wanted.by else ""
    since = f" {mrkdwn.when(wanted.since, style='both', lead='since ')}" if wanted.since else ""
    return said + by + since + too


def said(entry: Entry) -> str:
    """What an entry says, in one short text that wakes nobody."""
    if entry.deleted_at is not None:
        return "_deleted in Slack_"
    if reads.is_purged(entry):
        return "_text no longer kept_"
    names = ", ".join(mrkdwn.escape(str(f["name"])) for f in entry.files)
    words = mrkdwn.inert(entry.text, mentions=False)
    return mrkdwn.fit(" ".join(part for part in (words, f"[{names}]" if names else "") if part), LONGEST)


def _line(ctx: Context, entry: Entry, stream: str) -> str:
    """`stream` is in whose channel it was said, when not in the incident's own; another day than today is named."""
    words = said(entry)
    who = entry.data.get("bot") or (mrkdwn.mention(entry.actor_id) if entry.actor_id else "")
    who = "" if who and words.startswith(who) else who  # "@ana joined" tells who it was
    signs = " ".join(sign for sign, is_on in (("*key*", entry.is_key), ("_left out_", entry.is_hidden)) if is_on)
    there = f"[{mrkdwn.inert(stream, mentions=True)}]" if stream else ""
    at = mrkdwn.due(entry.happened_at, ctx.now, zone_fallback=ctx.zone, lead="")
    head = " ".join(part for part in (at, there, who) if part)
    where = mrkdwn.link(entry.permalink, "↗") if entry.permalink else ""
    return f"{' '.join(part for part in (head, signs, where) if part)}\n{words}"


def _menu(found: Incident, entry: Entry, wanted: Filter) -> kit.Element | None:
    """What can be done to an entry; nothing to one that was deleted in Slack."""
    if entry.deleted_at is not None:
        return None
    value = f"{found.id}:{{}}:{entry.id}:{wanted.packed()}"
    key = ("Not a key moment", "unkey") if entry.is_key else ("Key moment", "key")
    out = ("Put back", "take_in") if entry.is_hidden else ("Leave out", "leave_out")
    choices = [key, out]
    choices += [("Another time", "retime")] if entry.kind.startswith("timeline.") else []
    return kit.overflow("timeline:entry", [kit.option(label, value.format(verb)) for label, verb in choices])


def note_form(found: Incident, *, channel: str | None) -> kit.View:
    fields = [
        kit.text_input("text", "What happened", multiline=True, placeholder="rolled back web"),
        kit.text_input("at", "When", optional=True, placeholder="14:02", hint="Left empty, it is now."),
    ]
    return kit.modal(
        f"Note for {found.reference}",
        fields,
        callback_id="timeline:note",
        submit="Add note",
        private_metadata=kit.metadata(channel=channel, incident=found.id),
    )


def retime_form(ctx: Context, found: Incident, entry: Entry) -> kit.View:
    local = entry.happened_at.astimezone(ctx.zone)
    fields = [
        kit.section(f"> {said(entry)}"),
        kit.text_input(
            "at",
            "When it happened",
            initial=local.strftime("%Y-%m-%d %H:%M"),
            placeholder="14:02",
            hint=f"In your time zone, {ctx.zone}. 10m ago is fine too.",
        ),
    ]
    return kit.modal(
        "Another time",
        fields,
        callback_id="timeline:retime",
        submit="Set time",
        private_metadata=kit.metadata(channel=ctx.channel_id, incident=found.id, entry=entry.id),
    )


def future_question(ctx: Context, found: Incident, typed: str, yesterday: datetime, text: str) -> Reply:
    """A note about a time that has not come yet: was it yesterday, or is the time part of the text?"""
    day = yesterday.astimezone(ctx.zone).strftime("%Y-%m-%d %H:%M")
    value = line_value(f"note {day} {text}", at=ctx.now, incident_id=found.id)
    buttons = [
        kit.button("It was yesterday", f"{RUN_LINE}:yesterday", value),
        kit.button("Note it as it stands", "timeline:note_as_text", f"{found.id}:{typed} {text}"[:2000]),
    ]
    words = f"*{typed} has not come yet.* Nothing is noted so far.\n{kit.quoted(mrkdwn.inert(text))}"
    return Reply(f"{typed} has not come yet. Nothing is noted so far.", [kit.section(words), kit.actions(*buttons)])
