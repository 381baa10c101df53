"""A TCP proxy between the bot and its database: it passes, it swallows, it cuts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Proxy:
    """`hole` swallows what is sent (a lost network), `cut` resets all lines and refuses new ones (a dead server)."""

    def __init__(self, socket_path: str) -> None:
        self._socket_path = socket_path
        self._lines: set[asyncio.StreamWriter] = set()
        self._open = asyncio.Event()
        self._open.set()
        self._refuses = False
        self.port = 0

    def hole(self) -> None:
        self._open.clear()

    def cut(self) -> None:
        self._refuses = True
        for line in self._lines:
            line.transport.abort()

    def mend(self) -> None:
        self._refuses = False
        self._open.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refuses:
            writer.transport.abort()
            return
        back, forth = await asyncio.open_unix_connection(self._socket_path)
        self._lines |= {writer, forth}
        with suppress(ConnectionError):
            await asyncio.gather(self._pass(reader, forth), self._pass(back, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self._open.wait()
            writer.write(data)
            await writer.drain()
        writer.close()
        self._lines.discard(writer)


@asynccontextmanager
async def proxied(url: str) -> AsyncIterator[tuple[Proxy, str]]:
    """A proxy before the PostgreSQL of this socket URL, and the URL through it."""
    address, _, folder = url.partition("?host=")
    proxy = Proxy(f"{folder}/.s.PGSQL.5432")
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy, address.replace("@/", f"@127.0.0.1:{proxy.port}/")
    finally:
        proxy.mend()
        proxy.cut()
        server.close()
