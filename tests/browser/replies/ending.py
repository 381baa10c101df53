"""How an incident ends: resolve, close, reopen, cancel, silence; the wrap-up and the postmortem."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.browser.sheet import Sheet, Theme


async def resolving(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", "impact 12 % of EU checkouts fail")
    await at.types("ana", "close")
    await at.types("ana", "resolve")
    await at.types("ana", "resolve 16:40 pool restored")
    await at.types("ana", "resolve 13:50 pool restored")
    await at.room.forward(minutes=15)
    done = await at.types("ana", "resolve 14:10 pool size restored")
    await at.told("cy", "is resolved", "The line in the channel")
    await at.types("ana", "resolve", as_well=", being resolved")
    await at.types("ana", "resolved", as_well=", being resolved")
    await at.presses("ana", done.shown, "Undo")
    await at.told("cy", "open again", "The line in the channel, edited")
    await at.quietly("ana", "resolve pool size restored")
    await at.told("cy", "is resolved", "Resolved at once")
    await at.types("ana", "status")
    await at.types("ana", "restart web pods")
    closed = await at.types("ana", "close")
    await at.types("ana", "close", as_well=", being closed")
    await at.presses("ana", closed.shown, "Undo")
    await at.types("ana", "reopen errors are back")
    await at.types("ana", "reopen", as_well=", being open")
    cancelled = await at.types("bea", "cancel it was the load test")
    await at.presses("bea", cancelled.shown, "Cancel the incident")
    await at.told("cy", "Cancelled", "The channel is told")


async def asleep(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me")
    await at.room.say("bea", at.channel, "looks better now")
    for _ in range(4):
        await at.room.forward(minutes=31)
    question = await at.dm("ana", "still going", "nobody wrote for an hour")
    await at.presses("ana", question, "Still going")
    for _ in range(6):
        await at.room.forward(minutes=31)
    await at.presses("ana", at.room.dm("ana", "Or did it"), "It ended then")
    await at.told("cy", "is resolved", "The line in the channel")


async def wrapping_up(at: Sheet) -> None:
    await at.declare()
    await at.quietly(
        "ana",
        "ic me",
        "impact 12 % of EU checkouts fail",
        "action @bea detection alert on queue depth by 2026-03-20",
        "task page the vendor",
    )
    await at.quietly("cy", "scribe me")
    for words in ("rolled back web-3", "5xx down to 2 %", "because the pool was halved by the deploy", "thanks all"):
        await at.room.forward(minutes=3)
        await at.room.say("ana", at.channel, words)
    await at.quietly("ana", "resolve pool size restored")
    at.room.clock.jump(datetime(2026, 3, 5, 2, 0, tzinfo=UTC))
    await at.room.tick()
    asked = await at.dm("cy", "Wrap up", "on the next working day")
    await at.presses("cy", asked, "Pick moments")
    await at.presses("cy", asked, "Answer facts")
    await at.presses("cy", asked, "Tomorrow")
    await at.presses("cy", asked, "Do it now")
    outcome = await at.room.press("cy", at.room.dm("cy", "Wrap up"), "postmortems:someone", "U0ANA")
    assert outcome.ok
    await at.sees("cy", asked, "Given to someone else")
    await at.room.forward(hours=8)
    await at.dm("ana", "Wrap up", "who was named")
    await at.presses("ana", at.room.dm("ana", "Wrap up"), "Close INC-1")
    await at.told("cy", "draft is ready", "The channel, when it is closed")


async def postmortem(at: Sheet) -> None:
    await at.declare()
    await at.types("ana", "postmortem")
    await at.quietly("ana", "ic me", "impact 12 % of EU checkouts fail", "service checkout")
    await at.room.forward(minutes=20)
    await at.quietly("ana", "resolve pool size restored")
    await at.types("ana", "pm")
    await at.types("ana", "postmortem export pdf")
    await at.types("ana", "postmortem export docs")
    await at.types("ana", "postmortem export md")
    await at.told("ana", "draft is ready", "The first export puts it into the channel")
    await at.types("ana", "postmortem export json")
    await at.types("ana", "postmortem facilitator")
    await at.types("ana", "postmortem facilitator @dee tomorrow")
    await at.types("ana", "postmortem facilitator @dee")
    await at.dm("dee", "You facilitate", "the facilitator")
    await at.types("ana", "postmortem facilitator me")
    await at.dm("dee", "somebody else", "the former facilitator")
    await at.types("ana", "postmortem date fri 15:00")
    await at.types("ana", "postmortem date soon")
    await at.types("ana", "postmortem tier full")
    await at.types("ana", "postmortem tier note")
    await at.types("ana", "postmortem tier note a drill of the vendor")
    await at.types("ana", "postmortem tier long")
    draft = at.room.find("ana", at.channel, "draft is ready")
    await at.presses("ana", draft, "Edit a section", keeps=True)
    await at.room.submit("ana", heading="factors")
    await at.submits(
        "ana", " with words that the check remarks on", text="Bob should have checked; human error was the root cause."
    )


THEMES = (
    Theme(name="resolve-close-cancel", about="Ends, their ways back, and what is asked.", story=resolving),
    Theme(name="silence", about="Nobody writes any more.", story=asleep),
    Theme(name="wrap-up", about="The wrap-up of the next working day.", story=wrapping_up),
    Theme(
        name="postmortem", about="The draft, its files, who leads the review, the blameless check.", story=postmortem
    ),
)
