"""How the bot hears: Socket Mode or HTTP, their credentials, and what only a person can look up."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from fireline.doctor.findings import Finding, good, look, wrong
from fireline.settings import Settings
from fireline.slack.probe import Probe, challenge

if TYPE_CHECKING:
    import aiohttp

SECRET_SHAPE = re.compile(r"[0-9a-f]{32}")
SECRET = "SLACK_SIGNING_SECRET"
APP_TOKEN = "SLACK_APP_TOKEN"
MAKE_ONE = "make one on the app's page: Basic Information, App-Level Tokens, scope connections:write"
SOCKET_ERRORS = {
    "invalid_auth": ("Slack does not know it", MAKE_ONE),
    "not_allowed_token_type": ("it is a token of another kind", MAKE_ONE),
    "missing_scope": ("it lacks the scope connections:write", MAKE_ONE),
    "socket_mode_not_enabled": ("Socket Mode is off", "switch it on on the app's page: Socket Mode"),
    "too_many_websockets": ("ten connections are open already", "stop programs that use the same app"),
}


async def examine(settings: Settings, session: aiohttp.ClientSession, *, events: int, now: datetime) -> list[Finding]:
    """The transport that `fireline run` would take, and the subscriptions."""
    if settings.transport == "socket":
        return [await _socket(settings, session), _subscriptions(events)]
    return [*secrets(settings), *await _address(settings, session, now), _subscriptions(events)]


async def _socket(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    token = settings.env.app_token
    if not token:
        return wrong(APP_TOKEN, "it is not set, and FIRELINE_TRANSPORT asks for Socket Mode", MAKE_ONE)
    if not token.startswith("xapp-"):
        return wrong(APP_TOKEN, "it is no app-level token; those begin with xapp-", MAKE_ONE)
    told = await Probe(session, base_url=settings.env.slack_api_url, token=token).ask("apps.connections.open")
    if told.error:
        said, fix = SOCKET_ERRORS.get(told.error, (told.error, MAKE_ONE))
        return wrong(APP_TOKEN, f"Socket Mode cannot be opened: {said}", fix)
    return good(APP_TOKEN, "Socket Mode can be opened")


def secrets(settings: Settings) -> list[Finding]:
    """Whether the signing secret is there, and looks like one."""
    given = settings.signing_secrets
    where = "copy it from the app's page: Basic Information, App Credentials, Signing Secret"
    if not given:
        return [wrong(SECRET, "it is not set, and neither is SLACK_APP_TOKEN (Socket Mode)", where)]
    if any(secret.startswith(("xox", "xapp")) for secret in given):
        return [wrong(SECRET, "it is a token, not the signing secret", where)]
    if not all(SECRET_SHAPE.fullmatch(secret) for secret in given):
        return [look(SECRET, "it does not look like Slack's (32 of 0-9 and a-f)", where)]
    return [good(SECRET, "two are set, as during a rotation" if len(given) > 1 else "it is set and looks like one")]


async def _address(settings: Settings, session: aiohttp.ClientSession, now: datetime) -> list[Finding]:
    """The public address, asked as Slack asks it; only a running Fireline can answer."""
    base = settings.env.public_url.rstrip("/")
    if not base or not settings.signing_secrets:
        fix = "set FIRELINE_PUBLIC_URL to have `fireline check` ask it as Slack does"
        return [look("Request URL", "the address that Slack calls is not known here", fix)]
    url = f"{base}/slack/events"
    problem = await challenge(session, url, secret=settings.signing_secrets[0], now=now)
    if not problem:
        return [good("Request URL", f"{url} answers Slack's challenge")]
    fix = f"start `fireline run`, and lead {url} to {settings.env.host}:{settings.env.port}"
    return [look("Request URL", f"{url}: {problem}", fix)]


def _subscriptions(events: int) -> Finding:
    said = "Slack tells no bot which events it is subscribed to"
    fix = (
        f"see the app's page, Event Subscriptions: the {events} of `fireline manifest`, and Delayed Events switched on"
    )
    return look("events", said, fix)
