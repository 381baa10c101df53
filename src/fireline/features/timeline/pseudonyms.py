"""What stands for people who were forgotten: an id that Slack never gave out, the same one each time."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from fireline.core.events import UserId
from fireline.features.people.tables import person
from fireline.store.unit import Unit

PREFIX = "U0GONE"


def pseudonym_of(unit: Unit, user_id: str) -> UserId:
    """`U0GONEK3JQ7WZ2`. Who knows the real id can find it again."""
    digest = hashlib.sha256(f"{unit.workspace_id}:{user_id}".encode()).digest()
    return UserId(f"{PREFIX}{base64.b32encode(digest).decode()[:8]}")


def name_of(pseudonym: str) -> str:
    return f"someone {pseudonym[len(PREFIX) :][:4].lower()}"


def in_place(unit: Unit, message: Mapping[str, Any]) -> Mapping[str, Any]:
    """A message out of history, which still names the people who were forgotten here, without those names."""
    gone = unit.recall("pseudonyms", lambda: _present(unit))
    if not gone:
        return message

    def known_as(user_id: Any) -> Any:
        found = pseudonym_of(unit, user_id) if isinstance(user_id, str) else user_id
        return found if found in gone else user_id

    named = {name: known_as(message[name]) for name in ("user", "inviter") if message.get(name)}
    reactions = [{**r, "users": [known_as(u) for u in r.get("users") or ()]} for r in message.get("reactions") or ()]
    return {**message, **named, **({"reactions": reactions} if reactions else {})}


def _present(unit: Unit) -> frozenset[str]:
    c = person.c
    rows = unit.rows(select(c.user_id).where(c.workspace_id == unit.workspace_id, c.user_id.startswith(PREFIX)))
    return frozenset(row.user_id for row in rows)
