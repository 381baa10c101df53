"""An app at its barest: it keeps what Slack sends it and answers what the test says."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qs

from aiohttp import web

Json = dict[str, Any]


@dataclass
class Arrival:
    """One request of Slack's, with its body read."""

    headers: dict[str, str]
    raw: bytes
    body: Json

    @property
    def event(self) -> Json:
        return dict(self.body["event"])


@dataclass
class Listener:
    """`answers` are used up one by one, as (status, JSON or None); then it answers 200 and nothing."""

    arrivals: list[Arrival] = field(default_factory=list)
    answers: list[tuple[int, Json | None]] = field(default_factory=list)
    slow: float = 0.0
    let_go: asyncio.Event | None = None  # while it is there and not set, nothing is answered
    url: str = ""
    _runner: web.AppRunner | None = None

    @classmethod
    async def start(cls) -> Self:
        listener = cls()
        app = web.Application()
        app.router.add_post("/slack/events", listener._take)
        listener._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await listener._runner.setup()
        await web.TCPSite(listener._runner, "127.0.0.1", 0).start()
        listener.url = f"http://127.0.0.1:{listener._runner.addresses[0][1]}/slack/events"
        return listener

    async def stop(self) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        self.arrivals.append(Arrival(dict(request.headers), raw, _read(request.content_type, raw)))
        if self.slow:
            await asyncio.sleep(self.slow)
        if self.let_go is not None:
            await self.let_go.wait()
        status, answer = self.answers.pop(0) if self.answers else (200, None)
        return web.Response(status=status) if answer is None else web.json_response(answer, status=status)

    @property
    def events(self) -> list[Json]:
        return [arrival.event for arrival in self.arrivals if "event" in arrival.body]

    def of(self, kind: str, subtype: str | None = None) -> list[Json]:
        """The events of one type and subtype."""
        return [e for e in self.events if e["type"] == kind and e.get("subtype") == subtype]


def _read(content_type: str, raw: bytes) -> Json:
    if content_type == "application/json":
        return dict(json.loads(raw))
    form = {key: values[0] for key, values in parse_qs(raw.decode(), keep_blank_values=True).items()}
    return dict(json.loads(form["payload"])) if "payload" in form else form
