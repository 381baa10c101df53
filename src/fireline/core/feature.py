"""What a feature declares: its doors (commands, buttons, forms), its reactions, its due work. `app.py` lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, TypeAlias

from fireline.core.answers import Answer
from fireline.core.events import ChannelId, Event, IncidentId, UserId, WorkspaceId
from fireline.core.grammar import Kind, Line, Place
from fireline.core.permissions import Act

if TYPE_CHECKING:  # the unit is handed in; core knows its name only
    from fireline.store.unit import Unit


@dataclass(frozen=True, kw_only=True)
class Context:
    """Who asks, where, when, and the unit in which the answer is found.

    One context lives for one hop: every read and write of a handler is one transaction. `incident_id` is the incident
    the line is about (its channel, or `INC-42` in front), already checked to be visible to the actor; None elsewhere.
    """

    unit: Unit
    now: datetime
    workspace_id: WorkspaceId
    actor_id: UserId
    zone: tzinfo
    channel_id: ChannelId | None
    incident_id: IncidentId | None
    root: str = "/fireline"
    typed: str = ""
    trigger_id: str | None = None
    response_url: str | None = None
    view_id: str | None = None  # the dialog in which somebody pressed or wrote
    is_admin: bool = False
    is_guest: bool = False


@dataclass(frozen=True, kw_only=True)
class Press:
    """A button or select that somebody used: `value` is the button's value or the chosen option's (list if several).

    `message` is the carrying message as Slack sent it (None in forms and homes), `metadata` the form's
    private_metadata, `values` the fields of the form in which it was pressed.
    """

    action_id: str
    value: str
    selected: tuple[str, ...] = ()
    message: Mapping[str, Any] | None = None
    ephemeral: bool = False
    view: Mapping[str, Any] | None = None
    metadata: str = ""


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A form that was sent: `values` by block id, as plain values (text, option value, user id, list, date)."""

    callback_id: str
    values: Mapping[str, Any]
    metadata: str = ""
    view_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """A global shortcut, or one on a message (then `message` and its channel are set)."""

    callback_id: str
    message: Mapping[str, Any] | None = None


CommandHandler: TypeAlias = Callable[[Context, Line], Answer]
PressHandler: TypeAlias = Callable[[Context, Press], Answer]
SubmitHandler: TypeAlias = Callable[[Context, Submission], Answer]
ShortcutHandler: TypeAlias = Callable[[Context, Shortcut], Answer]


@dataclass(frozen=True, kw_only=True)
class Command:
    """A verb of the command line: help, README table and grammar all come from this one declaration.

    The handler's docstring's first line is the help text; `example` is a line that works as it stands. `addressed`:
    a reference as its whole argument says what the line is about, also in the channel of another incident
    (`resolve INC-42`); elsewhere that goes for every verb that needs an incident.
    """

    name: str
    handler: CommandHandler
    kind: Kind
    place: Place
    synonyms: tuple[str, ...] = ()
    usage: str = ""
    example: str = ""
    hidden: bool = False
    addressed: bool = False

    @property
    def summary(self) -> str:
        return (self.handler.__doc__ or "").strip().splitlines()[0]


@dataclass(frozen=True, kw_only=True)
class SlackEvent:
    """An event of Slack's Events API, out of the inbox.

    `payload` is the inner `event` object. `incident_id` is set when its channel belongs to an incident.
    `late` means that it was found by back-fill.
    """

    workspace_id: WorkspaceId
    type: str
    payload: Mapping[str, Any]
    channel_id: ChannelId | None
    incident_id: IncidentId | None
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Due:
    """A due time that has come: `subject` names what it is about, `data` what was stored with it."""

    kind: str
    subject: str
    due_at: datetime
    incident_id: IncidentId | None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Settled:
    """A delivery that came to its end: `result` is the other side's answer, `error` is set when it died."""

    topic: str
    incident_id: IncidentId | None
    data: Mapping[str, Any]
    result: Mapping[str, Any]
    error: str | None = None


# Each runs inside a unit, in its transaction; none awaits, none commits.
Reaction: TypeAlias = Callable[["Unit", Event], None]
EventHandler: TypeAlias = Callable[["Unit", SlackEvent], None]
DueHandler: TypeAlias = Callable[["Unit", Due], None]
SettledHandler: TypeAlias = Callable[["Unit", Settled], None]
Undo: TypeAlias = Callable[["Unit", Event, UserId], str]
# What somebody must be let do; for an event also how that is told from what happened.
Permission: TypeAlias = Act | Callable[[Event], Act | None]


@dataclass(frozen=True, kw_only=True)
class Feature:
    """Everything one folder brings.

    actions: action id (`roles:lead`) -> handler; views: callback id -> handler; shortcuts: callback id -> handler.
    slack_events: inner type (`message`, `reaction_added`) -> handler; several features may take the same type.
    reactions: event kind, or a prefix ending in `.`, or `*` -> handler, run in the order of the features.
    due: kind of due row -> handler. settled: topic of a delivery -> handler. undo: event kind -> how it is taken back.
    settings: section name of the YAML and its pydantic model.
    permissions: kind of event (or a prefix ending in `.`) -> what who causes it must be let do; the frame holds every
    change against it. Also the name of a command or an id of a door, for doors that ask before they act, and of each
    form (its callback id): it neither opens for nor is taken from who may not.
    """

    name: str
    commands: tuple[Command, ...] = ()
    actions: Mapping[str, PressHandler] = field(default_factory=dict)
    views: Mapping[str, SubmitHandler] = field(default_factory=dict)
    shortcuts: Mapping[str, ShortcutHandler] = field(default_factory=dict)
    slack_events: Mapping[str, EventHandler] = field(default_factory=dict)
    reactions: Mapping[str, Reaction] = field(default_factory=dict)
    due: Mapping[str, DueHandler] = field(default_factory=dict)
    settled: Mapping[str, SettledHandler] = field(default_factory=dict)
    undo: Mapping[str, Undo] = field(default_factory=dict)
    settings: Mapping[str, type[Any]] = field(default_factory=dict)
    permissions: Mapping[str, Permission] = field(default_factory=dict)
