"""The doors of the page: the page itself, its parts, the live feed, files, the clock."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

from aiohttp import web

from fireline.sandbox.errors import PersonRefusedError
from fireline.sandbox.page import travel
from fireline.sandbox.page.feed import Feed
from fireline.sandbox.page.guide import Guide, add_guide
from fireline.sandbox.page.marks import Marks
from fireline.sandbox.whereabouts import find_user

if TYPE_CHECKING:
    from fireline.sandbox.sandbox import Sandbox

STATIC = files("fireline.sandbox.page") / "static"
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "html": "text/html"}
# Nothing from outside, nothing written into the page as markup.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
StartOver = Callable[[], Awaitable[None]]


class Page:
    """One handler a door. `start_over` is what the button of that name does besides clearing the workspace."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox
        self.marks = Marks()
        self.marks.begin(sandbox.world.ws)
        self.guide = Guide(sandbox.world)
        self.start_over: StartOver | None = None

    async def page(self, _: web.Request) -> web.Response:
        return _static("page.html")

    async def part(self, request: web.Request) -> web.Response:
        return _static(request.match_info["name"])

    async def feed(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=30, compress=False)
        await socket.prepare(request)
        feed = Feed(self._sandbox, self.marks, self.guide, request.query.get("as", "ana"))
        await feed.run(socket)
        return socket

    async def file(self, request: web.Request) -> web.Response:
        """The content of a file, as plain text, for who is in a conversation where it was shared."""
        ws, file = self._sandbox.world.ws, self._sandbox.world.ws.files.get(request.match_info["file"])
        try:
            viewer = find_user(self._sandbox.world, request.query.get("as", ""))
        except PersonRefusedError as error:
            raise web.HTTPNotFound(text=str(error)) from error
        shares = [ws.channels.get(share["channel"]) for share in file.shares] if file is not None else []
        if file is None or not any(c and (not c.is_private or viewer.id in c.members) for c in shares):
            raise web.HTTPNotFound(text="There is no such file.")
        headers = HEADERS | {"Content-Disposition": f'attachment; filename="{_plain(file.name)}"'}
        return web.Response(body=file.content, content_type="text/plain", charset="utf-8", headers=headers)

    async def bot(self, _: web.Request) -> web.Response:
        """The bot's outbox and next deadline, as it tells them itself."""
        return web.json_response(await self._sandbox.bot_status(), headers=HEADERS)

    async def travel(self, request: web.Request) -> web.Response:
        """`{"seconds": n}` or `{"to": "next"}`; answers with the clock, or 409 when nothing is planned."""
        body = await request.json()
        if body.get("to") == "next":
            if not await travel.to_next_deadline(self._sandbox):
                return web.json_response({"error": "The bot has nothing planned."}, status=409)
        else:
            await travel.forward(self._sandbox, timedelta(seconds=float(body["seconds"])))
        return web.json_response(self._sandbox.clock.told())

    async def reset(self, _: web.Request) -> web.Response:
        """Everything as at the beginning."""
        self._sandbox.reset()
        if self.start_over is not None:
            await self.start_over()
        self.marks.begin(self._sandbox.world.ws)
        self._sandbox.world.changed()
        return web.json_response({"ok": True})


def _static(name: str) -> web.Response:
    found = STATIC / name
    if not re.fullmatch(r"[a-z_]+\.(css|js|svg|html)", name) or not found.is_file():
        raise web.HTTPNotFound(text="There is no such part of the page.")
    kind = KINDS[name.rpartition(".")[2]]
    return web.Response(body=found.read_bytes(), content_type=kind, charset="utf-8", headers=HEADERS)


def _plain(name: str) -> str:
    return re.sub(r"[^\w. -]", "_", name, flags=re.ASCII)


def add_page(app: web.Application, sandbox: "Sandbox") -> Page:
    """Adds the page to the app of a sandbox."""
    page = Page(sandbox)
    app.router.add_get("/", page.page)
    app.router.add_get("/page/static/{name}", page.part)
    app.router.add_get("/page/feed", page.feed)
    app.router.add_get("/page/file/{file}", page.file)
    app.router.add_get("/page/bot", page.bot)
    app.router.add_post("/page/travel", page.travel)
    app.router.add_post("/page/reset", page.reset)
    add_guide(app, page.guide)
    return page
