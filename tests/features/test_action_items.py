"""Action items, as typed and pressed by people, and what their owners hear of them, when and how often."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fireline.core.events import UserId
from fireline.features.action_items import reads, service
from fireline.features.action_items.reads import Item
from fireline.features.action_items.service import Draft
from fireline.features.incidents import service as incidents
from fireline.sandbox.seen import Seen
from fireline.store.unit import Unit
from tests.room import Room, open_room

LINE = "action @bea detection alert on queue depth by 2026-03-20"  # a Friday; the story begins on Wednesday 4 March


async def ended(room: Room, line: str = "declare sev2 checkout returns 500s") -> str:
    """Ana declared an incident and it is over; everybody has been met."""
    channel = await room.declare(line)
    await room.type("ana", channel, "/incident resolve pool size restored")
    for name in ("bea", "cy", "dee"):
        await room.type(name, "#incidents", "/incident list")
    return channel


async def assigned(room: Room, line: str = LINE) -> str:
    """Bea has an item since 09:02 on her Wednesday."""
    channel = await ended(room)
    await room.type("ana", channel, f"/incident {line}")
    return channel


async def items(room: Room) -> tuple[Item, ...]:
    found = await room.incident()
    return await room.unit(lambda unit: reads.items_of(unit, found.id))


async def jump(room: Room, day: int, hour: int = 14, minute: int = 0, month: int = 3) -> None:
    """To that moment in UTC, firing what is due on the way there at once."""
    room.clock.jump(datetime(2026, month, day, hour, minute, tzinfo=UTC))
    await room.tick()


async def live(room: Room, until: int, month: int = 3) -> None:
    """Lives from one due time to the next until that day's noon in UTC."""
    noon = datetime(2026, month, until, 12, tzinfo=UTC)
    while room.clock.now() < noon:
        due = (await room.app.status())["next_due_at"]
        room.clock.jump(noon if due is None or due > noon else max(due, room.clock.now() + timedelta(minutes=1)))
        await room.tick()


def about_items(room: Room, user: str) -> list[Seen]:
    about = [m for m in room.dms(user) if not m.is_ephemeral and "You are acting IC" not in m.text]
    return [m for m in about if "action item" in m.text or "queue depth" in m.text]


def groups(room: Room) -> list[Seen]:
    """What was said in group messages, to whoever is in them."""
    posts = [c.args["channel"] for c in room.sandbox.calls() if c.method == "chat.postMessage"]
    direct = {m.channel for name in ("ana", "bea", "cy", "dee") for m in room.dms(name)}
    return [
        m for channel in posts if channel not in direct for m in room.sandbox.messages(channel) if "help" in read(m)
    ]


def read(message: Seen) -> str:
    """Its words without markup, names as people see them."""
    return (
        re.sub(r"<@U0([A-Z]+)(?:\|[^>]*)?>", lambda m: f"@{m[1].lower()}", message.words)
        .replace("*", "")
        .replace("_", "")
    )


def dm(room: Room, user: str, words: str) -> Seen:
    """The newest direct message that says this."""
    found = [m for m in room.dms(user) if words in read(m) and not m.is_ephemeral]
    assert found, f"no DM to {user} says {words!r}: {[read(m) for m in room.dms(user)]}"
    return found[-1]


# making ---------------------------------------------------------------------------------------------------------
async def test_one_line_makes_an_item_with_owner_category_and_date(room: Room) -> None:
    channel = await ended(room)

    receipt = await room.type("ana", channel, f"/incident {LINE}")

    assert receipt.shown is not None
    assert "Action item for @bea, due Fri 20 Mar 2026: alert on queue depth (detection)" in read(receipt.shown)
    assert receipt.shown.labels == ["Undo", "Edit"]
    (item,) = await items(room)
    assert (item.owner_id, item.category, str(item.due_on)) == ("U0BEA", "detection", "2026-03-20")
    assert await room.texts("action_items.") == ["Action item for <@U0BEA>, due Fri 20 Mar 2026: alert on queue depth"]


async def test_words_come_in_any_order_and_nobody_is_guessed_as_owner(room: Room) -> None:
    channel = await ended(room)

    await room.type("ana", channel, "/incident follow up detection @bea alert on depth due 2026-03-20")
    await room.type("ana", channel, "/incident action item write a runbook for restores")

    first, second = await items(room)
    assert (first.owner_id, first.category, first.title) == ("U0BEA", "detection", "alert on depth")
    assert (second.owner_id, second.needs_owner, second.title) == (None, True, "write a runbook for restores")
    assert str(second.due_on) == "2026-04-03"  # thirty days, as SEV2 has


async def test_a_guest_who_could_not_answer_is_given_nothing(room: Room) -> None:
    channel = await room.opened()
    await room.sandbox.invite("ana", channel, "gus")
    await room.settle()

    refused = await room.type("ana", channel, "/incident action @gus detection alert on queue depth by 2026-03-20")

    assert refused.shown is not None and "is a guest" in refused.shown.words
    assert "What works: `/incident action detection alert on queue depth by 2026-03-20`" in refused.shown.words
    assert [m for m in room.dms("gus") if "action item" in m.text] == []


async def test_hints_come_with_the_receipt_and_refuse_nothing(room: Room) -> None:
    channel = await ended(room)

    receipt = await room.type("ana", channel, "/incident action remind everybody to check the host by 2026-06-30")

    assert receipt.shown is not None
    assert "“Remind” wears off" in read(receipt.shown)
    assert "118 days are long" in read(receipt.shown)
    assert len(await items(room)) == 1


async def test_bare_action_opens_a_form_with_everything_in_it(room: Room) -> None:
    channel = await ended(room)

    await room.type("ana", channel, "/incident action")
    await room.submit(
        "ana",
        title="alert when queue depth passes 500",
        owner="U0BEA",
        category="detection",
        due="2026-03-20",
        done_when="the alert fires in staging",
        why="it took 22 minutes to see this one",
        priority="high",
        ticket_url="https://tickets.example/7",
    )

    said = dm(room, "bea", "alert when queue depth passes 500")
    assert "An action item for you, from INC-1: alert when queue depth passes 500 (detection)" in read(said)
    assert "Due Fri 20 Mar. Done when the alert fires in staging" in read(said)
    assert "Why: it took 22 minutes to see this one" in read(said)
    assert "https://tickets.example/7" in read(said)
    assert said.labels == ["Accept", "Change date", "Not mine", "Won't do"]


async def test_a_form_with_a_link_that_is_none_stays_open(room: Room) -> None:
    channel = await ended(room)
    await room.type("ana", channel, "/incident action")

    await room.submit("ana", title="write a runbook", ticket_url="OPS-7")

    assert "https://" in room.sandbox.modal("ana").errors["ticket_url"]
    assert await items(room) == ()


async def test_bare_actions_lists_them_with_buttons(room: Room) -> None:
    channel = await assigned(room)
    await room.type("ana", channel, "/incident action write a runbook")

    shown = (await room.type("ana", channel, "/incident actions")).shown

    assert shown is not None
    assert "INC-1: 2 of 2 action items open" in read(shown)
    assert "@bea · due Fri 20 Mar · detection · INC-1" in read(shown)
    assert "needs an owner · due Fri 3 Apr" in read(shown)
    assert shown.labels[:5] == ["Done", "New date", "Hand over", "Edit", "Won't do"]


async def test_todo_shows_roles_and_items(room: Room) -> None:
    await assigned(room)
    await room.type("bea", "#incidents", "/incident declare sev3 search is slow")

    shown = (await room.type("bea", "#incidents", "/incident todo")).shown

    assert shown is not None
    assert "IC (acting) of INC-2 search is slow" in read(shown)
    assert "alert on queue depth" in read(shown)
    empty = (await room.type("dee", "#incidents", "/incident mine")).shown
    assert empty is not None
    assert "Nothing is yours right now" in read(empty)


async def test_elsewhere_an_item_asks_which_incident_and_keeps_the_words(room: Room) -> None:
    await ended(room)

    asked = (await room.type("ana", "#incidents", "/incident action @bea alert on queue depth")).shown
    assert asked is not None
    await room.press("ana", asked, "INC-1 checkout returns 500s")

    (item,) = await items(room)
    assert (item.owner_id, item.title) == ("U0BEA", "alert on queue depth")


async def test_undo_takes_an_item_back_and_the_owner_sees_it(room: Room) -> None:
    channel = await ended(room)
    receipt = (await room.type("ana", channel, f"/incident {LINE}")).shown
    assert receipt is not None

    await room.press("ana", receipt, "Undo")

    assert await items(room) == ()
    (said,) = about_items(room, "bea")
    assert "Taken back: alert on queue depth" in read(said)
    assert said.labels == []


async def test_a_message_marked_as_action_item_becomes_one_without_owner(room: Room) -> None:
    channel = await ended(room)
    message = await room.say("ana", channel, "we need a second replica")

    await room.sandbox.react("ana", message, "clipboard")
    await room.settle()
    (item,) = await items(room)
    await room.sandbox.unreact("ana", message, "clipboard")
    await room.settle()

    assert (item.title, item.owner_id) == ("we need a second replica", None)
    assert await items(room) == ()


# being told -----------------------------------------------------------------------------------------------------
async def test_an_owner_at_work_hears_at_once_and_further_items_join_the_same_message(room: Room) -> None:
    channel = await assigned(room)

    await room.type("ana", channel, "/incident action @bea write a runbook by 2026-03-27")

    (said,) = about_items(room, "bea")
    assert "alert on queue depth" in read(said)
    assert "write a runbook" in read(said)
    assert said.text == "An action item for you, from INC-1: alert on queue depth (detection) (and 1 more)"


async def test_an_owner_at_home_hears_at_half_past_nine_on_the_next_working_day(room: Room) -> None:
    channel = await ended(room)
    await room.type("ana", channel, "/incident action @cy add a replica by 2026-03-20")  # 23:02 in Tokyo
    assert about_items(room, "cy") == []

    await jump(room, 5, 0, 29)
    assert about_items(room, "cy") == []
    await jump(room, 5, 0, 30)

    (said,) = about_items(room, "cy")
    assert "add a replica" in read(said)


async def test_an_owner_at_work_on_the_incident_hears_whatever_the_hour(room: Room) -> None:
    channel = await room.declare()
    await room.sandbox.join("cy", channel)
    await room.say("cy", channel, "looking at the replicas")

    await room.type("ana", channel, "/incident action @cy add a replica by 2026-03-20")

    assert len(about_items(room, "cy")) == 1


async def test_the_whole_course_of_an_item_that_nobody_touches(room: Room) -> None:
    await assigned(room, LINE.replace("by 2026-03-20", "by 2026-03-17"))  # a Tuesday

    await live(room, 18)
    heard = [m.text for m in about_items(room, "bea")]

    assert heard == [
        "An action item for you, from INC-1: alert on queue depth (detection)",
        "Your open action items: 1.",
        "Due Tue 17 Mar: alert on queue depth",
        "Your open action items: 1.",
        "Due today: alert on queue depth",
    ]


async def test_an_overdue_item_ends_up_with_a_contact_who_was_announced(room: Room) -> None:
    await assigned(room, LINE.replace("by 2026-03-20", "by 2026-03-17"))
    await jump(room, 17)

    await jump(room, 20)  # +3
    late = dm(room, "bea", "Was due Tue 17 Mar")
    await jump(room, 23)  # +5 is a Sunday
    last = dm(room, "bea", "Without an answer")
    await jump(room, 24)  # +6 is a Monday: the day after the announcement

    assert "Only you have been told" in read(late)
    assert "Without an answer I ask @ana on Tue 24 Mar to help clear the way" in read(last)
    assert last.labels == ["Done", "New date", "Hand over", "Won't do"]
    group = groups(room)
    assert len(group) == 1
    assert "@ana, can you help @bea clear the way for an action item?" in read(group[0])
    assert "Was due Tue 17 Mar: alert on queue depth" in read(group[0])
    assert not [m for m in room.bot_lines("#incidents") if "bea" in read(m)]


async def test_three_weeks_late_it_is_asked_whether_the_item_still_matters(room: Room) -> None:
    await assigned(room)

    await jump(room, 13, month=5)

    said = dm(room, "bea", "Keep, shrink, hand over or won't do?")
    assert said.labels[:5] == ["Keep it", "Shrink it", "Hand over", "Won't do", "Done"]


async def test_after_months_of_silence_one_message_comes_not_a_pile(room: Room) -> None:
    await assigned(room)
    before = len(about_items(room, "bea"))

    await jump(room, 13, month=5)
    await room.forward(hours=1)
    await room.forward(hours=1)

    assert len(about_items(room, "bea")) == before + 1


async def test_a_restart_keeps_the_clock_and_each_reminder_comes_once(room: Room) -> None:
    await assigned(room)

    await room.restart()
    await jump(room, 17)  # three working days before Friday
    await room.restart()
    await room.tick()

    assert len([m for m in about_items(room, "bea") if m.text.startswith("Due Fri 20 Mar")]) == 1


async def test_nobody_hears_twice_in_a_day_nor_outside_working_hours(room: Room) -> None:
    channel = await assigned(room)
    await room.type("ana", channel, "/incident action @bea write a runbook by 2026-03-11")
    await room.type("ana", channel, "/incident action @bea add a replica by 2026-03-09")

    await live(room, 24)

    said = [datetime.fromtimestamp(float(m.ts), UTC) for m in room.dms("bea") if "list" not in m.text]
    mornings = [at for at in said if at.date() > datetime(2026, 3, 4, tzinfo=UTC).date()]
    assert len({at.date() for at in said}) == len(said)
    assert all(at.weekday() < 5 and 13 <= at.hour < 22 for at in mornings)  # 09:30 in New York


async def test_the_monday_message_lists_what_is_open_and_half_time_of_long_items(room: Room) -> None:
    channel = await ended(room)
    await room.type("ana", channel, "/incident action @bea move to the new store by 2026-04-24")  # middle: 29 March

    await jump(room, 9)
    first = dm(room, "bea", "Your open action items")
    await jump(room, 30)
    later = dm(room, "bea", "Half of its time has passed")

    assert "move to the new store, due Fri 24 Apr, INC-1." in read(first)
    assert "Half of its time" not in read(first)
    assert later.ts != first.ts


async def test_a_configured_contact_is_asked_before_the_ic(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {"nags": {"contact": "U0DEE"}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        await assigned(room, LINE.replace("by 2026-03-20", "by 2026-03-17"))

        for day in (17, 20, 23, 24):
            await jump(room, day)

        (asked,) = groups(room)
        assert "@dee, can you help @bea clear the way" in read(asked)


# answering ------------------------------------------------------------------------------------------------------
async def test_done_with_evidence_edits_the_message_and_ends_the_reminders(room: Room) -> None:
    await assigned(room)
    await jump(room, 17)
    reminder = dm(room, "bea", "Due Fri 20 Mar")

    await room.press("bea", reminder, "Done")
    await room.submit("bea", evidence="fired in staging", link="https://graphs.example/1")
    await jump(room, 13, month=5)

    assert "Done Tue 17 Mar: alert on queue depth" in read(dm(room, "bea", "fired in staging"))
    (item,) = await items(room)
    assert (item.status.label, item.evidence, item.ended_by) == ("done", "fired in staging", "U0BEA")
    assert not [m for m in about_items(room, "bea") if "Was due" in read(m)]
    assert "Action item done: alert on queue depth (fired in staging)" in await room.texts("action_items.")


async def test_a_tick_on_the_message_of_one_item_says_done(room: Room) -> None:
    await assigned(room)

    await room.sandbox.react("bea", dm(room, "bea", "queue depth"), "heavy_check_mark")
    await room.settle()

    (item,) = await items(room)
    assert (item.status.label, item.ended_by) == ("done", "U0BEA")
    assert "Done Wed 4 Mar: alert on queue depth" in read(dm(room, "bea", "queue depth"))


async def test_a_tick_on_a_message_of_several_items_means_none_of_them(room: Room) -> None:
    channel = await assigned(room)
    await room.type("ana", channel, "/incident action @bea write a runbook by 2026-03-27")

    await room.sandbox.react("bea", dm(room, "bea", "queue depth"), "white_check_mark")
    await room.settle()

    assert [item.is_open for item in await items(room)] == [True, True]


async def test_accepting_changes_the_buttons_in_place(room: Room) -> None:
    await assigned(room)
    (said,) = about_items(room, "bea")

    await room.press("bea", said, "Accept")

    (accepted,) = about_items(room, "bea")
    assert accepted.ts == said.ts
    assert "Yours, from INC-1: alert on queue depth" in read(accepted)
    assert accepted.labels == ["Done", "New date", "Hand over", "Won't do"]


async def test_two_new_dates_are_free_the_third_needs_a_reason(room: Room) -> None:
    await assigned(room)
    for day in ("2026-03-23", "2026-03-24"):
        await room.press("bea", dm(room, "bea", "queue depth"), "Change date")
        await room.submit("bea", due=day)
        await room.forward(seconds=1)

    await room.press("bea", dm(room, "bea", "queue depth"), "Change date")
    await room.submit("bea", due="2026-03-25")
    refused = room.sandbox.modal("bea")
    await room.submit("bea", due="2026-03-25", reason="the vendor ships on Tuesday")

    assert refused is not None
    (item,) = await items(room)
    assert (str(item.due_on), item.dates_moved) == ("2026-03-25", 3)
    assert "Due Wed 25 Mar" in read(dm(room, "bea", "queue depth"))


async def test_of_two_who_take_an_item_at_once_one_is_told_whose_it_is(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident action alert on queue depth")
    lists = [(await room.type(who, channel, "/incident actions")).shown for who in ("bea", "cy")]

    await room.press("bea", lists[0], "I'll take it")
    late = (await room.press("cy", lists[1], "I'll take it")).shown

    assert late is not None and "@bea has it already" in read(late)
    assert [item.owner_id for item in await items(room)] == ["U0BEA"]


async def test_what_is_answered_in_a_private_list_is_said(room: Room) -> None:
    await assigned(room)
    mine = (await room.type("bea", "#general", "/incident todo")).shown

    accepted = (await room.press("bea", mine, "Accept")).shown

    assert accepted is not None and "It is yours, due Fri 20 Mar" in read(accepted)


async def test_an_item_of_blanks_is_none_and_the_form_stays_open(room: Room) -> None:
    channel = await ended(room)
    await room.type("ana", channel, "/incident action")

    wrong = await room.submit("ana", title="  ")

    assert list(wrong.errors) == ["title"] and await items(room) == ()


async def test_a_new_date_starts_the_course_anew(room: Room) -> None:
    await assigned(room)
    await jump(room, 23)  # +3
    await room.press("bea", dm(room, "bea", "Was due"), "New date")
    await room.submit("bea", due="2026-04-10")

    await jump(room, 7, month=4)

    assert "New date, Fri 10 Apr: alert on queue depth" in read(dm(room, "bea", "New date, Fri 10 Apr"))
    assert dm(room, "bea", "Due Fri 10 Apr").text == "Due Fri 10 Apr: alert on queue depth"


async def test_handing_over_waits_for_the_other_to_accept(room: Room) -> None:
    await assigned(room)
    await room.press("bea", dm(room, "bea", "queue depth"), "Accept")
    await room.press("bea", dm(room, "bea", "queue depth"), "Hand over")
    await room.submit("bea", person="U0DEE")

    offer = dm(room, "dee", "wants to hand you an action item")
    assert offer.text.startswith("<@U0"), "a lock screen names whoever gives it, and not by an id"
    (waiting,) = await items(room)
    await room.press("dee", offer, "Accept")

    (item,) = await items(room)
    assert (waiting.owner_id, waiting.offered_to) == ("U0BEA", "U0DEE")
    assert (item.owner_id, item.offered_to) == ("U0DEE", None)
    assert "@dee has it now" in read(dm(room, "bea", "queue depth"))
    assert "Yours, from INC-1" in read(dm(room, "dee", "queue depth"))
    assert "Action item handed over, <@U0BEA> to <@U0DEE>: alert on queue depth" in await room.texts("action_items.")


async def test_an_offer_that_is_not_taken_leaves_the_item_where_it_was_and_says_so(room: Room) -> None:
    await assigned(room)
    await room.press("bea", dm(room, "bea", "queue depth"), "Accept")
    await room.press("bea", dm(room, "bea", "queue depth"), "Hand over")
    await room.submit("bea", person="U0DEE")

    await room.press("dee", dm(room, "dee", "wants to hand you"), "No")

    (item,) = await items(room)
    assert item.owner_id == "U0BEA"
    assert "Still yours: alert on queue depth" in read(dm(room, "bea", "queue depth"))
    assert "@dee did not take it over" in read(dm(room, "bea", "queue depth"))


async def test_not_mine_brings_it_back_to_whoever_assigned_it(room: Room) -> None:
    await assigned(room)

    await room.press("bea", dm(room, "bea", "queue depth"), "Not mine")

    (item,) = await items(room)
    assert item.needs_owner
    told = dm(room, "ana", "Needs an owner: alert on queue depth")
    assert told.labels == ["I'll take it", "Give it to …", "Won't do"]
    await room.press("ana", told, "I'll take it")
    assert (await items(room))[0].owner_id == "U0ANA"


async def test_wont_do_is_an_honest_end_with_a_reason(room: Room) -> None:
    await assigned(room)

    await room.press("bea", dm(room, "bea", "queue depth"), "Won't do")
    await room.submit("bea", reason="the queue goes away in April")

    (item,) = await items(room)
    assert item.status.label == "won't do"
    said = dm(room, "bea", "queue depth")
    assert "Won't do, said Wed 4 Mar: alert on queue depth" in read(said)
    assert "the queue goes away in April" in read(said)
    assert said.labels == []


async def test_what_ended_can_be_undone_for_ten_minutes(room: Room) -> None:
    await assigned(room)
    await room.press("bea", dm(room, "bea", "queue depth"), "Won't do")
    await room.submit("bea", reason="the queue goes away in April")

    await room.type("bea", "#incidents", "/incident INC-1 undo")

    (item,) = await items(room)
    assert item.is_open
    assert dm(room, "bea", "queue depth").labels == ["Accept", "Change date", "Not mine", "Won't do"]


# people and secrecy ---------------------------------------------------------------------------------------------
async def test_the_items_of_somebody_who_left_go_to_the_contact(room: Room) -> None:
    await assigned(room)

    await room.sandbox.change_user("bea", deleted=True)
    await room.settle()

    (item,) = await items(room)
    assert item.owner_id == "U0ANA"
    assert "An action item for you, from INC-1: alert on queue depth" in read(dm(room, "ana", "queue depth"))
    assert "goes from <@U0BEA>, who has left, to <@U0ANA>" in (await room.texts("action_items."))[-1]


async def test_nobody_owns_an_item_of_a_private_incident_they_cannot_see(room: Room) -> None:
    channel = await ended(room, "declare private sev2 keys leaked")

    refused = (await room.type("ana", channel, f"/incident {LINE}")).shown

    assert refused is not None
    assert "@bea cannot see INC-1, which is private" in read(refused)
    assert "/incident access @bea" in read(refused)
    assert about_items(room, "bea") == []
    await room.type("ana", channel, "/incident access @bea")
    await room.type("ana", channel, "/incident action @bea alert on queue depth")
    assert len(about_items(room, "bea")) == 1


async def test_an_owner_shut_out_by_private_is_not_reminded_any_more(room: Room) -> None:
    channel = await assigned(room)

    asked = (await room.type("ana", channel, "/incident private")).shown
    assert asked is not None
    await room.press("ana", asked, asked.labels[0])
    await jump(room, 13, month=5)

    (item,) = await items(room)
    assert item.owner_id != "U0BEA"
    assert "queue depth" not in " ".join(read(m) for m in room.dms("bea"))


async def test_somebody_who_left_is_no_owner(room: Room) -> None:
    channel = await ended(room)
    await room.type("ana", channel, "/incident action @zoe add a replica")  # now she is looked up

    refused = (await room.type("ana", channel, "/incident action @zoe write a runbook")).shown

    assert refused is not None
    assert "@zoe has left this workspace" in read(refused)


async def test_an_offer_to_somebody_who_left_comes_back(room: Room) -> None:
    await assigned(room)
    await room.press("bea", dm(room, "bea", "queue depth"), "Accept")
    await room.press("bea", dm(room, "bea", "queue depth"), "Hand over")
    await room.submit("bea", person="U0DEE")

    await room.sandbox.change_user("dee", deleted=True)
    await room.settle()

    (item,) = await items(room)
    assert (item.owner_id, item.offered_to) == ("U0BEA", None)


async def test_a_drill_sends_nobody_a_message(room: Room) -> None:
    await ended(room)

    def drill(unit: Unit) -> tuple[int, int]:
        found = incidents.declare(unit, title="backup drill", by=UserId("U0ANA"), zone="UTC", is_drill=True)
        draft = Draft(title="write a runbook", owner_id=UserId("U0BEA"))
        item = service.create(unit, found.id, draft, by=UserId("U0ANA"), today=unit.now.date())
        return len(reads.items_of(unit, found.id)), len(reads.open_items_of(unit, item.owner_id or ""))

    assert await room.unit(drill) == (1, 0)
    await jump(room, 13, month=5)
    assert about_items(room, "bea") == []


async def test_the_facilitator_is_the_first_contact(room: Room) -> None:
    await assigned(room, LINE.replace("by 2026-03-20", "by 2026-03-17"))
    found = await room.incident()
    await room.unit(lambda unit: service.set_contact(unit, found.id, UserId("U0DEE")))

    for day in (17, 20, 23, 24):
        await jump(room, day)

    (asked,) = groups(room)
    assert "@dee, can you help @bea clear the way" in read(asked)
    await room.press("dee", asked, "New date")
    await room.submit("dee", due="2026-04-17")
    (answered,) = groups(room)
    assert "New date, Fri 17 Apr: alert on queue depth" in read(answered)


async def test_a_deleted_message_takes_its_words_with_it(room: Room) -> None:
    channel = await ended(room)
    message = await room.say("ana", channel, "we need a second replica")
    await room.sandbox.react("ana", message, "clipboard")
    await room.settle()
    listed = (await room.type("ana", channel, "/incident actions")).shown
    assert listed is not None
    await room.press("ana", listed, "I'll take it")
    await room.press("ana", listed, "Edit")
    await room.submit("ana", title="we need a second replica in Oregon")

    await room.sandbox.delete("ana", message)
    await room.settle()

    (item,) = await items(room)
    assert (item.owner_id, item.title) == ("U0ANA", "(its message was deleted: say anew what is to be done)")
    assert "second replica" not in " ".join(m.words for m in room.dms("ana") if not m.is_ephemeral)
    on_record = " ".join(await room.texts("action_items.", with_hidden=True))
    assert "second replica" not in on_record and "Oregon" not in on_record


async def test_both_databases_tell_the_same_story(migrated_url: str) -> None:
    async with open_room(migrated_url) as room:
        await assigned(room)
        await jump(room, 17)
        await jump(room, 23)
        await room.press("bea", dm(room, "bea", "Was due Fri 20 Mar"), "Done")
        await room.submit("bea", evidence="fired in staging")
        await room.type("bea", "#incidents", "/incident INC-1 undo")
        await jump(room, 25)

        heard = [m.text for m in about_items(room, "bea")]
        assert heard == [
            "An action item for you, from INC-1: alert on queue depth (detection)",
            "Due Fri 20 Mar: alert on queue depth",
            "Was due Fri 20 Mar: alert on queue depth",
            "Was due Fri 20 Mar: alert on queue depth",
        ]
        assert [item.is_open for item in await items(room)] == [True]
