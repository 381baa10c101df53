"""Who asked to hear of which incidents, and for how long the bot keeps quiet in a channel."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from fireline.core.events import IncidentId, UserId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import record
from fireline.features.updates import events, reads
from fireline.features.updates.tables import bot_quiet, update_subscription
from fireline.store.sql import InsertNew, Upsert
from fireline.store.unit import Unit

_NEW = InsertNew(update_subscription, "workspace_id", "user_id", "scope")
_QUIET = Upsert(bot_quiet, ("workspace_id", "incident_id"), ("until", "by"))


def subscribe(unit: Unit, user_id: UserId, scope: str) -> bool:
    """Updates of that scope come by DM; False when they did already."""
    row = {"workspace_id": unit.workspace_id, "user_id": user_id, "scope": scope, "since": unit.now}
    return unit.execute(_NEW.on(unit.connection), row).rowcount == 1


def unsubscribe(unit: Unit, user_id: UserId, scope: str) -> bool:
    """No more of that scope; False when there was no such subscription."""
    c = update_subscription.c
    mine = (c.workspace_id == unit.workspace_id, c.user_id == user_id, c.scope == scope)
    return unit.execute(delete(update_subscription).where(*mine)).rowcount == 1


def follow(unit: Unit, gone: IncidentId, kept: IncidentId) -> None:
    """Whoever follows the one follows the other too, as of now."""
    for user_id in reads.followers_of(unit, gone):
        subscribe(unit, user_id, f"incident:{kept}")


def unfollow(unit: Unit, kept: IncidentId, since: datetime) -> None:
    """Those who follow it since exactly then do not any more."""
    c = update_subscription.c
    theirs = (c.workspace_id == unit.workspace_id, c.scope == f"incident:{kept}", c.since == since)
    unit.execute(delete(update_subscription).where(*theirs))


def keep_quiet(unit: Unit, incident_id: IncidentId, until: datetime, *, by: UserId) -> None:
    """The bot says nothing unasked in the channel until then; duties still come by DM."""
    found = incidents.take(unit, incident_id)
    row = {"workspace_id": unit.workspace_id, "incident_id": found.id, "until": until, "by": by}
    unit.execute(_QUIET.on(unit.connection), row)
    said = "The bot speaks again" if until <= unit.now else "The bot keeps quiet in the channel for a while"
    record.emit(unit, found, events.QUIETED, by, said, {"until": until.isoformat()})
