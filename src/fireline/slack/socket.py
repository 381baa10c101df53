"""Socket Mode: the same requests as over HTTP, through connections that we open; acked only when they are kept."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
import structlog
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from fireline.core.clock import machine_now
from fireline.core.errors import Misconfigured

log = structlog.get_logger("fireline.slack")

CONNECTIONS = 2  # while Slack refreshes one, the other carries
PING = 4.0  # seconds; the default takes 9 to notice a dead line
SILENT = 4  # pings without a pong, after which a connection is opened again
CONNECT_WITHIN = 10.0  # seconds; with a bad app token the library would wait for ever
UNREACHED = (aiohttp.ClientError, SlackClientError, TimeoutError, OSError)

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


class SocketDoor:
    """Two connections with a watch on each; `close` stops taking, lets what is under way be acked, then leaves."""

    def __init__(self, *, app_token: str, api_url: str, dispatch: Dispatch, ping: float = PING) -> None:
        self._dispatch = dispatch
        self._app_token = app_token
        self._api_url = api_url
        self._ping = ping
        self._clients: list[SocketModeClient] = []
        self._working: set[asyncio.Task[None]] = set()
        self._closing = False
        self._watching: asyncio.Task[None] | None = None
        self.last_heard = time.monotonic()

    async def open(self) -> None:
        """Connects; raises Misconfigured when Slack does not take the token or does not answer."""
        for _ in range(CONNECTIONS):
            client = SocketModeClient(
                app_token=self._app_token,
                web_client=AsyncWebClient(base_url=self._api_url),
                ping_interval=self._ping,
            )
            client.socket_mode_request_listeners.append(self._on_request)
            client.on_message_listeners.append(self._on_message)
            self._clients.append(client)
            try:
                await asyncio.wait_for(_connected(client), CONNECT_WITHIN)
            except UNREACHED as error:
                raise Misconfigured("SLACK_APP_TOKEN", f"Socket Mode did not open ({_reason(error)})") from None
        self._watching = asyncio.ensure_future(self._watch())

    @property
    def is_open(self) -> bool:
        return any(c.current_session is not None and not c.current_session.closed for c in self._clients)

    @property
    def under_way(self) -> int:
        """How many requests have been taken and not been acked yet."""
        return len(self._working)

    async def close(self) -> None:
        if self._closing:
            return
        self._closing = True
        if self._watching is not None:
            self._watching.cancel()
        if self._working:
            await asyncio.wait(self._working, timeout=5)
        for client in self._clients:
            await client.close()  # type: ignore[no-untyped-call]  # the SDK's own

    async def _watch(self) -> None:
        """Opens again what is silent for too long, whatever the reason; the SDK's own watch may have died with it."""
        while not self._closing:
            await asyncio.sleep(self._ping)
            for client in self._clients:
                await self._reopen_if_silent(client)

    async def _reopen_if_silent(self, client: SocketModeClient) -> None:
        """Silence is the age of the last pong: Slack may have no envelope for hours."""
        pong = client.last_ping_pong_time
        silent = pong is not None and machine_now().timestamp() - pong > SILENT * self._ping
        closed = client.current_session is None or client.current_session.closed
        if self._closing or not (silent or closed):
            return
        log.warning("A connection to Slack is silent; it is opened again.", closed=closed)
        try:
            await asyncio.wait_for(client.connect_to_new_endpoint(), CONNECT_WITHIN)
            client.last_ping_pong_time = machine_now().timestamp()
        except UNREACHED as error:
            log.warning("Slack could not be reached; tried again in a moment.", error=type(error).__name__)

    async def _on_message(self, _: aiohttp.WSMessage) -> None:
        self.last_heard = time.monotonic()

    async def _on_request(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        if self._closing:
            return  # not acked: Slack gives it to another connection, or again later
        task = asyncio.ensure_future(self._answer(client, request))
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _answer(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        answer = await self._dispatch(_bolt_request(request))
        if answer.status != 200:
            return
        payload = _json(answer.body)
        try:
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id, payload=payload))
        except UNREACHED as error:
            # What was done is on record under its key; Slack will ask again and be told so.
            log.warning("An ack did not arrive.", error=type(error).__name__)


async def _connected(client: SocketModeClient) -> None:
    """Asks for the address first: a token that Slack refuses raises there, while `connect` would try for ever."""
    client.wss_uri = await client.issue_new_wss_url()
    await client.connect()  # type: ignore[no-untyped-call]  # the SDK's own


def _bolt_request(request: SocketModeRequest) -> AsyncBoltRequest:
    headers: dict[str, str | Sequence[str]] = {}
    if request.retry_attempt:
        headers = {"x-slack-retry-num": str(request.retry_attempt), "x-slack-retry-reason": request.retry_reason or ""}
    return AsyncBoltRequest(mode="socket_mode", body=request.payload, headers=headers)


def _json(body: str | None) -> dict[str, object] | None:
    if not body:
        return None
    try:
        found = json.loads(body)
    except ValueError:
        return {"text": body}
    return found if isinstance(found, dict) else None


def _reason(error: BaseException) -> str:
    return "no answer within ten seconds" if isinstance(error, TimeoutError) else str(error)[:120]
