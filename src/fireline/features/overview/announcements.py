"""What a change does to what people see: the card and digest line are edited, the channel gets one plain line."""

from __future__ import annotations

from fireline.core.events import Event, IncidentId
from fireline.core.feature import Due
from fireline.features.incidents import access, related
from fireline.features.incidents import events as incidents_events
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Severity, Status
from fireline.features.overview import blocks, card, digest, home, lines, moving, opening, steps
from fireline.features.people.naming import spoken
from fireline.features.roles import events as roles_events
from fireline.features.timeline import reads as timeline
from fireline.store import journal, surfaces
from fireline.store.unit import Unit

DRAW = "overview.draw"


def refresh(unit: Unit, event: Event) -> None:
    """Anything that changed shows on the card and in the digest by an edit; nothing is posted.

    It is drawn in a unit of its own, right after this one: whoever waits for an answer does not wait for it.
    """
    unit.schedule(DRAW, str(event.incident_id), unit.now, incident_id=event.incident_id)


def on_draw(unit: Unit, due: Due) -> None:
    """Draws the card and the digest line as they should be now, and has the home tabs drawn that show it."""
    incident_id = IncidentId(int(due.subject))
    card.show(unit, incident_id)
    digest.show(unit, incident_id)
    home.follow(unit)


def on_change(unit: Unit, event: Event) -> None:
    """A change of the incident: edits, the topic, one line in the channel, and the digest's thread where it turns."""
    refresh(unit, event)
    found = incidents.get(unit, event.incident_id)
    if event.kind == incidents_events.RENAMED:
        opening.set_topic(unit, event.incident_id)
    lines.say(unit, found.id)
    _turn(unit, found, event)


def on_call(unit: Unit, event: Event) -> None:
    refresh(unit, event)
    opening.follow_call(unit, incidents.get(unit, event.incident_id))


def on_channel(unit: Unit, event: Event) -> None:
    refresh(unit, event)
    if event.data.get("what") == "topic":
        opening.follow_topic(unit, incidents.get(unit, event.incident_id))


def on_roles(unit: Unit, event: Event) -> None:
    """Who leads is one plain line; every other role shows on the card. Whoever holds one is brought to the channel."""
    refresh(unit, event)
    lines.say(unit, event.incident_id)
    found = incidents.get(unit, event.incident_id)
    if found.channel_id and not found.is_channel_gone:
        for user_id in _new_holders(event):
            if not timeline.is_in_channel(unit, found.id, user_id):
                access.invite(unit, found, user_id)


def _new_holders(event: Event) -> list[str]:
    """Who got a role that somebody else had, or nobody; the acting IC declared it and is invited for that."""
    if event.kind not in roles_events.CHANGES or event.kind == roles_events.ACTING:
        return []
    got: list[str] = []
    for change in event.data["changes"]:
        before = {holder["user_id"] for holder in change["before"]}
        got += [holder["user_id"] for holder in change["after"] if holder["user_id"] not in before]
    return list(dict.fromkeys(got))


def on_undone(unit: Unit, event: Event) -> None:
    """What was taken back is taken back wherever it was said."""
    refresh(unit, event)
    if event.data["kind"] == incidents_events.RENAMED:
        opening.set_topic(unit, event.incident_id)
    if event.data["kind"] == incidents_events.CALL_SET:
        opening.follow_call(unit, incidents.get(unit, event.incident_id))
    lines.say(unit, event.incident_id)
    _turn_back(unit, incidents.get(unit, event.incident_id), event)


def on_real(unit: Unit, event: Event) -> None:
    """An exercise no more: whoever would have heard of it at the start hears of it now."""
    refresh(unit, event)
    found = incidents.get(unit, event.incident_id)
    opening.begin_anew(unit, found)
    if found.channel_id and not found.is_channel_gone:
        text = f"This is real now ({spoken(unit, event.actor_id or '')}): {found.reference} is a drill no more."
        unit.show(f"real:{found.id}", to=found.channel_id, text=text, incident_id=found.id)


def on_private(unit: Unit, event: Event) -> None:
    digest.remove(unit, event.incident_id)
    card.show(unit, event.incident_id)
    home.on_private(unit, event)


def on_public(unit: Unit, event: Event) -> None:
    """It needs no private channel any more, if Slack did not make one."""
    refresh(unit, event)
    if steps.has_failed(unit, event.incident_id, moving.STEP):
        opening.over(unit, event.incident_id, moving.STEP)


def _turn(unit: Unit, found: Incident, event: Event) -> None:
    words = turn_in_words(found, event, merged=related.merged_in_words(unit, found))
    if words is None:
        return
    loud = found.severity in (Severity.SEV1, Severity.SEV2) and event.kind in (
        incidents_events.RESOLVED,
        incidents_events.SEVERITY_CHANGED,
    )
    newest = max(int(row.id) for row in journal.entries(unit, found.id, kinds={event.kind}))
    digest.reply(unit, found.id, _turn_key(event.kind, newest), words, broadcast=loud)


def _turn_back(unit: Unit, found: Incident, event: Event) -> None:
    """The reply in the digest's thread is edited: nobody goes on believing it."""
    key = _turn_key(event.data["kind"], event.data["entry_id"])
    if surfaces.named(unit, f"{digest.name(found.id)}:{key}") is not None:
        words = f"Taken back: {found.reference} is {found.severity.label}, {found.status.value}."
        digest.reply(unit, found.id, key, words)


def _turn_key(kind: str, entry_id: int) -> str:
    return f"{kind.rpartition('.')[2]}:{entry_id}"


def turn_in_words(found: Incident, event: Event, *, merged: str = "") -> str | None:
    """What the digest's thread hears of: raised, mitigated, resolved, reopened; None for all else.

    What may be shown in the channel too, away from its thread, carries the title.
    """
    if event.kind == incidents_events.RESOLVED and event.data["from"] == Status.RESOLVED:
        return None
    if event.kind == incidents_events.RESOLVED:
        return f"*{blocks.title_of(found)}* is resolved{blocks.at_time(event.happened_at, found)}."
    if event.kind == incidents_events.REOPENED:
        return f"{found.reference} is open again."
    if event.kind == incidents_events.CANCELLED and merged:
        return f"{found.reference} is part of {merged} now."
    if event.kind == incidents_events.CANCELLED:
        return f"{found.reference} was a false alarm."
    if event.kind == incidents_events.STATUS_CHANGED and _is_mitigated(event):
        return f"{found.reference} is mitigated and being watched."
    if event.kind == incidents_events.SEVERITY_CHANGED:
        before, after = Severity(event.data["from"]), Severity(event.data["to"])
        if after.is_worse_than(before):
            return f"*{blocks.title_of(found)}* was raised to {after.label}."
    return None


def _is_mitigated(event: Event) -> bool:
    return bool(event.data["to"] == Status.MONITORING and event.data["from"] != Status.MONITORING)
