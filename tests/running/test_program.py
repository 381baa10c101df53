"""The real program as a child process: how it starts, what it says when it cannot, how it stops."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from fireline.sandbox.sandbox import Sandbox
from tests.databases import CopyMigrated
from tests.forked import Forked
from tests.room import MANIFEST, open_room

GOOD = {"SLACK_BOT_TOKEN": "xoxb-local", "SLACK_SIGNING_SECRET": "s", "FIRELINE_PORT": "0"}


async def _start(environ: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "fireline", "run",
        env=_shell() | environ, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def _refused(environ: dict[str, str], log: Path) -> str:
    """What it says, when it does not start."""
    program = await Forked().start("fireline", "run", env=_shell() | environ, log=log)
    code, said = await asyncio.wait_for(program.wait(), 30), log.read_text()
    assert code == 1, said
    lines = [line for line in said.splitlines() if line.startswith("fireline: ")]
    assert len(lines) == 1 and "Traceback" not in said, said
    return lines[0]


def _shell() -> dict[str, str]:
    """The environment that the tests run in, without anything of Fireline's."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "FIRELINE_", "DATABASE_"))}


async def _until_listening(program: asyncio.subprocess.Process) -> None:
    await _until_logged(program, b"Fireline is listening.")


async def _until_logged(program: asyncio.subprocess.Process, said: bytes) -> None:
    assert program.stderr is not None
    async with asyncio.timeout(30):
        while said not in (line := await program.stderr.readline()):
            assert line, "it ended"


def _environ(sandbox: Sandbox, database_url: str) -> dict[str, str]:
    return {
        **GOOD,
        "SLACK_BOT_TOKEN": sandbox.settings.bot_token,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": database_url,
    }


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxp-1"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET"),
        ({"FIRELINE_TRANSPORT": "socket"}, "SLACK_APP_TOKEN"),
        ({"FIRELINE_PORT": "abc"}, "FIRELINE_PORT"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "DATABASE_URL"),
        ({"FIRELINE_CONFIG": "/nowhere.yml"}, "FIRELINE_CONFIG"),
        ({"SLACK_API_URL": "http://127.0.0.1:1/api/"}, "SLACK_BOT_TOKEN"),
    ],
    ids=lambda wrong: str(wrong),
)
async def test_a_wrong_setting_is_one_sentence_that_names_it(wrong: dict[str, str], key: str, tmp_path: Path) -> None:
    environ = {**GOOD, "DATABASE_URL": f"sqlite:///{tmp_path / 'f.db'}", **wrong}

    said = await _refused(environ, tmp_path / "log")

    assert key in said


async def test_a_second_program_on_the_same_file_and_one_on_the_same_port_are_refused(
    tmp_path: Path, copy_migrated: CopyMigrated
) -> None:
    async with await Sandbox.start(MANIFEST) as sandbox:
        url = copy_migrated(tmp_path / "first")
        first = await _start(_environ(sandbox, url))
        taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        try:
            await _until_listening(first)
            port = str(taken.sockets[0].getsockname()[1])
            other = copy_migrated(tmp_path / "other")

            said = await _refused(_environ(sandbox, url), tmp_path / "log")
            about_port = await _refused({**_environ(sandbox, other), "FIRELINE_PORT": port}, tmp_path / "log of port")

            assert f"process {first.pid} is writing to" in said
            assert "FIRELINE_PORT" in about_port
            assert (tmp_path / "other" / "fireline.db.lock").read_text() == "", "it left all in order"
        finally:
            taken.close()
            first.send_signal(signal.SIGTERM)
            await asyncio.wait_for(first.communicate(), 15)
        assert first.returncode == 0


async def test_a_hangup_makes_it_read_its_settings_again_and_go_on(tmp_path: Path, copy_migrated: CopyMigrated) -> None:
    file = tmp_path / "fireline.yml"
    file.write_text("capture: all")
    async with await Sandbox.start(MANIFEST) as sandbox:
        program = await _start(_environ(sandbox, copy_migrated(tmp_path)) | {"FIRELINE_CONFIG": str(file)})
        await _until_listening(program)

        file.write_text("capture: nothing")
        program.send_signal(signal.SIGHUP)
        await _until_logged(program, b"The settings file is wrong; the old settings hold.")
        file.write_text("capture: marked")
        program.send_signal(signal.SIGHUP)
        await _until_logged(program, b"The settings were read again.")

        program.send_signal(signal.SIGTERM)
        await asyncio.wait_for(program.communicate(), 15)
        assert program.returncode == 0


async def test_told_to_stop_it_finishes_what_is_under_way_and_ends_well(
    tmp_path: Path, copy_migrated: CopyMigrated
) -> None:
    async with await Sandbox.start(MANIFEST, mode="socket") as sandbox:
        environ = _environ(sandbox, copy_migrated(tmp_path)) | {"SLACK_APP_TOKEN": sandbox.settings.app_token}
        program = await _start(environ)
        await _until_listening(program)
        sandbox.fault("slow", "conversations.create", seconds=3)
        await sandbox.command("ana", "#incidents", "/incident declare sev2 checkout returns 500s")
        await sandbox.wait_for(lambda: [c for c in sandbox.calls() if c.method == "conversations.create"])

        since = time.monotonic()
        program.send_signal(signal.SIGTERM)
        out, err = await asyncio.wait_for(program.communicate(), 15)

        assert program.returncode == 0 and time.monotonic() - since < 12
        assert b"Fireline has stopped." in err and b"Traceback" not in err and not out
        made = [c for c in sandbox.calls() if c.method == "conversations.create"]
        assert len(made) == 1 and made[0].ok
        assert (tmp_path / "fireline.db.lock").read_text() == ""


@pytest.mark.slow
async def test_a_call_that_hangs_holds_the_end_up_for_ten_seconds_only(
    tmp_path: Path, copy_migrated: CopyMigrated
) -> None:
    async with await Sandbox.start(MANIFEST, mode="socket") as sandbox:
        environ = _environ(sandbox, copy_migrated(tmp_path)) | {"SLACK_APP_TOKEN": sandbox.settings.app_token}
        program = await _start(environ)
        await _until_listening(program)
        sandbox.fault("hold", "conversations.create")
        await sandbox.command("ana", "#incidents", "/incident declare sev2 checkout returns 500s")
        await sandbox.held()

        since = time.monotonic()
        program.send_signal(signal.SIGTERM)
        await asyncio.wait_for(program.communicate(), 15)

        assert program.returncode == 0 and 9 < time.monotonic() - since < 12


async def test_a_channel_that_is_not_there_is_told_at_the_start_and_stops_no_incident(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    config = {"channels": {"digest": "no-such-place", "admin": "general"}}
    more = {"bot_channels": ("incidents", "general")}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path, **more) as room:
        told = room.find("ana", "#general", "no-such-place")
        assert "does not exist, or" in told.words and "channels.digest" in told.words
        await room.restart()

        channel = await room.declare()

        assert room.card(channel)
        assert len([m for m in room.bot_lines("#general") if "no-such-place" in m.words]) == 1
