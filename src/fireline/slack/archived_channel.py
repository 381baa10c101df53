"""One channel of an export archive: its messages in order, and what one reading of all of them says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from fireline.core.errors import Refused
from fireline.envelopes import cleaned
from fireline.features.timeline.importing import is_id
from fireline.features.timeline.snapshots import moment_of
from fireline.slack.archive import Archive, Json, Room


@dataclass(frozen=True)
class Source:
    """One channel of an archive, and which part of it is wanted."""

    archive: Archive
    room: Room
    users: dict[str, Json]
    since: datetime | None
    until: datetime | None

    @property
    def key(self) -> str:
        """What makes two imports the same one."""
        span = ":".join(each.isoformat() if each else "" for each in (self.since, self.until))
        return f"{self.room.id}:{span}"

    def messages(self) -> Iterator[Json]:
        """The wanted messages, day by day; only one day is in memory."""
        for day in self.archive.days(self.room):
            found = [cleaned(message) for message in self.archive.messages(day)]
            yield from (message for message in found if self._is_wanted(moment_of(message["ts"])))

    def _is_wanted(self, at: datetime) -> bool:
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


@dataclass
class Survey:
    """What one reading of all files says, before anything is recorded."""

    messages: int = 0
    first: str = ""
    last: str = ""
    speakers: dict[str, int] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)  # parent of a thread → who wrote it
    teams: set[str] = field(default_factory=set)


def surveyed(source: Source) -> Survey:
    """Reads all files once; Refused when one is broken or nothing is wanted."""
    found = Survey()
    for message in source.messages():
        ts = message["ts"]
        found.messages += 1
        found.first, found.last = min(found.first or ts, ts), max(found.last, ts)
        if is_id(user := message.get("user")):
            found.speakers[user] = found.speakers.get(user, 0) + 1
        if is_id(parent := message.get("parent_user_id")) and message.get("thread_ts"):
            found.authors[str(message["thread_ts"])] = parent
    if not found.messages:
        raise Refused(f"#{source.room.name} has no messages in that time; leave --since and --until away to see all.")
    found.teams = {str(user["team_id"]) for user in source.users.values() if user.get("team_id")}
    return found
