"""What is private stays inside, whatever people outside had in hand before."""

from __future__ import annotations

from tests.room import Room

PRIVATE = "declare private sev1 keys leaked"


async def said(room: Room, user: str, place: str, line: str) -> str:
    outcome = await room.type(user, place, f"/incident {line}")
    return outcome.shown.words if outcome.shown is not None else ""


async def sent_out(room: Room) -> str:
    """Cy was in the channel of a private incident, has a form of it open, and was sent out."""
    channel = await room.declare(PRIVATE)
    await room.sandbox.invite("ana", channel, "cy")
    await room.settle()
    await room.type("ana", channel, "/incident task @cy rotate the keys 30m")
    await room.sandbox.open_home("cy")
    await room.type("cy", channel, "/incident note")
    await room.sandbox.kick("ana", channel, "cy")
    await room.settle()
    return channel


async def test_who_was_sent_out_of_the_channel_sees_it_no_longer(room: Room) -> None:
    await sent_out(room)

    answers = [await said(room, "cy", "#general", line) for line in ("INC-1", "list all", "todo", "tasks", "join 1")]

    home = room.sandbox.home("cy")
    assert home is not None and "keys" not in home.words
    assert [answer for answer in answers if "keys" in answer.lower()] == []
    assert not room.dm("cy", "INC-1").buttons, "the task is somebody else's to give"


async def test_a_form_that_was_opened_before_is_refused_then(room: Room) -> None:
    channel = await sent_out(room)

    await room.submit("cy", text="all is well")

    assert "all is well" not in await room.texts() and channel


async def test_a_guest_names_nobody_to_watch(room: Room) -> None:
    channel = await room.opened()
    await room.sandbox.join("gus", channel)
    await room.settle()

    refused = await said(room, "gus", channel, "shadow <@U0CY> ic")

    assert "Guests cannot take or give roles of INC-1" in refused and room.dms("cy") == []


async def test_who_holds_a_role_goes_on_until_somebody_else_does(room: Room) -> None:
    channel = await room.declare(PRIVATE)
    await room.sandbox.invite("ana", channel, "cy")
    await room.type("ana", channel, "/incident comms @cy")
    await room.sandbox.kick("ana", channel, "cy")
    await room.settle()
    before = await said(room, "cy", "#general", "INC-1")

    asked = await room.type("ana", channel, "/incident comms me")
    await room.press("ana", asked.shown, asked.shown.labels[0] if asked.shown else "")

    assert "keys leaked" in before
    assert "There is no INC-1 here" in await said(room, "cy", "#general", "INC-1")


async def test_an_item_is_not_offered_any_more_to_who_cannot_see_it(room: Room) -> None:
    channel = await room.opened()
    await room.type("ana", channel, "/incident action me zebra by 2026-03-20")
    listed = await room.type("ana", channel, "/incident my actions")
    await room.press("ana", listed.shown, "Hand over")
    await room.submit("ana", person="U0DEE")
    before = await said(room, "dee", "#general", "actions")

    asked = await room.type("ana", channel, "/incident private")
    await room.press("ana", asked.shown, "Make private")

    assert "zebra" in before
    assert "zebra" not in await said(room, "dee", "#incidents", "actions")


async def outside(room: Room, user: str) -> str:
    """All that this person can read."""
    names = [f"#{c['name']}" for c in room.sandbox.channels()]
    places = [name for name in names if user in room.sandbox.members(name)]
    seen = [m for name in places for m in room.sees(user, name)] + room.dms(user)
    home = room.sandbox.home(user)
    return "\n".join([*(m.words + m.text for m in seen), home.words if home else ""])


async def test_nothing_that_is_said_after_the_move_reaches_who_is_outside(room: Room) -> None:
    channel = await room.opened()
    await room.sandbox.open_home("dee")
    for who, line in (("dee", "subscribe 1"), ("dee", "INC-1 task @dee check the graphs 30m")):
        await room.type(who, "#general", f"/incident {line}")
    for line in ("action @dee alert by 2026-03-20", "assign ic @dee", "comms me", "update first words"):
        await room.type("ana", channel, f"/incident {line}")
    await room.forward(seconds=15)
    asked = await room.type("ana", channel, "/incident private")
    closed = await room.press("ana", asked.shown, "Make private")
    await room.press("ana", closed.shown, "Move to a private channel")
    inside = "#" + (await room.incident()).channel_name

    for line in ("rename zebra", "impact zebra", "sev1 zebra", "update zebra", "ic me", "cadence 30m", "resolve zebra"):
        await room.type("ana", inside, f"/incident {line}")
        await room.forward(seconds=15)
    await room.press("ana", room.find("ana", channel, "first words"), "Correct")
    refused = await room.submit("ana", news="zebra", impact="zebra")
    await room.forward(days=1)

    assert "what was told outside before stays as it is" in str(refused.answer)
    read = await outside(room, "dee")
    assert "first words" in read and "zebra" not in read
