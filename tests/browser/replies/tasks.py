"""Tasks, with all that they refuse."""

from __future__ import annotations

from fireline.sandbox.seen import Seen
from tests.browser.replies.roles import ROLES
from tests.browser.sheet import Sheet, Theme


async def _listed(at: Sheet, who: str, line: str = "tasks") -> Seen:
    """A list that stays as it is while the tasks go on."""
    shown = (await at.room.type(who, at.channel, f"/incident {line}")).shown
    assert shown is not None
    return shown


async def refused(at: Sheet) -> None:
    await at.types("ana", "task restart the consumer", "#general")
    await at.declare()
    await at.quietly("ana", "ic me")
    await at.types("ana", "task @bea restart the consumer until 14:02")
    await at.types("ana", "task @bea restart the consumer in 2 days")
    await at.quietly("ana", "ops @cy @dee")
    first = (await at.room.press("cy", at.room.dm("cy", "operations lead"), "First tasks")).shown
    await at.presses("cy", first, "Give me this task")
    await at.presses("cy", first, "Give me this task")
    await at.quietly("ana", "quiet 30m", "task page the vendor")
    await at.types("ana", "task @cy watch the graphs")
    of_bea, of_cy = [await _listed(at, who) for who in ("bea", "cy")]
    await at.presses("cy", of_cy, "Give it to …")
    taken = (await at.presses("bea", of_bea, "I'll take it")).shown
    await at.presses("cy", of_cy, "I'll take it")
    await at.room.press("ana", await _listed(at, "ana"), "Hand over", "1:4")
    await at.quietly_submits("ana", person="U0DEE")
    await at.presses("bea", taken, "Undo")
    await at.presses("cy", of_cy, "Hand over", "1:1", keeps=True)
    await at.submits("cy", " with who has it already", person="U0BEA")
    await at.presses("bea", of_bea, "Drop", keeps=True)
    await at.submits("bea", " with a blank for a reason", reason=" ")
    await at.room.type("ana", at.channel, "/incident task")
    await at.submits("ana", " with a blank for a task", title=" ")
    await at.presses("bea", of_bea, "More time", keeps=True)
    await at.submits("bea", " with a time box of no time", box="0m")
    done = await at.room.press("bea", of_bea, "Done")
    await at.presses("bea", of_bea, "Done")
    await at.presses("bea", done.shown, "Say how it went", keeps=True)
    await at.shows_form("bea", "Bea presses *Say how it went*")
    made = await at.room.type("ana", at.channel, "/incident task call the bank")
    late = await _listed(at, "cy")
    await at.room.press("ana", made.shown, "Undo")
    await at.presses("cy", late, "Give it to …")


async def recorded(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", "task @bea restart the consumer in 20m", "task @bea page the vendor")
    listed = await _listed(at, "bea")
    await at.room.forward(minutes=21)
    await at.room.press("bea", listed, "More time")
    await at.quietly_submits("bea", box="45m")
    await at.dm("bea", "New time box", "with more time")
    await at.room.press("bea", listed, "Hand over")
    await at.quietly_submits("bea", person="U0CY")
    line = at.room.find("cy", at.channel, "restart the consumer")
    await at.room.sandbox.react("cy", line, "white_check_mark")
    await at.room.settle()
    await at.sees("cy", line, "The line in the channel, after ✅ on it")
    await at.room.sandbox.unreact("cy", line, "white_check_mark")
    await at.room.settle()
    done = await at.room.press("cy", line, "Done")
    await at.room.press("cy", done.shown, "Say how it went")
    await at.submits("cy", " with a blank", keeps=True, outcome=" ")
    await at.submits("cy", outcome="lag is back to zero")
    await at.types("ana", "timeline all")


async def called_off(at: Sheet) -> None:
    await at.declare()
    first = at.channel
    await at.declare("declare anyway sev3 payments fail", by="bea")
    await at.quietly("bea", "ic me", *(f"task @cy check web-{number}" for number in range(1, 15)))
    await at.dm("cy", "lists all", "with more tasks than a message holds")
    asked = await at.room.type("bea", at.channel, "/incident merge 1")
    await at.room.press("bea", asked.shown, "Merge into INC-1")
    await at.told("cy", "check web-1", "The line in the channel of INC-2, which is part of INC-1 now")
    at.channel = first
    await at.quietly("ana", "task @cy look at the graphs")
    asked = await at.room.type("ana", at.channel, "/incident cancel")
    await at.room.press("ana", asked.shown, "Cancel the incident")
    await at.told("cy", "look at the graphs", "The line in the channel of INC-1, which was a false alarm")


async def left_over(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", "task @bea restart the consumer", "task page the vendor", "resolve pool restored")
    await at.types("ana", "task me write to the customers")
    await at.room.forward(minutes=6)
    await at.dm("bea", "nothing is asked", "when it is resolved")
    left = await _listed(at, "ana")
    kept = await at.presses("ana", left, "Make it an action item")
    await at.told("cy", "restart the consumer", "The line in the channel")
    await at.presses("ana", left, "Make it an action item")
    await at.presses("ana", kept.shown, "Undo")
    await at.room.press("ana", left, "Make it an action item")
    await at.types("ana", "timeline all")


THEMES: tuple[Theme, ...] = (
    Theme(
        name="tasks-refused",
        about="What is asked back, and buttons of old lists.",
        story=refused,
        config={"roles": ROLES},
    ),
    Theme(name="tasks-recorded", about="Owner to owner, ended and opened again by ✅.", story=recorded),
    Theme(name="tasks-called-off", about="Many at once; a false alarm, and a part of another.", story=called_off),
    Theme(name="tasks-left-over", about="What goes on as an action item, and becomes a task again.", story=left_over),
)
