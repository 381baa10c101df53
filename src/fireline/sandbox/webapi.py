"""The Web API at `/api/<method>`: token, scopes, limits and faults around each method."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from fireline.sandbox.errors import SlackError
from fireline.sandbox.faults import Faults, Rule
from fireline.sandbox.journal import Call as Logged
from fireline.sandbox.methods.args import Args
from fireline.sandbox.methods.call import Call
from fireline.sandbox.methods.table import METHODS
from fireline.sandbox.socket import SocketTransport
from fireline.sandbox.state import Json
from fireline.sandbox.world import World

Answer = Callable[[], Awaitable[web.StreamResponse]]


class WebApi:
    """Answers the app's calls."""

    def __init__(self, world: World, sockets: SocketTransport) -> None:
        self._world = world
        self._sockets = sockets
        self.faults = Faults()
        self.running = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call, from its bytes to its answer, with what the faults make of it."""
        method = request.match_info["method"]
        try:
            given = await read_args(request)
        except SlackError as error:
            return _json({"ok": False, "error": error.code})
        token = _token(request, given)
        logged = self._world.journal.begin(method, _kept(given), self._world.story())
        begun = time.monotonic()
        self.running += 1
        try:
            return await self._with_faults(request, method, given, token, logged)
        finally:
            self.running -= 1
            logged.ms = round((time.monotonic() - begun) * 1000, 3)

    async def _with_faults(
        self, request: web.Request, method: str, given: Json, token: str, logged: Logged
    ) -> web.StreamResponse:
        rule = self.faults.striking(method, given)
        if rule is None:
            return _json(*self._answer(method, given, token, logged))
        logged.fault = f"{rule.kind} {rule.when}"
        if rule.when == "after":
            body, headers = self._answer(method, given, token, logged)
            return await self._spoil(rule, request, logged, lambda: _later(_json(body, headers)))
        return await self._spoil(
            rule, request, logged, lambda: _later(_json(*self._answer(method, given, token, logged)))
        )

    async def _spoil(self, rule: Rule, request: web.Request, logged: Logged, go_on: Answer) -> web.StreamResponse:
        if rule.kind == "hold":
            await self.faults.hold(logged.seq, logged.method, rule.when)
            # An app that was killed while held "before" the effect never reached Slack: there is no effect.
            return _cut(request) if rule.when == "before" and _is_gone(request) else await go_on()
        if rule.kind == "slow":
            await asyncio.sleep(rule.seconds)
            return await go_on()
        logged.status = None
        if rule.kind == "hang":
            await asyncio.sleep(rule.seconds)
            return _cut(request)
        if rule.kind == "reset":
            return _cut(request)
        if rule.kind == "cut_body":
            return _cut(request, half=True)
        return _refused(rule, logged)

    def _answer(self, method: str, given: Json, token: str, logged: Logged) -> tuple[Json, dict[str, str]]:
        """The method's answer as JSON, with headers; what it did is done when this returns."""
        headers: dict[str, str] = {}
        if token == self._world.settings.bot_token:
            headers["x-oauth-scopes"] = ",".join(sorted(self._world.manifest.scopes))
        try:
            body: Json = {"ok": True} | self._run(method, given, token)
        except SlackError as error:
            body = {"ok": False, "error": error.code} | error.beside
            if error.code == "ratelimited":
                headers["Retry-After"] = str(body.pop("retry_after"))
        logged.ok, logged.error = body["ok"], body.get("error")
        logged.status = 429 if logged.error == "ratelimited" else 200
        return body, headers

    def _run(self, method: str, given: Json, token: str) -> Json:
        if method == "apps.connections.open":
            return self._open_connection(token)
        found = METHODS.get(method)
        if found is None:
            raise SlackError("unknown_method", req_method=method)
        call = Call(self._world, Args(given))
        if method != "api.test":
            self._authenticate(token)
        wait = self._world.rates.wait(method, call.args.text("channel"))
        if wait:
            raise SlackError("ratelimited", retry_after=wait)
        call.require(*found.scopes)
        return found.run(call)

    def _authenticate(self, token: str) -> None:
        if not token:
            raise SlackError("not_authed")
        if token == self._world.settings.app_token:
            raise SlackError("not_allowed_token_type")
        if token != self._world.settings.bot_token:
            raise SlackError("invalid_auth")
        if not self._world.is_installed:
            raise SlackError("account_inactive")

    def _open_connection(self, token: str) -> Json:
        if not token:
            raise SlackError("not_authed")
        if token == self._world.settings.bot_token:
            raise SlackError("not_allowed_token_type")
        if token != self._world.settings.app_token:
            raise SlackError("invalid_auth")
        if self._world.settings.mode != "socket":
            raise SlackError("socket_mode_not_enabled")
        ticket = self._sockets.ticket()
        if ticket is None:
            raise SlackError("too_many_websockets")
        base = self._world.base_url.replace("http", "ws", 1)
        return {"url": f"{base}/link/?ticket={ticket}&app_id={self._world.ws.app_id}"}


async def _later(response: web.StreamResponse) -> web.StreamResponse:
    return response


async def read_args(request: web.Request) -> Json:
    """The arguments of a call out of its query and its body."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        raw = await request.text()
        try:
            body = json.loads(raw or "{}")
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        return given | body
    if request.can_read_body:
        form = await request.post()
        given |= {key: value for key, value in form.items() if isinstance(value, str)}
    return given


def _token(request: web.Request, given: Json) -> str:
    header = request.headers.get("Authorization", "")
    named = given.pop("token", "")
    return header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else str(named)


def _kept(given: Json) -> Json:
    """The arguments as the log keeps them: structures are read, so that a test need not parse them."""
    kept: Json = {}
    for key, value in given.items():
        kept[key] = value
        if isinstance(value, str) and value[:1] in ("{", "["):
            try:
                kept[key] = json.loads(value)
            except ValueError:
                continue
    return kept


def _json(body: Json, headers: dict[str, str] | None = None) -> web.Response:
    status = 429 if headers and "Retry-After" in headers else 200
    return web.json_response(body, status=status, headers=headers)


def _refused(rule: Rule, logged: Logged) -> web.Response:
    """A fault that answers: an HTTP status, or a Slack error with status 200."""
    if rule.kind == "429":
        logged.status, logged.error = 429, "ratelimited"
        headers = {"Retry-After": str(max(1, round(rule.seconds)))}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
    if rule.kind in ("500", "503"):
        logged.status = int(rule.kind)
        return web.Response(status=logged.status, text="<html>Server Error</html>", content_type="text/html")
    logged.status, logged.error = 200, rule.kind
    return web.json_response({"ok": False, "error": rule.kind})


def _is_gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def _cut(request: web.Request, half: bool = False) -> web.StreamResponse:
    """Ends the connection without an answer, or in the middle of one."""
    transport = request.transport
    if transport is not None and half:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n"
        transport.write(head + b'{"ok": true, "chan')
        transport.close()
    elif transport is not None:
        transport.abort()
    return web.Response(status=500)
