"""What comes after an end: moments to pick, who wraps up, silence, and ends that were none."""

from __future__ import annotations

from tests.browser.sheet import Sheet, Theme

TALK = (  # minutes since the one before, who, what
    (1, "bea", "checkout is slow; graphs at https://grafana.example.com/d/checkout"),
    (3, "ana", "rolled back web-3"),
    (12, "bea", "the pool of payments is the cause"),
    (2, "cy", "5xx are at 2 % of 400 requests/s"),
    (2, "cy", "thanks all"),
)


async def moments(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", "service payments")
    for minutes, who, words in TALK:
        await at.room.forward(minutes=minutes)
        said = await at.room.say(who, at.channel, words)
    await at.room.sandbox.react("cy", said, "pushpin")
    asked = await at.room.say("bea", at.channel, "which pool was it")
    for who, words in (("cy", "web"), ("ana", "payments"), ("bea", "both")):
        await at.room.say(who, at.channel, words, thread_ts=asked.ts)
    await at.room.forward(minutes=5)
    await at.room.say("bea", at.channel, "nothing new in the logs of the pods")
    await at.quietly("ana", "severity sev1 all regions", "resolve pool size restored")
    await at.room.forward(minutes=30)
    wrapup = await at.dm("ana", "Wrap up", "with messages to pick from")
    await at.presses("ana", wrapup, "Pick moments", keeps=True)
    await at.shows_form("ana", "The moments, with what speaks for each")
    await at.room.press("ana", wrapup, "Pick moments")
    await at.quietly_submits("ana")
    await at.sees("ana", wrapup, "Ana sends the form of the moments; the message counts them")
    for who in ("ana", "gus"):
        given = await at.room.press("ana", wrapup, "postmortems:someone", f"U0{who.upper()}")
        await at.answered("ana", given, f"Ana chooses @{who} under *Someone else*")
    await at.room.press("ana", wrapup, "postmortems:someone", "U0DEE")
    await at.dm("dee", "Wrap up", "who was chosen")
    await at.types("ana", "timeline all 3")


async def taken_back(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", "resolve pool size restored")
    await at.room.forward(minutes=30)
    wrapup = await at.dm("ana", "Wrap up", "where nobody wrote")
    await at.presses("ana", wrapup, "Pick moments")
    await at.room.press("ana", wrapup, "Answer facts")
    await at.quietly_submits(
        "ana", found_by="alert", services="checkout", failure_class="config_change", triggers=["config_push"]
    )
    await at.sees("ana", wrapup, "Ana answers all facts")
    await at.room.press("ana", wrapup, "Close INC-1")
    await at.quietly("ana", "undo")
    await at.sees("ana", wrapup, "Ana closes the incident, and takes that back")
    line = at.room.find("cy", at.channel, "is resolved*")
    asked = await at.room.type("ana", at.channel, "/incident cancel it was a load test")
    cancelled = await at.room.press("ana", asked.shown, "Cancel the incident")
    await at.sees("cy", line, "The line, when it was no incident after all")
    await at.sees("ana", wrapup, "The wrap-up of what was cancelled")
    await at.room.press("ana", cancelled.shown, "Undo")
    await at.told("cy", "is resolved*", "The cancel is taken back")
    await at.room.forward(minutes=30)
    again = await at.dm("ana", "Wrap up", "asked anew")
    await at.quietly("ana", "reopen errors are back")
    await at.sees("ana", again, "The wrap-up of what is open again")


async def silence(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me")
    await _goes_by(at, half_hours=4)
    question = await at.dm("ana", "still going", "where nobody ever wrote")
    await at.presses("ana", question, "Still going")
    await _goes_by(at, half_hours=4)
    await at.dm("ana", "Or did it", "silent again after *Still going*")
    await at.quietly("ana", "investigating")
    await _goes_by(at, half_hours=4)
    await at.dm("ana", "Or did it", "silent after a new status")
    await at.types("ana", "timeline all 6")


async def _goes_by(at: Sheet, half_hours: int) -> None:
    for _ in range(half_hours):
        await at.room.forward(minutes=31)


async def by_itself(at: Sheet) -> None:
    await at.declare("declare sev4 a typo in the footer")
    await at.room.say("ana", at.channel, "it goes out with the next release")
    await at.room.forward(hours=30)
    await at.told("bea", "is resolved*", "A SEV4 of which nobody spoke for a working day")
    await at.types("ana", "timeline all 4")


THEMES: tuple[Theme, ...] = (
    Theme(name="moments-to-pick", about="Which messages look important, and why; who wraps up.", story=moments),
    Theme(name="ends-taken-back", about="The wrap-up of what was closed, cancelled, reopened.", story=taken_back),
    Theme(name="silence-again", about="Nobody ever wrote, and nobody writes again.", story=silence),
    Theme(name="closed-by-itself", about="A SEV4 ends when nobody speaks of it.", story=by_itself),
)
