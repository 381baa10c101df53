"""Declaring: receipts, questions before, what is refused; and the lines that are no sentence."""

from __future__ import annotations

from tests.browser.sheet import Sheet, Theme


async def declared(at: Sheet) -> None:
    await at.types("ana", "declare sev2 checkout returns 500s", "#incidents")
    await at.types("bea", "declare login is broken", "#incidents")
    await at.types("bea", "declare sev0 the whole site is down", "#general")
    await at.types("ana", "declare private sev1 keys leaked", "#incidents")
    await at.types("dee", "drill start sev1 the database is gone", "#incidents")
    await at.told("cy", "INC-1 checkout", "The digest line of an incident, for everybody", "#incidents")
    at.channel = "#inc-1-checkout-returns-500s"
    await at.told("ana", "Recorded for the review", "The pinned card in its channel")
    await at.dm("ana", "acting IC of INC-1", "whoever declared it")
    await at.room.sandbox.join("dee", at.channel)
    await at.room.settle()
    await at.told("dee", "This channel is recorded", "Dee comes into the channel late")
    said = await at.room.say("cy", "#incidents", "payments fail too, every second one")
    await at.room.sandbox.message_shortcut("cy", "incidents:declare_from_message", said)
    await at.room.settle()
    await at.shows_form("cy", "Cy chooses *Declare an incident* in the menu of a message")


async def asked_before(at: Sheet) -> None:
    await at.types("ana", "", "#general")
    await at.declare()
    await at.types("bea", "declare checkout 500s in the EU", "#general")
    await at.types("bea", "declare test", "#general")
    await at.types("bea", "declare mitigated", "#general")
    await at.types("bea", "declare INC-1", "#general")
    await at.types("bea", "create task", "#general")
    await at.types("bea", "checkout is down", "#general")
    await at.types("bea", "checkout is down")
    await at.types("bea", "resolv the pool is back")
    await at.types("bea", "INC-99 status", "#general")
    await at.types("bea", "note rolled back web", "#general")
    await at.types("bea", "resolve 40:12 pool restored")
    await at.types("bea", "note 25:99 x" + " y" * 3)
    await at.types("bea", "retro", "#general")
    again = "mitigating rolling back"
    await at.quietly("bea", again)
    outcome = await at.room.type("bea", at.channel, f"/incident {again}")
    await at.answered("bea", outcome, f"Bea: `/incident {again}`, the same line within ten seconds")


async def nothing_going_on(at: Sheet) -> None:
    await at.types("ana", "status", "#general")
    await at.types("ana", "list", "#general")
    await at.types("ana", "list mine", "#general")
    await at.types("ana", "note rolled back web", "#general")
    await at.types("ana", "tasks", "#general")
    await at.types("ana", "actions", "#general")
    await at.types("ana", "action alert on queue depth", "#general")
    await at.types("ana", "todo", "#general")
    await at.types("ana", "rota", "#general")
    await at.types("ana", "subscribe", "#general")
    await at.types("ana", "unsubscribe", "#general")
    await at.types("ana", "page @bea", "#general")
    await at.types("ana", "similar", "#general")
    await at.types("ana", "show 42", "#general")
    await at.types("ana", "show", "#general")
    await at.types("ana", "join", "#general")
    await at.types("ana", "list purple", "#general")


THEMES = (
    Theme(name="declare", about="What a declaration answers, and where it shows.", story=declared),
    Theme(
        name="before-an-incident-opens", about="Questions and refusals that keep what was typed.", story=asked_before
    ),
    Theme(
        name="nothing-is-going-on", about="Show verbs and others where there is no incident.", story=nothing_going_on
    ),
)
