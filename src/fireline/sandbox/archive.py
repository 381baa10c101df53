"""The workspace as Slack exports it: a ZIP of lists, and of each channel's messages by day (UTC)."""

import json
import zipfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fireline.sandbox.clock import StoryClock
from fireline.sandbox.shapes import user_shape
from fireline.sandbox.state import Channel, Json, Workspace

# What the reading methods of the Web API give and an export does not hold.
LEFT_OUT = {"upload", "metadata"}


def write_archive(path: Path, ws: Workspace, clock: StoryClock) -> None:
    """Writes all public and private channels. Direct messages are in no standard export."""
    rooms = [c for c in ws.channels.values() if c.kind in ("channel", "group")]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        _put(file, "users.json", [user_shape(ws, user, clock.now()) for user in ws.users.values()])
        _put(file, "channels.json", [_listed(c) for c in rooms if c.kind == "channel"])
        _put(file, "groups.json", [_listed(c) for c in rooms if c.kind == "group"])
        for room in rooms:
            for day, messages in _by_day(room).items():
                _put(file, f"{room.name}/{day}.json", messages)


def _listed(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "created": channel.created,
        "creator": channel.creator,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "members": list(channel.members),
        "pins": [{"id": p["ts"], "type": "C", "created": p["created"], "user": p["by"]} for p in channel.pins],
        "topic": {"value": channel.topic.value, "creator": channel.topic.creator, "last_set": channel.topic.last_set},
        "purpose": {"value": channel.purpose.value, "creator": channel.purpose.creator, "last_set": 0},
    }


def _by_day(channel: Channel) -> dict[str, list[Json]]:
    days: defaultdict[str, list[Json]] = defaultdict(list)
    for message in channel.listed():
        day = datetime.fromtimestamp(int(message["ts"].split(".")[0]), UTC).date().isoformat()
        days[day].append({key: value for key, value in message.items() if key not in LEFT_OUT})
    return days


def _put(file: zipfile.ZipFile, name: str, value: Any) -> None:
    file.writestr(name, json.dumps(value, ensure_ascii=False, indent=4))
