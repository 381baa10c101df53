"""Commands, buttons, forms and shortcuts: three seconds for the app, and what the person sees of it."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from fireline.sandbox import PersonRefusedError, Sandbox
from tests.sandbox.conftest import MANIFEST
from tests.sandbox.listener import Listener
from tests.sandbox.test_web_api import error, refusal


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(action_id: str, label: str, value: str = "1") -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain(label), "value": value}


def modal(**more: Any) -> dict[str, Any]:
    severity = [{"text": plain("SEV1"), "value": "sev1"}, {"text": plain("SEV2"), "value": "sev2"}]
    return {
        "type": "modal",
        "callback_id": "declare",
        "title": plain("Declare"),
        "submit": plain("Declare"),
        "blocks": [
            {"type": "input", "block_id": "title", "label": plain("Title"),
             "element": {"type": "plain_text_input", "action_id": "t", "initial_value": "checkout"}},
            {"type": "input", "block_id": "severity", "label": plain("Severity"),
             "element": {"type": "static_select", "action_id": "s", "options": severity}},
            {"type": "input", "block_id": "note", "label": plain("Note"), "optional": True,
             "element": {"type": "plain_text_input", "action_id": "n", "multiline": True}},
        ],
    } | more  # fmt: skip


async def opened(sandbox: Sandbox, listener: Listener, client: AsyncWebClient, view: dict[str, Any]) -> str:
    """Ana asks by shortcut and the app opens this view for her; gives the view's id."""
    await sandbox.shortcut("ana", "incidents:declare")
    trigger_id = listener.arrivals[-1].body["trigger_id"]
    return str((await client.views_open(trigger_id=trigger_id, view=view))["view"]["id"])


class TestCommands:
    async def test_a_command_comes_as_a_form_and_its_answer_is_shown_to_one(
        self, sandbox: Sandbox, listener: Listener
    ) -> None:
        listener.answers = [(200, {"response_type": "ephemeral", "text": "Declared"})]

        done = await sandbox.command("ana", "#general", "/incident declare sev2 @bea in #incidents <b>")

        body = listener.arrivals[0].body
        assert (body["command"], body["user_name"], body["channel_name"]) == ("/incident", "ana", "general")
        assert body["text"] == "declare sev2 <@U0BEA|bea> in <#C0INCIDENTS|incidents> &lt;b&gt;"
        assert done.ok and done.shown is not None and done.shown.text == "Declared"
        assert [m.text for m in sandbox.messages("#general", viewer="ana")] == ["Declared"]
        assert sandbox.messages("#general", viewer="bea") == []

    async def test_an_answer_can_be_for_all(self, sandbox: Sandbox, listener: Listener) -> None:
        listener.answers = [(200, {"response_type": "in_channel", "text": "For all"})]
        await sandbox.command("ana", "#incidents", "/incident say")
        assert [m.text for m in sandbox.messages("#incidents", viewer="bea")] == ["For all"]

    async def test_an_undeclared_command_never_reaches_the_app(self, sandbox: Sandbox, listener: Listener) -> None:
        done = await sandbox.command("ana", "#incidents", "/outage now")
        assert done.error == "/outage is not a valid command." and listener.arrivals == []

    async def test_a_command_in_a_thread_is_refused_by_slack(self, sandbox: Sandbox, listener: Listener) -> None:
        said = await sandbox.say("ana", "#general", "parent")
        done = await sandbox.command("ana", "#general", "/incident list", thread_ts=said.ts)
        assert done.error == "/incident is not supported in threads. Sorry!" and listener.arrivals == []

    @pytest.mark.parametrize(("status", "word"), [(500, "dispatch_failed"), (0, "operation_timeout")])
    async def test_a_command_that_fails_is_not_tried_again_and_the_person_is_told(
        self, sandbox: Sandbox, listener: Listener, status: int, word: str
    ) -> None:
        if status:
            listener.answers = [(status, None)]
        else:
            listener.slow = 0.7
        done = await sandbox.command("ana", "#incidents", "/incident list")

        assert done.error == f'/incident failed with the error "{word}"'
        assert len(listener.arrivals) == 1
        [told] = sandbox.messages("#incidents", viewer="ana")
        assert (told.user, told.text) == ("slackbot", done.error)

    async def test_private_channels_keep_their_name_from_the_app(self, sandbox: Sandbox, listener: Listener) -> None:
        await sandbox.command("ana", "#secops", "/incident list")
        assert listener.arrivals[0].body["channel_name"] == "privategroup"

    async def test_who_is_not_in_a_channel_cannot_type_there(self, sandbox: Sandbox) -> None:
        with pytest.raises(PersonRefusedError):
            await sandbox.command("eve", "#secops", "/incident list")


class TestResponseUrls:
    async def test_a_response_url_serves_five_times(self, sandbox: Sandbox, listener: Listener) -> None:
        done = await sandbox.command("ana", "#incidents", "/incident list")
        url = listener.arrivals[0].body["response_url"]
        async with aiohttp.ClientSession() as session:
            statuses = []
            for number in range(6):
                async with session.post(url, json={"text": str(number)}) as response:
                    statuses.append(response.status)

        assert statuses == [200] * 5 + [404]
        assert [seen.text for seen in done.all_shown] == ["0", "1", "2", "3", "4"]

    async def test_the_message_that_was_pressed_in_can_be_replaced_and_deleted(
        self, sandbox: Sandbox, listener: Listener
    ) -> None:
        listener.answers = [
            (200, {"text": "Sure?", "blocks": [{"type": "actions", "elements": [button("a:b", "Yes")]}]})
        ]
        done = await sandbox.command("ana", "#incidents", "/incident close")
        assert done.shown is not None
        pressed = await sandbox.press("ana", done.shown, "Yes")
        payload = listener.arrivals[-1].body

        async with aiohttp.ClientSession() as session:
            await session.post(payload["response_url"], json={"text": "Done", "replace_original": True})
            replaced = [m.text for m in sandbox.messages("#incidents", viewer="ana")]
            await session.post(payload["response_url"], json={"delete_original": True})

        assert "message" not in payload and payload["container"]["is_ephemeral"]
        assert replaced == ["Done"] and pressed.ok
        assert sandbox.messages("#incidents", viewer="ana") == []

    async def test_nobody_else_can_press_in_what_one_alone_sees(self, sandbox: Sandbox, listener: Listener) -> None:
        listener.answers = [
            (200, {"text": "Sure?", "blocks": [{"type": "actions", "elements": [button("a:b", "Yes")]}]})
        ]
        done = await sandbox.command("ana", "#incidents", "/incident close")
        assert done.shown is not None
        with pytest.raises(PersonRefusedError, match="no message"):
            await sandbox.press("bea", done.shown, "Yes")


class TestPresses:
    async def test_a_press_carries_message_state_and_what_was_chosen(
        self, sandbox: Sandbox, listener: Listener, client: AsyncWebClient
    ) -> None:
        menu = {"type": "users_select", "action_id": "role:who"}
        blocks = [{"type": "actions", "block_id": "r", "elements": [menu, button("role:take", "Take"),
                   button("role:leave", "Leave", "2")]}]  # fmt: skip
        posted = await client.chat_postMessage(channel="C0INCIDENTS", text="card", blocks=blocks)
        await sandbox.settle()
        card = sandbox.messages("#incidents")[-1]

        await sandbox.press("ana", card, "role:who", "U0BEA")
        await sandbox.press("ana", card, "Leave")

        chosen, left = (arrival.body for arrival in listener.arrivals[-2:])
        assert chosen["actions"][0]["selected_user"] == "U0BEA"
        assert left["actions"][0]["value"] == "2"
        assert left["state"]["values"]["r"]["role:who"]["selected_user"] == "U0BEA"
        assert left["message"]["ts"] == left["container"]["message_ts"] == posted["ts"]

    async def test_what_is_not_there_cannot_be_pressed(self, sandbox: Sandbox, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="C0INCIDENTS", text="no buttons")
        with pytest.raises(PersonRefusedError, match="nothing to press"):
            await sandbox.press("ana", sandbox.messages("#incidents")[-1], "role:take")

    async def test_the_home_tab_has_buttons_too(
        self, sandbox: Sandbox, listener: Listener, client: AsyncWebClient
    ) -> None:
        home = {"type": "home", "blocks": [{"type": "actions", "elements": [button("home:go", "Go")]}]}
        await client.views_publish(user_id="U0ANA", view=home)
        await sandbox.press("ana", "home", "Go")
        assert listener.arrivals[-1].body["view"]["type"] == "home"
        assert "response_url" not in listener.arrivals[-1].body


class TestForms:
    async def test_a_form_yields_the_values_of_touched_and_untouched_inputs(
        self, sandbox: Sandbox, listener: Listener, client: AsyncWebClient
    ) -> None:
        await opened(sandbox, listener, client, modal(private_metadata="m"))

        done = await sandbox.submit("ana", {"severity": "SEV2"})

        view = listener.arrivals[-1].body["view"]
        values = view["state"]["values"]
        assert values["title"]["t"] == {"type": "plain_text_input", "value": "checkout"}
        assert values["severity"]["s"]["selected_option"]["value"] == "sev2"
        assert values["note"]["n"]["value"] is None
        assert view["private_metadata"] == "m"
        assert done.ok and sandbox.modal("ana") is None

    async def test_empty_required_fields_never_reach_the_app(
        self, sandbox: Sandbox, listener: Listener, client: AsyncWebClient
    ) -> None:
        await opened(sandbox, listener, client, modal())
        done = await sandbox.submit("ana", {"title": ""})
        assert set(done.errors) == {"title", "severity"}
        assert listener.arrivals[-1].body["type"] == "shortcut"

    async def test_the_app_may_complain_under_a_field_and_only_under_one_that_is_there(
        self, sandbox: Sandbox, listener: Listener, client: AsyncWebClient
    ) -> None:
        await opened(sandbox, listener, client, modal())
        listener.answers = [
            (200, {"response_action": "errors", "errors": {"title": "Too vague"}}),
            (200, {"response_action": "errors", "errors": {"nowhere": "Lost"}}),
        ]
        complained = await sandbox.submit("ana", {"severity": "sev1"})
        shown = sandbox.modal("ana")
        lost = await sandbox.submit("ana", {"severity": "sev1"})

        assert complained.errors == {"title": "Too vague"} and shown is not None and shown.errors == complained.errors
        assert not lost.ok and lost.error is not None and "trouble" in lost.error

    async def test_views_stack_three_high(self, sandbox: Sandbox, listener: Listener, client: AsyncWebClient) -> None:
        await opened(sandbox, listener, client, modal())
        for title in ("Two", "Three"):
            listener.answers = [(200, {"response_action": "push", "view": modal(title=plain(title))})]
            assert (await sandbox.submit("ana", {"severity": "sev1"})).ok
        listener.answers = [(200, {"response_action": "push", "view": modal(title=plain("Four"))})]
        too_many = await sandbox.submit("ana", {"severity": "sev1"})

        assert too_many.error is not None and "push_limit_reached" in too_many.error
        await sandbox.close_view("ana")
        seen = sandbox.modal("ana")
        assert seen is not None and seen.title == "Two"
        listener.answers = [(200, {"response_action": "clear"})]
        await sandbox.submit("ana", {"severity": "sev1"})
        assert sandbox.modal("ana") is None

    async def test_an_update_needs_the_hash_that_it_has_seen(
        self, sandbox: Sandbox, listener: Listener, client: AsyncWebClient
    ) -> None:
        view_id = await opened(sandbox, listener, client, modal())
        updated = await client.views_update(view_id=view_id, view=modal(title=plain("New")))
        stale = client.views_update(view_id=view_id, view=modal(), hash="1.old")
        assert await error(stale) == "hash_conflict"
        await client.views_update(view_id=view_id, view=modal(), hash=updated["view"]["hash"])

    async def test_what_was_typed_survives_an_update_of_the_view(
        self, sandbox: Sandbox, listener: Listener, client: AsyncWebClient
    ) -> None:
        view_id = await opened(sandbox, listener, client, modal())
        await sandbox.fill("ana", {"note": "typed before"})
        await client.views_update(view_id=view_id, view=modal(title=plain("New")))
        await sandbox.submit("ana", {"severity": "sev1"})
        assert listener.arrivals[-1].body["view"]["state"]["values"]["note"]["n"]["value"] == "typed before"

    async def test_closing_is_told_when_the_view_asks_for_it(
        self, sandbox: Sandbox, listener: Listener, client: AsyncWebClient
    ) -> None:
        await opened(sandbox, listener, client, modal(notify_on_close=True))
        await sandbox.close_view("ana")
        assert listener.arrivals[-1].body["type"] == "view_closed"

    async def test_a_view_with_inputs_needs_a_submit_and_a_short_title(
        self, sandbox: Sandbox, listener: Listener, client: AsyncWebClient
    ) -> None:
        await sandbox.shortcut("ana", "incidents:declare")
        trigger_id = listener.arrivals[-1].body["trigger_id"]
        said = await refusal(client.views_open(trigger_id=trigger_id, view=modal(submit=None, title=plain("x" * 25))))
        assert said["error"] == "invalid_arguments"
        assert len(said["response_metadata"]["messages"]) == 2


class TestTriggers:
    async def test_a_trigger_opens_one_view(self, sandbox: Sandbox, listener: Listener, client: AsyncWebClient) -> None:
        await opened(sandbox, listener, client, modal())
        trigger_id = listener.arrivals[-1].body["trigger_id"]
        assert await error(client.views_open(trigger_id=trigger_id, view=modal())) == "exchanged_trigger_id"
        assert await error(client.views_open(trigger_id="1.2.x", view=modal())) == "invalid_trigger_id"

    async def test_a_trigger_expires_in_machine_time(self, listener: Listener) -> None:
        sandbox = await Sandbox.start(MANIFEST, events_url=listener.url, trigger_lives=0.05)
        await sandbox.shortcut("ana", "incidents:declare")
        await asyncio.sleep(0.06)
        client = AsyncWebClient(token=sandbox.settings.bot_token, base_url=sandbox.api_url)
        late = client.views_open(trigger_id=listener.arrivals[-1].body["trigger_id"], view=modal())
        assert await error(late) == "expired_trigger_id"
        await sandbox.stop()


class TestShortcuts:
    async def test_a_message_shortcut_carries_the_message(self, sandbox: Sandbox, listener: Listener) -> None:
        said = await sandbox.say("bea", "#general", "this looks bad")
        await sandbox.message_shortcut("ana", "incidents:declare_from_message", said)
        body = listener.arrivals[-1].body
        assert (body["type"], body["message"]["text"]) == ("message_action", "this looks bad")

    async def test_an_undeclared_shortcut_is_in_no_menu(self, sandbox: Sandbox) -> None:
        with pytest.raises(PersonRefusedError):
            await sandbox.shortcut("ana", "incidents:declare_from_message")
