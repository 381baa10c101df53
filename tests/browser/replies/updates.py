"""Updates and their rhythm, with all that they refuse."""

from __future__ import annotations

from fireline.sandbox.seen import Seen
from tests import behind
from tests.browser.sheet import Sheet, Theme


async def _late(at: Sheet, who: str, seen: Seen, label: str, caption: str) -> None:
    """Presses what was there a moment before."""
    await at.answered(who, await behind.press(at.room, who, seen, label), caption)


async def crossing(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me")
    await at.types("ana", "INC-1 update Rolling back.", "#general")
    leaving = at.room.find("bea", at.channel, "leaves in 10 seconds")
    await at.room.press("cy", leaving, "Stop")
    stopped = await at.told("bea", "Update stopped", "Cy presses *Stop*")
    await at.room.press("ana", stopped, "Edit")
    await at.room.press("cy", stopped, "Drop")
    await at.submits("ana", ", when Cy has dropped it", news="Rolling back web.")
    await _late(at, "bea", stopped, "Send", "Bea presses *Send*, when Cy has dropped it")
    await at.quietly("ana", "update The cause is found.")
    leaving = at.room.find("bea", at.channel, "leaves in 10 seconds")
    await at.room.press("ana", leaving, "Edit")
    stopped = at.room.find("bea", at.channel, "Update stopped")
    await at.room.press("bea", stopped, "Send")
    await at.submits("ana", ", when Bea has sent it", news="The cause is known.")
    await _late(at, "cy", leaving, "Stop", "Cy presses *Stop*, when it has left")
    sent = at.room.find("ana", at.channel, "Update 1 sent")
    await at.presses("ana", sent, "Correct", keeps=True)
    await at.submits("ana", ", with nothing changed")
    await at.answered(
        "ana",
        await behind.press(at.room, "ana", behind.with_value(sent, "1:2", "1:1"), "Correct"),
        "Ana presses a button that somebody made up",
    )
    too_long = await at.room.type("ana", at.channel, "/incident update " + "The cause is found. " * 126)
    await at.answered("ana", too_long, "Ana writes an update of 2519 characters")
    await at.presses("bea", sent, "Correct", keeps=True)
    question = await at.room.type("ana", at.channel, "/incident private")
    await at.room.press("ana", question.shown, "Make private")
    await at.submits("bea", ", when Ana has made the incident private", news="Keys were in the logs.")
    await at.types("ana", "cadence on")
    await at.types("ana", "timeline updates")


async def asked(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me")
    await at.room.forward(minutes=25)
    prompt = at.room.dm("ana", "update due")
    await at.room.press("ana", prompt, "5 more minutes")
    await _late(at, "ana", prompt, "5 more minutes", "Ana presses *5 more minutes* twice")
    await at.quietly("ana", "impact 12 % of EU checkouts fail")
    await _late(at, "ana", prompt, "Send update", "Ana presses *Send update* of a draft that has changed")
    await at.room.press("ana", at.room.dm("ana", "update due"), "Edit")
    await at.quietly_submits("ana", news="Rolling back.", ready=["ready"])
    await at.dm("ana", "update due", "who wrote it and lets it leave by itself")
    await at.room.forward(minutes=16)
    await _late(at, "ana", prompt, "Send update", "Ana presses *Send update*, when it has left")
    await at.room.forward(minutes=55)
    await at.quietly("bea", "comms me")
    await at.dm("ana", "somebody else", "when Bea takes communications")
    await at.quietly("bea", "cadence off the board is on the phone")
    await at.dm("bea", "are off", "when updates were switched off")
    await at.quietly("bea", "cadence on", "sev1 all regions")
    await at.room.forward(minutes=1)
    await at.dm("bea", "severity was raised", "when the severity was raised")
    await at.quietly("bea", "undo")
    await at.dm("bea", "taken back", "when that was taken back")
    await at.room.type("bea", at.channel, "/incident cancel it was the monitoring")
    await at.room.press("bea", at.room.find("bea", at.channel, "Cancel INC-1"), "Cancel the incident")
    await at.room.forward(minutes=1)
    await at.dm("bea", "say that it was a false alarm", "when it was a false alarm")
    last = at.room.dm("bea", "say that it was a false alarm")
    await at.room.forward(minutes=16)
    await at.dm("bea", "no update", "when nobody said so")
    await _late(at, "bea", last, "Send update", "Bea presses *Send update*, when its time has passed")
    await at.told("dee", "false alarm", "What stakeholders read instead", "#stakeholders")
    await at.types("ana", "timeline updates")


async def ended(at: Sheet) -> None:
    """What is asked for is not due any more."""
    for number, (broken, line, label, caption) in enumerate(
        (
            (
                "checkout returns 500s",
                "cancel it was a test",
                "Cancel the incident",
                "a false alarm that nobody heard of",
            ),
            ("keys are in the logs", "private", "Make private", "made private"),
            ("search is slow", "merge 4", "Merge into", "merged, and nobody had heard of it"),
        ),
        start=1,
    ):
        await at.declare(f"declare sev2 {broken}")
        await at.room.forward(minutes=26)
        if number == 3:
            await at.room.type("dee", "#incidents", "/incident declare sev2 the index is broken")
        question = await at.room.type("ana", at.channel, f"/incident {line}")
        await at.room.press("ana", question.shown, next(each for each in question.shown.labels if label in each))
        await at.dm("ana", f"INC-{number}:*", caption)


async def once_more(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", "update The cause is found.", "resolve pool restored")
    await at.room.forward(minutes=1)
    await at.room.press("ana", at.room.dm("ana", "the last update"), "Send update")
    await at.types("ana", "update")
    await at.quietly("ana", "update Orders of the last hour are being repeated.")
    await at.told("ana", "leaves in 10 seconds", "Ana writes one more when the last one was sent")
    await at.room.forward(seconds=11)
    await at.told("dee", "are being repeated", "What stakeholders read", "#stakeholders")
    await at.types("ana", "cadence on")
    await at.types("ana", "quiet forever")
    await at.types("ana", "quiet 5h")
    await at.quietly("ana", "quiet 30m", "quiet off")
    await at.types("ana", "timeline updates")


async def drilled(at: Sheet) -> None:
    await at.declare("drill sev1 checkout returns 500s")
    await at.room.forward(minutes=11)
    await at.dm("ana", "update due", "in a drill, of which nobody outside hears")
    leaving = await at.types("ana", "INC-1 update Rolling back.", "#general")
    await at.presses("ana", leaving.shown, "Stop")
    await at.room.forward(minutes=5)
    await at.dm("ana", "no update", "nobody wrote it")


THEMES: tuple[Theme, ...] = (
    Theme(name="updates-crossing", about="Two people at one update, and what cannot be sent.", story=crossing),
    Theme(name="updates-asked", about="What becomes of the question for an update.", story=asked),
    Theme(name="updates-not-due", about="The question for an update, when none is due any more.", story=ended),
    Theme(name="updates-after-the-last", about="One more update, and other words when it is over.", story=once_more),
    Theme(name="updates-drilled", about="Updates in a drill.", story=drilled),
)
