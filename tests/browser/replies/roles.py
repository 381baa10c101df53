"""Roles: taking, asking, handing over, shadowing, the rota, and the reminders."""

from __future__ import annotations

from tests.browser.sheet import Sheet, Theme

WEEK = {"starts": "2026-03-02", "zone": "Europe/Berlin"}
ROTA = {"ic": {"people": ["U0BEA", "U0CY"], **WEEK}, "comms": {"people": ["U0DEE", "U0ANA"], **WEEK}}
OPS = {
    "key": "ops",
    "name": "operations lead",
    "several": True,
    "duties": "You carry out what was decided.",
    "tasks": [{"what": "Say who changes what", "within": "10m"}, "Stop deploys"],
}
ROLES = [
    {"key": "ic", "name": "IC", "duties": "You decide, delegate and keep time. Others fix."},
    {"key": "comms", "name": "communications lead", "duties": "You tell stakeholders what is known, on time."},
    OPS,
]


async def taking(at: Sheet) -> None:
    await at.declare()
    await at.types("ana", "ic")
    await at.types("ana", "ic me")
    await at.types("ana", "ic me", as_well=", holding it")
    over = await at.types("bea", "ic me")
    await at.presses("bea", over.shown, "Take over")
    await at.dm("ana", "in your place", "who was replaced")
    await at.types("cy", "scribe me")
    await at.types("bea", "comms @cy")
    away = await at.types("bea", "comms none")
    await at.presses("bea", away.shown, "End it")
    await at.types("bea", "comms none")
    await at.types("bea", "comms @cy")
    await at.types("ana", "scribe @bea")
    await at.types("bea", "scribe none")
    await at.types("bea", "roles")
    await at.types("bea", "release scribe")
    await at.types("bea", "leave")
    await at.types("bea", "assign @dee")
    await at.types("bea", "assign")
    await at.types("bea", "comms somebody")
    await at.types("bea", "comms @gus")


async def asking(at: Sheet) -> None:
    await at.declare()
    await at.types("ana", "ic @bea")
    await at.dm("bea", "asks you to be IC", "the question")
    await at.room.forward(minutes=3)
    await at.dm("ana", "has not answered", "the giver after three minutes")
    await at.presses("bea", at.room.dm("bea", "asks you to be IC"), "Not me")
    await at.dm("ana", "passed on", "the giver after a no")
    await at.quietly("ana", "ic @cy")
    await at.presses("cy", at.room.dm("cy", "asks you to be IC"), "Accept")
    await at.told("ana", "is IC of INC-1", "The channel is told")
    place = await at.types("ana", "ic @bea", as_well=", while Cy leads")
    await at.presses("ana", place.all_shown[0], "Ask them")
    await at.presses("bea", at.room.dm("bea", "asks you to be IC"), "Accept")
    await at.dm("cy", "in your place", "who was replaced")
    await at.quietly("bea", "ic @dee", "ic @finn")
    await at.dm("dee", "no longer asked", "who is not asked any more")


async def handing_over(at: Sheet) -> None:
    await at.declare()
    await at.quietly(
        "ana", "ic me", "impact 12 % of EU checkouts fail", "scribe @cy", "task @cy restart the consumer in 20m"
    )
    await at.room.say("bea", at.channel, "5xx since 13:55, all of them from the payment pool")
    await at.types("ana", "handoff @bea the vendor calls back at 15:00")
    await at.dm("bea", "hands you", "the offer with its brief")
    await at.presses("bea", at.room.dm("bea", "hands you"), "Accept")
    await at.dm("bea", "You are IC", "the card of the new holder")
    await at.types("bea", "handoff")
    await at.types("bea", "handoff scribe to @dee")
    await at.types("ana", "handoff @bea")
    await at.types("bea", "handoff @gus")
    await at.room.forward(hours=4, minutes=1)
    await at.dm("bea", "Hand INC-1 over?", "after four hours")
    await at.quietly("bea", "resolve pool restored")
    await at.dm("bea", "Your role ended", "when it is over")


async def shadowing(at: Sheet) -> None:
    await at.declare("declare sev1 checkout returns 500s")
    await at.quietly("ana", "ic me")
    await at.types("bea", "ops me")
    await at.types("bea", "ops @cy @dee")
    await at.types("bea", "ops none")
    await at.types("cy", "shadow")
    await at.types("cy", "shadow ic")
    await at.types("cy", "shadow ic", as_well=", once more")
    await at.types("ana", "shadow ic")
    await at.types("ana", "comms shadow @dee")
    await at.types("cy", "shadow none")
    await at.types("cy", "shadow traffic is failing")
    await at.types("cy", "ops")
    await at.presses("cy", at.room.dm("cy", "operations lead"), "First tasks")
    await at.dm("cy", "operations lead of INC-1", "the card of a role of one's own, with what comes first")


async def duty(at: Sheet) -> None:
    await at.types("ana", "rota", "#general")
    await at.types("ana", "rota comms", "#general")
    await at.types("ana", "rota scribe", "#general")
    await at.types("ana", "rota dancers", "#general")
    await at.declare("declare sev1 everything down")
    await at.dm("bea", "The rota asks you", "who is on duty")
    await at.room.forward(minutes=2)
    await at.room.forward(minutes=3)
    await at.told("ana", "no confirmed IC", "In the channel, after five minutes")
    await at.types("ana", "roles")
    await at.room.forward(minutes=5)
    await at.dm("finn", "no confirmed IC", "the escalation contact")
    await at.presses("bea", at.room.dm("bea", "The rota asks"), "Accept")
    await at.dm("finn", "INC-1: IC", "the escalation contact, when it is settled")
    await at.dm("dee", "The rota asks you", "who is on duty for another role")


THEMES = (
    Theme(name="roles", about="Taking, giving and ending roles.", story=taking),
    Theme(name="roles-asked", about="An IC is asked and accepts; the giver hears of it.", story=asking),
    Theme(
        name="roles-handed-over", about="Handing over with a brief; after four hours; at the end.", story=handing_over
    ),
    Theme(
        name="roles-shared",
        about="Shadows, roles held by several, what comes first.",
        story=shadowing,
        config={"roles": ROLES},
    ),
    Theme(
        name="roles-on-duty",
        about="The rota, what it proposes, and the reminders.",
        story=duty,
        config={"rota": ROTA, "escalation": ["U0FINN"]},
    ),
)
