"""The menu of a message: add it to the timeline, make it an action item, propose it as an update.

A mark from the menu is the same as the emoji, kept under a name that no emoji has, so that history, which shows
reactions only, never takes it back.
"""

from __future__ import annotations

from dataclasses import replace

from fireline.core.answers import Answer, OpenModal, Reply
from fireline.core.errors import Refused
from fireline.core.events import ChannelId, UserId
from fireline.core.feature import Context, Press, Shortcut
from fireline.features.action_items import forms
from fireline.features.action_items.handlers import already, today
from fireline.features.action_items.rules import Nags, default_due
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.handlers import here
from fireline.features.incidents.reads import Incident
from fireline.features.overview.guidance import which_incident
from fireline.features.timeline import marking, service
from fireline.features.timeline.rules import Mark
from fireline.features.timeline.snapshots import snapshot_of
from fireline.features.updates import prompting
from fireline.slack import kit, mrkdwn

LONGEST_TITLE = 200
LONGEST_LINE = 1500  # what a button carries with room for the rest of its value


def mark_key(ctx: Context, shortcut: Shortcut) -> Answer:
    """*Add to the timeline*: a key moment."""
    if ctx.incident_id is None:
        return _elsewhere(ctx, shortcut, "note")
    found = _mark(ctx, shortcut, Mark.KEY)
    return _receipt(found, shortcut, Mark.KEY, f"A key moment of {found.reference} now; the postmortem shows it.")


def propose_update(ctx: Context, shortcut: Shortcut) -> Answer:
    """*Propose as an update*: whoever speaks for the incident gets a preview; nothing leaves by itself."""
    if ctx.incident_id is None:
        return _elsewhere(ctx, shortcut, "update")
    found = _mark(ctx, shortcut, Mark.UPDATE)
    to = prompting.whom(ctx.unit, found)
    who = "The channel" if to == found.channel_id else mrkdwn.mention(to or ctx.actor_id)
    return _receipt(found, shortcut, Mark.UPDATE, f"{who} has a preview of the update. Nothing leaves before *Send*.")


def make_item(ctx: Context, shortcut: Shortcut) -> Answer:
    """*Make an action item*: the form, with the message's words in it."""
    if ctx.incident_id is None:
        return _elsewhere(ctx, shortcut, "action")
    found, words = incidents.get(ctx.unit, ctx.incident_id), _words(shortcut)
    if known := already(ctx.unit, found.id, _ts(shortcut)):
        return Reply(known)
    due = default_due(today(ctx), found.severity, ctx.unit.config(Nags).due_days)
    title = mrkdwn.fit(words, LONGEST_TITLE)
    return OpenModal(forms.new_item(found, due, channel=ctx.channel_id, title=title, message=_ts(shortcut)))


def press_unmark(ctx: Context, press: Press) -> Answer:
    """*Undo* of a mark from the menu."""
    found = here(ctx)
    mark, _, ts = press.value.partition(":")
    if ctx.channel_id is not None:  # where the message stands: the incident's channel, or that of a stream
        marking.mark_from_menu(ctx.unit, found.id, ctx.channel_id, ts, ctx.actor_id, Mark(mark), on=False, at=ctx.now)
    return Reply("Taken back: the message is as it was.", replace=True)


def _mark(ctx: Context, shortcut: Shortcut, mark: Mark) -> Incident:
    found, message = here(ctx), shortcut.message or {}
    if marking.is_bot(ctx.unit, str(message.get("user") or "")) or message.get("bot_id"):
        raise Refused("Only what people write can be marked.", try_line="note what happened")
    _words(shortcut)
    channel = ChannelId(ctx.channel_id or "")
    actor: UserId = ctx.actor_id
    marking.mark_from_menu(ctx.unit, found.id, channel, _ts(shortcut), actor, mark, on=True, at=ctx.now)
    if not marking.is_on_record(ctx.unit, channel, _ts(shortcut)):
        service.hear(ctx.unit, found.id, channel, snapshot_of(message))
    return found


def _receipt(found: Incident, shortcut: Shortcut, mark: Mark, text: str) -> Reply:
    undo = kit.button("Undo", "overview:unmark", f"{found.id}:{mark}:{_ts(shortcut)}")
    return Reply(text, [kit.section(f"{text}\n{kit.quoted(mrkdwn.inert(_words(shortcut)))}"), kit.actions(undo)])


def _elsewhere(ctx: Context, shortcut: Shortcut, verb: str) -> Answer:
    """Outside an incident's channel: the same words as a line, for whichever incident is chosen."""
    return which_incident(replace(ctx, typed=f"{verb} {mrkdwn.fit(_words(shortcut), LONGEST_LINE)}"), verb)


def _words(shortcut: Shortcut) -> str:
    words = " ".join(str((shortcut.message or {}).get("text") or "").split())
    if not words:
        raise Refused("This message has no words.", try_line="note what happened")
    return words


def _ts(shortcut: Shortcut) -> str:
    return str((shortcut.message or {}).get("ts") or "")
