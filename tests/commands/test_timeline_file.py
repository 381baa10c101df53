"""`fireline timeline INC-1`: the whole record as a file, beside a running bot."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator

import pytest

from fireline.features.timeline.exports import COLUMNS, safe_cell
from fireline.features.timeline.snapshots import moment_of
from tests.commands.desk import Desk
from tests.room import Room


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-1", "@cmd", "\t=1", "\r=1", " =1", "＝1+1"])
def test_no_cell_is_run_as_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_plain_words_stay_as_they_are() -> None:
    assert [safe_cell(text) for text in ("", "a = b", "5 % down", "<https://x>")] == [
        "",
        "a = b",
        "5 % down",
        "<https://x>",
    ]


@pytest.fixture
async def told(room: Room, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[dict[str, str]]:
    """An incident with a bit of everything; gives the timestamps of what was said."""
    monkeypatch.setenv("DATABASE_URL", str(room.app.settings.database_url))
    channel = await room.opened()
    formula = await room.say("ana", channel, '=HYPERLINK(1), says <@U0BEA>\nsecond line, with "quotes"')
    marked = await room.say("bea", channel, "we roll back", files={"graph.txt": "5xx"})
    await room.sandbox.react("cy", marked, "scales")
    gone = await room.say("cy", channel, "a slip of the tongue")
    await room.sandbox.delete("cy", gone)
    out = await room.say("cy", channel, "lunch?")
    await room.sandbox.react("cy", out, "scissors")
    await room.settle()
    yield {"formula": formula.ts, "marked": marked.ts, "gone": gone.ts, "out": out.ts}


async def test_csv_has_every_entry_with_its_moments_and_is_safe_to_open(desk: Desk, told: dict[str, str]) -> None:
    rows = list(csv.DictReader(io.StringIO(await desk.run("timeline", "INC-1", "--format", "csv", "-o", "-"))))

    by_ts = {row["ts"]: row for row in rows if row["ts"]}
    assert list(rows[0]) == list(COLUMNS)
    assert by_ts[told["formula"]]["text"] == '\'=HYPERLINK(1), says @bea\nsecond line, with "quotes"'
    marked = by_ts[told["marked"]]
    assert (marked["author_id"], marked["author"], marked["key"]) == ("U0BEA", "bea", "yes")
    assert (marked["marked_by_id"], marked["marked_by"], marked["marks"]) == ("U0CY", "cy", "decision")
    assert marked["happened_at"] == moment_of(told["marked"]).isoformat(timespec="microseconds").replace("+00:00", "Z")
    assert marked["permalink"].startswith("https://") and marked["files"].startswith("graph.txt http")
    assert (by_ts[told["gone"]]["text"], by_ts[told["gone"]]["state"]) == ("", "deleted")
    assert by_ts[told["out"]]["state"] == "left out"
    assert "incidents.declared" in {row["kind"] for row in rows}


async def test_json_keeps_texts_as_typed_and_with_all_who_changed_what(desk: Desk, told: dict[str, str]) -> None:
    plain = json.loads(await desk.run("timeline", "1", "--json", "-o", "-"))
    whole = json.loads(await desk.run("timeline", "1", "--json", "--all", "-o", "-"))

    assert (plain["schema"], plain["schema_version"], plain["incident"]["reference"]) == (
        "fireline.timeline",
        1,
        "INC-1",
    )
    assert any(e["text"].startswith("=HYPERLINK(1), says <@U0BEA>") for e in plain["entries"])
    assert "timeline.marked" not in {e["kind"] for e in plain["entries"]}
    assert {"timeline.marked", "timeline.deleted"} <= {e["kind"] for e in whole["entries"]}


async def test_markdown_is_for_reading(desk: Desk, told: dict[str, str]) -> None:
    said = await desk.run("timeline", "INC-1", "-o", "-")

    assert said.startswith("# INC-1: checkout returns 500s, timeline\n")
    assert "- **14:02:00** bea: we roll back \\[graph.txt\\] [↗](https://" in said
    assert "cy: *(deleted in Slack)*" in said
    assert "lunch?" not in said


async def test_the_file_s_name_says_its_format_and_a_private_timeline_is_asked_for(
    room: Room, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("DATABASE_URL", str(room.app.settings.database_url))
    await room.declare("declare private sev2 keys leaked")
    file = tmp_path_factory.mktemp("out") / "keys.csv"

    refused, _, said = await desk.end("timeline", "INC-1", "-o", file)
    await desk.run("timeline", "INC-1", "-o", file, "--private")

    assert refused == 1 and "INC-1 is private; its timeline has to be asked for by name (--private)." in said
    assert file.read_text().startswith("happened_at,recorded_at,kind,")
