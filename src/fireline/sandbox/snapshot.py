"""The workspace as a JSON file, and back: a demo can be stopped and taken up again."""

import base64
import json
from dataclasses import asdict
from pathlib import Path

from fireline.sandbox.clock import StoryClock, iso, read_time
from fireline.sandbox.state import (
    Channel,
    Ephemeral,
    Json,
    Label,
    SlackFile,
    User,
    Usergroup,
    View,
    Workspace,
)


def dump(ws: Workspace, clock: StoryClock) -> Json:
    """Everything that lasts. Triggers, response_urls and payloads under way do not."""
    raw = asdict(ws)
    for file in raw["files"].values():
        file["content"] = base64.b64encode(file["content"]).decode()
    return {"workspace": raw, "clock": {"now": iso(clock.now()), "running": clock.running}}


def load(raw: Json, clock: StoryClock) -> Workspace:
    """Builds the workspace again and sets the clock to where it stood."""
    clock.change(now=read_time(raw["clock"]["now"]), running=raw["clock"]["running"])
    fields = dict(raw["workspace"])
    fields["users"] = {k: User(**v) for k, v in fields["users"].items()}
    fields["channels"] = {k: _channel(v) for k, v in fields["channels"].items()}
    fields["usergroups"] = {k: Usergroup(**v) for k, v in fields["usergroups"].items()}
    fields["files"] = {k: _file(v) for k, v in fields["files"].items()}
    fields["ephemerals"] = [Ephemeral(**v) for v in fields["ephemerals"]]
    fields["views"] = {k: View(**v) for k, v in fields["views"].items()}
    return Workspace(**fields)


def _channel(raw: Json) -> Channel:
    return Channel(**raw | {"topic": Label(**raw["topic"]), "purpose": Label(**raw["purpose"])})


def _file(raw: Json) -> SlackFile:
    return SlackFile(**raw | {"content": base64.b64decode(raw["content"])})


def save_file(path: Path, ws: Workspace, clock: StoryClock) -> None:
    """Writes beside and moves into place, so that a kill leaves the old file whole."""
    beside = path.with_suffix(path.suffix + ".new")
    beside.write_text(json.dumps(dump(ws, clock)), encoding="utf-8")
    beside.replace(path)


def load_file(path: Path, clock: StoryClock) -> Workspace:
    return load(json.loads(path.read_text(encoding="utf-8")), clock)
