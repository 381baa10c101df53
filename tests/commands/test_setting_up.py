"""`fireline config check`, `fireline manifest` and `fireline migrate`, as an admin types them."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
import yaml

from fireline.catalogue import FEATURES
from fireline.cli import main
from tests.commands.desk import Fireline
from tests.house.layout import PROJECT


def manifest(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["manifest", *words]) == 0
    return yaml.safe_load(capsys.readouterr().out)


def test_the_manifest_comes_as_it_is_in_the_repository(capsys: pytest.CaptureFixture[str]) -> None:
    main(["manifest"])

    assert capsys.readouterr().out == (PROJECT / "manifest.yml").read_text()


def test_a_root_leaves_one_slash_command(capsys: pytest.CaptureFixture[str]) -> None:
    told = manifest(capsys, "--root", "fireline")

    assert [c["command"] for c in told["features"]["slash_commands"]] == ["/fireline"]
    assert told["features"]["slash_commands"][0]["should_escape"] is True


def test_a_root_of_ones_own_is_taken_with_or_without_its_slash(capsys: pytest.CaptureFixture[str]) -> None:
    told = manifest(capsys, "--root", "/outage")

    assert [c["command"] for c in told["features"]["slash_commands"]] == ["/outage"]


def test_http_sets_every_request_url(capsys: pytest.CaptureFixture[str]) -> None:
    told = manifest(capsys, "--http", "https://fireline.acme.com/")

    url = "https://fireline.acme.com/slack/events"
    assert {c["url"] for c in told["features"]["slash_commands"]} == {url}
    assert told["settings"]["event_subscriptions"]["request_url"] == url
    assert told["settings"]["interactivity"]["request_url"] == url
    assert told["settings"]["socket_mode_enabled"] is False


def test_socket_mode_needs_no_address(capsys: pytest.CaptureFixture[str]) -> None:
    told = manifest(capsys, "--socket", "--root", "inc")

    assert told["settings"]["socket_mode_enabled"] is True
    assert "url" not in told["features"]["slash_commands"][0]
    assert "example.com" not in str(told)


def test_what_differs_between_the_transports_is_the_address_and_the_switch(capsys: pytest.CaptureFixture[str]) -> None:
    socket = manifest(capsys, "--socket")
    http = manifest(capsys, "--http", "https://fireline.acme.com")

    assert socket["oauth_config"] == http["oauth_config"]
    assert socket["features"]["shortcuts"] == http["features"]["shortcuts"]
    events = "event_subscriptions"
    assert socket["settings"][events]["bot_events"] == http["settings"][events]["bot_events"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--http", "http://fireline.acme.com"), "Slack calls only an https address"),
        (("--root", "my incidents"), "a slash command is up to 31"),
    ],
)
def test_what_slack_would_refuse_is_refused(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert main(["manifest", *words]) == 1

    assert said in capsys.readouterr().err


def test_a_right_yaml_file_is_told_with_what_it_changes(fireline: Fireline, tmp_path: Path) -> None:
    file = tmp_path / "fireline.yml"
    file.write_text("channels: {digest: outages}\nworking_hours: {start: '08:00'}\ncadence: {}\n")

    ended = fireline("config", "check", str(file))

    assert (ended.code, ended.out) == (0, f"{file} is right. It changes: channels, working_hours.\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("chanels: {digest: outages}", "chanels (line 1): no such key; did you mean channels? accepted are "),
        (
            "channels: {digets: outages}",
            "channels.digets (line 1): no such key; did you mean digest? accepted are admin",
        ),
        ("channels: {digest: 5}", "channels.digest (line 1): it should be a valid string (found: '5')"),
        ("working_hours: {days: [monday]}", "working_hours.days (line 1): "),
        ("channels: [", "is no YAML"),
        ("just words", "holds no keys"),
    ],
)
def test_a_wrong_yaml_file_is_refused_by_the_name_of_its_key(
    fireline: Fireline, tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "fireline.yml"
    file.write_text(text)

    ended = fireline("config", "check", FIRELINE_CONFIG=str(file))

    assert ended.code == 1
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_a_secret_in_the_yaml_file_is_not_repeated(fireline: Fireline, tmp_path: Path) -> None:
    file = tmp_path / "fireline.yml"
    file.write_text("channels: [xoxb-1-2-secret]")

    ended = fireline("config", "check", str(file))

    assert ended.code == 1
    assert "secret" not in ended.err + ended.out


def test_the_example_file_names_every_key() -> None:
    written = yaml.safe_load((PROJECT / "fireline.example.yml").read_text())
    declared = {name: model().model_dump() for feature in FEATURES for name, model in feature.settings.items()}
    declared["workspaces"] = {}

    assert keys_of(written) == keys_of(declared)


def keys_of(tree: Any, path: str = "") -> set[str]:
    if not isinstance(tree, dict):
        return {path}
    return {path} | {key for name, below in tree.items() for key in keys_of(below, f"{path}.{name}")}


def test_the_example_file_is_right_and_changes_nothing(fireline: Fireline) -> None:
    ended = fireline("config", "check", str(PROJECT / "fireline.example.yml"))

    assert ended.code == 0, ended.err
    assert ended.out.endswith("It changes: nothing.\n")


def test_migrate_makes_the_schema_once(fireline: Fireline, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'fireline.db'}"

    first, second = fireline("migrate", DATABASE_URL=url), fireline("migrate", DATABASE_URL=url)

    assert first.out.startswith("The database is brought up to date (schema ")
    assert second.out.startswith("The database is up to date already (schema ")
    with sqlite3.connect(tmp_path / "fireline.db") as stored:
        assert stored.execute("SELECT count(*) FROM incident").fetchone() == (0,)


def test_migrate_says_when_the_database_does_not_answer(fireline: Fireline) -> None:
    ended = fireline("migrate", DATABASE_URL="postgresql://fl:sesame@127.0.0.1:1/fireline")

    assert ended.code == 1
    assert ended.err.startswith("fireline: DATABASE_URL: The database does not answer")
    assert "sesame" not in ended.err
    assert "Traceback" not in ended.err
