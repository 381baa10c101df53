"""What stands behind the buttons: forms that are sent, acts that are taken back, streams, notices to admins."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.browser.sheet import Sheet, Theme


async def streams(at: Sheet) -> None:
    await at.declare("declare sev1 checkout returns 500s")
    await at.quietly("ana", "ic me")
    await at.types("ana", "stream")
    await at.types("ana", "stream database @bea")
    await at.told("cy", "database", "The channel is told")
    await at.dm("bea", "database", "who leads it")
    await at.types("ana", "stream payments")
    await at.types("ana", "stream status")
    await at.types("bea", "stream status database the replica is back")
    await at.types("ana", "streams")
    await at.types("ana", "status")
    place = next("#" + c["name"] for c in at.room.sandbox.channels() if c["name"].endswith("database"))
    await at.types("bea", "stream", place)
    await at.types("bea", "stream done failed over to the replica", place)
    await at.types("ana", "resolve pool restored")


async def tasks_by_form(at: Sheet) -> None:
    await at.declare()
    await at.quietly(
        "ana", "ic me", "task @bea restart the consumer in 20m", "task page the vendor", "task watch the graphs"
    )
    note = at.room.dm("bea", "restart the consumer")
    await at.presses("bea", note, "More time", keeps=True)
    await at.submits("bea", " with what is no time", keeps=True, box="soon")
    await at.quietly_submits("bea", box="45m")
    await at.sees("bea", note, "To Bea by DM, with more time")
    await at.presses("bea", note, "Hand over", keeps=True)
    await at.submits("bea", person="U0CY")
    await at.dm("cy", "restart the consumer", "who has it now")
    await at.presses("cy", at.room.dm("cy", "restart the consumer"), "Drop", keeps=True)
    await at.submits("cy", reason="the rollback did it")
    vendor = at.room.find("ana", at.channel, "page the vendor")
    await at.presses("cy", vendor, "I'll take it")
    await at.presses("cy", vendor, "Done")
    await at.sees("ana", vendor, "The line in the channel")
    await at.presses("ana", at.room.find("ana", at.channel, "watch the graphs"), "Give it to …", keeps=True)
    await at.submits("ana", person="U0DEE")
    shown = await at.types("ana", "tasks")
    await at.presses("ana", shown.shown, "Give a task", keeps=True)
    await at.submits("ana", title="call the bank", owner="U0BEA", box="20m")


async def items_by_form(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", "action alert on queue depth by 2026-03-20", "resolve pool restored")
    listed = (await at.types("ana", "actions")).shown
    assert listed is not None
    await at.room.press("ana", listed, "Give it to …")
    await at.submits("ana", person="U0BEA")
    await at.room.forward(hours=3)
    item = at.room.dm("bea", "queue depth")
    await at.presses("bea", item, "Not mine")
    await at.room.forward(hours=18)
    await at.dm("ana", "Needs an owner", "the giver")
    await at.presses("ana", at.room.dm("ana", "Needs an owner"), "I'll take it")
    mine = (await at.types("ana", "actions")).shown
    assert mine is not None
    await at.room.press("ana", mine, "New date")
    await at.submits("ana", " with a day that has passed", keeps=True, due="2026-03-01")
    await at.submits("ana", due="2026-04-03")
    await at.room.press("ana", mine, "Edit")
    await at.submits("ana", " with a link that is none", keeps=True, ticket_url="the board")
    await at.submits(
        "ana", title="an alert on queue depth", done_when="it fires in staging", ticket_url="https://example.com/1"
    )
    await at.room.press("ana", mine, "Won't do")
    await at.submits("ana", reason="the queue is going away")
    await at.types("ana", "actions")


async def taken_back(at: Sheet) -> None:
    await at.declare()
    for line in (
        "scribe @cy",
        "impact 12 % of EU checkouts fail",
        "rename login fails",
        "service checkout",
        "call https://meet.example.com/1",
    ):
        await _undone(at, line)
    await _undone(at, "task @bea restart the consumer")
    await _undone(at, "ic @bea")
    await at.dm("bea", "no longer asked", "who was asked")
    late = await at.room.type("ana", at.channel, "/incident sev1 all regions")
    await at.room.forward(minutes=11)
    back = await at.room.press("ana", late.shown, "Undo")
    await at.answered("ana", back, "Ana presses *Undo* of `/incident sev1 all regions`, eleven minutes later")
    twice = await at.room.type("ana", at.channel, "/incident note rolled back web")
    seen = twice.shown
    await at.room.press("ana", seen, "Undo")
    await at.types("ana", "undo")
    await at.room.sandbox.dm("ana", "hello")
    await at.room.settle()
    await at.dm("ana", "no command", "Ana wrote “hello”")


async def _undone(at: Sheet, line: str) -> None:
    done = await at.room.type("ana", at.channel, f"/incident {line}")
    back = await at.room.press("ana", done.shown, "Undo")
    await at.answered("ana", back, f"Ana presses *Undo* of `/incident {line}`")


async def sent_forms(at: Sheet) -> None:
    await at.room.type("ana", "#incidents", "/incident declare")
    await at.submits("ana", " of *Declare*, empty")
    at.channel = "#" + (await at.newest()).channel_name
    await at.room.type("ana", at.channel, "/incident resolve")
    await at.submits("ana", " of *Resolve* with what is no time", keeps=True, at="soon")
    await at.submits("ana", at="", note="pool size restored")
    await at.room.type("ana", at.channel, "/incident note")
    await at.submits("ana", " of *Note* with a time to come", keeps=True, text="rolled back web", at="23:58 tomorrow")
    await at.submits("ana", text="rolled back web", at="1m ago")
    line = at.room.find("ana", at.channel, "is resolved")
    await at.presses("ana", line, "Correct times", keeps=True)
    begin = int(datetime(2026, 3, 4, 14, 0, tzinfo=UTC).timestamp())
    await at.submits("ana", " of the times in the wrong order", impact_since=begin)
    await at.quietly("ana", "reopen")
    await at.room.type("ana", at.channel, "/incident update")
    await at.submits("ana", " of *Update* with what is no time", news="The cause is found.", next="soon")
    await at.room.type("ana", at.channel, "/incident cadence off")
    await at.submits("ana", why="night; only the batch job is hit")
    await at.room.type("bea", "#general", "/incident retro login broken")
    await at.quietly_submits("bea", title="login broken", began="2026-03-01 14:00", ended="15:10")
    await at.dm("bea", "is written down", "the form was sent where Fireline is not")
    await at.room.type("ana", at.channel, "/incident link")
    await at.submits("ana", " of *Call link* with what is none", text="the usual one")


THEMES = (
    Theme(
        name="streams",
        about="A big incident split into parts, each with its own channel and lead.",
        story=streams,
        config={"streams": {"enabled": True}},
    ),
    Theme(name="tasks-by-form", about="What the buttons of a task lead to.", story=tasks_by_form),
    Theme(name="action-items-by-form", about="What the buttons of an item lead to.", story=items_by_form),
    Theme(name="taken-back", about="Undo of this and that, in time and too late.", story=taken_back),
    Theme(
        name="forms-sent",
        about="Forms with something wrong in them, and what comes when it is right.",
        story=sent_forms,
    ),
)
