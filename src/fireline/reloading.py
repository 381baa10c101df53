"""Reads the settings file anew while Fireline runs: all of it holds from then on, or none of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import structlog

from fireline.core.errors import Misconfigured
from fireline.core.feature import Feature
from fireline.features.failures.reports import tell_admins, tell_missing_channels
from fireline.settings import Settings, again
from fireline.slack import mrkdwn
from fireline.store.unit import Unit
from fireline.store.units import Units
from fireline.written import Problem, WrongFile

log = structlog.get_logger("fireline")
MOST_TOLD = 4
# What does not reach back, by the key that was changed.
LATER = {
    "cadence": "`cadence` holds from the next update of each incident on.",
    "channels": "`channels.name` and `channels.first_number` hold for incidents to come.",
    "afterwards": "`afterwards` holds for incidents that are resolved from now on.",
    "retention": "`retention` holds for incidents that are closed from now on.",
}


class Reloading:
    """`settings` are those that hold; `then` is done after others took their place."""

    def __init__(
        self, settings: Settings, features: Sequence[Feature], units: Units, then: Callable[[], Awaitable[None]]
    ) -> None:
        self.settings = settings
        self._features = features
        self._units = units
        self._then = then

    async def run(self) -> bool:
        """Whether the file was right. A wrong one changes nothing, and is told to admins."""
        try:
            found = again(self.settings.env, self._features)
        except Misconfigured as wrong:
            log.error("The settings file is wrong; the old settings hold.", key=wrong.key, problem=wrong.problem)
            text = _wrong(wrong)
            await self._units.run(self._units.home, lambda unit: _tell(unit, text))
            return False
        changed = _changed(self.settings, found)
        self.settings = found
        self._units.registry.use(found.sections_of)
        log.info("The settings were read again.", changed=changed)
        await self._units.run(self._units.home, lambda unit: _told(unit, changed))
        await self._then()
        return True


def _changed(before: Settings, after: Settings) -> list[str]:
    names = {name for name in after.sections if after.sections[name] != before.sections.get(name)}
    return sorted(names | ({"workspaces"} if after.workspaces != before.workspaces else set()))


def _wrong(wrong: Misconfigured) -> str:
    problems = wrong.problems if isinstance(wrong, WrongFile) else (Problem(wrong.key, wrong.problem),)
    lines = ["*The settings file is wrong; the settings from before hold.*"]
    lines += [
        f"• {mrkdwn.escape(each.label)}: {mrkdwn.fit(mrkdwn.escape(each.said), 200)}" for each in problems[:MOST_TOLD]
    ]
    rest = len(problems) - MOST_TOLD
    return "\n".join([*lines, f"{rest} more: `fireline config check` tells all."] if rest > 0 else lines)


def _told(unit: Unit, changed: Sequence[str]) -> None:
    names = ", ".join(f"`{name}`" for name in changed)
    lines = [f"*The settings were read again.* Changed: {names or 'nothing'}."]
    _tell(unit, "\n".join([*lines, *(LATER[name] for name in changed if name in LATER)]))
    tell_missing_channels(unit)


def _tell(unit: Unit, text: str) -> None:
    tell_admins(unit, f"settings:{unit.now.timestamp():.6f}", text)
