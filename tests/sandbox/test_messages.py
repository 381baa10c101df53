"""What the app posts and reads: limits, whose message it is, metadata, pages, threads."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from fireline.sandbox import Sandbox
from tests.sandbox.test_web_api import error, refusal

CHANNEL = "C0INCIDENTS"
METADATA = {"event_type": "fireline_delivery", "event_payload": {"id": "d-1"}}


async def test_messages_carry_story_time_and_never_share_a_stamp(sandbox: Sandbox, client: AsyncWebClient) -> None:
    said = await sandbox.say("ana", "#incidents", "one")
    posted = await client.chat_postMessage(channel=CHANNEL, text="two")

    assert [said.ts, posted["ts"]] == ["1485896400.000000", "1485896400.000001"]


async def test_a_post_is_cut_and_an_update_refused_when_too_long(sandbox: Sandbox, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=CHANNEL, text="x" * 40_001)
    assert len(sandbox.messages("#incidents")[-1].text) == 40_000
    assert await error(client.chat_update(channel=CHANNEL, ts=posted["ts"], text="x" * 4_001)) == "msg_too_long"


async def test_a_message_must_say_something(client: AsyncWebClient) -> None:
    with pytest.warns(UserWarning, match="`text` argument is missing"):
        assert await error(client.chat_postMessage(channel=CHANNEL, text="")) == "no_text"


async def test_only_its_own_messages_can_be_changed_by_the_bot(sandbox: Sandbox, client: AsyncWebClient) -> None:
    said = await sandbox.say("ana", "#incidents", "mine")
    assert await error(client.chat_update(channel=CHANNEL, ts=said.ts, text="x")) == "cant_update_message"
    assert await error(client.chat_delete(channel=CHANNEL, ts=said.ts)) == "cant_delete_message"
    assert await error(client.chat_update(channel=CHANNEL, ts="1.000000", text="x")) == "message_not_found"


async def test_an_update_keeps_the_blocks_that_it_does_not_mention(sandbox: Sandbox, client: AsyncWebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "card"}}]
    posted = await client.chat_postMessage(channel=CHANNEL, text="card", blocks=blocks, metadata=METADATA)

    await client.chat_update(channel=CHANNEL, ts=posted["ts"], text="card 2")
    kept = sandbox.messages("#incidents")[-1]
    await client.chat_update(channel=CHANNEL, ts=posted["ts"], text="card 3", blocks=[])

    assert (kept.text, kept.words, kept.metadata) == ("card 2", "card", METADATA)
    assert sandbox.messages("#incidents")[-1].words == "card 3"


async def test_metadata_is_given_only_to_who_asks_for_it(client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=CHANNEL, text="x", metadata=METADATA)

    plain = await client.conversations_history(channel=CHANNEL)
    whole = await client.conversations_history(channel=CHANNEL, include_all_metadata=True)

    assert "metadata" not in plain["messages"][0]
    assert whole["messages"][0]["metadata"] == METADATA


async def test_metadata_must_have_its_form(client: AsyncWebClient) -> None:
    posting = client.chat_postMessage(channel=CHANNEL, text="x", metadata={"event_type": "x"})
    assert await error(posting) == "invalid_metadata_format"


async def test_history_comes_newest_first_page_by_page_between_bounds(sandbox: Sandbox, client: AsyncWebClient) -> None:
    said = []
    for number in range(5):
        said.append(await sandbox.say("ana", "#incidents", str(number)))
        sandbox.forward(seconds=1)

    first = await client.conversations_history(channel=CHANNEL, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    await sandbox.say("ana", "#incidents", "while paging")
    second = await client.conversations_history(channel=CHANNEL, limit=2, cursor=cursor)
    between = await client.conversations_history(channel=CHANNEL, oldest=said[1].ts, latest=said[3].ts)
    inclusive = await client.conversations_history(
        channel=CHANNEL, oldest=said[1].ts, latest=said[3].ts, inclusive=True
    )

    assert [m["text"] for m in first["messages"]] == ["4", "3"] and first["has_more"]
    assert [m["text"] for m in second["messages"]] == ["2", "1"]
    assert [m["text"] for m in between["messages"]] == ["2"]
    assert [m["text"] for m in inclusive["messages"]] == ["3", "2", "1"]


async def test_replies_stand_in_their_thread(sandbox: Sandbox, client: AsyncWebClient) -> None:
    parent = await sandbox.say("ana", "#incidents", "parent")
    reply = await sandbox.say("bea", "#incidents", "reply", thread_ts=parent.ts)
    nested = await client.chat_postMessage(channel=CHANNEL, text="to the reply", thread_ts=reply.ts)

    history = await client.conversations_history(channel=CHANNEL)
    thread = await client.conversations_replies(channel=CHANNEL, ts=parent.ts)

    assert [(m["text"], m["reply_count"]) for m in history["messages"]] == [("parent", 2)]
    assert [m["text"] for m in thread["messages"]] == ["parent", "reply", "to the reply"]
    assert nested["message"]["thread_ts"] == parent.ts
    assert await error(client.conversations_replies(channel=CHANNEL, ts="1.000000")) == "thread_not_found"


async def test_an_ephemeral_is_seen_by_one_person_and_in_no_history(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel=CHANNEL, user="U0ANA", text="only you")

    assert [m.text for m in sandbox.messages("#incidents", viewer="ana")] == ["only you"]
    assert sandbox.messages("#incidents", viewer="bea") == []
    assert (await client.conversations_history(channel=CHANNEL))["messages"] == []
    stranger = client.chat_postEphemeral(channel=CHANNEL, user="U0ZOE", text="x")
    assert await error(stranger) == "user_not_in_channel"


async def test_a_person_is_written_to_by_their_id(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="U0BEA", text="hello bea")
    assert [m.text for m in sandbox.dms("bea")] == ["hello bea"]


def section(text: str, **more: Any) -> list[dict[str, Any]]:
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text} | more}]


@pytest.mark.parametrize(
    ("text", "blocks", "pings"),
    [
        ("<@U0BEA> <!here> @here <!subteam^S0SRE|@sre>", None, ["bea", "@here", "@sre"]),
        ("@here only in words", None, []),
        ("x", section("@here"), ["@here"]),
        ("x", section("@here", verbatim=True), []),
        ("x", section("<!channel>", verbatim=True), ["@channel"]),
        ("x", section("&lt;!here&gt; a@here.example"), []),
    ],
)
async def test_whom_a_message_calls_depends_on_how_it_is_written(
    sandbox: Sandbox, client: AsyncWebClient, text: str, blocks: Any, pings: list[str]
) -> None:
    await client.chat_postMessage(channel=CHANNEL, text=text, blocks=blocks)
    assert sandbox.messages("#incidents")[-1].pings == pings


@pytest.mark.parametrize("surface", ["post", "update", "ephemeral"])
async def test_blocks_that_slack_would_refuse_are_refused(client: AsyncWebClient, surface: str) -> None:
    wrong = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    posted = await client.chat_postMessage(channel=CHANNEL, text="x")
    calls = {
        "post": lambda: client.chat_postMessage(channel=CHANNEL, text="x", blocks=wrong),
        "update": lambda: client.chat_update(channel=CHANNEL, ts=posted["ts"], text="x", blocks=wrong),
        "ephemeral": lambda: client.chat_postEphemeral(channel=CHANNEL, user="U0ANA", text="x", blocks=wrong),
    }

    said = await refusal(calls[surface]())

    assert said["error"] == "invalid_blocks"
    pointed = "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert said["response_metadata"]["messages"] == [pointed]
