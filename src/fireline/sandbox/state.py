"""The workspace: people, conversations, messages, files, screens. Plain data in memory, nothing that acts."""

from bisect import insort
from dataclasses import dataclass, field
from typing import Any, Literal

from fireline.sandbox.clock import stamp

Json = dict[str, Any]
Kind = Literal["channel", "group", "im", "mpim"]


@dataclass
class User:
    id: str
    name: str
    real_name: str
    tz: str = "Europe/Berlin"
    is_deleted: bool = False
    is_guest: bool = False
    is_single_channel_guest: bool = False
    is_bot: bool = False
    is_admin: bool = False
    updated: int = 0


@dataclass
class Label:
    """A topic or a purpose."""

    value: str = ""
    creator: str = ""
    last_set: int = 0


@dataclass
class Channel:
    """Any conversation: public (`channel`), private (`group`), direct (`im`) or group direct (`mpim`)."""

    id: str
    name: str
    kind: Kind
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    topic: Label = field(default_factory=Label)
    purpose: Label = field(default_factory=Label)
    is_archived: bool = False
    is_general: bool = False
    is_ext_shared: bool = False
    previous_names: list[str] = field(default_factory=list)
    messages: dict[str, Json] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    pins: list[Json] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)
    last_base: int = 0
    last_stamp: int = 0

    @property
    def is_private(self) -> bool:
        return self.kind != "channel"

    def stamp(self, micros: int) -> str:
        """A `ts` for this moment that nothing else in this conversation has: a microsecond later when taken."""
        chosen = self.last_stamp + 1 if micros == self.last_base else micros
        while stamp(chosen) in self.messages:
            chosen += 1
        self.last_base, self.last_stamp = micros, chosen
        return stamp(chosen)

    def put(self, message: Json) -> None:
        """Keeps a message in its place by `ts`."""
        ts = message["ts"]
        if ts not in self.messages:
            insort(self.order, ts)
        self.messages[ts] = message

    def drop(self, ts: str) -> Json:
        """Takes a message away."""
        self.order.remove(ts)
        return self.messages.pop(ts)

    def thread(self, parent_ts: str) -> list[Json]:
        """The replies of a thread, in order, without the parent."""
        return [m for m in self.listed() if m.get("thread_ts") == parent_ts and m["ts"] != parent_ts]

    def listed(self) -> list[Json]:
        """Every message, oldest first."""
        return [self.messages[ts] for ts in self.order]


@dataclass
class Ephemeral:
    """A message that one person alone sees."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    by: str = "app"
    thread_ts: str | None = None
    origin: str | None = None
    seq: int = 0


@dataclass
class SlackFile:
    id: str
    name: str
    title: str
    user: str
    created: int
    content: bytes = b""
    length: int = 0
    is_uploaded: bool = False
    is_shared: bool = False
    shares: list[Json] = field(default_factory=list)


@dataclass
class View:
    """A modal or a home tab on somebody's screen, with what they have entered so far."""

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    entered: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass
class Usergroup:
    id: str
    handle: str
    name: str
    members: list[str] = field(default_factory=list)
    is_disabled: bool = False


@dataclass
class Workspace:
    team_id: str = "T0FIRELINE"
    team_name: str = "Fireline Demo"
    team_domain: str = "fireline-demo"
    app_id: str = "A0FIRELINE"
    bot_id: str = "B0FIRELINE"
    bot_user: str = "U0FIRELINE"
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    usergroups: dict[str, Usergroup] = field(default_factory=dict)
    files: dict[str, SlackFile] = field(default_factory=dict)
    ephemerals: list[Ephemeral] = field(default_factory=list)
    views: dict[str, View] = field(default_factory=dict)
    stacks: dict[str, list[str]] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    entered: dict[str, dict[str, Json]] = field(default_factory=dict)
    counter: int = 0

    def new_id(self, letter: str) -> str:
        """A fresh id in Slack's form: a letter and upper-case letters and digits."""
        self.counter += 1
        return f"{letter}0{_base36(self.counter):0>9}"

    def channel_named(self, name: str) -> Channel | None:
        """The public or private channel that has this name now."""
        bare = name.lstrip("#")
        return next((c for c in self.channels.values() if c.name == bare and c.kind in ("channel", "group")), None)

    def user_named(self, name: str) -> User | None:
        bare = name.lstrip("@")
        return next((u for u in self.users.values() if u.name == bare), None)

    def im_of(self, members: set[str]) -> Channel | None:
        """The direct conversation of exactly these people."""
        return next((c for c in self.channels.values() if c.kind in ("im", "mpim") and set(c.members) == members), None)


def _base36(number: int) -> str:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return text or "0"
