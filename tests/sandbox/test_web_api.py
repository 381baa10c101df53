"""The Web API refuses what Slack refuses: other tokens, missing scopes, channels that the bot may not see."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from fireline.sandbox import Sandbox


async def refusal(call: Awaitable[Any]) -> dict[str, Any]:
    """Slack's answer to a call that it refuses."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return dict(caught.value.response.data)


async def error(call: Awaitable[Any]) -> str:
    return str((await refusal(call))["error"])


class TestWhoCalls:
    async def test_the_bot_is_told_who_it_is(self, client: AsyncWebClient) -> None:
        told = await client.auth_test()
        assert (told["user_id"], told["bot_id"], told["team_id"]) == ("U0FIRELINE", "B0FIRELINE", "T0FIRELINE")

    async def test_a_wrong_token_is_refused(self, sandbox: Sandbox) -> None:
        stranger = AsyncWebClient(token="xoxb-other", base_url=sandbox.api_url)
        assert await error(stranger.auth_test()) == "invalid_auth"

    async def test_no_token_is_refused(self, sandbox: Sandbox) -> None:
        assert await error(AsyncWebClient(base_url=sandbox.api_url).users_list()) == "not_authed"

    async def test_an_app_that_was_taken_out_of_the_workspace_is_refused(
        self, sandbox: Sandbox, client: AsyncWebClient
    ) -> None:
        sandbox.uninstall()
        assert await error(client.auth_test()) == "account_inactive"

    async def test_a_scope_that_the_manifest_does_not_ask_for_is_missing(self, client: AsyncWebClient) -> None:
        said = await refusal(client.bookmarks_list(channel_id="C0INCIDENTS"))
        assert (said["error"], said["needed"]) == ("missing_scope", "bookmarks:read")
        assert "bookmarks:write" in said["provided"]

    async def test_a_method_that_does_not_exist_is_unknown(self, client: AsyncWebClient) -> None:
        assert await error(client.api_call("chat.shout")) == "unknown_method"


class TestWhatTheBotMaySee:
    async def test_a_private_channel_without_the_bot_does_not_exist(self, client: AsyncWebClient) -> None:
        assert await error(client.chat_postMessage(channel="C0SECOPS", text="hello")) == "channel_not_found"
        assert await error(client.conversations_info(channel="C0SECOPS")) == "channel_not_found"
        listed = await client.conversations_list(types="public_channel,private_channel")
        assert "secops" not in [c["name"] for c in listed["channels"]]

    async def test_a_private_channel_exists_once_the_bot_was_invited(
        self, sandbox: Sandbox, client: AsyncWebClient
    ) -> None:
        await sandbox.invite("ana", "#secops", "fireline")
        assert (await client.conversations_info(channel="C0SECOPS"))["channel"]["is_private"]

    async def test_a_public_channel_without_the_bot_can_be_looked_at_but_not_written_to(
        self, client: AsyncWebClient
    ) -> None:
        assert not (await client.conversations_info(channel="C0GENERAL"))["channel"]["is_member"]
        assert await error(client.chat_postMessage(channel="C0GENERAL", text="hello")) == "not_in_channel"
        assert await error(client.conversations_history(channel="C0GENERAL")) == "not_in_channel"

    async def test_users_say_their_zone_with_summer_time_of_the_story(
        self, sandbox: Sandbox, client: AsyncWebClient
    ) -> None:
        winter = await client.users_info(user="U0ANA")
        sandbox.forward(days=180)
        summer = await client.users_info(user="U0ANA")
        assert (winter["user"]["tz_offset"], summer["user"]["tz_offset"]) == (3600, 7200)

    async def test_guests_and_deactivated_people_are_marked(self, client: AsyncWebClient) -> None:
        people = {u["name"]: u for u in (await client.users_list())["members"]}
        assert people["gus"]["is_restricted"] and people["zoe"]["deleted"]

    async def test_lists_come_page_by_page(self, client: AsyncWebClient) -> None:
        first = await client.users_list(limit=4)
        names = [u["name"] for u in first["members"]]
        cursor = first["response_metadata"]["next_cursor"]
        while cursor:
            page = await client.users_list(limit=4, cursor=cursor)
            names += [u["name"] for u in page["members"]]
            cursor = page["response_metadata"]["next_cursor"]
        assert len(names) == len(set(names)) == 10


class TestChannels:
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("", "invalid_name_required"),
            ("x" * 81, "invalid_name_maxlength"),
            ("Inc-1", "invalid_name_specials"),
            ("inc 1", "invalid_name_specials"),
            ("---", "invalid_name_punctuation"),
            ("incidents", "name_taken"),
        ],
    )
    async def test_a_channel_name_must_be_one(self, client: AsyncWebClient, name: str, code: str) -> None:
        assert await error(client.conversations_create(name=name)) == code

    async def test_the_name_of_a_private_channel_is_taken_too(self, client: AsyncWebClient) -> None:
        assert await error(client.conversations_create(name="secops")) == "name_taken"

    async def test_a_new_channel_has_the_bot_in_it(self, client: AsyncWebClient) -> None:
        made = (await client.conversations_create(name="inc-1-checkout"))["channel"]
        assert (made["creator"], made["is_member"], made["is_private"]) == ("U0FIRELINE", True, False)

    async def test_one_bad_guest_stops_an_invitation_unless_forced(
        self, sandbox: Sandbox, client: AsyncWebClient
    ) -> None:
        made = (await client.conversations_create(name="inc-1"))["channel"]["id"]

        said = await refusal(client.conversations_invite(channel=made, users="U0ANA,U0ZOE"))
        await client.conversations_invite(channel=made, users="U0ANA,U0ZOE", force=True)

        assert (said["error"], said["errors"][0]["user"]) == ("user_not_found", "U0ZOE")
        assert sandbox.members("#inc-1") == ["fireline", "ana"]
        assert await error(client.conversations_invite(channel=made, users="U0ANA")) == "already_in_channel"
        assert await error(client.conversations_invite(channel=made, users="U0FIRELINE")) == "cant_invite_self"

    async def test_an_archived_channel_takes_nothing_more(self, client: AsyncWebClient) -> None:
        made = (await client.conversations_create(name="inc-1"))["channel"]["id"]
        await client.conversations_archive(channel=made)

        assert await error(client.chat_postMessage(channel=made, text="late")) == "is_archived"
        assert await error(client.conversations_archive(channel=made)) == "already_archived"
        assert await error(client.conversations_setTopic(channel=made, topic="late")) == "is_archived"

    async def test_a_topic_has_a_length(self, sandbox: Sandbox, client: AsyncWebClient) -> None:
        assert await error(client.conversations_setTopic(channel="C0INCIDENTS", topic="x" * 251)) == "too_long"
        await client.conversations_setTopic(channel="C0INCIDENTS", topic="SEV1 since 21:00")
        assert sandbox.topic("#incidents") == "SEV1 since 21:00"

    async def test_a_bot_renames_only_what_it_made(self, client: AsyncWebClient) -> None:
        assert await error(client.conversations_rename(channel="C0INCIDENTS", name="x")) == "not_authorized"

    async def test_direct_messages_are_opened_once(self, client: AsyncWebClient) -> None:
        first = await client.conversations_open(users="U0ANA")
        again = await client.conversations_open(users="U0ANA")
        assert first["channel"]["id"] == again["channel"]["id"] and again["already_open"]
        assert await error(client.conversations_open(users="U0ZOE")) == "user_disabled"
        assert await error(client.conversations_open(users="U0ANA,U0NOBODY")) == "users_not_found"


class TestMarks:
    async def test_what_is_there_already_is_refused(self, sandbox: Sandbox, client: AsyncWebClient) -> None:
        said = await sandbox.say("ana", "#incidents", "checkout is down")
        await client.reactions_add(channel="C0INCIDENTS", timestamp=said.ts, name="eyes")
        await client.pins_add(channel="C0INCIDENTS", timestamp=said.ts)

        again = client.reactions_add(channel="C0INCIDENTS", timestamp=said.ts, name="eyes")
        assert await error(again) == "already_reacted"
        assert await error(client.pins_add(channel="C0INCIDENTS", timestamp=said.ts)) == "already_pinned"
        assert await error(client.pins_remove(channel="C0INCIDENTS", timestamp="1.000000")) == "message_not_found"
        assert sandbox.messages("#incidents")[-1].reactions == {"eyes": ["fireline"]}
        assert [pin.text for pin in sandbox.pins("#incidents")] == ["checkout is down"]

    async def test_a_bookmark_is_added_changed_and_removed(self, sandbox: Sandbox, client: AsyncWebClient) -> None:
        where: dict[str, str] = {"channel_id": "C0INCIDENTS"}
        bad = client.bookmarks_add(**where, title="Call", type="link", link="zoom")
        assert await error(bad) == "invalid_link"
        added = await client.bookmarks_add(**where, title="Call", type="link", link="https://meet.example/1")
        mark = added["bookmark"]["id"]
        await client.bookmarks_edit(**where, bookmark_id=mark, title="Bridge")
        assert [b["title"] for b in sandbox.bookmarks("#incidents")] == ["Bridge"]
        await client.bookmarks_remove(**where, bookmark_id=mark)
        assert sandbox.bookmarks("#incidents") == []


class TestFiles:
    async def test_an_upload_ends_as_a_message_with_a_file(self, sandbox: Sandbox, client: AsyncWebClient) -> None:
        sent = await client.files_upload_v2(
            channel="C0INCIDENTS", content="# Postmortem", filename="pm.md", initial_comment="Draft"
        )

        info = await client.files_info(file=sent["file"]["id"])
        [message] = [m for m in sandbox.messages("#incidents") if m.files]
        assert info["file"]["shares"]["public"]["C0INCIDENTS"][0]["ts"] == message.ts
        assert (message.text, message.subtype) == ("Draft", "file_share")
        assert sandbox.files("#incidents")[0]["content"] == "# Postmortem"

    async def test_a_file_is_downloaded_with_the_bots_token_only(
        self, sandbox: Sandbox, client: AsyncWebClient
    ) -> None:
        sent = await sandbox.say("ana", "#incidents", "logs", files={"log.txt": "E: full"})
        url = (await client.files_info(file=sent.files[0]))["file"]["url_private"]
        async with aiohttp.ClientSession() as session:
            async with session.get(url, headers={"Authorization": f"Bearer {client.token}"}) as response:
                ours = await response.text()
            async with session.get(url) as response:
                strangers = await response.text()
        assert ours == "E: full" and "Sign in" in strangers

    async def test_a_file_that_was_not_uploaded_cannot_be_shared(self, client: AsyncWebClient) -> None:
        made = await client.files_getUploadURLExternal(filename="a.txt", length=3)
        completing = client.files_completeUploadExternal(files=[{"id": made["file_id"]}], channel_id="C0INCIDENTS")
        assert await error(completing) == "file_not_found"
