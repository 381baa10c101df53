"""The line above the composer that leads a visitor through a demo, and what the visitor asks of whoever leads it.

The guide is another process (`fireline demo`): it shows by `POST /control/guide` and hears by
`GET /control/guide?after=SEQ&wait=SECONDS`. The page only draws what it is told.

Shown: `{"hint": mrkdwn, "buttons": [{"label", "do", "is_primary"?, "as"?}], "line": text for the composer,
"channel": its name, "as": who should be sitting there, "place": the channel where it happens, which a window that
follows goes to, "scenario": {"title", "at", "of", "speed", "is_paused", "taken": names}}`.
A button with `as` makes the window that person, one with `go` opens that channel (`app`: the app's messages), one with
`do` is told to the guide. `POST /control/offers {"scenarios": [...]}` says once what can be watched; then the page
has *Watch an incident*, and *Start over* is the guide's to do. It asks by `{"do": "watch", "name", "speed"}`.
"""

import asyncio

from aiohttp import web

from fireline.sandbox.state import Json
from fireline.sandbox.world import World

MOST_KEPT = 100


class Guide:
    """One line to show, and the wishes of the visitor in order."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._wishes: list[Json] = []
        self._seq = 0
        self._asked = asyncio.Event()
        self.shown: Json | None = None
        self.offers: Json | None = None

    def show(self, shown: Json | None) -> None:
        self.shown = shown
        self._world.changed()

    def wish(self, wish: Json) -> None:
        """Somebody pressed one of the guide's buttons."""
        self._seq += 1
        self._wishes = [*self._wishes, wish | {"seq": self._seq}][-MOST_KEPT:]
        self._asked.set()
        self._asked = asyncio.Event()

    async def wishes(self, after: int, wait: float) -> list[Json]:
        """The wishes since `after`; waits that long for one."""
        if self._seq <= after and wait > 0:
            try:
                await asyncio.wait_for(self._asked.wait(), wait)
            except TimeoutError:
                return []
        return [wish for wish in self._wishes if wish["seq"] > after]


class GuideDoors:
    def __init__(self, guide: Guide) -> None:
        self._guide = guide

    async def show(self, request: web.Request) -> web.Response:
        self._guide.show((await request.json()) or None)
        return web.json_response({"ok": True})

    async def offer(self, request: web.Request) -> web.Response:
        self._guide.offers = (await request.json()) or None
        return web.json_response({"ok": True})

    async def hear(self, request: web.Request) -> web.Response:
        after, wait = int(request.query.get("after", 0)), float(request.query.get("wait", 0))
        return web.json_response(await self._guide.wishes(after, wait))

    async def wish(self, request: web.Request) -> web.Response:
        self._guide.wish(await request.json())
        return web.json_response({"ok": True})


def add_guide(app: web.Application, guide: Guide) -> None:
    doors = GuideDoors(guide)
    app.router.add_post("/control/guide", doors.show)
    app.router.add_get("/control/guide", doors.hear)
    app.router.add_post("/control/offers", doors.offer)
    app.router.add_post("/page/guide", doors.wish)
