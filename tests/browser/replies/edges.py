"""What goes wrong: no permission, guests, what Slack refuses, faults, failures for good; and home tabs."""

from __future__ import annotations

from tests import poison
from tests.browser.sheet import Sheet, Theme

EVERYWHERE = ("incidents", "stakeholders", "general")
STRICT = {
    "declare": ["U0DEE", "admins"],
    "close": ["ic"],
    "cancel": ["S0SRE"],
    "take_role": ["scribe"],
    "lower_severity": ["admins"],
    "contribute": ["U0ANA", "U0DEE"],
}


async def refused(at: Sheet) -> None:
    await at.room.app.directory.know("U0ANA")  # an admin
    await at.declare()
    for line in ("declare login broken", "severity sev3", "note rolled back", "close", "cancel", "merge 1"):
        await at.types("bea", line)
    await at.presses("bea", at.room.card(at.channel), "I'll lead")
    await at.room.sandbox.join("gus", at.channel)
    await at.room.settle()
    for line in ("declare x", "note rolled back", "timeline", "status", "task me look", "action look", "ic me", "todo"):
        await at.types("gus", line)


async def guests(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me")
    for line in ("", "list", "show 1", "report slow", "retro x"):
        await at.types("gus", line, "#incidents")
    await at.home("gus", "The home tab of a guest")


async def failing(at: Sheet) -> None:
    at.room.sandbox.fault("not_in_channel", "pins.add", times=1)
    await at.declare()
    await at.told("ana", "Not done", "The card says what could not be done")
    report = await at.told("ana", "failed for good", "Admins are told in their channel", "#general")
    await at.presses("bea", report, "Retry")
    await at.presses("ana", report, "Retry")
    at.room.sandbox.fault("restricted_action", "conversations.create", times=1)
    await at.types("cy", "declare sev3 login is broken", "#incidents")


async def faults(at: Sheet) -> None:
    await at.declare()
    await poison.is_typed(at.room, at.channel)
    await at.told("ana", "a fault in Fireline", "Ana wrote a line that met a fault")
    await poison.arrives(at.room, at.channel)
    await poison.is_exhausted(at.room)
    report = await at.told("ana", "could not be taken in", "Admins are told of an event that failed", "#general")
    await at.presses("bea", report, "Retry")
    await at.room.sandbox.press("ana", (report.channel, report.ts), "Retry")
    await poison.is_exhausted(at.room)
    await at.sees("ana", report, "Ana presses *Retry*, and it fails again")
    at.room.faults_were_meant()
    old = await poison.old_button(at.room, at.channel, "Task: restart the consumer", "Finish")
    await at.presses("ana", old, "Finish")


async def homes(at: Sheet) -> None:
    await at.home("dee", "Nothing is going on")
    await at.declare()
    await at.home("ana", "Who declared it")
    await at.home("dee", "Who has no part in it")
    await at.quietly(
        "ana",
        "ic @bea",
        "task @bea restart the consumer in 20m",
        "action @bea detection alert on queue depth by 2026-03-20",
        "comms me",
    )
    await at.room.type("dee", "#incidents", "/incident declare private sev1 keys leaked")
    await at.room.settle()
    await at.home("bea", "Asked to lead, with a task and an item")
    await at.quietly("bea", "ic me")
    await at.room.forward(minutes=26)
    await at.home("ana", "An update is due")
    await at.home("dee", "With a private one")
    await at.quietly("ana", "resolve pool restored")
    await at.room.forward(days=1)
    await at.home("bea", "On the day after")
    await at.home("finn", "Somebody else, on the day after")


async def gone(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", "action @bea detection alert on queue depth by 2026-03-20")
    await at.room.sandbox.change_user("bea", deleted=True)
    await at.room.settle()
    await at.dm("ana", "An action item for you", "who leads, when Bea has left")
    await at.types("ana", "action @bea read the runbook by 2026-03-20")
    await at.room.sandbox.archive("dee", "#stakeholders")
    await at.room.settle()
    await at.quietly("ana", "update Rolling back")
    await at.room.forward(seconds=12)
    await at.told("ana", "Update 1 sent", "An update whose stakeholder channel is archived")
    await at.home("ana", "An admin, where the stakeholder channel is gone")
    await at.room.press("ana", "home", "Create #stakeholders")
    await at.dm("ana", "stakeholders", "after *Create #stakeholders*: the archived one still has the name")
    await at.room.press("ana", "home", "Later")
    await at.home("ana", "Ana presses *Later*")


async def seldom(at: Sheet) -> None:
    await at.told(
        "ana", "does not exist", "A channel of the settings that is not there, told to admins at the start", "#general"
    )
    await at.declare("declare sev2 checkout returns 500s")
    await at.types("ana", "note 23:40 tomorrow rolled back web")
    await at.room.stop_bot()
    await at.room.sandbox.say("bea", at.channel, "@fireline note rolled back web")
    at.room.clock.forward(minutes=20)
    await at.room.start_bot()
    await at.told("bea", "was away", "Bea wrote “@fireline note rolled back web” while it was stopped")
    await at.home("ana", "An admin, where a channel is missing")
    await at.presses("ana", "home", "Choose")


THEMES = (
    Theme(
        name="who-may", about="Refusals name who can; guests read along.", story=refused, config={"permissions": STRICT}
    ),
    Theme(name="guests", about="A guest outside the incidents that they are in.", story=guests),
    Theme(
        name="what-slack-refuses",
        about="What could not be done, said where it is seen, with Retry.",
        story=failing,
        config={"channels": {"admin": "general"}},
        options={"bot_channels": EVERYWHERE},
    ),
    Theme(name="home-tabs", about="The home tab in several states.", story=homes),
    Theme(
        name="seldom",
        about="After a stop, and with a channel missing.",
        story=seldom,
        config={"channels": {"admin": "general", "digest": "war-room"}},
        options={"bot_channels": EVERYWHERE},
    ),
    Theme(
        name="what-has-gone",
        about="Somebody left, a channel was archived.",
        story=gone,
        options={"bot_channels": EVERYWHERE},
    ),
    Theme(
        name="faults",
        about="A fault, an event that could not be taken in, a button of an older version.",
        story=faults,
        config={"channels": {"admin": "general"}},
        options={"bot_channels": EVERYWHERE},
    ),
)
