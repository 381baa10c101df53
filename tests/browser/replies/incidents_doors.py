"""Who can see an incident and who may change it; lines said to the bot; what outlived its meaning."""

from __future__ import annotations

from tests import poison
from tests.browser.sheet import Sheet, Theme

EVERYWHERE = ("incidents", "stakeholders", "general")


async def let_in(at: Sheet) -> None:
    await at.room.type("ana", "#general", "/incident declare private sev2 keys leaked")
    await at.room.settle()
    hidden = at.channel = "#" + (await at.newest()).channel_name
    await at.types("ana", "private")
    await at.types("ana", "invite @bea")
    await at.types("ana", "task @bea revoke the keys")
    await at.quietly("ana", "access @bea")
    await at.room.sandbox.leave("bea", hidden)
    await at.room.settle()
    await at.types("dee", "INC-1 public", "#general")
    await at.types("ana", "timeline all")
    await at.declare()
    await at.types("ana", "invite")
    await at.types("ana", "invite @dee")
    await at.types("ana", "access @dee")
    await at.quietly("bea", "ic me")
    one = (await at.room.type("ana", at.channel, "/incident private")).shown
    other = (await at.room.type("bea", at.channel, "/incident private")).shown
    assert one is not None and other is not None
    closed = await at.room.press("ana", one, "Make private")
    await at.presses("bea", other, "Make private")
    await at.room.sandbox.join("finn", at.channel)
    await at.room.settle()
    await at.presses("finn", at.room.card(at.channel), "Set impact")
    await at.room.press("ana", closed.shown, "Move to a private channel")
    await at.room.settle()
    at.channel = "#" + (await at.room.incident(2)).channel_name
    await at.types("ana", "timeline all")
    await at.room.sandbox.archive("ana", at.channel)
    await at.room.settle()
    await at.types("ana", "INC-2 access @finn", "#general")
    await at.types("ana", "INC-2 join", "#general")


async def refused(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", "scribe @cy")
    for line in ("mitigating rolling back", "sev1 all regions", "scribe me", "update Rolling back.", "pm export"):
        await at.types("bea", line)
    await at.presses("bea", at.room.card(at.channel), "Send update")


async def said(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me")
    parent = await at.room.say("ana", at.channel, "what hurts?")
    await at.room.say("ana", at.channel, "@fireline update Rolling back.", thread_ts=parent.ts)
    await at.told("ana", "The answer is in the channel", "Ana wrote “@fireline update Rolling back.” in a thread")
    await at.room.say("bea", at.channel, "should we ask @fireline to resolve this?")
    await at.told("bea", "begins with its name", "Bea wrote “should we ask @fireline to resolve this?”")
    await at.room.say("bea", at.channel, "@fireline impact")
    await at.told("bea", "opens a form", "Bea wrote “@fireline impact”")
    await at.room.stop_bot()
    await at.room.sandbox.say("bea", at.channel, "@fireline")
    at.room.clock.forward(minutes=20)
    await at.room.start_bot()
    await at.told("bea", "was away", "Bea wrote “@fireline” while it was stopped")


async def outlived(at: Sheet) -> None:
    await at.declare()
    entry = (await at.room.timeline())[0]
    for label, action_id, value in (
        ("Run the line", "line:run", "1:soon"),
        ("Undo", "incidents:undo", f"1:{entry.id}"),
        ("Undo", "incidents:undo", "1:4711"),
    ):
        seen = await poison.old_button(at.room, at.channel, "An old message", label, action_id=action_id, value=value)
        outcome = await at.room.press("ana", seen, label)
        await at.answered("ana", outcome, f"Ana presses *{label}* of a message of another version")
    for label, action_id in (("Resolve", "incidents:resolve_form"), ("I'll take it", "tasks:mine")):
        seen = await poison.old_button(at.room, "#general", "An old message", label, action_id=action_id)
        outcome = await at.room.press("ana", seen, label)
        await at.answered("ana", outcome, f"Ana presses *{label}* of a message that names no incident")
    await poison.old_form(at.room, await at.room.type("ana", at.channel, "/incident help"))
    await at.submits("ana", " of a version that is gone", text="rolled back web")


THEMES = (
    Theme(
        name="let-in",
        about="Who can see a private incident, and how they come and go.",
        story=let_in,
        config={"permissions": {"visibility": ["everyone"], "see_private": ["U0DEE", "S0SRE"]}},
    ),
    Theme(
        name="who-may-change",
        about="Status, severity, roles and updates for those whom the settings name.",
        story=refused,
        config={
            "permissions": {
                "change_status": ["ic"],
                "raise_severity": ["ic", "admins"],
                "replace_holder": ["admins"],
                "send_update": ["comms"],
                "export": [],
            }
        },
    ),
    Theme(name="said-to-fireline", about="Lines that begin with its name, in threads and late.", story=said),
    Theme(
        name="outlived",
        about="Buttons and forms that outlived what they meant.",
        story=outlived,
        options={"bot_channels": EVERYWHERE},
    ),
)
