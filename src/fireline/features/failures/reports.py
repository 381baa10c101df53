"""Tells the admin channel what will not happen by itself any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from fireline.core.events import ChannelId, DeliveryId
from fireline.features.failures import blocks
from fireline.features.incidents.rules import Channels
from fireline.features.people import reads as people
from fireline.slack import mrkdwn
from fireline.store import installation, surfaces
from fireline.store.inbox import DEAD_KEPT, TRIES, Waiting
from fireline.store.unit import Unit

log = structlog.get_logger("fireline.failures")

REPORT = "dead-letter:"  # how the names of these messages begin


def admin_channel(unit: Unit) -> ChannelId | None:
    """Where admins are told; None when none is set, or the bot is not in it: then only log and /status tell."""
    name = unit.config(Channels).admin
    return people.channel_named(unit, name) if name else None


def tell_admins(unit: Unit, name: str, text: str) -> None:
    """One message in the admin channel, where there is one; `name` is its own for ever."""
    channel = admin_channel(unit)
    if channel is not None:
        unit.show(name, to=channel, text=text)


def tell_missing_channels(unit: Unit) -> None:
    """At the start: each channel that somebody set and in which the bot cannot speak, to the log and to admins."""
    section = unit.config(Channels)
    for key in sorted(section.model_fields_set & {"digest", "stakeholders", "admin"}):
        name = getattr(section, key)
        if name and people.channel_named(unit, name) is None:
            _tell_missing(unit, key, name.lstrip("#"))


def _tell_missing(unit: Unit, key: str, name: str) -> None:
    log.warning(
        "A channel of the settings cannot be spoken in: it is not there, or the bot is not in it.",
        key=f"channels.{key}",
        channel=name,
    )
    channel, us = admin_channel(unit), installation.of_workspace(unit.connection, unit.workspace_id)
    if channel is None or us is None:
        return
    text = (
        f"*#{mrkdwn.escape(name)} does not exist, or {mrkdwn.mention(us.bot_user_id)} is not in it* "
        f"(`channels.{key}`).\n"
        "Create it and type `/invite` there, or change the setting. Incidents go on without it."
    )
    unit.show(f"missing-channel:{key}:{name}", to=channel, text=text)


def delivery_name(delivery_id: DeliveryId, fence: int) -> str:
    """A delivery that dies again after a *Retry* is told anew."""
    return f"{REPORT}{delivery_id}:{fence}"


def event_name(row_id: int) -> str:
    """An event is told once, however often it dies: the one message changes."""
    return f"{REPORT}event:{row_id}"


def delivery_in_words(delivery_id: DeliveryId, arguments: Mapping[str, Any], reason: str) -> str:
    return (
        f"A delivery to {_place(arguments)} failed for good.\nSlack said `{mrkdwn.inert(reason)}`.\n"
        f"Kept as delivery {delivery_id}, it can be sent again. Everything else goes on."
    )


def tell_event(unit: Unit, row: Waiting, error: str) -> None:
    """An event that no feature could take, told with a button; what people wrote is not in it."""
    log.error("An event is dead.", request=row.id, kind=row.kind, error=error)
    channel = admin_channel(unit)
    if channel is None:
        return
    where = f" in {mrkdwn.channel(row.channel_id)}" if row.channel_id else ""
    is_again = surfaces.named(unit, event_name(row.id)) is not None
    again = f"Tried again at {mrkdwn.when(unit.now)}, and it failed again: `{error}`."
    tried = again if is_again else f"It was tried {TRIES} times: `{error}`."
    text = (
        f"A `{row.kind}` event{where} could not be taken in.\n{tried}\n"
        f"Kept for {DEAD_KEPT.days} days as request {row.id}, it can be tried again once the fault is mended. "
        "Everything else goes on."
    )
    unit.show(event_name(row.id), to=channel, text=text, blocks=blocks.event(text, row.id))


def _place(arguments: Mapping[str, Any]) -> str:
    channel = str(arguments.get("channel") or arguments.get("channel_id") or "")
    if channel.startswith(("U", "W")):
        return mrkdwn.mention(channel)
    return mrkdwn.channel(channel) if channel else "Slack"
