"""`fireline check`: what an admin reads, against a local Slack that is set up wrong in one way after another."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fireline.catalogue import FEATURES
from fireline.doctor import machine
from fireline.doctor.diagnosis import examine
from fireline.doctor.findings import Finding, State, scrubbed, wrong
from fireline.sandbox import Sandbox
from fireline.sandbox.manifest import load_manifest
from fireline.store.lockfile import LockFile
from tests.commands.desk import Fireline
from tests.room import MANIFEST, open_room

SIGNING_SECRET = "8f742231b10e8888abcd9911122285a5"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with await Sandbox.start(MANIFEST) as running:
        yield running


def environment(sandbox: Sandbox, folder: Path, **more: str) -> dict[str, str]:
    """What a workspace that is set up right has in its environment."""
    right = {
        "SLACK_BOT_TOKEN": sandbox.settings.bot_token,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": f"sqlite:///{folder / 'fireline.db'}",
    }
    return right | more


async def check(environ: dict[str, str]) -> dict[str, Finding]:
    found = await examine(environ, FEATURES, tell=lambda _: None)
    return {finding.subject: finding for finding in found}


async def test_a_workspace_that_is_set_up_right_has_nothing_to_mend(sandbox: Sandbox, tmp_path: Path) -> None:
    found = await check(environment(sandbox, tmp_path))

    assert [f for f in found.values() if f.state is State.WRONG] == []
    assert found["SLACK_BOT_TOKEN"].said == "the bot is @fireline in Fireline Demo"
    assert found["channels.digest"].said == "the bot is in #incidents"
    assert found["clock"].said == "agrees with Slack's"


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("", "it is not set"),
        ("xoxp-1-2-3", "it is a user token (xoxp-)"),
        ("xapp-1-2-3", "it is an app-level token (xapp-), which belongs into SLACK_APP_TOKEN"),
        ("xoxe.xoxb-1-2", "token rotation is on"),
        ("hunter2", "it does not begin with xoxb-"),
        ("xoxb-somebody-elses", "Slack refuses it: Slack does not know it"),
    ],
)
async def test_a_bot_token_of_the_wrong_kind_is_named(sandbox: Sandbox, tmp_path: Path, token: str, said: str) -> None:
    found = await check(environment(sandbox, tmp_path, SLACK_BOT_TOKEN=token))

    assert found["SLACK_BOT_TOKEN"].state is State.WRONG
    assert said in found["SLACK_BOT_TOKEN"].said
    assert "OAuth & Permissions" in found["SLACK_BOT_TOKEN"].fix


async def test_missing_scopes_are_listed(tmp_path: Path) -> None:
    manifest = load_manifest(MANIFEST)
    poorer = replace(manifest, scopes=manifest.scopes - {"files:read", "pins:write"})
    async with await Sandbox.start(poorer) as sandbox:
        found = await check(environment(sandbox, tmp_path))

    assert found["scopes"].said == "missing: files:read, pins:write"
    assert "reinstall" in found["scopes"].fix


async def test_a_bot_that_nobody_invited_is_told_where_to_invite_it(tmp_path: Path) -> None:
    async with await Sandbox.start(MANIFEST, bot_channels=("incidents",)) as sandbox:
        found = await check(environment(sandbox, tmp_path))

    assert found["channels.digest"].state is State.GOOD
    assert found["channels.stakeholders"].said == "the bot is not in #stakeholders"
    assert found["channels.stakeholders"].fix == "type `/invite @fireline` in it"


async def test_channels_of_the_yaml_file_are_the_ones_looked_for(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "fireline.yml"
    file.write_text("channels: {digest: outages, stakeholders: '', admin: '#secops'}")

    found = await check(environment(sandbox, tmp_path, FIRELINE_CONFIG=str(file)))

    assert found["channels.digest"].said == "#outages does not exist, or is private and the bot is not in it"
    assert "channels.stakeholders" not in found
    assert found["channels.admin"].said == "#secops does not exist, or is private and the bot is not in it"


async def test_what_was_chosen_on_the_home_tab_holds_beside_a_running_bot(
    tmp_path: Path, migrated_sqlite_url: str
) -> None:
    async with open_room(migrated_sqlite_url, bot_channels=("general",)) as room:
        await room.sandbox.open_home("ana")
        await room.settle()
        await room.press("ana", "home", "Choose")
        await room.submit("ana", digest="C0GENERAL", stakeholders="C0SECOPS")

        found = await check(environment(room.sandbox, tmp_path, DATABASE_URL=migrated_sqlite_url))

    assert found["channels.digest"].said == "the bot is in #general, chosen on the home tab"
    assert found["channels.stakeholders"].state is State.WRONG


async def test_an_archived_channel_is_told(sandbox: Sandbox, tmp_path: Path) -> None:
    await sandbox.archive("ana", "#stakeholders")

    found = await check(environment(sandbox, tmp_path))

    assert found["channels.stakeholders"].said == "#stakeholders is archived"


async def test_a_wrong_yaml_key_is_named_and_the_rest_is_still_checked(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "fireline.yml"
    file.write_text("channel: {digest: outages}")

    found = await check(environment(sandbox, tmp_path, FIRELINE_CONFIG=str(file)))

    assert found["channel"].state is State.WRONG
    assert "no such key" in found["channel"].said
    assert found["SLACK_BOT_TOKEN"].state is State.GOOD


async def test_an_app_token_opens_socket_mode(tmp_path: Path) -> None:
    async with await Sandbox.start(MANIFEST, mode="socket") as sandbox:
        right = await check(environment(sandbox, tmp_path, SLACK_APP_TOKEN=sandbox.settings.app_token))
        unknown = await check(environment(sandbox, tmp_path, SLACK_APP_TOKEN="xapp-unknown"))
        other = await check(environment(sandbox, tmp_path, SLACK_APP_TOKEN="xoxb-local-fireline"))

    assert right["SLACK_APP_TOKEN"].said == "Socket Mode can be opened"
    assert unknown["SLACK_APP_TOKEN"].said == "Socket Mode cannot be opened: Slack does not know it"
    assert other["SLACK_APP_TOKEN"].state is State.WRONG


async def test_an_app_without_socket_mode_is_told_to_switch_it_on(sandbox: Sandbox, tmp_path: Path) -> None:
    found = await check(environment(sandbox, tmp_path, SLACK_APP_TOKEN=sandbox.settings.app_token))

    assert found["SLACK_APP_TOKEN"].said == "Socket Mode cannot be opened: Socket Mode is off"


@pytest.mark.parametrize(
    ("secret", "state"),
    [
        ("", State.WRONG),
        ("xoxb-1-2-3", State.WRONG),
        ("too-short", State.LOOK),
        (SIGNING_SECRET, State.GOOD),
        (f"{SIGNING_SECRET},{SIGNING_SECRET[::-1]}", State.GOOD),
    ],
)
async def test_a_signing_secret_is_there_and_looks_like_one(
    sandbox: Sandbox, tmp_path: Path, secret: str, state: State
) -> None:
    found = await check(environment(sandbox, tmp_path, SLACK_SIGNING_SECRET=secret))

    assert found["SLACK_SIGNING_SECRET"].state is state


async def test_events_cannot_be_read_so_it_says_where_to_look(sandbox: Sandbox, tmp_path: Path) -> None:
    found = await check(environment(sandbox, tmp_path))

    assert found["events"].state is State.LOOK
    assert "Event Subscriptions" in found["events"].fix


async def test_the_public_address_is_asked_as_slack_asks_it(migrated_sqlite_url: str, tmp_path: Path) -> None:
    async with open_room(migrated_sqlite_url) as room:
        address = f"http://127.0.0.1:{room.app.server.port}"
        environ = environment(room.sandbox, tmp_path, FIRELINE_PUBLIC_URL=address)
        right = await check(environ | {"SLACK_SIGNING_SECRET": room.sandbox.settings.signing_secret})
        other = await check(environ)
    away = await check(environ)

    assert right["Request URL"].state is State.GOOD
    assert "another signing secret" in other["Request URL"].said
    assert "nobody answers" in away["Request URL"].said


async def test_a_folder_that_is_no_folder_cannot_hold_the_database(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    found = await check(environment(sandbox, tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/file/fireline.db"))

    assert found["database"].state is State.WRONG
    assert "cannot be written to" in found["database"].said


async def test_a_database_without_a_schema_is_made_at_the_start(sandbox: Sandbox, tmp_path: Path) -> None:
    found = await check(environment(sandbox, tmp_path))

    assert found["database"].state is State.GOOD
    assert "at the next start" in found["database"].said
    assert not (tmp_path / "fireline.db").exists()


async def test_a_database_with_the_schema_is_up_to_date(sandbox: Sandbox, tmp_path: Path, migrated_url: str) -> None:
    found = await check(environment(sandbox, tmp_path, DATABASE_URL=migrated_url))

    assert found["database"].said.endswith("up to date")


async def test_a_database_that_does_not_answer_is_told_without_its_password(sandbox: Sandbox, tmp_path: Path) -> None:
    found = await check(environment(sandbox, tmp_path, DATABASE_URL="postgresql://fl:sesame@127.0.0.1:1/fireline"))

    assert found["database"].state is State.WRONG
    assert "sesame" not in str(found)


async def test_a_running_fireline_is_no_fault(sandbox: Sandbox, tmp_path: Path, migrated_sqlite_url: str) -> None:
    lock = LockFile.take(Path(migrated_sqlite_url.removeprefix("sqlite:///")))
    try:
        found = await check(environment(sandbox, tmp_path, DATABASE_URL=migrated_sqlite_url))
    finally:
        lock.release()

    assert found["process"].said == f"Fireline is running as process {os.getpid()} and writes to the database"
    assert found["database"].state is State.GOOD


@pytest.mark.parametrize(
    ("ours", "said"),
    [
        (NOON + timedelta(seconds=40), "agrees with Slack's"),
        (NOON + timedelta(minutes=4), "this machine is 240 s ahead of Slack"),
        (NOON - timedelta(hours=1), "this machine is 3600 s behind Slack"),
    ],
)
def test_a_clock_that_is_off_is_told(ours: datetime, said: str) -> None:
    assert machine.clock(NOON, ours).said == said


async def test_slack_out_of_reach_is_told_as_such(sandbox: Sandbox, tmp_path: Path) -> None:
    found = await check(environment(sandbox, tmp_path, SLACK_API_URL="http://127.0.0.1:1/api/"))

    assert "cannot be reached" in found["SLACK_BOT_TOKEN"].said


async def test_it_waits_when_slack_says_so(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.fault("429", "users.conversations", times=1, seconds=1)

    found = await check(environment(sandbox, tmp_path))

    assert found["channels.digest"].state is State.GOOD


def test_a_secret_that_landed_in_the_wrong_place_is_masked() -> None:
    said = f"found 'xoxb-12-ab' and {SIGNING_SECRET} and sesame at unsesamed"

    (masked,) = scrubbed([wrong("x", said, "xapp-1-A-2")], ["sesame"])

    assert masked.said == "found '•••' and ••• and ••• at unsesamed"
    assert masked.fix == "•••"


def test_an_empty_environment_ends_with_1_and_says_what_to_set(fireline: Fireline, tmp_path: Path) -> None:
    ended = fireline("check", FIRELINE_DATA=str(tmp_path))

    assert ended.code == 1
    assert "✗ SLACK_BOT_TOKEN: it is not set. Fix: copy it from the app's page" in ended.out
    assert "✗ SLACK_SIGNING_SECRET: it is not set" in ended.out


def test_a_script_reads_json_and_no_secret(fireline: Fireline, tmp_path: Path) -> None:
    token = "xoxp-7-very-secret"

    ended = fireline("check", "--json", FIRELINE_DATA=str(tmp_path), SLACK_BOT_TOKEN=token, FIRELINE_PORT=token)

    told = json.loads(ended.out)
    assert told["ok"] is False
    assert told["findings"][0]["subject"] == "FIRELINE_PORT"
    assert "very-secret" not in ended.out + ended.err
