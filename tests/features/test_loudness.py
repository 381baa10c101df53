"""How loud the bot may be, held against three real incidents and against a busy hour of SEV1."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fireline.replay.scenario import Scenario
from tests.features.loud import Heard, Night, lived_through, story, told, until

# It walks again through what other tests walk through: traced, it would take twice as long and show nothing new.
pytestmark = pytest.mark.no_cover

REAL = ("gitlab-2017-01-31", "cloudflare-2022-06-21", "posthog-2025-09-29")
HOUR, FIVE_MINUTES = timedelta(hours=1), timedelta(minutes=5)
PEOPLE = ("ana", "bea", "cy", "dee", "eve", "finn")
EVERYBODY = {"@here", "@channel", "@everyone"}

BUSY = {
    "title": "Checkout is down",
    "starts": "2026-03-04T14:00:00Z",
    "steps": [
        {"at": "2026-03-04T14:00:00Z", "who": "ana", "types": "/incident declare sev1 checkout is down"},
        {"at": "2026-03-04T14:00:20Z", "who": "bea", "joins": True},
        {"at": "2026-03-04T14:00:30Z", "who": "cy", "joins": True},
        {"at": "2026-03-04T14:03:00Z", "who": "bea", "types": "/incident ic me"},
        {"at": "2026-03-04T14:03:20Z", "who": "bea", "types": "/incident investigating"},
        {"at": "2026-03-04T14:03:40Z", "who": "bea", "types": "/incident comms @cy"},
        {"at": "2026-03-04T14:04:00Z", "who": "cy", "types": "/incident impact 40 % of checkouts fail"},
        {"at": "2026-03-04T14:06:00Z", "who": "ana", "says": "The pool of connections is used up."},
        {
            "at": "2026-03-04T14:13:00Z",
            "who": "cy",
            "types": "/incident update Checkout fails for 40 %. We look for it.",
        },
        {"at": "2026-03-04T14:15:30Z", "who": "bea", "types": "/incident identified the pool is exhausted"},
        {"at": "2026-03-04T14:16:00Z", "who": "ana", "says": "Rolled back web to 41."},
        {"at": "2026-03-04T14:16:10Z", "who": "bea", "types": "/incident mitigating rollback to 41"},
        {"at": "2026-03-04T14:30:00Z", "who": "bea", "types": "/incident sev2 only the EU now"},
        {"at": "2026-03-04T14:30:30Z", "who": "bea", "types": "/incident monitoring error rate falls"},
        {"at": "2026-03-04T14:35:00Z", "who": "cy", "types": "/incident update The rollback is out; errors fall."},
        {"at": "2026-03-04T15:10:00Z", "who": "bea", "types": "/incident resolve error rate back to normal"},
    ],
    "ends": "2026-03-04T15:30:00Z",
}


def busy() -> Scenario:
    return Scenario.model_validate(BUSY)


# In the busy hour Bea and Eve are on duty by a rota; so is the declarer, for another role.
STAFFED = {
    "rota": {
        role: {"people": [person], "starts": "2017-01-30"}
        for role, person in (("ic", "U0BEA"), ("comms", "U0ANA"), ("scribe", "U0EVE"))
    }
}


@pytest.fixture(params=[*(pytest.param(name, marks=pytest.mark.slow) for name in REAL), "busy"])
async def night(request: pytest.FixtureRequest, migrated_sqlite_url: str, tmp_path: Path) -> AsyncIterator[Night]:
    scenario = busy() if request.param == "busy" else _first_hours(story(request.param))
    config = STAFFED if request.param == "busy" else None
    async with lived_through(migrated_sqlite_url, scenario, tmp_path, config) as night:
        yield night


def _first_hours(whole: Scenario) -> Scenario:
    return until(whole, whole.starts + 4 * HOUR)


def most_within(heard: list[Heard], span: timedelta) -> list[Heard]:
    """The densest stretch of that length."""
    at: list[datetime] = [h.at for h in heard]
    stretches = [[h for h in heard if start <= h.at < start + span] for start in at]
    return max(stretches, key=len, default=[])


async def test_the_first_hour_stays_within_the_budget_and_nobody_is_called_who_need_not_act(night: Night) -> None:
    _stays_within_the_budget(night)
    _calls_nobody_who_need_not_act(night)


def _stays_within_the_budget(night: Night) -> None:
    lines = night.in_channel(within=HOUR)
    assert 1 <= len(lines) <= 8, told(lines)

    for person in PEOPLE:
        direct = [h for h in night.to_person(person) if h.at <= night.starts + HOUR]
        assert len(direct) <= 3, told(direct)
        unasked = [h for h in night.to_person(person) if not h.is_asked]
        assert len(most_within(unasked, FIVE_MINUTES)) <= 1, told(unasked)


def _calls_nobody_who_need_not_act(night: Night) -> None:
    lines = night.in_channel(within=timedelta(days=1))
    told_elsewhere = [m for c in ("#incidents", "#stakeholders") for m in night.room.bot_lines(c)]

    assert [h for h in lines if h.pings] == []
    assert [m.words for m in told_elsewhere if m.pings] == []
    everything = [p for person in PEOPLE for h in night.to_person(person) for p in h.pings]
    assert not EVERYBODY & set(everything)


async def test_changes_within_a_minute_share_one_line(migrated_sqlite_url: str, tmp_path: Path) -> None:
    async with lived_through(migrated_sqlite_url, until(busy(), busy().steps[13].at), tmp_path) as night:
        lines = [h.words for h in night.in_channel(within=HOUR)]

        assert "@bea is IC of INC-1, after @ana." in "\n".join(lines)
        assert [w for w in lines if "Investigating" in w] == ["@bea is IC of INC-1, after @ana.\nInvestigating (@bea)"]
        assert lines[-1] == "SEV2 now, was SEV1: only the EU now (@bea)\nMonitoring: error rate falls (@bea)"
