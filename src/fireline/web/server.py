"""The HTTP server: Slack's door, health for whoever runs the container, status for a local Slack."""

from __future__ import annotations

import errno
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from fireline.core.errors import Misconfigured, RetryLater

Door = Callable[[web.Request], Awaitable[web.Response]]
Facts = Callable[[], Awaitable[dict[str, Any]]]

FINISH_WITHIN = 4.0  # seconds for requests that are being answered when the program is told to stop
LOOPBACK = ("127.0.0.1", "::1")


class Health:
    """What is told of how Fireline does: to whoever keeps it running, and in full to this machine only."""

    def __init__(self, *, is_ready: Callable[[], bool], status: Facts) -> None:
        self._is_ready = is_ready
        self._status = status

    async def alive(self, _: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def ready(self, _: web.Request) -> web.Response:
        if not self._is_ready():
            return web.json_response({"ready": False}, status=503)
        try:
            facts = await self._status()
        except RetryLater as away:
            return web.json_response({"ready": False, "reason": away.reason}, status=503)
        paused = len(facts["paused"])
        dead = {"dead_deliveries": facts["dead_deliveries"], "dead_events": facts["dead"]}
        return web.json_response({"ready": True, "paused_workspaces": paused, **dead})

    async def tell(self, request: web.Request) -> web.Response:
        if request.remote not in LOOPBACK:
            return web.Response(status=403, text="status is told on this machine only")
        try:
            facts = await self._status()
        except RetryLater as away:
            return web.Response(status=503, text=away.reason)
        return web.json_response({k: v.isoformat() if isinstance(v, datetime) else v for k, v in facts.items()})


def create(*, slack: Door | None, is_ready: Callable[[], bool], status: Facts) -> web.Application:
    """Routes; `slack` is None in Socket Mode."""
    app = web.Application(client_max_size=2 * 1024 * 1024)
    health = Health(is_ready=is_ready, status=status)
    app.router.add_get("/healthz", health.alive)
    app.router.add_get("/readyz", health.ready)
    app.router.add_get("/status", health.tell)
    if slack is not None:
        app.router.add_post("/slack/events", slack)
    return app


class Server:
    """Listens; `port` is the real one when 0 was asked for."""

    def __init__(self, app: web.Application) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=FINISH_WITHIN)
        self.port = 0

    async def open(self, host: str, port: int) -> None:
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        try:
            await site.start()
        except OSError as error:
            key = "FIRELINE_PORT" if error.errno == errno.EADDRINUSE else "FIRELINE_HOST"
            raise Misconfigured(key, f"nobody can listen at {host}:{port}: {error.strerror}") from None
        assert self._runner.addresses
        self.port = int(self._runner.addresses[0][1])

    async def close(self) -> None:
        await self._runner.cleanup()
