"""Incidents that have to do with one another: what was merged, what was linked. Only what somebody may see is named."""

from __future__ import annotations

from sqlalchemy import delete, or_, select

from fireline.core.errors import Refused
from fireline.core.events import EntryId, Event, IncidentId, UserId
from fireline.features.incidents import events, reads, record
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.tables import incident, incident_link
from fireline.store import journal
from fireline.store.sql import InsertNew
from fireline.store.unit import Unit

_NEW = InsertNew(incident_link, "workspace_id", "incident_id", "other_id")


def merged_into(unit: Unit, found: Incident) -> Incident | None:
    """The one that it became part of."""
    return reads.get(unit, found.merged_into) if found.merged_into is not None else None


def merged_in_words(unit: Unit, found: Incident) -> str:
    """`INC-41`, or that it is a private one; "" for one that runs by itself."""
    kept = merged_into(unit, found)
    if kept is None:
        return ""
    return kept.reference if may_name(found, kept) else "a private incident"


def parts_of(unit: Unit, found: Incident) -> list[Incident]:
    """Those that became part of it and may be named where it is shown."""
    c = incident.c
    rows = unit.rows(select(c.id).where(c.merged_into == found.id).order_by(c.number))
    return _named(unit, found, [row.id for row in rows])


def linked(unit: Unit, found: Incident) -> list[Incident]:
    """Those that it was linked with and may be named where it is shown."""
    c = incident_link.c
    rows = unit.rows(select(c.incident_id, c.other_id).where(or_(c.incident_id == found.id, c.other_id == found.id)))
    others = sorted(row.other_id if row.incident_id == found.id else row.incident_id for row in rows)
    return _named(unit, found, others)


def link(unit: Unit, one_id: IncidentId, other_id: IncidentId, *, by: UserId) -> None:
    """Says that two have to do with one another: on record in both, but for a private one."""
    one, other = _link(unit, one_id, other_id, by)
    _tell(unit, one, other, events.LINKED, by, "Linked with")
    _tell(unit, other, one, events.LINKED, by, "Linked with")


def _link(unit: Unit, one_id: IncidentId, other_id: IncidentId, by: UserId) -> tuple[Incident, Incident]:
    taken = {each: reads.take(unit, each) for each in sorted({one_id, other_id})}
    one, other = taken[one_id], taken[other_id]
    if one.id == other.id:
        raise Refused(f"{one.reference} is this one; another is accepted.", try_line="list")
    low, high = sorted((one_id, other_id))
    row = {"workspace_id": unit.workspace_id, "incident_id": low, "other_id": high, "linked_by": by}
    if unit.execute(_NEW.on(unit.connection), row | {"linked_at": unit.now}).rowcount != 1:
        raise Refused(f"{one.reference} and {other.reference} are linked already.")
    return one, other


def unlink(unit: Unit, one_id: IncidentId, other_id: IncidentId, *, by: UserId) -> None:
    """Says that they have nothing to do with one another."""
    one, other = _unlink(unit, one_id, other_id)
    _tell(unit, one, other, events.UNLINKED, by, "No longer linked with")
    _tell(unit, other, one, events.UNLINKED, by, "No longer linked with")


def _unlink(unit: Unit, one_id: IncidentId, other_id: IncidentId) -> tuple[Incident, Incident]:
    taken = {each: reads.take(unit, each) for each in sorted({one_id, other_id})}
    one, other, c = taken[one_id], taken[other_id], incident_link.c
    low, high = sorted((one_id, other_id))
    gone = unit.execute(
        delete(incident_link).where(c.workspace_id == unit.workspace_id, c.incident_id == low, c.other_id == high)
    )
    if not gone.rowcount:
        raise Refused(f"{one.reference} and {other.reference} are not linked.")
    return one, other


def undo_link(unit: Unit, event: Event, by: UserId) -> str:
    one, other = _unlink(unit, event.incident_id, IncidentId(event.data["other_id"]))
    _take_back_there(unit, event, other, by)
    return f"Taken back: {one.reference} and {other.reference} are no longer linked."


def undo_unlink(unit: Unit, event: Event, by: UserId) -> str:
    one, other = _link(unit, event.incident_id, IncidentId(event.data["other_id"]), by)
    _take_back_there(unit, event, other, by)
    return f"Taken back: {one.reference} and {other.reference} are linked again."


def _take_back_there(unit: Unit, event: Event, other: Incident, by: UserId) -> None:
    """What the other's record says of it goes too, as taken back: an entry of its own could be taken back for ever."""
    for row in reversed(journal.entries(unit, other.id, kinds=(event.kind,), with_hidden=True)):
        if row.data["other_id"] == event.incident_id and row.undone_at is None:
            journal.mark_undone(unit, EntryId(row.id))
            data = {"entry_id": row.id, "kind": row.kind}
            record.emit(unit, other, events.UNDONE, by, f"Taken back: {row.text}", data)
            return


def named(found: Incident) -> str:
    """`INC-41: login broken`; of a private one only the reference, for who reads of it may not be on its list."""
    return found.reference if found.is_private else f"{found.reference}: {found.title}"


def may_name(where: Incident, other: Incident) -> bool:
    """No public record names a private incident."""
    return where.is_private or not other.is_private


def _tell(unit: Unit, found: Incident, other: Incident, kind: str, by: UserId, said: str) -> None:
    if may_name(found, other):
        record.emit(unit, found, kind, by, f"{said} {named(other)}", {"other_id": other.id})


def _named(unit: Unit, found: Incident, ids: list[int]) -> list[Incident]:
    others = [reads.get(unit, IncidentId(each)) for each in ids]
    return [other for other in others if may_name(found, other)]
