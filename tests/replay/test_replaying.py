"""`fireline replay FILE` as a person starts it: real processes, plain lines, exit codes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fireline.replay.scenario import read

HEAD = "title: A test\nstarts: 2026-03-04T14:00:00Z\ncast: {ana: responder}\nsteps:\n"
DECLARE = "  - {at: 2026-03-04T14:01:00Z, who: ana, types: /incident declare sev3 checkout fails}\n"
DRILLS = Path(__file__).parents[2] / "templates" / "drills"
COMMAND = (sys.executable, "-m", "fireline", "replay")


def replay(folder: Path, steps: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Plays the steps without a terminal, in a folder of their own."""
    words = [*COMMAND, str(written(folder, steps)), "--headless", "--folder", str(folder / "story"), *more]
    return subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)


def written(folder: Path, steps: str) -> Path:
    file = folder / "story.yml"
    file.write_text(HEAD + steps, encoding="utf-8")
    return file


@pytest.mark.slow
def test_two_incidents_side_by_side_and_both_get_their_file(tmp_path: Path) -> None:
    done = replay(
        tmp_path,
        DECLARE
        + "  - {at: 2026-03-04T14:02:00Z, who: bea, in: '#incidents', types: /incident declare sev3 search fails}\n"
        + "  - {at: 2026-03-04T14:03:00Z, who: ana, in: INC-1, types: /incident impact EU checkouts}\n"
        + "  - {at: 2026-03-04T14:04:00Z, who: bea, types: /incident impact search finds nothing}\n",
        *("--transport", "socket", "--picture", str(tmp_path / "panes.svg")),
    )

    assert done.returncode == 0, done.stderr
    assert "in #inc-1-checkout-fails: /incident impact EU checkouts" in done.stdout
    assert "EU checkouts" in (tmp_path / "story" / "postmortem-INC-1.md").read_text()
    assert "search finds nothing" in (tmp_path / "story" / "postmortem-INC-2.md").read_text()
    assert "checkout fails" in (tmp_path / "panes.svg").read_text().replace("&#160;", " ")
    for place in ("fireline.log", "fireline.db", "export INC-1", "README.md"):
        assert place in done.stdout


@pytest.mark.slow
def test_nothing_declared_leaves_nothing_to_export(tmp_path: Path) -> None:
    done = replay(tmp_path, "  - {at: 2026-03-04T14:01:00Z, who: ana, types: /incident help}\n")

    assert done.returncode == 0, done.stderr
    assert "only ana sees:" in done.stdout
    assert "postmortem-INC" not in done.stdout


@pytest.mark.slow
def test_the_receipt_is_told_as_it_reads_in_the_end(tmp_path: Path) -> None:
    done = replay(tmp_path, DECLARE)

    assert "only ana sees: INC-1 is open" in done.stdout
    assert "Opening INC-1" not in done.stdout
    for raw in ("<@", "<!date", "<#", "U0ANA"):
        assert raw not in done.stdout


@pytest.mark.slow
def test_an_impossible_press_names_step_time_and_what_can_be_pressed(tmp_path: Path) -> None:
    press = "  - {at: 2026-03-04T14:02:00Z, who: ana, presses: Launch, message: checkout}\n"

    done = replay(tmp_path, DECLARE + press)

    assert done.returncode == 1
    assert (
        f"fireline: {tmp_path / 'story.yml'}: step 2 (04 Mar 14:02, ana presses “Launch”): ana sees no" in done.stderr
    )
    assert "I'll lead" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_somebody_unknown_and_a_form_that_comes_back_are_said(tmp_path: Path) -> None:
    stranger = replay(tmp_path, "  - {at: 2026-03-04T14:01:00Z, who: nobody, says: hello, in: '#general'}\n")
    (tmp_path / "form").mkdir()
    form = "  - {at: 2026-03-04T14:02:00Z, who: ana, types: /incident impact, fills: {wrong: field}}\n"
    wrong = replay(tmp_path / "form", DECLARE + form)

    assert stranger.returncode == wrong.returncode == 1
    assert "There is nobody called “nobody” in this workspace." in stranger.stderr
    assert "step 2" in wrong.stderr and "There is no field “wrong” here. There are: impact" in wrong.stderr


def test_a_folder_that_holds_a_story_is_refused(tmp_path: Path) -> None:
    (tmp_path / "story").mkdir()
    (tmp_path / "story" / "fireline.db").touch()

    done = replay(tmp_path, DECLARE)

    assert done.returncode == 1
    assert "holds an earlier replay; a new or empty folder is accepted" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cloudflare-2022-06-21", "posthog-2025-09-29"])
def test_a_shipped_scenario_goes_to_its_end_and_its_facts_stand_in_the_postmortem(tmp_path: Path, name: str) -> None:
    file = DRILLS / f"{name}.yml"
    words = [*COMMAND, str(file), "--headless", "--folder", str(tmp_path / "story")]

    done = subprocess.run(words, capture_output=True, text=True, timeout=240, check=False)

    assert done.returncode == 0, done.stderr
    postmortem = (tmp_path / "story" / "postmortem-INC-1.md").read_text()
    for step in read(file).steps:
        if step.key and step.says:
            assert f"{step.at:%H:%M}" in postmortem and step.says[:40] in postmortem, step


@pytest.mark.slow
def test_stopped_in_the_middle_it_ends_both_processes_and_says_where_the_log_lies(tmp_path: Path) -> None:
    running = _started(tmp_path)
    children = _children(running.pid)

    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)

    assert running.returncode == 130
    assert f"Stopped. The log and the database so far lie in {tmp_path / 'story'}" in out
    assert "Traceback" not in out + err
    assert len(children) == 2 and not [pid for pid in children if _is_alive(pid)]


@pytest.mark.slow
def test_a_bot_that_dies_ends_the_replay_with_one_sentence(tmp_path: Path) -> None:
    running = _started(tmp_path)
    bot = next(pid for pid in _children(running.pid) if "fireline\0run" in _command_of(pid))

    os.kill(bot, signal.SIGKILL)
    _, err = running.communicate(timeout=60)

    assert running.returncode == 1
    assert "the bot ended in the middle of the story (killed by SIGKILL)" in err
    assert str(tmp_path / "story" / "fireline.log") in err
    assert "Traceback" not in err


def _started(folder: Path) -> subprocess.Popen[str]:
    """A replay with so much to do that it is still at it."""
    talk = "".join(f"  - {{at: 2026-03-04T15:{n % 60:02}:00Z, who: ana, says: line {n}}}\n" for n in range(60))
    words = [*COMMAND, str(written(folder, DECLARE + talk)), "--headless", "--folder", str(folder / "story")]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    log, until = folder / "story" / "fireline.log", time.monotonic() + 40
    while not (log.exists() and "Fireline is listening." in log.read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.5)
    return running


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def _is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
