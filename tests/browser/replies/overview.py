"""Card, digest, home tab, help and menus in rare states."""

from __future__ import annotations

from fireline.sandbox.outcome import Outcome
from fireline.sandbox.seen import Seen
from tests.browser.sheet import Sheet, Theme

EVERYWHERE = ("incidents", "stakeholders", "general")
CHECKOUT = "#inc-1-checkout-returns-500s"


async def steps(at: Sheet) -> None:
    at.room.sandbox.world.ws.users["U0EVE"].is_single_channel_guest = True
    fault = at.room.sandbox.fault
    fault("missing_scope", "conversations.setTopic")
    fault("too_many_pins", "pins.add")
    fault("too_many_bookmarks", "bookmarks.add")
    await at.declare("declare sev1 checkout returns 500s", by="bea")
    card = await at.told("ana", "Not done", "The card names what Slack did not do, and why")
    fault("hold", "conversations.setTopic")
    await _held(at, "ana", card, "overview:retry_topic")
    again = await _meanwhile(at, "cy", card, "overview:retry_topic")
    await at.answered("cy", again, "Ana pressed *Retry* of the topic, and Cy presses it too")
    fault("hold", "chat.update")
    await _held(at, "ana", card, "overview:retry_pin")
    late = await _meanwhile(at, "cy", card, "overview:retry_pin")
    await at.answered("cy", late, "Ana pressed *Retry* of the pin, it is pinned, and Cy presses it too")
    fault("user_is_restricted", "conversations.invite")
    await at.room.press("ana", card, "overview:retry_invite")
    await at.sees("ana", card, "Ana pressed *Retry* of people who cannot be invited")


async def _held(at: Sheet, who: str, where: Seen, what: str) -> None:
    """A press of which the call to Slack is held."""
    await at.room.sandbox.press(who, (where.channel, where.ts), what)
    await at.room.sandbox.held()


async def _meanwhile(at: Sheet, who: str, where: Seen, what: str) -> Outcome:
    """Another press before that call is let go."""
    outcome = await at.room.sandbox.press(who, (where.channel, where.ts), what)
    at.room.sandbox.release()
    await at.room.settle()
    return outcome


async def reasons(at: Sheet) -> None:
    fault = at.room.sandbox.fault
    fault("restricted_action", "chat.postMessage", args={"channel": "C0000000004"})
    await at.room.type("ana", "#incidents", "/incident declare sev2 checkout returns 500s")
    told = await at.dm("ana", "card could not be posted", "whoever declared it")
    await at.presses("ana", told, "Retry")
    await at.sees("ana", told, "The direct message then")
    at.channel = CHECKOUT
    for reason in ("channel_not_found", "is_archived", "no_permission"):
        fault(reason, "conversations.setTopic")
        await at.quietly("ana", f"rename checkout errors {len(reason)}")
        await at.told("ana", "Not done", f"The card when Slack answers `{reason}`")
    await at.room.sandbox.set_topic("ana", at.channel, "all hands")
    await at.room.settle()
    await at.told("ana", "Recorded for the review", "The card once Ana has written a topic")
    await at.room.type("dee", "#incidents", "/incident drill start sev1 the database is gone")
    at.channel = next("#" + c["name"] for c in at.room.sandbox.channels() if c["name"].startswith("drill-"))
    fault("name_taken", "conversations.rename")
    real = await at.room.type("dee", at.channel, "/incident drill")
    await at.room.press("dee", real.shown, "This is real now")
    await at.told("dee", "Not done", "The card of a drill that is real now")


async def moving(at: Sheet) -> None:
    await at.declare()
    fault = at.room.sandbox.fault
    first = await _made_private(at)
    await _made_public(at)
    await at.presses("ana", first, "Move to a private channel")
    second = await _made_private(at)
    fault("restricted_action", "conversations.create")
    await at.room.press("ana", second, "Move to a private channel")
    card = await at.told("ana", "Not done", "The card when Slack makes no private channel")
    await _made_public(at)
    await at.sees("ana", card, "The card once it is public again")
    third = await _made_private(at)
    fault("hold", "conversations.create")
    await _held(at, "ana", first, "Move to a private channel")
    await at.answered("ana", await _meanwhile(at, "ana", third, "Move to a private channel"), "Ana presses it twice")
    await at.presses("ana", third, "Move to a private channel")
    at.channel = "#" + (await at.room.incident(1)).channel_name
    here = at.room.find("ana", at.channel, "goes on here")
    fault("restricted_action", "conversations.archive")
    await at.presses("ana", here, "Archive the public channel")
    await at.room.forward(seconds=1)
    await at.room.press("ana", here, "Archive the public channel")


async def _made_private(at: Sheet) -> Seen:
    """The receipt, with its offer to move."""
    await at.quietly("ana", "private")
    done = await at.room.press("ana", at.room.find("ana", at.channel, "Make INC-1 private?"), "Make private")
    assert done.shown is not None
    return done.shown


async def _made_public(at: Sheet) -> None:
    await at.quietly("ana", "public")
    await at.room.press("ana", at.room.find("ana", at.channel, "Make INC-1 public?"), "Make public")


async def turns(at: Sheet) -> None:
    for line in ("list all", "list closed", "help all"):
        await at.types("dee", line, "#general")
    await at.declare("declare sev3 checkout returns 500s")
    await at.quietly("ana", "ic me", "mitigated traffic moved away")
    await at.told("dee", "is mitigated", "In the thread of the digest line", "#incidents")
    await at.quietly("ana", "sev4", "cadence off the shops are closed today")
    await at.types("ana", "catchup")
    await at.types("ana", "help all")
    await at.room.sandbox.archive("ana", at.channel)
    await at.room.settle()
    await at.told("dee", "its channel", "The digest line, the channel being archived", "#incidents")
    for line in ("show 1", "join 1", "status"):
        await at.types("dee", line, "#general")
    await at.room.type("dee", "#incidents", "/incident INC-1 cancel it was the load test")
    await at.room.press("dee", at.room.find("dee", "#incidents", "Cancel INC-1"), "Cancel the incident")
    await at.told("dee", "a false alarm", "In the thread of the digest line", "#incidents")
    await at.types("dee", "catchup", "#general")
    await at.types("dee", "catchup 1", "#general")
    await at.types("dee", "INC-1 catchup", "#general")
    at.room.sandbox.fault("restricted_action", "conversations.create")
    await at.room.type("bea", "#general", "/incident declare sev4 search is slow")
    await at.types("dee", "show 2", "#general")
    at.room.sandbox.world.ws.channels["C0INCIDENTS"].is_ext_shared = True
    await at.room.restart()
    await at.types("bea", "declare sev4 login is slow", "#general")


async def aside(at: Sheet) -> None:
    await at.declare("declare sev1 checkout returns 500s")
    await at.quietly("ana", "ic me", "stream database @bea")
    database = "#inc-1-s1-database"
    at.room.sandbox.fault("restricted_action", "conversations.create")
    await at.quietly("ana", "stream network @cy")
    await at.sees("ana", at.room.card(at.channel), "The card, where Slack made no channel for a stream")
    await at.room.sandbox.invite("bea", database, "gus")
    await at.room.settle()
    for line in ("", "note the replica lags", "help"):
        await at.types("gus", line, database)
    await _made_private(at)
    await at.room.sandbox.join("dee", database)
    await at.room.settle()
    for line in ("", "note the replica lags", "status"):
        await at.types("dee", line, database)


THEMES = (
    Theme(
        name="steps-that-fail",
        about="What Slack did not do when an incident opened, and who tries it again.",
        story=steps,
        config={
            "responders": ["U0NOBODY", "U0EVE"],
            "call": {"url": "https://meet.example.com/{number}"},
        },
        options={"bot_channels": EVERYWHERE},
    ),
    Theme(name="why-not-done", about="More reasons of Slack's, in words.", story=reasons),
    Theme(name="moving-that-fails", about="A private channel that is not made, or not needed.", story=moving),
    Theme(
        name="at-a-glance",
        about="Lists without anything in them, the digest and its thread, channels that are gone.",
        story=turns,
        options={"bot_channels": EVERYWHERE},
    ),
    Theme(
        name="beside-an-incident",
        about="In the channel of a stream: guests, and who walked in once it was private.",
        story=aside,
        config={"streams": {"enabled": True}},
    ),
)
