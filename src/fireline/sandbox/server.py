"""The doors of the local Slack: Web API, sockets, uploads, files, response_urls and control, in one aiohttp app."""

from typing import Any

from aiohttp import web

from fireline.sandbox.answers import use_response_url
from fireline.sandbox.errors import SlackError
from fireline.sandbox.socket import SocketTransport
from fireline.sandbox.webapi import WebApi
from fireline.sandbox.world import World

LARGEST_UPLOAD = 50 * 1024 * 1024


class Doors:
    """The handlers that are not methods of the Web API."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def upload(self, request: web.Request) -> web.Response:
        """Takes the bytes of a file, raw or as a form, once."""
        file = self._world.ws.files.get(request.match_info["file"])
        if file is None:
            return web.Response(status=404, text="not found")
        if request.content_type == "multipart/form-data":
            form = await request.post()
            part = next((p for p in form.values() if isinstance(p, web.FileField)), None)
            content = part.file.read() if part is not None else b""
        else:
            content = await request.read()
        if len(content) != file.length:
            return web.Response(status=400, text="length mismatch")
        file.content, file.is_uploaded = content, True
        return web.Response(text=f"OK - {len(content)}")

    async def download(self, request: web.Request) -> web.Response:
        """Gives a file to who has the bot's token; anybody else gets Slack's login page."""
        file = self._world.ws.files.get(request.match_info["file"])
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != self._world.settings.bot_token or "files:read" not in self._world.manifest.scopes:
            return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")
        if file is None or not file.is_uploaded:
            return web.Response(status=404, text="not found")
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def respond(self, request: web.Request) -> web.Response:
        """One use of a response_url."""
        try:
            said: Any = await request.json()
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        try:
            use_response_url(self._world, request.match_info["token"], said)
        except SlackError as error:
            status = 404 if error.code in ("expired_url", "used_url") else 400
            return web.json_response({"ok": False, "error": error.code}, status=status)
        return web.Response(text="ok")


def make_app(world: World, api: WebApi, sockets: SocketTransport) -> web.Application:
    """The app without its control doors."""
    app = web.Application(client_max_size=LARGEST_UPLOAD)
    doors = Doors(world)
    app.router.add_route("*", "/api/{method}", api.handle)
    app.router.add_get("/link/", sockets.accept)
    app.router.add_post("/upload/v1/{file}", doors.upload)
    app.router.add_get("/files-pri/{file}/{name:.*}", doors.download)
    app.router.add_post("/response/{team}/{token}", doors.respond)
    return app
