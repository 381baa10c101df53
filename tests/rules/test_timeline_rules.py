"""What emoji mean, what a Slack message says, which secrets are masked: facts without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fireline.core.errors import Misconfigured
from fireline.core.masking import masked
from fireline.features.timeline.feature import feature
from fireline.features.timeline.rules import (
    CHOICE_HIDDEN,
    CHOICE_KEY,
    PIN,
    Capture,
    Emoji,
    Mark,
    Word,
    emoji_name,
    standing,
)
from fireline.features.timeline.snapshots import changes_text, moment_of, permalink, snapshot_of, stamp_of
from fireline.settings import load

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


# emoji ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("pushpin", Mark.KEY),
        ("round_pushpin", Mark.KEY),
        ("bulb", Mark.FINDING),
        ("scales", Mark.DECISION),
        ("balance_scale", Mark.DECISION),
        ("adhesive_bandage", Mark.MITIGATION),
        ("mega", Mark.UPDATE),
        ("loudspeaker", Mark.UPDATE),
        ("clipboard", Mark.ACTION),
        ("white_check_mark", Mark.DONE),
        ("heavy_check_mark", Mark.DONE),
        ("scissors", Mark.LEAVE_OUT),
        (":scissors:", Mark.LEAVE_OUT),
        ("thumbsup", None),
        ("memo", None),
    ],
)
def test_emoji_mean_what_the_settings_say(name: str, mark: Mark | None) -> None:
    assert Emoji().meaning(name) is mark


def test_skin_tones_are_one() -> None:
    raised = Emoji(decision=("raised_hand",))

    assert raised.meaning("raised_hand::skin-tone-4") is Mark.DECISION
    assert emoji_name("raised_hand::skin-tone-2") == emoji_name("raised_hand")


def test_an_emoji_with_two_meanings_stops_the_start_by_name(tmp_path: Any) -> None:
    config = tmp_path / "fireline.yml"
    config.write_text("emoji:\n  action: [pushpin]\n")

    with pytest.raises(Misconfigured, match=r"pushpin.* stands for both"):
        load({"FIRELINE_CONFIG": str(config)}, [feature])


def test_look_alikes_cannot_mean_two_things() -> None:
    with pytest.raises(ValidationError, match="stands for both"):
        Emoji(action=("round_pushpin",))


def test_the_receipt_is_outside_all_sets() -> None:
    with pytest.raises(ValidationError, match="stands for both receipt and"):
        Emoji(receipt="bulb")


def test_everything_is_captured_unless_said_otherwise(tmp_path: Any) -> None:
    config = tmp_path / "fireline.yml"
    config.write_text("capture: marked\n")

    assert not load({}, [feature]).sections["capture"].only_marked
    assert load({"FIRELINE_CONFIG": str(config)}, [feature]).sections["capture"].only_marked
    with pytest.raises(ValidationError):
        Capture.model_validate("some")


# marks ----------------------------------------------------------------------------------------------------------
def word(user: str, emoji: str, mark: Mark = Mark.KEY, *, on: bool = True, second: int = 0) -> Word:
    return Word(user, emoji, mark, on, NOON + timedelta(seconds=second))


def test_the_first_who_marks_is_named() -> None:
    found = standing([word("U2", "pushpin", second=2), word("U1", "bulb", Mark.FINDING, second=1)])

    assert found.is_key and found.marked_by == "U1"
    assert found.marks == (Mark.KEY, Mark.FINDING)


def test_a_mark_ends_when_the_last_person_takes_it_away() -> None:
    one_left = standing([word("U1", "pushpin", on=False, second=5), word("U2", "pushpin", second=2)])
    none_left = standing([word("U1", "pushpin", on=False, second=5), word("U2", "pushpin", on=False, second=6)])

    assert one_left.is_key and not none_left.is_key


def test_anybody_can_take_a_pin_down() -> None:
    assert standing([word("U1", PIN)]).is_key
    assert not standing([word("U1", PIN), word("U2", PIN, on=False, second=1)]).is_key
    assert standing([word("U1", PIN, second=2), word("U2", PIN, on=False, second=1)]).is_key


def test_marks_for_updates_and_items_make_no_key_moment() -> None:
    found = standing([word("U1", "mega", Mark.UPDATE), word("U1", "clipboard", Mark.ACTION)])

    assert not found.is_key and found.marks == (Mark.UPDATE, Mark.ACTION)


def test_scissors_leave_out_whatever_else_marks() -> None:
    assert standing([word("U1", "pushpin"), word("U2", "scissors", Mark.LEAVE_OUT)]).is_hidden


def test_a_choice_by_button_holds_until_a_newer_mark() -> None:
    not_key = word("U1", CHOICE_KEY, on=False, second=5)

    assert not standing([word("U2", "pushpin", second=1), not_key]).is_key
    assert standing([word("U2", "pushpin", second=9), not_key]).is_key
    assert standing([word("U1", CHOICE_HIDDEN, Mark.LEAVE_OUT, second=5)]).is_hidden


words = st.builds(
    Word,
    st.sampled_from(["U1", "U2", ""]),
    st.sampled_from(["pushpin", "bulb", "scissors", PIN, CHOICE_KEY]),
    st.sampled_from(list(Mark)),
    st.booleans(),
    st.integers(0, 5).map(lambda s: NOON + timedelta(seconds=s)),
)


@given(st.lists(words, max_size=6, unique_by=lambda w: (w.user_id, w.emoji)).flatmap(
    lambda found: st.tuples(st.just(found), st.permutations(found))
))  # fmt: skip
def test_the_order_of_words_does_not_matter(both: tuple[list[Word], list[Word]]) -> None:
    given_order, other_order = both

    assert standing(given_order) == standing(other_order)


# messages -------------------------------------------------------------------------------------------------------
@given(st.integers(10**9, 2 * 10**9), st.integers(0, 999_999))
def test_a_timestamp_is_exact_to_the_microsecond(seconds: int, micros: int) -> None:
    ts = f"{seconds}.{micros:06d}"

    assert stamp_of(moment_of(ts)) == ts
    assert moment_of(ts).microsecond == micros


def message(**more: Any) -> dict[str, Any]:
    return {"type": "message", "ts": "1772632920.000100", "user": "U1", "text": "hello", **more}


def test_the_parent_of_a_thread_is_no_reply() -> None:
    assert snapshot_of(message(thread_ts="1772632920.000100")).thread_ts is None
    assert snapshot_of(message(thread_ts="1772632000.000100")).thread_ts == "1772632000.000100"


def test_a_file_keeps_name_type_and_link() -> None:
    file = {"name": "graph.png", "mimetype": "image/png", "permalink": "https://files/1", "url_private": "https://x"}

    assert snapshot_of(message(files=[file])).files == (
        {"name": "graph.png", "type": "image/png", "permalink": "https://files/1"},
    )


def test_a_bot_that_speaks_in_attachments_is_heard() -> None:
    said = snapshot_of(message(text="", bot_id="B1", user=None, attachments=[{"title": "FIRING", "text": "disk 91 %"}]))

    assert (said.is_bot, said.text) == (True, "FIRING disk 91 %")


def test_an_edited_message_from_history_is_as_new_as_its_edit() -> None:
    said = snapshot_of(message(edited={"user": "U1", "ts": "1772632999.000000"}))

    assert said.is_edited and said.version == moment_of("1772632999.000000")


@pytest.mark.parametrize(
    ("now", "before", "is_new"),
    [
        (message(attachments=[{"title": "preview"}]), message(), False),
        (message(reply_count=2), message(), False),
        (message(text="hullo"), message(), True),
        (message(edited={"ts": "1772632999.000000"}), message(), True),
        (message(files=[{"name": "a"}]), message(files=[{"name": "a"}, {"name": "b"}]), True),
    ],
)
def test_previews_and_replies_change_no_text(now: dict[str, Any], before: dict[str, Any], is_new: bool) -> None:
    assert changes_text({"message": now, "previous_message": before}) is is_new


def test_a_reply_s_link_names_its_thread() -> None:
    assert permalink("C1", "1772632920.000100") == "https://slack.com/archives/C1/p1772632920000100"
    assert permalink("C1", "2.000001", "1.000001").endswith("/p2000001?thread_ts=1.000001&cid=C1")


# secrets --------------------------------------------------------------------------------------------------------
# Put together here, so that no scanner takes them for real ones.
SECRETS = {
    "Slack": ("xoxb-" + "123456789012-123456789012-AbCdEfGhIjKlMnOpQrStUvWx", "token"),
    "Slack app": ("xapp-" + "1-A0123456789-1234567890123-" + "ab12" * 16, "token"),
    "GitHub": ("ghp_" + "a1B2" * 9, "token"),
    "GitHub fine-grained": ("github_pat_" + "a1B2_" * 16, "token"),
    "GitLab": ("glpat-" + "a1B2" * 5, "token"),
    "AWS": ("AKIA" + "IOSFODNN7EXAMPLE", "token"),
    "Google": ("AIza" + "Sy0123456789abcdefghijklmnopqrstuvw", "token"),
    "Stripe": ("sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc", "token"),
    "JSON web token": ("eyJ" + "hbGciOiJIUzI1NiJ9." + "eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN", "token"),
    "card": ("4111 1111 1111 1111", "card number"),
    "card with dashes": ("5500-0055-5555-5559", "card number"),
}


@pytest.mark.parametrize("which", SECRETS)
def test_a_secret_is_masked_and_the_mask_says_what_it_was(which: str) -> None:
    secret, name = SECRETS[which]

    assert masked(f"use {secret}, quick") == f"use [masked: {name}], quick"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("psql postgres://app:hunter2@db/x", "psql postgres://app:[masked: password]@db/x"),
        ("<https://u:p@ss@host/x>", "https://u:[masked: password]@host/x"),
        ("<https://x.io/?password=hunter22|the dash>", "the dash (https://x.io/?password=[masked: password])"),
        ("Authorization: Bearer abcdefghijklmnopqrst123", "Authorization: Bearer [masked: token]"),
        ("PASSWORD=correcthorse restart", "PASSWORD=[masked: password] restart"),
        ("aws_secret_access_key = " + "a1B2" * 10, "aws_secret_access_key = [masked: token]"),
        ("hooks.slack.com/services/" + "T000/B000/" + "abcd" * 3, "hooks.slack.com/services/[masked: webhook]"),
        ("Server=db;Uid=app;Pwd=hunter22;", "Server=db;Uid=app;Pwd=[masked: password];"),
    ],
)
def test_only_the_secret_part_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_a_private_key_is_masked_whole_even_when_it_was_cut_off() -> None:
    begin = "-----BEGIN RSA " + "PRIVATE KEY-----"
    end = "-----END RSA " + "PRIVATE KEY-----"

    assert masked(f"key:\n{begin}\nabc\ndef\n{end}\nthanks") == "key:\n[masked: private key]\nthanks"
    assert masked(f"key:\n{begin}\nabc") == "key:\n[masked: private key]"


@pytest.mark.parametrize(
    "text",
    [
        "error rate 12 % on eu-west-1, 500s since 14:02",
        "deploy 1772632920.000100 went out",
        "epoch 1772632920123 and 1772632920123456",
        "commit 8f14e45fceea167a5a36dedd4bea2543c1e1a4d9",
        "<https://grafana.example.com/d/abc?from=now-1h&amp;to=now|dashboard>",
        "the password was reset, secret is safe",
        "request 4111111111111112 failed",
        "call +49 30 1234567890",
        "<@U0ANA> see <#C0GENERAL|general> at <!date^1772632920^{time}|14:02>",
        "uuid 123e4567-e89b-12d3-a456-426614174000",
        "SELECT * FROM tokens WHERE id = 7",
        "<https://zoom.example.com/j/1?uname=a&amp;pwd=QWErty123abc>",
    ],
)
def test_harmless_lines_stay_as_they_are(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize("piece", ["a.", "-eyJaaaaaaaaaa", "a://"])
def test_the_longest_message_is_masked_in_an_instant(piece: str) -> None:
    text = (piece * 40_000)[:40_000]

    began = process_time()

    assert masked(text) == text
    assert process_time() - began < 1


@given(st.text())
def test_masking_twice_changes_nothing(text: str) -> None:
    assert masked(masked(text)) == masked(text)
