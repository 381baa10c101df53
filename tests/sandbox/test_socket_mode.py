"""Socket Mode with the real SDK and Bolt: acks, redelivery, refresh, cuts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from fireline.sandbox import Sandbox
from tests.sandbox.conftest import MANIFEST, STORY_BEGINS
from tests.sandbox.test_web_api import error

Json = dict[str, Any]


class Bot:
    """A small app of Bolt's on a socket."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.events: list[Json] = []
        self.fails = 0
        client = AsyncWebClient(token=sandbox.settings.bot_token, base_url=sandbox.api_url)
        self.app = AsyncApp(client=client, signing_secret="unused", process_before_response=True)
        self.app.event("message")(self._on_message)
        self.app.command("/incident")(self._on_command)
        self.handler = AsyncSocketModeHandler(
            self.app, sandbox.settings.app_token, web_client=client, ping_interval=0.5
        )

    async def _on_message(self, event: Json) -> None:
        if self.fails:
            self.fails -= 1
            raise RuntimeError("not yet")
        self.events.append(event)

    async def _on_command(self, ack: Any, command: Json) -> None:
        await ack(text=f"you said {command['text']}")


@pytest.fixture
async def socket_sandbox() -> AsyncIterator[Sandbox]:
    sandbox = await Sandbox.start(MANIFEST, at=STORY_BEGINS, mode="socket", retries=(0, 0.05, 0.1), ack_within=0.3)
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def bot(socket_sandbox: Sandbox) -> AsyncIterator[Bot]:
    bot = Bot(socket_sandbox)
    await bot.handler.connect_async()
    yield bot
    await bot.handler.close_async()


async def test_events_and_commands_come_through_the_socket(socket_sandbox: Sandbox, bot: Bot) -> None:
    await socket_sandbox.say("ana", "#incidents", "hello")
    done = await socket_sandbox.command("ana", "#incidents", "/incident list")
    await socket_sandbox.settle()

    assert [event["text"] for event in bot.events] == ["hello"]
    assert done.shown is not None and done.shown.text == "you said list"


async def test_an_event_without_an_ack_comes_again(socket_sandbox: Sandbox, bot: Bot) -> None:
    bot.fails = 1
    await socket_sandbox.say("ana", "#incidents", "hello")
    await socket_sandbox.settle()

    attempts = socket_sandbox.envelopes()[0].attempts
    assert [(attempt.number, attempt.ok, attempt.reason) for attempt in attempts] == [
        (0, False, "timeout"),
        (1, True, ""),
    ]
    assert [event["text"] for event in bot.events] == ["hello"]


async def test_a_cut_line_is_opened_again_and_what_was_missed_comes_as_a_retry(
    socket_sandbox: Sandbox, bot: Bot
) -> None:
    assert socket_sandbox.sockets.abort() == 1
    await socket_sandbox.wait_for(lambda: not socket_sandbox.sockets.sockets)
    socket_sandbox.settings.retries = (0, 30)
    await socket_sandbox.say("ana", "#incidents", "while cut")
    await socket_sandbox.wait_for(lambda: socket_sandbox.sockets.sockets, within=8)
    socket_sandbox.world.dispatcher.hurry()
    await socket_sandbox.wait_for(lambda: bot.events)
    assert [event["text"] for event in bot.events] == ["while cut"]


async def test_slack_asks_to_refresh_a_connection(socket_sandbox: Sandbox, bot: Bot) -> None:
    first = socket_sandbox.sockets.sockets[0]
    await socket_sandbox.sockets.disconnect(after=0.1)
    await socket_sandbox.wait_for(lambda: [s for s in socket_sandbox.sockets.sockets if s is not first], within=8)
    await socket_sandbox.say("ana", "#incidents", "still here?")
    await socket_sandbox.settle()
    assert [event["text"] for event in bot.events] == ["still here?"]


async def test_two_connections_share_the_events(socket_sandbox: Sandbox, bot: Bot) -> None:
    other = Bot(socket_sandbox)
    await other.handler.connect_async()
    await socket_sandbox.wait_for(lambda: len(socket_sandbox.sockets.sockets) == 2)
    for number in range(4):
        await socket_sandbox.say("ana", "#incidents", str(number))
    await socket_sandbox.settle()
    await other.handler.close_async()
    assert (len(bot.events), len(other.events)) == (2, 2)


async def test_a_connection_needs_the_apps_own_token(socket_sandbox: Sandbox) -> None:
    client = AsyncWebClient(base_url=socket_sandbox.api_url)
    assert await error(client.apps_connections_open(app_token="xapp-other")) == "invalid_auth"
    assert await error(client.apps_connections_open(app_token="xoxb-local-fireline")) == "not_allowed_token_type"
