"""What a Slack message says, and how two readings of it compare. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fireline.core.masking import masked
from fireline.features.timeline.rules import PIN

SAID = frozenset({None, "me_message", "file_share", "thread_broadcast", "bot_message", "file_comment"})
JOINS = frozenset({"channel_join", "group_join"})
LEAVES = frozenset({"channel_leave", "group_leave"})
CHANGES = frozenset(
    f"{kind}_{what}"
    for kind in ("channel", "group")
    for what in ("topic", "purpose", "name", "archive", "unarchive", "convert_to_private", "convert_to_public")
)
SLACKBOT = "USLACKBOT"
NEARBY = timedelta(seconds=5)  # Slack tells a join twice: as a message and as an event, at nearly the same moment


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A message as it stood at one moment. Of two snapshots the later `version` says what it reads now.

    `reactions` (pairs of user and emoji name, and the pin) are there only when the message was read from history.
    """

    ts: str
    user_id: str | None
    bot_id: str | None
    bot_name: str
    text: str
    files: tuple[Mapping[str, str], ...]
    thread_ts: str | None
    version: datetime
    is_edited: bool
    read_at: datetime | None = None
    reactions: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    @property
    def is_bot(self) -> bool:
        return self.bot_id is not None or self.user_id in (None, SLACKBOT)

    @property
    def said_at(self) -> datetime:
        return moment_of(self.ts)


def moment_of(ts: str) -> datetime:
    """Slack's timestamp as a moment, exact to the microsecond (a float would lose the last digits)."""
    seconds, _, micros = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(f"{micros:0<6}"[:6]))


def stamp_of(moment: datetime) -> str:
    """The timestamp of a moment, as Slack writes it."""
    return f"{int(moment.replace(microsecond=0).timestamp()):010d}.{moment.microsecond:06d}"


def snapshot_of(message: Mapping[str, Any], *, seen_at: str | None = None, read_at: str | None = None) -> Snapshot:
    """Reads a message of an event or of history.

    `seen_at` is the `event_ts` of a change, which carries the message as it stood then; without one its own last
    edit tells. `read_at` is when history was read.
    """
    edited = str((message.get("edited") or {}).get("ts") or "") or None
    version = seen_at or edited or str(message["ts"])
    thread = message.get("thread_ts")
    return Snapshot(
        ts=str(message["ts"]),
        user_id=message.get("user"),
        bot_id=message.get("bot_id"),
        bot_name=str(message.get("username") or (message.get("bot_profile") or {}).get("name") or ""),
        text=masked(_words(message)),
        files=tuple(_file(f) for f in message.get("files") or () if isinstance(f, Mapping)),
        thread_ts=str(thread) if thread and thread != message["ts"] else None,
        version=moment_of(version),
        is_edited=bool(edited or seen_at),
        read_at=moment_of(read_at) if read_at else None,
        reactions=_reactions(message) if read_at else frozenset(),
    )


def changes_text(changed: Mapping[str, Any]) -> bool:
    """Whether a `message_changed` says something new: a preview of a link, a new reply or a pin does not."""
    now, before = changed["message"], changed.get("previous_message")
    if now.get("edited"):
        return True
    if before is None:
        return False
    return _words(now) != _words(before) or len(now.get("files") or ()) != len(before.get("files") or ())


def _words(message: Mapping[str, Any]) -> str:
    """What was said; a bot that says it in attachments is heard too."""
    text = str(message.get("text") or "")
    if text.strip() or not message.get("bot_id"):
        return text
    attachments = [a for a in message.get("attachments") or () if isinstance(a, Mapping)]
    said = [a.get("fallback") or " ".join(str(a[k]) for k in ("title", "text") if a.get(k)) for a in attachments]
    return "\n".join(str(s) for s in said if s)


def _file(file: Mapping[str, Any]) -> Mapping[str, str]:
    name = str(file.get("name") or file.get("title") or "file")
    kind = str(file.get("mimetype") or file.get("filetype") or "")
    return {"name": masked(name), "type": kind, "permalink": str(file.get("permalink") or "")}


def _reactions(message: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    found = {(user, str(r["name"])) for r in message.get("reactions") or () for user in r.get("users") or ()}
    return frozenset(found | ({("", PIN)} if message.get("pinned_to") else set()))


def permalink(channel_id: str, ts: str, thread_ts: str | None = None) -> str:
    """The link that Slack leads to the message in whichever workspace the reader is signed in."""
    link = f"https://slack.com/archives/{channel_id}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread_ts}&cid={channel_id}" if thread_ts else link
