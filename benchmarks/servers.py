"""The references that listen, each a process of its own: bare aiohttp, Bolt with empty listeners, an echo of Slack."""

from __future__ import annotations

import asyncio
import signal
import sys

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from benchmarks.wire import SECRET


def bare() -> web.Application:
    """Reads the body and says 200."""

    async def handle(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(text="")

    app = web.Application()
    app.router.add_post("/slack/events", handle)
    return app


def bolt() -> web.Application:
    """Bolt as its documentation sets it up for HTTP, with listeners that do nothing; it verifies signatures itself."""
    bolt_app = AsyncApp(signing_secret=SECRET, authorize=_authorize, process_before_response=True)

    @bolt_app.event("message")
    async def on_message(body: dict[str, object]) -> None:
        return None

    @bolt_app.command("/incident")
    async def on_command(ack: AsyncAck) -> None:
        await ack()

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt_app.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post("/slack/events", handle)
    return app


async def _authorize(enterprise_id: str | None, team_id: str) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id=team_id, bot_user_id="U0FIRELINE", bot_id="B0FIRELINE", bot_token="xoxb-local"
    )


def slack() -> web.Application:
    """Takes any call of the Web API at once."""
    count = iter(range(10**9))

    async def handle(request: web.Request) -> web.Response:
        form = await request.post()
        ts = f"1700000000.{next(count):06d}"
        return web.json_response({"ok": True, "channel": form.get("channel"), "ts": ts, "message": {"ts": ts}})

    app = web.Application()
    app.router.add_post("/api/{method}", handle)
    return app


async def _serve(name: str) -> None:
    runner = web.AppRunner({"bare": bare, "bolt": bolt, "slack": slack}[name](), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await stopped.wait()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
