"""What each person is to be told and was told: notices that wait, one message a day, the lines of that message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select

from fireline.core.events import UserId
from fireline.features.action_items.stages import Stage
from fireline.features.action_items.tables import action_item, item_day, item_line, item_notice
from fireline.store import keyed
from fireline.store.sql import InsertNew, Upsert
from fireline.store.unit import Unit

_NOTICE = Upsert(item_notice, ("workspace_id", "user_id", "item_id"), ("stage",))
_DAY = InsertNew(item_day, "workspace_id", "user_id", "local_day")
_LINE = Upsert(item_line, ("workspace_id", "user_id", "local_day", "item_id"), ("stage",))

MESSAGE = "items:nag:"


@dataclass(frozen=True, kw_only=True)
class Day:
    """The one message of one person's day; with a contact it goes to a group."""

    user_id: UserId
    local_day: date
    is_digest: bool
    contact_id: UserId | None
    channel_id: str | None

    @property
    def message(self) -> str:
        """The name of the message, for ever."""
        return f"{MESSAGE}{self.user_id}:{self.local_day}"


@dataclass(frozen=True)
class Line:
    item_id: int
    stage: Stage


# notices ------------------------------------------------------------------------------------------------------
def notify(unit: Unit, user_id: str, item_id: int, stage: Stage) -> None:
    """Lets somebody hear of an item as soon as their day allows; a newer notice of the same item replaces it."""
    row = {"workspace_id": unit.workspace_id, "user_id": user_id, "item_id": item_id, "stage": stage}
    unit.execute(_NOTICE.on(unit.connection), row)


def forget_notices(unit: Unit, item_id: int) -> None:
    """What has not been told yet about this item need not be told any more."""
    c = item_notice.c
    unit.execute(delete(item_notice).where(c.workspace_id == unit.workspace_id, c.item_id == item_id))


def notices_of(unit: Unit, user_id: str) -> dict[int, Stage]:
    """What waits to be told to this person, by item."""
    c = item_notice.c
    rows = unit.rows(
        select(c.item_id, c.stage).where(c.workspace_id == unit.workspace_id, c.user_id == user_id).order_by(c.item_id)
    )
    return {row.item_id: Stage(row.stage) for row in rows}


def drop_notice(unit: Unit, user_id: str, item_id: int) -> None:
    unit.execute(delete(item_notice).where(*keyed.having(unit, item_notice, user_id=user_id, item_id=item_id)))


# days ---------------------------------------------------------------------------------------------------------
def day_of(unit: Unit, user_id: str, local_day: date, *, held: bool = False) -> Day | None:
    """The message of that day, if there is one; `held` until the unit ends."""
    wanted = select(item_day).where(*keyed.having(unit, item_day, user_id=user_id, local_day=local_day))
    row = unit.first(wanted.with_for_update() if held else wanted)
    return None if row is None else Day(**keyed.facts(row))


def day_named(unit: Unit, message: str) -> Day | None:
    """The day whose message has this name."""
    user_id, _, local_day = message.removeprefix(MESSAGE).partition(":")
    return day_of(unit, user_id, date.fromisoformat(local_day))


def open_day(unit: Unit, user_id: str, local_day: date) -> Day:
    """The message of that day, new or not, held until the unit ends: there is never a second one."""
    key = {"workspace_id": unit.workspace_id, "user_id": user_id, "local_day": local_day}
    unit.execute(_DAY.on(unit.connection), {**key, "is_digest": False})
    found = day_of(unit, user_id, local_day, held=True)
    assert found is not None
    return found


def change_day(unit: Unit, day: Day, **columns: Any) -> None:
    keyed.change(unit, item_day, {"user_id": day.user_id, "local_day": day.local_day}, **columns)


def last_digest(unit: Unit, user_id: str) -> date | None:
    """The day of this person's newest weekly message."""
    c = item_day.c
    row = unit.first(
        select(func.max(c.local_day).label("day")).where(
            c.workspace_id == unit.workspace_id, c.user_id == user_id, c.is_digest
        )
    )
    return row.day if row else None


# lines --------------------------------------------------------------------------------------------------------
def add_line(unit: Unit, day: Day, item_id: int, stage: Stage) -> None:
    """Speaks of an item in that day's message; what it said of it before gives way."""
    row = {
        "workspace_id": unit.workspace_id,
        "user_id": day.user_id,
        "local_day": day.local_day,
        "item_id": item_id,
        "stage": stage,
    }
    unit.execute(_LINE.on(unit.connection), row)


def lines_of(unit: Unit, day: Day) -> Sequence[Line]:
    c = item_line.c
    rows = unit.rows(
        select(c.item_id, c.stage)
        .where(c.workspace_id == unit.workspace_id, c.user_id == day.user_id, c.local_day == day.local_day)
        .order_by(c.id)
    )
    return [Line(row.item_id, Stage(row.stage)) for row in rows]


def days_speaking_of(unit: Unit, item_id: int) -> list[Day]:
    """Every message in which this item stands."""
    c = item_line.c
    rows = unit.rows(
        select(c.user_id, c.local_day)
        .where(c.workspace_id == unit.workspace_id, c.item_id == item_id)
        .order_by(c.local_day, c.user_id)
    )
    found = (day_of(unit, row.user_id, row.local_day) for row in rows)
    return [day for day in found if day is not None]


def people_hearing_of(unit: Unit, item_id: int) -> set[UserId]:
    """Whose messages speak of this item, or will."""
    waiting, said = item_notice.c, item_line.c
    rows = [
        *unit.rows(
            select(waiting.user_id).where(waiting.workspace_id == unit.workspace_id, waiting.item_id == item_id)
        ),
        *unit.rows(select(said.user_id).where(said.workspace_id == unit.workspace_id, said.item_id == item_id)),
    ]
    return {UserId(row.user_id) for row in rows}


def mark_told(unit: Unit, item_id: int, stage: Stage, on: date) -> None:
    """The owner heard of it on that day; keeping it is no new stage."""
    values: dict[str, Any] = {"told_on": on}
    if stage not in (Stage.KEPT, Stage.DIGEST):
        values["told_stage"] = stage
    keyed.change(unit, action_item, {"id": item_id}, **values)


def add_item(unit: Unit, values: dict[str, Any]) -> int:
    return keyed.add(unit, action_item, **values)


def change_item(unit: Unit, item_id: int, columns: dict[str, Any]) -> None:
    keyed.change(unit, action_item, {"id": item_id}, **columns)
