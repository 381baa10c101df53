"""Faults of the Web API: what the app sees of them, and whether the effect was there."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from fireline.sandbox import Sandbox
from tests.sandbox.conftest import MANIFEST
from tests.sandbox.test_web_api import error

POST = "chat.postMessage"


async def post(client: AsyncWebClient, text: str = "hello") -> None:
    await client.chat_postMessage(channel="C0INCIDENTS", text=text)


def posted(sandbox: Sandbox) -> list[str]:
    return [m.text for m in sandbox.messages("#incidents")]


@pytest.mark.parametrize("kind", ["reset", "cut_body", "500", "503", "internal_error"])
@pytest.mark.parametrize(("when", "effect"), [("before", []), ("after", ["hello"])])
async def test_an_ambiguous_end_leaves_the_effect_or_not(
    sandbox: Sandbox, client: AsyncWebClient, kind: str, when: str, effect: list[str]
) -> None:
    sandbox.fault(kind, POST, when)

    with pytest.raises((SlackApiError, aiohttp.ClientError)):
        await post(client)

    assert posted(sandbox) == effect
    assert sandbox.calls(POST)[0].fault == f"{kind} {when}"
    await post(client, "again")
    assert posted(sandbox) == [*effect, "again"]


async def test_too_many_requests_say_when_to_come_again(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.fault("429", POST, seconds=7)
    with pytest.raises(SlackApiError) as caught:
        await post(client)
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
    assert posted(sandbox) == []


async def test_a_fault_strikes_the_nth_call_and_as_often_as_it_says(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.fault("fatal_error", POST, nth=2, times=2)
    seen = []
    for _ in range(4):
        try:
            await post(client)
            seen.append("ok")
        except SlackApiError as caught:
            seen.append(caught.response["error"])
    assert seen == ["ok", "fatal_error", "fatal_error", "ok"]


async def test_chance_is_the_same_for_the_same_seed(sandbox: Sandbox, client: AsyncWebClient) -> None:
    async def run() -> list[bool]:
        sandbox.clear_faults()
        sandbox.fault("500", "api.test", probability=0.5, seed=3, times=None)
        results = []
        for _ in range(12):
            try:
                results.append(bool((await client.api_test())["ok"]))
            except SlackApiError:
                results.append(False)
        return results

    first = await run()
    assert first == await run() and len(set(first)) == 2


async def test_a_slow_call_comes_through_and_a_hanging_one_never_answers(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    sandbox.fault("slow", POST, seconds=0.1)
    sandbox.fault("hang", "chat.update", seconds=0.2)
    begun = time.monotonic()
    await post(client)
    assert time.monotonic() - begun >= 0.1
    with pytest.raises(aiohttp.ClientError):
        await client.chat_update(channel="C0INCIDENTS", ts="1.000000", text="x")


@pytest.mark.parametrize(("when", "while_held"), [("before", []), ("after", ["hello"])])
async def test_a_call_is_held_until_it_is_released(
    sandbox: Sandbox, client: AsyncWebClient, when: str, while_held: list[str]
) -> None:
    sandbox.fault("hold", POST, when)
    calling = asyncio.create_task(post(client))

    held = await sandbox.held()
    assert posted(sandbox) == while_held and not calling.done()

    sandbox.release(held)
    await calling
    assert posted(sandbox) == ["hello"]


async def test_who_dies_while_held_before_the_effect_has_not_called(sandbox: Sandbox) -> None:
    sandbox.fault("hold", POST)
    async with aiohttp.ClientSession() as session:
        dying = AsyncWebClient(token=sandbox.settings.bot_token, base_url=sandbox.api_url, session=session)
        calling = asyncio.create_task(post(dying))
        await sandbox.held()
        calling.cancel()
    await asyncio.sleep(0.05)
    sandbox.release()
    await sandbox.settle()
    assert posted(sandbox) == []


async def test_real_rates_are_kept_only_when_asked_for(sandbox: Sandbox, client: AsyncWebClient) -> None:
    for _ in range(30):
        await client.conversations_list()
    sandbox.limit_rates()
    for _ in range(20):
        await client.conversations_list()
    assert await error(client.conversations_list()) == "ratelimited"
    await client.users_info(user="U0ANA")


async def test_one_channel_takes_about_a_message_a_second(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.limit_rates()
    for _ in range(3):
        await post(client)
    with pytest.raises(SlackApiError) as caught:
        await post(client)
    assert 1 <= int(caught.value.response.headers["Retry-After"]) <= 3
    await client.chat_postMessage(channel="C0STAKEHOLDERS", text="elsewhere")


async def test_slow_history_gives_fifteen_messages_a_minute(sandbox: Sandbox, client: AsyncWebClient) -> None:
    for number in range(20):
        await sandbox.say("ana", "#incidents", str(number))
    sandbox.limit_rates(False, slow_history=True)

    page = await client.conversations_history(channel="C0INCIDENTS", limit=100)

    assert len(page["messages"]) == 15 and page["has_more"]
    assert await error(client.conversations_history(channel="C0INCIDENTS")) == "ratelimited"


async def test_it_starts_in_no_time() -> None:
    begun = time.monotonic()
    sandboxes = [await Sandbox.start(MANIFEST) for _ in range(5)]
    took = time.monotonic() - begun
    for sandbox in sandboxes:
        await sandbox.stop()
    assert took < 5 * 0.1
