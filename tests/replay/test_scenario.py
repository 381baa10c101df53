"""A scenario file is input: whatever is wrong with it is said in one sentence, with the place and what is accepted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fireline.core.errors import Misconfigured
from fireline.replay.player import entered
from fireline.replay.scenario import read

HEAD = "title: T\nstarts: 2026-03-04T14:00:00Z\nsteps:\n"
DECLARE = "  - {at: 2026-03-04T14:01:00Z, who: ana, types: /incident declare sev2 it fails}\n"
SHIPPED = sorted((Path(__file__).parents[2] / "templates" / "drills").glob("*.yml"))

WRONG = {
    "a list": ("- 1\n", "holds no keys; title, sources, starts, cast, steps, ends are accepted"),
    "no YAML": ("title: [a\nsteps: b\n", "is no YAML at line"),
    "no steps": ("title: T\nstarts: 2026-03-04T14:00:00Z\n", "`steps` is missing"),
    "empty steps": ("title: T\nstarts: 2026-03-04T14:00:00Z\nsteps: []\n", "`steps`"),
    "an unknown key": (f"{HEAD}{DECLARE}colour: red\n", "there is no key `colour`; title"),
    "an unknown key in a step": (
        f"{HEAD}{DECLARE}  - {{at: 2026-03-04T14:02:00Z, who: bea, shouts: help}}\n",
        "step 2 (04 Mar 14:02): there is no key `shouts`; at, who, in, types, says",
    ),
    "no time": (f"{HEAD}  - {{who: ana, says: hello}}\n", "step 1: `at` is missing"),
    "no moment": (f"{HEAD}  - {{at: soon, who: ana, says: hello}}\n", "step 1 (soon): `at`"),
    "two acts": (
        f"{HEAD}  - {{at: 2026-03-04T14:02:00Z, who: ana, says: hello, joins: true}}\n",
        "step 1 (04 Mar 14:02): it does says and joins; exactly one of types, says",
    ),
    "no act": (f"{HEAD}  - {{at: 2026-03-04T14:02:00Z, who: ana}}\n", "it does nothing; exactly one of"),
    "nobody": (f"{HEAD}  - {{at: 2026-03-04T14:02:00Z, says: hello}}\n", "nobody does it; `who` is missing"),
    "forms without a door": (
        f"{HEAD}  - {{at: 2026-03-04T14:02:00Z, who: ana, says: hello, fills: {{a: b}}}}\n",
        "`fills` goes with `types` or `presses`",
    ),
    "out of order": (
        f"{HEAD}{DECLARE}  - {{at: 2026-03-04T14:00:30Z, who: bea, says: hello}}\n",
        "step 2 (04 Mar 14:00, bea says “hello”): it is earlier than 04 Mar 14:01:00, which stands before it",
    ),
    "before the start": (
        f"{HEAD}  - {{at: 2026-03-04T13:00:00Z, who: ana, says: hello}}\n",
        "it is earlier than the start of the story",
    ),
    "ends too early": (f"{HEAD}{DECLARE}ends: 2026-03-04T14:00:30Z\n", "ends: 04 Mar 14:00 is before the last step"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, name: str) -> None:
    content, sentence = WRONG[name]
    file = tmp_path / "story.yml"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(Misconfigured) as problem:
        read(file)

    assert str(problem.value).startswith(str(file))
    assert sentence in str(problem.value)
    assert "\n" not in str(problem.value)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    binary = tmp_path / "binary.yml"
    binary.write_bytes(b"\xff\xfe\x00title")

    with pytest.raises(Misconfigured, match="cannot be read"):
        read(tmp_path / "none.yml")
    with pytest.raises(Misconfigured, match=r"not text|no YAML"):
        read(binary)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_scenarios_name_everybody_who_acts(file: Path) -> None:
    scenario = read(file)

    assert len(scenario.steps) <= 80
    assert set(scenario.people) <= set(scenario.cast)
    assert scenario.sources


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_scenarios_say_whose_report_they_follow_and_go_to_the_end(file: Path) -> None:
    scenario, head = read(file), file.read_text(encoding="utf-8").partition("\ntitle:")[0]
    typed = [step.types or step.presses or "" for step in scenario.steps]

    assert all(re.search(r"\b20\d\d\b", source) for source in scenario.sources)
    assert " ours" in head.lower()  # what nobody reported is called invented
    assert any(step.key for step in scenario.steps)
    for wanted in ("/incident update", "/incident resolve", "/incident action", "lose"):
        assert any(wanted in line for line in typed), wanted
    assert sum("/incident action" in line for line in typed) >= 2


def test_forms_are_entered_as_slacks_inputs_tell_them(tmp_path: Path) -> None:
    file = tmp_path / "story.yml"
    form = "{since: 2026-03-04T13:00:00Z, due: 2026-03-09, whom: '@dee', text: as typed, many: [a, b]}"
    file.write_text(
        f"{HEAD}  - {{at: 2026-03-04T14:02:00Z, who: ana, types: /incident action, fills: {form}}}\n", encoding="utf-8"
    )

    [values] = read(file).steps[0].fills

    assert entered(values) == {
        "since": 1772629200,
        "due": "2026-03-09",
        "whom": "U0DEE",
        "text": "as typed",
        "many": ["a", "b"],
    }
