"""One plain line in the channel when the IC changes; what follows within a minute is said in the same line."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select, update

from fireline.core.events import IncidentId
from fireline.features.incidents import reads as incidents
from fireline.features.roles import reads
from fireline.features.roles.rules import MERGED_WITHIN
from fireline.features.roles.scene import drilled, spoken
from fireline.features.roles.tables import ic_line
from fireline.slack import kit
from fireline.store.unit import Unit


def say(unit: Unit, incident_id: IncidentId, led_before: str) -> None:
    """Tells the channel who is IC now; `led_before` is whoever was, empty for nobody."""
    found = incidents.get(unit, incident_id)
    if found.channel_id is None or found.is_channel_gone:
        return
    row = _line(unit, incident_id, led_before)
    text = drilled(found, _words(unit, incident_id, found.reference, row.led_before))
    name = f"roles:line:{incident_id}:{row.number}"
    unit.show(name, to=found.channel_id, text=text, blocks=[kit.section(text)], incident_id=incident_id)


def _words(unit: Unit, incident_id: IncidentId, ref: str, led_before: str) -> str:
    held = reads.commander(unit, incident_id)
    if held is None:
        return f"{ref} has no IC: {spoken(unit, led_before)} stepped down." if led_before else f"{ref} has no IC."
    now = f"{spoken(unit, held.user_id)} is {'acting ' if held.is_acting else ''}IC of {ref}"
    return f"{now}, after {spoken(unit, led_before)}." if led_before not in ("", held.user_id) else f"{now}."


def _line(unit: Unit, incident_id: IncidentId, led_before: str) -> Row[Any]:
    """The line to write into: the last one while its minute runs, else a new one."""
    last = _last(unit, incident_id)
    if last is not None and unit.now - last.said_at <= MERGED_WITHIN:
        return last
    values = {"number": last.number + 1 if last else 1, "said_at": unit.now, "led_before": led_before}
    if last is None:
        row = {"workspace_id": unit.workspace_id, "incident_id": incident_id}
        unit.execute(insert(ic_line).values(**row, **values))
    else:
        unit.execute(update(ic_line).where(ic_line.c.incident_id == incident_id).values(**values))
    return _known(_last(unit, incident_id))


def _known(row: Row[Any] | None) -> Row[Any]:
    assert row is not None
    return row


def _last(unit: Unit, incident_id: IncidentId) -> Row[Any] | None:
    c = ic_line.c
    return unit.first(select(ic_line).where(c.workspace_id == unit.workspace_id, c.incident_id == incident_id))
