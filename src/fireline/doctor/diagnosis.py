"""The whole check, in the order in which things are set up."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from fireline.core.clock import machine_now
from fireline.core.feature import Feature
from fireline.core.permissions import Permissions
from fireline.doctor import chosen, doors, machine, workspace
from fireline.doctor.findings import Finding, scrubbed
from fireline.settings import Settings
from fireline.slack.client import open_session
from fireline.slack.probe import Probe

MANIFEST = Path(__file__).parents[1] / "manifest.yml"


async def examine(environ: Mapping[str, str], features: Sequence[Feature], *, tell: workspace.Tell) -> list[Finding]:
    """Everything that a real workspace needs; `tell` hears what is being done now."""
    settings, found = machine.read_settings(environ, features)
    if settings is not None:
        tell("Opening the database…")
        found += await asyncio.to_thread(machine.database, settings)
        found += await _slack(settings, features, tell)
    return scrubbed(found, machine.secrets(environ))


async def _slack(settings: Settings, features: Sequence[Feature], tell: workspace.Tell) -> list[Finding]:
    manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    async with open_session() as session:
        seen = await workspace.examine(
            Probe(session, base_url=settings.env.slack_api_url, token=settings.env.bot_token),
            token=settings.env.bot_token,
            wanted_scopes=frozenset(manifest["oauth_config"]["scopes"]["bot"]) | _of_groups(settings),
            wanted=lambda team: chosen.channels(settings, features, team),
            tell=tell,
        )
        tell("Looking at the way in…")
        return [*seen, *await doors.examine(settings, session, events=len(events), now=machine_now())]


def _of_groups(settings: Settings) -> frozenset[str]:
    """What the app needs besides, where the settings name a user group."""
    found = [
        sections.get("permissions", Permissions()) for sections in (settings.sections, *settings.workspaces.values())
    ]
    return frozenset({"usergroups:read"} if any(each.groups for each in found) else ())
