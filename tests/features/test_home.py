"""The home tab: what needs me first, what is mine, what is going on; drawn for each person, and kept up to date."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from fireline.core.events import IncidentId, UserId
from fireline.core.limits import violations
from fireline.features.overview import home_blocks
from fireline.features.overview.home_setup import Setup
from fireline.features.overview.mine import Active, mine
from fireline.features.people import reads as people
from fireline.features.people.service import choose_channel, remember_conversation, remember_person
from fireline.sandbox.seen import SeenView
from fireline.slack import kit
from fireline.store.unit import Unit
from tests.room import Room, open_room


async def home(room: Room, user: str) -> SeenView:
    """Somebody opens the tab and looks."""
    await room.sandbox.open_home(user)
    await room.settle()
    return shown(room, user)


def shown(room: Room, user: str) -> SeenView:
    view = room.sandbox.home(user)
    assert view is not None, f"{user} sees an empty tab"
    return view


async def test_where_nothing_goes_on_it_says_so_and_offers_to_declare(room: Room) -> None:
    await room.sandbox.open_home("dee", tab="messages")
    await room.settle()
    assert room.sandbox.home("dee") is None
    view = await home(room, "dee")

    assert view.words.startswith("*Nothing is going on, and nothing needs you.*")
    assert view.labels == ["Declare an incident"]


async def test_what_needs_me_comes_first_then_what_is_mine_then_what_is_going_on(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident action @bea detection alert on queue depth by 2026-03-20")
    await room.type("ana", channel, "/incident comms @bea")

    ana, bea, dee = await home(room, "ana"), await home(room, "bea"), await home(room, "dee")

    assert ana.words.startswith("*One thing needs you.*")
    assert ana.words.index("No confirmed IC") < ana.words.index("*IC (acting) of INC-1*")
    assert "*New for you:* alert on queue depth" in bea.words
    assert "Communications lead of INC-1" in bea.words
    assert dee.words.startswith("*Nothing needs you right now.*")
    assert "*INC-1 checkout returns 500s*" in dee.words
    assert "Join" in dee.labels and "Join" not in bea.labels


async def test_it_follows_what_happens_for_those_who_looked_and_is_not_drawn_for_others(room: Room) -> None:
    await home(room, "dee")
    before = len(room.sandbox.calls("views.publish"))

    channel = await room.declare()
    await room.type("ana", channel, "/incident sev 1")
    assert "SEV1" in shown(room, "dee").words

    await room.type("ana", channel, "/incident resolve pool size restored")
    assert "Nothing is going on" in shown(room, "dee").words
    assert {call.args["user_id"] for call in room.sandbox.calls("views.publish")[before:]} == {"U0DEE"}


async def test_what_falls_due_while_somebody_looks_moves_to_what_needs_them(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident task @bea restart the consumer 20m")
    await room.type("ana", channel, "/incident action @bea alert on queue depth by 2026-03-05")
    before = await home(room, "bea")

    await room.forward(minutes=21)
    after = shown(room, "bea")
    await room.forward(hours=16)  # Thursday wherever she is
    next_day = shown(room, "bea")
    await room.forward(days=3)
    left = len(room.sandbox.calls("views.publish"))
    await room.forward(days=3)

    assert "Time is up" not in before.words and "Time is up" in after.words
    assert "*Due today:* alert on queue depth" in next_day.words
    assert len(room.sandbox.calls("views.publish")) == left, "nobody has looked for days"


async def test_a_private_incident_leaves_every_tab_but_those_of_its_people(room: Room) -> None:
    channel = await room.opened()
    await home(room, "ana")
    await home(room, "dee")

    asked = await room.type("ana", channel, "/incident private")
    assert asked.shown is not None
    await room.press("ana", asked.shown, "Make private")

    assert "INC-1" in shown(room, "ana").words
    assert "INC-1" not in shown(room, "dee").words


async def test_somebody_of_another_organisation_sees_nothing_of_ours(room: Room) -> None:
    await room.declare()
    stranger = {"id": "U0EVE", "name": "eve", "tz": "Europe/Berlin", "is_stranger": True}
    await room.unit(lambda unit: remember_person(unit, stranger))

    view = await home(room, "eve")

    assert "INC-1" not in view.words
    assert view.buttons == []


async def test_with_very_much_in_it_the_tab_still_fits_and_calls_nobody(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident action @bea alert on queue depth by 2026-03-20")
    await room.type("ana", channel, "/incident comms @bea")
    few = await room.unit(lambda unit: mine(unit, UserId("U0BEA")))
    loud = "<!here> <@U0ANA> *x* &lt;!channel&gt; `y` " * 60

    items = tuple(replace(few.items[0], item=replace(few.items[0].item, id=n, title=loud)) for n in range(40))
    duties = tuple(replace(few.duties[0], incident=replace(few.duties[0].incident, title=loud)) for n in range(30))
    active = tuple(
        Active(replace(few.duties[0].incident, id=IncidentId(n + 9), title=loud), few.active[0].commander)
        for n in range(10)
    )
    much = replace(few, items=items, duties=duties, active=active, item_offers=items[:20])
    view, reply = home_blocks.home(much, Setup({"digest": "incidents"})), home_blocks.todo(much)

    assert violations(view, "home") == []
    assert violations({"text": reply.text, "blocks": kit.message(reply.text, reply.blocks).blocks}, "message") == []
    assert "<!here>" not in str(view) and "<!channel>" not in str(view)


async def test_a_guest_sees_only_the_incident_whose_channel_they_are_in_and_presses_nothing(room: Room) -> None:
    channel = await room.declare()
    await room.declare("declare sev3 search is slow")
    nothing = await home(room, "gus")

    await room.sandbox.invite("ana", channel, "gus")
    await room.settle()
    view = await home(room, "gus")

    assert "No incident of yours is going on" in nothing.words
    assert "INC-1" in view.words and "INC-2" not in view.words
    assert view.buttons == [] and nothing.buttons == []


async def test_a_button_answers_in_a_dialog_and_what_it_offers_answers_there_too(room: Room) -> None:
    await room.declare()
    await home(room, "ana")

    led = await room.press("ana", "home", "I'll lead")

    assert led.modal is not None and "You are IC of INC-1" in led.modal.words
    assert "No confirmed IC" not in shown(room, "ana").words
    await room.press("ana", "modal", "Undo")
    undone = room.sandbox.modal("ana")
    assert undone is not None and "Taken back" in undone.words
    assert "No confirmed IC" in shown(room, "ana").words


async def test_an_item_is_finished_from_the_tab(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident action @bea alert on queue depth by 2026-03-20")
    await home(room, "bea")
    await room.press("bea", "home", "Accept")
    assert "Your action items" in shown(room, "bea").words

    await room.press("bea", "home", "Done")
    await room.submit("bea", evidence="fires in staging")

    answer = room.sandbox.modal("bea")
    assert answer is not None and "Done: alert on queue depth" in answer.words
    assert "alert on queue depth" not in shown(room, "bea").words


async def test_an_incident_is_declared_from_the_tab_and_the_dialog_says_where_it_is(room: Room) -> None:
    await home(room, "dee")

    await room.press("dee", "home", "Declare an incident")
    await room.submit("dee", title="checkout returns 500s", severity="sev2")

    answer = room.sandbox.modal("dee")
    assert answer is not None and "*INC-1 is open:* <#" in answer.words
    assert "IC (acting) of INC-1" in shown(room, "dee").words


async def test_a_question_before_a_declaration_stands_in_the_dialog_and_so_does_its_answer(room: Room) -> None:
    await room.declare()
    await home(room, "dee")
    await room.press("dee", "home", "Declare an incident")
    await room.submit("dee", title="checkout returns 500s")
    asked = room.sandbox.modal("dee")
    assert asked is not None and "INC-1 may be the same" in asked.words

    await room.press("dee", "modal", "Open anyway")

    answer = room.sandbox.modal("dee")
    assert answer is not None and "*INC-2 is open:*" in answer.words


async def test_an_update_that_is_due_and_a_role_that_is_offered_come_first(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident ic @bea")
    await room.type("ana", channel, "/incident comms @cy")
    await room.forward(minutes=26)

    bea, cy = await home(room, "bea"), await home(room, "cy")

    assert "asks you to be IC* of INC-1" in bea.words
    assert bea.labels[1:3] == ["Accept", "Not me"]
    assert "*Update due by" in cy.words
    assert cy.labels[1] == "Send update"


async def test_a_task_is_finished_from_the_tab_and_comes_first_once_its_time_is_up(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident task @bea restart the consumer in 20m")
    assert "Your tasks\nrestart the consumer" in (await home(room, "bea")).words

    await room.forward(minutes=21)
    assert "*Time is up:* restart the consumer" in (await home(room, "bea")).words
    await room.press("bea", "home", "Done")

    assert "restart the consumer" not in shown(room, "bea").words


async def test_a_wrap_up_waits_in_the_tab_of_whoever_was_asked_until_it_is_closed(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident ic me")
    await room.type("ana", channel, "/incident resolve pool size restored")
    await room.forward(minutes=31)
    assert "*Wrap up:* INC-1 checkout returns 500s" in (await home(room, "ana")).words

    await room.press("ana", "home", "Close INC-1")

    assert "Wrap up" not in shown(room, "ana").words


async def test_an_overdue_item_stands_first_until_it_has_a_new_date(room: Room) -> None:
    channel = await room.opened()
    await room.type("bea", channel, "/incident action me alert on queue depth by 2026-03-10")
    assert (await home(room, "bea")).words.startswith("*Nothing needs you right now.*")

    await room.type("ana", channel, "/incident resolve pool size restored")
    await room.forward(days=9)
    view = await home(room, "bea")

    assert "*Was due Tue 10 Mar:* alert on queue depth" in view.words
    assert view.words.startswith("*One thing needs you.*")
    todo = (await room.type("bea", "#incidents", "/incident todo")).shown
    assert todo is not None and "*Was due Tue 10 Mar:* alert on queue depth" in todo.words


async def test_an_admin_has_the_missing_channels_made(migrated_sqlite_url: str, tmp_path: Path) -> None:
    names = {"channels": {"digest": "outages", "stakeholders": "outage-news"}}
    async with open_room(migrated_sqlite_url, config=names, folder=tmp_path) as room:
        assert "Fireline is in neither #outages nor #outage-news" in (await home(room, "ana")).words
        assert "For admins" not in (await home(room, "dee")).words
        await room.press("ana", "home", "Choose")
        told = room.sandbox.modal("ana")
        assert told is not None and "The settings file names these channels" in told.words

        await room.press("ana", "home", "Create both")

        assert "For admins" not in shown(room, "ana").words
        await room.declare()
        assert room.find("ana", "#outages", "INC-1")


async def test_an_admin_chooses_where_fireline_speaks_or_puts_the_question_off(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url, bot_channels=("general",)) as room:
        await home(room, "ana")
        await room.press("ana", "home", "Create both")
        assert room.dm("ana", "#incidents is there already: type `/invite @fireline` in it")

        await room.press("ana", "home", "Choose")
        await room.submit("ana", digest="C0GENERAL", stakeholders="C0SECOPS")
        told = room.sandbox.modal("ana")
        assert told is not None and "speaks in <#C0GENERAL> now" in told.words
        assert "Type `/invite @fireline` in <#C0SECOPS>" in told.words

        await room.declare()
        assert room.find("ana", "#general", "INC-1")
        await room.press("ana", "home", "Later")

        assert "For admins" not in shown(room, "ana").words


@pytest.mark.postgres
async def test_what_slack_says_several_times_at_once_is_known_once(migrated_postgres_url: str) -> None:
    async with open_room(migrated_postgres_url) as room:
        zoe, war_room = {"id": "U0ZOE", "name": "zoe"}, {"id": "C0WAR", "name": "war-room"}

        def learn(unit: Unit) -> None:
            remember_person(unit, zoe)
            remember_conversation(unit, war_room)
            choose_channel(unit, "digest", "C0WAR", by="U0DEE")

        await asyncio.gather(*(room.unit(learn) for _ in range(8)))

        assert await room.unit(lambda unit: people.person_of(unit, UserId("U0ZOE")).name) == "zoe"
