"""The home tab, and the menu of a message, in rare states."""

from __future__ import annotations

from fireline.sandbox.seen import Seen
from tests.browser.sheet import Sheet, Theme


async def tabs(at: Sheet) -> None:
    at.room.sandbox.fault("user_not_found", "users.info", times=None)
    await at.home("finn", "Somebody whom Slack has not told of yet")
    at.room.sandbox.clear_faults()
    await at.home("finn", "Finn opens it again")
    await at.declare()
    await at.quietly("ana", "action @bea detection alert on queue depth by 2026-03-20")
    listed = await at.room.type("bea", at.channel, "/incident actions")
    await at.room.press("bea", listed.shown, "Hand over")
    await at.room.submit("bea", person="U0DEE")
    for number in range(2, 12):
        await at.room.type("cy", "#general", f"/incident declare anyway sev4 shop {number} is slow")
    await at.home("dee", "An action item is offered, and much is going on")


async def missing(at: Sheet) -> None:
    await at.home("ana", "An admin, where no channel of the settings is")
    at.room.sandbox.fault("restricted_action", "conversations.create", times=2)
    await at.room.press("ana", "home", "Create both")
    await at.dm("ana", "was not created", "after *Create both*")
    await at.presses("ana", "home", "Choose", keeps=True)
    await at.submits("ana", " empty")
    await at.presses("ana", "home", "Choose", keeps=True)
    await at.submits("ana", digest="C0GENERAL", stakeholders="C0SECOPS")
    await at.presses("ana", "home", "Choose")
    await at.room.sandbox.invite("ana", "#secops", "fireline")
    await at.room.settle()
    await at.presses("ana", "home", "Choose")
    await at.home("ana", "The tab once it is opened again")


async def menu(at: Sheet) -> None:
    await at.declare()
    said = await at.room.say("bea", at.channel, "we need an alert on queue depth")
    await _chosen(at, "bea", "mark_key", said, "Add to the timeline")
    await at.presses("bea", at.room.find("bea", at.channel, "A key moment"), "Undo")
    await _chosen(at, "cy", "propose_update", said, "Propose as an update")
    await at.room.sandbox.react("cy", said, "clipboard")
    await at.room.settle()
    await _chosen(at, "bea", "make_item", said, "Make an action item")
    card = at.room.card(at.channel)
    await _chosen(at, "ana", "mark_key", card, "Add to the timeline")
    shot = await at.room.say("bea", at.channel, "", files={"graph.png": "…"})
    await _chosen(at, "ana", "mark_key", shot, "Add to the timeline")


async def _chosen(at: Sheet, who: str, what: str, message: Seen, label: str) -> None:
    outcome = await at.room.sandbox.message_shortcut(who, f"overview:{what}", message)
    await at.room.settle()
    about = message.words.splitlines()[0] if message.words else "without words"
    await at.answered(who, outcome, f"{who.title()} chooses *{label}* in the menu of a message ({about})")


THEMES = (
    Theme(
        name="home-tabs-seldom",
        about="Somebody new, and more than fits.",
        story=tabs,
        options={"bot_channels": ("incidents", "stakeholders", "general")},
    ),
    Theme(
        name="missing-channels",
        about="An admin has channels made, or chooses others.",
        story=missing,
        options={"bot_channels": ("general",)},
    ),
    Theme(name="message-menu", about="What the menu of a message does, and refuses.", story=menu),
)
