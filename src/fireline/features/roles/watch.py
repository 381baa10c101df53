"""The reminder that nobody has said that they lead: one message, edited each time, gone when somebody does."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select, update

from fireline.core.events import IncidentId, UserId
from fireline.core.feature import Due
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.people.naming import spoken
from fireline.features.roles import dms, offering, reads
from fireline.features.roles.rules import HEAVY, IC, NAGS, TIRED_AFTER, next_nag
from fireline.features.roles.scene import scene
from fireline.features.roles.tables import ic_watch
from fireline.features.updates import reads as updates
from fireline.store import surfaces
from fireline.store.unit import Unit

NAG = "roles.nag"
TIRED = "roles.tired"


def sync(unit: Unit, incident_id: IncidentId, *, anew: bool = False) -> None:
    """Begins, goes on with or ends the reminder; `anew` counts from now (the incident was raised)."""
    found = incidents.get(unit, incident_id)
    row = _row(unit, incident_id)
    if not _is_wanted(unit, found):
        if row is not None and row.is_open:
            _end(unit, row)
        return
    if row is None or not row.is_open:
        row = _begin(unit, incident_id, row)
    elif anew:
        _set(unit, incident_id, counted_from=unit.now)
        row = _known(_row(unit, incident_id))
    _plan(unit, found, row)
    if row.told:
        _show(unit, found, row)


def redraw(unit: Unit, incident_id: IncidentId) -> None:
    """Who is asked has changed: a reminder that stands says so."""
    row = _row(unit, incident_id)
    if row is not None and row.is_open and row.told:
        _show(unit, incidents.get(unit, incident_id), row)


def _is_wanted(unit: Unit, found: Incident) -> bool:
    held = reads.commander(unit, found.id)
    return found.is_active and bool(NAGS[found.severity]) and (held is None or held.is_acting)


def on_nag(unit: Unit, due: Due) -> None:
    """A minute of the plan has come. Late ones come once; the last one reaches the escalation contact too.

    While the bot was told to be quiet, the channel hears nothing: it does once that is over.
    """
    found = incidents.take(unit, IncidentId(int(due.subject)))
    row = _row(unit, found.id)
    if row is None or not row.is_open or not _is_wanted(unit, found):
        return
    quiet = updates.quiet_until(unit, found.id)
    if quiet is None:
        _set(unit, found.id, told=row.told + 1)
        _show(unit, found, row)
    if not _plan(unit, found, row):
        _escalate(unit, found, row)
        if quiet is not None:
            unit.schedule(NAG, str(found.id), quiet, incident_id=found.id)


def _plan(unit: Unit, found: Incident, row: Row[Any]) -> bool:
    at = next_nag(found.severity, row.counted_from, unit.now)
    if at is None:
        unit.unschedule(NAG, str(found.id))
        return False
    unit.schedule(NAG, str(found.id), at, incident_id=found.id)
    return True


def _show(unit: Unit, found: Incident, row: Row[Any]) -> None:
    if found.channel_id is None or found.is_channel_gone:
        return
    held = reads.commander(unit, found.id)
    acting = spoken(unit, held.user_id) if held else ""
    said = dms.nag(scene(unit, found.id), acting, _asked(unit, found), unit.now - row.since)
    unit.show(_name(row), to=found.channel_id, incident_id=found.id, **said.content)


def _asked(unit: Unit, found: Incident) -> str:
    """Whoever is asked to lead and has not answered yet."""
    asked = next((offer for offer in offering.open_ones(unit, found.id) if IC in offer.roles), None)
    if asked is None:
        return ""
    if not asked.is_from_rota:
        return spoken(unit, asked.user_id)
    is_on_duty = scene(unit, found.id).is_on_duty(IC, asked.user_id)
    return f"{spoken(unit, asked.user_id)} ({'on duty' if is_on_duty else 'next in turn'})"


def _escalate(unit: Unit, found: Incident, row: Row[Any]) -> None:
    """To the configured contacts; of a private incident only to those who may see it, of a drill to nobody."""
    allowed = incidents.access_list(unit, found.id) if found.is_private else None
    said = dms.escalation(scene(unit, found.id), unit.now - row.since)
    for user_id in () if found.is_drill else reads.escalation_contacts(unit):
        if allowed is None or user_id in allowed:
            unit.show(_contact(row, user_id), to=user_id, incident_id=found.id, **said.content)


def _begin(unit: Unit, incident_id: IncidentId, before: Row[Any] | None) -> Row[Any]:
    values = {"since": unit.now, "counted_from": unit.now, "told": 0, "is_open": True}
    if before is None:
        row = {"workspace_id": unit.workspace_id, "incident_id": incident_id, "round": 1}
        unit.execute(insert(ic_watch).values(**row, **values))
    else:
        _set(unit, incident_id, round=before.round + 1, **values)
    return _known(_row(unit, incident_id))


def _end(unit: Unit, row: Row[Any]) -> None:
    _set(unit, row.incident_id, is_open=False)
    unit.unschedule(NAG, str(row.incident_id))
    unit.take_away(_name(row))
    for user_id in reads.escalation_contacts(unit):
        _settle(unit, row, user_id)


def on_private(unit: Unit, incident_id: IncidentId) -> None:
    """Contacts who were told of it and may not see it any more keep nothing of it."""
    row = _row(unit, incident_id)
    for user_id in reads.escalation_contacts(unit) if row is not None else ():
        if incidents.visible(unit, incident_id, user_id) is None:
            _settle(unit, _known(row), user_id)


def _settle(unit: Unit, row: Row[Any], user_id: UserId) -> None:
    name, seen = _contact(row, user_id), scene(unit, row.incident_id)
    if surfaces.named(unit, name) is not None:
        may_see = incidents.visible(unit, row.incident_id, user_id) is not None
        said = dms.settled(seen) if may_see else dms.hidden(seen)
        unit.show(name, to=user_id, incident_id=row.incident_id, **said.content)


def _name(row: Row[Any]) -> str:
    return f"roles:nag:{row.incident_id}:{row.round}"


def _contact(row: Row[Any], user_id: str) -> str:
    return f"roles:escalation:{row.incident_id}:{row.round}:{user_id}"


def _row(unit: Unit, incident_id: IncidentId) -> Row[Any] | None:
    c = ic_watch.c
    return unit.first(select(ic_watch).where(c.workspace_id == unit.workspace_id, c.incident_id == incident_id))


def _known(row: Row[Any] | None) -> Row[Any]:
    assert row is not None
    return row


def _set(unit: Unit, incident_id: IncidentId, **values: Any) -> None:
    c = ic_watch.c
    mine = (c.workspace_id == unit.workspace_id, c.incident_id == incident_id)
    unit.execute(update(ic_watch).where(*mine).values(**values))


def plan_rest(unit: Unit, incident_id: IncidentId) -> None:
    """Counts four hours from now for whoever leads a heavy incident, or stops counting."""
    found = incidents.get(unit, incident_id)
    held = reads.commander(unit, incident_id)
    if held is None or not found.is_active or found.severity not in HEAVY:
        unit.unschedule(TIRED, str(incident_id))
        return
    data = {"user_id": held.user_id}
    unit.schedule(TIRED, str(incident_id), unit.now + TIRED_AFTER, data=data, incident_id=incident_id)


def on_tired(unit: Unit, due: Due) -> None:
    """Four hours of it: the IC is asked once whether somebody fresh should take over."""
    found = incidents.take(unit, IncidentId(int(due.subject)))
    held = reads.commander(unit, found.id)
    if held is None or held.user_id != due.data["user_id"] or not found.is_active or found.severity not in HEAVY:
        return
    said = dms.tired(scene(unit, found.id))
    name = f"roles:tired:{found.id}:{held.user_id}:{int(due.due_at.timestamp())}"
    unit.show(name, to=held.user_id, incident_id=found.id, **said.content)
