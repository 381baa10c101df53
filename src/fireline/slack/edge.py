"""The door of the HTTP transport: size, signature, age, on the raw bytes, before anything is parsed.

Bolt parses JSON before it verifies (malformed JSON becomes a 500) and logs bodies of bad signatures, so it is never
shown a request that Slack did not sign.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiohttp import web
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from fireline.core.clock import machine_now

MAX_BODY = 1024 * 1024  # bytes; Slack's largest views are 250 KB, its events well below
MAX_SKEW = 300  # seconds; Slack's own figure against replays

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


def is_signed(secrets: Sequence[str], headers: Mapping[str, str], body: bytes, *, now: float) -> bool:
    """Whether one of our secrets (two during a rotation) signed this very body within the last five minutes."""
    timestamp = headers.get("X-Slack-Request-Timestamp", "")
    given = headers.get("X-Slack-Signature", "")
    if not timestamp.isascii() or not timestamp.isdigit() or abs(now - int(timestamp)) > MAX_SKEW:
        return False
    base = b"v0:" + timestamp.encode() + b":" + body
    expected = ("v0=" + hmac.new(s.encode(), base, hashlib.sha256).hexdigest() for s in secrets)
    return any(hmac.compare_digest(e.encode(), given.encode()) for e in expected)


def slack_door(secrets: Sequence[str], dispatch: Dispatch) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The handler of `POST /slack/events`: 413, 401, or what the one code path answers."""

    async def door(request: web.Request) -> web.Response:
        if (request.content_length or 0) > MAX_BODY:
            return web.Response(status=413, text="too large")
        body = await request.content.read(MAX_BODY + 1)
        while len(body) <= MAX_BODY and not request.content.at_eof():
            body += await request.content.read(MAX_BODY + 1 - len(body))
        if len(body) > MAX_BODY:
            return web.Response(status=413, text="too large")
        if not is_signed(secrets, request.headers, body, now=machine_now().timestamp()):
            return web.Response(status=401, text="not signed by Slack")
        asked = _understood(request, body)
        if asked is None:
            return web.Response(status=400, text="signed by Slack, but not in a form that Slack uses")
        answer = await dispatch(asked)
        return web.Response(
            status=answer.status,
            body=(answer.body or "").encode(),
            content_type=answer.first_headers_without_set_cookie().get("content-type", "text/plain").split(";")[0],
        )

    return door


def _understood(request: web.Request, body: bytes) -> AsyncBoltRequest | None:
    """The request as Bolt reads it; None when it is no JSON, or no object."""
    try:
        asked = _bolt_request(request, body)
    except (ValueError, TypeError, AttributeError, RecursionError):  # Bolt looks into what it parsed while it parses
        return None
    return asked if isinstance(asked.body, dict) and asked.body else None


def _bolt_request(request: web.Request, body: bytes) -> AsyncBoltRequest:
    # Bolt would run a "lazy" listener, unacked and unsaved, for whoever sends its private headers.
    headers: dict[str, str | Sequence[str]] = {
        k: v for k, v in request.headers.items() if not k.lower().startswith("x-slack-bolt-lazy")
    }
    return AsyncBoltRequest(body=body.decode("utf-8", "replace"), query=request.query_string, headers=headers)
