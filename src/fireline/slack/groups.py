"""Who belongs to the user groups that the permissions name: asked of Slack now and then, kept in the store."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from fireline.core.errors import GiveUp, RetryLater
from fireline.core.events import WorkspaceId
from fireline.core.permissions import Permissions
from fireline.features.failures.reports import tell_admins
from fireline.guard import Guard
from fireline.slack.client import Slack
from fireline.store import groups
from fireline.store.unit import Unit
from fireline.store.units import Units

log = structlog.get_logger("fireline.slack")
EVERY = 600.0  # seconds: who joins a group may wait so long, and who left it has its rights so long
FIX = "The app needs the scope `usergroups:read`: add it under OAuth & Permissions and reinstall the app."


class UserGroups:
    """Asks only for groups that are named. What was known stays while Slack cannot be asked."""

    def __init__(self, units: Units, slack: Slack, workspace_id: WorkspaceId, guard: Guard) -> None:
        self._units = units
        self._slack = slack
        self._workspace_id = workspace_id
        self._guard = guard
        self.under_way = 0

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            await self._guard.run("user groups", self.refresh)
            await asyncio.sleep(EVERY)

    async def refresh(self) -> None:
        """Asks once for each group that the settings name now."""
        self.under_way += 1
        try:
            named = sorted(self._named())
            await self._forget_others(named)
            for group_id in named:
                await self._ask(group_id)
        except RetryLater as away:
            log.info("User groups are asked for later.", reason=away.reason)
        finally:
            self.under_way -= 1

    def _named(self) -> frozenset[str]:
        section = self._units.registry.settings_of(self._workspace_id).get(Permissions)
        return section.groups if section is not None else frozenset()

    async def _forget_others(self, named: Sequence[str]) -> None:
        team = self._workspace_id
        known = await self._units.read(team, lambda unit: groups.known(unit.connection, team))
        if known - set(named):
            await self._units.run(team, lambda unit: groups.forget_others(unit.connection, team, named))

    async def _ask(self, group_id: str) -> None:
        team = self._workspace_id
        try:
            found = await self._slack.call(team, "usergroups.users.list", {"usergroup": group_id})
        except GiveUp as refused:
            reason = refused.reason
            log.warning("A user group of the settings cannot be read.", group=group_id, reason=reason)
            await self._units.run(team, lambda unit: _tell(unit, group_id, reason))
        else:
            users = list(found["users"])
            await self._units.run(team, lambda unit: groups.remember(unit.connection, team, group_id, users))


def _tell(unit: Unit, group_id: str, reason: str) -> None:
    """Once for each group and reason."""
    fix = FIX if "missing_scope" in reason else "Name another one, or take it out of `permissions`."
    text = f"The members of the user group `{group_id}` are not known: Slack says `{reason}`. {fix}"
    tell_admins(unit, f"user-group:{group_id}:{reason}", text)
