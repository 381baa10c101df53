"""The steps of an opening, on record: what was asked for, what stands, what failed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, insert, select, update

from fireline.core.events import IncidentId
from fireline.features.overview.tables import opening_step
from fireline.store.unit import Unit

CHANNEL = "channel"


@dataclass(frozen=True)
class Step:
    step: str
    state: str
    error: str
    attempt: int


def note(unit: Unit, incident_id: IncidentId, step: str, state: str, error: str = "") -> None:
    """Notes where a step stands."""
    changed = unit.execute(update(opening_step).where(*_one(unit, incident_id, step)).values(state=state, error=error))
    if not changed.rowcount:
        row = {"workspace_id": unit.workspace_id, "incident_id": incident_id, "step": step, "attempt": 1}
        unit.execute(insert(opening_step).values(**row, state=state, error=error))


def attempt(unit: Unit, incident_id: IncidentId, step: str) -> int:
    """Which attempt the step is in; 1 before it was asked for."""
    row = unit.first(select(opening_step.c.attempt).where(*_one(unit, incident_id, step)))
    return int(row.attempt) if row else 1


def ask(unit: Unit, incident_id: IncidentId, step: str) -> None:
    """Notes that it is under way; one that failed stays so until it stands, or somebody has it tried again."""
    if not has_failed(unit, incident_id, step):
        note(unit, incident_id, step, "asked")


def is_asked(unit: Unit, incident_id: IncidentId, step: str) -> bool:
    """Whether it is under way."""
    return _state(unit, incident_id, step) == "asked"


def has_failed(unit: Unit, incident_id: IncidentId, step: str) -> bool:
    """Whether the card says that it is not done."""
    return _state(unit, incident_id, step) == "failed"


def is_in_sight(unit: Unit, incident_id: IncidentId, step: str) -> bool:
    """Whether the card says, or did, that it is not done: it failed, or is being tried again."""
    row = unit.first(select(opening_step.c.state, opening_step.c.attempt).where(*_one(unit, incident_id, step)))
    return row is not None and (row.state == "failed" or row.attempt > 1)


def again(unit: Unit, incident_id: IncidentId, step: str) -> int:
    """Counts one more attempt and gives its number."""
    number = attempt(unit, incident_id, step) + 1
    unit.execute(update(opening_step).where(*_one(unit, incident_id, step)).values(attempt=number, state="asked"))
    return number


def failed(unit: Unit, incident_id: IncidentId) -> list[Step]:
    """What failed and may be tried again."""
    rows = unit.rows(
        select(opening_step).where(
            opening_step.c.workspace_id == unit.workspace_id,
            opening_step.c.incident_id == incident_id,
            opening_step.c.state == "failed",
        )
    )
    return [Step(row.step, row.state, row.error, row.attempt) for row in rows]


def _state(unit: Unit, incident_id: IncidentId, step: str) -> str:
    row = unit.first(select(opening_step.c.state).where(*_one(unit, incident_id, step)))
    return str(row.state) if row is not None else ""


def _one(unit: Unit, incident_id: IncidentId, step: str) -> tuple[ColumnElement[bool], ...]:
    c = opening_step.c
    return (c.workspace_id == unit.workspace_id, c.incident_id == incident_id, c.step == step)
