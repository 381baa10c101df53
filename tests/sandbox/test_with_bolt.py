"""A real Bolt app over signed HTTP: what people do reaches it, and what it answers reaches them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from fireline.sandbox import Sandbox

Json = dict[str, Any]
FORM = {
    "type": "modal",
    "callback_id": "declare",
    "title": {"type": "plain_text", "text": "Declare"},
    "submit": {"type": "plain_text", "text": "Go"},
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "Title"},
            "element": {"type": "plain_text_input", "action_id": "t"},
        }
    ],
}


@pytest.fixture
async def bolt(sandbox: Sandbox, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    app = AsyncApp(client=client, signing_secret=sandbox.settings.signing_secret, process_before_response=True)

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    server = web.Application()
    server.router.add_post("/slack/events", handle)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sandbox.connect(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield app
    await runner.cleanup()


async def test_bolt_takes_the_signature_and_the_challenge(sandbox: Sandbox, bolt: AsyncApp) -> None:
    assert await sandbox.verify_url()
    sandbox.settings.signing_secret = "another"
    assert not await sandbox.verify_url()


async def test_a_command_opens_a_form_and_the_form_makes_a_channel(sandbox: Sandbox, bolt: AsyncApp) -> None:
    @bolt.command("/incident")
    async def on_command(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @bolt.view("declare")
    async def on_form(ack: Any, view: Json, client: AsyncWebClient) -> None:
        name = view["state"]["values"]["title"]["t"]["value"]
        made = await client.conversations_create(name=name)
        await client.chat_postMessage(channel=made["channel"]["id"], text="Opened")
        await ack()

    asked = await sandbox.command("ana", "#general", "/incident declare")
    done = await sandbox.submit("ana", {"title": "inc-1"})

    assert asked.modal is not None and asked.modal.title == "Declare"
    assert done.ok and done.modal is None
    assert [m.text for m in sandbox.messages("#inc-1")][-1] == "Opened"


async def test_bolts_respond_replaces_what_was_pressed_in(sandbox: Sandbox, bolt: AsyncApp) -> None:
    @bolt.command("/incident")
    async def on_command(ack: Any) -> None:
        button = {"type": "button", "action_id": "x:y", "text": {"type": "plain_text", "text": "Yes"}, "value": "1"}
        await ack(text="Sure?", blocks=[{"type": "actions", "elements": [button]}])

    @bolt.action("x:y")
    async def on_press(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Closed", replace_original=True)

    asked = await sandbox.command("ana", "#incidents", "/incident close")
    assert asked.shown is not None
    await sandbox.press("ana", asked.shown, "Yes")

    assert [m.text for m in sandbox.messages("#incidents", viewer="ana")] == ["Closed"]
