"""The channels in which Fireline announces and updates: which of them are missing, and making them for an admin."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fireline.core.events import UserId
from fireline.features.incidents.rules import Channels
from fireline.features.people import reads as people
from fireline.store.unit import Unit

MADE = "overview.channel_made"
_ID = re.compile(r"[CG][A-Z0-9]{6,}")


def missing(unit: Unit) -> tuple[str, ...]:
    """Names (or ids) of the settings in which the bot cannot speak now."""
    wanted = (unit.config(Channels).digest, unit.config(Channels).stakeholders)
    names = dict.fromkeys(name.lstrip("#") for name in wanted if name)
    return tuple(name for name in names if people.channel_named(unit, name) is None)


def can_create(names: Sequence[str]) -> bool:
    """An id in the settings means a channel that is there already."""
    return not any(_ID.fullmatch(name) for name in names)


def create(unit: Unit, name: str, *, by: UserId) -> None:
    """Asks Slack for the channel; its end comes as `MADE`."""
    unit.call(
        "conversations.create",
        {"name": name, "is_private": False},
        lane=f"make-channel:{name}",
        key=f"make-channel:{name}:{unit.now.timestamp():.6f}",
        topic=MADE,
        data={"name": name, "user_id": by},
    )
