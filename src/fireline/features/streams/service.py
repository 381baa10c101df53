"""What can happen to a stream. Each verb takes the incident first, so changes to one come one at a time."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from fireline.core.errors import Refused
from fireline.core.events import IncidentId, UserId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import streams
from fireline.features.incidents.access import let_in
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Status
from fireline.features.incidents.streams import Stream, StreamState
from fireline.features.incidents.tables import incident_stream
from fireline.features.people.demands import demand_able
from fireline.features.streams import events
from fireline.features.streams.changing import add, again, apply, emit, known, open_stream
from fireline.features.streams.rules import Streams, key_of, name_problem
from fireline.store import keyed
from fireline.store.unit import Unit


def open_(
    unit: Unit, incident_id: IncidentId, name: str, *, lead: UserId | None, people: Sequence[UserId], by: UserId
) -> Stream:
    """Opens a stream; its channel is asked for by `opening`. Whoever leads it or is named sees a private incident."""
    found = incidents.take(unit, incident_id)
    demand_possible(unit, found)
    _demand_name(unit, found, name)
    for user_id in filter(None, (lead, *people)):
        demand_able(unit, user_id, "a stream")
    made = add(
        unit,
        {
            "incident_id": incident_id,
            "number": _next_number(unit, incident_id),
            "name": name,
            "state": StreamState.OPEN,
            "lead_id": lead,
            "opened_by": by,
            "opened_at": unit.now,
        },
    )
    led = f", led by <@{lead}>" if lead else ""
    emit(unit, made, events.OPENED, by, f"Stream opened: {name}{led}", {"invited": list(people)})
    for user_id in filter(None, (lead, *people)):
        let_in(unit, incident_id, user_id, by=by)
    return made


def demand_possible(unit: Unit, found: Incident) -> None:
    """Refuses where no stream can be opened, each time with what would have to be otherwise."""
    config = unit.config(Streams)
    if not config.enabled:
        raise Refused(
            "Streams are switched off here; an admin switches them on (`enabled: true` under `streams:`). "
            "A task needs no stream.",
            try_line="task @name look at the database",
        )
    if not found.is_active:
        raise Refused(
            f"{found.reference} is {found.state}; a stream belongs to an incident that goes on.", try_line="reopen"
        )
    if config.from_severity.is_worse_than(found.severity):
        raise Refused(
            f"Streams begin at {config.from_severity.label} here; {found.reference} is {found.severity.label}.",
            try_line=config.from_severity.value,
        )
    _demand_room(unit, found)


def _demand_room(unit: Unit, found: Incident) -> None:
    most = unit.config(Streams).at_most
    if len(streams.open_ones(unit, found.id)) >= most:
        open_now = f"{most} open stream{'' if most == 1 else 's'}"
        raise Refused(
            f"{found.reference} has {open_now}, the most that are allowed here. One has to end first.",
            try_line="streams",
        )


def _demand_name(unit: Unit, found: Incident, name: str) -> None:
    if problem := name_problem(name):
        raise Refused(problem, try_line="stream database @name")
    same = [each for each in streams.of_incident(unit, found.id) if key_of(each.name) == key_of(name)]
    if same:
        raise Refused(f"{found.reference} has a stream “{same[0].name}” already.", try_line="streams")


def _next_number(unit: Unit, incident_id: IncidentId) -> int:
    c = incident_stream.c
    mine = keyed.having(unit, incident_stream, incident_id=incident_id)
    return int(unit.execute(select(func.coalesce(func.max(c.number), 0)).where(*mine)).scalar_one()) + 1


def lead(unit: Unit, stream: Stream, to: UserId | None, *, by: UserId | None, why: str = "") -> Stream:
    """Somebody leads it from now on, or nobody does; `why` follows the mention of who cannot any more."""
    incidents.take(unit, stream.incident_id)
    stream = open_stream(unit, stream.incident_id, stream.id)
    if stream.lead_id == to:
        who = "Nobody leads" if to is None else "You lead" if to == by else f"<@{to}> leads"
        raise Refused(f"{who} the stream “{stream.name}”{' already' if to else ''}.", try_line="streams")
    if to is None:
        text = f"Stream “{stream.name}” needs a lead (<@{stream.lead_id}> {why or 'stepped down'})"
        return apply(unit, stream, events.LED, by, text, lead_id=None)
    demand_able(unit, to, "a stream")
    after = f", after <@{stream.lead_id}>" if stream.lead_id else ""
    now = apply(unit, stream, events.LED, by, f"<@{to}> leads the stream “{stream.name}”{after}", lead_id=to)
    let_in(unit, stream.incident_id, to, by=by)
    return now


def say(unit: Unit, stream: Stream, word: str, *, by: UserId) -> Stream:
    """How it stands, in somebody's words: the incident's card shows the last ones."""
    incidents.take(unit, stream.incident_id)
    stream = open_stream(unit, stream.incident_id, stream.id)
    return apply(unit, stream, events.SAID, by, f"Stream “{stream.name}”: {word}", word=word, word_at=unit.now)


def done(unit: Unit, stream: Stream, word: str, *, by: UserId) -> Stream:
    """It has done what it was opened for."""
    incidents.take(unit, stream.incident_id)
    stream = open_stream(unit, stream.incident_id, stream.id)
    said = {"word": word, "word_at": unit.now} if word else {}
    text = f"Stream done: {stream.name}" + (f" ({word})" if word else "")
    return apply(unit, stream, events.DONE, by, text, state=StreamState.DONE, ended_at=unit.now, **said)


def reopen(unit: Unit, stream: Stream, *, by: UserId | None) -> Stream:
    """It goes on after all."""
    found = incidents.take(unit, stream.incident_id)
    stream = known(unit, stream.incident_id, stream.id)
    if stream.is_open:
        raise Refused(f"The stream “{stream.name}” is open.")
    if found.status in (Status.CLOSED, Status.CANCELLED):
        raise Refused(f"{found.reference} is {found.state}; its streams ended with it.", try_line="reopen")
    if by is not None:  # what ended with the incident goes on with it, however many
        _demand_room(unit, found)
    text = f"Stream open again: {stream.name}"
    return apply(unit, stream, events.REOPENED, by, text, state=StreamState.OPEN, ended_at=None)


def end_with_incident(unit: Unit, incident_id: IncidentId) -> None:
    """Closed, cancelled or part of another: what is still open ends with it."""
    for stream in streams.open_ones(unit, incident_id):
        text = f"Stream ended with the incident: {stream.name}"
        apply(unit, stream, events.ENDED, None, text, state=StreamState.ENDED, ended_at=unit.now)


def take_up(unit: Unit, incident_id: IncidentId) -> None:
    """The incident goes on: so does what ended with it, and with nothing else."""
    for stream in streams.of_incident(unit, incident_id):
        if stream.state is StreamState.ENDED:
            reopen(unit, again(unit, incident_id, stream.id), by=None)
