"""What people type or paste, at its worst: nobody is woken by it, Slack takes every message that holds it."""

from __future__ import annotations

import pytest

from tests.room import Room

# It walks again through what other tests walk through: traced, it would take twice as long and show nothing new.
pytestmark = pytest.mark.no_cover

CALLS = "hi <!here> <!channel|x> <!subteam^S0SRE|@sre> <@U0FINN> @everyone"
ESCAPED = "hi &lt;!here&gt; &lt;@U0FINN&gt;"
PUBLIC = ("#incidents", "#stakeholders")


def called(room: Room, *channels: str) -> list[str]:
    """Whom the bot's messages there would call, by what is shown or by the line of a notification."""
    told = [m for c in channels for m in room.bot_lines(c)]
    lines = [word for m in told for word in ("<!here", "<!channel", "<!subteam", "<@U0FINN>") if word in m.text]
    return [ping for m in told for ping in m.pings] + lines


@pytest.mark.parametrize("text", [CALLS, ESCAPED])
async def test_words_call_nobody_wherever_they_are_told(room: Room, text: str) -> None:
    channel = await room.declare(f"declare sev2 {text}")
    for line in ("impact", "sev 1", "monitoring", "update", "task", "action @bea", "resolve"):
        await room.type("ana", channel, f"/incident {line} {text}")
    await room.forward(seconds=15)

    assert called(room, channel, *PUBLIC) == []
    assert "<!here" not in room.sandbox.topic(channel)


async def test_words_typed_into_a_form_call_nobody(room: Room) -> None:
    channel = await room.declare()
    await room.type("ana", channel, "/incident update")

    await room.submit("ana", news=CALLS, impact=CALLS)
    await room.forward(seconds=15)

    assert "hi" in room.find("ana", "#stakeholders", "update 1").words
    assert called(room, channel, *PUBLIC) == []


@pytest.mark.parametrize("text", ["x" * 40_000, "wörd " * 8_000, "&<>" * 500], ids=["one word", "words", "signs"])
async def test_a_text_of_any_length_is_told_as_far_as_slack_takes_it(room: Room, text: str) -> None:
    channel = await room.declare()
    verbs = (
        "impact",
        "monitoring",
        "sev 1",
        "identified",
        "cadence off",
        "note",
        "task @bea",
        "action @bea",
        "resolve",
    )
    for line in verbs:
        answer = await room.type("ana", channel, f"/incident {line} {text}")
        assert answer.ok, (line, answer.error)

    assert "is resolved" in room.find("bea", "#incidents", "INC-1").words
    caught_up = await room.type("ana", channel, "/incident catchup")
    assert caught_up.ok, caught_up.error
