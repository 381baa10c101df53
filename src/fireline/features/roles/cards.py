"""The direct messages that follow what somebody holds: one card for each holder, edited until they let go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, insert, select, update

from fireline.core.events import IncidentId
from fireline.features.people import reads as people
from fireline.features.roles import dms, shades
from fireline.features.roles.scene import Scene, scene
from fireline.features.roles.tables import role_card
from fireline.slack import kit
from fireline.store.unit import Unit


def sync(unit: Unit, incident_id: IncidentId) -> None:
    """Shows every holder and shadow their card as it should be now, and ends the cards of those who have no part."""
    seen = scene(unit, incident_id)
    cards = {row.user_id: row for row in _cards(unit, incident_id)}
    theirs = dict.fromkeys([*(h.user_id for h in seen.holders), *(s.user_id for s in seen.shadows)])
    for user_id in theirs:
        _keep(unit, seen, user_id, cards.get(user_id))
    for row in cards.values():
        if row.is_open and row.user_id not in theirs:
            _close(unit, incident_id, row.user_id)
            _show(unit, seen, row.user_id, row.name, _let_go(seen, row.user_id))


def _keep(unit: Unit, seen: Scene, user_id: str, row: Row[Any] | None) -> None:
    is_open = row is not None and row.is_open
    if not seen.incident.is_active:
        if row is not None and is_open:
            _show(unit, seen, user_id, row.name, dms.card_over(seen))
        return
    if not is_open and not _has_reason(seen, user_id):
        return
    name = row.name if row is not None and is_open else begin(unit, seen.incident.id, user_id)
    drawn = dms.card(seen, user_id, people.root_of(unit, user_id)) if seen.by(user_id) else shades.card(seen, user_id)
    _show(unit, seen, user_id, name, drawn)


def _has_reason(seen: Scene, user_id: str) -> bool:
    """Whoever is merely acting IC was told so in the receipt; their card waits until there is a channel to open."""
    is_more_than_acting = any(not h.is_acting for h in seen.by(user_id)) or bool(seen.learns(user_id))
    return seen.incident.channel_id is not None or is_more_than_acting


def _let_go(seen: Scene, user_id: str) -> kit.Message:
    return dms.card_ended(seen) if seen.incident.is_active else dms.card_over(seen)


def begin(unit: Unit, incident_id: IncidentId, user_id: str, name: str | None = None) -> str:
    """Makes another message this person's card from now on, and takes the one before away; gives its name."""
    row = _card(unit, incident_id, user_id)
    number = row.number + 1 if row else 1
    values = {"number": number, "name": name or f"roles:card:{incident_id}:{user_id}:{number}", "is_open": True}
    if row is None:
        key = {"workspace_id": unit.workspace_id, "incident_id": incident_id, "user_id": user_id}
        unit.execute(insert(role_card).values(**key, **values))
    else:
        if row.is_open:
            unit.take_away(row.name)
        unit.execute(update(role_card).where(*_of(unit, incident_id, user_id)).values(**values))
    return str(values["name"])


def end_shadow(unit: Unit, incident_id: IncidentId, user_id: str, roles: Sequence[str]) -> None:
    """Somebody learns no more: the card says so, where it spoke of nothing else."""
    seen, row = scene(unit, incident_id), _card(unit, incident_id, user_id)
    if row is None or not row.is_open or seen.by(user_id) or seen.learns(user_id):
        return
    _close(unit, incident_id, user_id)
    _show(unit, seen, user_id, row.name, shades.ended(seen, roles))


def has_open(unit: Unit, incident_id: IncidentId, user_id: str) -> bool:
    row = _card(unit, incident_id, user_id)
    return row is not None and bool(row.is_open)


def replace(unit: Unit, incident_id: IncidentId, user_id: str, role: str, by: Sequence[str]) -> None:
    """Tells somebody that others took over: a new message, so that they notice, and no card that says otherwise."""
    seen = scene(unit, incident_id)
    name = f"roles:replaced:{incident_id}:{role}:{user_id}:{unit.now.timestamp():.6f}"
    if not seen.by(user_id):
        _take_away(unit, incident_id, user_id)
    _show(unit, seen, user_id, name, dms.replaced(seen, role, by))


def _take_away(unit: Unit, incident_id: IncidentId, user_id: str) -> None:
    row = _card(unit, incident_id, user_id)
    if row is not None and row.is_open:
        unit.take_away(row.name)
        _close(unit, incident_id, user_id)


def _show(unit: Unit, seen: Scene, user_id: str, name: str, message: kit.Message) -> None:
    unit.show(name, to=user_id, incident_id=seen.incident.id, **message.content)


def _close(unit: Unit, incident_id: IncidentId, user_id: str) -> None:
    unit.execute(update(role_card).where(*_of(unit, incident_id, user_id)).values(is_open=False))


def _cards(unit: Unit, incident_id: IncidentId) -> Sequence[Row[Any]]:
    c = role_card.c
    mine = (c.workspace_id == unit.workspace_id, c.incident_id == incident_id)
    return unit.rows(select(role_card).where(*mine).order_by(c.user_id))


def _card(unit: Unit, incident_id: IncidentId, user_id: str) -> Row[Any] | None:
    return unit.first(select(role_card).where(*_of(unit, incident_id, user_id)))


def _of(unit: Unit, incident_id: IncidentId, user_id: str) -> tuple[Any, ...]:
    c = role_card.c
    return (c.workspace_id == unit.workspace_id, c.incident_id == incident_id, c.user_id == user_id)
