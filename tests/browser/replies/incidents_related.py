"""Merging and linking, with what cannot become one and with private ones; past ones that get a channel."""

from __future__ import annotations

from tests.browser.sheet import Sheet, Theme

FIRST = "#inc-1-checkout-returns-500s"


async def unmerged(at: Sheet) -> None:
    await at.declare()
    await at.types("ana", "merge", as_well=", no other going on")
    await at.declare("declare sev3 login answers slowly")
    second = at.channel
    await at.declare("declare sev3 the search index is stale")
    third = at.channel
    await at.types("ana", "merge that one")
    race = await at.room.type("ana", third, "/incident merge 2")
    asked = await at.room.type("ana", second, "/incident merge 1 the same pool")
    await at.room.press("ana", asked.shown, "Merge into INC-1")
    await at.types("ana", "merge 1", second)
    await at.types("ana", "merge INC-2")
    await at.types("ana", "merge 2", FIRST)
    await at.presses("ana", race.shown, "Merge into INC-2")
    await at.quietly("ana", "drill start the database is gone", where="#general")
    await at.types("ana", "merge 4")
    await at.quietly("ana", "resolve rebuilt", "close")
    await at.types("ana", "merge 1")
    await at.types("ana", "merge 3", FIRST)
    at.channel = FIRST
    await at.types("ana", "link 3")
    undone = await at.types("ana", "unlink 3")
    await at.types("ana", "unlink 3", as_well=", once more")
    await at.presses("ana", undone.shown, "Undo")
    await at.types("ana", "undo")
    await at.types("ana", "undo", as_well=", once more")
    await at.quietly("ana", "reopen it was another one", where=second)
    await at.types("ana", "timeline all")
    await at.types("ana", "timeline all", second)


async def moved(at: Sheet) -> None:
    await at.declare()
    await at.declare("declare sev2 login answers slowly")
    await at.quietly("ana", "action alert on depth by 2026-03-20", "action read the runbook by 2026-03-20")
    await at.types("ana", "stream database @bea")
    await at.quietly("dee", "subscribe 2", where="#general")
    await at.quietly("ana", "update Login answers slowly.")
    asked = await at.types("ana", "merge 1")
    await at.presses("ana", asked.shown, "Merge into INC-1")
    await at.types("ana", "status", FIRST)


async def private(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me")
    await at.room.type("ana", "#general", "/incident declare private sev2 keys leaked")
    await at.room.settle()
    hidden = "#" + (await at.newest()).channel_name
    await at.quietly("ana", "access @bea", where=hidden)
    await at.types("bea", "merge 1", hidden)
    await at.types("ana", "link 1", hidden)
    await at.types("ana", "unlink 1", hidden)
    await at.quietly("ana", "ic me", where=hidden)
    asked = await at.types("ana", "merge 1", hidden)
    await at.presses("ana", asked.shown, "Merge into INC-1")
    await at.quietly("ana", "reopen it was another one", where=hidden)
    asked = await at.types("ana", "merge 2", FIRST)
    await at.presses("ana", asked.shown, "Merge into INC-2")
    await at.told("cy", "goes on as a private incident", "The public channel is told", FIRST)
    await at.types("ana", "timeline all", FIRST)
    await at.declare("declare sev3 the search index is stale")
    other = at.channel
    await at.types("ana", "merge 1", other)
    await at.declare("declare sev3 login answers slowly", by="bea")
    await at.quietly("bea", "ic me")
    asked = await at.room.type("bea", at.channel, "/incident merge 3")
    shut = await at.room.type("ana", other, "/incident private")
    await at.room.press("ana", shut.shown, "Make private")
    await at.presses("bea", asked.shown, "Merge into INC-3")


async def past(at: Sheet) -> None:
    written = (await at.room.type("ana", "#general", "/incident retro yesterday 14:00 to 15:10 login broken")).shown
    await at.types("ana", "INC-1 invite @bea", "#general")
    await at.types("ana", "show 1", "#general")
    label, slack = "Open a channel for it", at.room.sandbox
    slack.fault("hold", "conversations.create")
    first = await slack.press("ana", written, label)
    await slack.held()
    again = await slack.press("ana", written, label)
    await slack.wait_for(lambda: first.all_shown and again.all_shown)
    await at.answered("ana", first, f"Ana presses *{label}*")
    await at.answered("ana", again, f"Ana presses *{label}*, once more")
    slack.world.response_urls.clear()  # half an hour has passed: what stands there is changed no more
    slack.clear_faults()
    await at.room.settle()
    await at.presses("ana", written, label)
    await at.room.type("ana", "#general", "/incident retro the login")
    began = "2026-03-01 14:00"
    await at.submits("ana", " with an end before its beginning", keeps=True, began=began, ended="2026-03-01 13:00")
    await at.submits("ana", " with no moment between", keeps=True, began=began, ended="15:10", mitigated="16:40")


THEMES = (
    Theme(name="what-cannot-be-merged", about="Each refusal says what works instead.", story=unmerged),
    Theme(
        name="what-a-merge-moves",
        about="Items, subscribers and streams of the one that ends.",
        story=moved,
        config={"streams": {"enabled": True}},
    ),
    Theme(name="merging-private-ones", about="No public record names a private incident.", story=private),
    Theme(name="past-ones-and-channels", about="What was written down afterwards gets a channel.", story=past),
)
