"""The kit: whatever a feature says, what comes out is what Slack takes."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fireline.core.limit_table import VIEW_BYTES
from fireline.core.limits import violations
from fireline.slack import kit, mrkdwn

DECIDE = [kit.option("SEV1", "sev1", "All of checkout is down"), kit.option("SEV2", "sev2")]
SAID = st.text(max_size=90) | st.sampled_from(
    ["", " ", "\n", "\x00", "\ud800", "<!here>" * 700, "&amp;" * 900, "<@U1> " * 900, "x" * 5000, "é\u200d" * 4000]
)


def every_block(text: str) -> list[kit.Block]:
    sure = kit.confirm(text, text, text, text)
    choices = [kit.option(text, f"o{at}", text) for at in range(3)]
    return [
        kit.section(text, fields=[text] * 12, accessory=kit.button(text, "a:b", style="danger", confirm=sure)),
        kit.header(text),
        kit.context(*[text] * 12),
        kit.divider(),
        kit.quote(text),
        kit.actions(*(kit.button(text, f"a:b{at}", "v", url=text) for at in range(30)), block_id="row"),
        kit.actions(
            kit.select("a:select", choices, "o1", text),
            kit.overflow("a:more", choices * 3),
            kit.user_select("a:user", "U1", text),
            kit.external_select("a:find", choices[0], text),
            kit.conversation_select("a:where", "C1", text),
            kit.checkboxes("a:boxes", choices * 5, ["o2"]),
            kit.radio("a:radio", choices, "o0"),
            kit.datepicker("a:day", "2026-11-27", text),
            kit.timepicker("a:time", "14:02", zone="Europe/Berlin"),
            kit.datetimepicker("a:moment", 1_795_788_000),
            None,
        ),
        kit.section(text, accessory=kit.users_select("a:users", ["U1"], text)),
        kit.section(text, accessory=kit.multi_select("a:several", choices, ["o1"], text)),
        *kit.sections(text * 3),
    ]


def every_input(text: str) -> list[kit.Block]:
    choices = [kit.option(text, f"o{at}") for at in range(3)]
    return [
        kit.text_input("text", text, initial=text, multiline=True, hint=text, max_length=200, placeholder=text),
        kit.select_input("select", text, choices, initial="o1", hint=text, placeholder=text),
        kit.multi_select_input("several", text, choices, initial=["o1"], placeholder=text),
        kit.user_input("user", text, placeholder=text),
        kit.users_input("users", text, initial=["U1"], optional=True),
        kit.conversation_input("where", text, hint=text),
        kit.external_input("find", text, hint=text, placeholder=text),
        kit.date_input("day", text, initial="2026-11-27"),
        kit.time_input("time", text, initial="14:02"),
        kit.datetime_input("moment", text, initial=1_795_788_000),
        kit.radio_input("radio", text, choices, initial="o2"),
        kit.checkbox_input("boxes", text, choices, initial=["o0", "o1"]),
    ]


def payload(message: kit.Message) -> dict[str, Any]:
    return {"channel": "C1", "text": message.text, "blocks": message.blocks, "ts": "1795788000.000100"}


@settings(max_examples=60, deadline=None)
@given(SAID)
def test_any_text_through_every_builder_is_taken_by_slack(text: str) -> None:
    calm = mrkdwn.inert(text)

    blocks = every_block(calm)
    modal = kit.modal(calm, every_input(calm) + blocks, callback_id="a:form", submit=calm, close=calm)

    assert violations(payload(kit.message(calm, blocks))) == []
    assert violations(modal, "modal") == []
    assert violations(kit.home(blocks), "home") == []
    assert json.dumps(modal).encode()


def test_no_block_has_an_id_that_nobody_gave_it() -> None:
    message = kit.message("INC-42 is open.", [kit.section("INC-42"), kit.section("SEV2", block_id="severity")])

    assert [block.get("block_id") for block in message.blocks] == [None, "severity"]


def test_mrkdwn_is_always_verbatim_so_a_typed_at_here_stays_a_word() -> None:
    block = kit.section("@here", fields=["@channel"])

    assert block["text"] == {"type": "mrkdwn", "text": "@here", "verbatim": True}
    assert block["fields"] == [{"type": "mrkdwn", "text": "@channel", "verbatim": True}]


def test_a_long_label_is_cut_at_a_word() -> None:
    button = kit.button("Tell everyone who follows the checkout service that it is working again for all", "a:b")

    assert button["text"]["text"] == "Tell everyone who follows the checkout service that it is working again…"


@pytest.mark.parametrize("token", ["<@U123ABC>", "&amp;", "<https://x.y/z|the log>", "<!date^1^{time}|14:02 UTC>"])
@pytest.mark.parametrize("limit", range(2, 60))
def test_a_cut_never_goes_through_a_mention_a_link_or_an_entity(token: str, limit: int) -> None:
    text = f"Ask {token} and then {token}{token} about it"

    cut = kit.fit(text, limit)

    assert len(cut) <= limit
    assert not set("<>&;|") & set(cut.replace(token, ""))


def test_what_fits_is_not_touched() -> None:
    assert kit.fit("rollback under way", 18) == "rollback under way"
    assert kit.fit("rollback under way", 17) == "rollback under…"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.integers(min_value=2, max_value=40))
def test_a_cut_is_never_longer_than_asked(text: str, limit: int) -> None:
    assert len(kit.fit(text, limit)) <= limit


def test_a_long_text_becomes_several_sections_and_loses_no_word() -> None:
    text = "\n".join(f"line {at} of the draft, with <@U{at}>" for at in range(400))

    blocks = kit.sections(text)

    assert len(blocks) > 1
    assert " ".join(block["text"]["text"] for block in blocks).split() == text.split()


def test_a_link_longer_than_a_section_does_not_stop_the_parting() -> None:
    blocks = kit.sections("<https://x.y/" + "z" * 7000 + ">")

    assert len(blocks) == 3


def test_a_message_of_too_many_blocks_says_so_and_keeps_its_last_buttons() -> None:
    lines = [kit.section(f"line {at}") for at in range(80)]
    buttons = kit.actions(kit.button("Resolve", "incidents:resolve"))

    message = kit.message("Eighty lines.", [*lines, buttons])

    assert len(message.blocks) == 50
    assert message.blocks[-2]["elements"][0]["text"] == "… and 32 more parts"
    assert message.blocks[-1] == buttons


def test_a_home_view_too_heavy_for_slack_is_cut_and_keeps_its_last_buttons() -> None:
    blocks = [kit.section("é" * 2900) for _ in range(60)]
    buttons = kit.actions(kit.button("Declare", "incidents:declare"))

    home = kit.home([*blocks, buttons])

    assert len(json.dumps(home).encode()) <= VIEW_BYTES
    assert home["blocks"][-1] == buttons
    assert home["blocks"][-2]["elements"][0]["text"].startswith("… and ")


def test_an_empty_row_of_buttons_disappears_from_its_message() -> None:
    message = kit.message("Resolved.", [kit.section("Resolved"), kit.actions(None), kit.context()])

    assert message.blocks == [kit.section("Resolved")]


def test_the_sentence_for_the_lock_screen_fits_an_edit() -> None:
    assert len(kit.message("word " * 2000, []).text) <= 4000


def test_a_form_always_has_a_button_that_sends_it() -> None:
    modal = kit.modal("Set impact", [kit.text_input("impact", "Impact")], callback_id="incidents:impact")

    assert modal["submit"]["text"] == "Save"


def test_an_empty_list_offers_nothing_and_gives_nothing() -> None:
    block = kit.select_input("item", "Action item", [])

    chosen = block["element"]["options"][0]
    state = {"values": {"item": {"value": {"type": "static_select", "selected_option": chosen}}}}

    assert chosen["text"]["text"] == "Nothing to choose from"
    assert kit.values(state) == {"item": None}


def test_the_chosen_option_is_never_the_one_left_out() -> None:
    menu = kit.select("a:b", [kit.option(f"Item {at}", str(at)) for at in range(150)], initial="149")

    assert len(menu["options"]) == 100
    assert menu["initial_option"]["value"] == "149"
    assert menu["initial_option"] in menu["options"]


def test_a_more_menu_of_one_is_a_list_whose_press_reads_the_same() -> None:
    assert kit.overflow("a:b", DECIDE[:1])["type"] == "static_select"
    assert kit.overflow("a:b", DECIDE)["type"] == "overflow"


def test_a_button_leads_only_to_the_web() -> None:
    assert kit.button("Open", "a:b", url="https://x.y")["url"] == "https://x.y"
    assert "url" not in kit.button("Open", "a:b", url="javascript:alert(1)")


@pytest.mark.parametrize(
    "build",
    [
        lambda: kit.button("Resolve", "a:b", "x" * 2001),
        lambda: kit.button("Resolve", ""),
        lambda: kit.option("SEV1", ""),
        lambda: kit.option("SEV1", "x" * 151),
        lambda: kit.section("SEV1", block_id="x" * 256),
        lambda: kit.modal("Impact", [], callback_id="x", private_metadata="x" * 3001),
    ],
)
def test_an_id_or_a_value_is_never_cut_since_it_would_mean_something_else(build: Any) -> None:
    with pytest.raises(ValueError):
        build()


def test_what_a_form_carries_unseen_is_json_without_blanks() -> None:
    assert kit.metadata(channel=None, incident=42) == '{"incident":42}'


def test_a_submitted_form_reads_as_plain_values_by_block() -> None:
    sev1, sev2 = DECIDE
    state = {
        "values": {
            "impact": {"value": {"type": "plain_text_input", "value": "12 % of <EU> checkouts"}},
            "note": {"value": {"type": "plain_text_input", "value": None}},
            "blank": {"value": {"type": "plain_text_input", "value": "  "}},
            "severity": {"value": {"type": "static_select", "selected_option": sev1}},
            "unset": {"value": {"type": "static_select", "selected_option": None}},
            "mood": {"value": {"type": "radio_buttons", "selected_option": sev2}},
            "boxes": {"value": {"type": "checkboxes", "selected_options": [sev1, sev2]}},
            "owner": {"value": {"type": "users_select", "selected_user": "U1"}},
            "helpers": {"value": {"type": "multi_users_select", "selected_users": ["U1", "U2"]}},
            "nobody": {"value": {"type": "multi_users_select", "selected_users": None}},
            "where": {"value": {"type": "conversations_select", "selected_conversation": "C1"}},
            "due": {"value": {"type": "datepicker", "selected_date": "2026-12-12"}},
            "at": {"value": {"type": "timepicker", "selected_time": "14:02"}},
            "since": {"value": {"type": "datetimepicker", "selected_date_time": 1_795_788_000}},
            "two": {
                "a:b": {"type": "plain_text_input", "value": "x"},
                "a:c": {"type": "users_select", "selected_user": None},
            },
        }
    }

    expected = {
        "impact": "12 % of <EU> checkouts",
        "note": None,
        "blank": None,
        "severity": "sev1",
        "unset": None,
        "mood": "sev2",
        "boxes": ["sev1", "sev2"],
        "owner": "U1",
        "helpers": ["U1", "U2"],
        "nobody": [],
        "where": "C1",
        "due": "2026-12-12",
        "at": "14:02",
        "since": 1_795_788_000,
        "two": {"a:b": "x", "a:c": None},
    }
    assert kit.values(state) == expected
    assert kit.values(state["values"]) == expected
