"""conversations.* beyond making and inviting: coming, going, renaming, listing, and who may do it."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from fireline.sandbox import PersonRefusedError, Sandbox
from tests.sandbox.test_web_api import error


@pytest.fixture
async def made(client: AsyncWebClient) -> str:
    """A channel that the bot made."""
    return str((await client.conversations_create(name="inc-1"))["channel"]["id"])


async def test_a_bot_joins_public_channels_by_itself_and_private_ones_never(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    joined = await client.conversations_join(channel="C0GENERAL")
    again = await client.conversations_join(channel="C0GENERAL")

    assert joined["channel"]["is_member"] and again["warning"] == "already_in_channel"
    assert "fireline" in sandbox.members("#general")
    assert await error(client.conversations_join(channel="C0SECOPS")) == "channel_not_found"
    await sandbox.invite("ana", "#secops", "fireline")
    assert await error(client.conversations_join(channel="C0SECOPS")) == "method_not_supported_for_channel_type"


async def test_a_bot_leaves_once(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.conversations_leave(channel="C0INCIDENTS")
    again = await client.conversations_leave(channel="C0INCIDENTS")
    assert again["not_in_channel"] and "fireline" not in sandbox.members("#incidents")


async def test_a_bot_takes_others_out_but_not_itself(sandbox: Sandbox, client: AsyncWebClient, made: str) -> None:
    await client.conversations_invite(channel=made, users="U0ANA")
    await client.conversations_kick(channel=made, user="U0ANA")

    assert sandbox.members("#inc-1") == ["fireline"]
    assert await error(client.conversations_kick(channel=made, user="U0ANA")) == "not_in_channel"
    assert await error(client.conversations_kick(channel=made, user="U0FIRELINE")) == "cant_kick_self"


async def test_an_archived_channel_is_opened_again_by_a_member(
    sandbox: Sandbox, client: AsyncWebClient, made: str
) -> None:
    await client.conversations_invite(channel=made, users="U0ANA")
    assert await error(client.conversations_unarchive(channel=made)) == "not_archived"

    await client.conversations_archive(channel=made)
    with pytest.raises(PersonRefusedError, match="archived"):
        await sandbox.say("ana", "#inc-1", "too late")

    await client.conversations_unarchive(channel=made)
    await client.chat_postMessage(channel=made, text="back")
    assert sandbox.messages("#inc-1")[-1].text == "back"


async def test_a_renamed_channel_is_found_by_its_new_name_alone(
    sandbox: Sandbox, client: AsyncWebClient, made: str
) -> None:
    renamed = await client.conversations_rename(channel=made, name="inc-1-checkout")
    assert renamed["channel"]["name"] == "inc-1-checkout" == sandbox.channel("#inc-1-checkout")["name"]
    assert renamed["channel"]["previous_names"] == ["inc-1"]
    assert await error(client.conversations_rename(channel=made, name="general")) == "name_taken"
    assert (await client.conversations_create(name="inc-1"))["ok"]


async def test_the_purpose_is_set_beside_the_topic(sandbox: Sandbox, client: AsyncWebClient, made: str) -> None:
    await client.conversations_setPurpose(channel=made, purpose="checkout returns 500s")
    assert sandbox.channel("#inc-1")["purpose"]["value"] == "checkout returns 500s"
    assert sandbox.topic("#inc-1") == ""
    assert sandbox.messages("#inc-1")[-1].subtype == "channel_purpose"


async def test_the_channels_of_somebody_are_listed_without_the_private_ones_of_others(
    client: AsyncWebClient, made: str
) -> None:
    mine = await client.users_conversations(types="public_channel,private_channel")
    anas = await client.users_conversations(user="U0ANA", types="public_channel,private_channel")
    await client.conversations_archive(channel=made)
    live = await client.users_conversations(exclude_archived=True)

    assert [c["name"] for c in mine["channels"]] == ["incidents", "stakeholders", "inc-1"]
    assert [c["name"] for c in anas["channels"]] == ["general", "incidents", "stakeholders"]
    assert [c["name"] for c in live["channels"]] == ["incidents", "stakeholders"]
    assert await error(client.conversations_list(types="rooms")) == "invalid_types"


async def test_the_members_come_page_by_page(client: AsyncWebClient) -> None:
    first = await client.conversations_members(channel="C0INCIDENTS", limit=5)
    rest = await client.conversations_members(
        channel="C0INCIDENTS", limit=5, cursor=first["response_metadata"]["next_cursor"]
    )
    assert len(first["members"]) == 5 and rest["members"] == ["U0FINN", "U0FIRELINE", "U0GUS"]
    assert await error(client.conversations_members(channel="C0INCIDENTS", cursor="bm9uc2Vuc2U=")) == "invalid_cursor"


async def test_the_general_channel_is_left_and_archived_by_nobody(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.conversations_join(channel="C0GENERAL")
    assert await error(client.conversations_leave(channel="C0GENERAL")) == "cant_leave_general"
    assert await error(client.conversations_archive(channel="C0GENERAL")) == "cant_archive_general"


async def test_several_people_share_one_group_conversation(sandbox: Sandbox, client: AsyncWebClient) -> None:
    opened = await client.conversations_open(users="U0ANA,U0BEA", return_im=True)
    again = await client.conversations_open(users="U0BEA,U0ANA")
    await client.chat_postMessage(channel=opened["channel"]["id"], text="you two")

    assert opened["channel"]["is_mpim"] and again["channel"]["id"] == opened["channel"]["id"]
    assert [m.text for m in sandbox.messages(opened["channel"]["id"], viewer="bea")] == ["you two"]
    assert sandbox.messages(opened["channel"]["id"], viewer="cy") == []
    assert await error(client.conversations_archive(channel=opened["channel"]["id"])) == (
        "method_not_supported_for_channel_type"
    )


async def test_groups_bots_and_links_are_looked_up(sandbox: Sandbox, client: AsyncWebClient) -> None:
    said = await sandbox.say("ana", "#incidents", "parent")
    reply = await sandbox.say("bea", "#incidents", "reply", thread_ts=said.ts)

    groups = await client.usergroups_list(include_users=True)
    link = await client.chat_getPermalink(channel="C0INCIDENTS", message_ts=reply.ts)

    assert (groups["usergroups"][0]["handle"], groups["usergroups"][0]["users"]) == ("sre", ["U0ANA", "U0BEA", "U0CY"])
    assert (await client.usergroups_users_list(usergroup="S0SRE"))["users"] == ["U0ANA", "U0BEA", "U0CY"]
    assert await error(client.usergroups_users_list(usergroup="S0NONE")) == "no_such_subteam"
    assert (await client.bots_info(bot="B0FIRELINE"))["bot"]["user_id"] == "U0FIRELINE"
    assert await error(client.team_info()) == "missing_scope"
    assert link["permalink"].endswith(f"/p{reply.ts.replace('.', '')}?thread_ts={said.ts}&cid=C0INCIDENTS")


async def test_marks_are_taken_back_and_listed(sandbox: Sandbox, client: AsyncWebClient) -> None:
    said = await sandbox.say("ana", "#incidents", "the cause")
    where = {"channel": "C0INCIDENTS", "timestamp": said.ts}
    await client.reactions_add(**where, name="eyes")
    await client.pins_add(**where)
    pinned = await client.pins_list(channel="C0INCIDENTS")
    reacted = await client.reactions_get(**where)

    await client.reactions_remove(**where, name="eyes")
    await client.pins_remove(**where)

    assert pinned["items"][0]["message"]["text"] == "the cause"
    assert reacted["message"]["reactions"][0] == {"name": "eyes", "users": ["U0FIRELINE"], "count": 1}
    assert await error(client.reactions_remove(**where, name="eyes")) == "no_reaction"
    assert await error(client.pins_remove(**where)) == "no_pin"
    assert sandbox.pins("#incidents") == []
