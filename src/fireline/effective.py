"""Every setting that holds, with where it comes from; secrets masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, RootModel
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from fireline.doctor.findings import MASK, SECRET
from fireline.sections import WORKSPACES
from fireline.settings import Settings
from fireline.written import Written

SECRETS = ("bot_token", "signing_secret", "app_token")
DEFAULT = "default"


@dataclass(frozen=True)
class Setting:
    """`origin` is `default`, `environment`, or the file and the line."""

    key: str
    value: str
    origin: str


def environment(settings: Settings) -> Iterator[Setting]:
    env = settings.env
    for name, declared in type(env).model_fields.items():
        value = getattr(env, name)
        shown = MASK if name in SECRETS and value else _without_password(_shown(value))
        is_set = name in env.model_fields_set or (declared.alias or "") in env.model_fields_set
        yield Setting(declared.alias or name, shown, "environment" if is_set else DEFAULT)


def settings_of(settings: Settings, workspace_id: str = "") -> Iterator[Setting]:
    """Every key of every section as it holds in a workspace, or at the top."""
    sections = settings.workspaces.get(workspace_id, settings.sections)
    for name, section in sections.items():
        for path, value in _leaves(section, (name,)):
            origin = _origin(settings.written, path, workspace_id)
            yield Setting(".".join(path), SECRET.sub(MASK, _shown(value)), origin)


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, RootModel):
        yield from _leaves(value.root, path)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _leaves(getattr(value, name), (*path, name))
    elif isinstance(value, Mapping) and value:
        for key, below in value.items():
            yield from _leaves(below, (*path, str(key)))
    elif isinstance(value, tuple) and any(isinstance(each, BaseModel) for each in value):
        for number, below in enumerate(value):
            yield from _leaves(below, (*path, str(number)))
    else:
        yield path, value


def _origin(written: Written, path: tuple[str, ...], workspace_id: str) -> str:
    """The line that says it, one for this workspace before one for all."""
    for key in ((WORKSPACES, workspace_id, *path), path):
        if key in written.lines:
            return f"{written.path}:{written.lines[key]}"
    return DEFAULT


def _shown(value: Any) -> str:
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60}h" if minutes and minutes % 60 == 0 else f"{minutes}m"
    if isinstance(value, tuple):
        return f"[{', '.join(_shown(each) for each in value)}]"
    if value is None:
        return "null"
    return "''" if value == "" else str(value).lower() if isinstance(value, bool) else str(value)


def _without_password(value: str) -> str:
    if "://" not in value:
        return SECRET.sub(MASK, value)
    try:
        return make_url(value).render_as_string(hide_password=True)
    except ArgumentError:
        return MASK
