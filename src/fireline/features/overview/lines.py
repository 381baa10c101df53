"""The one plain line in the channel for a change of status, severity or IC; a minute's changes share it.

It is folded out of the journal, so it stays the same line over restarts, undo and whoever changes what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from fireline.core.events import EntryId, IncidentId
from fireline.features.incidents import events
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.rules import Severity, Status
from fireline.features.overview.blocks import calm
from fireline.features.people import reads as people
from fireline.features.people.naming import spoken
from fireline.features.roles import events as roles_events
from fireline.features.roles import reads as roles
from fireline.features.roles.rules import IC
from fireline.features.roles.scene import drilled
from fireline.slack import mrkdwn
from fireline.store import journal
from fireline.store.unit import Unit

MERGED_WITHIN = timedelta(seconds=60)
LONGEST = 4000  # Slack edits no longer text
LONGEST_REASON = 500  # the timeline has all of it

STATE = frozenset({events.SEVERITY_CHANGED, events.STATUS_CHANGED, events.REOPENED, events.CANCELLED})
LEADING = frozenset(roles_events.CHANGES) - {roles_events.ACTING}


def say(unit: Unit, incident_id: IncidentId) -> None:
    """Says what changed just now: in the line of this minute, or in a new one."""
    found = incidents.get(unit, incident_id)
    told = _this_minute(unit, incident_id)
    if found.channel_id is None or found.is_channel_gone or not told:
        return
    said = {int(row.id): part for row in _standing(told) if (part := _words(unit, row))}
    if leading := [int(row.id) for row in told if _commander_in(unit, row)]:
        said[leading[-1]] = "\n".join(filter(None, (said.get(leading[-1]), _leader(unit, found, told))))
    parts = list(dict.fromkeys(said[row_id] for row_id in sorted(said)))
    if parts:
        text = mrkdwn.fit(drilled(found, "\n".join(parts)), LONGEST)
        unit.show(f"line:{incident_id}:{told[0].id}", to=found.channel_id, text=text, incident_id=incident_id)


def _this_minute(unit: Unit, incident_id: IncidentId) -> list[Row[Any]]:
    """The changes of the line that runs now: a line takes what comes within a minute of its first change."""
    kinds = STATE | LEADING | {events.UNDONE}
    rows = sorted(journal.entries(unit, incident_id, kinds=kinds, with_hidden=True), key=lambda r: int(r.id))
    line: list[Row[Any]] = []
    for row in rows:
        if not _is_told(unit, row):
            continue
        if line and row.recorded_at - line[0].recorded_at > MERGED_WITHIN:
            line = []
        line.append(row)
    return line if line and unit.now - line[0].recorded_at <= MERGED_WITHIN else []


def _is_told(unit: Unit, row: Row[Any]) -> bool:
    if row.kind == events.UNDONE:
        return row.data["kind"] in STATE or _commander_in(unit, row) is not None
    if row.kind == events.SEVERITY_CHANGED:
        return bool(row.data["from"] != row.data["to"])  # a confirmation shows on the card
    return row.kind in STATE or _commander_in(unit, row) is not None


def _standing(told: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Without what was taken back within the same line."""
    undone = {row.data["entry_id"] for row in told if row.kind == events.UNDONE}
    return [row for row in told if row.id not in undone]


def _words(unit: Unit, row: Row[Any]) -> str:
    said = _taken_back(unit, row) if row.kind == events.UNDONE else _changed(row.kind, row.data, row.text)
    return f"{said} ({spoken(unit, row.actor_id)})" if said and row.actor_id else said


def _changed(kind: str, data: Mapping[str, Any], text: str) -> str:
    if kind == events.SEVERITY_CHANGED:
        return _with(f"{Severity(data['to']).label} now, was {Severity(data['from']).label}", data.get("why"))
    if kind == events.STATUS_CHANGED:
        return _with("Mitigated" if data.get("mitigated") else Status(data["to"]).label, data.get("note"))
    if kind == events.REOPENED:
        return _with("Open again, investigating", data.get("why"))
    if data.get("merged"):
        return ""  # it has a line of its own, with the way to the other
    why = data.get("reason") or text.removeprefix("Cancelled: ")
    return _with("Cancelled", why) if kind == events.CANCELLED else ""


def _taken_back(unit: Unit, row: Row[Any]) -> str:
    if row.data["kind"] not in STATE:
        return ""
    before = journal.entry(unit, EntryId(row.data["entry_id"]))
    if before is None:
        return ""
    is_severity = before.kind == events.SEVERITY_CHANGED
    state = Severity(before.data["from"]).label if is_severity else Status(before.data["from"]).value
    return f"Back to {state}: the change was taken back"


def _with(text: str, more: str | None) -> str:
    return f"{text}: {mrkdwn.fit(calm(more), LONGEST_REASON)}" if more else text


def _commander_in(unit: Unit, row: Row[Any]) -> Mapping[str, Any] | None:
    """The change of the IC that an entry holds; one that was taken back is turned round."""
    if row.kind == events.UNDONE:
        if row.data["kind"] not in LEADING:
            return None
        undone = journal.entry(unit, EntryId(row.data["entry_id"]))
        change = _of_ic(undone) if undone is not None else None
        return {"before": change["after"], "after": change["before"]} if change else None
    return _of_ic(row) if row.kind in LEADING else None


def _of_ic(row: Row[Any]) -> Mapping[str, Any] | None:
    return next((change for change in row.data["changes"] if change["role"] == IC), None)


def _leader(unit: Unit, found: incidents.Incident, told: Sequence[Row[Any]]) -> str:
    """Who leads now, after whoever led before the first of these changes."""
    changes = [change for row in told if (change := _commander_in(unit, row))]
    before, last = (next((str(h["user_id"]) for h in each["before"]), "") for each in (changes[0], changes[-1]))
    held = roles.commander(unit, found.id)
    if held is None:
        went = "has left" if last and people.person_of(unit, last).is_deleted else "stepped down"
        return f"{found.reference} has no IC{f': {spoken(unit, last)} {went}' if last else ''}."
    now = f"{spoken(unit, held.user_id)} is {'acting ' if held.is_acting else ''}IC of {found.reference}"
    return f"{now}, after {spoken(unit, before)}." if before not in ("", held.user_id) else f"{now}."
