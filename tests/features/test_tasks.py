"""Tasks during an incident: given in one line, boxed in time, reminded of quietly, and never lost at its end."""

from __future__ import annotations

import re

from fireline.core.events import IncidentId
from fireline.features.postmortems.draft import markdown
from fireline.features.postmortems.record import record_of
from fireline.features.tasks import reads
from fireline.features.tasks.reads import Task
from fireline.features.tasks.rules import TaskStatus
from fireline.sandbox.outcome import Outcome
from fireline.sandbox.seen import Seen
from fireline.store import journal
from tests.room import Room, open_room

LINE = "task @bea restart the consumer 20m"


async def given(room: Room, line: str = LINE, *, by: str = "ana") -> str:
    """An incident with one task in it; gives its channel."""
    channel = await room.opened()
    await room.type(by, channel, f"/incident {line}")
    return channel


async def tasks(room: Room) -> list[Task]:
    found = await room.incident()
    return list(await room.unit(lambda unit: reads.tasks_of(unit, found.id)))


def read(message: Seen) -> str:
    """Its words without markup, names and times as people see them."""
    words = re.sub(r"<@U0([A-Z]+)(?:\|[^>]*)?>", lambda m: f"@{m[1].lower()}", message.words)
    return re.sub(r"<!date\^[^|]*\|(\d\d:\d\d)[^>]*>", r"\1", words).replace("*", "")


def shown(outcome: Outcome) -> Seen:
    assert outcome.shown is not None
    return outcome.shown


def notes(room: Room, user: str) -> list[Seen]:
    """The bot's messages to this person about tasks."""
    return [m for m in room.dms(user) if "consumer" in m.words and not m.is_ephemeral]


def line_of(room: Room, channel: str) -> Seen:
    return next(m for m in reversed(room.bot_lines(channel)) if "ask" in m.words and "consumer" in m.words)


# giving ---------------------------------------------------------------------------------------------------------
async def test_one_line_gives_a_task_with_owner_and_time_box(room: Room) -> None:
    channel = await room.opened()

    receipt = await room.type("ana", channel, f"/incident {LINE}")

    assert read(shown(receipt)).startswith("Task for @bea, until 15:22 (20 min): restart the consumer")
    assert shown(receipt).labels == ["Undo"]
    line = line_of(room, channel)
    assert read(line).startswith("Task for @bea, until 15:22: restart the consumer")
    assert line.pings == ["bea"]
    (note,) = notes(room, "bea")
    assert read(note).startswith("A task for you in INC-1: restart the consumer")
    assert await room.texts("tasks.") == ["Task for <@U0BEA>, 20 min: restart the consumer"]


async def test_a_bare_task_opens_a_form_that_can_be_cancelled_or_sent(room: Room) -> None:
    channel = await room.opened()

    opened = await room.type("ana", channel, "/incident task")
    before = await tasks(room)
    wrong = await room.submit("ana", title="restart the consumer", owner="U0BEA", box="soon")
    await room.submit("ana", title="restart the consumer", owner="U0BEA", box="20m")

    assert opened.modal is not None and opened.modal.title == "Task of INC-1"
    assert (before, list(wrong.errors)) == ([], ["box"])
    (task,) = await tasks(room)
    assert (task.title, task.owner_id) == ("restart the consumer", "U0BEA")
    assert task.due_at is not None and task.boxed_at is not None
    assert (task.due_at - task.boxed_at).total_seconds() == 1200


async def test_nobody_is_guessed_and_a_task_without_owner_asks_for_one(room: Room) -> None:
    channel = await given(room, "task restart the consumer")

    line = line_of(room, channel)
    await room.press("cy", line, "I'll take it")

    assert read(line).startswith("Task, needs an owner: restart the consumer")
    assert [t.owner_id for t in await tasks(room)] == ["U0CY"]
    assert "Task for @cy" in read(line_of(room, channel)) and notes(room, "cy") == []


async def test_of_two_who_take_a_task_at_once_one_is_told_whose_it_is(room: Room) -> None:
    channel = await given(room, "task restart the consumer")
    lists = [shown(await room.type(who, channel, "/incident tasks")) for who in ("bea", "cy")]

    await room.press("bea", lists[0], "I'll take it")
    late = await room.press("cy", lists[1], "I'll take it")

    assert "@bea has it already" in read(shown(late))
    assert [t.owner_id for t in await tasks(room)] == ["U0BEA"]


async def test_what_is_wrong_in_a_form_names_people_in_plain_text(room: Room) -> None:
    channel = await given(room)
    await room.press("cy", shown(await room.type("cy", channel, "/incident tasks")), "Hand over")

    wrong = await room.submit("cy", person="U0BEA")

    assert wrong.errors == {"person": "@bea has it already."}


async def test_a_time_box_that_ends_on_another_day_says_the_day(room: Room) -> None:
    channel = await room.opened()

    receipt = await room.type("ana", channel, "/incident task @bea restart the consumer in 2 days")

    assert "{date_short_pretty} {time}|until Fri 6 Mar 2026 23:59 CET" in shown(receipt).words


async def test_who_cannot_do_it_is_refused_in_a_sentence_and_nothing_is_given(room: Room) -> None:
    channel = await room.opened()
    await room.sandbox.invite("ana", channel, "gus")
    await room.type("ana", channel, "/incident note <@U0ZOE> and <@U0FIRELINE> cannot help")

    gone = await room.type("ana", channel, "/incident task @zoe restart the consumer")
    app = await room.type("ana", channel, "/incident task @fireline restart the consumer")
    by_guest = await room.type("gus", channel, "/incident task @bea restart the consumer")
    guest = await room.type("ana", channel, "/incident task @gus restart the consumer")

    assert "is a guest" in read(shown(guest)) and "restart the consumer" in read(shown(guest))
    assert "has left this workspace" in read(shown(gone))
    assert "is an app" in read(shown(app))
    assert "Guests cannot" in read(shown(by_guest))
    assert await tasks(room) == []


async def test_elsewhere_a_task_asks_which_incident_and_keeps_the_words(room: Room) -> None:
    await room.opened()

    asked = await room.type("ana", "#general", f"/incident {LINE}")
    await room.press("ana", shown(asked), "INC-1 checkout returns 500s")

    assert [t.title for t in await tasks(room)] == ["restart the consumer"]


async def test_in_a_private_incident_only_who_sees_it_can_own_a_task(room: Room) -> None:
    channel = await room.declare("declare private sev2 keys leaked")

    answer = await room.type("ana", channel, f"/incident {LINE}")

    assert "cannot see INC-1, which is private" in read(shown(answer))
    assert (await tasks(room), notes(room, "bea")) == ([], [])


# ends and changes -----------------------------------------------------------------------------------------------
async def test_undo_takes_a_task_back_wherever_it_was_shown(room: Room) -> None:
    channel = await room.opened()
    receipt = await room.type("ana", channel, f"/incident {LINE}")

    await room.press("ana", shown(receipt), "Undo")

    assert await tasks(room) == []
    assert not [m for m in room.bot_lines(channel) if "consumer" in m.words]
    assert "Nothing is left for you in INC-1" in read(room.dms("bea")[-1])


async def test_undo_does_not_take_back_what_somebody_has_changed_since(room: Room) -> None:
    channel = await given(room, "task restart the consumer")
    listed = shown(await room.type("bea", channel, "/incident tasks"))
    taken = shown(await room.press("bea", listed, "I'll take it"))
    await room.press("ana", shown(await room.type("ana", channel, "/incident tasks")), "Hand over")
    await room.submit("ana", person="U0CY")

    late = await room.press("bea", taken, "Undo")

    assert "restart the consumer” has been changed since. Nothing was taken back." in read(shown(late))
    assert [t.owner_id for t in await tasks(room)] == ["U0CY"]


async def test_done_by_button_shows_everywhere_and_asks_for_the_outcome(room: Room) -> None:
    channel = await given(room)
    await room.forward(minutes=8)

    receipt = await room.press("bea", notes(room, "bea")[-1], "Done")
    await room.press("bea", shown(receipt), "Say how it went")
    await room.submit("bea", outcome="lag is back to zero")

    assert read(line_of(room, channel)).startswith("Task done after 8 min: restart the consumer")
    assert "lag is back to zero" in read(line_of(room, channel))
    assert len(notes(room, "bea")) == 1
    assert (await room.texts("tasks."))[1:] == [
        "Task done: restart the consumer",
        "How a task went: restart the consumer (lag is back to zero)",
    ]


async def test_a_tick_on_the_message_of_a_task_says_done_and_taking_it_away_opens_it_again(room: Room) -> None:
    channel = await given(room)

    await room.sandbox.react("bea", line_of(room, channel), "white_check_mark")
    await room.settle()
    ticked = [t.status for t in await tasks(room)]
    await room.sandbox.unreact("bea", line_of(room, channel), "white_check_mark")
    await room.settle()

    assert ticked == [TaskStatus.DONE]
    assert [t.status for t in await tasks(room)] == [TaskStatus.OPEN]


async def test_the_list_gives_hands_over_extends_and_drops(room: Room) -> None:
    channel = await given(room)
    listed = shown(await room.type("cy", channel, "/incident tasks"))

    await room.press("cy", listed, "More time")
    await room.submit("cy", box="1h28m")
    await room.press("cy", listed, "Hand over")
    await room.submit("cy", person="U0CY")
    await room.press("cy", listed, "Drop")
    await room.submit("cy", reason="the rollback did it")

    assert "INC-1: 1 task open" in read(listed)
    assert listed.labels == ["Done", "More time", "Hand over", "Drop", "Give a task"]
    (task,) = await tasks(room)
    assert (task.status, task.owner_id, task.reason) == (TaskStatus.DROPPED, "U0CY", "the rollback did it")
    assert (await room.texts("tasks."))[1:] == [
        "New time box for a task, 1 h 28 min: restart the consumer",
        "Task goes to <@U0CY>: restart the consumer",
        "Task dropped: restart the consumer (the rollback did it)",
    ]


# reminders ------------------------------------------------------------------------------------------------------
async def test_the_owner_hears_at_half_time_by_an_edit_and_at_the_end_anew(room: Room) -> None:
    channel = await given(room)
    first = notes(room, "bea")[-1]

    await room.forward(minutes=10)
    half = notes(room, "bea")
    await room.forward(minutes=10)
    end = notes(room, "bea")
    await room.forward(minutes=120)

    assert [m.ts for m in half] == [first.ts] and read(half[0]).startswith("Half of the time is over: restart")
    assert len(end) == 1 and end[0].ts != first.ts and read(end[0]).startswith("Time is up: restart the consumer")
    assert [m.ts for m in notes(room, "bea")] == [end[0].ts]
    assert len([m for m in room.bot_lines(channel) if "consumer" in m.words]) == 1
    assert "Tasks: 1 open, 1 past its time" in read(room.card(channel))


async def test_without_a_time_box_it_is_asked_about_once(room: Room) -> None:
    await given(room, "task @bea restart the consumer")

    await room.forward(minutes=61)
    asked = notes(room, "bea")
    await room.forward(minutes=180)

    assert read(asked[-1]).startswith("Still on it? restart the consumer")
    assert [m.ts for m in notes(room, "bea")] == [m.ts for m in asked]


async def test_several_tasks_of_one_person_share_a_message(room: Room) -> None:
    channel = await given(room)

    await room.type("ana", channel, "/incident task @bea look at the consumer lag")

    (note,) = notes(room, "bea")
    assert "restart the consumer" in read(note) and "look at the consumer lag" in read(note)


async def test_another_message_waits_until_five_minutes_have_passed(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident comms @bea")

    await room.forward(minutes=1)
    await room.type("ana", channel, f"/incident {LINE}")
    at_once = notes(room, "bea")
    await room.forward(minutes=5)

    assert (at_once, len(notes(room, "bea"))) == ([], 1)
    assert "Task for @bea" in read(line_of(room, channel))


async def test_while_the_bot_is_quiet_no_line_is_posted(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident quiet 30m")

    receipt = shown(await room.type("ana", channel, f"/incident {LINE}"))
    quiet = [m for m in room.bot_lines(channel) if "consumer" in m.words]
    await room.forward(minutes=31)

    assert "The bot is quiet here until 15:32" in read(receipt)
    assert quiet == [] and len(notes(room, "bea")) == 1
    assert "Task for @bea" in read(line_of(room, channel))


async def test_the_channel_hears_of_three_tasks_in_an_hour_and_of_every_one_that_needs_an_owner(room: Room) -> None:
    channel = await room.opened()
    given = ("@bea look at consumer-1", "@cy consumer-2", "@bea consumer-3", "@cy consumer-4", "restart consumer-5")

    receipts = [read(shown(await room.type("ana", channel, f"/incident task {line}"))) for line in given]

    lines = [read(m).split(":")[0] for m in room.bot_lines(channel) if "consumer" in m.words]
    assert lines == ["Task for @bea", "Task for @cy", "Task for @bea", "Task, needs an owner"]
    assert ["enough tasks in this hour" in receipt for receipt in receipts] == [False, False, False, True, False]


# where it shows -------------------------------------------------------------------------------------------------
async def test_card_catch_up_and_todo_show_open_tasks_and_nothing_when_there_are_none(room: Room) -> None:
    channel = await room.opened()
    without = room.card(channel).words

    await room.type("ana", channel, f"/incident {LINE}")
    caught_up = shown(await room.type("cy", channel, "/incident catchup"))
    mine = shown(await room.type("bea", "#general", "/incident todo"))

    assert "Tasks" not in without and "Tasks: 1 open" in read(room.card(channel))
    assert "Open tasks: restart the consumer (@bea, until 15:22)" in read(caught_up)
    assert "restart the consumer" in read(mine)


# after the end --------------------------------------------------------------------------------------------------
async def test_what_is_left_over_at_the_end_becomes_an_action_item_or_is_dropped(room: Room) -> None:
    channel = await given(room)
    await room.type("ana", channel, "/incident task look at the consumer lag")
    await room.type("ana", channel, "/incident resolve errors are gone")
    await room.forward(minutes=60)

    wrapup = room.dm("ana", "Wrap up INC-1")
    closed = shown(await room.type("ana", channel, "/incident close"))
    left = shown(await room.press("ana", closed, "Show open tasks"))
    kept = await room.press("ana", left, "Make it an action item")
    items = shown(await room.type("ana", channel, "/incident actions"))

    assert "tasks left open: 2" in wrapup.words and "Show open tasks" in wrapup.labels
    assert "2 tasks were left open" in read(closed)
    assert left.labels[:3] == ["Make it an action item", "Done", "Drop"]
    assert not [m for m in notes(room, "bea") if "Time is up" in read(m) or "Half" in read(m)]
    assert "restart the consumer" in read(items) and "@bea" in read(items)
    assert [t.status for t in await tasks(room)] == [TaskStatus.KEPT, TaskStatus.OPEN]
    document = await room.unit(lambda unit: markdown(record_of(unit, IncidentId(1))))
    assert "- Task, an action item now: restart the consumer (bea)" in document
    late = await room.press("ana", left, "Make it an action item")
    assert "That task is an action item now." in read(shown(late)) and "/incident actions" in read(shown(late))
    await room.press("ana", shown(kept), "Undo")
    assert "has no action items yet" in read(shown(await room.type("ana", channel, "/incident actions")))
    await room.press("ana", left, "Make it an action item")
    told = [row.text for row in await room.unit(lambda unit: journal.entries(unit, IncidentId(1)))]
    assert not [text for text in told if "is a task again" in text or "an action item again" in text]


async def test_who_resolves_and_closes_at_once_hears_of_what_is_left_too(room: Room) -> None:
    channel = await given(room)
    asked = await room.type("ana", channel, "/incident close")

    closed = await room.press("ana", shown(asked), "Resolve and close")

    assert "1 task was left open" in read(shown(closed)) and "Show open tasks" in shown(closed).labels


async def test_a_false_alarm_drops_its_tasks_without_a_word_and_reopening_brings_them_back(room: Room) -> None:
    channel = await given(room)
    asked = await room.type("ana", channel, "/incident cancel")

    await room.press("ana", shown(asked), "Cancel the incident")
    dropped, line = [t.status for t in await tasks(room)], read(line_of(room, channel))
    await room.type("ana", channel, "/incident reopen")
    await room.forward(minutes=5)

    assert dropped == [TaskStatus.DROPPED] and line.startswith("Task dropped: restart the consumer")
    assert [t.status for t in await tasks(room)] == [TaskStatus.OPEN]
    assert len(notes(room, "bea")) == 1


async def test_the_tasks_of_somebody_who_left_need_an_owner(room: Room) -> None:
    channel = await given(room)

    await room.sandbox.change_user("bea", deleted=True)
    await room.settle()

    assert [t.owner_id for t in await tasks(room)] == [None]
    assert "needs an owner" in read(line_of(room, channel))


async def test_both_databases_tell_the_same_story(migrated_url: str) -> None:
    async with open_room(migrated_url) as room:
        channel = await given(room)
        await room.forward(minutes=20)
        await room.press("bea", line_of(room, channel), "Done")

        assert await room.texts("tasks.") == [
            "Task for <@U0BEA>, 20 min: restart the consumer",
            "The time box of a task is over: restart the consumer",
            "Task done: restart the consumer",
        ]
