"""A lean client: signed requests over kept connections, so that what is measured is the server and not its caller."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any, Self
from urllib.parse import urlencode

SECRET = "local-signing-secret"


class Line:
    """One kept connection; one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Self:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, request: bytes) -> int:
        """Sends one request, reads the whole answer, gives its status."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        for field in head.split(b"\r\n")[1:]:
            name, _, value = field.partition(b":")
            if name.lower() == b"content-length" and int(value):
                await self._reader.readexactly(int(value))
        return int(head[9:12])

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


def signed(body: bytes, content_type: str) -> bytes:
    """A whole request to /slack/events, as Slack signs it."""
    at = str(int(time.time())).encode()
    digest = hmac.new(SECRET.encode(), b"v0:" + at + b":" + body, hashlib.sha256).hexdigest()
    return (
        b"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0\r\n"
        b"Content-Type: %b\r\nContent-Length: %d\r\n"
        b"X-Slack-Request-Timestamp: %b\r\nX-Slack-Signature: v0=%b\r\n\r\n%b"
        % (content_type.encode(), len(body), at, digest.encode(), body)
    )


_count = iter(range(10**9))


def message_body(channel: str, *, team: str = "T0FIRELINE", user: str = "U0BEA") -> dict[str, Any]:
    """An event envelope of somebody saying a sentence; each is new."""
    now = time.time()
    ts = f"{int(now)}.{next(_count) % 1_000_000:06d}"
    event = {
        "type": "message",
        "channel": channel,
        "channel_type": "channel",
        "user": user,
        "text": "checkout still answers 500 for every fourth card; the queue behind it is at 40,000 and growing",
        "ts": ts,
        "event_ts": ts,
        "team": team,
        "client_msg_id": str(uuid.uuid4()),
    }
    return {
        "token": "local",
        "team_id": team,
        "api_app_id": "A0LOCAL",
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{uuid.uuid4().hex[:16].upper()}",
        "event_time": int(now),
        "authorizations": [{"team_id": team, "user_id": "U0FIRELINE", "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
    }


def message(channel: str, **more: str) -> bytes:
    return signed(json.dumps(message_body(channel, **more)).encode(), "application/json")


def command(channel: str, text: str, *, team: str = "T0FIRELINE", user: str = "U0BEA") -> bytes:
    form = {
        "token": "local",
        "team_id": team,
        "team_domain": "local",
        "channel_id": channel,
        "channel_name": "inc-1",
        "user_id": user,
        "user_name": "bea",
        "command": "/incident",
        "text": text,
        "api_app_id": "A0LOCAL",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/response",
        "trigger_id": uuid.uuid4().hex,
    }
    return signed(urlencode(form).encode(), "application/x-www-form-urlencoded")


async def in_turn(port: int, requests: Sequence[bytes], *, pause: float = 0.0) -> list[float]:
    """One after the other on one connection; the seconds that each took."""
    line = await Line.open(port)
    took = []
    for request in requests:
        since = time.perf_counter()
        _demand(await line.ask(request))
        took.append(time.perf_counter() - since)
        await asyncio.sleep(pause)
    await line.close()
    return took


async def offered(port: int, requests: Sequence[bytes], *, per_second: float, lines: int = 24) -> list[float]:
    """At fixed moments whatever the server does; an answer's time counts from the moment that was due."""
    free: asyncio.Queue[Line] = asyncio.Queue()
    opened = [await Line.open(port) for _ in range(lines)]
    for line in opened:
        free.put_nowait(line)
    begun, took = time.perf_counter(), []

    async def one(due: float, request: bytes) -> None:
        line = await free.get()
        _demand(await line.ask(request))
        took.append(time.perf_counter() - due)
        free.put_nowait(line)

    tasks = []
    for number, request in enumerate(requests):
        due = begun + number / per_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(max(due, time.perf_counter() - 0.002), request)))
    await asyncio.gather(*tasks)
    await asyncio.gather(*(line.close() for line in opened))
    return took


async def flooded(port: int, requests: Sequence[bytes], *, lines: int = 64) -> float:
    """As fast as answers come, so many at once; gives answers a second."""
    waiting = list(requests)

    async def one(line: Line) -> None:
        while waiting:
            _demand(await line.ask(waiting.pop()))

    opened = [await Line.open(port) for _ in range(lines)]
    since = time.perf_counter()
    await asyncio.gather(*(one(line) for line in opened))
    rate = len(requests) / (time.perf_counter() - since)
    await asyncio.gather(*(line.close() for line in opened))
    return rate


def _demand(status: int) -> None:
    if status != 200:
        raise RuntimeError(f"the server answered {status}: nothing was measured")


Maker = Callable[[], bytes]
