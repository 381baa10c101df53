"""`fireline config`: what is wrong in the settings, what holds and from where, and their schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from fireline.cli import main
from fireline.schema import keys_at
from tests.house.layout import PROJECT

WRONG = """\
chanels: {digest: outages}
cadence:
  sev1: {first: 10m, then: soon, later: 1h}
capture: all
capture: marked
permissions:
  close: [boss, U0ANA]
  declare: [ic, admins]
nags: {contact: xoxb-1-2-secret}
workspaces:
  T0123:
    working_hours:
      dayz: [mon]
"""
RIGHT = """\
channels: {digest: outages}
working_hours:
  end: 17:30
workspaces:
  T0123:
    channels: {digest: theirs}
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("SLACK_BOT_TOKEN", "DATABASE_URL", "FIRELINE_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "fireline.yml"


def test_everything_that_is_wrong_comes_at_once_with_its_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(WRONG)

    code = main(["config", "check", str(file)])

    said = capsys.readouterr().err.splitlines()
    assert code == 1
    assert [line.split(": ")[1] for line in said] == [
        "chanels (line 1)",
        "cadence.sev1.then (line 3)",
        "capture (line 5)",
        "permissions.close (line 7)",
        "permissions.declare (line 8)",
        "nags.contact (line 9)",
        "workspaces.T0123.working_hours.dayz (line 13)",
    ]
    assert "did you mean channels?" in said[0] and "did you mean days?" in said[6]
    assert "the roles are ic, comms, scribe" in said[3]
    assert "secret" not in said[4]


def test_what_holds_is_shown_with_where_it_comes_from(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(RIGHT)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://fl:sesame@db/fireline")

    main(["config", "show", str(file), "--workspace", "T0123", "--json"])

    shown = {key: (each["value"], each["origin"]) for key, each in json.loads(capsys.readouterr().out).items()}
    assert shown["SLACK_BOT_TOKEN"] == ("•••", "environment")
    assert shown["DATABASE_URL"] == ("postgresql://fl:***@db/fireline", "environment")
    assert shown["channels.digest"] == ("theirs", f"{file}:6")
    assert shown["working_hours.end"] == ("17:30:00", f"{file}:3"), "a time, no number to the base of sixty"
    assert shown["permissions.close"] == ("[everyone]", "default")


def test_the_schema_knows_every_key_of_the_example() -> None:
    schema = json.loads((PROJECT / "docs" / "fireline.schema.json").read_text())
    example = yaml.safe_load((PROJECT / "fireline.example.yml").read_text())

    accepted = {path: keys_at(schema, path[:-1]) for path in paths(example)}
    unknown = [path for path, keys in accepted.items() if keys and path[-1] not in keys]
    first = (PROJECT / "fireline.example.yml").read_text().splitlines()[0]

    assert unknown == []
    assert (PROJECT / first.partition("$schema=")[2]).is_file()


def paths(tree: Any, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    below = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    own = [above] if above and not above[-1].isdigit() else []
    return own + [path for key, value in below for path in paths(value, (*above, str(key)))]
