"""Incidents that run unlike others: past, drilled, private, reported; merged and linked ones."""

from __future__ import annotations

from tests.browser.sheet import Sheet, Theme


async def retro(at: Sheet) -> None:
    past = await at.types("ana", "retro sev2 yesterday 14:00 to 15:10 login broken", "#general")
    receipt = past.shown
    await at.types("ana", "retro yesterday 14:00 to tomorrow 15:10 login broken", "#general")
    await at.types("ana", "retro login broken", "#general")
    await at.room.type("ana", "#general", "/incident retro the login")
    await at.submits("ana", " with a time that is none", began="soon", ended="15:10", title="login broken")
    await at.presses("ana", receipt, "Open a channel for it")
    await at.types("ana", "test the rollback", "#general")
    await at.types("ana", "gameday", "#general")
    await at.types("ana", "drill", "#general")
    await at.types("ana", "drill start sev1 the database is gone", "#general")
    at.channel = next("#" + c["name"] for c in at.room.sandbox.channels() if c["name"].startswith("drill-"))
    await at.told("ana", "Recorded for the review", "The card of a drill")
    await at.types("ana", "investigating logs of db-1")
    await at.types("ana", "action @bea alert on depth by 2026-03-20")
    real = await at.types("ana", "drill")
    await at.presses("ana", real.shown, "This is real now")
    at.channel = "#" + (await at.newest()).channel_name
    await at.types("ana", "this is real")
    await at.told("ana", "real now", "The channel is told")
    await at.types("ana", "test the rollback", as_well=", in a channel where something goes on")


async def private(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", "comms @bea")
    await at.types("ana", "public")
    await at.types("ana", "access @dee")
    await at.types("cy", "private")
    asked = await at.types("ana", "private")
    closed = await at.presses("ana", asked.shown, "Make private")
    await at.presses("ana", closed.shown or asked.shown, "Move to a private channel")
    await at.told("cy", "goes on in a private channel", "The public channel is told")
    at.channel = "#" + (await at.room.incident(1)).channel_name
    await at.told("ana", "goes on here", "The first words in the private channel")
    await at.presses("ana", at.room.find("ana", at.channel, "goes on here"), "Archive the public channel")
    await at.types("ana", "private")
    await at.types("ana", "access @dee")
    await at.types("ana", "access")
    await at.types("cy", "show 1", "#general")
    await at.types("cy", "list", "#general")
    opened = await at.types("ana", "public")
    await at.presses("ana", opened.shown, "Make public")


async def reported(at: Sheet) -> None:
    await at.declare("declare sev3 search answers slowly", by="dee")
    await at.types("cy", "report", "#general")
    told = await at.types("cy", "report sev2 checkout feels slow", "#general")
    assert told.shown is not None
    card = await at.told("ana", "checkout feels slow", "Where it is decided", "#incidents")
    await at.presses("ana", card, "Merge into …", keeps=True)
    await at.shows_form("ana", "Ana presses *Merge into …*")
    await at.presses("ana", card, "Decline", keeps=True)
    await at.submits("ana", reason="it was the load test")
    await at.sees("ana", card, "The card says it")
    await at.dm("cy", "checkout feels slow", "whoever reported it")
    await at.presses("ana", card, "Accept after all")
    await at.dm("cy", "INC-2", "whoever reported it")
    await at.types("cy", "report private keys leaked", "#general")
    await at.types("cy", "report login is slow")
    await at.quietly("cy", "report the cache is cold", where="#general")
    await at.room.forward(hours=1, minutes=1)
    await at.room.forward(hours=4)
    for m in [m for m in at.room.dms("cy") if "cache" in m.words][-1:]:
        await at.sees("cy", m, "To Cy by DM, nobody decided")
    open_card = at.room.find("bea", "#incidents", "the cache is cold")
    await at.room.press("bea", open_card, "Merge into …")
    await at.submits("bea", incident="1")
    await at.told("dee", "cache is cold", "The channel of that incident")


async def merged(at: Sheet) -> None:
    await at.declare("declare sev2 checkout returns 500s")
    await at.quietly("ana", "ic me")
    await at.declare("declare anyway sev3 payments fail", by="bea")
    await at.quietly(
        "bea",
        "ic me",
        "task @cy restart the consumer",
        "action @cy alert on depth by 2026-03-20",
        "update Payments fail too.",
    )
    await at.room.forward(seconds=11)
    await at.types("bea", "merge")
    await at.types("bea", "merge 99")
    await at.types("bea", "merge INC-2")
    await at.types("cy", "merge 1")
    asked = await at.types("bea", "merge 1 the same pool")
    done = await at.presses("bea", asked.shown, "Merge into INC-1")
    undo = done.shown or asked.shown
    await at.told("cy", "is part of INC-1", "The channel of the one that ended")
    await at.told("cy", "part of this incident", "The channel of the other", "#inc-1-checkout-returns-500s")
    await at.told("cy", "payments fail", "The digest line", "#incidents")
    await at.presses("bea", undo, "Undo")
    await at.told("cy", "runs by itself", "The channel is told")
    again = await at.room.type("bea", at.channel, "/incident merge 1 for good")
    await at.room.press("bea", again.shown, "Merge into INC-1")
    await at.room.forward(minutes=11)
    await at.dm("bea", "say where it goes on", "who spoke for it")
    await at.quietly("bea", "reopen it was another one")
    await at.types("bea", "link INC-1")
    await at.types("bea", "link INC-1", as_well=", once more")
    await at.types("bea", "unlink")
    await at.types("bea", "unlink INC-1")
    await at.types("bea", "unlink")
    await at.types("bea", "link INC-2")


THEMES = (
    Theme(
        name="past-ones-and-drills",
        about="Written down afterwards; exercises, and when one turns out to be real.",
        story=retro,
    ),
    Theme(name="private", about="Who sees it, and moving to a private channel.", story=private),
    Theme(name="reports", about="What may become an incident: accepted, merged, declined, forgotten.", story=reported),
    Theme(
        name="merge-and-link",
        about="One incident becomes part of another; two have to do with one another.",
        story=merged,
    ),
)
