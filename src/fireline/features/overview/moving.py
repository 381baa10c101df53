"""A private incident leaves the public channel that it began in: a private one is made, and it goes on there."""

from __future__ import annotations

from fireline.core.answers import Answer, Done, Reply
from fireline.core.errors import Refused
from fireline.core.events import ChannelId, IncidentId
from fireline.core.feature import Context, Press, Settled
from fireline.features.incidents import channels, service
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.handlers import here
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import next_name
from fireline.features.overview import blocks, bookmarks, card, opening, steps
from fireline.features.people import naming
from fireline.features.people import reads as people
from fireline.features.people.service import remember_conversation
from fireline.store import surfaces
from fireline.store.unit import Unit

STEP = "private"
MOVED = "moving.channel"
ARCHIVED = "moving.archived"
AGAIN = ("card", "pin", "invite", "topic")  # steps of the opening that the new channel needs too


def press_move(ctx: Context, press: Press) -> Answer:
    """*Move to a private channel*: made at once; whoever may see the incident is invited."""
    found = incidents.take(ctx.unit, here(ctx).id)
    if not found.is_private:
        raise Refused(f"{found.reference} is public; made private, it can move.", try_line="private")
    if found.channel_id is None or people.is_private(ctx.unit, found.channel_id):
        raise Refused(f"The channel of {found.reference} is private already.")
    if steps.is_asked(ctx.unit, found.id, STEP):
        raise Refused(f"A private channel of {found.reference} is being made.")
    steps.again(ctx.unit, found.id, STEP)
    ask(ctx.unit, found)
    return Reply(f"Making a private channel for {found.reference} …", replace=press.ephemeral)


def ask(unit: Unit, found: Incident) -> None:
    """Asks Slack for the channel; the names that are tried end in `private`."""
    attempt = steps.attempt(unit, found.id, STEP)
    steps.ask(unit, found.id, STEP)
    lane, name = (
        f"moving:{found.id}",
        next_name(channels.name_of(unit, found, naming.plain(unit, found.title)), "private"),
    )
    channels.ask(unit, found, name, topic=MOVED, lane=lane, key=f"{lane}:{attempt}")


def on_made(unit: Unit, settled: Settled) -> None:
    """It stands: the card leaves the old channel and is posted in the new one, people are invited, both are told."""
    incident_id = IncidentId(settled.data["incident_id"])
    if settled.error:
        opening.fail(unit, incident_id, STEP, settled.error)
        return
    made, old = settled.result["channel"], incidents.get(unit, incident_id)
    remember_conversation(unit, made)
    steps.note(unit, incident_id, STEP, "done")
    if not old.is_private or people.is_private(unit, old.channel_id):
        opening.give_up(unit, incident_id, made["id"])  # made public meanwhile, or moved already
        return
    card.leave(unit, old)
    if old.channel_id is not None:
        surfaces.leave(unit, old.channel_id)
    service.move_channel(unit, incident_id, ChannelId(made["id"]), made["name"])
    for step in AGAIN:
        steps.again(unit, incident_id, step)
    card.show(unit, incident_id, topic=opening.CARD)
    opening.invite(unit, incident_id)
    opening.set_topic(unit, incident_id)
    bookmarks.move(unit, old, incidents.get(unit, incident_id))
    _tell(unit, old, incidents.get(unit, incident_id))


def _tell(unit: Unit, old: Incident, now: Incident) -> None:
    if old.channel_id and not old.is_channel_gone:
        text = f"{old.heading} goes on in a private channel. Whoever works on it can let you in."
        unit.show(f"moved:{old.id}:{old.channel_id}", to=old.channel_id, text=text, incident_id=old.id)
    message = blocks.moved_here(now, old.channel_id or "")
    unit.show(_here(now), to=now.channel_id or "", incident_id=now.id, text=message.text, blocks=message.blocks)


def press_archive(ctx: Context, press: Press) -> Answer:
    """*Archive the public channel*: it can be read on, and nobody writes in it."""
    found = here(ctx)
    ctx.unit.call(
        "conversations.archive",
        {"channel": press.value},
        lane=f"archive:{press.value}",
        key=f"archive:{press.value}:{ctx.unit.now.timestamp():.6f}",
        topic=ARCHIVED,
        data={"incident_id": found.id, "channel": press.value},
        incident_id=found.id,
    )
    return Done()


def on_archived(unit: Unit, settled: Settled) -> None:
    """The message in the new channel says what became of the old one."""
    found, old = incidents.get(unit, IncidentId(settled.data["incident_id"])), str(settled.data["channel"])
    message = blocks.moved_here(found, old, is_archived=not settled.error, error=settled.error or "")
    unit.show(_here(found), to=found.channel_id or "", incident_id=found.id, text=message.text, blocks=message.blocks)


def _here(found: Incident) -> str:
    return f"moved:{found.id}:here:{found.channel_id}"
