"""The rows of who holds what, and their changes as an event carries them (see events.py)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from fireline.core.errors import Refused
from fireline.core.events import IncidentId, UserId
from fireline.features.roles import reads
from fireline.features.roles.reads import Holder
from fireline.features.roles.rules import Roles, joined
from fireline.features.roles.tables import role_holding
from fireline.store.unit import Unit

Change = dict[str, Any]


def give(
    unit: Unit,
    incident_id: IncidentId,
    role: str,
    *people: UserId,
    acting: bool = False,
    leaves: UserId | None = None,
) -> Change:
    """Gives a role to these people: in place of its holder, or beside the others where several may hold it."""
    before = reads.holders_of(unit, incident_id, role)
    is_shared = unit.config(Roles).keyed(role).several
    stay = [h for h in before if h.user_id not in (*people, leaves)] if is_shared else []
    after = [*stay, *(Holder(role, user_id, acting, unit.now) for user_id in people)]
    return _changed(unit, incident_id, role, before, after)


def remove(unit: Unit, incident_id: IncidentId, role: str, user_id: UserId) -> Change:
    """Ends one person's part in a role."""
    before = reads.holders_of(unit, incident_id, role)
    return _changed(unit, incident_id, role, before, [h for h in before if h.user_id != user_id])


def restore(unit: Unit, incident_id: IncidentId, change: Change) -> None:
    """Puts back what stood before a change; refuses when somebody has changed it since."""
    role = change["role"]
    if _as_data(reads.holders_of(unit, incident_id, role)) != change["after"]:
        title = unit.config(Roles).keyed(role).title
        raise Refused(f"{title} has changed hands since. Nothing was taken back.", try_line=f"{role} @name")
    _write(unit, incident_id, role, [_holder(role, held) for held in change["before"]])


def replaced(change: Change) -> str:
    """`, after @ana`: who does not hold it any more."""
    stays = {h["user_id"] for h in change["after"]}
    gone = [f"<@{h['user_id']}>" for h in change["before"] if h["user_id"] not in stays]
    return f", after {joined(gone)}" if gone else ""


def _changed(
    unit: Unit, incident_id: IncidentId, role: str, before: Sequence[Holder], after: Sequence[Holder]
) -> Change:
    _write(unit, incident_id, role, after)
    return {"role": role, "before": _as_data(before), "after": _as_data(after)}


def _write(unit: Unit, incident_id: IncidentId, role: str, after: Collection[Holder]) -> None:
    c = role_holding.c
    mine = (c.workspace_id == unit.workspace_id, c.incident_id == incident_id, c.role == role)
    unit.execute(delete(role_holding).where(*mine))
    row = {"workspace_id": unit.workspace_id, "incident_id": incident_id, "role": role}
    for held in after:
        values = {"user_id": held.user_id, "is_acting": held.is_acting, "since": held.since}
        unit.execute(insert(role_holding).values(**row, **values))


def _as_data(holders: Sequence[Holder]) -> list[dict[str, Any]]:
    shown = [{"user_id": h.user_id, "acting": h.is_acting, "since": h.since.isoformat()} for h in holders]
    return sorted(shown, key=lambda h: str(h["user_id"]))


def _holder(role: str, held: dict[str, Any]) -> Holder:
    return Holder(role, UserId(held["user_id"]), held["acting"], datetime.fromisoformat(held["since"]))
