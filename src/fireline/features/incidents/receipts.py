"""Where the receipt of a declaration can be edited, for the minutes in which it says "Opening"."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from fireline.core.events import IncidentId
from fireline.features.incidents.tables import incident_receipt
from fireline.store.unit import Unit


def remember(unit: Unit, incident_id: IncidentId, *, response_url: str | None, note: str | None) -> None:
    """Keeps where the receipt can be edited while the incident opens."""
    row = {"workspace_id": unit.workspace_id, "incident_id": incident_id}
    unit.execute(insert(incident_receipt).values(**row, response_url=response_url or "", note=note or ""))


def in_view(view_id: str) -> str:
    """The address of a receipt that stands in a dialog."""
    return f"view:{view_id}"


def view_of(address: str) -> str | None:
    """The dialog in which it stands; None for one that stands in a channel."""
    return address.removeprefix("view:") if address.startswith("view:") else None


def at_place(channel_id: str, thread_ts: str) -> str:
    """The address of a receipt that answers a message: private, and never to be edited."""
    return f"place:{channel_id}:{thread_ts}"


def place_of(address: str) -> tuple[str, str] | None:
    """The channel and thread of such a one (no thread: empty); None for the others."""
    kind, _, place = address.partition(":")
    channel_id, _, thread_ts = place.partition(":")
    return (channel_id, thread_ts) if kind == "place" else None


def of(unit: Unit, incident_id: IncidentId) -> tuple[str, str] | None:
    """Where the receipt can be edited, and what was said in it besides; None when there is none."""
    mine = incident_receipt.c.incident_id == incident_id
    row = unit.first(select(incident_receipt).where(mine))
    return (row.response_url, row.note) if row is not None and row.response_url else None


def forget(unit: Unit, incident_id: IncidentId) -> None:
    """The address of a receipt is worth nothing after its first half hour, and is nobody's business."""
    unit.execute(delete(incident_receipt).where(incident_receipt.c.incident_id == incident_id))


def is_kept(unit: Unit, incident_id: IncidentId) -> bool:
    """Whether a receipt waits for a channel that is being opened."""
    return (
        unit.first(select(incident_receipt.c.incident_id).where(incident_receipt.c.incident_id == incident_id))
        is not None
    )
