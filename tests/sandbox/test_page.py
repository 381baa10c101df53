"""The page's doors and its live feed, as a browser uses them: what is sent once, what changes, and who is let in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import aiohttp.web
import pytest

from fireline.sandbox import Sandbox
from fireline.sandbox.page.marks import Marks
from fireline.sandbox.page.span import MOST, Span
from tests.sandbox.listener import Listener

Json = dict[str, Any]


class Watcher:
    """One open feed."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def say(self, **words: Any) -> None:
        await self._socket.send_json(words)

    async def next(self, kind: str) -> Any:
        """The next news of this kind."""
        while (frame := await self._socket.receive_json(timeout=3))["is"] != kind:
            continue
        return frame["of"]


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def bea(sandbox: Sandbox, session: aiohttp.ClientSession) -> AsyncIterator[Watcher]:
    async with session.ws_connect(f"{sandbox.url}/page/feed?as=bea") as socket:
        yield Watcher(socket)


async def fill(sandbox: Sandbox, count: int) -> None:
    for number in range(count):
        await sandbox.say("ana", "#general", f"line {number}")


# the feed -------------------------------------------------------------------------------------------------------
async def test_a_conversation_comes_once_and_then_only_what_changes(sandbox: Sandbox, bea: Watcher) -> None:
    first = await sandbox.say("ana", "#general", "first")
    await bea.say(do="open", channel="C0GENERAL")
    begun = await bea.next("messages")

    await sandbox.say("ana", "#general", "second")
    more = await bea.next("messages")
    await sandbox.delete("ana", first)
    less = await bea.next("messages")

    assert (begun["begins"], [m["text"] for m in begun["put"]]) == (True, ["first"])
    assert (more["begins"], [m["text"] for m in more["put"]]) == (False, ["second"])
    assert (less["put"], less["drop"]) == ([], [first.ts])


async def test_a_private_conversation_is_not_told_to_who_is_not_in_it(
    sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    await sandbox.say("ana", "#secops", "a leaked key")

    async with session.ws_connect(f"{sandbox.url}/page/feed?as=cy") as socket:
        cy = Watcher(socket)
        await cy.say(do="open", channel="C0SECOPS")
        sidebar = await cy.next("sidebar")
        place = await cy.next("place")

    assert "secops" not in [row["name"] for row in sidebar["channels"]]
    assert place is None


async def test_what_one_alone_was_told_can_be_put_away_by_that_one(
    sandbox: Sandbox, listener: Listener, bea: Watcher
) -> None:
    listener.answers = [(200, {"text": "only for you"})]
    await bea.say(do="open", channel="C0INCIDENTS")
    await bea.next("messages")

    await sandbox.command("bea", "#incidents", "/incident help")
    shown = (await bea.next("messages"))["put"]
    await bea.say(do="dismiss", channel="C0INCIDENTS", ts=shown[0]["ts"])
    gone = await bea.next("messages")

    assert [(m["text"], m["is_alone"]) for m in shown] == [("only for you", True)]
    assert gone["drop"] == [shown[0]["ts"]]


async def test_unread_messages_are_counted_until_they_are_looked_at(sandbox: Sandbox) -> None:
    marks, ws = Marks(), sandbox.world.ws
    marks.begin(ws)
    general = ws.channels["C0GENERAL"]

    await sandbox.say("ana", "#general", "one")
    await sandbox.say("ana", "#general", "@bea two")
    await sandbox.say("bea", "#general", "my own does not count")
    before = marks.waiting(ws, "U0BEA", general)
    marks.read("U0BEA", general)

    assert (before.unread, before.calls) == (2, 1)
    assert marks.waiting(ws, "U0BEA", general).unread == 0


async def test_a_window_holds_a_stretch_and_never_the_whole(sandbox: Sandbox) -> None:
    await fill(sandbox, 3 * MOST)
    ws, general = sandbox.world.ws, sandbox.world.ws.channels["C0GENERAL"]
    span = Span("C0GENERAL")

    newest = span.news(ws, "U0BEA")
    for _ in range(2 * MOST // 40):
        span.older(general)
    oldest = span.news(ws, "U0BEA")

    assert newest is not None and newest["put"][-1]["text"] == f"line {3 * MOST - 1}" and newest["has_older"]
    assert oldest is not None and oldest["put"][0]["text"] == "line 0" and oldest["has_newer"]
    assert len(span.sent) <= MOST


# the doors ------------------------------------------------------------------------------------------------------
async def test_files_are_given_as_plain_text_and_only_to_members(
    sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    said = await sandbox.say("ana", "#secops", "", files={"notes.html": "<script>alert(1)</script>"})
    address = f"{sandbox.url}/page/file/{said.files[0]}"

    for_bea, for_cy = await session.get(f"{address}?as=bea"), await session.get(f"{address}?as=cy")

    assert (for_bea.content_type, for_bea.headers["X-Content-Type-Options"]) == ("text/plain", "nosniff")
    assert await for_bea.text() == "<script>alert(1)</script>"
    assert for_cy.status == 404


async def test_no_file_outside_the_page_is_served(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    for name in ("..%2fdoors.py", "%2e%2e/doors.py", "doors.py", "nothing.js"):
        answer = await session.get(f"{sandbox.url}/page/static/{name}")
        assert answer.status == 404, name


@pytest.mark.parametrize("path", ["/", "/page/feed", "/control/clock"])
async def test_a_foreign_name_for_this_machine_is_not_let_in(
    sandbox: Sandbox, session: aiohttp.ClientSession, path: str
) -> None:
    answer = await session.get(sandbox.url + path, headers={"Host": "attacker.example"})

    assert answer.status == 403


async def test_a_foreign_page_cannot_listen_to_the_feed(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await session.ws_connect(f"{sandbox.url}/page/feed?as=ana", origin="https://attacker.example")


async def test_the_clock_stops_at_every_deadline_on_its_way(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    begun, stops = sandbox.clock.now(), []
    due = [begun + timedelta(minutes=10), begun + timedelta(minutes=25), begun + timedelta(hours=9)]

    async def status(_: aiohttp.web.Request) -> aiohttp.web.Response:
        now = sandbox.clock.now()
        stops.append(now)
        coming = next((at for at in due if at > now), None)
        told = {"clock_step": sandbox.clock.step, "pending": 0, "next_due_at": coming.isoformat() if coming else None}
        return aiohttp.web.json_response(told)

    app = aiohttp.web.Application()
    app.router.add_get("/status", status)
    runner = aiohttp.web.AppRunner(app, access_log=None)
    await runner.setup()
    site = aiohttp.web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sandbox.watch_bot(f"http://127.0.0.1:{runner.addresses[0][1]}/status")

    await session.post(f"{sandbox.url}/page/travel", json={"seconds": 3600})
    await session.post(f"{sandbox.url}/page/travel", json={"to": "next"})
    nothing = await session.post(f"{sandbox.url}/page/travel", json={"to": "next"})

    await runner.cleanup()
    assert set(due) <= set(stops)
    assert sandbox.clock.now() == due[-1]
    assert nothing.status == 409
