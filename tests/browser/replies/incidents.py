"""Declaring, ending, undo and the call, with all that they ask first and refuse."""

from __future__ import annotations

from tests.browser.sheet import Sheet, Theme


async def ends(at: Sheet) -> None:
    await at.declare()
    await at.quietly("bea", "ic me")
    await at.room.say("bea", at.channel, "looks better now")
    asked = await at.types("cy", "close")
    await at.types("cy", "cancel the load test")
    await at.quietly("bea", "resolve pool restored")
    await at.types("cy", "resolve traffic moved away")
    await at.types("cy", "mitigate")
    sure = await at.types("cy", "close", as_well=", and it is resolved")
    await at.presses("cy", sure.shown, "Close INC-1")
    await at.presses("cy", asked.shown, "Resolve and close")
    await at.types("cy", "resolve pool restored for good")
    await at.types("cy", "cancel")
    await at.declare("declare sev3 login answers slowly")
    both = await at.types("ana", "close")
    done = await at.presses("ana", both.shown, "Resolve and close")
    await at.presses("ana", done.shown, "Undo")
    await at.types("ana", "timeline all")


async def ends_unheard(at: Sheet) -> None:
    at.channel = "#general"
    await at.declare("drill start sev1 the database is gone")
    await at.quietly("ana", "stream database @bea", "stream payments @cy")
    await at.types("ana", "cancel")
    done = await at.types("ana", "resolve restored from the replica")
    await at.presses("ana", done.shown, "End the streams")
    await at.types("ana", "this is real")
    await at.types("ana", "drill")
    await at.quietly("ana", "reopen the replica stopped")
    asked = await at.room.type("ana", at.channel, "/incident not a drill")
    await at.room.press("ana", asked.shown, "This is real now")
    at.channel = "#" + (await at.newest()).channel_name
    await at.types("ana", "timeline all")
    await at.declare("drill start sev2 failover of the region")
    asked = await at.types("ana", "cancel")
    await at.presses("ana", asked.shown, "Cancel the drill")
    await at.told("cy", "Cancelled", "The channel is told")
    await at.types("ana", "investigating logs of db-1", as_well=", being cancelled")


async def kept(at: Sheet) -> None:
    await at.declare()
    first = await at.room.type("ana", at.channel, "/incident rename checkout fails in the EU")
    await at.quietly("bea", "rename checkout fails everywhere")
    await at.presses("ana", first.shown, "Undo")
    mitigating = await at.room.type("ana", at.channel, "/incident mitigating rolling back")
    await at.quietly("bea", "monitoring error rate")
    await at.presses("ana", mitigating.shown, "Undo")
    worse = await at.room.type("ana", at.channel, "/incident sev1 all regions")
    await at.quietly("ana", "undo")
    await at.presses("ana", worse.shown, "Undo")


async def call(at: Sheet) -> None:
    await at.declare()
    await at.types("ana", "call https://meet.example.com/inc?password=hunter2hunter2")
    await at.types("ana", "call https://meet.example.com/" + "a" * 2000)
    await at.types("ana", "note the password=hunter2hunter2 was in the log")
    await at.room.type("ana", at.channel, "/incident summary")
    await at.submits("ana", text="A full disk stopped the queue.\nIt was the log.")
    await at.room.type("ana", at.channel, "/incident impact")
    await at.submits("ana", impact="api_key=hunter2hunter2 leaked to everybody")
    await at.types("ana", "INC-99999999999 status")
    await at.types("ana", "show 99999999999")


THEMES: tuple[Theme, ...] = (
    Theme(name="ends-asked-first", about="Ends that are asked about first, and ends of what has ended.", story=ends),
    Theme(
        name="ends-unheard",
        about="A drill ends: nobody else has heard of it, and its streams are asked about.",
        story=ends_unheard,
        config={"streams": {"enabled": True}},
    ),
    Theme(name="not-taken-back", about="What somebody has changed since stays as they left it.", story=kept),
    Theme(name="secrets-and-links", about="Secrets that were typed, links that lead nowhere.", story=call),
)
