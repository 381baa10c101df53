"""Roles where something is in the way: refusals, questions that are settled, shadows, the rota, who may what."""

from __future__ import annotations

import yaml

from fireline.sandbox.seen import Seen
from tests import poison
from tests.browser.replies.roles import ROLES, ROTA
from tests.browser.sheet import Sheet, Theme

UNSENT = "msg_too_long"  # Slack does not take the edit, and what stood there stays


def _of(seen: Seen) -> dict[str, str]:
    return {"channel": seen.channel, "ts": seen.ts}


async def refused(at: Sheet) -> None:
    await at.declare()
    await at.types("bea", "ic @ana")
    await at.types("bea", "scribe @bea @cy")
    await at.types("bea", "release @cy")
    await at.types("cy", "leave")
    await at.quietly("ana", "ic me")
    await at.quietly("cy", "shadow ic")
    await at.types("ana", "handoff @ana")
    over = await at.types("bea", "ic none")
    await at.presses("bea", over.shown, "End it")
    await at.dm("ana", "no longer IC", "who led it")
    await at.room.forward(minutes=5)
    await at.told("cy", "no confirmed IC", "In the channel, after five minutes without anybody")
    await at.types("ana", "ic @dee")
    await at.quietly("ana", "resolve pool restored")
    await at.dm("dee", "nothing is asked of you", "who was asked to lead")
    await at.types("ana", "ic @dee", as_well=", when it is resolved")
    await at.quietly("ana", "close")
    await at.types("cy", "scribe me")


async def settled(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", "ic @bea")
    first = at.room.dm("bea", "asks you to be IC")
    at.room.sandbox.fault(UNSENT, "chat.update", args=_of(first))
    second = await at.types("ana", "ic @dee")
    await at.presses("bea", first, "Accept")
    theirs = await poison.old_button(
        at.room, at.channel, "IC of INC-1?", "Accept", action_id="roles:accept", value="1:2"
    )
    await at.presses("cy", theirs, "Accept")
    await at.presses("dee", at.room.dm("dee", "asks you to be IC"), "Not me")
    await at.presses("ana", second.shown, "Undo")
    await at.quietly("ana", "ic @finn")
    await at.room.forward(minutes=3)
    silent = at.room.dm("ana", "<@U0FINN> has not answered")
    await at.presses("ana", silent, "Take it back")
    await at.quietly("ana", "ic @eve")
    await at.room.forward(minutes=3)
    silent = at.room.dm("ana", "<@U0EVE> has not answered")
    await at.quietly("ana", "ic @finn")
    await at.sees("ana", silent, "Ana asks Finn instead, and the message about Eve says")
    first = at.room.dm("finn", "asks you to be IC")
    await at.quietly("ana", "ic @finn")
    await at.sees("finn", first, "Ana asks Finn once more, and the first question says")
    await at.room.forward(minutes=3)
    silent = at.room.dm("ana", "<@U0FINN> has not answered")
    at.room.sandbox.fault(UNSENT, "chat.update", args=_of(silent))
    await at.room.press("finn", at.room.dm("finn", "asks you to be IC"), "Accept")
    await at.presses("ana", silent, "Take it back")
    await at.types("ana", "timeline all")
    await at.quietly("cy", "scribe me", "comms me")
    await at.room.type("cy", at.channel, "/incident handoff")
    over = await at.room.type("ana", at.channel, "/incident scribe me")
    await at.room.press("ana", over.shown, "Take over")
    await at.submits("cy", ", whose role Ana has taken meanwhile", person="eve", part="scribe")
    over = await at.room.type("cy", at.channel, "/incident assign scribe to me")
    await at.room.press("cy", over.shown, "Take over")
    taken = at.room.find("cy", at.channel, "You are scribe")
    await at.quietly("bea", "scribe @dee")
    over = at.room.find("bea", at.channel, "in place of")
    await at.room.press("bea", over, "Change it")
    await at.presses("cy", taken, "Undo")


async def shadows(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me")
    await at.quietly("cy", "shadow scribe")
    card = await at.dm("cy", "You shadow", "who learns a role that nobody has")
    await at.quietly("cy", "shadow ic")
    await at.sees("cy", card, "The same card, when Cy shadows a second role")
    await at.presses("cy", card, "Stop shadowing")
    await at.sees("cy", card, "The card of Cy then")
    await at.types("cy", "undo")
    given = await at.types("bea", "shadow ic @dee")
    await at.presses("bea", given.shown, "Undo")
    await at.types("bea", "shadow ic @dee @finn")
    await at.types("bea", "shadow none")
    await at.types("bea", "shadow none @cy")
    await at.types("ana", "timeline all")


async def usual(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", "ops @bea @cy")
    card = at.room.dm("bea", "operations lead of INC-1")
    listed = await at.room.press("bea", card, "First tasks")
    at.room.sandbox.fault(UNSENT, "chat.update", args=_of(card), times=None)
    for task in [each for each in listed.shown.buttons if each.label == "Give me this task"]:
        await at.room.press("bea", listed.shown, task.label, task.value)
    await at.presses("bea", card, "First tasks")
    await at.types("ana", "ops none")
    await at.room.forward(minutes=56)
    await at.presses("ana", at.room.dm("ana", "You are IC"), "Hand over", keeps=True)
    await at.shows_form("ana", "Ana presses *Hand over* on the card")
    await at.room.press("ana", at.room.dm("ana", "You are IC"), "Hand over")
    await at.submits("ana", " with nobody named")
    for who in ("bea", "cy"):
        await at.quietly(who, "release ops")
    await at.quietly("ana", "comms me", "ops me")
    await at.dm("ana", "You are IC", "who holds every role there is")


async def turns(at: Sheet) -> None:
    await at.declare("declare sev1 everything down", by="bea")
    await at.dm("bea", "acting IC", "who is on duty and has declared it")
    await at.presses("dee", at.room.dm("dee", "The rota asks you"), "Not me")
    await at.dm("ana", "The rota asks you", "whose turn comes next")
    await at.room.sandbox.change_user("ana", deleted=True)
    await at.room.settle()
    await at.types("cy", "rota comms")
    listed = await at.types("cy", "roles")
    await at.types("cy", "timeline all")
    rota = {"ic": {**ROTA["ic"], "starts": "2026-03-09"}}
    at.room.app.settings.env.config.write_text(yaml.safe_dump({"rota": rota, "escalation": ["U0FINN"]}))
    await at.room.app.reloading.run()
    pressed = await at.room.press("cy", listed.shown, "Ask the IC on duty")
    await at.answered("cy", pressed, "Cy presses *Ask the IC on duty*, when the rota has changed since")
    for minutes in (2, 3, 5):
        await at.room.forward(minutes=minutes)
    asked = await at.room.type("bea", at.channel, "/incident private")
    await at.room.press("bea", asked.shown, "Make private")
    await at.dm("finn", "is private now", "who was told that nobody leads, when it is made private")


async def barred(at: Sheet) -> None:
    await at.declare()
    await at.types("bea", "declare login broken", "#incidents")
    await at.types("bea", "cancel")
    await at.types("bea", "note rolled back")
    said = await at.room.say("ana", at.channel, "rolled back web")
    await at.room.sandbox.react("bea", said, "pushpin")
    await at.room.settle()
    await at.told("bea", "Your emoji stays", "Bea puts 📌 on a message")


THEMES = (
    Theme(name="roles-refused", about="What cannot be taken, given or ended.", story=refused),
    Theme(name="roles-settled", about="Questions that were settled meanwhile.", story=settled),
    Theme(name="roles-learned", about="Shadows: their cards, and what is taken back.", story=shadows),
    Theme(
        name="roles-usual",
        about="What usually comes first, and who holds it all.",
        story=usual,
        config={"roles": ROLES},
    ),
    Theme(
        name="roles-in-turn",
        about="The rota goes on to the next.",
        story=turns,
        config={"rota": ROTA, "escalation": ["U0FINN"]},
    ),
    Theme(
        name="roles-barred",
        about="What the settings let nobody do, or only some.",
        story=barred,
        config={"permissions": {"declare": ["S0SRE", "U0ANA"], "cancel": [], "contribute": "holders"}},
    ),
)
