"""A shown message is posted once and kept as it should be; what has not left yet is replaced, not followed."""

from __future__ import annotations

import asyncio
from typing import Any

from fireline.core.clock import machine_now
from fireline.store import outbox
from fireline.store.outbox import Claimed, Seen
from tests.contracts.conftest import WORKSPACE, Store


async def only(store: Store) -> Claimed:
    (claimed,) = await store.claim()
    return claimed


async def place(store: Store, name: str) -> tuple[str | None, str | None]:
    shown = await store.units.read(WORKSPACE, lambda unit: outbox.surface(unit, name))
    assert shown is not None
    return shown.channel_id, shown.ts


async def seen(store: Store, claimed: Claimed, ts: str) -> Seen | None:
    return await store.run(lambda unit: outbox.settle_seen(unit, claimed.id, "C1", ts))


async def test_it_is_posted_the_first_time_and_edited_from_then_on(store: Store) -> None:
    await store.show("card:1", text="one")
    first = await only(store)
    await store.posted(first, "1.1")
    await store.show("card:1", text="two")
    second = await only(store)

    assert first.method == "chat.postMessage"
    assert (first.arguments["channel"], first.arguments["text"]) == ("C1", "one")
    assert second.method == "chat.update"
    assert (second.arguments["channel"], second.arguments["ts"], second.arguments["text"]) == ("C1", "1.1", "two")
    assert await place(store, "card:1") == ("C1", "1.1")


async def test_a_post_carries_the_mark_by_which_it_is_found_again(store: Store) -> None:
    await store.show("card:1")
    claimed = await only(store)

    metadata = claimed.arguments["metadata"]
    assert metadata == {"event_type": "fireline_delivery", "event_payload": {"delivery": f"T1:{claimed.id}"}}
    assert outbox.read_mark(metadata) == ("T1", claimed.id)
    assert outbox.read_mark({"event_type": "other", "event_payload": {}}) is None
    assert outbox.read_mark(None) is None


async def test_an_unchanged_message_is_not_sent_again(store: Store) -> None:
    await store.show("card:1", text="one")
    unsent = await store.show("card:1", text="one")
    await store.posted(await only(store), "1.1")
    visible = await store.show("card:1", text="one")

    assert (unsent, visible) == (None, None)
    assert await store.claim() == []


async def test_a_newer_state_replaces_the_one_that_has_not_left_yet(store: Store) -> None:
    first = await store.show("card:1", text="one")
    second = await store.show("card:1", text="two", topic="card", data={"n": 2})
    third = await store.show("card:1", text="three")

    claimed = await only(store)
    assert first == second == third == claimed.id
    assert claimed.arguments["text"] == "three"
    assert (claimed.topic, claimed.data) == ("card", {"n": 2})


async def test_a_state_that_comes_while_another_is_on_its_way_follows_it_as_an_edit(store: Store) -> None:
    await store.show("card:1", text="one")
    first = await only(store)
    await store.show("card:1", text="two")
    meanwhile = await store.claim()
    await store.posted(first, "1.1")
    second = await only(store)

    assert meanwhile == []
    assert (second.method, second.arguments["ts"], second.arguments["text"]) == ("chat.update", "1.1", "two")


async def test_when_the_post_died_the_next_state_is_posted(store: Store) -> None:
    await store.show("card:1", text="one")
    first = await only(store)
    await store.show("card:1", text="two")
    await store.dies(first)
    second = await only(store)

    assert second.method == "chat.postMessage"
    assert second.arguments["metadata"]["event_payload"] == {"delivery": f"T1:{second.id}"}


async def test_when_the_post_died_the_same_content_is_tried_again(store: Store) -> None:
    await store.show("card:1", text="one")
    await store.dies(await only(store))

    assert await store.show("card:1", text="one") is not None
    assert (await only(store)).method == "chat.postMessage"


async def test_a_dead_state_that_was_overtaken_is_not_sent_again(store: Store) -> None:
    await store.show("card:1", text="one")
    first = await only(store)
    await store.dies(first)
    await store.show("card:1", text="two")

    assert not await store.run(lambda unit: outbox.retry_dead(unit, first.id))


async def test_a_reply_goes_under_its_parent_and_waits_for_it(store: Store) -> None:
    await store.show("update:1", text="parent")
    await store.show("reply:1", text="reply", thread="update:1", broadcast=True)
    parent = await only(store)
    await store.posted(parent, "1.1")
    reply = await only(store)
    await store.posted(reply, "2.2")
    await store.show("reply:1", text="corrected", thread="update:1", broadcast=True)
    edit = await only(store)

    assert "thread_ts" not in parent.arguments
    assert (reply.arguments["thread_ts"], reply.arguments["reply_broadcast"]) == ("1.1", True)
    assert edit.arguments["ts"] == "2.2"
    assert "reply_broadcast" not in edit.arguments


async def test_a_direct_message_is_edited_where_slack_put_it(store: Store) -> None:
    await store.show("card:1:U1", to="U1", text="one")
    await store.sent(await only(store), channel="D1", ts="1.1")
    await store.show("card:1:U1", to="U1", text="two")
    edit = await only(store)

    assert (edit.lane, edit.arguments["channel"], edit.arguments["ts"]) == ("U1", "D1", "1.1")


async def test_a_visible_message_that_is_taken_away_is_deleted_and_never_posted_again(store: Store) -> None:
    await store.show("card:1")
    await store.posted(await only(store), "1.1")
    await store.run(lambda unit: unit.take_away("card:1"))
    deletion = await only(store)
    await store.sent(deletion)

    assert (deletion.method, deletion.arguments) == ("chat.delete", {"channel": "C1", "ts": "1.1"})
    assert await store.show("card:1", text="again") is None
    assert await store.claim() == []


async def test_a_message_that_has_not_left_is_unsent_and_may_be_shown_later(store: Store) -> None:
    await store.show("card:1")
    await store.show("other", text="next in the lane")
    await store.run(lambda unit: unit.take_away("card:1"))
    (following,) = await store.claim()
    await store.posted(following, "1.1")
    await store.show("card:1")

    assert following.surface == "other"
    assert (await only(store)).method == "chat.postMessage"


async def test_a_message_taken_away_while_it_leaves_is_deleted_once_it_is_there(store: Store) -> None:
    await store.show("card:1")
    post = await only(store)
    await store.run(lambda unit: unit.take_away("card:1"))
    await store.posted(post, "1.1")
    deletion = await only(store)

    assert (deletion.method, deletion.arguments["ts"]) == ("chat.delete", "1.1")


async def test_a_message_taken_away_while_it_leaves_needs_no_deletion_when_it_died(store: Store) -> None:
    await store.show("card:1")
    await store.show("other", text="next in the lane")
    post = await only(store)
    await store.run(lambda unit: unit.take_away("card:1"))
    await store.dies(post)

    (following,) = await store.claim()
    assert following.surface == "other"
    await store.posted(following, "1.1")
    assert await store.claim() == []
    assert await store.database.read(outbox.pending_count) == 0


async def test_what_was_to_come_after_an_unsent_message_is_dropped_with_it(store: Store) -> None:
    card = await store.show("card:1")
    await store.call("pin", lane="pins", after=card)

    await store.run(lambda unit: unit.take_away("card:1"))

    assert await store.claim() == []
    assert await store.database.read(outbox.pending_count) == 0


async def test_taking_away_what_nobody_knows_is_fine(store: Store) -> None:
    await store.run(lambda unit: unit.take_away("card:99"))

    assert await store.claim() == []


async def test_showing_one_message_many_times_at_once_posts_it_once(store: Store, other: Store) -> None:
    await asyncio.gather(*((store, other)[n % 2].show("card:1", text=f"state {n}") for n in range(40)))

    post = await only(store)
    await store.posted(post, "1.1")
    assert post.method == "chat.postMessage"
    assert await store.claim() == []


async def test_our_own_message_coming_back_settles_a_delivery_of_unknown_end(store: Store) -> None:
    await store.show("card:1", topic="card", data={"n": 1})
    claimed = await only(store)
    await store.run(lambda unit: outbox.settle_ambiguous(unit, claimed, not_before=machine_now()))

    first, second = await seen(store, claimed, "1.1"), await seen(store, claimed, "1.1")

    assert first is not None
    assert second is not None
    assert (first.settled, first.place, first.delivery.topic) == (True, ("C1", "1.1"), "card")
    assert (second.settled, second.place) == (False, ("C1", "1.1"))
    assert await place(store, "card:1") == ("C1", "1.1")
    assert await store.claim() == []


async def test_a_second_message_of_one_delivery_is_seen_to_be_the_second(store: Store) -> None:
    await store.show("card:1")
    claimed = await only(store)
    await store.posted(claimed, "1.1")

    double = await seen(store, claimed, "2.2")

    assert double is not None
    assert (double.settled, double.place) == (False, ("C1", "1.1"))
    assert await place(store, "card:1") == ("C1", "1.1")


async def test_a_message_that_comes_back_while_it_waits_to_be_resent_is_edited_instead(store: Store) -> None:
    await store.show("card:1", text="one")
    claimed = await only(store)
    await store.run(lambda unit: outbox.settle_retry(unit, claimed, not_before=machine_now()))
    await store.show("card:1", text="two")
    await seen(store, claimed, "1.1")
    resent = await only(store)

    assert (resent.method, resent.arguments["ts"], resent.arguments["text"]) == ("chat.update", "1.1", "two")


async def test_it_is_found_by_its_place(store: Store) -> None:
    await store.show("update:17")
    await store.posted(await only(store), "1.1")

    found: Any = await store.units.read(WORKSPACE, lambda unit: outbox.find_surface(unit, "C1", "1.1"))

    assert found.name == "update:17"
    assert await store.units.read(WORKSPACE, lambda unit: outbox.find_surface(unit, "C1", "9.9")) is None


async def test_a_whisper_is_sent_once_whoever_asks_again(store: Store) -> None:
    def whisper(unit: Any) -> Any:
        return unit.whisper(channel="C1", user="U1", text="psst", key="hint:1")

    await store.show("card:1")
    first, second = await store.run(whisper), await store.run(whisper)
    card, hint = await store.claim()

    assert first is not None
    assert second is None
    assert card.method == "chat.postMessage"
    assert (hint.method, hint.arguments["user"], hint.arguments["text"]) == ("chat.postEphemeral", "U1", "psst")
    assert "metadata" not in hint.arguments
