"""What could be said, from the record alone: a person reads it before anybody else does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from fireline.features.incidents import events as turns
from fireline.features.incidents import related
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Severity, Status
from fireline.features.people import reads as people
from fireline.features.updates import reads
from fireline.slack import mrkdwn
from fireline.store import journal
from fireline.store.unit import Unit

MOST_ENTRIES = 4
LONGEST_ENTRY = 160
# They show in the heading or on the impact line, or speak of the updates themselves; who has which role is no news to
# stakeholders.
_SAID_ELSEWHERE = frozenset(
    {turns.DECLARED, turns.CHANNEL_OPENED, turns.IMPACT_SET, turns.CLOSED, turns.MADE_PRIVATE, turns.MADE_PUBLIC}
)
_NOTED = frozenset({turns.STATUS_CHANGED, turns.RESOLVED})


def since(unit: Unit, found: Incident) -> datetime:
    """Since when there may be news: the last update that a person sent, else the declaration."""
    last = reads.last_sent(unit, found.id, by_person=True)
    return last.sent_at if last and last.sent_at else found.declared_at


def draft(unit: Unit, found: Incident) -> str:
    """The news since the last update, in the words of the record."""
    if found.merged_into is not None:
        return f"This goes on as part of {related.merged_in_words(unit, found)}."
    if found.status is Status.CANCELLED:
        return _false_alarm(unit, found)
    names = people.names(unit)
    entries = journal.entries(unit, found.id, only_key=True, since=since(unit, found))
    told = [words for entry in entries if (words := _words(entry, names))]
    if told:
        return _begun("; ".join(dict.fromkeys(told[-MOST_ENTRIES:]))) + "."
    return "It is resolved." if found.status is Status.RESOLVED else "Nothing newer is confirmed."


def _words(entry: Row[Any], names: Mapping[str, str]) -> str:
    """One entry as part of a sentence; "" for what is said elsewhere."""
    kind, data = str(entry.kind), entry.data
    if kind in _SAID_ELSEWHERE or kind.startswith(("updates.", "roles.")):
        return ""
    if kind in _NOTED:
        said = data.get("note") or f"status is {data['to']} now"
    elif kind == turns.SEVERITY_CHANGED:
        why = f" ({data['why']})" if data.get("why") else ""
        said = f"severity is {Severity(data['to']).label} now{why}"
    else:
        said = entry.text
    line = " ".join(mrkdwn.inert(said, mentions=True, names=names).split())
    return mrkdwn.fit(line, LONGEST_ENTRY).rstrip(".;")


def _begun(text: str) -> str:
    """With a capital, as sentences begin; names of machines and code stay as they are written."""
    return text[:1].upper() + text[1:] if text.split(" ", 1)[0].isalpha() else text


def _false_alarm(unit: Unit, found: Incident) -> str:
    said = journal.entries(unit, found.id, kinds=(turns.CANCELLED,), newest=1)
    reason = said[-1].data.get("reason") if said else ""
    why = f": {mrkdwn.inert(reason, mentions=True)}" if reason else ""
    return f"This was a false alarm{why}. Nothing is wrong with the service."
