"""What a draft, its check and its wrap-up say, to the last remark."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.browser.sheet import Sheet, Theme


async def _written(at: Sheet, who: str, heading: str, text: str) -> None:
    """Opens the form of that heading in the draft and keeps what comes of sending it."""
    await at.room.press(who, at.room.find(who, at.channel, "draft is ready"), "Edit a section")
    await at.room.submit(who, heading=heading)
    await at.submits(
        who, f" of “{heading}” with “{text}”" if text else f" of “{heading}”, empty", keeps=True, text=text
    )


async def remarks(at: Sheet) -> None:
    await at.declare()
    await at.quietly(
        "ana", "ic me", "action be more careful with deploys", "resolve pool size restored", "postmortem export md"
    )
    await _written(at, "bea", "response", "The engineer forgot the second pool; somebody should have seen it.")
    await at.room.press("bea", "modal", "Keep it, because …")
    await at.shows_form("bea", "Bea presses *Keep it, because …*")
    await _written(at, "bea", "summary", "In hindsight a careless change broke checkout for some customers.")
    await at.room.press("bea", "modal", "Keep it, because …")
    await at.quietly_submits("bea", reason="the vendor's report says so")
    await _written(at, "ana", "factors", "The root cause was human error; we will remind the team.")
    await at.room.press("ana", "modal", "Keep it, because …")
    await at.submits("ana", " of *Keep it, because …*", reason="the vendor's report says so")
    mine = await at.types("ana", "postmortem")
    await at.types("cy", "postmortem")
    await at.presses("ana", mine.shown, "Show remarks")
    await at.types("ana", "timeline all 9")


async def sections(at: Sheet) -> None:
    await at.declare("declare sev3 search answers slowly")
    await at.quietly("ana", "ic me", "resolve index rebuilt")
    await at.types("ana", "postmortem")
    await at.quietly("ana", "postmortem export md")
    await at.types("ana", "postmortem tier note")
    chosen = await at.types("ana", "postmortem tier full the second one this week")
    draft = await at.told("bea", "draft is ready", "The draft, in full")
    await at.presses("bea", draft, "Edit a section")
    await at.room.press("bea", draft, "Edit a section")
    await at.room.submit("bea", heading="lead_up")
    await at.shows_form("bea", "Bea chooses *Lead-up*")
    for heading, text in (
        ("lead_up", "A deploy at 13:40 halved the pool."),
        ("factors", "The pool is shared; its size is set twice."),
        ("surprised_us", "The second service never asked for a pool."),
    ):
        await at.room.press("bea", draft, "Edit a section")
        await at.room.submit("bea", heading=heading)
        await at.quietly_submits("bea", text=text)
    await at.sees("bea", draft, "The draft, when people have written")
    await _written(at, "bea", "went_well", "The rollback took four minutes.")
    await _written(at, "bea", "went_well", "")
    changed = await at.types("bea", "postmortem tier light")
    await at.presses("ana", chosen.shown, "Undo")
    await at.presses("bea", changed.shown, "Undo")
    await at.types("ana", "timeline all 5")


async def reviews(at: Sheet) -> None:
    await at.room.type("ana", "#incidents", "/incident declare private sev2 a leaked token")
    at.channel = "#" + (await at.newest()).channel_name
    await at.quietly("ana", "ic me", "resolve token withdrawn", "postmortem export md")
    for named in ("@dee", "@gus", "@fireline", "dee", "@ana tomorrow"):
        await at.types("ana", f"postmortem facilitator {named}")
    for day in ("", "fri", "2026-03-01 10:00"):
        await at.types("ana", f"postmortem date {day}".strip())
    await at.quietly("ana", "postmortem facilitator me")
    await at.types("ana", "postmortem date 2026-03-09 16:00")
    draft = await at.told("ana", "draft is ready", "The draft, with a day")
    await at.presses("ana", draft, "Get a file")
    await at.quietly("ana", "reopen a second token")
    for button in ("Read draft", "Edit a section"):
        await at.presses("ana", draft, button)
    await at.types("ana", "timeline all 5")


async def times(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", "action read the runbook")
    graph = await at.room.say("bea", at.channel, "", files={"5xx.png": "a graph"})
    await at.room.sandbox.react("bea", graph, "pushpin")
    await at.room.forward(minutes=20)
    await at.quietly("ana", "resolve pool size restored")
    line = at.room.find("ana", at.channel, "is resolved*")
    await at.room.press("ana", line, "Correct times")
    await at.submits("ana", " of the times, with an end to come", keeps=True, resolved_at=_second(18, 0))
    late = {"resolved_at": _second(13, 15), "mitigated_at": _second(13, 20)}
    await at.submits("ana", " of the times, mitigated after its end", keeps=True, **late)
    await at.quietly_submits("ana", impact_since=_second(13, 5), mitigated_at=None, resolved_at=_second(13, 15))
    await at.sees("ana", line, "The line, with other times and none of mitigation")
    shown = (await at.types("ana", "postmortem")).shown
    await at.presses("ana", shown, "Read draft")
    await at.room.press("ana", shown, "Answer facts")
    await at.submits("ana", " of the facts, in part", found_by="alert")
    await at.room.press("ana", shown, "Answer facts")
    await at.submits("ana", " of the facts", services="web", failure_class="network", triggers=["attack"])
    await at.types("ana", "postmortem", as_well=", the facts being answered")
    await at.room.press("ana", line, "Correct times")
    await at.quietly("bea", "reopen errors are back")
    await at.submits("ana", " of the times, when Bea has reopened it", resolved_at=_second(13, 10))
    await at.types("ana", "timeline all 4")


async def scarce(at: Sheet) -> None:
    await at.room.type("ana", "#incidents", "/incident declare private sev2 a leaked token")
    at.channel = "#" + (await at.newest()).channel_name
    said = await at.room.say("ana", at.channel, "the old token is out of the vault")
    await at.quietly("ana", "update The token is being withdrawn.")
    await at.room.forward(seconds=12)
    await at.quietly("ana", "resolve token withdrawn", "close")
    await at.room.forward(days=3)
    await at.room.sandbox.react("ana", said, "pushpin")
    await at.room.settle()
    await at.quietly("ana", "reopen a second token")
    await at.room.sandbox.archive("ana", at.channel)
    await at.room.settle()
    await at.quietly("ana", "INC-1 update The second token is withdrawn.", where="#incidents")
    await at.room.forward(seconds=12)
    await at.quietly("ana", "INC-1 resolve both withdrawn", where="#incidents")
    shown = await at.types("ana", "INC-1 postmortem", "#incidents")
    await at.presses("ana", shown.shown, "Read draft")


def _second(hour: int, minute: int) -> int:
    return int(datetime(2026, 3, 4, hour, minute, tzinfo=UTC).timestamp())


THEMES: tuple[Theme, ...] = (
    Theme(name="blameless-check", about="What the check remarks on, to the author alone.", story=remarks),
    Theme(name="draft-sections", about="How much is written, and the headings people write under.", story=sections),
    Theme(name="review", about="Who can lead the review, and when it is; of a private incident.", story=reviews),
    Theme(name="corrected-times", about="Times put right, and how the draft says what is not known.", story=times),
    Theme(
        name="scarce-record",
        about="A draft of what was let go of, and was told nowhere.",
        story=scarce,
        config={"retention": {"private_days": 1}},
    ),
)
