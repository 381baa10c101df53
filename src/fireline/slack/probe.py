"""Questions to Slack for `fireline check`: every answer is told as it came, with its headers; nothing is raised."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from fireline.slack.client import form, web_client
from fireline.slack.endings import retry_after

TRIES = 3
MOST_WAIT = 60.0  # seconds of a 429 that a person at a terminal is made to wait for


@dataclass(frozen=True, kw_only=True)
class Told:
    """`error` is Slack's own word, or what kept us from hearing one; empty when all is well."""

    error: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    reached: bool = True

    @property
    def scopes(self) -> frozenset[str] | None:
        """What the token may do; None when Slack did not say."""
        named = self.headers.get("x-oauth-scopes")
        return None if named is None else frozenset(s.strip() for s in named.split(",") if s.strip())

    @property
    def date(self) -> datetime | None:
        """Slack's clock, to the second; None when it did not say."""
        try:
            return parsedate_to_datetime(self.headers.get("date", ""))
        except ValueError:
            return None


class Probe:
    """Asks with one token. Waits when Slack says so, a few times."""

    def __init__(self, session: aiohttp.ClientSession, *, base_url: str, token: str) -> None:
        self._client = web_client(session, token=token, base_url=base_url)

    async def ask(self, method: str, **arguments: Any) -> Told:
        for _ in range(TRIES):
            told = await self._once(method, arguments)
            if told.error != "ratelimited":
                break
            wait = retry_after({"Retry-After": told.headers.get("retry-after", "")})
            await asyncio.sleep(min(wait.total_seconds(), MOST_WAIT))
        return told

    async def _once(self, method: str, arguments: Mapping[str, Any]) -> Told:
        try:
            answer: Any = await self._client.api_call(method, data=form(arguments))
        except SlackApiError as refused:
            return _refused(refused.response)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Told(error=f"it cannot be reached ({type(error).__name__})", reached=False)
        except AttributeError:  # the SDK trips over a 200 whose body is no JSON: a proxy's page
            return Told(error="something between answers instead of Slack", reached=False)
        return Told(body=answer.data, headers=_lower(answer.headers))


async def challenge(session: aiohttp.ClientSession, url: str, *, secret: str, now: datetime) -> str:
    """Asks an address what Slack asks when it is entered as Request URL; gives what is wrong, or nothing."""
    body = json.dumps({"type": "url_verification", "token": "check", "challenge": "fireline-check"}).encode()
    stamp = str(int(now.timestamp()))
    signed = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signed}",
    }
    try:
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
            text = await answer.text(errors="replace")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        return f"nobody answers ({type(error).__name__})"
    if answer.status == 401:
        return "the program there has another signing secret, or another clock"
    return "" if answer.status == 200 and "fireline-check" in text else f"HTTP {answer.status} instead of the challenge"


def _refused(response: Any) -> Told:
    data = getattr(response, "data", None)
    headers = _lower(response.headers)
    status = getattr(response, "status_code", getattr(response, "status", 0))
    if status == 429:
        return Told(error="ratelimited", headers=headers)
    if isinstance(data, dict) and isinstance(data.get("error"), str):
        return Told(error=data["error"], body=data, headers=headers)
    return Told(error=f"HTTP {status}", headers=headers, reached=False)


def _lower(headers: Mapping[str, Any]) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in headers.items()}
