"""What whoever declared is told of the opening: in the receipt, in the dialog or by direct message."""

from __future__ import annotations

from typing import Any

from fireline.core.events import IncidentId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import receipts
from fireline.features.incidents.reads import Incident
from fireline.features.overview import blocks, digest
from fireline.features.updates import reads as updates
from fireline.slack import kit
from fireline.store import surfaces
from fireline.store.unit import Unit


def opened(unit: Unit, incident_id: IncidentId) -> None:
    """The receipt said "Opening"; now it says where."""
    found = incidents.get(unit, incident_id)
    kept = receipts.of(unit, incident_id)
    reply = blocks.opened_receipt(
        found,
        digest.channel(unit),
        digest.why_none(unit),
        next_update_at=updates.next_update_at(unit, incident_id),
        note=kept[1] if kept else "",
    )
    _respond(unit, incident_id, reply.text, reply.blocks, key="opened")
    receipts.forget(unit, incident_id)


def card_stands(unit: Unit, incident_id: IncidentId) -> None:
    """Whoever was told that there is no card hears of it where that was said."""
    if surfaces.named(unit, _failed(incident_id)) is not None:
        opened(unit, incident_id)


def no_channel(unit: Unit, found: Incident, error: str) -> None:
    reply = blocks.failed_opening(found, error)
    _respond(unit, found.id, reply.text, reply.blocks, key=f"failed:{error}")


def no_card(unit: Unit, found: Incident, error: str) -> None:
    reply = blocks.failed_card(found, error)
    _tell_directly(unit, found.id, reply.text, reply.blocks, key="failed")


def _respond(unit: Unit, incident_id: IncidentId, text: str, shown: list[dict[str, Any]], *, key: str) -> None:
    kept = receipts.of(unit, incident_id)
    if kept is None:
        _tell_directly(unit, incident_id, text, shown, key=key)
        return
    if (view_id := receipts.view_of(kept[0])) is not None:
        arguments = {"view_id": view_id, "view": kit.answer(text, shown)}
        unit.call("views.update", arguments, lane=f"receipt:{incident_id}", key=f"receipt:{incident_id}:{key}"[:200])
        _tell_directly(unit, incident_id, text, shown, key=key)  # whoever closed the dialog has to hear of a failure
        return
    if (place := receipts.place_of(kept[0])) is not None:
        _whisper(unit, incident_id, place, text, shown, key=key)
        return
    body = {"response_type": "ephemeral", "replace_original": True, "text": text, "blocks": shown}
    unit.call(
        "respond",
        {"response_url": kept[0], **body},
        lane=f"receipt:{incident_id}",
        key=f"receipt:{incident_id}:{key}"[:200],
        incident_id=incident_id,
    )


def _whisper(
    unit: Unit, incident_id: IncidentId, place: tuple[str, str], text: str, shown: list[dict[str, Any]], *, key: str
) -> None:
    """A line that was said leaves an answer that nobody can edit: the next one stands under it."""
    unit.whisper(
        channel=place[0],
        user=incidents.get(unit, incident_id).declared_by,
        text=text,
        blocks=shown,
        key=f"receipt:{incident_id}:{key}"[:200],
        incident_id=incident_id,
        thread=place[1] or None,
    )


def _tell_directly(unit: Unit, incident_id: IncidentId, text: str, shown: list[dict[str, Any]], *, key: str) -> None:
    """A form leaves no receipt that could be edited; what failed is told by DM, and edited when it stands."""
    name = _failed(incident_id)
    known = surfaces.named(unit, name)
    if key != "opened" or known is not None:
        to = incidents.get(unit, incident_id).declared_by
        unit.show(name, to=to, text=text, blocks=shown, incident_id=incident_id)


def _failed(incident_id: IncidentId) -> str:
    return f"opening:{incident_id}:failed"
