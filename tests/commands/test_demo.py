"""What `fireline demo` opens: the page for a person at a terminal, plain lines for everybody else."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from fireline.commands.demo import add_arguments, chosen


def asked(words: str, *, is_terminal: bool = True, **environ: str) -> tuple[bool, str]:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return chosen(parser.parse_args(words.split()), is_terminal=is_terminal, environ=environ)


def test_a_person_at_a_terminal_gets_the_page_without_a_word() -> None:
    assert asked("") == (True, "")


@pytest.mark.parametrize(
    ("is_terminal", "environ", "why"),
    [(False, {}, "No terminal"), (True, {"CI": "true"}, "In CI"), (False, {"CI": "1"}, "In CI")],
)
def test_without_a_person_the_story_is_played_and_one_line_says_why(
    is_terminal: bool, environ: dict[str, str], why: str
) -> None:
    is_page, said = asked("", is_terminal=is_terminal, **environ)

    assert not is_page
    assert said.startswith(why) and "--page" in said and "\n" not in said


@pytest.mark.parametrize("words", ["--headless", "--fast", "--picture panes.svg"])
def test_who_asks_for_the_terminal_gets_it_without_a_word(words: str) -> None:
    assert asked(words) == asked(words, is_terminal=False) == (False, "")


def test_who_asks_for_the_page_gets_it_everywhere() -> None:
    assert asked("--page", is_terminal=False, CI="true") == (True, "")


def test_a_folder_with_an_earlier_demo_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fireline.db").touch()

    words = [sys.executable, "-m", "fireline", "demo", "--page", "--folder", str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 1
    assert "holds an earlier demo; a new or empty folder is accepted" in done.stderr
