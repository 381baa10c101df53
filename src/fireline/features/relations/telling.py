"""What people hear of a merge where they are: one line in each channel, edited when it is taken back."""

from __future__ import annotations

from fireline.core.events import Event
from fireline.features.incidents import events, related
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.people.naming import spoken
from fireline.features.relations import blocks
from fireline.store import journal, surfaces
from fireline.store.unit import Unit


def on_cancelled(unit: Unit, event: Event) -> None:
    """It became part of another: its channel hears where it goes on, the other's what came to it."""
    gone = incidents.get(unit, event.incident_id)
    kept = related.merged_into(unit, gone)
    if kept is None:
        return
    by = spoken(unit, event.actor_id or "")
    if gone.channel_id and not gone.is_channel_gone:
        message = blocks.merged_line(gone, kept, by)
        unit.show(name(unit, gone), to=gone.channel_id, incident_id=gone.id, **message.content)
    if kept.channel_id and not kept.is_channel_gone and related.may_name(kept, gone):
        text = blocks.absorbed_line(gone, kept, by)
        unit.show(f"absorbed:{name(unit, gone)}", to=kept.channel_id, text=text, incident_id=kept.id)


def on_back(unit: Unit, event: Event) -> None:
    """Reopened, or the merge taken back: what was said of it is not believed any longer."""
    gone = incidents.get(unit, event.incident_id)
    if gone.merged_into is not None:
        return
    message = blocks.parted_line(gone)
    for each in (name(unit, gone), f"absorbed:{name(unit, gone)}"):
        if (shown := surfaces.named(unit, each)) is not None:
            unit.show(each, to=shown.to, incident_id=gone.id, **message.content)


def name(unit: Unit, gone: Incident) -> str:
    """`merged:42:1`: the first time that it became part of another."""
    rows = journal.entries(unit, gone.id, kinds=(events.CANCELLED,), with_hidden=True)
    return f"merged:{gone.id}:{sum(1 for row in rows if row.data.get('merged'))}"
