"""An incident that was over before anybody wrote it down: back-dated, silent, and from then on like any other."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from fireline.core.events import UserId
from fireline.features.incidents import retro
from fireline.features.incidents.reads import Incident
from fireline.store.tables import delivery
from fireline.store.unit import Unit
from tests.room import WEDNESDAY, Room

BEGAN = WEDNESDAY - timedelta(days=3)
ENDED = BEGAN + timedelta(hours=2)


def write_down(unit: Unit) -> Incident:
    return retro.write_down(
        unit, title="checkout down", by=UserId("U0ANA"), zone="Europe/Berlin", began_at=BEGAN, ended_at=ENDED
    )


async def test_it_is_back_dated_and_nobody_hears_of_it(room: Room) -> None:
    made = await room.unit(write_down)
    await room.settle()

    assert (made.reference, made.status.value) == ("INC-1", "resolved")
    assert (made.declared_at, made.resolved_at, made.channel_id) == (BEGAN, ENDED, None)
    assert room.bot_lines("#incidents") == [] and room.dms("ana") == []
    assert await room.unit(lambda u: u.execute(select(func.count(delivery.c.id))).scalar_one()) == 0
    assert (await room.app.status())["next_due_at"] is None
    shown = await room.type("bea", "#incidents", "/incident INC-1 timeline")
    assert shown.shown is not None and "INC-1 declared as SEV3 (assumed): checkout down" in shown.shown.words


async def test_taken_up_again_it_holds_nothing_up(room: Room) -> None:
    await room.unit(write_down)

    await room.type("ana", "#incidents", "/incident INC-1 reopen")

    assert (await room.incident()).is_active  # `type` waits for rest: nothing waits for a channel that never comes
