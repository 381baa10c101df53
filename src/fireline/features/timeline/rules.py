"""Emoji and what they mean, what a Slack message says, whose word counts: decisions without a database or a clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator

from fireline.features.timeline.masking import masked


class Mark(StrEnum):
    KEY = "key"
    FINDING = "finding"
    DECISION = "decision"
    MITIGATION = "mitigation"
    UPDATE = "update"
    ACTION = "action"
    DONE = "done"
    LEAVE_OUT = "leave_out"


# Marks that make a message a moment of the postmortem.
KEY_MARKS = frozenset({Mark.KEY, Mark.FINDING, Mark.DECISION, Mark.MITIGATION})
PIN = "=pin"  # no emoji is called so: a pin counts as one
CHOICE_KEY, CHOICE_HIDDEN = "=key", "=hidden"  # what somebody chose by button, until a newer mark

# One meaning, several drawings. Whoever configures one of them gets them all.
LOOK_ALIKES: tuple[frozenset[str], ...] = (
    frozenset({"pushpin", "round_pushpin"}),
    frozenset({"bulb", "light_bulb", "electric_light_bulb"}),
    frozenset({"scales", "balance_scale"}),
    frozenset({"adhesive_bandage", "bandage"}),
    frozenset({"mega", "loudspeaker", "megaphone"}),
    frozenset({"clipboard", "memo_clipboard"}),
    frozenset({"white_check_mark", "heavy_check_mark", "ballot_box_with_check"}),
    frozenset({"scissors", "black_scissors"}),
    frozenset({"memo", "pencil"}),
)


def emoji_name(name: str) -> str:
    """The name without colons and skin tone, look-alikes as one."""
    plain = name.strip().strip(":").split("::")[0].lower()
    plain = re.sub(r"_(?:light|medium-light|medium|medium-dark|dark)_skin_tone$", "", plain)
    return next((min(same) for same in LOOK_ALIKES if plain in same), plain)


class Emoji(BaseModel):
    """The section `emoji`: which emoji mean what. No emoji may mean two things."""

    model_config = ConfigDict(extra="forbid")

    key: tuple[str, ...] = ("pushpin",)
    finding: tuple[str, ...] = ("bulb",)
    decision: tuple[str, ...] = ("scales",)
    mitigation: tuple[str, ...] = ("adhesive_bandage",)
    update: tuple[str, ...] = ("mega",)
    action: tuple[str, ...] = ("clipboard",)
    done: tuple[str, ...] = ("white_check_mark",)
    leave_out: tuple[str, ...] = ("scissors",)
    receipt: str = Field("memo", description="what Fireline puts on a marked message; none of the others")

    @model_validator(mode="after")
    def _are_disjoint(self) -> Emoji:
        taken = {emoji_name(self.receipt): "receipt"}
        for mark in Mark:
            for name in {emoji_name(n) for n in getattr(self, mark)}:
                if name in taken:
                    raise ValueError(f":{name}: stands for both {taken[name]} and {mark}; each emoji has one meaning")
                taken[name] = mark
        return self

    def meaning(self, name: str) -> Mark | None:
        """What this reaction marks; None for the thousands that mean nothing here."""
        wanted = emoji_name(name)
        for mark in Mark:
            if wanted in {emoji_name(n) for n in getattr(self, mark)}:
                return mark
        return None


class Capture(RootModel[Literal["all", "marked"]]):
    """The section `capture`: whether every message of an incident channel is recorded, or only what is marked."""

    root: Literal["all", "marked"] = "all"

    @model_validator(mode="before")
    @classmethod
    def _defaults_to_all(cls, given: Any) -> Any:
        return "all" if given == {} else given

    @property
    def only_marked(self) -> bool:
        return self.root == "marked"


# messages -----------------------------------------------------------------------------------------------------
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


# marks --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Word:
    """Somebody's last word about one emoji on one message."""

    user_id: str
    emoji: str
    mark: Mark
    is_on: bool
    at: datetime


@dataclass(frozen=True)
class Standing:
    """What all words about one message come to."""

    marks: tuple[Mark, ...] = ()
    is_key: bool = False
    is_hidden: bool = False
    marked_by: str | None = None


def standing(words: Sequence[Word]) -> Standing:
    """What the message is marked as now. A choice by button holds until somebody marks it anew."""
    pins = [w for w in words if w.emoji == PIN]  # one may pin and another unpin: the last of them counts
    said = [w for w in words if w.emoji not in (PIN, CHOICE_KEY, CHOICE_HIDDEN)]
    said += [max(pins, key=lambda w: (w.at, w.user_id))] if pins else []
    on = sorted((w for w in said if w.is_on), key=lambda w: (w.at, w.user_id, w.emoji))
    marks = {w.mark for w in on}
    is_key = _chosen(words, CHOICE_KEY, [w for w in on if w.mark in KEY_MARKS])
    is_hidden = _chosen(words, CHOICE_HIDDEN, [w for w in on if w.mark is Mark.LEAVE_OUT])
    first = next((w.user_id for w in on if w.user_id), None)
    choosers = [w.user_id for w in words if w.emoji in (CHOICE_KEY, CHOICE_HIDDEN) and w.is_on]
    by = first or (min(choosers) if choosers else None)
    return Standing(tuple(m for m in Mark if m in marks), is_key, is_hidden, by)


def _chosen(words: Iterable[Word], choice: str, on: Sequence[Word]) -> bool:
    latest = max((w for w in words if w.emoji == choice), key=lambda w: (w.at, w.user_id), default=None)
    if latest is None:
        return bool(on)
    return latest.is_on or any(w.at > latest.at for w in on)
