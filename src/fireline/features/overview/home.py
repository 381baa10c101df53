"""The home tab: drawn when somebody opens it, and drawn anew when what it shows has changed or fallen due.

Slack tells of every opening and never of a closing, so only those who looked within a day are kept up to date;
whoever comes back later gets a fresh one. Drawing is due work of its own: no command waits for it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, select, update

from fireline.core.events import Event, UserId
from fireline.core.feature import Due, SlackEvent
from fireline.core.permissions import Act
from fireline.features.overview import channels, home_blocks, home_setup
from fireline.features.overview.mine import mine
from fireline.features.overview.tables import home_tab
from fireline.features.people import reads as people
from fireline.features.people.reads import Person
from fireline.features.roles import permits
from fireline.store.sql import Upsert
from fireline.store.unit import Unit

DRAW, FOLLOW = "overview.home", "overview.homes"
WATCHED = timedelta(days=1)
MOST_WATCHED = 50  # Slack lets us draw a hundred in a minute
AGAIN = timedelta(seconds=10)  # somebody new, whom Slack had not told us of yet
_OPENED = Upsert(home_tab, ("workspace_id", "user_id"), ("opened_at", "shown"))


def on_opened(unit: Unit, event: SlackEvent) -> None:
    """Somebody looks: what they see is drawn anew, whatever was drawn before."""
    if event.payload.get("tab") != "home":
        return
    user_id = str(event.payload["user"])
    row = {"workspace_id": unit.workspace_id, "user_id": user_id, "opened_at": unit.now, "shown": ""}
    unit.execute(_OPENED.on(unit.connection), row | {"channels_later_until": None})
    redraw(unit, user_id)


def redraw(unit: Unit, user_id: str) -> None:
    """Has the tab of this person drawn right after this unit."""
    unit.schedule(DRAW, user_id, unit.now)


def ask_later(unit: Unit, user_id: str, until: datetime) -> None:
    """Leaves the question for missing channels out until then."""
    unit.execute(update(home_tab).where(*_of(unit, user_id)).values(channels_later_until=until))


def on_event(unit: Unit, event: Event) -> None:
    """Something changed that the card does not show."""
    unit.schedule(FOLLOW, str(event.incident_id), unit.now, incident_id=event.incident_id)


def on_follow(unit: Unit, due: Due) -> None:
    follow(unit)


def follow(unit: Unit) -> None:
    """Has every tab drawn that somebody may be looking at, those opened last before all others."""
    for user_id in _openers(unit, home_tab.c.opened_at > unit.now - WATCHED)[:MOST_WATCHED]:
        redraw(unit, user_id)


def on_private(unit: Unit, event: Event) -> None:
    """Nobody goes on seeing it, however long ago they looked."""
    for user_id in _openers(unit, home_tab.c.shown != ""):
        redraw(unit, user_id)


def on_draw(unit: Unit, due: Due) -> None:
    """Draws one tab, if it would look different."""
    user_id, row = UserId(due.subject), _row(unit, due.subject)
    if row is None:
        return
    person = people.person_of(unit, user_id)
    if not person.is_known and not due.data:
        unit.schedule(DRAW, due.subject, unit.now + AGAIN, data={"again": True})
    found = mine(unit, user_id)
    if found.turns_at is not None and row.opened_at > unit.now - WATCHED:
        unit.schedule(DRAW, due.subject, found.turns_at)  # one row: whatever happens before then draws it sooner
    view = home_blocks.home(found, _setup(unit, person, row)) if person.is_known else home_blocks.WAIT
    drawn = hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()
    if drawn == row.shown:
        return
    unit.execute(update(home_tab).where(*_of(unit, user_id)).values(shown=drawn))
    unit.latest("views.publish", {"user_id": user_id, "view": view}, lane=f"home:{user_id}")


def _setup(unit: Unit, person: Person, row: Row[tuple[object, ...]]) -> home_setup.Setup:
    """What an admin has to know; nothing for anybody else."""
    if not permits.may(unit, person.user_id, Act.ADMINISTER):
        return home_setup.Setup()
    later = row.channels_later_until is not None and row.channels_later_until > unit.now
    return home_setup.Setup({} if later else channels.missing(unit))


def _openers(unit: Unit, which: ColumnElement[bool]) -> list[str]:
    c = home_tab.c
    wanted = select(c.user_id).where(c.workspace_id == unit.workspace_id, which)
    return [row.user_id for row in unit.rows(wanted.order_by(c.opened_at.desc(), c.user_id))]


def _row(unit: Unit, user_id: str) -> Row[tuple[object, ...]] | None:
    return unit.first(select(home_tab).where(*_of(unit, user_id)))


def _of(unit: Unit, user_id: str) -> tuple[ColumnElement[bool], ...]:
    return (home_tab.c.workspace_id == unit.workspace_id, home_tab.c.user_id == user_id)
