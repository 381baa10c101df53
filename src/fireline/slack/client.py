"""The way out to Slack: one shared session, one SDK client per workspace, and one way to make a call.

Nothing is retried in here. The SDK's own retries send a dropped message twice, so its handlers are off and the outbox
decides.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from fireline.core.errors import RetryLater
from fireline.slack.endings import bad_status, broken_line, refusal, retry_after
from fireline.slack.methods import IfUnknown, method_named
from fireline.slack.pace import Pace

SLACK = "https://slack.com/api/"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Seconds a call may wait for its turn before it is put back in the queue: longer waits hold a lease for nothing.
PATIENCE = 10.0
# Slack answers within seconds or not at all; the connection itself comes at once or not at all.
TOTAL_SECONDS = 15.0
CONNECT_SECONDS = 5.0
CONNECTIONS = 100


def open_session(*, total: float = TOTAL_SECONDS, connect: float = CONNECT_SECONDS) -> aiohttp.ClientSession:
    """The one session of the process. Call it inside the running loop, and close it last.

    The time-outs live here because the SDK's own is ignored once a session is handed in.
    """
    timeout = aiohttp.ClientTimeout(total=total, sock_connect=connect)
    return aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=CONNECTIONS))


def web_client(session: aiohttp.ClientSession, *, token: str, base_url: str = SLACK) -> AsyncWebClient:
    """The SDK's client on the shared session, with every retry of its own off."""
    client = AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=[])
    if urlsplit(base_url).hostname in LOOPBACK:
        client.proxy = None  # it reads HTTPS_PROXY by itself, and no proxy leads to a local Slack
    return client


def form(arguments: Mapping[str, Any]) -> dict[str, str]:
    """Arguments as form fields, which every method takes (the reading ones take no JSON body)."""
    return {name: _field(value) for name, value in arguments.items() if value is not None}


def _field(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple) and value and all(isinstance(item, str) for item in value):
        return ",".join(value)
    return json.dumps(value, ensure_ascii=False)


class Slack:
    """Calls for every workspace: paced, never retried, every ending one of the families of errors."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        token_of: Callable[[str], str],
        base_url: str = SLACK,
        pace: Pace | None = None,
    ) -> None:
        self.session = session
        self.pace = pace or Pace()
        self._token_of = token_of
        self._base_url = base_url
        self._clients: dict[str, AsyncWebClient] = {}

    def client(self, workspace_id: str) -> AsyncWebClient:
        """The SDK's client of this workspace, with the token that is valid now."""
        token = self._token_of(workspace_id)
        known = self._clients.get(workspace_id)
        if known is None or known.token != token:
            known = self._clients[workspace_id] = web_client(self.session, token=token, base_url=self._base_url)
        return known

    async def turn(self, workspace_id: str, method: str, channel: str | None = None) -> None:
        """Waits for a place in the pace; RetryLater with the wait when it is too long to stand in line."""
        seconds = self.pace.wait(workspace_id, method, channel)
        if seconds <= PATIENCE:
            await asyncio.sleep(self.pace.take(workspace_id, method, channel))
            seconds = self.pace.stopped(workspace_id, method, channel)  # while we stood in line
        if seconds > 0:
            raise RetryLater(f"{method}: waits for its turn", after=timedelta(seconds=seconds))

    async def call(
        self, workspace_id: str, method: str, arguments: Mapping[str, Any], *, in_turn: bool = False
    ) -> dict[str, Any]:
        """One call and its answer. `in_turn` says that the caller has waited for its turn already."""
        channel = arguments.get("channel")
        if not in_turn:
            await self.turn(workspace_id, method, channel)
        try:
            return await self._request(workspace_id, method, arguments)
        except RetryLater as later:
            if later.after is not None:
                self.pace.stop(workspace_id, method, channel, later.after.total_seconds())
            raise _repeatable(method, later) from later

    async def _request(self, workspace_id: str, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        client, fields = self.client(workspace_id), form(arguments)
        try:
            response = await client.api_call(method, data=fields)
        except SlackApiError as error:
            raise _meaning(method, error) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise broken_line(method, error) from error
        except AttributeError as error:
            # The SDK trips over a 200 whose body is plain text (a proxy's page): nobody knows what happened.
            raise RetryLater(f"{method}: an answer that is no JSON", unknown=True) from error
        return dict(response.data)  # type: ignore[arg-type]  # bytes come from analytics only

    async def post(self, url: str, *, what: str, **body: Any) -> None:
        """A plain POST to an address that Slack gave us (an upload, a response_url)."""
        try:
            async with self.session.post(url, **body) as response:
                await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise broken_line(what, error) from error
        if response.status != 200:
            raise bad_status(what, response.status, response.headers)


def _repeatable(method: str, later: RetryLater) -> RetryLater:
    """What changes nothing the second time needs no look-up."""
    if later.unknown and method_named(method).if_unknown is IfUnknown.REPEAT:
        return RetryLater(later.reason, after=later.after)
    return later


def _meaning(method: str, error: SlackApiError) -> Exception:
    response: Any = error.response
    answer = getattr(response, "data", None)
    # An unreadable body carries aiohttp's response, whose field is `status`.
    status: Any = getattr(response, "status_code", getattr(response, "status", 0))
    headers = response.headers
    if status == 429:
        return RetryLater(f"{method}: HTTP 429", after=retry_after(headers))
    if status < 500 and isinstance(answer, dict) and isinstance(answer.get("error"), str):
        return refusal(method, answer["error"], answer)
    return bad_status(method, status, headers)
