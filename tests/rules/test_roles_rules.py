"""Roles as values: what words mean, when the channel hears that nobody leads, what settings are refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from fireline.features.incidents.rules import Severity
from fireline.features.roles.rules import Roles, joined, next_nag

START = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)
OPS = {"key": "ops", "name": "operations lead", "synonyms": ["operations"], "several": True}
LEAD = {"key": "ic", "name": "IC"}


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("ic", "ic"),
        ("Commander", "ic"),
        ("incident commander", "ic"),
        ("lead", "ic"),
        ("comms", "comms"),
        ("communications lead", "comms"),
        ("comms lead", "comms"),
        ("scribe", "scribe"),
    ],
)
def test_every_word_people_use_means_one_role(word: str, key: str) -> None:
    found = Roles().named(word)

    assert found is not None
    assert found.key == key


def test_a_word_that_is_no_role_means_none() -> None:
    assert Roles().named("database") is None


def test_roles_of_ones_own_join_the_list() -> None:
    roles = Roles.model_validate([LEAD, OPS])

    assert [role.key for role in roles.root] == ["ic", "ops"]
    assert roles.named("operations") == roles.keyed("ops")
    assert roles.keyed("ops").several


def test_a_role_that_left_the_settings_is_called_by_its_key() -> None:
    assert Roles().keyed("ops").name == "ops"


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ([OPS], "one role with the key “ic” is needed"),
        ([{**LEAD, "several": True}], "held by one person"),
        ([LEAD, OPS, {"key": "two", "name": "Operations"}], "“operations” means two roles"),
        ([LEAD, {"key": "No Key", "name": "x"}], "String should match pattern"),
    ],
)
def test_settings_that_cannot_work_are_refused_with_the_reason(section: list[object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Roles.model_validate(section)


@pytest.mark.parametrize(
    ("severity", "minutes"),
    [(Severity.SEV1, [2, 5, 10]), (Severity.SEV2, [5, 15]), (Severity.SEV3, [15]), (Severity.SEV4, [])],
)
def test_the_channel_is_told_as_often_as_the_severity_says(severity: Severity, minutes: list[int]) -> None:
    told, now = [], START
    while at := next_nag(severity, START, now):
        told.append((at - START) // timedelta(minutes=1))
        now = at

    assert told == minutes


def test_what_was_missed_is_not_made_up_for() -> None:
    late = START + timedelta(minutes=7)

    assert next_nag(Severity.SEV1, START, late) == START + timedelta(minutes=10)
    assert next_nag(Severity.SEV1, START, START + timedelta(hours=9)) is None


def test_names_are_joined_as_people_say_them() -> None:
    assert joined(["IC"]) == "IC"
    assert joined(["IC", "scribe"]) == "IC and scribe"
    assert joined(["IC", "communications lead", "scribe"]) == "IC, communications lead and scribe"
