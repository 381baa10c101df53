"""The channels in which Fireline announces and updates: which of them are missing, and making them for an admin."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fireline.core.events import UserId
from fireline.features.incidents.rules import Channels
from fireline.features.people import reads as people
from fireline.store.unit import Unit

MADE = "overview.channel_made"
KEYS = ("digest", "stakeholders")
_ID = re.compile(r"[CG][A-Z0-9]{6,}")


def missing(unit: Unit) -> dict[str, str]:
    """Where the bot cannot speak now: the key of the settings, and the name (or id) that holds for it."""
    wanted = {key: people.channel_set(unit, key, unit.config(Channels)).lstrip("#") for key in KEYS}
    return {key: name for key, name in wanted.items() if name and people.channel_named(unit, name) is None}


def is_to_create(name: str) -> bool:
    """An id means a channel that is there already, and waits for an invitation."""
    return not _ID.fullmatch(name)


def create(unit: Unit, wanted: Mapping[str, str], *, by: UserId) -> None:
    """Asks Slack for the channels; the end of each comes as `MADE`."""
    for name in dict.fromkeys(name for name in wanted.values() if is_to_create(name)):
        unit.call(
            "conversations.create",
            {"name": name, "is_private": False},
            lane=f"make-channel:{name}",
            key=f"make-channel:{name}:{unit.now.timestamp():.6f}",
            topic=MADE,
            data={"name": name, "user_id": by},
        )
