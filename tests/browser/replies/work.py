"""Tasks during the incident, and action items after it."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.browser.sheet import Sheet, Theme


async def tasks(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me")
    await at.types("ana", "tasks")
    await at.types("ana", "task @bea restart the consumer in 20m")
    await at.told("cy", "restart the consumer", "The line in the channel")
    await at.dm("bea", "restart the consumer", "the owner")
    await at.room.forward(minutes=10)
    await at.dm("bea", "Half of the time", "at half time")
    await at.room.forward(minutes=11)
    await at.dm("bea", "Time is up", "at the end")
    await at.types("ana", "tasks")
    more = at.room.dm("bea", "Time is up")
    await at.presses("bea", more, "More time")
    await at.presses("bea", more, "Hand over")
    await at.presses("bea", more, "Drop")
    await at.presses("bea", more, "Done")
    await at.dm("bea", "Nothing is left", "when it is done")
    await at.told("cy", "Task done", "The line in the channel, edited")
    await at.types("ana", "task page the vendor")
    await at.told("cy", "needs an owner", "A task without an owner, in the channel")


async def tasks_refused(at: Sheet) -> None:
    await at.declare()
    await at.types("ana", "task")
    await at.types("ana", "task @bea check last 30m")
    await at.types("ana", "task @bea")
    await at.types("ana", "task restart consumer in 3 weeks")
    await at.types("ana", "task @gus restart consumer")
    await at.types("ana", "task me look at the graphs")
    await at.room.forward(minutes=31)
    for _ in range(8):
        await at.room.forward(minutes=31)
    await at.dm("ana", "Still on it", "without a time box, once")
    await at.types("ana", "my tasks", "#general")
    await at.quietly("ana", "resolve pool restored")
    await at.types("ana", "close")
    left = at.room.find("ana", at.channel, "left open")
    await at.presses("ana", left, "Show open tasks")
    await at.presses("ana", at.room.find("ana", at.channel, "tasks open"), "Make it an action item")
    await at.types("ana", "task restart consumer")
    await at.types("ana", "tasks")


async def items(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me")
    await at.types("ana", "actions")
    made = await at.types("ana", "action @bea detection alert on queue depth by 2026-03-20")
    await at.types("ana", "action improve the monitoring")
    await at.types("ana", "action @bea be careful with deploys by 2027-02-29")
    await at.types("ana", "action @bea read the runbook by 2026-03-01")
    await at.types("ana", "action @gus alert on depth")
    await at.types("ana", "action @bea")
    await at.types("ana", "action")
    await at.types("ana", "action alert on depth", "#general")
    await at.presses("ana", made.shown, "Edit")
    await at.presses("ana", made.shown, "Undo")
    await at.types("ana", "actions")
    await at.quietly("ana", "action @bea detection alert on queue depth by 2026-03-20", "resolve pool restored")
    await at.types("bea", "actions", "#general")
    await at.types("bea", "todo", "#general")


async def owners(at: Sheet) -> None:
    await at.declare()
    await at.quietly(
        "ana", "ic me", "action @bea detection alert on queue depth by 2026-03-20", "resolve pool restored"
    )
    await at.room.forward(hours=3)
    item = at.room.dm("bea", "queue depth")
    await at.sees("bea", item, "To Bea by DM, the new item")
    await at.presses("bea", item, "Accept")
    await at.presses("bea", item, "Hand over", keeps=True)
    await at.submits("bea", person="U0CY")
    at.room.clock.jump(datetime(2026, 3, 5, 1, 0, tzinfo=UTC))
    await at.room.tick()
    offered = at.room.dm("cy", "wants to hand you")
    await at.sees("cy", offered, "To Cy by DM, the offer")
    await at.types("cy", "actions", "#general")
    await at.presses("cy", offered, "No")
    await at.room.forward(hours=15)
    await at.dm("bea", "queue depth", "it stays hers")
    late = at.room.dm("bea", "queue depth")
    await at.presses("bea", late, "Won't do")
    await at.presses("bea", late, "New date", keeps=True)
    await at.submits("bea", " with a later day", due="2026-05-20")
    await at.presses("bea", late, "Done", keeps=True)
    await at.submits("bea", evidence="the alert fired in staging", link="https://example.com/alert")
    await at.sees("bea", late, "To Bea by DM, how it ended")


async def reminders(at: Sheet) -> None:
    await at.declare()
    await at.quietly(
        "ana", "ic me", "action @bea detection alert on queue depth by 2026-03-20", "resolve pool restored"
    )
    await at.room.forward(hours=3)
    for day, said in (
        (17, "three working days before"),
        (20, "on the day"),
        (23, "three days late"),
        (25, "before a contact is asked"),
    ):
        at.room.clock.jump(datetime(2026, 3, day, 15, 0, tzinfo=UTC))
        await at.room.tick()
        await at.sees("bea", at.room.dms("bea")[-1], f"To Bea by DM, {said}")
    at.room.clock.jump(datetime(2026, 3, 26, 15, 0, tzinfo=UTC))
    await at.room.tick()
    group = next(c.id for c in at.room.sandbox.world.ws.channels.values() if c.kind == "mpim")
    await at.told("bea", "can you help", "To Bea and Ana, a contact is asked", group)
    at.room.clock.jump(datetime(2026, 3, 30, 15, 0, tzinfo=UTC))
    await at.room.tick()
    await at.sees("bea", at.room.dms("bea")[-1], "To Bea by DM, on Monday")
    at.room.clock.jump(datetime(2026, 4, 10, 15, 0, tzinfo=UTC))
    await at.room.tick()
    await at.sees("bea", at.room.dms("bea")[-1], "To Bea by DM, three weeks late")


THEMES = (
    Theme(name="tasks", about="A task from the line to its end.", story=tasks),
    Theme(
        name="tasks-refused-and-left-over",
        about="What is asked back, and what is left at the end.",
        story=tasks_refused,
    ),
    Theme(name="action-items", about="Writing items down, and the lists.", story=items),
    Theme(name="action-items-of-owners", about="What an owner can say to an item.", story=owners),
    Theme(
        name="action-items-reminders",
        about="What an owner hears, from three days before to three weeks after.",
        story=reminders,
    ),
)
