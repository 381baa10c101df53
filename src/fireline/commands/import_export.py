"""`fireline import-export ZIP --channel NAME`: a timeline from a Slack export archive, as if it had been heard live."""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from fireline.commands._database import Store, find, moment, number, the_workspace, writing
from fireline.core.errors import Refused
from fireline.core.events import ChannelId, IncidentId, UserId, WorkspaceId
from fireline.core.masking import masked
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import retro
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Severity
from fireline.features.timeline import importing
from fireline.features.timeline.snapshots import moment_of
from fireline.slack.archive import Archive, Json
from fireline.slack.archived_channel import Source, Survey, surveyed
from fireline.store import installation
from fireline.store.unit import Unit

BATCH = 200
LATEST = 1 << 36  # seconds; beyond the calendar of any Slack
RUNNING = "Stop it for the import; what is said meanwhile is read from Slack's history at its next start."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Reads one channel of a Slack export archive and records it as if it had been heard live. Without --incident a "
        "past incident is written down for it: resolved, silent, nobody is told. A second import adds nothing."
    )
    parser.add_argument("archive", type=Path, metavar="ZIP", help="the archive as Slack gave it")
    parser.add_argument("--channel", required=True, metavar="NAME", help="the channel's name in the archive, or its id")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--incident", type=number, metavar="INC-7", help="the incident that it belongs to")
    where.add_argument("--title", help="title of the past incident that is written down (#channel, day)")
    parser.add_argument("--severity", choices=[s.value for s in Severity], help="of the past incident (sev3, assumed)")
    parser.add_argument("--by", metavar="U0123", help="in whose name it is written down (who made the channel)")
    parser.add_argument("--since", type=moment, metavar="TIME", help="only from then on; ISO, UTC unless it says more")
    parser.add_argument("--until", type=moment, metavar="TIME", help="only before then")
    parser.add_argument("--dry-run", action="store_true", help="look the archive over and change nothing")
    parser.add_argument("--workspace", metavar="T0123", help="which workspace, where there are several")
    parser.add_argument("--json", action="store_true", help="for a script")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when all is recorded; Refused says what is wrong with the archive, before anything is recorded."""
    with Archive.open(arguments.archive) as archive:
        room = archive.room(arguments.channel)
        source = Source(archive, room, archive.users(), arguments.since, arguments.until)
        survey = surveyed(source)
        if arguments.dry_run:
            _tell(arguments, survey, source, None)
        else:
            _tell(arguments, survey, source, asyncio.run(_import(arguments, source, survey)))
    return 0


@dataclass(frozen=True)
class Outcome:
    incident: Incident
    is_new: bool
    added: int


async def _import(arguments: argparse.Namespace, source: Source, survey: Survey) -> Outcome:
    async with writing(RUNNING) as store:
        named = await find(store, arguments.incident, arguments.workspace) if arguments.incident else None
        workspace_id = named[0] if named else await _workspace(store, arguments.workspace, survey)
        with _Work(arguments, source, survey) as work:
            incident_id, is_new = await store.write(workspace_id, lambda unit: work.open(unit, named))
            before = await store.read(workspace_id, lambda unit: importing.recorded(unit, incident_id))
            await work.record(store, workspace_id, incident_id)
            after = await store.read(workspace_id, lambda unit: importing.recorded(unit, incident_id))
            made = await store.read(workspace_id, lambda unit: incidents.get(unit, incident_id))
    return Outcome(made, is_new, after - before)


async def _workspace(store: Store, asked: str | None, survey: Survey) -> WorkspaceId:
    found = await the_workspace(store, asked, otherwise=next(iter(sorted(survey.teams)), ""))
    if not asked and survey.teams and found not in survey.teams:
        theirs = ", ".join(sorted(survey.teams))
        raise Refused(
            f"The archive is of workspace {theirs}, this database of {found}; add --workspace {found} if meant."
        )
    return found


class _Work:
    """The import itself, under a bar of progress."""

    def __init__(self, arguments: argparse.Namespace, source: Source, survey: Survey) -> None:
        self._arguments, self._source, self._survey = arguments, source, survey
        self._bar = Progress(console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(f"Recording #{source.room.name}", total=survey.messages)

    def __enter__(self) -> _Work:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def open(self, unit: Unit, named: tuple[WorkspaceId, IncidentId] | None) -> tuple[IncidentId, bool]:
        """The incident to record into, made when none is named and none was made before."""
        room, key = self._source.room, self._source.key
        found = named[1] if named else importing.known_import(unit, key) or self._own(unit)
        incident_id = found or self._write_down(unit).id
        known = incidents.get(unit, incident_id)
        if room.is_private and not known.is_private:
            raise Refused(f"#{room.name} is a private channel and {known.reference} is public: all would read it.")
        importing.begin(unit, incident_id, key, channel_id=room.id, name=room.name)
        pins = [pin for pin in self._pins() if not self._is_ours(unit, pin[1])]
        importing.take_pins(unit, incident_id, ChannelId(room.id), pins)
        return incident_id, found is None

    def _own(self, unit: Unit) -> IncidentId | None:
        """The incident whose own channel it is; part of a channel is a story of its own."""
        return incidents.at_channel(unit, ChannelId(self._source.room.id))

    def _write_down(self, unit: Unit) -> Incident:
        asked, source, survey = self._arguments, self._source, self._survey
        by = (
            UserId(asked.by)
            if asked.by
            else importing.first_speaker(source.users, source.room.creator, survey.speakers)
        )
        if by is None:
            raise Refused("Nobody in the archive can be named as who wrote it down; add --by U0123.")
        began, ended = moment_of(survey.first), moment_of(survey.last)
        return retro.write_down(
            unit,
            title=masked(asked.title) if asked.title else f"#{source.room.name}, {began:%Y-%m-%d}",
            by=by,
            zone=str(source.users.get(by, {}).get("tz") or "UTC"),
            began_at=began,
            ended_at=ended,
            severity=Severity(asked.severity) if asked.severity else None,
            is_private=source.room.is_private,
            people=source.room.members,
        )

    def _pins(self) -> list[tuple[str, str, datetime]]:
        found = []
        for pin in self._source.room.pins:
            ts, at = str(pin.get("id") or ""), pin.get("created")
            if not isinstance(at, int) or not 0 < at < LATEST or not importing.is_id(pin.get("user")):
                continue
            if self._survey.first <= ts <= self._survey.last:
                found.append((ts, str(pin["user"]), datetime.fromtimestamp(at, UTC)))
        return found

    def _is_ours(self, unit: Unit, user: str) -> bool:
        me = installation.of_workspace(unit.connection, unit.workspace_id)
        return me is not None and me.bot_user_id == user

    async def record(self, store: Store, workspace_id: WorkspaceId, incident_id: IncidentId) -> None:
        """A batch at a time: what was recorded before a break is known again the next time."""
        messages = self._source.messages()
        while batch := list(islice(messages, BATCH)):
            await store.write(workspace_id, lambda unit, batch=batch: self._take(unit, incident_id, batch))  # type: ignore[misc]
            self._bar.advance(self._task, len(batch))

    def _take(self, unit: Unit, incident_id: IncidentId, batch: list[Json]) -> None:
        importing.take_in(
            unit,
            incident_id,
            ChannelId(self._source.room.id),
            batch,
            users=self._source.users,
            authors=self._survey.authors,
            as_of=self._survey.last,
        )


def _tell(arguments: argparse.Namespace, survey: Survey, source: Source, outcome: Outcome | None) -> None:
    unknown = {user: count for user, count in survey.speakers.items() if user not in source.users}
    told: dict[str, Any] = {
        "channel": source.room.name,
        "messages": survey.messages,
        "from": moment_of(survey.first).isoformat(),
        "to": moment_of(survey.last).isoformat(),
        "unknown_users": dict(sorted(unknown.items())),
        "incident": outcome.incident.reference if outcome else None,
        "is_new_incident": outcome.is_new if outcome else None,
        "entries_added": outcome.added if outcome else None,
    }
    console = Console()
    if arguments.json:
        console.out(json.dumps(told, ensure_ascii=False, indent=2), highlight=False)
        return
    console.print(_sentence(survey, source, outcome), highlight=False, soft_wrap=True, markup=False)
    for user, count in told["unknown_users"].items():
        said = f"{user} is not in users.json: its messages ({count}) carry the bare id."
        console.print(said, highlight=False, soft_wrap=True, markup=False)


def _sentence(survey: Survey, source: Source, outcome: Outcome | None) -> str:
    first, last = (moment_of(ts).strftime("%Y-%m-%d %H:%M") for ts in (survey.first, survey.last))
    if outcome is None:
        return f"#{source.room.name}: {survey.messages} messages, {first} to {last} UTC. Nothing was recorded."
    found = outcome.incident
    kind = " (private, for the channel's members)" if outcome.is_new and found.is_private else ""
    where = f"{found.reference}, written down{kind}" if outcome.is_new else found.reference
    if not outcome.added:
        return f"{where}: all {survey.messages} messages of #{source.room.name} were on record already."
    entries = "1 entry" if outcome.added == 1 else f"{outcome.added} entries"
    what = f"{survey.messages} messages of #{source.room.name}, {first} to {last} UTC"
    return f"{where}: {entries} from {what}."
