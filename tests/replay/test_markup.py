"""What Slack's markup looks like in a terminal."""

from __future__ import annotations

import pytest

from fireline.replay.markup import Markup, buttons, passed, spoken, wait_in_words

MARKUP = Markup(["ana", "bea"])
MARKUP.places["C1"] = "#inc-1-checkout"


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("*SEV2* since <!date^1485905220^{time}|23:27 UTC>", "SEV2 since 23:27"),
        ("<!date^1485905220^{date_short_pretty} {time}|x>", "Tue 31 Jan 23:27"),
        ("Next by <!date^1485905220^{time}|00:27 CET> (23:27 UTC)", "Next by 23:27 UTC"),
        ("<@U0BEA> is IC, after <@U0ANA|Ana>.", "@bea is IC, after Ana."),
        ("announced in <#C1>", "announced in #inc-1-checkout"),
        ("<https://example.com/a|the graph> and <https://example.com>", "the graph and https://example.com"),
        ("_Automatic._ `12 &lt; 13`", "Automatic. 12 < 13"),
        ("max_wal_senders and db_1 * 2 * 3", "max_wal_senders and db_1 * 2 * 3"),
        (":pushpin: marks it", "📌 marks it"),
    ],
)
def test_no_raw_markup_is_left(marked: str, shown: str) -> None:
    assert MARKUP.text(marked).plain == shown


def test_people_have_their_colour_wherever_they_are_named() -> None:
    text = MARKUP.text("*IC* <@U0BEA>")

    coloured = [text.plain[span.start : span.end] for span in text.spans if "magenta" in str(span.style)]

    assert coloured == ["@bea"]


def test_buttons_stand_apart_from_words() -> None:
    message = {
        "text": "lock screen",
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": "*INC-1*"}},
            {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Undo"}}]},
        ],
        "buttons": [{"label": "Undo"}],
    }

    assert spoken(message) == "*INC-1*"
    assert buttons(message) == "[Undo]"


def test_the_passing_of_time_is_told_in_words() -> None:
    assert [passed(s) for s in (52 * 60, 3 * 3600 + 200, 24 * 3600, 4 * 86400)] == [
        "52 min later",
        "3 h later",
        "1 day later",
        "4 days later",
    ]


def test_every_kind_of_due_time_has_words() -> None:
    assert wait_in_words("updates.prompt") == "asks for an update"
    assert wait_in_words("postmortems.asleep") == "asks: still going?"
    assert wait_in_words("signals.quiet_hours") == "signals: quiet hours"
