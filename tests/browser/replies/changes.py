"""Changing an incident: status, severity, impact and the other facts, with Undo; how it is shown and listed."""

from __future__ import annotations

from tests.browser.sheet import Sheet, Theme


async def status(at: Sheet) -> None:
    await at.declare()
    await at.types("ana", "")
    await at.types("ana", "status")
    shown = await at.types("ana", "investigating logs of web-3")
    await at.presses("ana", shown.shown, "Undo")
    await at.types("ana", "mitigating 13:01 rolling back")
    await at.types("ana", "status mitigating 16:40 rolling back")
    await at.types("ana", "status all good now")
    await at.types("ana", "status confused")
    await at.types("ana", "mitigate traffic moved away")
    await at.types("ana", "mitigate")
    await at.types("ana", "undo")
    await at.types("ana", "undo", as_well=", once more")
    await at.types("bea", "undo")
    await at.types("ana", "fixed")
    await at.types("ana", "restart web pods")
    await at.types("dee", "status", "#general")
    await at.told("cy", "the change was taken back", "What the channel was told of it, in one line a minute")


async def severity(at: Sheet) -> None:
    await at.declare()
    await at.types("ana", "severity")
    shown = await at.types("ana", "sev 1 all regions")
    await at.presses("ana", shown.shown, "Undo")
    await at.types("ana", "severity 7")
    await at.types("ana", "severity high")
    await at.types("ana", "sev2")
    lowered = await at.types("bea", "severity sev3 only the EU")
    await at.presses("bea", lowered.shown, "Lower to SEV3")
    await at.quietly("ana", "sev1 all regions")
    await at.told("cy", "SEV1 now", "What the channel was told, within the same minute")
    await at.told("cy", "was raised", "The digest hears of a raise to SEV1", "#incidents")


async def facts(at: Sheet) -> None:
    await at.declare()
    await at.types("ana", "impact 12 % of EU checkouts fail")
    await at.types("ana", "impact")
    await at.types("ana", "rename checkout errors in the EU")
    await at.types("ana", "rename")
    await at.types("ana", "summary a full disk stopped the queue")
    await at.types("ana", "summary")
    await at.types("ana", "service checkout, payments")
    await at.types("ana", "service")
    await at.types("ana", "service none")
    await at.types("ana", "services")
    await at.types("ana", "call")
    await at.types("ana", "call https://meet.example.com/inc-1")
    await at.types("ana", "zoom")
    await at.types("ana", "call me maybe")
    await at.types("ana", "status")


async def showing(at: Sheet) -> None:
    await at.room.type("dee", "#incidents", "/incident declare sev3 search answers slowly")
    await at.declare()
    await at.quietly("ana", "ic me", "impact 12 % of EU checkouts fail")
    await at.types("dee", "list", "#general")
    await at.types("dee", "list all", "#general")
    await at.types("dee", "list mine", "#general")
    await at.types("dee", "list sev1", "#general")
    await at.types("dee", "list purple", "#general")
    await at.types("dee", "show 2", "#general")
    await at.types("dee", "show 99", "#general")
    await at.types("dee", "show", "#general")
    await at.types("dee", "join 2", "#general")
    await at.types("dee", "join 2", "#general", as_well=", being in it")
    await at.presses("ana", at.room.card(at.channel), "More")
    await at.room.sandbox.archive("ana", at.channel)
    await at.room.settle()
    await at.types("dee", "show 2", "#general", as_well=", its channel being archived")
    await at.types("dee", "join 2", "#general", as_well=", its channel being archived")


async def helping(at: Sheet) -> None:
    await at.types("dee", "help", "#general")
    await at.declare()
    await at.types("ana", "hlep")
    await at.types("ana", "help task")
    await at.types("ana", "help dance")
    await at.quietly("ana", "mitigating rolling back")
    await at.types("ana", "?")
    await at.quietly("ana", "resolve pool restored")
    await at.types("ana", "help")
    await at.types("gus", "help", "#incidents")


THEMES = (
    Theme(name="status", about="Changing the status, taking it back, and lines that are read twice.", story=status),
    Theme(name="severity", about="Raising at once, lowering by others after one question.", story=severity),
    Theme(name="facts", about="Impact, title, summary, services and the call.", story=facts),
    Theme(name="show-and-list", about="What is going on, one incident, joining.", story=showing),
    Theme(name="help", about="What can be done, by where it stands and who asks.", story=helping),
)
