"""Doors through which it is decided who can see an incident: private, public, access."""

from __future__ import annotations

from fireline.core.answers import Answer, Reply
from fireline.core.errors import Refused
from fireline.core.events import UserId
from fireline.core.feature import Context, Press
from fireline.core.grammar import Line
from fireline.core.permissions import GROUP, Permissions
from fireline.features.incidents import access, blocks, events, questions, reads
from fireline.features.incidents.handlers import here
from fireline.slack import mrkdwn
from fireline.store import journal


def private(ctx: Context, line: Line) -> Answer:
    """Closes an incident to all but those who are named"""
    found = here(ctx)
    if found.is_private:
        who = " ".join(mrkdwn.mention(u) for u in reads.access_list(ctx.unit, found.id))
        return Reply(f"{found.reference} is private. Who can see it: {who}.{_by_settings(ctx)}")
    return questions.private_question(found)


def _by_settings(ctx: Context) -> str:
    """Nobody sees a private incident without those in it knowing that they can."""
    named = ctx.unit.config(Permissions).see_private
    shown = ", ".join(f"the user group `{each}`" if GROUP.fullmatch(each) else mrkdwn.mention(each) for each in named)
    return f" By the settings also {shown}." if shown else ""


def press_private(ctx: Context, press: Press) -> Answer:
    found = here(ctx)
    access.make_private(ctx.unit, found.id, by=ctx.actor_id, people=[found.declared_by])
    is_open = found.channel_id is not None and not found.is_channel_gone and not _was_private(ctx, found)
    return blocks.private_receipt(found, is_channel_open=is_open)


def _was_private(ctx: Context, found: reads.Incident) -> bool:
    """Whether its channel was made as a private one."""
    begun = journal.entries(ctx.unit, found.id, kinds=(events.DECLARED, events.CHANNEL_MOVED), with_hidden=True)
    return any(row.kind == events.CHANNEL_MOVED or row.data.get("private") for row in begun)


def public(ctx: Context, line: Line) -> Answer:
    """Opens a private incident to everybody"""
    found = here(ctx)
    if not found.is_private:
        raise Refused(f"{found.reference} is public already.")
    _demand_in(ctx, found)
    return questions.public_question(found)


def press_public(ctx: Context, press: Press) -> Answer:
    found = here(ctx)
    _demand_in(ctx, found)
    access.make_public(ctx.unit, found.id, by=ctx.actor_id)
    return Reply(f"{found.reference} is public now.", replace=True)


def invite(ctx: Context, line: Line) -> Answer:
    """Invites somebody to the incident's channel"""
    found, user = here(ctx), line.take_user()
    if user is None:
        raise Refused("Whom? A mention is accepted.", try_line="invite @bea")
    if found.is_private:
        raise Refused(f"{found.reference} is private: people are let in by name.", try_line=f"access <@{user}>")
    access.invite(ctx.unit, found, user)
    return Reply(f"{mrkdwn.mention(user)} is being invited to {mrkdwn.channel(found.channel_id or '')}.")


def let_in(ctx: Context, line: Line) -> Answer:
    """Lets somebody see a private incident"""
    found = here(ctx)
    user = line.take_user()
    if not found.is_private:
        raise Refused(f"{found.reference} is public: everybody can see it.")
    if user is None:
        raise Refused("Whom? A mention is accepted.", try_line="access @bea")
    _demand_in(ctx, found)
    access.let_in(ctx.unit, found.id, UserId(user), by=ctx.actor_id)
    seen = f"{mrkdwn.mention(user)} can see {found.reference} now"
    if found.channel_id is None or found.is_channel_gone:
        return Reply(f"{seen}. It has no channel to invite to.")
    access.invite(ctx.unit, found, user)
    return Reply(f"{seen} and is being invited.")


def _demand_in(ctx: Context, found: reads.Incident) -> None:
    if not ctx.is_admin and ctx.actor_id not in reads.access_list(ctx.unit, found.id):
        raise Refused(f"Who can see {found.reference} is decided by those who were let in, or by an admin.")
