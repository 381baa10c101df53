"""Who said what about which message: every mark that people put or took, of which the last one per emoji counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, insert, select, update

from fireline.core.events import IncidentId
from fireline.features.timeline import events
from fireline.features.timeline.rules import Mark, Word, emoji_name, standing
from fireline.features.timeline.tables import timeline_mark
from fireline.store.unit import Unit


def say(unit: Unit, incident_id: IncidentId, subject: str, word: Word) -> bool:
    """Keeps the word if it is this person's latest about the emoji; False when it changes nothing."""
    c = timeline_mark.c
    mine = and_(
        c.workspace_id == unit.workspace_id, c.subject == subject, c.user_id == word.user_id, c.emoji == word.emoji
    )
    known = unit.first(select(c.at, c.is_on).where(mine))
    values = {"mark": word.mark, "is_on": word.is_on, "at": word.at}
    if known is None:
        key = {"workspace_id": unit.workspace_id, "subject": subject, "user_id": word.user_id, "emoji": word.emoji}
        unit.execute(insert(timeline_mark).values(**key, incident_id=incident_id, **values))
        return True
    if known.at >= word.at:
        return False
    unit.execute(update(timeline_mark).where(mine).values(**values))
    return True


def words_of(unit: Unit, subject: str) -> list[Word]:
    c = timeline_mark.c
    rows = unit.rows(select(timeline_mark).where(c.workspace_id == unit.workspace_id, c.subject == subject))
    return [Word(r.user_id, r.emoji, Mark(r.mark), r.is_on, r.at) for r in rows]


def is_marked(unit: Unit, channel_id: str, ts: str) -> bool:
    return bool(standing(words_of(unit, subject(channel_id, ts))).marks)


def marked_since(unit: Unit, channel_id: str, stamps: Sequence[str]) -> frozenset[str]:
    """Which of these messages somebody has marked."""
    c = timeline_mark.c
    by_subject = {subject(channel_id, ts): ts for ts in stamps}
    if not by_subject:
        return frozenset()
    rows = unit.rows(
        select(c.subject).where(c.workspace_id == unit.workspace_id, c.subject.in_(by_subject), c.is_on).distinct()
    )
    return frozenset(by_subject[row.subject] for row in rows)


def spoken_of(unit: Unit, messages: Sequence[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Those of the messages `(channel, ts)` about which somebody has ever put or taken a mark."""
    c = timeline_mark.c
    by_subject = {subject(channel_id, ts): (channel_id, ts) for channel_id, ts in messages}
    mine = (c.workspace_id == unit.workspace_id, c.subject.in_(by_subject))
    return frozenset(by_subject[row.subject] for row in unit.rows(select(c.subject).where(*mine).distinct()))


def subject(channel_id: str, ts: str) -> str:
    """What a message is called here, also one that has not come yet."""
    return f"{channel_id}:{ts}"


def subject_of(found: Row[Any]) -> str:
    return subject(found.channel_id, found.ts) if found.kind in events.MESSAGES else f"entry:{found.id}"


def same(emoji: str) -> str:
    """One name for the emoji and its look-alikes; a choice made by button keeps its own."""
    return emoji if emoji.startswith("=") else emoji_name(emoji)
