"""One incident becomes part of another: it ends, both say so on record, and it can be taken back."""

from __future__ import annotations

from fireline.core.errors import Refused
from fireline.core.events import EntryId, IncidentId, UserId
from fireline.features.incidents import events, reads, record, related
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Status
from fireline.store import journal
from fireline.store.unit import Unit

OVER = (Status.CLOSED, Status.CANCELLED)


def demand_mergeable(unit: Unit, gone: Incident, kept: Incident) -> None:
    """Refuses what cannot become one, each with its reason and what works instead."""
    linked = f"link {kept.reference}"
    if gone.id == kept.id:
        raise Refused(f"{gone.reference} is this one; another is accepted.", try_line="list")
    if gone.merged_into is not None:
        part = f"{gone.reference} is part of {related.merged_in_words(unit, gone)} already"
        raise Refused(f"{part}; reopen it first to merge it elsewhere.", try_line="reopen")
    if gone.is_drill != kept.is_drill:
        raise Refused("A drill and an incident stay apart: one of them happened to nobody.")
    if kept.merged_into is not None:
        raise _is_part(unit, gone, kept)
    if gone.status in OVER:
        over = f"{gone.reference} is {gone.status.value}, so it is not merged"
        raise Refused(f"{over}; a link can still name {kept.reference}.", try_line=linked)
    if kept.status in OVER:
        raise Refused(
            f"{kept.reference} is {kept.status.value}; reopen it first to merge others into it.", try_line=linked
        )


def _is_part(unit: Unit, gone: Incident, kept: Incident) -> Refused:
    """It cannot take others in: it ended as a part of another, which can unless it is private."""
    whole = related.merged_into(unit, kept)
    if whole is None or not related.may_name(kept, whole):
        return Refused(f"{kept.reference} is itself part of a private incident; another is accepted.", try_line="list")
    if whole.id == gone.id:
        return Refused(f"{kept.reference} is part of {gone.reference} already; another is accepted.", try_line="list")
    said = f"{kept.reference} is itself part of {whole.reference}; merge into {whole.reference} instead."
    return Refused(said, try_line=f"merge {whole.number}")


def merge(
    unit: Unit, gone_id: IncidentId, kept_id: IncidentId, *, by: UserId, why: str = "", left: str = ""
) -> EntryId:
    """Ends one as part of another; gives the entry that takes it back. `left` names what was open in it.

    Neither record says more of a private one than that there was one.
    """
    taken = {each: reads.take(unit, each) for each in sorted({gone_id, kept_id})}  # in one order: no two wait in a ring
    gone, kept = taken[gone_id], taken[kept_id]
    demand_mergeable(unit, gone, kept)
    absorbed = _absorb(unit, gone, kept, by=by, left=left)
    record.write(
        unit, gone_id, status=Status.CANCELLED, status_since=unit.now, cancelled_at=unit.now, merged_into=kept_id
    )
    text = f"Merged into {related.named(kept) if related.may_name(gone, kept) else 'a private incident'}"
    text += f" ({why})" if why else ""
    data = {"from": gone.status, "reason": why, "merged": True, "absorbed": absorbed, **record.moments(gone)}
    return record.emit(unit, gone, events.CANCELLED, by, text, data, key=True)


def _absorb(unit: Unit, gone: Incident, kept: Incident, *, by: UserId, left: str) -> EntryId:
    if not related.may_name(kept, gone):
        return record.emit(unit, kept, events.ABSORBED, by, "A private incident was merged into this one", {}, key=True)
    text = f"Merged into this one: {related.named(gone)}"
    text += f"; open in it: {left}" if left and not gone.is_private else ""
    return record.emit(unit, kept, events.ABSORBED, by, text, {"incident_id": gone.id}, key=True)


def part(unit: Unit, gone: Incident, *, by: UserId, absorbed: EntryId | None = None) -> None:
    """It runs by itself again; `absorbed` is the entry of the other's record that goes with it."""
    if gone.merged_into is None:
        return
    kept = reads.get(unit, gone.merged_into)
    record.write(unit, gone.id, merged_into=None)
    if absorbed is not None:
        journal.mark_undone(unit, absorbed)
    text = f"{gone.reference if related.may_name(kept, gone) else 'A private incident'} runs by itself again"
    since = gone.cancelled_at.isoformat() if gone.cancelled_at else None
    record.emit(unit, kept, events.PARTED, by, text, {"merged_at": since})
