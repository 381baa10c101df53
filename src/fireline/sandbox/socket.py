"""Socket Mode: up to ten connections per app, each payload to one of them in turn, each acked by its id."""

import asyncio
import json
import time
import uuid

from aiohttp import WSMsgType, web

from fireline.sandbox.journal import EnvelopeKind
from fireline.sandbox.settings import Settings
from fireline.sandbox.state import Json
from fireline.sandbox.transport import Ack

MOST_CONNECTIONS = 10
TYPES: dict[EnvelopeKind, str] = {"event": "events_api", "command": "slash_commands", "interaction": "interactive"}


class SocketTransport:
    """The open sockets of the app and the envelopes that wait for their acks."""

    def __init__(self, settings: Settings, app_id: str) -> None:
        self._settings = settings
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._turn = 0
        self._acks: dict[str, asyncio.Future[Json | None]] = {}
        self.sockets: list[web.WebSocketResponse] = []
        self.connected = asyncio.Event()

    def ticket(self) -> str | None:
        """A one-time ticket for a new connection, None when the app has too many."""
        if len(self.sockets) >= MOST_CONNECTIONS:
            return None
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return ticket

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Holds one connection from hello to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404, text="invalid ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        self.sockets.append(socket)
        self.connected.set()
        try:
            await self._hello(socket)
            await self._listen(socket)
        finally:
            self.sockets.remove(socket)
            if not self.sockets:
                self.connected.clear()
        return socket

    async def _hello(self, socket: web.WebSocketResponse) -> None:
        about = {"host": "local", "started": "", "build_number": 1, "approximate_connection_time": 18060}
        count = len(self.sockets)
        hello = {"type": "hello", "num_connections": count, "debug_info": about}
        await socket.send_str(json.dumps(hello | {"connection_info": {"app_id": self._app_id}}))

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                self._acked(message.data)

    def _acked(self, text: str) -> None:
        try:
            ack = json.loads(text)
        except ValueError:
            return
        future = self._acks.pop(ack.get("envelope_id", ""), None) if isinstance(ack, dict) else None
        if future is not None and not future.done():
            future.set_result(ack.get("payload"))

    async def send(self, kind: EnvelopeKind, body: Json, number: int, reason: str) -> Ack:
        """Sends one envelope down the next socket and waits for its ack."""
        socket = self._next()
        if socket is None:
            return Ack(False, reason="connection_failed")
        envelope_id = str(uuid.uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "payload": body,
            "type": TYPES[kind],
            "accepts_response_payload": kind != "event",
        }
        if kind == "event":
            envelope |= {"retry_attempt": number, "retry_reason": reason}
        return await self._await_ack(socket, envelope_id, envelope)

    async def _await_ack(self, socket: web.WebSocketResponse, envelope_id: str, envelope: Json) -> Ack:
        future: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        self._acks[envelope_id] = future
        begun = time.monotonic()
        try:
            await socket.send_str(json.dumps(envelope, ensure_ascii=False))
            answer = await asyncio.wait_for(future, self._settings.ack_within)
        except TimeoutError:
            return Ack(False, reason="timeout", ms=(time.monotonic() - begun) * 1000)
        except ConnectionError:
            return Ack(False, reason="connection_failed")
        finally:
            self._acks.pop(envelope_id, None)
        return Ack(True, 200, answer=answer or None, ms=(time.monotonic() - begun) * 1000)

    def _next(self) -> web.WebSocketResponse | None:
        open_ones = [socket for socket in self.sockets if not socket.closed]
        if not open_ones:
            return None
        self._turn += 1
        return open_ones[self._turn % len(open_ones)]

    async def disconnect(self, reason: str = "refresh_requested", after: float = 10.0) -> None:
        """Says `disconnect` on every open socket and closes it `after` machine seconds later, as Slack does."""
        going = list(self.sockets)
        for socket in going:
            await socket.send_str(json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}}))
        await asyncio.sleep(after)
        for socket in going:
            await socket.close()

    def abort(self) -> int:
        """Cuts every socket's TCP connection with no goodbye; gives how many there were."""
        for socket in self.sockets:
            writer = socket._writer  # aiohttp shows no other way to a socket's connection
            if writer is not None and writer.transport is not None:
                writer.transport.abort()
        return len(self.sockets)

    async def close(self) -> None:
        for socket in list(self.sockets):
            await socket.close()
