"""Streams, with all that they refuse."""

from __future__ import annotations

from tests.browser.sheet import Sheet, Theme

ON = {"streams": {"enabled": True}}
DATABASE = "#inc-1-s1-database"


async def split(at: Sheet, line: str = "stream database @bea and @cy") -> None:
    await at.declare("declare sev1 checkout returns 500s")
    await at.quietly("ana", "ic me", line)


async def inside(at: Sheet) -> None:
    await split(at)
    card = await at.sees("bea", at.room.card(DATABASE), "Pinned in the channel of the stream")
    lead = await at.types("cy", "ic me", DATABASE)
    await at.presses("cy", lead.shown, "Lead of “database”")
    await at.dm("bea", "You no longer lead", "who led it")
    await at.types("cy", "release", DATABASE)
    await at.types("bea", "resolve pool restored", DATABASE)
    await at.types("bea", "monitoring replica 2 serves", DATABASE)
    words = await at.types("bea", "stream replica 2 rebuilt", DATABASE)
    await at.presses("bea", words.shown, "Status of “database”")
    await at.presses("bea", card, "Say how it stands")
    await at.presses("bea", card, "End the stream", keeps=True)
    await at.shows_form("bea", "Bea presses *End the stream*")
    await at.presses("bea", card, "End the stream", keeps=True)
    await at.submits("bea", ", nothing filled in", word="")
    await at.sees("bea", card, "The card of a stream that is done")
    await at.told("ana", "Stream “database” is done", "In the channel of the incident")
    await at.presses("ana", card, "Reopen the stream")
    await at.types("ana", "timeline all")


async def refused(at: Sheet) -> None:
    await at.declare("declare sev3 checkout returns 500s")
    await at.types("ana", "streams")
    await at.types("ana", "stream database @bea")
    await at.quietly("ana", "severity sev1")
    await at.types("ana", "stream done")
    await at.types("ana", "stream open")
    await at.types("ana", "stream open done")
    await at.types("ana", "stream everything that the payment pool and its replicas do")
    await at.quietly("ana", "stream database @bea")
    await at.types("ana", "stream open database")
    await at.types("ana", "stream database @cy @dee")
    await at.types("ana", "stream database lead somebody")
    await at.types("ana", "stream database @bea")
    await at.types("ana", "stream status replica rebuilt")
    await at.quietly("ana", "stream database lead nobody", "stream network")
    await at.types("ana", "stream database lead nobody")
    await at.types("ana", "stream edge")
    await at.room.sandbox.join("gus", at.channel)
    await at.room.settle()
    await at.types("gus", "stream edge")


async def switched_off(at: Sheet) -> None:
    await at.declare()
    await at.types("ana", "stream database @bea")
    await at.types("ana", "streams")


async def failing(at: Sheet) -> None:
    await at.declare("declare sev1 checkout returns 500s")
    at.room.sandbox.fault("restricted_action", "conversations.create")
    await at.types("ana", "stream database @bea @cy")
    failed = at.room.find("ana", at.channel, "did not make its channel")
    await at.dm("bea", "You lead the stream", "who is to lead it")
    await at.types("cy", "streams")
    await at.types("cy", "stream join database")
    at.room.sandbox.fault("user_is_restricted", "conversations.invite")
    await at.presses("ana", failed, "Retry")
    await at.room.sandbox.join("ana", DATABASE)
    card = await at.sees("ana", at.room.card(DATABASE), "In the channel of the stream")
    one = await at.types("cy", "stream database")
    await at.presses("ana", card, "Retry")
    await at.presses("cy", one.shown, "Retry")


async def opening(at: Sheet) -> None:
    await at.declare("declare sev1 checkout returns 500s")
    at.room.sandbox.fault("hold", "conversations.create")
    await at.room.sandbox.command("ana", at.channel, "/incident stream database @bea")
    await at.room.sandbox.held()
    await at.room.sandbox.wait_for(lambda: at.room.dms("bea"))
    await at.dm("bea", "You lead the stream", "while the channel is being made")
    early = await at.room.sandbox.command("cy", at.channel, "/incident stream database join")
    await at.answered("cy", early, "Cy: `/incident stream database join`, while the channel is being made")
    at.room.sandbox.release()
    await at.room.settle()
    await at.presses("bea", at.room.dm("bea", "You lead the stream"), "Not me")
    await at.quietly("ana", "stream network")
    await at.told("ana", "Opening the stream “network”", "What is said first when Ana types `/incident stream network`")
    await at.quietly("ana", "stream database @cy")
    await at.room.sandbox.change_user("cy", deleted=True)
    await at.room.settle()
    await at.sees("ana", at.room.card(DATABASE), "The card of a stream whose lead has left the workspace")
    await at.room.sandbox.archive("ana", DATABASE)
    await at.room.settle()
    await at.types("ana", "streams")
    await at.types("bea", "stream database join")
    await at.sees("ana", at.room.card(at.channel), "The card, where the channel of a stream is archived")
    await at.types("ana", "timeline all")


async def taken_back(at: Sheet) -> None:
    await split(at)
    lead = at.room.dm("bea", "You lead the stream")
    at.room.sandbox.fault("msg_too_long", "chat.update", args={"ts": lead.ts})
    given = await at.types("ana", "stream database @cy")
    await at.presses("bea", lead, "Not me")
    await at.presses("ana", given.shown, "Undo")
    await at.quietly("ana", "stream database lead nobody")
    await at.types("ana", "undo")
    first = await at.types("bea", "stream database status replica 1 is down")
    await at.types("bea", "stream database status replica 2 takes over")
    await at.presses("bea", first.shown, "Undo")
    await at.types("bea", "undo")
    await at.presses("bea", first.shown, "Undo", keeps=True)
    await at.told("bea", "has no last word", "Bea presses the *Undo* of the first word")
    await at.types("bea", "stream database done")
    await at.dm("bea", "is done", "who leads it")
    await at.types("bea", "undo")
    said = await at.room.type("bea", at.channel, "/incident stream database status replica 3 serves")
    opened = at.room.find("ana", at.channel, "The stream “database”")
    card = at.room.card(DATABASE)
    await at.presses("ana", opened, "Take it back")
    await at.dm("bea", "taken back", "who led it")
    await at.presses("bea", said.shown, "Undo")
    await at.presses("bea", card, "Say how it stands")


async def ending(at: Sheet) -> None:
    await split(at)
    await at.quietly("ana", "stream network", "stream edge", "stream edge done")
    asked = await at.room.type("ana", at.channel, "/incident private")
    await at.room.press("ana", asked.shown, "Make private")
    await at.told("ana", "stay public in Slack", "The incident is made private")
    await at.sees("bea", at.room.card(DATABASE), "The card of a stream that Slack keeps public")
    done = await at.room.type("ana", at.channel, "/incident stream network done")
    resolved = await at.room.type("ana", at.channel, "/incident resolve pool restored")
    await at.presses("ana", resolved.shown, "End the stream", keeps=True)
    await at.told("ana", "Ended with INC-1", "Ana presses *End the stream* on the receipt of the end")
    await at.types("ana", "stream cache")
    await at.quietly("ana", "undo", "close")
    await at.dm("bea", "ended with it", "who led a stream, when the incident is closed")
    await at.types("ana", "stream database reopen")
    await at.presses("ana", done.shown, "Undo")
    await at.types("ana", "timeline all")


THEMES = (
    Theme(
        name="streams-inside",
        about="In the channel of a stream: its card, and what is meant is asked.",
        story=inside,
        config=ON,
    ),
    Theme(
        name="streams-refused",
        about="What cannot be opened or led, each time with what works.",
        story=refused,
        config={"streams": {"enabled": True, "at_most": 2}},
    ),
    Theme(name="streams-switched-off", about="Where streams are switched off.", story=switched_off),
    Theme(name="streams-opening", about="While a stream opens, and who leads it.", story=opening, config=ON),
    Theme(name="streams-that-fail", about="What Slack did not do, with Retry.", story=failing, config=ON),
    Theme(name="streams-taken-back", about="Openings, leads, words and ends, taken back.", story=taken_back, config=ON),
    Theme(
        name="streams-end",
        about="Streams end with their incident; Slack keeps their channels public.",
        story=ending,
        config=ON,
    ),
)
