"""Reports on which two decide at once; what failed for good, and is tried again by two."""

from __future__ import annotations

import asyncio

from tests.browser.sheet import Sheet, Theme

EVERYWHERE = ("incidents", "stakeholders", "general")


async def races(at: Sheet) -> None:
    await at.types("cy", "report sev2", "#general")
    await at.room.type("cy", "#general", "/incident report")
    await at.submits("cy", " with a blank for what was noticed", text=" ")
    receipt = (await at.room.type("cy", "#general", "/incident report sev2 checkout feels slow")).shown
    card = at.room.find("ana", "#incidents", "checkout feels slow")
    await at.presses("ana", card, "Merge into …")
    await at.presses("ana", card, "Decline")
    await at.declare()
    await at.room.press("ana", card, "Merge into …")
    await at.room.type("ana", at.channel, "/incident resolve pool restored")
    await at.submits("ana", " while the incident ends", incident="1")
    await at.room.press("ana", card, "Decline")
    await at.room.press("bea", card, "Accept as incident")
    await at.submits("ana", " while Bea accepts the report", reason="it was the load test")
    await at.sees("ana", card, "The card")
    await at.presses("cy", receipt, "Declare it now")


async def failed(at: Sheet) -> None:
    at.room.sandbox.fault("restricted_action", "chat.postMessage", times=2)
    await at.declare()
    report = await at.told("ana", "failed for good", "Admins are told in their channel", "#general")
    pressed = [at.room.sandbox.press("ana", (report.channel, report.ts), "Retry") for _ in range(2)]
    outcomes = await asyncio.gather(*pressed)
    await at.room.settle()
    await at.sees("ana", report, "Ana presses *Retry*")
    late = next(outcome for outcome in outcomes if outcome.shown)
    await at.answered("ana", late, "Ana presses *Retry* twice: the second press")


THEMES: tuple[Theme, ...] = (
    Theme(name="reports-decided-twice", about="Two who decide at once, and what is no report.", story=races),
    Theme(
        name="failed-for-good",
        about="Told to admins with what hung on it; Retry pressed twice.",
        story=failed,
        config={"channels": {"admin": "general"}},
        options={"bot_channels": EVERYWHERE},
    ),
)
