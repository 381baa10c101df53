"""All that the features declared, laid out for look-up: the one place where two claims to one name are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from fireline.core.errors import Misconfigured
from fireline.core.events import Event
from fireline.core.feature import (
    Command,
    DueHandler,
    EventHandler,
    Feature,
    Permission,
    PressHandler,
    Reaction,
    SettledHandler,
    ShortcutHandler,
    SubmitHandler,
    Undo,
)
from fireline.core.permissions import Act

S = TypeVar("S")
NOTHING: Mapping[type[Any], Any] = MappingProxyType({})


class Registry:
    """Look-ups over the declared features, in their order (lower floors first)."""

    def __init__(self, features: Sequence[Feature], sections: Callable[[str], Iterable[Any]] | None = None) -> None:
        """`sections` gives what the settings say for a workspace."""
        self.features = tuple(features)
        self._sections: Callable[[str], Iterable[Any]] = sections or (lambda _: ())
        self._settings: dict[str, Mapping[type[Any], Any]] = {}
        self.commands: tuple[Command, ...] = tuple(c for f in features for c in f.commands)
        self.actions: Mapping[str, PressHandler] = _merged(features, "actions")
        self.views: Mapping[str, SubmitHandler] = _merged(features, "views")
        self.shortcuts: Mapping[str, ShortcutHandler] = _merged(features, "shortcuts")
        self.due: Mapping[str, DueHandler] = _merged(features, "due")
        self.settled: Mapping[str, SettledHandler] = _merged(features, "settled")
        self.undo: Mapping[str, Undo] = _merged(features, "undo")
        self._reactions = [(pattern, handler) for f in features for pattern, handler in f.reactions.items()]
        self._found: dict[str, tuple[Reaction, ...]] = {}
        self._permissions: Mapping[str, Permission] = _merged(features, "permissions")

    def settings_of(self, workspace_id: str) -> Mapping[type[Any], Any]:
        """The sections that hold in a workspace, by their model. Whoever keeps them sees one state of the file."""
        known = self._settings  # first: another thread may put others in place of both
        if workspace_id not in known:
            known[workspace_id] = {type(section): section for section in self._sections(workspace_id)}
        return known[workspace_id]

    def use(self, sections: Callable[[str], Iterable[Any]]) -> None:
        """Other settings from now on; units that are open already end with those they began with."""
        self._sections = sections
        self._settings = {}

    def act_at(self, door: str) -> Act | None:
        """What one must be let do to pass this door at all."""
        found = self._permissions.get(door)
        return found if isinstance(found, Act) else None

    def act_of(self, event: Event) -> Act | None:
        """What one must be let do to cause this."""
        found = self._held(event.kind)
        return found if found is None or isinstance(found, Act) else found(event)

    def is_held(self, kind: str) -> bool:
        """Whether some permission decides about events of this kind."""
        return self._held(kind) is not None

    def _held(self, kind: str) -> Permission | None:
        return self._permissions.get(kind, self._permissions.get(kind.partition(".")[0] + "."))

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
