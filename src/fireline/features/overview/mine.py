"""What one person has to do and may see, read once: the home tab and `todo` show the same facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from fireline.core.events import IncidentId, UserId
from fireline.features.action_items import reads as action_items
from fireline.features.action_items.reads import Item
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import streams
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.streams import Stream
from fireline.features.overview.facts import Held, held
from fireline.features.people import reads as people
from fireline.features.people.reads import Person
from fireline.features.postmortems import reads as postmortems
from fireline.features.roles import reads as roles
from fireline.features.roles.offering import Offer
from fireline.features.roles.reads import Holder
from fireline.features.roles.rules import IC, Roles
from fireline.features.tasks import reads as tasks
from fireline.features.tasks.reads import Task
from fireline.features.timeline import reads as timeline
from fireline.features.updates import reads as updates
from fireline.store.unit import Unit

MOST_ACTIVE = 10


@dataclass(frozen=True)
class Duty:
    """What somebody holds in one incident that is going on. `update_at` is when they owe an update, if they do."""

    incident: Incident
    names: tuple[str, ...]
    is_acting: bool
    update_at: datetime | None
    is_asked: bool

    @property
    def in_words(self) -> str:
        return " and ".join(self.names)


@dataclass(frozen=True)
class RoleOffer:
    """Somebody would hand this person a role; nothing is theirs until they accept."""

    incident: Incident
    id: int
    names: str
    given_by: UserId
    is_handoff: bool


@dataclass(frozen=True)
class OwnItem:
    """An action item, and the incident that it comes from."""

    item: Item
    incident: Incident


@dataclass(frozen=True)
class OwnTask:
    """A task, and the incident in which it is to be done."""

    task: Task
    incident: Incident


@dataclass(frozen=True)
class OwnStream:
    """A stream that this person leads, and the incident that it is a part of."""

    stream: Stream
    incident: Incident


@dataclass(frozen=True)
class Active:
    """An incident that is going on, and who leads it; `is_inside`: whoever looks sits in its channel already."""

    incident: Incident
    commander: Held
    is_inside: bool = False


@dataclass(frozen=True)
class Mine:
    """Everything that one person sees of their own, and what is going on around them."""

    person: Person
    now: datetime
    root: str = "/fireline"
    role_offers: tuple[RoleOffer, ...] = ()
    duties: tuple[Duty, ...] = ()
    wrapups: tuple[Incident, ...] = ()
    tasks: tuple[OwnTask, ...] = ()
    streams: tuple[OwnStream, ...] = ()
    item_offers: tuple[OwnItem, ...] = ()
    items: tuple[OwnItem, ...] = ()
    active: tuple[Active, ...] = ()
    is_more_active: bool = False

    @property
    def today(self) -> date:
        """The day on this person's calendar."""
        return self.now.astimezone(self.person.zone).date()

    @property
    def pressing_items(self) -> tuple[OwnItem, ...]:
        """What is overdue or due today, and what waits for a first word."""
        return tuple(own for own in self.items if own.item.due_on <= self.today or self.is_new(own.item))

    def is_new(self, item: Item) -> bool:
        """Somebody else gave it, and it waits for a first word."""
        return item.accepted_at is None and item.assigned_by != self.person.user_id

    @property
    def waiting(self) -> int:
        """How many questions and deadlines wait for this person."""
        asked = sum(duty.is_asked + duty.is_acting for duty in self.duties)
        late = len(self.late_tasks) + len(self.pressing_items)
        return len(self.role_offers) + asked + len(self.wrapups) + late + len(self.item_offers)

    @property
    def late_tasks(self) -> tuple[OwnTask, ...]:
        """Their time box is over, and nobody has said how it went."""
        return tuple(own for own in self.tasks if own.task.is_late(self.now))

    @property
    def turns_at(self) -> datetime | None:
        """When this would look different although nothing happened: a time box ends, an item's day begins."""
        boxes = [own.task.due_at for own in self.other_tasks if own.task.due_at]
        midnight = datetime.combine(self.today + timedelta(days=1), time(), self.person.zone).astimezone(UTC)
        return min([*boxes, *([midnight] if self.items else [])], default=None)

    @property
    def other_tasks(self) -> tuple[OwnTask, ...]:
        return tuple(own for own in self.tasks if not own.task.is_late(self.now))

    @property
    def other_items(self) -> tuple[OwnItem, ...]:
        return tuple(own for own in self.items if own not in self.pressing_items)


def mine(unit: Unit, user_id: UserId) -> Mine:
    """The facts as they stand now; nothing of an incident that this person may not see."""
    person = people.person_of(unit, user_id)
    if person.is_deleted or person.is_bot:
        return Mine(person, unit.now)
    seen = _sight(unit, person)
    active = incidents.active(unit, user_id, limit=100)
    # A drill shows to its people; what is not a guest's to see was left out by the query.
    going_on = [each for each in active if not each.is_drill and (not person.is_guest or seen(each.id))]
    return Mine(
        person=person,
        now=unit.now,
        root=people.root_of(unit, user_id),
        role_offers=tuple(_role_offers(unit, user_id, seen)),
        duties=tuple(_duties(unit, user_id, seen)),
        wrapups=tuple(_wrapups(unit, user_id, seen)),
        tasks=tuple(OwnTask(t, incidents.get(unit, t.incident_id)) for t in _tasks(unit, user_id, seen)),
        streams=tuple(_streams(unit, user_id, seen)),
        item_offers=tuple(_owned(unit, action_items.offered_items_of(unit, user_id), seen)),
        items=tuple(_owned(unit, action_items.open_items_of(unit, user_id), seen)),
        active=tuple(_active(unit, i, user_id) for i in sorted(going_on, key=_worst_first)[:MOST_ACTIVE]),
        is_more_active=len(going_on) > MOST_ACTIVE,
    )


def _sight(unit: Unit, person: Person) -> Callable[[IncidentId], bool]:
    """Which incidents this person may see; a guest only those whose channel they are in."""

    def seen(incident_id: IncidentId) -> bool:
        if incidents.visible(unit, incident_id, person.user_id) is None:
            return False
        return not person.is_guest or timeline.is_in_channel(unit, incident_id, person.user_id)

    return lambda incident_id: unit.recall(("sight", person.user_id, incident_id), lambda: seen(incident_id))


def _worst_first(found: Incident) -> tuple[str, int]:
    return (found.severity.value, -found.number)


def _active(unit: Unit, found: Incident, user_id: UserId) -> Active:
    return Active(found, held(unit, found.id)[0], is_inside=timeline.is_in_channel(unit, found.id, user_id))


def _role_offers(unit: Unit, user_id: UserId, seen: Callable[[IncidentId], bool]) -> list[RoleOffer]:
    return [
        RoleOffer(incidents.get(unit, o.incident_id), o.id, _names(unit, o), o.given_by, o.is_handoff)
        for o in roles.offers_to(unit, user_id)
        if seen(o.incident_id)
    ]


def _names(unit: Unit, offer: Offer) -> str:
    return " and ".join(unit.config(Roles).keyed(key).name for key in offer.roles)


def _duties(unit: Unit, user_id: UserId, seen: Callable[[IncidentId], bool]) -> list[Duty]:
    theirs: dict[IncidentId, list[Holder]] = {}
    for incident_id, holder in roles.roles_of(unit, user_id):
        theirs.setdefault(incident_id, []).append(holder)
    going_on = [i for i in theirs if incidents.get(unit, i).is_active and seen(i)]
    return [_duty(unit, incidents.get(unit, i), theirs[i]) for i in going_on]


def _duty(unit: Unit, found: Incident, theirs: list[Holder]) -> Duty:
    clock = updates.clock_of(unit, found.id)
    is_asked = clock.is_prompt_open and clock.prompted_to == theirs[0].user_id
    return Duty(
        incident=found,
        names=tuple(_name(unit, h) for h in sorted(theirs, key=lambda h: h.role != IC)),
        is_acting=any(h.is_acting for h in theirs),
        update_at=clock.next_at if is_asked or _speaks(unit, found, theirs) else None,
        is_asked=is_asked,
    )


def _name(unit: Unit, holder: Holder) -> str:
    return unit.config(Roles).keyed(holder.role).name + (" (acting)" if holder.is_acting else "")


def _speaks(unit: Unit, found: Incident, theirs: list[Holder]) -> bool:
    """The communications lead writes updates, and the IC while there is none."""
    keys = {h.role for h in theirs}
    return "comms" in keys or (IC in keys and roles.holder_of(unit, found.id, "comms") is None)


def _wrapups(unit: Unit, user_id: UserId, seen: Callable[[IncidentId], bool]) -> list[Incident]:
    asked = postmortems.wrapups_asked(unit, user_id)
    return [incidents.get(unit, each.incident_id) for each in asked if seen(each.incident_id)]


def _tasks(unit: Unit, user_id: UserId, seen: Callable[[IncidentId], bool]) -> list[Task]:
    return [task for task in tasks.open_tasks_of(unit, user_id) if seen(task.incident_id)]


def _streams(unit: Unit, user_id: UserId, seen: Callable[[IncidentId], bool]) -> list[OwnStream]:
    led = [OwnStream(s, incidents.get(unit, s.incident_id)) for s in streams.led_by(unit, user_id)]
    return [own for own in led if own.incident.is_active and seen(own.incident.id)]


def _owned(unit: Unit, items: tuple[Item, ...], seen: Callable[[IncidentId], bool]) -> list[OwnItem]:
    return [OwnItem(item, incidents.get(unit, item.incident_id)) for item in items if seen(item.incident_id)]
