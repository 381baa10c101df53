"""Which stream a line means, what is to become of it, and what its channel is called."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fireline.core.events import IncidentId, UserId
from fireline.core.grammar import Line
from fireline.features.incidents.streams import Stream, StreamState
from fireline.features.streams.reading import read
from fireline.features.streams.rules import channel_of, name_of, name_problem

NOW = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)


def stream(number: int, name: str) -> Stream:
    return Stream(
        id=number,
        incident_id=IncidentId(1),
        number=number,
        name=name,
        state=StreamState.OPEN,
        lead_id=None,
        opened_by=UserId("U0ANA"),
        opened_at=NOW,
        channel_id=None,
        channel_name="",
        is_channel_gone=False,
        word="",
        word_at=None,
        ended_at=None,
        failed="",
        attempt=1,
        removed_at=None,
    )


DATABASE, COMMS = stream(1, "database"), stream(2, "customer comms")


@pytest.mark.parametrize(
    ("line", "here", "act", "meant", "text", "people"),
    [
        ("network", None, "", None, "network", ()),
        ("network <@U0BEA>", None, "", None, "network", ("U0BEA",)),
        ("<@U0BEA> network", None, "", None, "network", ("U0BEA",)),
        ("network <@U0BEA> and <@U0CY|cy>", None, "", None, "network", ("U0BEA", "U0CY")),
        ("network me", None, "", None, "network", ("U0ANA",)),
        ("open status page <@U0BEA>", None, "open", None, "status page", ("U0BEA",)),
        ("database", None, "", DATABASE, "", ()),
        ("Database <@U0BEA>", None, "", DATABASE, "", ("U0BEA",)),
        ("database status replica rebuilt", None, "status", DATABASE, "replica rebuilt", ()),
        ("status database replica rebuilt", None, "status", DATABASE, "replica rebuilt", ()),
        ("customer comms done told all", None, "done", COMMS, "told all", ()),
        ("s2 done", None, "done", COMMS, "", ()),
        ("done database migration rolled back", DATABASE, "done", DATABASE, "database migration rolled back", ()),
        ("done fixed by <@U0CY>", DATABASE, "done", DATABASE, "fixed by <@U0CY>", ()),
        ("done customer comms", DATABASE, "done", COMMS, "", ()),
        ("status waiting for the replica", COMMS, "status", COMMS, "waiting for the replica", ()),
        ("lead <@U0BEA>", DATABASE, "lead", DATABASE, "", ("U0BEA",)),
        ("status page is slow", None, "status", None, "page is slow", ()),
        ("the replica is back", DATABASE, "", None, "the replica is back", ()),
    ],
)
def test_a_line_names_a_stream_and_what_becomes_of_it(
    line: str, here: Stream | None, act: str, meant: Stream | None, text: str, people: tuple[str, ...]
) -> None:
    wish = read(Line(line, now=NOW, zone=UTC), [DATABASE, COMMS], here, me="U0ANA")

    assert (wish.act, wish.stream, wish.text, wish.people) == (act, meant, text, people)


@pytest.mark.parametrize(
    ("pattern", "name", "channel"),
    [
        ("inc-{number}-{title}", "database", "inc-42-s3-database"),
        ("drill-{number}-{title}", "Customer comms (EU)", "drill-42-s3-customer-comms-eu"),
        ("outage-{number}", "database", "outage-42-s3-database"),
        ("inc-{number}-{title}", "🔥", "inc-42-s3"),
        ("inc-{number}-{title}", "x" * 90, "inc-42-s3-" + "x" * 70),
    ],
)
def test_the_channel_is_named_after_the_incidents(pattern: str, name: str, channel: str) -> None:
    assert channel_of(pattern, 42, 3, name) == channel


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" “Status page”: ", "Status page"),
        ("*core* and `edge`", "core* and `edge"),
        ("ana’s 'part (EU)", "ana’s 'part (EU"),
        ("@channel", "channel"),
        ("=> network", "network"),
        ("\u202ekrowten\u202c\x07 pair", "krowten pair"),
    ],
)
def test_a_stream_is_found_by_whatever_name_it_got(typed: str, name: str) -> None:
    named = stream(1, name_of(typed))

    assert named.name == name
    assert read(Line(f"{name} done", now=NOW, zone=UTC), [named, COMMS], COMMS, me="U0ANA").stream == named


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("", "What is the stream called?"), (" “done”! ", "is a word of the command itself"), ("x" * 41, "at most 40")],
)
def test_what_cannot_be_a_name_is_said(typed: str, problem: str) -> None:
    assert problem in (name_problem(name_of(typed)) or "")
