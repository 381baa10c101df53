"""What leaves Fireline: one door for every export, so that the rule about private incidents is kept in one place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from fireline.core.errors import Refused
from fireline.core.events import IncidentId
from fireline.features.postmortems import draft
from fireline.features.postmortems.facts import Facts, facts_of
from fireline.features.postmortems.phases import Span
from fireline.features.postmortems.record import Record, record_of
from fireline.features.postmortems.taxonomy import VERSION as TAXONOMY
from fireline.features.timeline.reads import Entry
from fireline.store.unit import Unit

SCHEMA, SCHEMA_VERSION = "fireline.postmortem", 1
FORMATS = ("md", "json")
LATER = ("html", "pdf", "docx", "canvas")


@dataclass(frozen=True)
class Document:
    """A file: its name and what is in it."""

    filename: str
    content: str


def export(unit: Unit, incident_id: IncidentId, format_: str = "md", *, with_private: bool) -> Document:
    """The incident's document; a private one only `with_private`: somebody with access asked, and meant it."""
    demand_format(format_)
    record = record_of(unit, incident_id)
    if record.incident.is_private and not with_private:
        raise Refused(f"{record.incident.reference} is private; its export has to be asked for by name (--private).")
    if format_ == "json":
        return Document(f"{record.incident.reference}-postmortem.json", as_json(record))
    return Document(draft.filename(record), draft.markdown(record))


def demand_format(format_: str) -> None:
    """Refuses what cannot be written yet, and says what can."""
    if format_ in LATER:
        said = "A canvas" if format_ == "canvas" else format_.upper()
        raise Refused(f"{said} is not there yet; Markdown (md) and JSON (json) are.", try_line="postmortem export md")
    if format_ not in FORMATS:
        raise Refused(f"“{format_}” is no format; md and json are.", try_line="postmortem export md")


def as_json(record: Record) -> str:
    """Everything on record, with times in UTC to the microsecond and texts as typed (Slack mrkdwn)."""
    facts = facts_of(record)
    document = {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "taxonomy_version": TAXONOMY,
        "made_at": record.made_at,
        "incident": record.incident,
        "related": _related(record),
        "people": _people(record),
        "facts": _facts(facts),
        "entries": [_entry(entry) for entry in record.entries],
        "roles": record.stints,
        "shadows": record.shadows,
        "updates": [{**_plain(told.update), "places": told.places} for told in record.told],
        "action_items": record.items,
        "tasks": record.tasks,
        "streams": record.streams,
        "answers": record.answers,
        "sections": record.written,
        "postmortem": record.postmortem,
        "wrapup": record.wrapup,
        "waivers": record.waivers,
    }
    return json.dumps(_plain(document), ensure_ascii=False, indent=2) + "\n"


def _related(record: Record) -> dict[str, Any]:
    """By reference; what is private is named in no public document."""
    parts, linked = ([each.reference for each in some] for some in (record.parts, record.linked))
    return {"merged_into": record.merged, "parts": parts, "linked": linked}


def _facts(facts: Facts) -> dict[str, Any]:
    response = facts.response
    return {
        "tier": facts.tier,
        "moments": facts.moments,
        "found_by": facts.found_by,
        "could_be_sooner": facts.could_be_sooner,
        "failure_class": facts.failure_class,
        "other_classes": facts.other_classes,
        "triggers": facts.triggers,
        "minutes_without_confirmed_ic": response.minutes_without_ic,
        "without_confirmed_ic": response.without_ic,
        "gaps": [line for line in facts.timeline if isinstance(line, Span)],
        "key_entry_ids": [line.id for line in facts.timeline if isinstance(line, Entry)],
        "updates_by_people": response.by_people,
        "updates_automatic": response.automatic,
        "deadlines_missed": [entry.happened_at for entry in response.missed],
        "people": response.people,
        "minutes_of_people": {user: int(time.total_seconds() // 60) for user, time in response.spent.items()},
        "unknown": facts.unknown,
        "doubts": facts.doubts,
        "open_remarks": len(facts.open_findings),
        "waived_remarks": len(facts.waived),
    }


def _people(record: Record) -> dict[str, str]:
    """Names of those who take part: nobody else's."""
    owners = [item.owner_id for item in record.items if item.owner_id]
    had_part = [stint.user_id for stint in (*record.stints, *record.shadows)]
    ids = {*record.participants, *had_part, *owners, record.incident.declared_by}
    return {user_id: record.names.get(user_id, user_id) for user_id in sorted(ids)}


def _entry(entry: Entry) -> dict[str, Any]:
    wanted = ("id", "kind", "happened_at", "recorded_at", "actor_id", "text", "is_key", "marked_by", "permalink")
    more = ("channel_id", "ts", "thread_ts", "edited_at")
    return {name: getattr(entry, name) for name in (*wanted, *more)} | {"marks": entry.marks, "files": entry.files}


def _plain(value: Any) -> Any:
    """JSON of values: times in UTC with six digits, enums as their code, dataclasses as objects."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value
