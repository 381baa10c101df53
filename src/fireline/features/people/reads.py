"""What others may ask about people and conversations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, tzinfo

from pydantic import BaseModel
from sqlalchemy import Row, bindparam, func, select

from fireline.core.events import ChannelId, UserId
from fireline.features.people.rules import zone_named
from fireline.features.people.tables import channel_choice, conversation, person
from fireline.store.unit import Unit


@dataclass(frozen=True)
class Person:
    """One person; somebody not met yet has the id as name and UTC as zone."""

    user_id: UserId
    name: str
    zone: tzinfo = UTC
    is_admin: bool = False
    is_guest: bool = False
    is_bot: bool = False
    is_deleted: bool = False
    dm_channel_id: ChannelId | None = None
    is_known: bool = False
    root: str | None = None

    @property
    def is_member(self) -> bool:
        """Somebody of this workspace, still here: who can be given something to do."""
        return not (self.is_bot or self.is_deleted or self.is_guest)


ROOT = "/fireline"  # the word that is always there

# Built once: every drawing of a card or a digest line asks them.
_PERSON = select(person).where(
    person.c.workspace_id == bindparam("of_workspace"), person.c.user_id == bindparam("of_user")
)
_CHANNEL_NAMED = select(conversation.c.channel_id).where(
    conversation.c.workspace_id == bindparam("of_workspace"),
    (conversation.c.name == bindparam("of_name")) | (conversation.c.channel_id == bindparam("of_name")),
    conversation.c.is_member,
    ~conversation.c.is_archived,
)


def _read(row: Row[tuple[object, ...]]) -> Person:
    return Person(
        user_id=UserId(row.user_id),
        name=row.name,
        zone=zone_named(row.zone),
        is_admin=row.is_admin,
        is_guest=row.is_guest,
        is_bot=row.is_bot,
        is_deleted=row.is_deleted,
        dm_channel_id=row.dm_channel_id,
        is_known=True,
        root=row.root,
    )


def person_of(unit: Unit, user_id: str) -> Person:
    return unit.recall(("person", user_id), lambda: _asked_person(unit, user_id))


def _asked_person(unit: Unit, user_id: str) -> Person:
    found = unit.first(_PERSON, {"of_workspace": unit.workspace_id, "of_user": user_id})
    return _read(found) if found else Person(UserId(user_id), user_id)


def root_of(unit: Unit, user_id: str) -> str:
    """The slash command to show this person: the one they type, else the one that most here do."""
    return person_of(unit, user_id).root or unit.recall("root", lambda: _usual_root(unit))


def _usual_root(unit: Unit) -> str:
    c, many = person.c, func.count()
    mine = (c.workspace_id == unit.workspace_id, c.root.is_not(None))
    found = unit.first(select(c.root).where(*mine).group_by(c.root).order_by(many.desc(), c.root).limit(1))
    return str(found.root) if found else ROOT


def names(unit: Unit) -> dict[str, str]:
    """User id to display name, of everybody met so far: for exports and web pages."""
    rows = unit.rows(select(person.c.user_id, person.c.name).where(person.c.workspace_id == unit.workspace_id))
    return {row.user_id: row.name for row in rows}


def channel_named(unit: Unit, name_or_id: str) -> ChannelId | None:
    """The conversation of that name or id in which the bot can speak now; None when there is none."""
    return unit.recall(("channel", name_or_id), lambda: _asked_channel(unit, name_or_id.lstrip("#")))


def _asked_channel(unit: Unit, name: str) -> ChannelId | None:
    found = unit.first(_CHANNEL_NAMED, {"of_workspace": unit.workspace_id, "of_name": name})
    return ChannelId(found.channel_id) if found else None


def channel_set(unit: Unit, key: str, section: BaseModel) -> str:
    """The name or id that holds for this key: what the settings say, else what an admin chose, else the default."""
    chosen = None if key in section.model_fields_set else unit.recall(("choice", key), lambda: _choice(unit, key))
    return chosen or str(getattr(section, key))


def _choice(unit: Unit, key: str) -> str | None:
    c = channel_choice.c
    row = unit.first(select(c.channel_id).where(c.workspace_id == unit.workspace_id, c.key == key))
    return row.channel_id if row else None


@dataclass(frozen=True)
class Conversation:
    channel_id: ChannelId
    name: str
    is_private: bool
    is_archived: bool
    is_shared: bool
    is_member: bool


def conversation_of(unit: Unit, channel_id: str) -> Conversation | None:
    """What is known of one channel; None for one that the bot never was in."""
    return unit.recall(("conversation", channel_id), lambda: _asked_conversation(unit, channel_id))


def is_private(unit: Unit, channel_id: str | None) -> bool | None:
    """Whether Slack lets nobody walk into this channel; None for one that the bot never was in."""
    known = conversation_of(unit, channel_id) if channel_id else None
    return known.is_private if known is not None else None


def _asked_conversation(unit: Unit, channel_id: str) -> Conversation | None:
    row = unit.first(
        select(conversation).where(
            conversation.c.workspace_id == unit.workspace_id, conversation.c.channel_id == channel_id
        )
    )
    if row is None:
        return None
    flags = (row.is_private, row.is_archived, row.is_shared, row.is_member)
    return Conversation(ChannelId(row.channel_id), row.name, *flags)
