"""Which channels hold for a workspace: what its settings say, else what somebody chose in Slack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from fireline.core.clock import SystemClock
from fireline.core.errors import Misconfigured, RetryLater
from fireline.core.events import WorkspaceId
from fireline.core.feature import Feature
from fireline.core.registry import Registry
from fireline.features.incidents.rules import Channels
from fireline.features.people import reads as people
from fireline.settings import Settings
from fireline.store import version
from fireline.store.engine import Database
from fireline.store.unit import Unit
from fireline.store.units import Units

KEYS = ("digest", "stakeholders")  # what can be chosen in Slack


@dataclass(frozen=True)
class Wanted:
    """The section, and by key the id of the channel that was chosen in Slack."""

    section: Channels
    chosen: Mapping[str, str]


async def channels(settings: Settings, features: Sequence[Feature], workspace_id: str) -> Wanted:
    """Without a database that can be read, what the settings say."""
    registry = Registry(features, settings.sections_of)
    section = registry.settings_of(workspace_id).get(Channels, Channels())

    def look(unit: Unit) -> dict[str, str]:
        holds = {key: people.channel_set(unit, key, section) for key in KEYS}
        return {key: channel for key, channel in holds.items() if channel != getattr(section, key)}

    try:
        database = await Database.open(settings.database_url, read_only=True)
    except (Misconfigured, RetryLater):
        return Wanted(section, {})
    try:
        if await database.read(version.current) != version.head():
            return Wanted(section, {})
        units = Units(database, registry, SystemClock())
        return Wanted(section, await units.read(WorkspaceId(workspace_id), look))
    except (SQLAlchemyError, RetryLater):
        return Wanted(section, {})
    finally:
        await database.close()
