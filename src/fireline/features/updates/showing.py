"""What is seen of an update, and where: in the room before and after it leaves, and at each place that it goes to.

Each message has its own name for ever, so whatever is shown twice is an edit of the first.
"""

from __future__ import annotations

from dataclasses import asdict

from fireline.core.events import Event
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.updates import blocks, planning, reads, service, wording
from fireline.features.updates.reads import Place, Update
from fireline.slack import kit
from fireline.store import surfaces
from fireline.store.unit import Unit

SETTLED = "updates.told"


def on_sent(unit: Unit, event: Event) -> None:
    """It left: to each of its places, and the room learns what was told to whom."""
    update = reads.update_of(unit, event.data["update_id"])
    deliver(unit, update)
    settle_proposal(unit, update)


def deliver(unit: Unit, update: Update) -> None:
    """Shows a sent update wherever it went; after a correction, the corrected one.

    What left while the incident was public stays outside as it was told.
    """
    found = incidents.get(unit, update.incident_id)
    body, headline = wording.body(unit, found, update), wording.headline(unit, found, update)
    went_to = service.places_of(unit, update.id)
    for place in (each for each in went_to if each.kind == "room" or not found.is_quiet_outside):
        _show_at(unit, found, update, place, headline, body)
    if not update.is_automatic and all(place.kind != "room" for place in went_to):
        audience = reads.audience_in_words(unit, found.id)
        by = wording.author_name(unit, update.sent_by)
        _in_room(unit, found, update, blocks.went(found, update, body, audience, by))


def _show_at(unit: Unit, found: Incident, update: Update, place: Place, headline: str, body: str) -> None:
    if place.kind == "room":
        _in_room(unit, found, update, blocks.told(headline, body, *_correct(update)))
        return
    message = blocks.told(headline, body)
    thread = f"digest:{found.id}" if place.kind == "thread" else None
    name = f"updates:sent:{update.id}:{place.to}"
    told_at = surfaces.named(unit, name)
    about = {"update": update.id, "is_visible": bool(told_at and told_at.ts), **asdict(place)}
    unit.show(
        name,
        to=place.to,
        incident_id=found.id,
        thread=thread,
        topic=None if place.kind == "dm" else SETTLED,
        data=about,
        **message.content,
    )


def _correct(update: Update) -> list[dict[str, object]]:
    button = blocks.correct_button(update)
    return [button] if button else []


def waiting(unit: Unit, update: Update) -> None:
    """In the room before it leaves, with *Stop*."""
    found = incidents.get(unit, update.incident_id)
    audience = reads.audience_in_words(unit, found.id)
    _in_room(unit, found, update, blocks.leaving(found, update, preview(unit, found, update), audience))


def stopped(unit: Unit, update: Update) -> None:
    """In the room: it did not leave."""
    found = incidents.get(unit, update.incident_id)
    by = wording.author_name(unit, update.stopped_by)
    _in_room(unit, found, update, blocks.stopped(found, update, preview(unit, found, update), by), only_edit=True)


def dropped(unit: Unit, update: Update) -> None:
    """In the room: it will not leave."""
    found = incidents.get(unit, update.incident_id)
    _in_room(unit, found, update, blocks.dropped(found), only_edit=True)
    settle_proposal(unit, update)


def propose(unit: Unit, update: Update, to: str, by: str) -> None:
    """To the one who speaks for the incident: somebody marked this as worth telling."""
    found = incidents.get(unit, update.incident_id)
    audience = reads.audience_in_words(unit, found.id)
    name = wording.author_name(unit, by)
    shown = blocks.proposal(found, update, preview(unit, found, update), audience, name, to)
    unit.show(_proposal(update), to=to, incident_id=found.id, **shown.content)


def settle_proposal(unit: Unit, update: Update) -> None:
    """The proposal was sent or dropped; its message says so."""
    if not reads.is_shown(unit, _proposal(update)):
        return
    found = incidents.get(unit, update.incident_id)
    shown = blocks.prompt_done(found, update) if update.state == "sent" else blocks.dropped(found)
    unit.show(_proposal(update), to="", incident_id=found.id, **shown.content)


def _proposal(update: Update) -> str:
    return f"updates:proposal:{update.id}"


def preview(unit: Unit, found: Incident, update: Update) -> str:
    """What it would read like if it left now."""
    if update.is_next_given:
        return wording.preview(unit, found, update, update.next_at)
    is_paused = reads.paused_until(unit, found.id) is not None
    plain = None if is_paused or not found.is_active else planning.rhythm(unit, found).next(unit.now)
    return wording.preview(unit, found, update, plain)


def retell_last(unit: Unit, found: Incident) -> None:
    """The clock was paused or runs again: the last update says so, by an edit."""
    last = reads.last_sent(unit, found.id)
    if last is None:
        return
    clock = reads.clock_of(unit, found.id)
    service.retell(unit, last.id, next_at=clock.next_at, held_until=clock.off_until)
    deliver(unit, reads.update_of(unit, last.id))


def _in_room(unit: Unit, found: Incident, update: Update, message: kit.Message, *, only_edit: bool = False) -> None:
    name = f"updates:room:{update.id}"
    if found.channel_id is None or found.is_channel_gone or (only_edit and not reads.is_shown(unit, name)):
        return
    unit.show(name, to=found.channel_id, incident_id=found.id, **message.content)
