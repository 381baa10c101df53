"""The live feed of one window: what it looks at is sent once, then only what changes."""

import asyncio
import json
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from fireline.sandbox import ephemeral
from fireline.sandbox.page import desk, log
from fireline.sandbox.page.guide import Guide
from fireline.sandbox.page.marks import Marks
from fireline.sandbox.page.span import Span
from fireline.sandbox.state import Channel, Json, User

if TYPE_CHECKING:
    from fireline.sandbox.sandbox import Sandbox

SMOOTH = 0.05  # seconds: a burst of changes becomes one frame
LOOK = 0.4  # seconds: calls that change nothing ring no bell, so an open inspector looks by itself
HEARTBEAT = 20.0  # seconds


class Feed:
    """One WebSocket. The browser says what is open; the feed tells what is new there."""

    def __init__(self, sandbox: "Sandbox", marks: Marks, guide: Guide, viewer: str) -> None:
        self._sandbox, self._marks, self._guide, self._viewer = sandbox, marks, guide, viewer
        self._span: Span | None = None
        self._thread: Span | None = None
        self._told: dict[str, str] = {}
        self._log: dict[int, str] | None = None
        self._is_in_front = True
        self._asked = asyncio.Event()

    async def run(self, socket: web.WebSocketResponse) -> None:
        """Until the window closes."""
        speaking = asyncio.create_task(self._speak(socket))
        try:
            async for heard in socket:
                if heard.type is WSMsgType.TEXT:
                    self._hear(json.loads(heard.data))
                    self._asked.set()
        finally:
            speaking.cancel()
            await asyncio.gather(speaking, return_exceptions=True)

    # what the window says -----------------------------------------------------------------------------------
    def _hear(self, said: Json) -> None:
        verb = getattr(self, f"_on_{said.get('do', '')}", None)
        if verb is not None:
            verb(said)

    def _on_open(self, said: Json) -> None:
        self._span, self._thread = Span(str(said["channel"])), None
        self._told.pop("place", None)
        if said.get("around") and (channel := self._channel()) is not None:
            self._span.around(channel, str(said["around"]))
            self._span.is_begun = False

    def _on_close(self, _: Json) -> None:
        self._span = self._thread = None

    def _on_thread(self, said: Json) -> None:
        wanted = said.get("ts")
        self._thread = Span(self._span.channel, str(wanted)) if wanted and self._span is not None else None

    def _on_scroll(self, said: Json) -> None:
        channel = self._channel()
        if self._span is None or channel is None:
            return
        self._span.is_at_end = bool(said.get("is_at_end", self._span.is_at_end))
        if said.get("older"):
            self._span.older(channel)
        if said.get("newer"):
            self._span.newer(channel)

    def _on_front(self, said: Json) -> None:
        self._is_in_front = bool(said.get("is_in_front"))

    def _on_inspect(self, said: Json) -> None:
        self._log = {} if said.get("is_open") else None

    def _on_dismiss(self, said: Json) -> None:
        kept = ephemeral.find(self._sandbox.world, self._user().id, str(said["channel"]), str(said["ts"]))
        if kept is not None:
            ephemeral.drop(self._sandbox.world, kept)

    # what the window is told --------------------------------------------------------------------------------
    async def _speak(self, socket: web.WebSocketResponse) -> None:
        while not socket.closed:
            self._asked.clear()
            version, step, begun = self._sandbox.world.version, self._sandbox.clock.step, time.monotonic()
            for frame in self._news():
                await socket.send_json(frame)
            await self._woken(version, step)
            await asyncio.sleep(max(0.0, SMOOTH - (time.monotonic() - begun)))

    async def _woken(self, version: int, step: int) -> None:
        wait = HEARTBEAT if self._log is None else LOOK
        bells = [
            asyncio.ensure_future(self._sandbox.world.beyond(version, wait)),
            asyncio.ensure_future(self._sandbox.clock.beyond(step, wait)),
            asyncio.ensure_future(self._asked.wait()),
        ]
        try:
            await asyncio.wait(bells, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for bell in bells:
                bell.cancel()

    def _news(self) -> Iterator[Json]:
        world, viewer, channel = self._sandbox.world, self._user(), self._channel()
        if channel is not None and self._is_in_front and self._span is not None and self._span.is_at_end:
            self._marks.read(viewer.id, channel)
        yield from self._changed("workspace", {"me": viewer.id, **desk.workspace(world)})
        yield from self._clock()
        yield from self._changed("sidebar", desk.sidebar(world, self._marks, viewer))
        if self._span is not None:
            yield from self._changed("place", desk.heading(world, viewer, channel))
        for span in (self._span, self._thread):
            news = span.news(world.ws, viewer.id) if span is not None else None
            if news is not None:
                yield {"is": "messages", "of": news}
        yield from self._changed("modals", desk.modals(world.ws, viewer))
        yield from self._changed("home", desk.home(world.ws, viewer))
        yield from self._changed("offers", self._guide.offers)
        yield from self._changed("guide", self._guide.shown)
        if self._log is not None:
            yield from log.news(world.journal, self._log)

    def _changed(self, name: str, value: Any) -> Iterator[Json]:
        text = json.dumps(value)
        if self._told.get(name) != text:
            self._told[name] = text
            yield {"is": name, "of": value}

    def _clock(self) -> Iterator[Json]:
        clock = self._sandbox.clock
        if self._told.get("clock") != str(clock.step):
            self._told["clock"] = str(clock.step)
            yield {"is": "clock", "of": clock.told()}

    def _user(self) -> User:
        """Who sits before this window; after a reset the person may be gone, then it is the first one there."""
        ws = self._sandbox.world.ws
        found = ws.users.get(self._viewer) or ws.user_named(self._viewer)
        return found or next(u for u in ws.users.values() if not u.is_bot and u.id != "USLACKBOT")

    def _channel(self) -> Channel | None:
        return self._sandbox.world.ws.channels.get(self._span.channel) if self._span is not None else None
