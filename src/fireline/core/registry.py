"""All that the features declared, laid out for look-up: the one place where two claims to one name are refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from fireline.core.errors import Misconfigured
from fireline.core.feature import (
    Command,
    DueHandler,
    EventHandler,
    Feature,
    PressHandler,
    Reaction,
    SettledHandler,
    ShortcutHandler,
    SubmitHandler,
    Undo,
)

S = TypeVar("S")


class Registry:
    """Look-ups over the declared features, in their order (lower floors first)."""

    def __init__(self, features: Sequence[Feature], settings: Iterable[Any] = ()) -> None:
        self.features = tuple(features)
        self._settings = {type(section): section for section in settings}
        self.commands: tuple[Command, ...] = tuple(c for f in features for c in f.commands)
        self.actions: Mapping[str, PressHandler] = _merged(features, "actions")
        self.views: Mapping[str, SubmitHandler] = _merged(features, "views")
        self.shortcuts: Mapping[str, ShortcutHandler] = _merged(features, "shortcuts")
        self.due: Mapping[str, DueHandler] = _merged(features, "due")
        self.settled: Mapping[str, SettledHandler] = _merged(features, "settled")
        self.undo: Mapping[str, Undo] = _merged(features, "undo")
        self._reactions = [(pattern, handler) for f in features for pattern, handler in f.reactions.items()]
        self._found: dict[str, tuple[Reaction, ...]] = {}

    def config(self, section: type[S]) -> S:
        """The settings of one section, as its feature declared it; defaults when nobody set any."""
        found = self._settings.get(section)
        return section() if found is None else found

    def reactions(self, kind: str) -> tuple[Reaction, ...]:
        """Who reacts to this kind of event, lower floors first."""
        if kind not in self._found:
            self._found[kind] = tuple(h for pattern, h in self._reactions if _covers(pattern, kind))
        return self._found[kind]

    def takers(self, slack_type: str) -> tuple[EventHandler, ...]:
        """Who reads this type of Slack event."""
        return tuple(f.slack_events[slack_type] for f in self.features if slack_type in f.slack_events)


def _covers(pattern: str, kind: str) -> bool:
    return pattern in ("*", kind) or (pattern.endswith(".") and kind.startswith(pattern))


def _merged(features: Sequence[Feature], attribute: str) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for feature in features:
        for name, handler in getattr(feature, attribute).items():
            if name in merged:
                raise Misconfigured(name, f"two features claim it as one of their {attribute}")
            merged[name] = handler
    return merged
