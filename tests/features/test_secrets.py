"""Secrets in what people type: masked at every door, and whoever typed one hears it once."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from fireline.store.gather import gathered
from fireline.store.unit import Unit
from fireline.typed import TOLD
from tests.room import Room

TOKEN = "ghp_" + "a1B2c3D4e5" * 4
LINES = (
    f"task @bea restart with {TOKEN}",
    f"action @bea rotate {TOKEN} by 2026-04-10",
    f"impact {TOKEN} was printed",
    f"summary the key {TOKEN} leaked",
    f"rename leaked {TOKEN}",
    f"update we rotate {TOKEN}",
    f"note {TOKEN} is in the log",
    f"report {TOKEN} is in the log",
    f"cadence off {TOKEN}",
    f"mitigated {TOKEN} rotated",
    f"nonsense about {TOKEN}",
)


def everything(unit: Unit) -> str:
    rows = [tuple(row) for table in gathered().sorted_tables for row in unit.rows(select(table))]
    return json.dumps(rows, default=str)


def words(outcome: Any) -> str:
    return str(outcome.shown.words) if outcome.shown is not None else ""


async def left(room: Room) -> str:
    """All that is kept, and all that was sent to Slack."""
    return await room.unit(everything) + json.dumps([call.args for call in room.sandbox.calls()], default=str)


async def test_a_secret_in_a_line_is_masked_wherever_it_is_typed(room: Room) -> None:
    channel = await room.opened(f"declare sev2 leaked {TOKEN}")

    answers = [words(await room.type("ana", channel, f"/incident {line}")) for line in LINES]
    await room.say("ana", channel, f"@fireline task check {TOKEN}")

    kept = await left(room)
    found = await room.incident()
    assert TOKEN not in kept
    assert found.title == "leaked [masked: token]" and found.summary == "the key [masked: token] leaked"
    assert [answer.count(TOLD) for answer in answers] == [1] * len(LINES)


async def test_a_secret_in_a_form_is_masked_and_whoever_typed_it_hears_so(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident resolve")

    await room.submit("ana", note=f"rotated {TOKEN}")

    kept, seen = await left(room), room.sees("ana", channel)
    assert TOKEN not in kept and "rotated [masked: token]" in kept
    assert [TOLD in m.words for m in seen].count(True) == 1


async def test_a_call_keeps_the_passcode_in_its_link_and_no_other_secret(room: Room) -> None:
    channel, link = await room.opened(), "https://zoom.example.com/j/1?pwd=QWErty123abc"
    await room.type("ana", channel, f"/incident call {link}")

    refused = await room.type("ana", channel, f"/incident call https://meet.example.com/{TOKEN}")

    long = await room.type("ana", channel, f"/incident call https://meet.example.com/{'a' * 2_000}")

    assert "secrets are not kept; the call stays as it was" in words(refused)
    assert "Slack takes links of up to 2,000 characters; this one has" in words(long)
    assert link in (await room.incident()).call_url and TOKEN not in await left(room)
