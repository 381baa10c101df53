"""The control doors under `/control/`: everything that the in-process handle can do, as JSON over loopback.

GET  /control/clock[?after=STEP&wait=SECONDS]   {"step", "now", "running"}, at once or when the step exceeds STEP
POST /control/clock      {"now": ISO} or {"forward": seconds}, "running"?: bool
POST /control/app        {"events_url": URL or null}           where the app listens
POST /control/bot        {"status_url": URL or null}           where settle asks
POST /control/settle     {"within": seconds}                   {"ok", "waited", "why", "status"}
POST /control/act/NAME   the arguments of that method of People, Asking or Forms; a message is {"channel", "ts"}
GET  /control/see/NAME?... the arguments of that method of Reading (channel, user, viewer, ts)
GET  /control/changes?after=VERSION&wait=SECONDS               {"version"}, when anything in the workspace is new
GET  /control/log[?after=SEQ]                                  {"calls": [...], "envelopes": [...]}
GET, POST, DELETE /control/faults                              fields of faults.Rule
POST /control/delivery   fields of dispatch.DeliveryFaults
GET  /control/held[?wait=SECONDS]; POST /control/release {"id"?}
POST /control/redeliver  {"which": "all" or [seq], "shuffle_seed"?}; POST /control/hurry ends waiting retries
POST /control/disconnect {"after": seconds, "reason"} or {"abort": true}      Socket Mode
POST /control/rates      {"on", "slow_history"}
GET, POST /control/guide, POST /control/offers                  what leads a visitor of the page: see page/guide.py
POST /control/save {"path"}, /control/restore {"path"}, /control/reset
"""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from fireline.sandbox.access import only_from_here
from fireline.sandbox.clock import read_time
from fireline.sandbox.errors import PersonRefusedError
from fireline.sandbox.outcome import Outcome
from fireline.sandbox.state import Json

if TYPE_CHECKING:
    from fireline.sandbox.sandbox import Sandbox

MESSAGE_ARGS = {"message", "where"}


class Control:
    """One handler a door."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def get_clock(self, request: web.Request) -> web.Response:
        if "after" in request.query:
            await self._sandbox.clock.beyond(int(request.query["after"]), float(request.query.get("wait", 20)))
        return web.json_response(self._sandbox.clock.told())

    async def set_clock(self, request: web.Request) -> web.Response:
        body = await request.json()
        now = read_time(body["now"]) if body.get("now") else None
        self._sandbox.clock.change(now=now, forward=body.get("forward"), running=body.get("running"))
        return web.json_response(self._sandbox.clock.told())

    async def set_app(self, request: web.Request) -> web.Response:
        self._sandbox.connect((await request.json())["events_url"])
        return _done()

    async def set_bot(self, request: web.Request) -> web.Response:
        self._sandbox.watch_bot((await request.json())["status_url"])
        return _done()

    async def settle(self, request: web.Request) -> web.Response:
        body = await _body(request)
        return web.json_response(asdict(await self._sandbox.settle(float(body.get("within", 10)))))

    async def act(self, request: web.Request) -> web.Response:
        name, given = request.match_info["name"], await _body(request)
        act = self._found(name, self._sandbox.people, self._sandbox.asking, self._sandbox.forms)
        for key in MESSAGE_ARGS & given.keys():
            if isinstance(given[key], dict):
                given[key] = (given[key]["channel"], given[key]["ts"])
        try:
            inspect.signature(act).bind(**given)
        except TypeError as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        try:
            return web.json_response(_told(await act(**given)))
        except PersonRefusedError as error:
            return web.json_response({"ok": False, "error": str(error)}, status=409)

    def _found(self, name: str, *holders: object) -> Any:
        found = next((getattr(h, name) for h in holders if not name.startswith("_") and hasattr(h, name)), None)
        if found is None:
            raise web.HTTPNotFound(text=f"no {name} here")
        return found

    async def see(self, request: web.Request) -> web.Response:
        look = self._found(request.match_info["name"], self._sandbox.reading)
        try:
            return web.json_response(_told(look(**request.query)))
        except PersonRefusedError as error:
            return web.json_response({"ok": False, "error": str(error)}, status=404)

    async def changes(self, request: web.Request) -> web.Response:
        world = self._sandbox.world
        await world.beyond(int(request.query.get("after", -1)), float(request.query.get("wait", 20)))
        return web.json_response({"version": world.version})

    async def log(self, request: web.Request) -> web.Response:
        after, journal = int(request.query.get("after", 0)), self._sandbox.world.journal
        return web.json_response(
            {
                "seq": journal.seq,
                "calls": [asdict(c) for c in journal.calls if c.seq > after],
                "envelopes": [asdict(e) for e in journal.envelopes if e.seq > after],
            }
        )

    async def get_faults(self, request: web.Request) -> web.Response:
        rules = self._sandbox.api.faults.rules
        return web.json_response([{k: v for k, v in vars(rule).items() if k != "dice"} for rule in rules])

    async def add_fault(self, request: web.Request) -> web.Response:
        return web.json_response({"id": self._sandbox.fault(**await request.json())})

    async def clear_faults(self, request: web.Request) -> web.Response:
        if "id" in request.query:
            self._sandbox.api.faults.clear(int(request.query["id"]))
        else:
            self._sandbox.clear_faults()
        return _done()

    async def delivery(self, request: web.Request) -> web.Response:
        self._sandbox.delivery_faults(**await request.json())
        return _done()

    async def held(self, request: web.Request) -> web.Response:
        faults = self._sandbox.api.faults
        try:
            await asyncio.wait_for(faults.holding.wait(), float(request.query.get("wait", 0)))
        except TimeoutError:
            return web.json_response([])
        return web.json_response([{"id": h.id, "seq": h.seq, "method": h.method, "when": h.when} for h in faults.held])

    async def release(self, request: web.Request) -> web.Response:
        return web.json_response({"released": self._sandbox.release((await _body(request)).get("id"))})

    async def redeliver(self, request: web.Request) -> web.Response:
        body = await _body(request)
        which = body.get("which", "all")
        count = self._sandbox.redeliver(None if which == "all" else which, body.get("shuffle_seed"))
        return web.json_response({"sent": count})

    async def hurry(self, request: web.Request) -> web.Response:
        return web.json_response({"hurried": self._sandbox.world.dispatcher.hurry()})

    async def disconnect(self, request: web.Request) -> web.Response:
        body, sockets = await _body(request), self._sandbox.sockets
        if body.get("abort"):
            return web.json_response({"aborted": sockets.abort()})
        await sockets.disconnect(body.get("reason", "refresh_requested"), float(body.get("after", 10)))
        return _done()

    async def rates(self, request: web.Request) -> web.Response:
        body = await _body(request)
        self._sandbox.limit_rates(bool(body.get("on", True)), slow_history=bool(body.get("slow_history")))
        return _done()

    async def save(self, request: web.Request) -> web.Response:
        self._sandbox.save(Path((await request.json())["path"]))
        return _done()

    async def restore(self, request: web.Request) -> web.Response:
        self._sandbox.restore(Path((await request.json())["path"]))
        return _done()

    async def reset(self, request: web.Request) -> web.Response:
        self._sandbox.reset()
        return _done()


def _done() -> web.Response:
    return web.json_response({"ok": True})


async def _body(request: web.Request) -> Json:
    body: Json = await request.json() if request.can_read_body else {}
    return body


def _told(value: Any) -> Any:
    """Any result as JSON."""
    if isinstance(value, Outcome):
        return value.told()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, list):
        return [_told(item) for item in value]
    return {"ok": True} if value is None else value


def add_control(app: web.Application, sandbox: Sandbox) -> None:
    """Adds the control doors to the app."""
    control = Control(sandbox)
    app.middlewares.append(only_from_here(sandbox.settings))
    app.router.add_get("/control/clock", control.get_clock)
    app.router.add_post("/control/clock", control.set_clock)
    app.router.add_post("/control/app", control.set_app)
    app.router.add_post("/control/bot", control.set_bot)
    app.router.add_post("/control/settle", control.settle)
    app.router.add_post("/control/act/{name}", control.act)
    app.router.add_get("/control/see/{name}", control.see)
    app.router.add_get("/control/changes", control.changes)
    app.router.add_get("/control/log", control.log)
    app.router.add_get("/control/faults", control.get_faults)
    app.router.add_post("/control/faults", control.add_fault)
    app.router.add_delete("/control/faults", control.clear_faults)
    app.router.add_post("/control/delivery", control.delivery)
    app.router.add_get("/control/held", control.held)
    app.router.add_post("/control/release", control.release)
    app.router.add_post("/control/redeliver", control.redeliver)
    app.router.add_post("/control/hurry", control.hurry)
    app.router.add_post("/control/disconnect", control.disconnect)
    app.router.add_post("/control/rates", control.rates)
    app.router.add_post("/control/save", control.save)
    app.router.add_post("/control/restore", control.restore)
    app.router.add_post("/control/reset", control.reset)
