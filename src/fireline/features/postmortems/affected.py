"""Which services are affected: said during the incident, read by the wrap-up, the draft and the facts."""

from __future__ import annotations

from fireline.core.answers import Answer, Reply
from fireline.core.events import Event, UserId
from fireline.core.feature import Context
from fireline.core.grammar import Line
from fireline.features.incidents.blocks import receipt
from fireline.features.incidents.handlers import here
from fireline.features.postmortems import reads, service
from fireline.slack import kit, mrkdwn
from fireline.store.unit import Unit

NONE = ("none", "nothing")
LONGEST = 500


def services(ctx: Context, line: Line) -> Answer:
    """Shows or sets which services are affected"""
    found = here(ctx)
    known = reads.answers(ctx.unit, found.id).services
    if not line.rest:
        text = f"Affected by {found.reference}: {_listed(known)}"
        facts = kit.button("Answer facts", "postmortems:facts", f"{found.id}:")
        shown = kit.section(f"{text}\n`{ctx.root} service checkout, payments` sets it.")
        return Reply(text, [shown, kit.actions(facts)])
    named = () if line.title.casefold() in NONE else _split(line.title)
    if named == known:
        return Reply(f"Affected by {found.reference}, as before: {_listed(known)}")
    service.set_services(ctx.unit, found.id, named, by=ctx.actor_id)
    return receipt(ctx, found, f"Affected by {found.reference}: {_listed(named)}")


def undo(unit: Unit, event: Event, by: UserId) -> str:
    """Puts back what was named before."""
    before = tuple(event.data["from"])
    service.set_services(unit, event.incident_id, before, by=by, is_told=False)
    return f"Taken back; affected again: {_listed(before)}."


def _split(text: str) -> tuple[str, ...]:
    parts = [" ".join(each.split()) for each in mrkdwn.fit(text, LONGEST).replace(";", ",").split(",")]
    return tuple(dict.fromkeys(each for each in parts if each))


def _listed(named: tuple[str, ...]) -> str:
    return mrkdwn.inert(", ".join(named)) or "no service stated yet"
