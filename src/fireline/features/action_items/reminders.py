"""Tells people of their items: at most one message a day, in their working hours, kept as things stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from fireline.core.events import Event, UserId
from fireline.core.feature import Due, Settled
from fireline.features.action_items import blocks, contacts, days, owners, reads, stages
from fireline.features.action_items.days import Day
from fireline.features.action_items.desk import Desk, contact_of_item, days_of, desk_of, fitting, next_day, week_at
from fireline.features.action_items.reads import Item
from fireline.features.action_items.rules import Nags
from fireline.features.action_items.stages import Stage
from fireline.features.incidents import reads as incidents
from fireline.features.people import reads as people
from fireline.store.unit import Unit

REMIND = "action_items.remind"
GROUP_OPENED = "action_items.group_opened"
LOOKED_UP_WITHIN = timedelta(minutes=1)


# doors --------------------------------------------------------------------------------------------------------
def on_due(unit: Unit, due: Due) -> None:
    """Somebody's next reminder has come; whatever was missed while the bot was away is said once."""
    if people.person_of(unit, due.subject).is_deleted:
        pass_on(unit, due.subject)
        return
    remind(unit, due.subject, is_due=True)


def on_event(unit: Unit, event: Event) -> None:
    """An item changed: messages that speak of it follow, and whoever has to hear of it does."""
    freshen(unit, event.data["item_id"], actor=event.actor_id)


def freshen(unit: Unit, item_id: int, *, actor: str | None) -> None:
    item = reads.items_numbered(unit, [item_id])[item_id]
    for day in days.days_speaking_of(unit, item_id):
        if not people.person_of(unit, day.user_id).is_deleted:
            show(unit, day)
    concerned = days.people_hearing_of(unit, item_id) | ({item.owner_id} if item.owner_id else set())
    found = incidents.get(unit, item.incident_id)
    for user_id in sorted(concerned):
        is_awake = user_id == actor or contacts.is_active_in(unit, found, user_id)
        remind(unit, user_id, awake_for=item_id if is_awake else None)


def pass_on(unit: Unit, user_id: str) -> None:
    """Somebody has left: what they owed goes to the contact of its incident, or needs an owner."""
    unit.unschedule(REMIND, user_id)
    for item in reads.all_open_items_of(unit, user_id):
        owners.disown(unit, item.incident_id, item.id, why="has left")
    for item in reads.offered_items_of(unit, user_id):
        owners.refuse(unit, item.incident_id, item.id, by=UserId(user_id))


def shut_out(unit: Unit, event: Event) -> None:
    """The incident became private: who cannot see it any more is neither reminded of an item nor offered one."""
    for item in reads.items_of(unit, event.incident_id):
        if item.is_open and item.owner_id and not contacts.can_own(unit, item.incident_id, item.owner_id):
            owners.disown(unit, item.incident_id, item.id, why="cannot see this incident any more")
        elif item.is_open and item.offered_to and not contacts.can_own(unit, item.incident_id, item.offered_to):
            owners.withdraw(unit, item.incident_id, item.id)


def on_group_opened(unit: Unit, settled: Settled) -> None:
    """Slack opened the group in which a contact is asked; if it would not, the owner alone hears of it."""
    day = days.day_of(unit, settled.data["user_id"], date.fromisoformat(settled.data["day"]), held=True)
    if day is None:
        return
    channel = (settled.result.get("channel") or {}).get("id")
    days.change_day(unit, day, channel_id=channel or day.user_id, contact_id=day.contact_id if channel else None)
    fresh = days.day_of(unit, day.user_id, day.local_day)
    assert fresh is not None
    show(unit, fresh)


# saying -------------------------------------------------------------------------------------------------------
def remind(unit: Unit, user_id: str, *, awake_for: int | None = None, is_due: bool = False) -> None:
    """Says what may be said now, and sets the hour of what comes next.

    `awake_for` is an item on which this person is at work right now, whatever the hour. Somebody never met before is
    being looked up: their zone is waited for, once.
    """
    if not (is_due or awake_for or people.person_of(unit, user_id).is_known):
        unit.schedule(REMIND, user_id, unit.now + LOOKED_UP_WITHIN)
        return
    desk = desk_of(unit, user_id)
    items = {item.id: item for item in reads.open_items_of(unit, user_id)}
    if not (_today_is_group(unit, desk) or _ask_for_help(unit, desk, items)):
        told = _tell_notices(unit, desk, items, awake_for)
        if desk.hour_has_come:
            told = _tell_dated(unit, desk, items) or told
            told = _tell_week(unit, desk, items) or told
        if told and (day := days.day_of(unit, user_id, desk.today)) is not None:
            show(unit, day)
    plan(unit, desk)


def _today_is_group(unit: Unit, desk: Desk) -> bool:
    day = days.day_of(unit, desk.user_id, desk.today)
    return day is not None and (day.contact_id is not None or day.channel_id is not None)


def _ask_for_help(unit: Unit, desk: Desk, items: Mapping[int, Item]) -> bool:
    """The sixth day: a contact is asked, in a group with the owner; that is their message of this day."""
    if not desk.hour_has_come or days.day_of(unit, desk.user_id, desk.today) is not None:
        return False
    due = [item for item in items.values() if fitting(unit, desk, item) is Stage.ASKED]
    contact = contact_of_item(unit, due[0]) if due else None
    if contact is None:
        return False
    day = days.open_day(unit, desk.user_id, desk.today)
    days.change_day(unit, day, contact_id=contact)
    for item in due:
        if contact_of_item(unit, item) == contact:
            _speak(unit, day, item, Stage.ASKED)
    _open_group(unit, day, contact)
    return True


def _open_group(unit: Unit, day: Day, contact: UserId) -> None:
    unit.call(
        "conversations.open",
        {"users": f"{day.user_id},{contact}"},
        lane=f"items:group:{day.user_id}",
        key=f"{day.message}:group",
        topic=GROUP_OPENED,
        data={"user_id": day.user_id, "day": day.local_day.isoformat()},
    )


def _tell_notices(unit: Unit, desk: Desk, items: Mapping[int, Item], awake_for: int | None) -> bool:
    waiting = days.notices_of(unit, desk.user_id)
    heard = {item_id: stage for item_id, stage in waiting.items() if desk.is_open or item_id == awake_for}
    found = reads.items_numbered(unit, list(heard))
    for item_id, stage in heard.items():
        days.drop_notice(unit, desk.user_id, item_id)
        if _may_hear(unit, desk.user_id, found[item_id]):
            day = days.open_day(unit, desk.user_id, desk.today)
            _speak(unit, day, found[item_id], _overtaken(unit, desk, items.get(item_id), stage))
    return bool(heard)


def _overtaken(unit: Unit, desk: Desk, item: Item | None, stage: Stage) -> Stage:
    """A notice that waited for so long that the item is late meanwhile says that instead."""
    dated = fitting(unit, desk, item) if item is not None else None
    return dated if dated in stages.LATE_STAGES and dated is not Stage.ASKED else stage


def _tell_dated(unit: Unit, desk: Desk, items: Mapping[int, Item]) -> bool:
    fresh = reads.items_numbered(unit, list(items))
    due = [(item, fitting(unit, desk, item)) for item in fresh.values()]
    said = [(item, stage) for item, stage in due if stage not in (None, Stage.ASKED)]
    for item, stage in said:
        assert stage is not None
        _speak(unit, days.open_day(unit, desk.user_id, desk.today), item, stage)
    return bool(said)


def _tell_week(unit: Unit, desk: Desk, items: Mapping[int, Item]) -> bool:
    if not _week_is_due(unit, desk, items):
        return False
    day = days.open_day(unit, desk.user_id, desk.today)
    days.change_day(unit, day, is_digest=True)
    spoken = {line.item_id for line in days.lines_of(unit, day)}
    for item in items.values():
        if item.id not in spoken:
            days.add_line(unit, day, item.id, Stage.DIGEST)
    return True


def _week_is_due(unit: Unit, desk: Desk, items: Mapping[int, Item]) -> bool:
    at = week_at(unit, desk, items)
    return at is not None and at <= desk.today


def _speak(unit: Unit, day: Day, item: Item, stage: Stage) -> None:
    days.add_line(unit, day, item.id, stage)
    if item.owner_id == day.user_id and stage is not Stage.OFFERED:
        days.mark_told(unit, item.id, stage, day.local_day)


# planning -----------------------------------------------------------------------------------------------------
def plan(unit: Unit, desk: Desk) -> None:
    """Sets the one due time of this person: the next hour at which there is something to say."""
    items = {item.id: item for item in reads.open_items_of(unit, desk.user_id)}
    wanted = [desk.at(day) for item in items.values() if (day := next_day(unit, desk, item)) is not None]
    if days.notices_of(unit, desk.user_id):
        wanted.append(desk.later)
    if (week := week_at(unit, desk, items)) is not None:
        wanted.append(desk.at(week))
    if wanted:
        unit.schedule(REMIND, desk.user_id, min(wanted))
    else:
        unit.unschedule(REMIND, desk.user_id)


def _may_hear(unit: Unit, user_id: str, item: Item) -> bool:
    found = incidents.get(unit, item.incident_id)
    return item.is_open and not found.is_drill and contacts.can_own(unit, item.incident_id, user_id)


# showing ------------------------------------------------------------------------------------------------------
def show(unit: Unit, day: Day) -> None:
    """Posts the day's message, or edits it into how things stand."""
    if day.contact_id is not None and day.channel_id is None:
        return  # the group is still being opened
    desk = desk_of(unit, day.user_id)
    views = [_view(unit, desk, day, line) for line in days.lines_of(unit, day)]
    message = blocks.day_message(views, contact=day.contact_id)
    unit.show(day.message, to=day.channel_id or day.user_id, **message.content)


def _view(unit: Unit, desk: Desk, day: Day, line: days.Line) -> blocks.View:
    item = reads.items_numbered(unit, [line.item_id])[line.item_id]
    contact = contact_of_item(unit, item) if item.told.stage is Stage.LAST_CALL else None
    week = stages.week_of(day.local_day, unit.config(Nags).digest)
    return blocks.View(
        item=item,
        reference=incidents.get(unit, item.incident_id).reference,
        stage=line.stage,
        reader_id=day.user_id,
        day=day.local_day,
        is_visible=contacts.can_own(unit, item.incident_id, day.user_id),
        is_half_time=stages.is_half_time(item.created_at.date(), item.due_on, week),
        contact_id=contact,
        ask_on=days_of(unit, desk, item).get(Stage.ASKED) if contact else None,
    )
