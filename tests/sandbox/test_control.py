"""The control doors: the same acts, looks, faults and clock from another process."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from fireline.sandbox import Sandbox
from tests.sandbox.conftest import MANIFEST, STORY_BEGINS
from tests.sandbox.listener import Listener


class Remote:
    """Speaks to the control doors of a sandbox."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session, self._url = session, url

    async def get(self, door: str, /, **query: str | int | float) -> Any:
        async with self._session.get(f"{self._url}/control/{door}", params=query) as response:
            return await response.json()

    async def post(self, door: str, /, **body: Any) -> Any:
        async with self._session.post(f"{self._url}/control/{door}", json=body) as response:
            return await response.json()


@pytest.fixture
async def remote(sandbox: Sandbox) -> AsyncIterator[Remote]:
    async with aiohttp.ClientSession() as session:
        yield Remote(session, sandbox.url)


class TestClock:
    async def test_it_stands_jumps_and_counts_its_steps(self, sandbox: Sandbox, remote: Remote) -> None:
        before = await remote.get("clock")
        after = await remote.post("clock", forward=90)

        assert before["now"] == "2017-01-31T21:00:00.000000Z" and not before["running"]
        assert after["now"] == "2017-01-31T21:01:30.000000Z"
        assert after["step"] == before["step"] + 1
        assert sandbox.clock.now() == STORY_BEGINS + timedelta(seconds=90)

    async def test_a_follower_that_knows_nothing_is_told_at_once(self, remote: Remote) -> None:
        told = await asyncio.wait_for(remote.get("clock", after=0, wait=20), 1)
        assert told["step"] == 1

    async def test_a_follower_waits_for_the_next_step(self, sandbox: Sandbox, remote: Remote) -> None:
        waiting = asyncio.create_task(remote.get("clock", after=1, wait=20))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        sandbox.forward(minutes=30)
        told = await asyncio.wait_for(waiting, 1)
        assert (told["step"], told["now"]) == (2, "2017-01-31T21:30:00.000000Z")

    async def test_a_running_clock_moves(self, sandbox: Sandbox, remote: Remote) -> None:
        await remote.post("clock", running=True)
        await asyncio.sleep(0.02)
        assert sandbox.clock.now() > STORY_BEGINS


class TestSettling:
    async def test_it_waits_for_what_is_on_its_way(self, sandbox: Sandbox, listener: Listener) -> None:
        listener.slow = 0.2
        await sandbox.say("ana", "#incidents", "hello")
        settled = await sandbox.settle()
        assert settled.ok and settled.waited >= 0.2

    async def test_it_waits_until_the_bot_has_seen_the_step_and_nothing_is_due(
        self, sandbox: Sandbox, remote: Remote
    ) -> None:
        statuses = [
            *[{"clock_step": 1, "pending": 0, "next_due_at": None}] * 4,
            *[{"clock_step": 2, "pending": 3, "next_due_at": None}] * 4,
            *[{"clock_step": 2, "pending": 0, "next_due_at": "2017-01-31T21:20:00Z"}] * 4,
        ]
        still = {"clock_step": 2, "pending": 0, "next_due_at": "2017-01-31T22:00:00Z"}

        async def status(_: web.Request) -> web.Response:
            return web.json_response(statuses.pop(0) if statuses else still)

        app = web.Application()
        app.router.add_get("/status", status)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await remote.post("bot", status_url=f"http://127.0.0.1:{runner.addresses[0][1]}/status")
        await remote.post("clock", forward=1800)

        settled = await remote.post("settle", within=3)

        assert settled["ok"] and settled["status"] == still and statuses == []
        await runner.cleanup()

    async def test_it_says_what_still_moves(self, sandbox: Sandbox, listener: Listener) -> None:
        listener.slow = 0.4
        await sandbox.say("ana", "#incidents", "hello")
        settled = await sandbox.settle(within=0.1)
        assert not settled.ok and settled.why == "1 payloads are on their way to the bot"


class TestActsAndLooks:
    async def test_people_act_and_look_from_afar(self, remote: Remote, listener: Listener) -> None:
        said = await remote.post("act/say", user="ana", channel="#incidents", text="checkout is down")
        message = {"channel": said["channel"], "ts": said["ts"]}
        await remote.post("act/react", user="bea", message=message, name="eyes")
        listener.answers = [(200, {"text": "Declared"})] * 9
        done = await remote.post("act/command", user="ana", channel="#incidents", line="/incident declare")

        seen = await remote.get("see/messages", channel="#incidents", viewer="ana")

        assert done["ok"] and done["shown"][0]["text"] == "Declared"
        assert [m["text"] for m in seen] == ["checkout is down", "Declared"]
        assert seen[0]["reactions"] == {"eyes": ["bea"]}
        assert [c["name"] for c in await remote.get("see/channels", viewer="eve")] == [
            "general",
            "incidents",
            "stakeholders",
        ]

    async def test_what_a_person_cannot_do_is_said_in_a_sentence(self, remote: Remote) -> None:
        refused = await remote.post("act/say", user="zoe", channel="#incidents", text="still here")
        assert refused == {"ok": False, "error": "zoe is deactivated."}

    async def test_the_log_tells_calls_and_envelopes_in_one_order(
        self, sandbox: Sandbox, remote: Remote, client: Any
    ) -> None:
        await client.chat_postMessage(channel="C0INCIDENTS", text="hello")
        await sandbox.settle()

        log = await remote.get("log")

        [call], [envelope] = log["calls"], log["envelopes"]
        assert (call["method"], call["args"]["text"], call["ok"]) == ("chat.postMessage", "hello", True)
        assert "token" not in call["args"] and call["seq"] < envelope["seq"]
        assert envelope["state"] == "acked" and envelope["attempts"][0]["status"] == 200
        assert (await remote.get("log", after=log["seq"]))["calls"] == []

    async def test_faults_holds_and_redelivery_work_from_afar(
        self, sandbox: Sandbox, remote: Remote, client: Any, listener: Listener
    ) -> None:
        await remote.post("faults", kind="hold", method="chat.postMessage", when="after")
        posting = asyncio.create_task(client.chat_postMessage(channel="C0INCIDENTS", text="hello"))
        [held] = await remote.get("held", wait=2)
        assert (held["method"], held["when"]) == ("chat.postMessage", "after")
        await remote.post("release", id=held["id"])
        await posting
        await sandbox.settle()

        assert (await remote.post("redeliver", which="all", shuffle_seed=1))["sent"] == 1
        await sandbox.settle()
        assert len(listener.arrivals) == 2

    async def test_who_watches_is_told_of_any_change(self, sandbox: Sandbox, remote: Remote) -> None:
        version = (await remote.get("changes"))["version"]
        watching = asyncio.create_task(remote.get("changes", after=version, wait=20))
        await asyncio.sleep(0.05)
        assert not watching.done()
        await sandbox.say("ana", "#general", "where the bot is not")
        assert (await asyncio.wait_for(watching, 1))["version"] > version

    async def test_the_way_to_the_app_is_bent_and_straightened_from_afar(
        self, sandbox: Sandbox, remote: Remote, listener: Listener
    ) -> None:
        await remote.post("app", events_url=None)
        await remote.post("delivery", copies=2)
        await remote.post("faults", kind="500", method="chat.update")
        sandbox.settings.retries = (30,)
        await remote.post("act/say", user="ana", channel="#incidents", text="nobody listens")
        await sandbox.wait_for(lambda: len(sandbox.envelopes()[0].attempts) == 2)

        await remote.post("app", events_url=listener.url)
        rules = await remote.get("faults")
        hurried = await remote.post("hurry")
        settled = await remote.post("settle")

        assert (hurried, settled["ok"], len(listener.arrivals)) == ({"hurried": 2}, True, 2)
        assert [(rule["kind"], rule["method"]) for rule in rules] == [("500", "chat.update")]

    async def test_a_state_is_saved_and_taken_up_from_afar(
        self, sandbox: Sandbox, remote: Remote, tmp_path: Path
    ) -> None:
        await sandbox.say("ana", "#incidents", "before")
        await remote.post("save", path=str(tmp_path / "s.json"))
        await sandbox.say("ana", "#incidents", "after")
        await remote.post("restore", path=str(tmp_path / "s.json"))
        assert [m.text for m in sandbox.messages("#incidents")] == ["before"]

    async def test_a_reset_leaves_the_seeded_workspace(self, sandbox: Sandbox, remote: Remote) -> None:
        await sandbox.say("ana", "#incidents", "gone")
        await remote.post("reset")
        assert await remote.get("see/messages", channel="#incidents") == []
        assert (await remote.get("log"))["envelopes"] == []


async def test_a_process_of_its_own_says_where_it_listens_and_keeps_its_state(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    arguments = [
        "-m",
        "fireline.sandbox",
        "--manifest",
        str(MANIFEST),
        "--state",
        str(state),
        "--at",
        "2017-01-31T21:00",
    ]
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    told = json.loads(await process.stdout.readline())

    async with aiohttp.ClientSession() as session:
        remote = Remote(session, told["url"])
        await remote.post("act/say", user="ana", channel="#incidents", text="remember")
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 5) == 0

    kept = json.loads(state.read_text())["workspace"]["channels"]["C0INCIDENTS"]["messages"]
    assert [m["text"] for m in kept.values()] == ["remember"]
