"""Roles as values: what words mean, when the channel hears that nobody leads, what settings are refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from fireline.features.incidents.rules import Severity
from fireline.features.roles.rotation import Rotas, Rotation
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
        ([{**LEAD, "tasks": [{"what": "open the call", "within": "soon"}]}], "that is no time box"),
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


# the rota -------------------------------------------------------------------------------------------------------
WEEKS = {"people": ["U0ANA", "U0BEA", "U0CY"], "starts": "2026-03-04", "zone": "Europe/Berlin"}


def rotation(**more: object) -> Rotation:
    return Rotation.model_validate({**WEEKS, **more})


def berlin(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("moment", "who"),
    [
        (berlin(3, 2, 8, 59), None),  # before the week in which it starts
        (berlin(3, 2, 9), "U0ANA"),
        (berlin(3, 9, 8, 59), "U0ANA"),
        (berlin(3, 9, 9), "U0BEA"),
        (berlin(3, 16, 9), "U0CY"),
        (berlin(3, 23, 9), "U0ANA"),
        (berlin(3, 30, 8, 59), "U0ANA"),  # clocks went forward the day before: 09:00 stays 09:00
        (berlin(3, 30, 9), "U0BEA"),
        (berlin(10, 26, 8, 59), "U0ANA"),  # and back
        (berlin(10, 26, 9), "U0BEA"),
    ],
)
def test_a_week_changes_hands_at_the_same_time_of_the_wall_clock(moment: datetime, who: str | None) -> None:
    duty = rotation().on_duty(moment)

    assert (duty and duty.user_id) == who
    assert duty is None or duty.since <= moment < duty.until


def test_a_week_in_which_clocks_go_forward_is_an_hour_shorter() -> None:
    before, after = rotation().coming(berlin(3, 23, 9), 2)

    assert (before.until - before.since, after.until - after.since) == (timedelta(hours=167), timedelta(hours=168))


def test_who_stands_in_has_whole_days_and_the_rest_of_the_week_stays() -> None:
    stands_in = {"first": "2026-03-11", "last": "2026-03-12", "who": "U0DEE"}

    coming = rotation(overrides=[stands_in]).coming(berlin(3, 10), 4)

    assert [(d.user_id, d.since, d.until, d.stands_in) for d in coming] == [
        ("U0BEA", berlin(3, 9, 9), berlin(3, 11, 0), False),
        ("U0DEE", berlin(3, 11, 0), berlin(3, 13, 0), True),
        ("U0BEA", berlin(3, 13, 0), berlin(3, 16, 9), False),
        ("U0CY", berlin(3, 16, 9), berlin(3, 23, 9), False),
    ]


def test_before_it_starts_the_first_week_is_what_comes() -> None:
    first, second = rotation(handover="fri 17:30").coming(berlin(1, 1), 2)

    assert (first.user_id, first.since) == ("U0ANA", berlin(2, 27, 17, 30))
    assert second.user_id == "U0BEA"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"people": []}, "nobody is in this rotation"),
        ({"people": ["bea"]}, "that is no user id"),
        ({"handover": "mondays at nine"}, "that is no time of the week"),
        ({"handover": "mon 25:00"}, "that is no time of the week"),
        ({"zone": "Berlin"}, "no such time zone"),
        ({"overrides": [{"first": "2026-03-12", "last": "2026-03-11", "who": "U0DEE"}]}, "it ends before it begins"),
        (
            {"overrides": [{"first": "2026-03-11", "who": "U0DEE"}, {"first": "2026-03-11", "who": "U0CY"}]},
            "2026-03-11 is in two overrides",
        ),
    ],
)
def test_a_rotation_that_cannot_work_is_refused_with_the_reason(change: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        rotation(**change)


def test_a_rota_is_of_roles_that_there_are() -> None:
    for document in ({}, {"roles": [LEAD, OPS]}):
        with pytest.raises(ValidationError, match="“dba” is no role"):
            Rotas.model_validate({"dba": WEEKS}, context=document)

    assert Rotas.model_validate({"ops": WEEKS}, context={"roles": [LEAD, OPS]}).roles == ("ops",)
