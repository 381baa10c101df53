"""Marks: who put which emoji on which message, and what that makes of the message's entry.

Every word of a person is kept (the last one per emoji counts), also about messages that have not come yet; the entry
is then set to what all words come to. So neither order nor repetition matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from fireline.core.events import ChannelId, Event, IncidentId, UserId
from fireline.core.permissions import MARK, REFUSED, Act
from fireline.features.people import reads as people
from fireline.features.roles import reads as roles
from fireline.features.timeline import events, fetching, voices
from fireline.features.timeline.reads import source_of
from fireline.features.timeline.rules import (
    CHOICE_KEY,
    MENU,
    PIN,
    Capture,
    Emoji,
    Mark,
    Word,
    standing,
)
from fireline.features.timeline.snapshots import Snapshot
from fireline.store import journal, surfaces
from fireline.store.unit import Unit

# History shows marks as they stood when it was read; what Slack stamped just before that may be newer.
READING_TOOK = timedelta(seconds=2)


def mark(
    unit: Unit,
    incident_id: IncidentId,
    channel_id: ChannelId,
    ts: str,
    user_id: str,
    emoji: str,
    *,
    on: bool,
    at: datetime,
    author: str | None = None,
) -> None:
    """Somebody put an emoji on a message (of `author`), or took it away. Bots never mark.

    What one said oneself one may leave out, and one's own emoji one may take away, whoever else may mark.
    """
    meaning = Mark.KEY if emoji == PIN else unit.config(Emoji).meaning(emoji)
    if meaning is None or meaning is Mark.DONE:
        return
    is_theirs = (emoji != PIN and not on) or _is_own(unit, meaning, user_id, author)
    if not is_theirs and not _let(unit, incident_id, channel_id, user_id, on=on):
        return
    if voices.say(
        unit, incident_id, voices.subject(channel_id, ts), Word(user_id, voices.same(emoji), meaning, on, at)
    ):
        settle(unit, incident_id, channel_id, ts, by=user_id, at=at)


def mark_from_menu(
    unit: Unit,
    incident_id: IncidentId,
    channel_id: ChannelId,
    ts: str,
    user_id: UserId,
    meaning: Mark,
    *,
    on: bool,
    at: datetime,
) -> None:
    """Somebody marked a message from its menu, or took that back."""
    subject, name = voices.subject(channel_id, ts), f"{MENU}{meaning}"
    before = [w.at for w in voices.words_of(unit, subject) if (w.user_id, w.emoji) == (user_id, name)]
    at = max([at, *(each + timedelta(microseconds=1) for each in before)])  # two words in one tick of the clock
    if voices.say(unit, incident_id, subject, Word(user_id, name, meaning, on, at)):
        settle(unit, incident_id, channel_id, ts, by=user_id, at=at)


def is_on_record(unit: Unit, channel_id: str, ts: str) -> bool:
    """Whether the timeline has this message."""
    return journal.by_source(unit, source_of(channel_id, ts)) is not None


def mark_ours(
    unit: Unit,
    incident_id: IncidentId,
    channel_id: ChannelId,
    ts: str,
    user_id: str,
    emoji: str,
    *,
    on: bool,
    at: datetime,
) -> None:
    """A reaction to a message of our own: only *done*, and only where the message has a name (a task, an item)."""
    shown = surfaces.find(unit, channel_id, ts)
    if shown is None or unit.config(Emoji).meaning(emoji) is not Mark.DONE:
        return
    if not _let(unit, incident_id, channel_id, user_id, on=on):
        return
    subject = voices.subject(channel_id, ts)
    before = standing(voices.words_of(unit, subject)).marks
    if not voices.say(unit, incident_id, subject, Word(user_id, voices.same(emoji), Mark.DONE, on, at)):
        return
    after = standing(voices.words_of(unit, subject)).marks
    if before != after:
        data = {"mark": Mark.DONE, "channel": channel_id, "ts": ts, "surface": shown.name}
        kind = events.MARKED if after else events.UNMARKED
        unit.emit(_told(kind, incident_id, UserId(user_id), at, data))


def compare(unit: Unit, incident_id: IncidentId, channel_id: ChannelId, said: Snapshot) -> None:
    """Brings the words up to date with what history shows: marks made and taken back while nobody listened."""
    assert said.read_at is not None
    subject, at = voices.subject(channel_id, said.ts), said.read_at - READING_TOOK
    known = {
        (w.user_id, w.emoji): w for w in voices.words_of(unit, subject) if w.emoji == PIN or not w.emoji.startswith("=")
    }
    shown = {(user, voices.same(name)): name for user, name in said.reactions}
    pinned = standing([w for w in known.values() if w.emoji == PIN]).is_key
    for (user_id, emoji), name in shown.items():
        meaning = Mark.KEY if name == PIN else unit.config(Emoji).meaning(name)
        is_known = pinned if name == PIN else (user_id, emoji) in known and known[user_id, emoji].is_on
        if meaning is None or meaning is Mark.DONE or is_known:
            continue
        if _may_mark(unit, incident_id, user_id) or _is_own(unit, meaning, user_id, said.user_id):
            voices.say(unit, incident_id, subject, Word(user_id, emoji, meaning, True, at))
    for (user_id, emoji), word in known.items():
        gone = ("", PIN) not in shown if emoji == PIN else (user_id, emoji) not in shown
        if word.is_on and gone:
            voices.say(unit, incident_id, subject, Word(user_id, emoji, word.mark, False, at))


def choose(unit: Unit, found: Row[Any], choice: str, value: bool, *, by: UserId) -> None:
    """Somebody decided by button: key or not, left out or not. It holds until somebody marks the message anew."""
    meaning = Mark.KEY if choice == CHOICE_KEY else Mark.LEAVE_OUT
    subject = voices.subject_of(found)
    earlier = [w.at for w in voices.words_of(unit, subject) if w.emoji == choice]
    at = max([unit.now, *(each + timedelta(microseconds=1) for each in earlier)])  # the later word of one moment counts
    voices.say(unit, found.incident_id, subject, Word(by, choice, meaning, value, at))
    if found.kind in events.MESSAGES:
        settle(unit, found.incident_id, found.channel_id, found.ts, by=by, at=unit.now)
        return
    column = "is_key" if choice == CHOICE_KEY else "is_hidden"
    journal.change(unit, found.id, marked_by=by, **{column: value})


def settle(
    unit: Unit,
    incident_id: IncidentId,
    channel_id: ChannelId,
    ts: str,
    *,
    by: str | None = None,
    at: datetime | None = None,
) -> None:
    """Sets the message's entry to what all words about it come to, and tells who reacts to marks."""
    words = voices.words_of(unit, voices.subject(channel_id, ts))
    if not words:
        return
    now, found = standing(words), journal.by_source(unit, source_of(channel_id, ts))
    wants_text = unit.config(Capture).only_marked and bool(now.marks)
    if found is None or (wants_text and found.data.get("dropped")):
        if wants_text:
            fetching.ask(unit, incident_id, channel_id, ts, since=max(w.at for w in words))
        return
    if found.deleted_at is not None:
        return
    before = tuple(Mark(m) for m in found.data.get("marks", ()))
    _write(unit, found, now.marks, is_key=now.is_key, is_hidden=now.is_hidden, marked_by=now.marked_by)
    who, when = UserId(by or now.marked_by or ""), at or max(w.at for w in words)
    _tell(unit, found, before, now.marks, by=who, at=when)
    _receipt(unit, found, bool(before), bool(now.marks), when)


def is_bot(unit: Unit, user_id: str) -> bool:
    return bool(user_id) and people.person_of(unit, user_id).is_bot


def _let(unit: Unit, incident_id: IncidentId, channel_id: ChannelId, user_id: str, *, on: bool) -> bool:
    """Whether this person's emoji count; who cannot know that they do not is told, once."""
    if _may_mark(unit, incident_id, user_id):
        return True
    if on and not is_bot(unit, user_id):
        data = {"act": Act.CONTRIBUTE, "way": MARK}
        told = _told(REFUSED, incident_id, UserId(user_id), unit.now, data)
        unit.emit(replace(told, channel_id=channel_id, source=f"{REFUSED}:{MARK}:{incident_id}:{user_id}"))
    return False


def _may_mark(unit: Unit, incident_id: IncidentId, user_id: str) -> bool:
    """Bots never mark, nor does who may not add to the record."""
    return not user_id or (not is_bot(unit, user_id) and roles.may(unit, user_id, Act.CONTRIBUTE, incident_id))


def _is_own(unit: Unit, meaning: Mark, user_id: str, author: str | None) -> bool:
    """Whether somebody leaves out what they said themselves."""
    return meaning is Mark.LEAVE_OUT and user_id == author and not is_bot(unit, user_id)


def _write(unit: Unit, found: Row[Any], marks: Sequence[Mark], **columns: Any) -> None:
    data = {k: v for k, v in found.data.items() if k != "marks"} | ({"marks": list(marks)} if marks else {})
    text = found.text
    if unit.config(Capture).only_marked and not marks and not columns["is_key"]:
        data, text, columns["is_hidden"] = {"dropped": True}, "", True
    same = data == found.data and all(getattr(found, name) == value for name, value in columns.items())
    if not same:
        journal.change(unit, found.id, data=data, text=text, **columns)


def _tell(
    unit: Unit, found: Row[Any], before: Sequence[Mark], after: Sequence[Mark], *, by: UserId, at: datetime
) -> None:
    facts = {"channel": found.channel_id, "ts": found.ts, "entry_id": found.id, "actor_id": found.actor_id}
    for kind, changed in ((events.UNMARKED, set(before) - set(after)), (events.MARKED, set(after) - set(before))):
        for one in sorted(changed):
            unit.emit(_told(kind, found.incident_id, by, at, facts | {"mark": one}))


def _told(kind: str, incident_id: IncidentId, by: UserId, at: datetime, data: dict[str, Any]) -> Event:
    return Event(kind=kind, incident_id=incident_id, happened_at=at, actor_id=by or None, data=data, hidden=True)


def _receipt(unit: Unit, found: Row[Any], before: bool, after: bool, at: datetime) -> None:
    """A small emoji of ours says that the mark was seen; it goes with the last mark."""
    if before == after:
        return
    place = f"{found.channel_id}:{found.ts}"
    name = unit.config(Emoji).receipt.strip(":")
    unit.call(
        "reactions.add" if after else "reactions.remove",
        {"channel": found.channel_id, "timestamp": found.ts, "name": name},
        lane=f"receipt:{place}",
        key=f"receipt:{place}:{at.isoformat()}:{after}",
        incident_id=found.incident_id,
    )
