"""The whole record of an incident as a file: CSV for spreadsheets, JSON for programs, Markdown for reading."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from fireline.core.errors import Refused
from fireline.core.events import IncidentId
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import streams
from fireline.features.incidents.reads import Incident
from fireline.features.people import reads as people
from fireline.features.timeline import events, reads
from fireline.features.timeline.reads import Entry
from fireline.slack import mrkdwn
from fireline.store.unit import Unit

SCHEMA, SCHEMA_VERSION = "fireline.timeline", 1
FORMATS = ("csv", "json", "md")
COLUMNS: tuple[str, ...] = (
    "happened_at",
    "recorded_at",
    "kind",
    "author_id",
    "author",
    "text",
    "files",
    "permalink",
    "key",
)
COLUMNS += (
    "marked_by_id",
    "marked_by",
    "marks",
    "state",
    "edited_at",
    "thread_ts",
    "channel_id",
    "ts",
    "entry_id",
    "stream",
)
# A spreadsheet takes a cell that begins so for a formula, some of them after blanks or in full width too.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
GONE = {"deleted": "deleted in Slack", "not kept": "text no longer kept"}


@dataclass(frozen=True)
class File:
    name: str
    content: str


@dataclass(frozen=True)
class _Record:
    incident: Incident
    entries: Sequence[Entry]
    names: Mapping[str, str]
    streams: Mapping[str, str]  # by channel

    def name(self, user_id: str | None) -> str:
        return self.names.get(user_id, user_id) if user_id else ""


def export(unit: Unit, incident_id: IncidentId, format_: str, *, with_private: bool, with_all: bool = False) -> File:
    """Every entry, also what was left out, taken back or deleted; `with_all` adds who marked and changed what when.

    A private incident only `with_private`: somebody with access asked, and meant it.
    """
    found = incidents.get(unit, incident_id)
    if found.is_private and not with_private:
        raise Refused(f"{found.reference} is private; its timeline has to be asked for by name (--private).")
    entries = reads.entries(unit, incident_id, with_hidden=True)
    kept = [e for e in entries if with_all or e.kind not in events.HIDDEN]
    record = _Record(found, kept, people.names(unit), streams.names_by_channel(unit, incident_id))
    write = {"csv": _csv, "json": _json, "md": _markdown}[format_]
    return File(f"{found.reference}-timeline.{format_}", write(record, unit.now))


def state_of(entry: Entry) -> str:
    """What became of it: empty for one that stands."""
    if entry.deleted_at is not None:
        return "deleted"
    if entry.undone_at is not None:
        return "undone"
    if reads.is_purged(entry):
        return "not kept"
    return "left out" if entry.is_hidden else ""


def safe_cell(text: str) -> str:
    """The text so that no spreadsheet runs it: what looks like a formula begins with an apostrophe."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA) else text


def _csv(record: _Record, now: datetime) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in record.entries:
        row = _row(record, entry)
        writer.writerow([safe_cell(_cell(row[column])) for column in COLUMNS])
    return out.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, (list, tuple)):
        return "; ".join(str(each) for each in value)
    return "" if value is None else str(value)


def _row(record: _Record, entry: Entry) -> dict[str, Any]:
    """One entry in plain words, for people."""
    return {
        "happened_at": iso(entry.happened_at),
        "recorded_at": iso(entry.recorded_at),
        "kind": entry.kind,
        "author_id": entry.actor_id,
        "author": record.name(entry.actor_id) or entry.data.get("bot", ""),
        "text": mrkdwn.plain(entry.text, record.names),
        "files": [f"{f.get('name', '')} {f.get('permalink', '')}".strip() for f in entry.files],
        "permalink": entry.permalink,
        "key": entry.is_key,
        "marked_by_id": entry.marked_by,
        "marked_by": record.name(entry.marked_by),
        "marks": entry.marks,
        "state": state_of(entry),
        "edited_at": iso(entry.edited_at) if entry.edited_at else None,
        "thread_ts": entry.thread_ts,
        "channel_id": entry.channel_id,
        "ts": entry.ts,
        "entry_id": int(entry.id),
        "stream": mrkdwn.plain(record.streams.get(entry.channel_id or "", "")),
    }


def _json(record: _Record, now: datetime) -> str:
    """Texts as they were typed (Slack mrkdwn), so that nothing is lost."""
    found = record.incident
    about: dict[str, Any] = {"reference": found.reference, "title": found.title, "severity": found.severity.value}
    about |= {"status": found.status.value, "is_private": found.is_private, "is_drill": found.is_drill}
    rows = [{**_row(record, e), "text": e.text, "files": [dict(f) for f in e.files]} for e in record.entries]
    document = {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "made_at": iso(now),
        "incident": {**about, "declared_at": iso(found.declared_at)},
        "entries": [{**row, "marks": list(row["marks"])} for row in rows],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _markdown(record: _Record, now: datetime) -> str:
    """For reading: what was left out or taken back is not in it."""
    found = record.incident
    title = f"# {found.heading}: {mrkdwn.to_markdown(found.title, record.names)}, timeline"
    told = [e for e in record.entries if state_of(e) not in ("left out", "undone") and e.kind not in events.HIDDEN]
    parts = [title, "Times are UTC. **Bold** times are key moments."]
    for day, of_day in groupby(told, key=lambda e: e.happened_at.astimezone(UTC).date()):
        parts += [f"## {day.isoformat()}", "\n".join(_line(record, entry) for entry in of_day)]
    return "\n\n".join(parts) + "\n"


def _line(record: _Record, entry: Entry) -> str:
    clock = entry.happened_at.astimezone(UTC).strftime("%H:%M:%S")
    head = f"**{clock}**" if entry.is_key else clock
    who = mrkdwn.escape_markdown(record.name(entry.actor_id) or str(entry.data.get("bot", "")))
    gone = GONE.get(state_of(entry))
    said = f"*({gone})*" if gone else mrkdwn.to_markdown(entry.text, record.names).replace("\n", "\n  ")
    files = " ".join(f"\\[{mrkdwn.escape_markdown(str(f.get('name', 'file')))}\\]" for f in entry.files)
    stream = record.streams.get(entry.channel_id or "", "")
    thread = (f"\\[{mrkdwn.to_markdown(stream)}\\] " if stream else "") + ("↳ " if entry.thread_ts else "")
    link = f" [↗]({entry.permalink})" if entry.permalink else ""
    words = " ".join(part for part in (said, files) if part)
    return f"- {head} {thread}{who + ': ' if who else ''}{words}{link}"


def iso(moment: datetime) -> str:
    """UTC to the microsecond: `2026-03-04T14:02:00.000100Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
