"""What a change of the incident means for its updates: the clock starts, moves, ends; people are asked."""

from __future__ import annotations

from datetime import datetime

from fireline.core.events import Event
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import related
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Severity, Status
from fireline.features.timeline import reads as timeline
from fireline.features.updates import blocks, planning, prompting, reads, service, showing, subscribing
from fireline.features.updates.rules import after_phase, after_raise
from fireline.store.unit import Unit

PROPOSED = "update"  # the mark 📣


def on_declared(unit: Unit, event: Event) -> None:
    """The first clock."""
    found = incidents.get(unit, event.incident_id)
    start(unit, found)


def start(unit: Unit, found: Incident) -> None:
    """Counts the first interval from now; an incident whose severity has no pace gets no clock."""
    at = planning.rhythm(unit, found).first(unit.now)
    if at is not None:
        planning.plan(unit, found, at, phase="", misses=0)


def on_severity(unit: Unit, event: Event) -> None:
    """Raised: due one first interval from now. Lowered: what was promised is kept."""
    found = incidents.get(unit, event.incident_id)
    before, after = Severity(event.data["from"]), Severity(event.data["to"])
    if not found.is_active or found.is_private:
        return
    if after.is_worse_than(before):
        _raise(unit, found)
    elif event.data.get("was_assumed") and reads.last_sent(unit, found.id) is None and after != before:
        planning.plan(unit, found, planning.rhythm(unit, found).first(found.declared_at), misses=0)


def _raise(unit: Unit, found: Incident) -> None:
    clock = reads.clock_of(unit, found.id)
    was_told = reads.last_sent(unit, found.id) is not None
    first = planning.rhythm(unit, found).first(unit.now)
    at = after_raise(clock.next_at, first, unit.now, was_told=was_told)
    if at is not None:
        planning.change(unit, found, off_until=None, off_why="")
        unit.unschedule(planning.BACK, str(found.id))
        planning.plan(unit, found, at, phase="raised" if was_told else clock.phase, misses=0)


def on_status(unit: Unit, event: Event) -> None:
    """Mitigated is told within 15 minutes; back from monitoring the shorter interval counts again."""
    found = incidents.get(unit, event.incident_id)
    clock = reads.clock_of(unit, found.id)
    came_from, is_monitoring = event.data["from"], found.status is Status.MONITORING
    if clock.next_at is None or came_from == event.data["to"]:
        return
    if is_monitoring:
        planning.plan(unit, found, after_phase(clock.next_at, unit.now), phase="mitigated")
    elif came_from == Status.MONITORING:
        again = planning.rhythm(unit, found).next(unit.now)
        at = min(clock.next_at, again) if again else clock.next_at
        planning.plan(unit, found, at, phase="" if clock.phase == "mitigated" else clock.phase)
    on_fact(unit, event)


def on_resolved(unit: Unit, event: Event) -> None:
    """The last update is asked for. One that was written before the end does not leave as the last word."""
    if event.data["from"] not in (Status.RESOLVED, Status.CLOSED):
        found = incidents.get(unit, event.incident_id)
        silence(unit, found)
        _turn(unit, found, "resolved")


def on_reopened(unit: Unit, event: Event) -> None:
    """Who was told that it is over is told that it is not."""
    found = incidents.get(unit, event.incident_id)
    if reads.last_sent(unit, found.id) is None:
        start(unit, found)
    else:
        _turn(unit, found, "reopened")


def on_cancelled(unit: Unit, event: Event) -> None:
    """Nothing more leaves; who was told of it hears that it was a false alarm."""
    found = incidents.get(unit, event.incident_id)
    silence(unit, found)
    if found.merged_into is not None:
        _merge(unit, found)
    elif reads.last_sent(unit, found.id) is not None:
        _turn(unit, found, "cancelled")
    else:
        end(unit, found, f"no update is due; it was {found.called_off}, and nobody outside had been told.")


def _merge(unit: Unit, found: Incident) -> None:
    """Who followed it follows the other; who was told of it hears that it goes on there."""
    kept = related.merged_into(unit, found)
    if kept is not None and not kept.is_quiet_outside:
        subscribing.follow(unit, found.id, kept.id)
    if reads.last_sent(unit, found.id) is not None:
        _turn(unit, found, "merged")
    else:
        end(unit, found, "no update is due; it is part of another incident now, and nobody outside had been told.")


def on_parted(unit: Unit, event: Event) -> None:
    """It runs by itself again: who followed this one only for its sake does not any more."""
    if event.data.get("merged_at"):
        subscribing.unfollow(unit, event.incident_id, datetime.fromisoformat(event.data["merged_at"]))


def _turn(unit: Unit, found: Incident, phase: str) -> None:
    clock = reads.clock_of(unit, found.id)
    is_heard = clock.next_at or clock.off_until or reads.last_sent(unit, found.id)
    if not is_heard:
        return
    planning.change(unit, found, off_until=None, off_why="")
    unit.unschedule(planning.BACK, str(found.id))
    planning.plan(unit, found, after_phase(clock.next_at, unit.now), phase=phase, misses=0)


def on_closed(unit: Unit, event: Event) -> None:
    """A last update that is still asked for stays asked for; what nobody wrote is not asked for any more."""
    prompting.settle_missed(unit, incidents.get(unit, event.incident_id))


def on_private(unit: Unit, event: Event) -> None:
    """From now on nobody outside hears of it."""
    found = incidents.get(unit, event.incident_id)
    silence(unit, found)
    end(unit, found, "no update is due; it is private now, and nobody outside is told.")


def on_real(unit: Unit, event: Event) -> None:
    """A drill no more: people outside hear of it, so the first clock runs from now."""
    found = incidents.get(unit, event.incident_id)
    if found.is_active and not found.is_private:
        start(unit, found)


def on_public(unit: Unit, event: Event) -> None:
    found = incidents.get(unit, event.incident_id)
    if found.is_active:
        start(unit, found)


def on_undone(unit: Unit, event: Event) -> None:
    """Something of the incident was taken back: the clock follows what is true again."""
    found = incidents.get(unit, event.incident_id)
    clock = reads.clock_of(unit, found.id)
    if not str(event.data.get("kind", "")).startswith("incidents.") or clock.off_until:
        return
    if not found.is_active:
        over = "merged" if found.merged_into is not None else "cancelled"
        _turn(unit, found, "resolved" if found.status is not Status.CANCELLED else over)
        return
    ordinary = planning.rhythm(unit, found).next(unit.now)
    if clock.phase and ordinary is not None:
        planning.plan(unit, found, ordinary, phase="")
        prompting.close(unit, found, blocks.prompt_over(found, "the change was taken back; this update is not due."))
    elif clock.next_at is None and ordinary is not None:
        planning.plan(unit, found, ordinary, phase="")


def on_roles(unit: Unit, event: Event) -> None:
    """Somebody else has the duty now: they are asked, and the other is let off."""
    found = incidents.get(unit, event.incident_id)
    clock = reads.clock_of(unit, found.id)
    to = prompting.whom(unit, found)
    if clock.is_prompt_open and clock.next_at and to and to != clock.prompted_to:
        prompting.ask(unit, found, to)


def on_unmarked(unit: Unit, event: Event) -> None:
    """The mark was taken back: the preview goes, unless it was sent."""
    if event.data.get("mark") == PROPOSED:
        _withdraw(unit, event, with_text=False)


def on_deleted(unit: Unit, event: Event) -> None:
    """A message was deleted: its words leave previews and drafts."""
    _withdraw(unit, event, with_text=True)
    on_fact(unit, event)


def _withdraw(unit: Unit, event: Event, *, with_text: bool) -> None:
    incidents.take(unit, event.incident_id)
    for dropped in service.withdraw_entry(unit, event.incident_id, event.data["entry_id"], with_text=with_text):
        showing.dropped(unit, dropped)


def on_sent(unit: Unit, event: Event) -> None:
    """It left: it is shown, and whoever was asked for it sees that it is done."""
    showing.on_sent(unit, event)
    if not event.data["automatic"]:
        update = reads.update_of(unit, event.data["update_id"])
        prompting.answered(unit, incidents.get(unit, event.incident_id), update)


def silence(unit: Unit, found: Incident) -> None:
    """Whatever waits does not leave."""
    for stopped in service.stop_all(unit, found.id):
        showing.stopped(unit, stopped)


def end(unit: Unit, found: Incident, words: str) -> None:
    """No clock any more."""
    prompting.settle_missed(unit, found)
    prompting.close(unit, found, blocks.prompt_over(found, words))
    if reads.clock_of(unit, found.id).next_at is not None or reads.paused_until(unit, found.id):
        planning.plan(unit, found, None, phase="", off_until=None, off_why="", misses=0)
    unit.unschedule(planning.BACK, str(found.id))


def on_fact(unit: Unit, event: Event) -> None:
    """An open prompt shows what is on record: it is edited when that changes."""
    found = incidents.get(unit, event.incident_id)
    clock = reads.clock_of(unit, found.id)
    if clock.is_prompt_open and clock.prompted_to and clock.next_at:
        prompting.ask(unit, found, clock.prompted_to)


def on_marked(unit: Unit, event: Event) -> None:
    """A message was marked as worth telling: whoever speaks for the incident gets a preview."""
    found = incidents.get(unit, event.incident_id)
    to = prompting.whom(unit, found)
    said = timeline.of_id(unit, event.data["entry_id"]) if event.data.get("mark") == PROPOSED else None
    if said is None or not said.text or to is None:
        return
    made = service.propose_entry(unit, found.id, said.id, said.text)
    showing.propose(unit, made, to, event.actor_id or "")
