"""Remembers what Slack says of people and conversations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete

from fireline.features.people import reads
from fireline.features.people.tables import channel_choice, conversation, person
from fireline.store import keyed
from fireline.store.sql import Upsert
from fireline.store.unit import Unit

# Somebody from another organisation sees no more than a guest does.
OUTSIDERS = ("is_restricted", "is_ultra_restricted", "is_stranger")
# Slack says the same several times over, and nothing is held meanwhile: who is second overwrites.
_PERSON = Upsert(
    person,
    ("workspace_id", "user_id"),
    ("name", "zone", "is_admin", "is_guest", "is_bot", "is_deleted", "learned_at"),
)
_CONVERSATION = Upsert(
    conversation,
    ("workspace_id", "channel_id"),
    ("name", "is_private", "is_archived", "is_shared", "is_member"),
)
_CHOICE = Upsert(channel_choice, ("workspace_id", "key"), ("channel_id", "chosen_by", "chosen_at"))


def remember_person(unit: Unit, user: Mapping[str, Any]) -> None:
    """Takes a `user` object of `users.info` or `user_change`; what is known of the DM stays."""
    unit.forget_all()
    profile = user.get("profile") or {}
    facts = {
        "name": profile.get("display_name") or user.get("real_name") or user.get("name") or user["id"],
        "zone": user.get("tz") or "UTC",
        "is_admin": bool(user.get("is_admin") or user.get("is_owner")),
        "is_guest": any(user.get(name) for name in OUTSIDERS),
        "is_bot": bool(user.get("is_bot")),
        "is_deleted": bool(user.get("deleted")),
        "learned_at": unit.now,
    }
    _put(unit, _PERSON, {"user_id": user["id"], **facts})


def remember_dm(unit: Unit, user_id: str, channel_id: str) -> None:
    """Stores the id of the DM with somebody, so that it is opened once."""
    unit.forget_all()
    keyed.change(unit, person, {"user_id": user_id}, dm_channel_id=channel_id)


def note_root(unit: Unit, user_id: str, root: str) -> None:
    """Remembers which of our slash commands somebody types, to show them that one."""
    if reads.person_of(unit, user_id).root == root:
        return
    unit.forget_all()
    keyed.change(unit, person, {"user_id": user_id}, root=root[:32])


def remember_conversation(unit: Unit, channel: Mapping[str, Any], *, is_member: bool = True) -> None:
    """Takes a `channel` object of the Web API."""
    unit.forget_all()
    facts = {
        "name": channel.get("name") or channel["id"],
        "is_private": bool(channel.get("is_private") or channel.get("is_group")),
        "is_archived": bool(channel.get("is_archived")),
        "is_shared": bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")),
        "is_member": is_member,
    }
    _put(unit, _CONVERSATION, {"channel_id": channel["id"], **facts})


def choose_channel(unit: Unit, key: str, channel_id: str, *, by: str) -> None:
    """Remembers the channel that an admin chose; a line of the settings holds over it."""
    unit.forget_all()
    _put(unit, _CHOICE, {"key": key, "channel_id": channel_id, "chosen_by": by, "chosen_at": unit.now})


def change_conversation(unit: Unit, channel_id: str, **facts: Any) -> None:
    """Notes a rename, an archive, a leave of a conversation that is known."""
    unit.forget_all()
    keyed.change(unit, conversation, {"channel_id": channel_id}, **facts)


def forget_conversation(unit: Unit, channel_id: str) -> None:
    unit.forget_all()
    unit.execute(delete(conversation).where(*keyed.having(unit, conversation, channel_id=channel_id)))


def _put(unit: Unit, upsert: Upsert, row: Mapping[str, Any]) -> None:
    unit.execute(upsert.on(unit.connection), {"workspace_id": unit.workspace_id, **row})
