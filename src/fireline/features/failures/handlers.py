"""The *Retry* of who administers; the frame lets nobody else through."""

from __future__ import annotations

from fireline.core.answers import Answer, Done, Reply
from fireline.core.events import DeliveryId
from fireline.core.feature import Context, Press
from fireline.features.failures import blocks, reports
from fireline.slack import mrkdwn
from fireline.store import inbox, settling

GONE = "That was tried again already, or something newer has taken its place."


def resend(ctx: Context, press: Press) -> Answer:
    """Sends a dead delivery, and what died for want of it, once more"""
    number, _, fence = press.value.partition(":")
    if not settling.retry_dead(ctx.unit, DeliveryId(int(number))):
        return Reply(GONE)
    return _tried(ctx, press, reports.delivery_name(DeliveryId(int(number)), int(fence)))


def reapply(ctx: Context, press: Press) -> Answer:
    """Takes a dead event in once more"""
    if not inbox.revive(ctx.unit.connection, int(press.value)):
        return Reply(GONE)
    ctx.unit.bells.add("inbox")
    return _tried(ctx, press, reports.event_name(int(press.value)))


def _tried(ctx: Context, press: Press, name: str) -> Answer:
    news, *reason = str((press.message or {}).get("text", "")).split("\n")[:2]
    text = "\n".join([news, *reason, f"{mrkdwn.mention(ctx.actor_id)} had it tried again."])
    ctx.unit.show(name, to=ctx.channel_id or "", text=text, blocks=blocks.tried(text))
    return Done()
