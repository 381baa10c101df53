"""Action items, with all that they refuse."""

from __future__ import annotations

from datetime import UTC, datetime

from fireline.sandbox.seen import Seen
from tests.browser.sheet import Sheet, Theme

WHEN = "by 2026-03-20"


async def _on(at: Sheet, day: int, month: int = 3) -> None:
    at.room.clock.jump(datetime(2026, month, day, 15, 0, tzinfo=UTC))
    await at.room.tick()


async def _listed(at: Sheet, who: str, line: str = "actions") -> Seen:
    """A list that stays as it is while the items go on."""
    shown = (await at.room.type(who, at.channel, f"/incident {line}")).shown
    assert shown is not None
    return shown


async def refused(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me")
    await at.types("ana", f"action @bea be careful with deploys {WHEN}")
    await at.types("ana", f"action @fireline alert on queue depth {WHEN}")
    await at.quietly("ana", f"action alert on queue depth {WHEN}")
    of_bea, of_cy = [await _listed(at, who) for who in ("bea", "cy")]
    await at.presses("cy", of_cy, "Give it to …")
    await at.presses("bea", of_bea, "I'll take it")
    await at.presses("cy", of_cy, "I'll take it")
    await at.presses("cy", of_cy, "Give it to …", keeps=True)
    await at.submits("cy", " with who has it already", person="U0BEA")
    await at.presses("bea", of_bea, "Edit", keeps=True)
    await at.submits("bea", " with a blank for a title", title=" ")
    await at.presses("bea", of_bea, "New date", keeps=True)
    await at.submits("bea", " with a day far away", due="2030-01-01")
    await at.presses("bea", of_bea, "Won't do", keeps=True)
    await at.submits("bea", " with a blank for a reason", reason=" ")
    await at.presses("bea", of_bea, "Done", keeps=True)
    await at.submits("bea", " with a link that is none", keeps=True, link="the board")
    await at.quietly_submits("bea", link="")
    await at.presses("bea", of_bea, "Done")
    made = await at.room.type("ana", at.channel, f"/incident action write a runbook {WHEN}")
    late = await _listed(at, "cy")
    await at.room.press("ana", made.shown, "Undo")
    await at.presses("cy", late, "Give it to …")


async def dates(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", f"action @bea alert on queue depth {WHEN}")
    of_bea, of_cy = [await _listed(at, who) for who in ("bea", "cy")]
    await at.room.press("bea", of_bea, "New date")
    await at.quietly_submits("bea", due="2026-03-23")
    await at.presses("bea", of_bea, "New date", keeps=True)
    await at.room.press("cy", of_cy, "New date")
    await at.quietly_submits("cy", due="2026-03-24")
    await at.submits("bea", ", while Cy has moved it a second time", due="2026-03-25")
    await at.presses("bea", of_bea, "New date", keeps=True)
    await at.shows_form("bea", "Bea presses *New date*, after two moves")
    await at.room.press("bea", of_bea, "New date")
    await at.submits("bea", due="2026-03-25", reason="the vendor ships on Tuesday")
    await at.room.press("bea", of_bea, "Edit")
    await at.quietly_submits("bea", title="alert when queue depth passes 500")
    await at.room.press("ana", await _listed(at, "ana"), "Won't do")
    await at.quietly_submits("ana", reason="the queue is going away")
    await at.types("ana", "timeline all")


async def owners(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", f"action @bea alert on queue depth {WHEN}")
    todo = await _listed(at, "bea", "todo")
    await at.presses("bea", todo, "Accept")
    await at.presses("bea", todo, "Accept")
    listed = await _listed(at, "bea")
    await at.room.press("bea", listed, "Hand over")
    await at.quietly_submits("bea", person="U0CY")
    await at.dm("bea", "Offered to", "while Cy has not answered")
    offers = await _listed(at, "cy", "my actions")
    await at.presses("cy", offers, "No")
    await at.presses("cy", offers, "Accept")
    await at.room.press("bea", listed, "Hand over")
    await at.quietly_submits("bea", person="U0CY")
    await at.presses("cy", offers, "Accept")
    await at.presses("bea", todo, "Accept")
    await at.presses("cy", await _listed(at, "cy", "todo"), "Hand over")
    await at.quietly("cy", "undo")
    await at.presses("bea", todo, "Not mine")
    await at.presses("bea", todo, "Accept")
    await at.types("ana", "timeline all")


async def of_messages(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me")
    said = await at.room.say("bea", at.channel, "we need a second replica")
    shot = await at.room.say("bea", at.channel, "", files={"graph.png": "the queue"})
    silent = await at.room.say("bea", at.channel, "")
    for message in (said, shot, silent, said):
        await at.room.sandbox.react("cy", message, "clipboard")
        await at.room.settle()
        if message is said:
            await at.room.sandbox.unreact("cy", message, "clipboard")
            await at.room.settle()
    await at.room.sandbox.react("cy", said, "clipboard")
    await at.room.settle()
    listed = await _listed(at, "ana")
    await at.sees("ana", listed, "Ana: `/incident actions`, after 📋 on three messages")
    await at.room.press("ana", listed, "I'll take it")
    await at.room.sandbox.delete("bea", said)
    await at.room.settle()
    await at.types("ana", "actions")
    await at.types("ana", "timeline all 30")


async def leavers(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", f"action @finn alert on queue depth {WHEN}")
    for who in ("finn", "ana"):
        await at.room.sandbox.change_user(who, deleted=True)
        await at.room.settle()
    await at.types("bea", "actions")
    await at.quietly(
        "bea", "ic me", f"action me write a runbook {WHEN}", f"action @cy add a replica {WHEN}", "task @dee watch"
    )
    await at.room.press("bea", await _listed(at, "bea"), "Hand over", "1:2")
    await at.quietly_submits("bea", person="U0DEE")
    await at.types("bea", "timeline all")
    await at.room.press("bea", (await at.room.type("bea", at.channel, "/incident private")).shown, "Make private")
    await at.dm("dee", "An item of a private", "who was offered an item of what is private now")
    await at.dm("dee", "is private now", "who had a task of what is private now")
    await at.types("bea", "timeline all", as_well=", later")
    await at.presses("bea", await _listed(at, "bea", "todo"), "Not mine")


async def week(at: Sheet) -> None:
    await at.declare()
    await at.room.say("cy", at.channel, "looking at the replicas")
    await at.quietly(
        "ana",
        "ic me",
        "action @bea move to the new store by 2026-04-24",
        "action @bea alert on queue depth by 2026-04-02",
        "action @bea add a replica by 2026-04-20",
        *(f"action @cy restore backup {number} {WHEN}" for number in range(1, 15)),
    )
    channel = at.channel
    await at.declare("declare sev3 search is slow")
    await at.quietly("ana", "action @bea tidy the index by 2026-04-22")
    at.channel = channel
    await at.dm("cy", "more in your list", "with more items than a message holds")
    await _on(at, 9)
    await _on(at, 30)
    monday = await at.dm("bea", "Your other open action items", "on a Monday on which one is due soon")
    await at.room.press("bea", await _listed(at, "bea", "my actions"), "Hand over", "1:3")
    await at.quietly_submits("bea", person="U0CY")
    await at.room.press("cy", await _listed(at, "cy", "my actions"), "Accept")
    await at.sees("bea", monday, "To Bea by DM, the same one, once Cy has taken over the first of the others")
    await at.room.press("ana", (await at.room.type("ana", at.channel, "/incident private")).shown, "Make private")
    await at.sees("bea", monday, "To Bea by DM, the same one, once the incident is private")


THEMES: tuple[Theme, ...] = (
    Theme(name="action-items-refused", about="What is asked back, and buttons of old lists.", story=refused),
    Theme(name="action-items-dates", about="Two new dates for the asking, the third with a reason.", story=dates),
    Theme(name="action-items-given", about="Accepted, offered, handed over, given back.", story=owners),
    Theme(
        name="action-items-of-messages",
        about="📋 on a message, taken away, and the message deleted.",
        story=of_messages,
    ),
    Theme(name="action-items-of-leavers", about="Owners who left or were shut out.", story=leavers),
    Theme(name="action-items-week", about="The message of a Monday, and one with many items.", story=week),
)
