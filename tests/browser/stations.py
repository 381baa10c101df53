"""The stations of the story that `make screens` photographs: one function each, in order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from playwright.async_api import expect

from fireline.commands.demo import SHELF
from fireline.replay.hosting import offer
from fireline.replay.scenario import read
from fireline.sandbox.page import travel
from tests.browser.photographer import Photographer

CARD = "Recorded for the review"  # words that only the pinned card has


async def beginning(at: Photographer) -> None:
    await at.room.type("dee", "#incidents", "/incident declare sev3 search answers slowly")
    await at.room.settle()
    await at.room.type("dee", f"#{(await at.room.incident(41)).channel_name}", "/incident ic me")
    ana = await at.window("ana")
    guide = at.room.sandbox.page.guide
    guide.offers = {"scenarios": [offer(file.stem, read(file)) for file in sorted(SHELF.glob("*.yml"))]}
    hint = "Something has broken. The line is typed already: press *Enter*."
    guide.show({"hint": hint, "line": "/incident declare sev2 checkout returns 500s", "channel": "incidents"})
    await expect(ana.composer).to_have_value("/incident declare sev2 checkout returns 500s")
    await at.shoot(ana, "page-the-first-thing-seen")
    await ana.press("Watch an incident")
    await at.shoot(ana, "page-incidents-to-watch")
    await ana.page.keyboard.press("Escape")
    guide.show(None)
    await ana.composer.fill("")


async def declaring(at: Photographer) -> None:
    ana = await at.window("ana")
    await at.typed(ana, "/incident declare", "form-declare")
    await ana.composer.press_sequentially("/incident ")
    await at.shoot(ana, "page-completion")
    await at.answer(ana, "/incident help", "answer-help")
    await ana.write("/incident declare sev2 checkout returns 500s")
    await expect(ana.place("inc-42")).to_be_visible()
    await at.shoot(ana, "message-declare-receipt")
    await at.put_away(ana)
    at.channel = (await at.room.incident(42)).channel_name
    await ana.go(at.channel)
    await at.shoot(ana, "message-card-without-commander")
    await at.room.forward(minutes=16)
    await at.shoot(ana, "message-no-confirmed-ic")


async def running(at: Photographer) -> None:
    ana, channel = await at.window("ana"), at.channel
    await ana.press("I'll lead", CARD)
    for who in ("bea", "cy"):
        await at.room.sandbox.join(who, channel)
    await at.shoot(ana, "message-you-lead")
    await at.put_away(ana)
    await at.room.type("cy", channel, "/incident scribe me")
    await at.room.type("bea", channel, "/incident comms me")
    said = await at.room.say("bea", channel, "5xx since 13:55, all of them from the payment pool on `web-3`")
    await at.room.sandbox.react("cy", said, "pushpin")
    await at.room.say("cy", channel, "rolling back the pool size to 40", thread_ts=said.ts)
    await at.form(ana, "Set impact", CARD, "form-impact")
    await at.answer(ana, "/incident impact about 12 % of EU checkouts fail since 13:55", "answer-impact")
    await at.room.type("cy", channel, "/incident mitigating rolling back the pool size")
    await at.shoot(ana, "message-incident-under-way")
    await at.answer(ana, "/incident severity 7", "answer-a-mistake")
    await at.answer(ana, "/incident note 13:40 a deploy of the payment service went out", "answer-note")
    await at.answer(ana, "/incident catchup", "answer-catchup")
    await at.answer(ana, "/incident timeline", "answer-timeline")
    await at.answer(ana, "/incident task @cy restart the consumer in 20m", "answer-task")
    await at.pressed(ana, "More", CARD, "answer-more")
    await at.typed(ana, "/incident handoff", "form-handoff")


async def page_parts(at: Photographer) -> None:
    ana = await at.window("ana")
    await ana.message("5xx since").locator(".replies").click()
    await at.shoot(ana, "page-thread")
    await ana.page.get_by_role("button", name="Close the thread").click()
    bar = await ana.offer("5xx since")
    await bar.get_by_role("button", name="More").click()
    await at.shoot(ana, "page-message-menu", points=True)
    await ana.page.keyboard.press("Escape")
    await ana.page.get_by_role("button", name="1 pinned").click()
    await at.shoot(ana, "page-pins")
    await ana.page.keyboard.press("Escape")
    await ana.page.get_by_role("button", name="You are Ana").click()
    await at.shoot(ana, "page-be-somebody-else")
    await ana.page.keyboard.press("Escape")


async def updating(at: Photographer) -> None:
    ana, bea = await at.window("ana"), await at.window("bea")
    await at.form(ana, "Send update", CARD, "form-update")
    await ana.write("/incident update The cause is found; a rollback is under way.")
    await at.shoot(ana, "message-update-leaves")
    await at.room.forward(seconds=11)
    await ana.go("stakeholders")
    await at.shoot(ana, "message-stakeholder-update")
    await ana.go(at.channel)
    await ana.press("Inspector")
    await ana.press("To the next deadline")
    await at.shoot(ana, "page-inspector")
    await ana.page.get_by_role("button", name="Close the inspector").click()
    for _ in range(6):
        if any(b.label == "Send update" and "INC-42" in m.words for m in at.room.sandbox.dms("bea") for b in m.buttons):
            break
        await travel.to_next_deadline(at.room.sandbox)
    await bea.go("Fireline")
    await at.shoot(bea, "message-update-prompt")
    await at.room.forward(minutes=6)
    await bea.go("stakeholders")
    await at.shoot(bea, "message-holding-update")


async def home(at: Photographer) -> None:
    for who in ("ana", "cy"):
        window = await at.window(who)
        await window.go("Fireline")
        await window.page.get_by_role("tab", name="Home").click()
        await expect(window.page.locator(".home")).to_be_visible()
        await at.shoot(window, f"home-of-{who}")
    ana = await at.window("ana")
    await ana.go(at.channel)


async def ending(at: Photographer) -> None:
    ana = await at.window("ana")
    await at.form(ana, "Resolve", CARD, "form-resolve")
    await ana.write("/incident resolve pool size restored; 5xx back to baseline")
    await at.shoot(ana, "message-resolved")
    await at.put_away(ana)
    await at.form(ana, "Correct times", "is resolved", "form-times")
    await at.typed(ana, "/incident action", "form-action-item")
    line = "/incident action @bea detection alert on queue depth by 2026-03-20"
    await at.answer(ana, line, "answer-action-item")


async def wrapping_up(at: Photographer) -> None:
    await travel.forward(at.room.sandbox, timedelta(days=1))
    cy, ana = await at.window("cy"), await at.window("ana")
    await cy.go("Fireline")
    await at.shoot(cy, "message-wrap-up")
    await at.form(cy, "Answer facts", "Wrap up", "form-facts")
    await ana.write("/incident close")
    await expect(ana.message("INC-42 is closed")).to_be_visible()
    await at.put_away(ana)
    await at.shoot(ana, "message-draft-ready")
    await at.form(ana, "Read draft", "draft is ready", "form-draft")
    await at.form(ana, "Edit a section", "draft is ready", "form-section")
    await ana.page.locator("button.file").last.click()
    await at.shoot(ana, "page-file")
    await ana.page.keyboard.press("Escape")


async def following_up(at: Photographer) -> None:
    bea = await at.window("bea")
    await bea.go("Fireline")
    await at.shoot(bea, "message-action-item")
    await bea.press("Accept", "queue depth")
    await at.form(bea, "Done", "queue depth", "form-done")
    await at.form(bea, "New date", "queue depth", "form-new-date")
    await travel.forward(at.room.sandbox, timedelta(days=19))
    await bea.go("incidents")
    await bea.go("Fireline")
    await at.shoot(bea, "message-overdue")
    await bea.go("incidents")
    await at.answer(bea, "/incident actions", "answer-action-items")
    ana = await at.window("ana")
    await ana.go("incidents")
    await at.answer(ana, "/incident list all", "answer-list")
    await at.shoot(ana, "message-digest")


async def narrow(at: Photographer) -> None:
    small = await at.window("ana", 360, 720)
    await small.page.get_by_role("button", name="Conversations").click()
    await at.shoot(small, "page-narrow-lists")
    await small.go(at.channel)
    await at.shoot(small, "page-narrow")


STORY: tuple[Callable[[Photographer], Awaitable[None]], ...] = (
    beginning,
    declaring,
    running,
    page_parts,
    updating,
    home,
    ending,
    wrapping_up,
    following_up,
    narrow,
)
