"""The app's manifest, as Slack reads it: what the app may do, hear and be asked."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Command:
    name: str
    should_escape: bool = False
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True)
class Shortcut:
    callback_id: str
    is_global: bool
    name: str = ""
    description: str = ""


@dataclass(frozen=True)
class Manifest:
    """Only what changes Slack's behaviour towards the app."""

    name: str = "App"
    bot_name: str = "app"
    scopes: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    commands: dict[str, Command] = field(default_factory=dict)
    shortcuts: tuple[Shortcut, ...] = ()
    is_interactive: bool = False
    has_home: bool = False
    can_be_messaged: bool = False


def load_manifest(path: Path) -> Manifest:
    """Reads a manifest file (YAML or JSON)."""
    return _read(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def _read(text: str) -> Manifest:
    return parse_manifest(yaml.safe_load(text))


def parse_manifest(raw: dict[str, Any]) -> Manifest:
    """Reads the parts of an app manifest that this Slack acts on; unknown parts are passed over."""
    features, settings = raw.get("features") or {}, raw.get("settings") or {}
    home = features.get("app_home") or {}
    commands = [
        Command(c["command"], bool(c.get("should_escape")), c.get("description", ""), c.get("usage_hint", ""))
        for c in features.get("slash_commands") or []
    ]
    shortcuts = [
        Shortcut(s["callback_id"], s["type"] == "global", s.get("name", ""), s.get("description", ""))
        for s in features.get("shortcuts") or []
    ]
    return Manifest(
        name=(raw.get("display_information") or {}).get("name", "App"),
        bot_name=(features.get("bot_user") or {}).get("display_name", "app"),
        scopes=frozenset(((raw.get("oauth_config") or {}).get("scopes") or {}).get("bot") or []),
        events=frozenset((settings.get("event_subscriptions") or {}).get("bot_events") or []),
        commands={command.name: command for command in commands},
        shortcuts=tuple(shortcuts),
        is_interactive=bool((settings.get("interactivity") or {}).get("is_enabled")),
        has_home=bool(home.get("home_tab_enabled")),
        can_be_messaged=bool(home.get("messages_tab_enabled")) and not home.get("messages_tab_read_only_enabled"),
    )
