"""*Retry* of a step that failed: once for each failure, whoever presses, and however often."""

from __future__ import annotations

from fireline.core.answers import Answer, Done, Reply
from fireline.core.errors import Refused
from fireline.core.events import IncidentId
from fireline.core.feature import Context, Press
from fireline.features.incidents import reads as incidents
from fireline.features.overview import bookmarks, card, moving, opening, steps
from fireline.store import surfaces
from fireline.store.unit import Unit


def press_retry(ctx: Context, press: Press) -> Answer:
    if ctx.incident_id is None:
        return Done()
    if press.value == moving.STEP:
        return moving.press_move(ctx, press)
    _retry(ctx.unit, ctx.incident_id, press.value)
    return Reply("Trying again.", replace=True)


def _retry(unit: Unit, incident_id: IncidentId, step: str) -> None:
    found = incidents.take(unit, incident_id)
    if steps.is_asked(unit, incident_id, step):
        raise Refused("That is being tried again already.")
    if not steps.has_failed(unit, incident_id, step):
        raise Refused("That is done: nothing is left to be tried again.")
    attempt = steps.again(unit, incident_id, step)
    if step == "channel":
        opening.ask_for_channel(unit, found, attempt)
    elif step == "card":
        card.show(unit, incident_id, topic=opening.CARD)
    elif step == "invite":
        opening.invite(unit, incident_id)
    elif step == "topic":
        opening.set_topic(unit, incident_id)
    elif step == "bookmark":
        bookmarks.again(unit, found)
    elif step == "rename":
        opening.rename(unit, found)
    elif step == "pin" and (shown := surfaces.named(unit, card.name(incident_id))) and shown.ts:
        opening.pin(unit, incident_id, shown.ts)
