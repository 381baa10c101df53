"""Who leads, who speaks, who writes: as typed and pressed by people, and what the others see of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fireline.features.people.service import remember_person
from fireline.features.roles import reads
from fireline.features.roles.reads import Holder
from tests.room import Room, open_room


async def declared(room: Room, line: str = "declare sev2 checkout returns 500s") -> str:
    """Ana declares; Bea and Cy come into the channel."""
    channel = await room.declare(line)
    for name in ("bea", "cy"):
        await room.sandbox.join(name, channel)
    await room.settle()
    return channel


async def holders(room: Room) -> dict[str, str]:
    """Role to holder, an acting one marked by `~`."""
    found = await room.incident()
    held = await room.unit(lambda unit: reads.holders(unit, found.id))
    return {h.role: f"{'~' if h.is_acting else ''}{h.user_id[2:].lower()}" for h in held}


def lines_about(room: Room, channel: str, words: str) -> list[str]:
    return [m.words for m in room.bot_lines(channel) if words in m.words]


# taking ---------------------------------------------------------------------------------------------------------
async def test_the_declarer_is_acting_ic_and_has_a_card(room: Room) -> None:
    await room.declare()

    assert await holders(room) == {"ic": "~ana"}
    card = room.dm("ana", "You are acting IC of INC-1")
    assert card.labels == ["Open channel", "I'll lead", "Ask for comms", "Hand over", "Not me"]
    assert "SEV2, declared; impact not stated; communications lead nobody, scribe nobody" in card.words


async def test_an_acting_ic_gives_way_at_once(room: Room) -> None:
    channel = await declared(room)

    taken = await room.type("bea", channel, "/incident ic me")

    assert await holders(room) == {"ic": "bea"}
    assert taken.shown is not None and "You are IC of INC-1." in taken.shown.words
    assert lines_about(room, channel, "IC of INC-1") == ["@bea is IC of INC-1, after @ana."]
    assert "You hold no role in INC-1 any more." in room.dms("ana")[-1].words
    assert len(room.dms("ana")) == 1


async def test_the_button_on_the_card_confirms_the_acting_ic(room: Room) -> None:
    channel = await declared(room)

    await room.press("ana", room.card(channel), "I'll lead")

    assert await holders(room) == {"ic": "ana"}
    assert [m.words.splitlines()[0][:26] for m in room.dms("ana")] == ["*You are IC of INC-1* chec"]
    assert lines_about(room, channel, "IC of INC-1") == ["@ana is IC of INC-1."]


async def test_a_confirmed_ic_is_replaced_by_one_click_and_told(room: Room) -> None:
    channel = await declared(room)
    await room.type("ana", channel, "/incident ic me")

    asked = await room.type("bea", channel, "/incident ic me")
    assert asked.shown is not None and "Take over as IC of INC-1?" in asked.shown.words
    assert await holders(room) == {"ic": "ana"}
    await room.press("bea", asked.shown, "Take over")

    assert await holders(room) == {"ic": "bea"}
    assert "<@U0BEA> is IC of INC-1 now, in your place." in room.dms("ana")[-1].words


async def test_a_late_click_asks_again_when_somebody_else_leads_by_then(room: Room) -> None:
    channel = await declared(room)
    await room.type("ana", channel, "/incident ic me")
    asked = await room.type("bea", channel, "/incident ic me")
    other = await room.type("cy", channel, "/incident take over")
    assert asked.shown is not None and other.shown is not None
    await room.press("cy", other.shown, "Take over")

    again = await room.press("bea", asked.shown, "Take over")

    assert await holders(room) == {"ic": "cy"}
    assert again.shown is not None and "<@U0CY> has had it" in again.shown.words


async def test_whoever_has_it_is_told_so(room: Room) -> None:
    channel = await declared(room)
    await room.type("ana", channel, "/incident ic me")
    room.clock.forward(seconds=30)

    again = await room.type("ana", channel, "/incident lead me")

    assert again.shown is not None and "You are IC of INC-1 already." in again.shown.words


async def test_guests_hold_no_roles(room: Room) -> None:
    channel = await declared(room)
    await room.sandbox.join("gus", channel)
    await room.settle()

    refused = await room.type("gus", channel, "/incident ic me")

    assert refused.shown is not None and "is a guest here" in refused.shown.words
    assert await holders(room) == {"ic": "~ana"}


async def test_a_guest_whom_nobody_met_before_is_known_before_a_role_is_given(room: Room) -> None:
    channel = await room.declare()

    refused = await room.type("ana", channel, "/incident scribe @gus")

    assert refused.shown is not None and "is a guest" in refused.shown.words
    assert await holders(room) == {"ic": "~ana"}


# giving ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "line", ["comms <@U0BEA>", "assign comms to <@U0BEA>", "<@U0BEA> comms", "assign <@U0BEA> as communications lead"]
)
async def test_comms_is_held_at_once_in_any_order_of_words(room: Room, line: str) -> None:
    channel = await declared(room)

    given = await room.type("ana", channel, f"/incident {line}")

    assert await holders(room) == {"ic": "~ana", "comms": "bea"}
    assert given.shown is not None and "<@U0BEA> is communications lead of INC-1" in given.shown.words
    assert "You are communications lead of INC-1" in room.dm("bea", "INC-1").words
    assert "communications lead <@U0BEA>" in room.dm("ana", "INC-1").words
    assert lines_about(room, channel, "communications") == []


async def test_an_ic_who_is_asked_leads_only_after_accepting(room: Room) -> None:
    channel = await declared(room)
    asked = await room.type("ana", channel, "/incident ic <@U0BEA>")
    assert asked.shown is not None and "<@U0BEA> is asked to be IC of INC-1." in asked.shown.words
    assert await holders(room) == {"ic": "~ana"}

    await room.press("bea", room.dm("bea", "asks you to be IC of INC-1"), "Accept")

    assert await holders(room) == {"ic": "bea"}
    assert len(room.dms("bea")) == 1
    assert "*You are IC of INC-1*" in room.dms("bea")[0].words
    assert lines_about(room, channel, "IC of INC-1") == ["@bea is IC of INC-1, after @ana."]


async def test_a_no_reaches_the_giver_who_goes_on(room: Room) -> None:
    channel = await declared(room)
    await room.type("ana", channel, "/incident assign ic to <@U0BEA>")

    await room.press("bea", room.dm("bea", "asks you to be IC"), "Not me")

    assert await holders(room) == {"ic": "~ana"}
    assert room.dms("bea")[-1].words.startswith("*You passed on being IC of INC-1.*")
    answer = room.dm("ana", "<@U0BEA> passed on being IC")
    assert "You are acting IC." in answer.words
    assert await room.texts("roles.declined", with_hidden=True) == ["<@U0BEA> passed on being IC"]


async def test_three_minutes_of_silence_are_told_to_the_giver_once(room: Room) -> None:
    channel = await declared(room)
    await room.type("ana", channel, "/incident ic me")
    await room.type("ana", channel, "/incident ic <@U0BEA>")
    before = len(room.dms("ana"))

    await room.forward(minutes=3)
    await room.forward(minutes=30)

    told = [m for m in room.dms("ana") if "has not answered yet" in m.words]
    assert len(told) == 1 and len(room.dms("ana")) >= before + 1
    assert "You are IC until then." in told[0].words
    await room.press("bea", room.dm("bea", "asks you"), "Accept")
    assert await holders(room) == {"ic": "bea"}
    assert "accepted: IC" in next(m.words for m in room.dms("ana") if m.ts == told[0].ts)


async def test_asking_for_a_new_ic_in_place_of_a_third_person_takes_a_click(room: Room) -> None:
    channel = await declared(room)
    await room.type("ana", channel, "/incident ic me")

    asked = await room.type("cy", channel, "/incident ic <@U0BEA>")
    assert asked.shown is not None and "<@U0BEA> as IC of INC-1, in place of <@U0ANA>?" in asked.shown.words
    assert room.dms("bea") == []
    await room.press("cy", asked.shown, "Ask them")
    await room.press("bea", room.dm("bea", "<@U0CY> asks you"), "Accept")

    assert await holders(room) == {"ic": "bea"}
    assert "<@U0BEA> is IC of INC-1 now, in your place." in room.dms("ana")[-1].words


async def test_an_offer_that_was_overtaken_cannot_be_accepted(room: Room) -> None:
    channel = await declared(room)
    await room.type("ana", channel, "/incident ic <@U0BEA>")
    await room.type("cy", channel, "/incident ic me")

    assert "You are no longer asked to be IC of INC-1." in room.dms("bea")[-1].words
    assert "IC now: <@U0CY>." in room.dms("bea")[-1].words
    assert room.dms("bea")[-1].labels == []
    assert await holders(room) == {"ic": "cy"}


async def test_the_giver_hears_who_is_asked_instead_and_who_took_it(room: Room) -> None:
    channel = await declared(room)
    for asked in ("bea", "dee"):
        await room.type("ana", channel, f"/incident ic @{asked}")
        await room.forward(minutes=3)
    await room.type("cy", channel, "/incident ic me")

    assert "<@U0BEA> is not asked any more: <@U0DEE> is" in room.dm("ana", "<@U0BEA>").words
    assert "<@U0DEE> is not asked any more: <@U0CY> is IC now" in room.dm("ana", "more: <@U0CY>").words


async def test_assign_without_a_role_offers_the_roles(room: Room) -> None:
    channel = await declared(room)

    asked = await room.type("ana", channel, "/incident assign <@U0BEA>")
    assert asked.shown is not None
    assert asked.shown.labels == ["Make IC", "Make communications lead", "Make scribe"]
    await room.press("ana", asked.shown, "Make scribe")

    assert await holders(room) == {"ic": "~ana", "scribe": "bea"}


async def test_a_bare_assign_opens_the_form(room: Room) -> None:
    channel = await declared(room)

    opened = await room.type("ana", channel, "/incident assign")
    assert opened.modal is not None and opened.modal.title == "A role in INC-1"
    await room.submit("ana", role="scribe", person="U0CY")

    assert await holders(room) == {"ic": "~ana", "scribe": "cy"}


async def test_a_name_that_is_no_mention_is_asked_back(room: Room) -> None:
    channel = await declared(room)

    refused = await room.type("ana", channel, "/incident comms bea")

    assert refused.shown is not None and "“bea” names nobody here" in refused.shown.words
    assert await holders(room) == {"ic": "~ana"}


async def test_an_account_that_is_gone_gets_no_role(room: Room) -> None:
    channel = await declared(room)
    await room.unit(lambda unit: remember_person(unit, {"id": "U0ZOE", "name": "zoe", "deleted": True}))

    refused = await room.type("ana", channel, "/incident scribe <@U0ZOE>")

    assert refused.shown is not None and "has left this workspace" in refused.shown.words


async def test_a_second_role_from_others_brings_the_card_anew(room: Room) -> None:
    channel = await declared(room)
    await room.type("ana", channel, "/incident scribe <@U0BEA>")
    first = room.dms("bea")[-1].ts

    await room.type("ana", channel, "/incident comms <@U0BEA>")

    assert [m.ts == first for m in room.dms("bea")] == [False]
    assert "You are communications lead and scribe of INC-1" in room.dms("bea")[-1].words


# showing --------------------------------------------------------------------------------------------------------
async def test_the_bare_word_shows_who_holds_it_since_when(room: Room) -> None:
    channel = await declared(room)

    shown = await room.type("cy", channel, "/incident ic")

    assert shown.shown is not None and "*IC:* <@U0ANA> (acting) since" in shown.shown.words
    assert shown.shown.labels == ["I'll lead", "Ask someone"]
    assert await holders(room) == {"ic": "~ana"}


async def test_roles_shows_all_of_them_and_who_was_before(room: Room) -> None:
    channel = await declared(room)
    await room.forward(minutes=3)
    await room.type("bea", channel, "/incident ic me")

    shown = await room.type("bea", channel, "/incident roles")

    assert shown.shown is not None
    assert "*IC:* <@U0BEA> since" in shown.shown.words and "*Scribe:* nobody" in shown.shown.words
    assert "Before: <@U0ANA> acting IC" in shown.shown.words
    assert shown.shown.labels == [
        "Step down", "I'll do it", "I'll do it", "Ask someone", "Hand over",
    ]  # fmt: skip


async def test_history_tells_every_stint(room: Room) -> None:
    channel = await declared(room)
    at = room.clock.now()
    await room.forward(minutes=4)
    await room.type("bea", channel, "/incident ic me")
    await room.forward(minutes=6)
    await room.type("bea", channel, "/incident ic none")

    found = await room.incident()
    stints = await room.unit(lambda unit: reads.history(unit, found.id))

    told = [
        (s.user_id, s.is_acting, (s.since - at).seconds // 60, s.until and (s.until - at).seconds // 60) for s in stints
    ]
    assert told == [("U0ANA", True, 0, 4), ("U0BEA", False, 4, 10)]


# letting go -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("line", ["ic none", "leave", "release", "step down", "release ic"])
async def test_letting_go_leaves_nobody_and_says_so(room: Room, line: str) -> None:
    channel = await declared(room)
    await room.type("bea", channel, "/incident ic me")
    await room.forward(minutes=2)

    gone = await room.type("bea", channel, f"/incident {line}")

    assert await holders(room) == {}
    assert gone.shown is not None and "You are no longer IC of INC-1." in gone.shown.words
    assert lines_about(room, channel, "has no IC") == ["INC-1 has no IC: @bea stepped down."]
    await room.forward(minutes=5)
    assert len(lines_about(room, channel, "has no confirmed IC")) == 1


async def test_ending_somebody_elses_role_asks_first(room: Room) -> None:
    channel = await declared(room)
    await room.type("bea", channel, "/incident ic me")

    asked = await room.type("cy", channel, "/incident ic none")
    assert asked.shown is not None and "End the role of <@U0BEA> as IC" in asked.shown.words
    await room.press("cy", asked.shown, "End it")

    assert await holders(room) == {}
    assert "You are no longer IC of INC-1." in room.dms("bea")[-1].words


async def test_not_me_on_the_card_lets_go(room: Room) -> None:
    channel = await declared(room)
    await room.type("ana", channel, "/incident scribe <@U0BEA>")

    left = await room.press("bea", room.dm("bea", "You are scribe"), "Not me")

    assert await holders(room) == {"ic": "~ana"}
    assert "You hold no role in INC-1 any more." in room.dms("bea")[0].words
    assert left.shown is not None and left.shown.labels == ["Undo"]


# handing over ---------------------------------------------------------------------------------------------------
async def test_a_handoff_moves_everything_with_a_brief(room: Room) -> None:
    channel = await declared(room)
    await room.type("ana", channel, "/incident ic me")
    await room.type("ana", channel, "/incident scribe me")
    await room.type("ana", channel, "/incident impact 12 % of EU checkouts fail")
    await room.type("ana", channel, "/incident task <@U0CY> restart the consumer")
    await room.type("ana", channel, "/incident action <@U0CY> alert on queue depth by 2026-04-01")

    await room.type("ana", channel, "/incident handoff <@U0BEA> the vendor calls back at five")
    offer = room.dm("bea", "hands you IC and scribe")
    for words in (
        "*From <@U0ANA>:* the vendor calls back at five",
        "*Status:* SEV2",
        "12 % of EU checkouts fail",
        "*Roles:* IC <@U0ANA>, communications lead nobody, scribe <@U0ANA>",
        "to #stakeholders",
        "*Told last:* nothing yet",
        "*Open tasks:* restart the consumer (<@U0CY>)",
        "*Action items:* alert on queue depth (<@U0CY>)",
        "*Last key moments:*",
    ):
        assert words in offer.words
    assert await holders(room) == {"ic": "ana", "scribe": "ana"}
    await room.press("bea", offer, "Accept")

    assert await holders(room) == {"ic": "bea", "scribe": "bea"}
    assert "You are IC and scribe of INC-1" in room.dms("bea")[-1].words
    kept = room.dm("bea", "INC-1: taken over from <@U0ANA>")
    assert "the vendor calls back at five" in kept.words and kept.buttons == []
    assert "You hold no role in INC-1 any more." in room.dms("ana")[-1].words
    assert await room.texts("roles.handed_over", with_hidden=True) == ["<@U0ANA> handed IC and scribe over to <@U0BEA>"]


async def test_the_handoff_form_may_be_sent_empty_and_gives_the_brief(room: Room) -> None:
    channel = await declared(room)
    await room.type("ana", channel, "/incident handoff")

    sent = await room.submit("ana")

    assert await holders(room) == {"ic": "~ana"}
    assert sent.shown is not None and "Nobody was named: you keep your part in INC-1." in sent.shown.words
    assert "*Status:* SEV2" in sent.shown.words


async def test_who_holds_nothing_has_nothing_to_hand_over(room: Room) -> None:
    channel = await declared(room)

    refused = await room.type("bea", channel, "/incident handoff <@U0CY>")

    assert refused.shown is not None and "You hold no role in INC-1." in refused.shown.words


# undo -----------------------------------------------------------------------------------------------------------
async def test_undo_gives_the_role_back(room: Room) -> None:
    channel = await declared(room)
    taken = await room.type("bea", channel, "/incident ic me")
    assert taken.shown is not None

    undone = await room.press("bea", taken.shown, "Undo")

    assert await holders(room) == {"ic": "~ana"}
    assert undone.shown is not None and "Taken back: <@U0ANA> (acting) is IC again." in undone.shown.words
    assert "You are acting IC of INC-1" in room.dms("ana")[-1].words
    assert lines_about(room, channel, "IC of INC-1") == ["@ana is acting IC of INC-1."]


async def test_undo_takes_a_question_back(room: Room) -> None:
    channel = await declared(room)
    asked = await room.type("ana", channel, "/incident ic <@U0BEA>")
    assert asked.shown is not None

    await room.press("ana", asked.shown, "Undo")

    assert "You are no longer asked to be IC of INC-1." in room.dms("bea")[-1].words


async def test_undo_is_refused_after_others_changed_it(room: Room) -> None:
    channel = await declared(room)
    taken = await room.type("bea", channel, "/incident scribe me")
    assert taken.shown is not None
    asked = await room.type("cy", channel, "/incident scribe me")
    assert asked.shown is not None
    await room.press("cy", asked.shown, "Take over")

    refused = await room.press("bea", taken.shown, "Undo")

    assert refused.shown is not None and "has changed hands since" in refused.shown.words
    assert (await holders(room))["scribe"] == "cy"


# the reminder ---------------------------------------------------------------------------------------------------
async def test_a_sev1_without_a_confirmed_ic_is_told_three_times_in_one_message(room: Room) -> None:
    channel = await declared(room, "declare sev1 everything down")

    seen = []
    for minutes in (2, 3, 5, 20):
        await room.forward(minutes=minutes)
        seen.append(lines_about(room, channel, "has no confirmed IC"))

    assert [len(found) for found in seen] == [1, 1, 1, 1]
    assert [found[0].split("(")[1].split(")")[0] for found in seen] == [
        "SEV1, 2 min", "SEV1, 5 min", "SEV1, 10 min", "SEV1, 10 min",
    ]  # fmt: skip
    assert "@ana is acting IC until then." in seen[0][0]


async def test_the_reminder_goes_when_somebody_leads(room: Room) -> None:
    channel = await declared(room, "declare sev1 everything down")
    await room.forward(minutes=2)
    nag = next(m for m in room.bot_lines(channel) if "has no confirmed IC" in m.words)

    await room.press("bea", nag, "I'll lead")
    await room.forward(minutes=30)

    assert lines_about(room, channel, "has no confirmed IC") == []
    assert await holders(room) == {"ic": "bea"}


async def test_ask_someone_opens_the_form_for_an_ic(room: Room) -> None:
    channel = await declared(room, "declare sev1 everything down")
    await room.forward(minutes=2)
    nag = next(m for m in room.bot_lines(channel) if "has no confirmed IC" in m.words)

    opened = await room.press("cy", nag, "Ask someone")
    assert opened.modal is not None
    await room.submit("cy", role="ic", person="U0BEA")

    assert "<@U0CY> asks you to be IC of INC-1" in room.dms("bea")[-1].words


async def test_sev4_is_never_reminded(room: Room) -> None:
    channel = await declared(room, "declare sev4 typo on the start page")

    await room.forward(hours=3)

    assert lines_about(room, channel, "confirmed IC") == []


async def test_a_raise_counts_from_its_moment(room: Room) -> None:
    channel = await declared(room, "declare sev4 typo on the start page")
    await room.forward(minutes=30)

    await room.type("ana", channel, "/incident sev1")
    await room.forward(minutes=1)
    assert lines_about(room, channel, "no confirmed IC") == []
    await room.forward(minutes=1)

    assert len(lines_about(room, channel, "no confirmed IC")) == 1


async def test_a_lowering_takes_the_calmer_plan(room: Room) -> None:
    channel = await declared(room, "declare sev1 everything down")
    await room.forward(minutes=1)

    await room.type("ana", channel, "/incident sev2")
    await room.forward(minutes=3)
    assert lines_about(room, channel, "no confirmed IC") == []
    await room.forward(minutes=1)

    assert len(lines_about(room, channel, "no confirmed IC")) == 1


async def test_a_long_silence_is_caught_up_once(room: Room) -> None:
    channel = await declared(room, "declare sev1 everything down")

    await room.forward(hours=5)

    assert len(lines_about(room, channel, "no confirmed IC")) == 1


async def test_resolve_ends_reminder_questions_and_cards(room: Room) -> None:
    channel = await declared(room, "declare sev1 everything down")
    await room.forward(minutes=2)
    await room.type("ana", channel, "/incident ic <@U0BEA>")

    await room.type("ana", channel, "/incident resolve it is back")
    await room.forward(hours=6)

    assert lines_about(room, channel, "no confirmed IC") == []
    assert "INC-1 is resolved; nothing is asked of you." in room.dms("bea")[0].words
    assert "INC-1 is resolved." in room.dms("ana")[0].words


async def test_the_last_reminder_reaches_the_escalation_contact(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {"escalation": ["U0DEE"]}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        channel = await room.declare("declare sev1 everything down")
        await room.forward(minutes=5)
        assert room.dms("dee") == []

        await room.forward(minutes=5)

        assert len(room.dms("dee")) == 1
        assert "INC-1 has had no confirmed IC for 10 min" in room.dms("dee")[0].words
        await room.type("ana", channel, "/incident ic me")
        assert [m.words.splitlines()[-1] for m in room.dms("dee")] == ["Nothing is asked of you any more."]


async def test_a_private_incident_reaches_no_escalation_contact(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {"escalation": ["U0DEE"]}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        await room.declare("declare private sev1 keys leaked")

        await room.forward(hours=1)

        assert room.dms("dee") == []


async def test_who_was_told_of_it_before_it_became_private_keeps_nothing_of_it(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    async with open_room(migrated_sqlite_url, config={"escalation": ["U0FINN"]}, folder=tmp_path) as room:
        channel = await declared(room, "declare sev1 everything down")
        await room.type("ana", channel, "/incident ic @dee")
        for minutes in (2, 3, 5):
            await room.forward(minutes=minutes)
        assert "everything down" in room.dm("finn", "no confirmed IC").words

        asked = await room.type("ana", channel, "/incident private")
        await room.press("ana", asked.shown, "Make private")
        await room.type("ana", channel, "/incident rename keys leaked by a partner")
        await room.type("ana", channel, "/incident ic me")

        assert [m.words for m in room.dms("finn")] == ["*INC-1 is private now.* Nothing is asked of you any more."]
        assert "leaked" not in " ".join(m.words for user in ("finn", "dee") for m in room.dms(user))


async def test_whoever_is_named_in_a_private_incident_may_see_it(room: Room) -> None:
    channel = await room.declare("declare private sev1 keys leaked")

    await room.type("ana", channel, "/incident ic <@U0BEA>")
    await room.press("bea", room.dm("bea", "asks you to be IC"), "Accept")

    assert await holders(room) == {"ic": "bea"}
    assert await room.texts("incidents.access_granted", with_hidden=True) == ["<@U0BEA> can see this incident"]


async def test_four_hours_of_sev2_ask_the_ic_once_whether_to_hand_over(room: Room) -> None:
    channel = await declared(room)
    await room.type("bea", channel, "/incident ic me")

    await room.forward(hours=4)
    await room.forward(hours=4)

    asked = [m for m in room.dms("bea") if "Hand INC-1 over?" in m.words]
    assert len(asked) == 1
    assert asked[0].labels == ["Hand over", "Open channel"]


async def test_changes_within_a_minute_are_one_line(room: Room) -> None:
    channel = await declared(room)
    await room.type("bea", channel, "/incident ic me")
    room.clock.forward(seconds=20)
    await room.type("bea", channel, "/incident ic none")
    room.clock.forward(seconds=20)
    await room.type("cy", channel, "/incident ic me")
    assert lines_about(room, channel, "IC of INC-1") == ["@cy is IC of INC-1, after @ana."]

    room.clock.forward(minutes=2)
    await room.type("cy", channel, "/incident release")

    assert lines_about(room, channel, "of INC-1") + lines_about(room, channel, "has no IC") == [
        "@cy is IC of INC-1, after @ana.",
        "INC-1 has no IC: @cy stepped down.",
    ]


async def test_the_card_follows_severity_status_and_impact(room: Room) -> None:
    channel = await declared(room)
    await room.type("bea", channel, "/incident ic me")

    await room.type("ana", channel, "/incident sev1")
    await room.type("ana", channel, "/incident mitigating rolling back")
    await room.type("ana", channel, "/incident impact checkout is down")

    assert len(room.dms("bea")) == 1
    assert "*Now:* SEV1, mitigating; impact: checkout is down" in room.dms("bea")[0].words


async def test_roles_of_the_settings_work_like_the_others(migrated_sqlite_url: str, tmp_path: Path) -> None:
    ops = {"key": "ops", "name": "operations lead", "synonyms": ["operations"], "duties": "You fix.", "several": True}
    config = {"roles": [{"key": "ic", "name": "IC"}, ops]}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        channel = await declared(room)

        await room.type("ana", channel, "/incident role operations <@U0BEA> <@U0CY>")

        found = await room.incident()
        held = await room.unit(lambda unit: reads.holders_of(unit, found.id, "ops"))
        assert {h.user_id for h in held} == {"U0BEA", "U0CY"}
        assert all(isinstance(h, Holder) and not h.is_acting for h in held)
        await room.press("bea", room.dm("bea", "You are operations lead"), "Hand over")
        await room.submit("bea", person="U0DEE")
        await room.press("dee", room.dm("dee", "hands you operations lead"), "Accept")
        held = await room.unit(lambda unit: reads.holders_of(unit, found.id, "ops"))
        assert {h.user_id for h in held} == {"U0CY", "U0DEE"}


async def test_reminders_survive_a_restart_and_fire_once(room: Room) -> None:
    channel = await declared(room, "declare sev1 everything down")
    await room.stop_bot()
    room.clock.forward(minutes=3)
    await room.start_bot()
    await room.tick()

    assert len(lines_about(room, channel, "no confirmed IC")) == 1


async def test_a_role_that_was_taken_while_the_form_was_open_is_not_handed_over(room: Room) -> None:
    channel = await declared(room)
    for line in ("ic me", "scribe me", "handoff"):
        await room.type("ana", channel, f"/incident {line}")
    asked = await room.type("cy", channel, "/incident scribe me")
    await room.press("cy", asked.shown, "Take over")

    sent = await room.submit("ana", person="bea", part="scribe")

    assert "You are no longer scribe of INC-1." in sent.errors["part"]
    assert await holders(room) == {"ic": "ana", "scribe": "cy"} and room.dms("bea") == []
