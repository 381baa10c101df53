"""Slack delivers twice and out of order; the incident must be the same one."""

from __future__ import annotations

from pathlib import Path

import pytest

from fireline.replay.stage import Stage
from tests.end_to_end.story import live_through


@pytest.mark.slow
async def test_everything_twice_and_events_shuffled_leave_the_same_incident(tmp_path: Path) -> None:
    plain = await live_through(tmp_path / "plain")

    doubled = await live_through(tmp_path / "doubled", prepare=_twice_and_shuffled)

    assert doubled.unlike(plain) == []
    assert "A bug was caught" not in doubled.log


async def _twice_and_shuffled(stage: Stage) -> None:
    await stage.post("delivery", copies=2, copies_of_requests=2, shuffle_within=0.05, seed=7)
