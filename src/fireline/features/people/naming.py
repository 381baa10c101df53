"""People in what many read: named, so that they are read and not called."""

from __future__ import annotations

from fireline.features.people import reads
from fireline.slack import mrkdwn
from fireline.store.unit import Unit


def name(unit: Unit, user_id: str) -> str:
    """The display name; the id of somebody never met."""
    return mrkdwn.escape(reads.person_of(unit, user_id).name)


def spoken(unit: Unit, user_id: str) -> str:
    """`@bea`; somebody never met can only be called."""
    return f"@{name(unit, user_id)}" if reads.person_of(unit, user_id).is_known else mrkdwn.mention(user_id)


def plain(unit: Unit, text: str) -> str:
    """What a reader of `text` sees where Slack shows no mentions: in names of channels, topics, on lock screens."""
    return mrkdwn.plain(text, reads.names(unit) if "<@" in text else None)
