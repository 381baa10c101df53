"""The candidates for key moments of one incident: its messages, brought before the rule of `moments`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from fireline.core.events import IncidentId, UserId
from fireline.features.incidents import events as incident_events
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import record
from fireline.features.postmortems import events, reads
from fireline.features.postmortems.moments import Candidate, Said, candidates
from fireline.features.roles import events as role_events
from fireline.features.roles import reads as roles
from fireline.features.timeline import marking
from fireline.features.timeline import reads as timeline
from fireline.features.timeline.events import BOT_MESSAGE
from fireline.features.timeline.reads import Entry
from fireline.features.timeline.rules import CHOICE_KEY
from fireline.store import journal
from fireline.store.unit import Unit

CHANGES = frozenset({incident_events.STATUS_CHANGED, incident_events.SEVERITY_CHANGED, *role_events.CHANGES})
_NEWS = re.compile(r"\b(?:firing|alert\w*|triggered|resolved|recovered|deploy\w*|released)\b", re.IGNORECASE)


def proposed(unit: Unit, incident_id: IncidentId) -> tuple[list[Candidate], int]:
    """The likeliest moments, and how many messages there are."""
    entries = timeline.entries(unit, incident_id)
    said = said_in(entries)
    found = candidates(
        said,
        holders={stint.user_id for stint in roles.history(unit, incident_id)},
        changes=[entry.happened_at for entry in entries if entry.kind in CHANGES],
        services=reads.answers(unit, incident_id).services,
    )
    return found, len(said)


def pick(unit: Unit, incident_id: IncidentId, picked: Collection[int], *, offered: Collection[int], by: UserId) -> None:
    """Makes the ticked entries key, and those that were offered and left unticked not."""
    found = incidents.take(unit, incident_id)
    mine = [row for row in journal.entries(unit, incident_id) if row.id in offered]
    changed = [row for row in mine if row.is_key != (row.id in picked)]
    for row in changed:
        marking.choose(unit, row, CHOICE_KEY, not row.is_key, by=by)
    made = [row.id for row in changed if not row.is_key]
    dropped = [row.id for row in changed if row.is_key]
    if changed:
        text = f"Picked the moments that matter: {len(made)} added, {len(dropped)} left out"
        record.emit(unit, found, events.MOMENTS_PICKED, by, text, {"picked": made, "dropped": dropped})


def said_in(entries: Sequence[Entry]) -> list[Said]:
    """The messages among the entries, as the rule sees them."""
    replies = Counter(entry.thread_ts for entry in entries if entry.is_message and entry.thread_ts)
    loud = _loud(entries)
    return [
        Said(
            entry_id=entry.id,
            at=entry.happened_at,
            text=entry.text,
            author=entry.actor_id,
            is_key=entry.is_key,
            is_bot=entry.kind == BOT_MESSAGE,
            is_loud_bot=entry.id in loud,
            has_picture=any(str(file.get("type", "")).startswith("image") for file in entry.files),
            replies=replies[entry.ts] if entry.ts else 0,
        )
        for entry in entries
        if entry.is_message
    ]


def _loud(entries: Iterable[Entry]) -> set[int]:
    """Bots' messages that bring news: the first firing of an alert, its end, a deploy; repeats do not."""
    seen: set[str] = set()
    loud: set[int] = set()
    for entry in entries:
        if entry.kind == BOT_MESSAGE and _NEWS.search(entry.text) and entry.text not in seen:
            seen.add(entry.text)
            loud.add(entry.id)
    return loud
