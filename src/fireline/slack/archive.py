"""A Slack export archive: `users.json`, `channels.json`, `groups.json`, and a file of messages for each day.

Nothing is unpacked onto the disk, and no more than one day is held in memory. What is not as Slack writes it is
refused with the file's name, before anything is done with the rest.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from fireline.core.errors import Refused
from fireline.envelopes import cleaned

Json = Mapping[str, Any]

MOST_MEMBERS = 500_000
LARGEST_FILE = 64 * 1024 * 1024  # one day of the loudest channel is a few megabytes
LARGEST_CHANNEL = 4 * 1024 * 1024 * 1024
BOMB_FROM, BOMB_RATIO = 1024 * 1024, 200  # JSON shrinks to a tenth or a twentieth
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.json")
_ID = re.compile(r"[A-Za-z0-9]{1,32}")
_STAMP = re.compile(r"[0-9]{9,11}\.[0-9]{1,6}")


@dataclass(frozen=True)
class Room:
    """One channel of the archive. `pins` are as Slack lists them: `id` is the message, `user` who pinned it."""

    id: str
    name: str
    is_private: bool
    creator: str
    members: tuple[str, ...]
    pins: tuple[Json, ...]


class Archive:
    """`with Archive.open(path) as archive:` reads; `room` finds a channel, `days` gives its messages."""

    def __init__(self, path: Path, file: zipfile.ZipFile) -> None:
        self._path, self._file = path, file
        self._members = {info.filename: info for info in file.infolist() if not info.is_dir()}
        self._root = ""

    @classmethod
    def open(cls, path: Path) -> Archive:
        """Opens and looks it over; Refused names what is wrong."""
        try:
            file = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise Refused(f"There is no file {path}.") from None
        except (OSError, zipfile.BadZipFile, ValueError) as error:
            raise Refused(f"{path} is no ZIP archive that can be read ({error}).") from None
        archive = cls(path, file)
        try:
            archive._look_over()
        except BaseException:
            file.close()
            raise
        return archive

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _look_over(self) -> None:
        names = [info.filename for info in self._file.infolist()]
        if len(names) > MOST_MEMBERS:
            raise Refused(f"{self._path} holds {len(names)} files; at most {MOST_MEMBERS} are read.")
        for name in names:
            parts = PurePosixPath(name.replace("\\", "/"))
            if parts.is_absolute() or ".." in parts.parts or re.match(r"[A-Za-z]:", name) or "\x00" in name:
                raise Refused(f"{self._path} is not from Slack: it holds the path {name!r}.")
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise Refused(f"{self._path} holds {twice[0]} twice.")
        self._root = self._found_root()

    def _found_root(self) -> str:
        """Where the lists lie: at the top, or in one folder when somebody packed it again."""
        for wanted in ("channels.json", "groups.json"):
            places = [n[: -len(wanted)] for n in self._members if n == wanted or n.endswith(f"/{wanted}")]
            places = [place for place in places if not place.startswith("__MACOSX/")]
            if places:
                return min(places, key=len)
        raise Refused(f"{self._path} is no Slack export: it has neither channels.json nor groups.json.")

    # lists --------------------------------------------------------------------------------------------------
    def users(self) -> dict[str, Json]:
        """Everybody whom the archive knows, by id."""
        if self._root + "users.json" not in self._members:
            raise Refused(f"{self._path} is no whole Slack export: users.json is missing.")
        return {user["id"]: user for user in map(_user, self._list("users.json")) if _ID.fullmatch(user["id"])}

    def room(self, name: str) -> Room:
        """The channel of that name or id; Refused lists some that are there."""
        wanted, rooms = name.lstrip("#"), self.rooms()
        found = next((room for room in rooms if wanted in (room.name, room.id)), None)
        if found is None:
            some = ", ".join(f"#{room.name}" for room in rooms[:8]) or "none"
            more = f" and {len(rooms) - 8} more" if len(rooms) > 8 else ""
            raise Refused(f"The archive has no channel #{wanted}. It has: {some}{more}.")
        return found

    def rooms(self) -> list[Room]:
        listed = [(entry, is_private) for file, is_private in LISTS for entry in self._list(file)]
        return [_room(e, is_private) for e, is_private in listed if _ID.fullmatch(str(e.get("id"))) and e.get("name")]

    # messages -----------------------------------------------------------------------------------------------
    def days(self, room: Room) -> list[str]:
        """The names of the channel's files, in order of time."""
        folder = f"{self._root}{room.name}/"
        found = sorted(n for n in self._members if n.startswith(folder) and _DAY.fullmatch(n[len(folder) :]))
        if not found:
            raise Refused(f"The archive lists #{room.name} and has no messages of it ({folder} is missing or empty).")
        total = sum(self._members[name].file_size for name in found)
        if total > LARGEST_CHANNEL:
            raise Refused(f"#{room.name} unpacks to {total >> 20} MiB; at most {LARGEST_CHANNEL >> 20} are read.")
        return found

    def messages(self, day: str) -> Iterator[Json]:
        """One day's messages as Slack wrote them; Refused when one is none."""
        for number, message in enumerate(self._read(day), start=1):
            if not isinstance(message, dict) or not _STAMP.fullmatch(str(message.get("ts", ""))):
                raise Refused(f"{day} is broken: its entry {number} is no message.")
            yield message

    def _list(self, name: str) -> Sequence[Json]:
        if self._root + name not in self._members:
            return []
        entries = self._read(self._root + name)
        if not all(isinstance(entry, dict) for entry in entries):
            raise Refused(f"{self._root + name} is broken: not all in it are objects.")
        return entries

    def _read(self, name: str) -> list[Any]:
        info = self._members[name]
        if info.flag_bits & 1:
            raise Refused(f"{name} is encrypted; an archive without a password is read.")
        if info.file_size > LARGEST_FILE:
            raise Refused(f"{name} unpacks to {info.file_size >> 20} MiB; at most {LARGEST_FILE >> 20} are read.")
        if info.file_size > BOMB_FROM and info.file_size > BOMB_RATIO * max(1, info.compress_size):
            raise Refused(
                f"{name} unpacks to {info.file_size // max(1, info.compress_size)} times its size: no JSON does."
            )
        try:
            with self._file.open(info) as member:
                raw = member.read(LARGEST_FILE + 1)
            found = json.loads(raw)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise Refused(f"{name} cannot be unpacked ({error}).") from None
        except (ValueError, RecursionError) as error:
            raise Refused(f"{name} is broken: it is no JSON ({error}).") from None
        if not isinstance(found, list):
            raise Refused(f"{name} is broken: it holds no list.")
        return found


LISTS = (("channels.json", False), ("groups.json", True))


def _user(entry: Json) -> Json:
    """What is shown of a person, in the types that Slack gives it."""
    profile = entry.get("profile")
    display = profile.get("display_name") if isinstance(profile, dict) else None
    texts = {name: str(entry.get(name) or "")[:255] for name in ("id", "name", "real_name", "tz", "team_id")}
    flags = {name: bool(entry.get(name)) for name in ("is_bot", "deleted", "is_restricted", "is_ultra_restricted")}
    known: Json = cleaned({**texts, **flags, "profile": {"display_name": str(display or "")[:255]}})
    return known


def _room(entry: Json, is_private: bool) -> Room:
    members = tuple(m for m in _items(entry, "members") if isinstance(m, str) and _ID.fullmatch(m))
    pins = tuple(pin for pin in _items(entry, "pins") if isinstance(pin, dict))
    return Room(str(entry["id"]), str(entry["name"])[:80], is_private, str(entry.get("creator") or ""), members, pins)


def _items(entry: Json, name: str) -> list[Any]:
    found = entry.get(name)
    return found if isinstance(found, list) else []
