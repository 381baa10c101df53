"""Asking for an update: one message for each deadline, to the one whose duty it is, with a draft from the record."""

from __future__ import annotations

from datetime import datetime, timedelta

from fireline.core.errors import Refused
from fireline.core.events import UserId
from fireline.core.feature import Due
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.people import reads as people
from fireline.features.roles import reads as roles
from fireline.features.updates import blocks, drafts, members, planning, reads, wording
from fireline.features.updates.reads import Clock, Update
from fireline.slack import kit
from fireline.store.unit import Unit

NOT_READY = {"is_ready": False, "ready_by": None, "ready_next_at": None}


def whom(unit: Unit, found: Incident) -> str | None:
    """Communications lead, else IC, else acting IC, else the channel; nobody when there is none yet."""
    holders = (roles.holder_of(unit, found.id, "comms"), roles.commander(unit, found.id))
    for holder in holders:
        if holder and not people.person_of(unit, holder.user_id).is_deleted:
            return holder.user_id
    return None if found.is_channel_gone else found.channel_id


def speaks_for(unit: Unit, found: Incident, user_id: str) -> bool:
    """Whether a line of this person leaves by itself: communications lead, IC, acting IC."""
    return any(h.user_id == user_id and h.role in ("comms", "ic") for h in roles.holders(unit, found.id))


def on_prompt(unit: Unit, due: Due) -> None:
    """It is time to ask. An open prompt is edited; a new one comes only for a new deadline or another person."""
    assert due.incident_id is not None
    found = incidents.take(unit, due.incident_id)
    clock = reads.clock_of(unit, found.id)
    to = whom(unit, found)
    if clock.next_at is None or to is None:
        return
    if waiting := reads.updates(unit, found.id, "waiting"):  # it leaves within seconds, unless somebody stops it
        after = (waiting[-1].leaves_at or unit.now) + timedelta(seconds=1)
        unit.schedule(planning.PROMPT, due.subject, after, incident_id=found.id)
        return
    quiet = reads.quiet_until(unit, found.id)
    if to == found.channel_id and quiet and quiet < clock.next_at:
        unit.schedule(planning.PROMPT, due.subject, quiet, incident_id=found.id)
        return
    ask(unit, found, to)


def ask(unit: Unit, found: Incident, to: str) -> None:
    """Shows the prompt, with the draft as it stands now."""
    clock = reads.clock_of(unit, found.id)
    if clock.is_prompt_open and clock.prompted_to != to:
        close(unit, found, blocks.prompt_over(found, "somebody else is asked for the update now."))
    settle_missed(unit, found)
    clock = reads.clock_of(unit, found.id)
    fresh = {} if clock.is_prompt_open else _fresh(clock)
    draft = clock.draft if clock.is_ready and clock.is_prompt_open else drafts.draft(unit, found)
    clock = planning.change(
        unit,
        found,
        **fresh,
        draft=draft,
        version=clock.version + 1,
        prompted_at=unit.now,
        prompted_to=to,
        is_prompt_open=True,
    )
    members.refresh(unit)
    show(unit, found, clock)


def _fresh(clock: Clock) -> dict[str, object]:
    bought = {"has_bought_edit": False, "has_bought_more": False}
    return {"round": clock.round + 1, **bought, **NOT_READY}


def show(unit: Unit, found: Incident, clock: Clock) -> None:
    """The prompt as it should be now."""
    after = clock.ready_next_at or planning.rhythm(unit, found).next(clock.next_at or unit.now)
    shown = blocks.Prompted(
        found=found,
        clock=clock,
        audience=reads.audience_in_words(unit, found.id),
        since=drafts.since(unit, found),
        impact=found.impact,
        now=unit.now,
        after=after,
        is_added=wording.is_added(unit, found),
    )
    _show(unit, found, clock, blocks.prompt(shown))


def close(unit: Unit, found: Incident, message: kit.Message) -> None:
    """The prompt has its answer; it says which."""
    clock = reads.clock_of(unit, found.id)
    if not clock.is_prompt_open:
        return
    _show(unit, found, clock, message)
    planning.change(unit, found, is_prompt_open=False, **NOT_READY)


def settle_missed(unit: Unit, found: Incident) -> None:
    """The message of a deadline that passed asks for nothing any more, once a newer one does or the incident ended."""
    clock = reads.clock_of(unit, found.id)
    if clock.misses and clock.round and not clock.is_prompt_open:
        _show(unit, found, clock, blocks.prompt_over(found, "nobody wrote the update for this deadline."))


def answered(unit: Unit, found: Incident, update: Update) -> None:
    """A person's update left: whoever was asked sees that, wherever it was written."""
    close(unit, found, blocks.prompt_done(found, update))


def demand_fresh(unit: Unit, found: Incident, value: str) -> Clock:
    """The clock, if this press belongs to the draft that is shown now."""
    clock = reads.clock_of(unit, found.id)
    if not clock.is_prompt_open or clock.next_at is None:
        raise Refused(_why_closed(unit, found, clock), try_line=f"{found.reference} update")
    if value != f"{clock.round}.{clock.version}":
        raise Refused("The draft has changed since; read the new one first.")
    return clock


def _why_closed(unit: Unit, found: Incident, clock: Clock) -> str:
    told = reads.last_sent(unit, found.id, by_person=True)
    is_told = told and told.sent_at and clock.prompted_at and told.sent_at >= clock.prompted_at
    return f"Update {told.number} has left already." if told and is_told else "No update is asked for now."


def mark_ready(unit: Unit, found: Incident, news: str, *, by: UserId, next_at: datetime | None = None) -> None:
    """A person wrote it for the deadline: it leaves by itself then, and says when the next comes if they did."""
    ready = {"is_ready": True, "ready_by": by, "ready_next_at": next_at}
    planning.change(unit, found, draft=news, version=reads.clock_of(unit, found.id).version + 1, **ready)
    show(unit, found, reads.clock_of(unit, found.id))


def _show(unit: Unit, found: Incident, clock: Clock, message: kit.Message) -> None:
    if clock.prompted_to is not None:
        name = f"updates:prompt:{found.id}:{clock.round}"
        unit.show(name, to=clock.prompted_to, incident_id=found.id, **message.content)
