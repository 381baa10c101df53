"""The main job, end to end: the real program, a real incident, both databases, both transports."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fireline.replay.scenario import read
from fireline.replay.stage import Transport
from tests.end_to_end.story import SCENARIO, Ending, live_through

ROOM = "#inc-1-gitlab-com-database-outage"


@pytest.mark.parametrize(
    ("database", "transport"),
    [
        pytest.param("sqlite", "http", marks=pytest.mark.slow),
        pytest.param("postgres", "socket", marks=[pytest.mark.slow, pytest.mark.postgres]),
        pytest.param("sqlite", "socket", marks=pytest.mark.slow),
        pytest.param("postgres", "http", marks=[pytest.mark.slow, pytest.mark.postgres]),
    ],
)
async def test_a_real_incident_is_lived_through(
    tmp_path: Path, request: pytest.FixtureRequest, database: str, transport: Transport
) -> None:
    url = request.getfixturevalue(f"{database}_url")
    ending = await live_through(tmp_path, transport=transport, database_url=url)

    assert ending.channels.count(ROOM[1:]) == 1
    assert len(ending.pins) == 1 and "SEV1 · Closed" in ending.pins[0]
    _carries_every_time(ending)
    _tells_stakeholders_once(ending)
    _follows_up_on_three_items(ending)
    _holds_what_people_added(ending)
    _names_nobody_as_a_cause(ending)
    assert "A bug was caught" not in ending.log


def _carries_every_time(ending: Ending) -> None:
    """Each key moment of the scenario stands in the record with its very time, and in the document."""
    moments = Counter((e["happened_at"][:16], e["is_key"]) for e in ending.record["entries"])
    for step in read(SCENARIO).steps:
        if not step.key:
            continue
        words = (step.says or step.types or "").split(" UTC ", 1)
        clock = words[0][-5:] if len(words) == 2 and step.types else f"{step.at.astimezone(UTC):%H:%M}"
        at = f"{step.at:%Y-%m-%d}T{clock}"
        assert moments[(at, True)], f"nothing is key at {at}"
        assert clock in ending.markdown, f"{clock} is not in the document"


def _tells_stakeholders_once(ending: Ending) -> None:
    told = ending.said["#stakeholders"]
    assert max(told.values()) == 1
    numbered = [text for text in told if "· update " in text]
    holding = [text for text in told if "no new information" in text]
    assert len(numbered) == 8 and len(holding) == 1
    assert sum("This is the last update." in text for text in told) == 1


def _follows_up_on_three_items(ending: Ending) -> None:
    items = {(item["owner_id"], str(item["due_on"]), item["status"]) for item in ending.record["action_items"]}
    handed_over = ("U0DEE", "2017-03-03", "open")
    assert items == {("U0DEE", "2017-02-10", "done"), ("U0CY", "2017-02-21", "done"), handed_over}
    for words in ("alert when a backup is missing", "prompt and colour", "archive WAL"):
        assert words in ending.markdown
    assert any("Done" in text and "the alert fired in staging" in text for text in ending.said["DM dee"])
    assert any("Done" in text and "its name and role" in text for text in ending.said["DM cy"])
    assert any("archive WAL" in text and "has it now" in text for text in ending.said["DM ana"])


def _holds_what_people_added(ending: Ending) -> None:
    """Facts, words and dates that no record could know; and a document that is of its own time."""
    for words in ("an alert", "data lost, wrong or stale", "maintenance or a manual step", "never been exercised"):
        assert words in ending.markdown
    assert "Facilitator: eve" in ending.markdown and "Wed 8 Feb 2017" in ending.markdown
    assert "**Impact began:** Tue 31 Jan 2017, 19:00 UTC" in ending.markdown
    assert "as of" in ending.markdown and str(datetime.now(UTC).year) not in ending.markdown


def _names_nobody_as_a_cause(ending: Ending) -> None:
    causes = ending.markdown.split("contributing factors", 1)[1].split("\n## ", 1)[0]
    assert not [name for name in ("ana", "bea", "cy", "dee", "eve", "finn") if f"@{name}" in causes.lower()]
