"""Stakeholder updates: sending, the prompt, holding updates, the rhythm, subscriptions, quiet."""

from __future__ import annotations

from tests.browser.sheet import Sheet, Theme


async def sending(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", "impact 12 % of EU checkouts fail")
    await at.types("ana", "update")
    await at.quietly("ana", "update The cause is found; next word 15:00")
    leaving = await at.told(
        "ana", "leaves in 10 seconds", "Ana: `/incident update The cause is found; next word 15:00`"
    )
    await at.presses("ana", leaving, "Stop")
    await at.presses("ana", leaving, "Edit")
    await at.presses("ana", leaving, "Send")
    await at.told("dee", "The cause is found", "What stakeholders read", "#stakeholders")
    preview = await at.types("bea", "update failover failed")
    await at.presses("bea", preview.shown, "Send")
    sent = at.room.find("ana", at.channel, "Update 2 sent")
    await at.presses("ana", sent, "Correct", keeps=True)
    await at.quietly_submits("ana", news="The failover did not help.")
    await at.told("dee", "did not help", "A corrected update says so", "#stakeholders")
    said = await at.room.say("cy", at.channel, "A rollback is under way.")
    await at.room.sandbox.react("cy", said, "mega")
    await at.room.settle()
    await at.dm("ana", "proposes an update", "a message was marked 📣")
    await at.presses("ana", at.room.dm("ana", "proposes an update"), "Not now")
    await at.quietly("ana", "update We gave up on it.")
    gone = at.room.find("ana", at.channel, "leaves in 10 seconds")
    await at.room.press("ana", gone, "Stop")
    await at.presses("ana", gone, "Drop")


async def prompting(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me")
    await at.room.forward(minutes=25)
    prompt = await at.dm("ana", "update due", "five minutes before it is due, with nothing on record")
    await at.presses("ana", prompt, "5 more minutes")
    await at.presses("ana", prompt, "Edit")
    await at.room.forward(minutes=16)
    await at.dm("ana", "no update by", "nothing was sent")
    await at.told("dee", "no new information", "What stakeholders read instead", "#stakeholders")
    await at.quietly("ana", "impact 12 % of EU checkouts fail", "mitigating rolling back")
    await at.room.forward(minutes=56)
    await at.presses("ana", at.room.dm("ana", "update due"), "Send update")
    await at.told("dee", "update 1", "What stakeholders read", "#stakeholders")
    for _ in range(5):
        await at.room.forward(minutes=62)
    await at.dm("finn", "no news", "the escalation contact")
    await at.quietly("ana", "mitigated traffic moved away")
    await at.room.forward(minutes=11)
    await at.dm("ana", "it is mitigated", "a change of phase is prompted")
    await at.quietly("ana", "resolve pool restored")
    await at.room.forward(minutes=1)
    await at.dm("ana", "the last update", "the last update is prompted")
    await at.presses("ana", at.room.dm("ana", "the last update"), "Send update")
    await at.told("dee", "last update", "What stakeholders read", "#stakeholders")
    await at.quietly("ana", "reopen errors are back")
    await at.room.forward(minutes=11)
    await at.dm("ana", "it is open again", "reopened")


async def rhythm(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me")
    await at.types("ana", "cadence")
    every = await at.types("ana", "cadence 20m")
    await at.presses("ana", every.shown, "Undo")
    await at.types("ana", "every now and then")
    await at.types("ana", "cadence 2m")
    await at.types("ana", "cadence off")
    await at.types("ana", "cadence off the war room has the board on the phone")
    await at.types("ana", "cadence")
    await at.room.forward(hours=4, minutes=1)
    await at.told("cy", "Regular updates run again", "In the channel, four hours later")
    await at.types("ana", "cadence on")
    asked = await at.types("ana", "pause")
    await at.presses("ana", asked.shown, "Quiet the bot 30 min")
    await at.types("ana", "quiet")
    await at.types("ana", "quiet off")
    await at.types("ana", "quiet 30m")
    await at.types("ana", "quiet 40h")
    await at.types("ana", "quiet please")
    await at.quietly("ana", "resolve pool restored")
    await at.types("ana", "cadence 20m")


async def subscribing(at: Sheet) -> None:
    await at.room.sandbox.leave("dee", "#stakeholders")
    await at.declare()
    await at.quietly("ana", "ic me")
    await at.types("dee", "subscribe", "#general")
    ended = await at.types("dee", "subscribe sev1", "#general")
    await at.types("dee", "subscribe 1", "#general")
    await at.types("dee", "subscribe 1", "#general", as_well=", once more")
    await at.types("dee", "subscribe tomatoes", "#general")
    await at.types("dee", "unsubscribe", "#general")
    await at.quietly("ana", "update The cause is found.")
    await at.room.forward(seconds=11)
    await at.dm("dee", "The cause is found", "a subscriber who is not in the channel")
    await at.presses("dee", ended.shown, "Unsubscribe")
    await at.types("dee", "unsubscribe sev1", "#general")
    await at.types("gus", "subscribe all", "#incidents")
    private = await at.types("bea", "declare private sev1 keys leaked", "#general")
    assert private.shown is not None
    await at.types("bea", "subscribe 2", "#general")


async def nowhere(at: Sheet) -> None:
    await at.types("ana", "declare sev2 checkout returns 500s", "#general")
    at.channel = "#inc-1-checkout-returns-500s"
    await at.types("ana", "ic me")
    await at.types("ana", "cadence")
    await at.quietly("ana", "update The cause is found.")
    await at.told("ana", "leaves in 10 seconds", "An update where no stakeholder channel is")
    await at.room.forward(seconds=11)
    await at.told("ana", "update 1", "And when it was sent")
    await at.types("ana", "report checkout feels slow", "#general")
    await at.home("ana", "The home tab of an admin, where no channel is there")
    await at.presses("ana", "home", "Choose")


THEMES = (
    Theme(name="updates", about="An update from the line to its correction.", story=sending),
    Theme(
        name="updates-prompted",
        about="What is asked before an update is due, and what stands in for it.",
        story=prompting,
        config={"escalation": ["U0FINN"]},
    ),
    Theme(
        name="cadence-and-quiet", about="How often stakeholders hear, and how long the bot keeps quiet.", story=rhythm
    ),
    Theme(name="subscriptions", about="Updates by direct message.", story=subscribing),
    Theme(
        name="without-channels",
        about="No digest and no stakeholder channel.",
        story=nowhere,
        options={"bot_channels": ("general",)},
    ),
)
