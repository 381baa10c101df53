"""The machine: the settings, the database and the folder it lies in, the clock."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from fireline.core.errors import Misconfigured
from fireline.core.feature import Feature
from fireline.doctor.findings import Finding, good, look, wrong
from fireline.settings import Settings, load
from fireline.store.backend import Unavailable
from fireline.store.engine import parse, path_of
from fireline.store.version import head, needs_migration

MOST_SKEW = 60  # seconds; at 300 every request of Slack's is refused, and due times are off long before


def read_settings(environ: Mapping[str, str], features: Sequence[Feature]) -> tuple[Settings | None, list[Finding]]:
    """The settings as far as they can be read: with a broken YAML file, the environment alone."""
    try:
        settings = load(environ, features)
    except Misconfigured as problem:
        found = [wrong(problem.key, problem.problem, "see docs/settings.md; `fireline config check` tells it again")]
        without = {key: value for key, value in environ.items() if key != "FIRELINE_CONFIG"}
        return (None if without == dict(environ) else read_settings(without, features)[0]), found
    file = settings.env.config
    return settings, [good("configuration", f"{file} is right" if file else "no file is named; defaults hold")]


def secrets(environ: Mapping[str, str]) -> list[str]:
    """Every secret that is set, so that none is ever shown."""
    values = [environ.get(name, "") for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")]
    values += values[-1].replace(",", " ").split()
    return [*values, *_passwords(environ.get("DATABASE_URL", ""))]


def _passwords(url: str) -> list[str]:
    """The password as it is, and as it is written in the address."""
    written = url.partition("://")[2].rpartition("@")[0].partition(":")[2]
    try:
        return [str(make_url(url).password or ""), written]
    except ArgumentError:
        return [url, written]


def database(settings: Settings) -> list[Finding]:
    """Whether it can be reached, written to, and what its schema is."""
    try:
        url = parse(settings.database_url)
        found = _file(path_of(url)) if url.get_backend_name() == "sqlite" else []
        return found if any(f.state == "wrong" for f in found) else [*found, _schema(url, settings.database_url)]
    except Misconfigured as problem:
        return [wrong("database", problem.problem, f"set {problem.key} to a database of this version")]
    except Unavailable as away:
        reason = " ".join(away.reason.split())
        return [wrong("database", reason, "start it, or mend host, user and password in DATABASE_URL")]


def _schema(url: URL, address: str) -> Finding:
    where = url.render_as_string(hide_password=True) if url.get_backend_name() != "sqlite" else str(path_of(url))
    if needs_migration(address):
        return good("database", f"{where}: the schema is made or brought up to date at the next start")
    return good("database", f"{where}: schema {head()}, up to date")


def _file(path: Path) -> list[Finding]:
    folder = _first_that_exists(path.parent)
    if not os.access(folder, os.W_OK | os.X_OK) or not folder.is_dir():
        fix = "give its owner the right to write, or name another folder in FIRELINE_DATA or DATABASE_URL"
        return [wrong("database", f"the folder {folder} cannot be written to", fix)]
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        return [wrong("database", f"{path} cannot be written to", "give it to the user who runs Fireline")]
    return _writer(path)


def _first_that_exists(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.exists())


def _writer(path: Path) -> list[Finding]:
    """Who writes to the file now. The lock is tried only where a process left its number."""
    lock = Path(f"{path}.lock")
    if not lock.is_file() or not (holder := lock.read_text(encoding="ascii", errors="replace").strip()):
        return []
    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return [good("process", f"Fireline is running as process {holder} and writes to the database")]
    said = "the last run did not end by itself (killed, or power lost); the next start checks the file"
    return [look("process", said, "start `fireline run`; it says so when the file is damaged")]


def clock(slacks: datetime | None, ours: datetime) -> Finding:
    """Slack's clock beside the machine's."""
    if slacks is None:
        return look("clock", "Slack's answer carried no time", "compare this machine's clock with any other")
    seconds = round((ours - slacks).total_seconds())
    if abs(seconds) <= MOST_SKEW:
        return good("clock", "agrees with Slack's")
    direction = "ahead of" if seconds > 0 else "behind"
    fix = "switch on time synchronisation (`timedatectl set-ntp true`)"
    return wrong("clock", f"this machine is {abs(seconds)} s {direction} Slack", fix)
