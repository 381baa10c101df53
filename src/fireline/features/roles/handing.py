"""Doors of the hand-over: handing over with a brief, and the answers of whoever is asked."""

from __future__ import annotations

from fireline.core.answers import Answer, CloseModals, Done, FieldErrors, OpenModal, Reply
from fireline.core.errors import Refused
from fireline.core.events import UserId
from fireline.core.feature import Context, Press, Submission
from fireline.core.grammar import Line
from fireline.features.incidents.blocks import receipt
from fireline.features.incidents.handlers import here
from fireline.features.roles import blocks, reads, service
from fireline.features.roles.acts import seen
from fireline.features.roles.brief import brief
from fireline.features.roles.rules import Roles
from fireline.slack import mrkdwn


def handoff(ctx: Context, line: Line) -> Answer:
    """Hands your roles, or one of them, to somebody, with a brief from the record"""
    mine = _mine(ctx)
    part = _part(ctx, line, mine)
    line.take_word("to")
    user_id = line.take_user()
    part = part or _part(ctx, line, mine, is_all=True)
    if user_id is None:
        if line:
            said = mrkdwn.fit(mrkdwn.inert(line.rest, mentions=True), 80)
            raise Refused(f"“{said}” names nobody here; a person is named with @.", try_line="handoff @name")
        return OpenModal(blocks.handoff_form(seen(ctx), mine, channel=ctx.channel_id, part=part))
    return _hand_over(ctx, [part] if part else mine, user_id, line.rest)


def _part(ctx: Context, line: Line, mine: list[str], *, is_all: bool = False) -> str:
    """The one role that the line begins with (`handoff scribe to @bea`) or that is all of it; "" for none."""
    known = ctx.unit.config(Roles)
    typed = line.rest
    word = line.take_word(*known.words)
    meant = known.named(word) if word else None
    if meant is None or (is_all and line):
        line.rest = typed
        return ""
    if meant.key not in mine:
        raise Refused(f"You are not {meant.name} of {here(ctx).reference}.", try_line="roles")
    return meant.key


def press_handoff(ctx: Context, press: Press) -> Answer:
    return OpenModal(blocks.handoff_form(seen(ctx), _mine(ctx), channel=ctx.channel_id))


def submit_handoff(ctx: Context, form: Submission) -> Answer:
    note = form.values.get("note") or ""
    user_id = form.values.get("person")
    if user_id is None:
        lines = brief(ctx.unit, here(ctx).id, by=ctx.actor_id, note=note)
        return CloseModals(then=blocks.own_brief(seen(ctx), lines))
    mine, part = _mine(ctx), form.values.get("part") or blocks.ALL
    if part not in (blocks.ALL, *mine):
        gone = f"You are no longer {seen(ctx).name(part)} of {here(ctx).reference}. Choose what you still hold."
        return FieldErrors({"part": gone})
    return CloseModals(then=_hand_over(ctx, mine if part == blocks.ALL else [part], user_id, note))


def _hand_over(ctx: Context, roles: list[str], user_id: str, note: str) -> Reply:
    found, names = here(ctx), seen(ctx).names(roles)
    if user_id == ctx.actor_id:
        raise Refused(f"You are {names} already; name whoever comes after you.", try_line="handoff @name")
    service.offer(ctx.unit, found.id, roles, UserId(user_id), by=ctx.actor_id, is_handoff=True, note=note)
    text = f"{mrkdwn.mention(user_id)} has the brief and is asked to take {names} of {found.reference}."
    return receipt(ctx, found, text, "You keep it until they accept; after 3 minutes without an answer you hear of it.")


def _mine(ctx: Context) -> list[str]:
    held = [h.role for h in reads.held_by(ctx.unit, here(ctx).id, ctx.actor_id)]
    if not held:
        raise Refused(f"You hold no role in {here(ctx).reference}.", try_line="roles")
    return held


def press_accept(ctx: Context, press: Press) -> Answer:
    """The question becomes the card: nothing more is said."""
    service.accept(ctx.unit, int(press.value), by=ctx.actor_id)
    return Done()


def press_decline(ctx: Context, press: Press) -> Answer:
    service.decline(ctx.unit, int(press.value), by=ctx.actor_id)
    return Done()


def press_withdraw(ctx: Context, press: Press) -> Answer:
    service.withdraw(ctx.unit, int(press.value), by=ctx.actor_id)
    return Done()
