"""What action items take from elsewhere: marks on messages, deletions, people who leave, the facilitator; and undo."""

from __future__ import annotations

from fireline.core.errors import Refused
from fireline.core.events import Event, UserId
from fireline.core.feature import SlackEvent
from fireline.core.permissions import Act
from fireline.features.action_items import changing, days, reads, reminders, service
from fireline.features.action_items.stages import Stage
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import record
from fireline.features.people.rules import zone_named
from fireline.features.roles import reads as roles
from fireline.features.timeline import reads as timeline
from fireline.slack import mrkdwn
from fireline.store.unit import Unit

MARK = "action"  # the meaning of 📋 in the timeline
LONGEST_TITLE = 200
WORDLESS = "(a message without words)"


def on_marked(unit: Unit, event: Event) -> None:
    """A message was marked as an action item: it needs an owner from now on."""
    if event.data.get("mark") != MARK or event.data.get("surface"):
        return
    message = timeline.of_id(unit, event.data["entry_id"])
    zone = zone_named(incidents.get(unit, event.incident_id).zone)
    service.create_from_message(
        unit,
        event.incident_id,
        ts=event.data["ts"],
        title=_title(message) if message else WORDLESS,
        by=event.actor_id,
        today=unit.now.astimezone(zone).date(),
    )


def _title(message: timeline.Entry) -> str:
    """Its words, else the names of its files."""
    names = ", ".join(str(file.get("name") or "file") for file in message.files)
    said = " ".join(message.text.split()) or (f"[{names}]" if names else WORDLESS)
    return mrkdwn.fit(said, LONGEST_TITLE)


def on_unmarked(unit: Unit, event: Event) -> None:
    """The last mark was taken away: the item goes, unless somebody has taken it up."""
    if event.data.get("mark") == MARK and not event.data.get("surface"):
        service.unmark(unit, event.incident_id, ts=event.data["ts"], by=event.actor_id)


def on_deleted(unit: Unit, event: Event) -> None:
    """What was deleted in Slack goes here too."""
    service.forget_message(unit, event.incident_id, ts=event.data["ts"])


def on_facilitator(unit: Unit, event: Event) -> None:
    """Whoever facilitates the review is asked about its items."""
    if event.data.get("to"):
        service.set_contact(unit, event.incident_id, UserId(event.data["to"]))


def on_user_change(unit: Unit, event: SlackEvent) -> None:
    """Somebody left the workspace: what they owed must not leave with them."""
    user = event.payload["user"]
    if user.get("deleted"):
        reminders.pass_on(unit, user["id"])


def on_reaction(unit: Unit, event: SlackEvent) -> None:
    """✅ on somebody's message about one item says that it is done; of several items nobody could tell which."""
    message = timeline.ticked(unit, event, days.MESSAGE)
    day = days.day_named(unit, message) if message else None
    lines = days.lines_of(unit, day) if day else ()
    found = reads.items_numbered(unit, [line.item_id for line in lines]).values()
    waiting = [item for item in found if item.is_open and day and item.owner_id == day.user_id]
    by = UserId(event.payload["user"])
    if len(waiting) == 1 and roles.may(unit, by, Act.CONTRIBUTE, waiting[0].incident_id):
        service.done(unit, waiting[0].incident_id, waiting[0].id, by=by)


def undo(unit: Unit, event: Event, by: UserId) -> str:
    """Puts an item back as the event found it."""
    if record.is_overtaken(unit, event, kinds="action_items.", about="item_id", besides=changing.BESIDES):
        title = reads.items_numbered(unit, [event.data["item_id"]])[event.data["item_id"]].title
        raise Refused(f"“{mrkdwn.inert(title)}” has been changed since. Nothing was taken back.", try_line="actions")
    item = changing.restore(unit, event.incident_id, event.data["item_id"], event.data["before"])
    if item.is_open and item.owner_id and item.told_on is None:
        changing.notify(unit, incidents.get(unit, event.incident_id), item.owner_id, item.id, Stage.ASSIGNED)
    reminders.freshen(unit, item.id, actor=by)
    return _as_it_is(reads.items_numbered(unit, [item.id])[item.id])


def _as_it_is(item: reads.Item) -> str:
    if item.removed_at is not None:
        return f"Taken back: there is no action item “{mrkdwn.inert(item.title)}”."
    whose = f"{mrkdwn.mention(item.owner_id)} has it" if item.owner_id else "it needs an owner"
    return f"Taken back: “{mrkdwn.inert(item.title)}” is {item.status.label} again, {whose}."
