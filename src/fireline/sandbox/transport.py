"""How a payload reaches the app: a signed HTTP request, or an envelope on a socket."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

import aiohttp

from fireline.sandbox.journal import EnvelopeKind
from fireline.sandbox.settings import Settings
from fireline.sandbox.state import Json

MOST_AT_ONCE = 100


@dataclass
class Ack:
    """The app's answer. `reason` is Slack's word for a failure, `answer` the body of a success."""

    ok: bool
    status: int | None = None
    reason: str = ""
    answer: Json | str | None = None
    ms: float = 0.0
    wants_no_retry: bool = False


class Transport(Protocol):
    async def send(self, kind: EnvelopeKind, body: Json, number: int, reason: str) -> Ack:
        """Hands one payload over; `number` counts the retries, and `reason` says why there is one."""
        ...

    async def close(self) -> None: ...


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's `v0` signature over the raw body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpTransport:
    """Signed POSTs to the app's one URL, as Slack sends them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None
        # The three seconds count from the sending, so waiting for a free connection must not be in them.
        self._room = asyncio.Semaphore(MOST_AT_ONCE)

    async def send(self, kind: EnvelopeKind, body: Json, number: int, reason: str) -> Ack:
        if self._settings.events_url is None:
            return Ack(False, reason="connection_failed")
        content_type, raw = _encode(kind, body)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        if number:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        async with self._room:
            return await self._post(self._settings.events_url, raw, headers)

    async def _post(self, url: str, raw: bytes, headers: dict[str, str]) -> Ack:
        at = str(int(time.time()))
        signed = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": self._sign(at, raw)}
        begun = time.monotonic()
        try:
            async with self._open().post(url, data=raw, headers=headers | signed) as response:
                text = await response.text()
                ms = (time.monotonic() - begun) * 1000
                return _ack_of(response, text, ms)
        except TimeoutError:
            return Ack(False, reason="http_timeout", ms=(time.monotonic() - begun) * 1000)
        except aiohttp.ClientError:
            return Ack(False, reason="connection_failed", ms=(time.monotonic() - begun) * 1000)

    def _sign(self, at: str, raw: bytes) -> str:
        return signature(self._settings.signing_secret, at, raw)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._settings.ack_within),
                connector=aiohttp.TCPConnector(limit=MOST_AT_ONCE),
            )
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def _encode(kind: EnvelopeKind, body: Json) -> tuple[str, bytes]:
    if kind == "event":
        return "application/json", json.dumps(body, ensure_ascii=False).encode()
    form = body if kind == "command" else {"payload": json.dumps(body, ensure_ascii=False)}
    return "application/x-www-form-urlencoded", urlencode(form).encode()


def _ack_of(response: aiohttp.ClientResponse, text: str, ms: float) -> Ack:
    no_retry = response.headers.get("X-Slack-No-Retry") == "1"
    if not 200 <= response.status < 300:
        return Ack(False, response.status, "http_error", text, ms, no_retry)
    return Ack(True, response.status, answer=_answer(response.content_type, text), ms=ms)


def _answer(content_type: str, text: str) -> Json | str | None:
    if not text.strip():
        return None
    if content_type != "application/json":
        return text
    try:
        parsed = json.loads(text)
    except ValueError:
        return text
    return parsed if isinstance(parsed, dict) else text
