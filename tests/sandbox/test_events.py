"""What the app hears: what its manifest asks for, of channels it is in, as Slack words it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from fireline.sandbox import Sandbox
from fireline.sandbox.manifest import load_manifest
from tests.sandbox.conftest import MANIFEST
from tests.sandbox.listener import Listener


async def test_an_event_comes_in_slacks_envelope(sandbox: Sandbox, listener: Listener) -> None:
    said = await sandbox.say("ana", "#incidents", "checkout is down")
    await sandbox.settle()

    body = listener.arrivals[0].body
    assert body["type"] == "event_callback"
    assert (body["team_id"], body["api_app_id"]) == ("T0FIRELINE", "A0FIRELINE")
    assert body["event_id"].startswith("Ev")
    assert body["event_time"] == 1485896400
    assert body["authorizations"][0]["user_id"] == "U0FIRELINE"
    event = body["event"]
    assert (event["type"], event["channel_type"], event["user"]) == ("message", "channel", "U0ANA")
    assert event["ts"] == event["event_ts"] == said.ts


async def test_what_people_type_arrives_escaped_with_names_as_tokens(sandbox: Sandbox, listener: Listener) -> None:
    await sandbox.say("ana", "#incidents", "@bea a<b & c, see #general @here @sre @nobody https://x.example/?a=1&b=2")
    await sandbox.settle()

    [event] = listener.of("message")
    assert event["text"] == (
        "<@U0BEA> a&lt;b &amp; c, see <#C0GENERAL|> <!here> <!subteam^S0SRE> @nobody <https://x.example/?a=1&amp;b=2>"
    )


async def test_channels_without_the_bot_are_not_told(sandbox: Sandbox, listener: Listener) -> None:
    await sandbox.say("ana", "#general", "not for the bot")
    await sandbox.say("ana", "#secops", "nor this")
    await sandbox.settle()
    assert listener.arrivals == []


async def test_events_outside_the_manifest_or_its_scopes_are_not_sent(listener: Listener) -> None:
    whole = load_manifest(MANIFEST)
    poor = dataclasses.replace(
        whole, events=whole.events - {"reaction_added"}, scopes=whole.scopes - {"channels:history"}
    )
    sandbox = await Sandbox.start(poor, events_url=listener.url)
    said = await sandbox.say("ana", "#incidents", "hello")
    await sandbox.react("bea", said, "eyes")
    await sandbox.pin("bea", said)
    await sandbox.settle()
    await sandbox.stop()

    assert [event["type"] for event in listener.events] == ["pin_added"]


async def test_an_edit_tells_both_texts_and_a_stamp_of_its_own(sandbox: Sandbox, listener: Listener) -> None:
    said = await sandbox.say("ana", "#incidents", "chekout")
    await sandbox.edit("ana", said, "checkout")
    await sandbox.settle()

    [event] = listener.of("message", "message_changed")
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("checkout", "chekout")
    assert event["message"]["ts"] == said.ts != event["ts"]
    assert event["message"]["edited"] == {"user": "U0ANA", "ts": event["event_ts"]}
    assert sandbox.messages("#incidents")[0].is_edited


async def test_changes_at_one_moment_of_the_story_have_stamps_of_their_own(
    sandbox: Sandbox, listener: Listener
) -> None:
    said = await sandbox.say("ana", "#incidents", "1")
    for text in ("2", "3", "4"):
        await sandbox.edit("ana", said, text)
    await sandbox.settle()

    stamps = [event["event_ts"] for event in listener.events]
    assert len(set(stamps)) == 4
    last = max(listener.of("message", "message_changed"), key=lambda event: event["event_ts"])
    assert last["message"]["text"] == "4"


async def test_a_preview_is_a_change_without_an_edit(sandbox: Sandbox, listener: Listener) -> None:
    said = await sandbox.say("ana", "#incidents", "https://x.example")
    await sandbox.unfurl("ana", said, "https://x.example")
    await sandbox.settle()

    [event] = listener.of("message", "message_changed")
    assert event["message"]["text"] == event["previous_message"]["text"]
    assert "edited" not in event["message"]


async def test_a_deleted_parent_of_replies_becomes_a_tombstone(sandbox: Sandbox, listener: Listener) -> None:
    lonely = await sandbox.say("ana", "#incidents", "lonely")
    parent = await sandbox.say("ana", "#incidents", "parent")
    await sandbox.say("bea", "#incidents", "reply", thread_ts=parent.ts)
    await sandbox.delete("ana", lonely)
    await sandbox.delete("ana", parent)
    await sandbox.settle()

    [deleted] = listener.of("message", "message_deleted")
    [changed] = listener.of("message", "message_changed")
    assert (deleted["deleted_ts"], deleted["previous_message"]["text"]) == (lonely.ts, "lonely")
    assert (changed["message"]["subtype"], changed["message"]["ts"]) == ("tombstone", parent.ts)


async def test_the_bots_own_message_comes_back_with_its_metadata(
    sandbox: Sandbox, listener: Listener, client: AsyncWebClient
) -> None:
    metadata = {"event_type": "x", "event_payload": {"id": "d-1"}}
    posted = await client.chat_postMessage(channel="C0INCIDENTS", text="mine", metadata=metadata)
    await sandbox.settle()

    [event] = listener.of("message")
    assert (event["bot_id"], event["app_id"], event["user"]) == ("B0FIRELINE", "A0FIRELINE", "U0FIRELINE")
    assert (event["ts"], event["metadata"]) == (posted["ts"], metadata)


async def test_reactions_pins_and_mentions_are_told(sandbox: Sandbox, listener: Listener) -> None:
    said = await sandbox.say("ana", "#incidents", "@fireline look")
    await sandbox.react("bea", said, "fire")
    await sandbox.unreact("bea", said, "fire")
    await sandbox.pin("bea", said)
    await sandbox.settle()

    assert sorted(event["type"] for event in listener.events) == [
        "app_mention",
        "message",
        "pin_added",
        "reaction_added",
        "reaction_removed",
    ]
    [reaction] = listener.of("reaction_added")
    assert reaction["item"] == {"type": "message", "channel": "C0INCIDENTS", "ts": said.ts}
    assert reaction["item_user"] == "U0ANA"


async def test_coming_and_going_is_told_by_event_and_by_message(sandbox: Sandbox, listener: Listener) -> None:
    await sandbox.leave("gus", "#incidents")
    await sandbox.invite("ana", "#incidents", "gus")
    await sandbox.settle()

    assert [event["user"] for event in listener.of("member_left_channel")] == ["U0GUS"]
    [joined] = listener.of("member_joined_channel")
    assert (joined["user"], joined["inviter"], joined["channel_type"]) == ("U0GUS", "U0ANA", "C")
    assert len(listener.of("message", "channel_join")) == 1


async def test_a_bot_that_is_thrown_out_hears_that_and_nothing_more(sandbox: Sandbox, listener: Listener) -> None:
    await sandbox.kick("ana", "#incidents", "fireline")
    await sandbox.say("ana", "#incidents", "alone at last")
    await sandbox.settle()
    assert [event["type"] for event in listener.events] == ["channel_left"]


async def test_a_channel_is_renamed_and_archived_under_the_eyes_of_the_app(
    sandbox: Sandbox, listener: Listener
) -> None:
    await sandbox.rename("ana", "#incidents", "outages")
    await sandbox.archive("ana", "#outages")
    await sandbox.settle()

    [renamed] = listener.of("channel_rename")
    assert renamed["channel"]["name"] == "outages"
    assert listener.of("channel_archive")[0]["user"] == "U0ANA"


async def test_a_private_channel_speaks_of_groups(sandbox: Sandbox, listener: Listener) -> None:
    await sandbox.invite("ana", "#secops", "fireline")
    await sandbox.say("ana", "#secops", "hush")
    await sandbox.archive("ana", "#secops")
    await sandbox.settle()

    assert {event["channel_type"] for event in listener.of("message")} == {"group"}
    assert len(listener.of("group_archive")) == 1


async def test_direct_messages_the_home_tab_and_people_who_leave_are_told(sandbox: Sandbox, listener: Listener) -> None:
    await sandbox.dm("bea", "help")
    await sandbox.open_home("bea")
    await sandbox.change_user("finn", deleted=True)
    await sandbox.settle()

    [message] = listener.of("message")
    [opened] = listener.of("app_home_opened")
    [changed] = listener.of("user_change")
    assert (message["channel_type"], message["channel"][0]) == ("im", "D")
    assert (opened["user"], opened["tab"]) == ("U0BEA", "home")
    assert changed["user"]["deleted"]


async def test_a_shared_channel_tells_one_message_twice(sandbox: Sandbox, listener: Listener) -> None:
    sandbox.world.ws.channels["C0INCIDENTS"].is_ext_shared = True
    await sandbox.say("ana", "#incidents", "seen from two companies")
    await sandbox.settle()

    ids = {arrival.body["event_id"] for arrival in listener.arrivals}
    assert len(ids) == 2 and len({event["ts"] for event in listener.events}) == 1
    assert listener.arrivals[0].body["is_ext_shared_channel"]


async def test_a_file_comes_with_its_message(sandbox: Sandbox, listener: Listener) -> None:
    await sandbox.say("ana", "#incidents", "the graph", files={"graph.txt": "up and to the right"})
    await sandbox.settle()

    [event] = listener.of("message", "file_share")
    assert (event["text"], event["files"][0]["name"]) == ("the graph", "graph.txt")


async def test_everything_survives_a_snapshot(sandbox: Sandbox, tmp_path: Path) -> None:
    said = await sandbox.say("ana", "#incidents", "remember me", files={"a.txt": "kept"})
    await sandbox.react("bea", said, "eyes")
    sandbox.save(tmp_path / "state.json")

    other = await Sandbox.start(MANIFEST, state_file=tmp_path / "state.json")
    seen, clock, content = other.messages("#incidents"), other.clock.now(), other.files()[0]["content"]
    await other.stop()

    assert [(m.ts, m.text, m.reactions) for m in seen] == [(said.ts, "remember me", {"eyes": ["bea"]})]
    assert (clock, content) == (sandbox.clock.now(), "kept")
