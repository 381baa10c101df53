"""Who is let in, and what is answered to whatever comes: on the real door, byte by byte."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator

import pytest

from fireline.slack.edge import MAX_BODY
from tests.door.conftest import Wire
from tests.room import Room, open_room

EVENT = {"type": "app_mention", "channel": "C0INCIDENTS", "user": "U0ANA", "text": "hello", "ts": "1772632920.000100"}


@pytest.fixture
async def room(migrated_sqlite_url: str) -> AsyncIterator[Room]:
    async with open_room(migrated_sqlite_url) as room:
        yield room


@pytest.fixture
def wire(room: Room) -> Wire:
    return Wire(room)


async def test_what_slack_did_not_sign_is_refused(wire: Wire) -> None:
    signed = str(int(time.time()))

    assert (await wire.event(EVENT, sign=False)).status == 401
    assert (await wire.event(EVENT, secret="somebody else's")).status == 401
    tampered = {"X-Slack-Request-Timestamp": signed, "X-Slack-Signature": "v0=" + "0" * 64}
    assert (await wire.event(EVENT, sign=False, headers=tampered)).status == 401
    assert (await wire.event(EVENT, sign=False, headers={**tampered, "X-Slack-Signature": "vö=é"})).status == 401
    assert (await wire.event(EVENT)).status == 200


@pytest.mark.parametrize("at", ["-301", "+301", "", "soon", "1e9", "-5", "²"])
async def test_an_old_or_odd_timestamp_is_refused(wire: Wire, at: str) -> None:
    stamp = str(int(time.time()) + int(at)) if at in ("-301", "+301") else at

    got = await wire.event(EVENT, at=stamp)

    assert got.status == 401


async def test_both_secrets_are_taken_while_one_replaces_the_other(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url, signing_secret="old,new") as room:
        wire = Wire(room)
        assert (await wire.event(EVENT, secret="old")).status == 200
        assert (await wire.event(EVENT, secret="new")).status == 200
        assert (await wire.event(EVENT, secret="old,new")).status == 401
        room.sandbox.settings.signing_secret = "new"


async def test_a_body_over_the_cap_is_refused_before_it_is_read_to_its_end(wire: Wire) -> None:
    huge = b"x" * (MAX_BODY + 1)
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(64):
            sent += 1
            yield b"x" * 65536

    assert (await wire.post(huge)).status == 413
    assert (await wire.post(endless(), sign=False)).status == 413


async def test_signed_nonsense_is_no_fault(wire: Wire, room: Room) -> None:
    for body in (b"{", b"", b"null", b"[]", b'"text"', b"\xff\xfe", b'{"type": "event_callback"}', b"[" * 5000):
        got = await wire.post(body)
        assert got.status in (200, 400), (body, got)
    for body in (b"payload=%7B", b"payload=", b"command=", b"payload=null", b"payload=[]", b"%ff=%ff"):
        got = await wire.post(body, form=True)
        assert got.status in (200, 400), (body, got)
    assert room.app.guard.caught == 0


async def test_bolts_private_headers_do_nothing(wire: Wire, room: Room) -> None:
    lazy = {"x-slack-bolt-lazy-only": "1", "X-Slack-Bolt-Lazy-Function-Name": "_on_command"}

    got = await wire.command("declare sev2 lazily", trigger="1.1", headers=lazy)

    assert got.status == 200
    assert (await room.incident()).title == "lazily"


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "workflow_step_edit", "callback_id": "x"},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions", "actions": [{"type": "button", "action_id": "no:such", "block_id": "b"}]},
        {"type": "block_actions", "actions": [{"type": "button"}]},
        {"type": "view_submission", "view": {"id": "V1", "type": "modal", "callback_id": "no:such"}},
        {"type": "view_submission"},
        {"type": "view_closed", "view": {"id": "V1", "callback_id": "no:such"}},
        {"type": "shortcut", "callback_id": "no:such"},
        {"type": "message_action", "callback_id": "no:such", "message": {"ts": "1.1"}, "channel": {"id": "C1"}},
        {"type": "block_suggestion", "action_id": "no:such", "block_id": "b", "value": ""},
        {"type": "interactive_message", "callback_id": "x", "actions": [{"name": "a", "type": "button"}]},
    ],
    ids=lambda payload: f"{payload['type']}-{len(payload)}",
)
async def test_kinds_that_nobody_knows_are_answered(wire: Wire, room: Room, payload: dict[str, object]) -> None:
    got = await wire.interaction({"trigger_id": "1.1", **payload})

    assert got.status == 200, got
    assert room.app.guard.caught == 0


async def test_unknown_events_are_answered_and_not_kept(wire: Wire, room: Room) -> None:
    for event in (
        {"type": "brand_new_thing", "channel": "C0GENERAL"},
        {"type": "message", "channel": {"id": "C1"}},
        {},
    ):
        assert (await wire.event(event)).status == 200
    await room.settle()


async def test_slacks_own_checks_are_answered(wire: Wire, room: Room) -> None:
    challenge = {"type": "url_verification", "token": "t", "challenge": "3eZbrw1aB"}

    got = await wire.post(json.dumps(challenge).encode())
    checked = await wire.post(b"ssl_check=1&token=t", form=True)

    assert got.status == 200 and "3eZbrw1aB" in got.text
    assert checked.status == 200
    assert await room.sandbox.verify_url()


async def test_a_captured_command_does_nothing_when_it_is_played_again(wire: Wire, room: Room) -> None:
    body, at = wire.command_body("declare sev2 once", trigger="7.7"), str(int(time.time()))

    first = await wire.post(body, at=at, form=True)
    again = await wire.post(body, at=at, form=True)
    await room.settle()

    assert (first.status, again.status) == (200, 200)
    listed = await room.type("ana", "#incidents", "/incident list all")
    assert listed.shown is not None and listed.shown.words.count("once") == 1
