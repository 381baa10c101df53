"""The workspace as the bot's token sees it: who it is, what it may do, which channels it is in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from fireline.core.clock import machine_now
from fireline.doctor import machine
from fireline.doctor.chosen import Wanted
from fireline.doctor.findings import Finding, good, look, wrong
from fireline.slack.probe import Probe, Told

TOKEN = "SLACK_BOT_TOKEN"
WHERE = "copy it from the app's page: OAuth & Permissions, Bot User OAuth Token"
KINDS = {
    "xoxp-": "it is a user token (xoxp-)",
    "xapp-": "it is an app-level token (xapp-), which belongs into SLACK_APP_TOKEN",
    "xoxe": "it is a token that expires (xoxe), for token rotation is on, which Fireline does not do",
}
MEANINGS = {
    "invalid_auth": "Slack does not know it",
    "not_authed": "Slack does not know it",
    "account_inactive": "the app was removed from the workspace",
    "token_revoked": "it was revoked",
    "token_expired": "it has expired",
    "not_allowed_token_type": "it is a token of another kind",
}
PAGE = 200
Tell = Callable[[str], object]


def token_kind(token: str) -> Finding | None:
    """What is wrong with the look of the bot's token; None when it looks like one."""
    if not token:
        return wrong(TOKEN, "it is not set", WHERE)
    if token.startswith("xoxb-"):
        return None
    kind = next((said for start, said in KINDS.items() if token.startswith(start)), "it does not begin with xoxb-")
    return wrong(TOKEN, kind, WHERE)


def identity(told: Told) -> Finding:
    """Who the bot is, by `auth.test`."""
    if not told.error:
        return good(TOKEN, f"the bot is @{told.body.get('user')} in {told.body.get('team')}")
    if not told.reached:
        return wrong(TOKEN, f"Slack was not asked: {told.error}", "see to the way out to slack.com (proxy, firewall)")
    return wrong(TOKEN, f"Slack refuses it: {MEANINGS.get(told.error, told.error)}", f"install the app, then {WHERE}")


def scopes(told: Told, wanted: frozenset[str]) -> Finding:
    """The granted scopes beside those of the manifest."""
    granted = told.scopes
    if granted is None:
        return look("scopes", "Slack did not say which are granted", "compare OAuth & Permissions with manifest.yml")
    if missing := sorted(wanted - granted):
        fix = "add under OAuth & Permissions, Bot Token Scopes, then reinstall the app to the workspace"
        return wrong("scopes", f"missing: {', '.join(missing)}", fix)
    more = sorted(granted - wanted)
    return good("scopes", f"all {len(wanted)} are granted" + (f"; not used: {', '.join(more)}" if more else ""))


async def channels(probe: Probe, wanted: Wanted, *, bot: str, tell: Tell) -> list[Finding]:
    """The channels outside incidents: whether each exists, and whether the bot may speak there."""
    set_names = {key: str(getattr(wanted.section, key)) for key in ("digest", "stakeholders", "admin")}
    names = {key: name.lstrip("#") for key, name in (set_names | dict(wanted.chosen)).items() if name}
    tell("Reading the channels the bot is in…")
    ours = await _found(probe, "users.conversations", set(names.values()))
    if isinstance(ours, Finding):
        return [ours]
    if absent := set(names.values()) - ours.keys():
        tell("Reading the channels of the workspace (slow in a large one)…")
    others = await _found(probe, "conversations.list", absent) if absent else {}
    if isinstance(others, Finding):
        return [others]
    told = [_channel(key, name, ours.get(name), others.get(name), bot, wanted) for key, name in names.items()]
    return told if "admin" in names else [*told, _no_admin()]


def _no_admin() -> Finding:
    said = "none is set, so a message that could not be delivered is told in the log only, with no way to retry"
    return look("channels.admin", said, "name a channel in the YAML file and invite the bot")


def _channel(
    key: str, name: str, ours: Mapping[str, Any] | None, other: Mapping[str, Any] | None, bot: str, wanted: Wanted
) -> Finding:
    subject, found = f"channels.{key}", ours or other
    invite = f"type `/invite @{bot}` in it"
    name = str((found or {}).get("name") or name)
    how = ", chosen on the home tab" if key in wanted.chosen else ""
    if found is None:
        said = f"#{name} does not exist, or is private and the bot is not in it"
        return wrong(subject, said, f"create it (or set {subject} to another), then {invite}")
    if found.get("is_archived"):
        return wrong(subject, f"#{name} is archived", f"unarchive it, or set {subject} to another")
    if (found.get("is_ext_shared") or found.get("is_org_shared")) and not wanted.section.allow_shared:
        fix = f"set {subject} to another, or channels.allow_shared to true"
        return wrong(subject, f"#{name} is shared with another organisation, so nothing is told there", fix)
    if ours is None:
        return wrong(subject, f"the bot is not in #{name}{how}", invite)
    return good(subject, f"the bot is in #{name}{how}")


async def _found(probe: Probe, method: str, wanted: set[str]) -> dict[str, Mapping[str, Any]] | Finding:
    """Those of the wanted channels (names or ids) that this method lists; stops once all are found."""
    found: dict[str, Mapping[str, Any]] = {}
    async for told in _pages(probe, method):
        if told.error:
            return wrong("channels", f"{method} is refused: {told.error}", "see the lines about token and scopes")
        for channel in told.body.get("channels") or []:
            found |= {key: channel for key in (channel["id"], channel.get("name")) if key in wanted}
        if wanted <= found.keys():
            break
    return found


async def _pages(probe: Probe, method: str) -> AsyncIterator[Told]:
    cursor: str | None = None
    while cursor != "":
        told = await probe.ask(method, types="public_channel,private_channel", limit=PAGE, cursor=cursor)
        yield told
        cursor = (told.body.get("response_metadata") or {}).get("next_cursor") or ""


async def examine(
    probe: Probe,
    *,
    token: str,
    wanted_scopes: frozenset[str],
    wanted: Callable[[str], Awaitable[Wanted]],
    tell: Tell,
) -> list[Finding]:
    """All that the bot's token can tell; stops at a token that is refused."""
    if (kind := token_kind(token)) is not None:
        return [kind]
    tell("Asking Slack who the bot is…")
    told = await probe.ask("auth.test")
    found = [identity(told)]
    if told.date:
        found.append(machine.clock(told.date, machine_now()))
    if told.error:
        return found
    found.append(scopes(told, wanted_scopes))
    holding = await wanted(str(told.body.get("team_id")))
    return found + await channels(probe, holding, bot=str(told.body.get("user")), tell=tell)
