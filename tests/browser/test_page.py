"""What the page shows of the workspace, to whom, and what it never does."""

from __future__ import annotations

import re

import aiohttp
from playwright.async_api import expect

from tests.browser.conftest import Look
from tests.room import Room

NASTY = (
    "<img src=x onerror=\"document.title='broken'\"> <script>document.title='broken'</script> <https://ok.example|*ok*>"
)


# messages --------------------------------------------------------------------------------
async def test_text_is_never_taken_as_markup(room: Room, look: Look) -> None:
    bea = await look("bea")
    await bea.go("general")

    await room.say("ana", "#general", NASTY)
    await room.say("ana", "#general", "see <javascript:alert(1)|here>")

    await expect(bea.message("onerror=")).to_contain_text("<script>")
    assert await bea.page.locator("#conversation :is(img, script)").count() == 0
    assert await bea.page.locator("#conversation a[href^='javascript']").count() == 0
    assert "broken" not in await bea.page.title()


async def test_markup_mentions_and_emoji_are_drawn(room: Room, look: Look) -> None:
    bea = await look("bea")
    await bea.go("general")

    await room.say("ana", "#general", "*bold* _slanted_ ~gone~ `code` @bea #incidents :fire: a < b\n> quoted")

    line = bea.message("quoted")
    for tag, words in {"strong": "bold", "em": "slanted", "s": "gone", "code": "code", "blockquote": "quoted"}.items():
        await expect(line.locator(f".content {tag}")).to_have_text(words)
    await expect(line.locator(".mention-me")).to_have_text("@bea")
    await expect(line.locator("a.mention")).to_have_text("#incidents")
    await expect(line.locator(".emoji")).to_have_text("🔥")
    await expect(line).to_contain_text("a < b")


async def test_times_stand_in_the_zone_of_who_reads(room: Room, look: Look) -> None:
    channel = await room.declare("declare sev2 checkout returns 500s")
    ana, bea = await look("ana"), await look("bea")

    await ana.go(channel.lstrip("#"))
    await bea.page.get_by_text("More channels").click()
    await bea.go(channel.lstrip("#"))

    await expect(ana.message("Impact:")).to_contain_text("since 15:02")
    await expect(bea.message("Impact:")).to_contain_text("since 09:02")


async def test_what_is_for_one_alone_is_seen_by_one_alone(room: Room, look: Look) -> None:
    ana, bea = await look("ana"), await look("bea")

    await ana.write("/incident help")

    await expect(ana.message("Only visible to you")).to_be_visible()
    await room.say("ana", "#incidents", "after it")
    await expect(bea.message("after it")).to_be_visible()
    await expect(bea.page.get_by_text("Only visible to you")).to_have_count(0)


async def test_edits_deletions_and_reactions_of_others_come_by_themselves(room: Room, look: Look) -> None:
    bea = await look("bea")
    await bea.go("general")
    said = await room.say("ana", "#general", "first words")
    gone = await room.say("ana", "#general", "not for long")
    await expect(bea.message("not for long")).to_be_visible()

    await room.sandbox.edit("ana", said, "second words")
    await room.sandbox.delete("ana", gone)
    await room.sandbox.react("cy", said, "eyes")

    await expect(bea.message("second words")).to_contain_text("(edited)")
    await expect(bea.message("second words").locator(".reaction")).to_have_attribute("aria-label", "eyes, 1: Cy Chen")
    await expect(bea.message("not for long")).to_have_count(0)


async def test_a_thread_opens_beside_and_is_answered_there(room: Room, look: Look) -> None:
    bea = await look("bea")
    await bea.go("general")
    await room.say("ana", "#general", "who knows the pool?")
    bar = await bea.offer("who knows the pool?")

    await bar.get_by_role("button", name="Reply in a thread").click()
    await bea.page.locator("#thread-text").fill("I do")
    await bea.page.locator("#thread-text").press("Enter")

    await expect(bea.message("I do", "#thread")).to_be_visible()
    await expect(bea.message("who knows the pool?")).to_contain_text("1 reply")
    (parent,) = [m for m in room.sandbox.messages("#general") if "who knows" in m.text]
    assert [m.text for m in room.sandbox.thread("#general", parent.ts)][1:] == ["I do"]


async def test_an_own_message_is_edited_and_deleted_from_its_menu(room: Room, look: Look) -> None:
    ana = await look("ana")
    await ana.go("general")
    await ana.write("teh pool")

    bar = await ana.offer("teh pool")
    await bar.get_by_role("button", name="More").click()
    await ana.page.get_by_role("option", name="Edit").click()
    await ana.page.get_by_label("Edit message").fill("the pool")
    await ana.page.get_by_label("Edit message").press("Enter")
    await expect(ana.message("the pool")).to_contain_text("(edited)")

    bar = await ana.offer("the pool")
    await bar.get_by_role("button", name="More").click()
    await ana.page.get_by_role("option", name="Delete").click()
    await ana.press("Delete")
    await expect(ana.message("the pool")).to_have_count(0)
    assert not [m for m in room.sandbox.messages("#general") if "pool" in m.text]


async def test_a_message_shortcut_of_the_manifest_opens_its_form(room: Room, look: Look) -> None:
    ana = await look("ana")
    await room.say("bea", "#incidents", "checkout is broken")

    bar = await ana.offer("checkout is broken")
    await bar.get_by_role("button", name="More").click()
    await ana.page.get_by_role("option", name="Declare an incident").click()

    await expect(ana.modal).to_contain_text("Declare an incident")


# the sidebar and who one is --------------------------------------------------------------------------------
async def test_private_channels_show_to_members_and_unread_ones_stand_out(room: Room, look: Look) -> None:
    bea, cy = await look("bea"), await look("cy")

    await room.say("ana", "#secops", "@bea have a look")

    await expect(bea.place("secops")).to_have_attribute("aria-label", "secops, private channel, 1 unread")
    await expect(bea.place("secops").locator(".count")).to_have_text("1")
    await expect(cy.place("secops")).to_have_count(0)
    await bea.go("secops")
    await expect(bea.place("secops")).to_have_attribute("aria-label", "secops, private channel")


async def test_one_window_becomes_somebody_else(room: Room, look: Look) -> None:
    window = await look("ana")

    await window.page.get_by_role("button", name="You are Ana Alves").click()
    await window.page.get_by_role("option", name="Cy Chen").first.click()
    await expect(window.page.get_by_role("button", name="You are Cy Chen")).to_be_visible()
    await window.go("general")
    await window.write("hello")

    await expect(window.message("hello")).to_contain_text("Cy Chen")
    assert room.sandbox.messages("#general")[-1].user == "cy"


async def test_where_one_was_and_what_one_wrote_stay_over_a_reload(room: Room, look: Look) -> None:
    ana = await look("ana")
    await ana.go("stakeholders")
    await ana.composer.fill("half a sentence")

    await ana.page.reload()

    await expect(ana.page.locator("#conversation h1")).to_contain_text("stakeholders")
    await expect(ana.composer).to_have_value("half a sentence")


# the composer --------------------------------------------------------------------------------
async def test_commands_people_and_channels_complete_themselves(room: Room, look: Look) -> None:
    ana = await look("ana")

    await ana.composer.press_sequentially("/incid")
    await ana.composer.press("Tab")
    await ana.composer.press_sequentially("@be")
    await ana.composer.press("Enter")
    await ana.composer.press_sequentially("#stak")
    await ana.composer.press("Tab")

    await expect(ana.composer).to_have_value("/incident @bea #stakeholders ")


async def test_arrow_up_brings_back_what_was_sent(room: Room, look: Look) -> None:
    ana = await look("ana")
    await ana.write("first")
    await ana.write("second")
    await expect(ana.message("second")).to_be_visible()

    await ana.composer.press("ArrowUp")
    await ana.composer.press("ArrowUp")

    await expect(ana.composer).to_have_value("first")


# forms --------------------------------------------------------------------------------
async def test_what_is_missing_in_a_form_is_said_under_its_field(room: Room, look: Look) -> None:
    channel = await room.declare("declare sev2 checkout returns 500s")
    ana = await look("ana")
    await ana.go(channel.lstrip("#"))
    await ana.press("Send update", "Impact:")

    await ana.submit()

    field = ana.modal.get_by_label("What is new")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_be_focused()
    await expect(ana.modal.locator(".error")).to_contain_text("required")


async def test_what_was_typed_stays_when_the_bot_objects(room: Room, look: Look) -> None:
    channel = await room.declare("declare sev2 checkout returns 500s")
    ana = await look("ana")
    await ana.go(channel.lstrip("#"))
    await ana.press("Send update", "Impact:")
    await ana.modal.get_by_label("What is new").fill("the cause is found")
    await ana.modal.get_by_label("Next update").fill("when it suits")

    await ana.submit()

    await expect(ana.modal.locator(".error")).to_be_visible()
    await expect(ana.modal.get_by_label("What is new")).to_have_value("the cause is found")


async def test_everything_is_done_by_keyboard(room: Room, look: Look) -> None:
    ana = await look("ana")
    await room.say("bea", "#incidents", "checkout is broken")
    await expect(ana.message("checkout is broken")).to_be_visible()

    await ana.page.locator("#conversation [role=log]").focus()
    await ana.page.keyboard.press("ArrowUp")
    await expect(ana.message("checkout is broken")).to_be_focused()
    await ana.page.keyboard.press("Tab")
    await ana.page.keyboard.press("Enter")

    await expect(ana.message("checkout is broken").locator(".reaction")).to_have_attribute("aria-pressed", "true")


# the frame --------------------------------------------------------------------------------
async def test_a_narrow_window_has_no_sideways_scroll_and_the_lists_in_a_drawer(room: Room, look: Look) -> None:
    channel = await room.declare("declare sev2 checkout returns 500s in every shop of the whole wide world")
    ana = await look("ana", width=360, height=640)

    await ana.page.get_by_role("button", name="Conversations").click()
    await ana.go(channel.lstrip("#"))

    await expect(ana.message("Impact:")).to_be_visible()
    await expect(ana.page.locator("#sidebar")).not_to_be_in_viewport()
    assert await ana.page.evaluate("document.documentElement.scrollWidth") == 360


async def test_nothing_is_fetched_from_elsewhere_and_no_other_site_steers_it(room: Room, look: Look) -> None:
    ana = await look("ana")
    fetched = await ana.page.evaluate("performance.getEntriesByType('resource').map((r) => r.name)")
    assert all(name.startswith(room.sandbox.url) for name in fetched)

    async with aiohttp.ClientSession() as session:
        page = await session.get(room.sandbox.url)
        foreign = await session.post(
            f"{room.sandbox.url}/control/act/say",
            json={"user": "ana", "channel": "general", "text": "not from here"},
            headers={"Origin": "https://elsewhere.example"},
        )
        renamed = await session.get(room.sandbox.url, headers={"Host": "elsewhere.example"})

    assert re.search(r"default-src 'none'.*script-src 'self'", page.headers["Content-Security-Policy"])
    assert (foreign.status, renamed.status) == (403, 403)
    assert not room.sandbox.messages("#general")


async def test_the_inspector_shows_calls_that_failed_and_moves_the_clock(room: Room, look: Look) -> None:
    ana = await look("ana")
    room.sandbox.fault("internal_error", "chat.postMessage")
    before = room.clock.now()

    await ana.press("Inspector")
    await ana.press("+ 1 h")
    await ana.write("/incident declare sev2 checkout returns 500s")

    await expect(ana.page.locator(".entry.error").first).to_contain_text("internal_error")
    await expect(ana.page.locator(".entry.command")).to_contain_text("ms")
    assert (room.clock.now() - before).total_seconds() >= 3600


# the guide of a demo --------------------------------------------------------------------------------------------
async def test_a_guide_puts_a_line_ready_and_hears_what_the_visitor_wants(room: Room, look: Look) -> None:
    ana = await look("ana")
    guide = room.sandbox.page.guide

    guide.show(
        {
            "hint": "Press *Enter*.",
            "line": "/incident declare sev2 checkout returns 500s",
            "channel": "incidents",
            "as": "ana",
            "buttons": [{"label": "Pull the plug", "do": "plug"}, {"label": "You are now Bea", "as": "bea"}],
        }
    )
    await expect(ana.composer).to_have_value("/incident declare sev2 checkout returns 500s")
    await ana.composer.press("Enter")
    await expect(ana.place("inc-1-checkout")).to_be_visible()
    await ana.press("Pull the plug")
    then = {"hint": "Close it.", "buttons": [{"label": "You are now Bea", "as": "bea"}]}
    guide.show({**then, "line": "/incident close", "channel": "incidents", "as": "ana"})
    await expect(ana.composer).to_have_value("/incident close")
    guide.show({**then, "hint": "Closed by a button."})
    await expect(ana.composer).to_have_value("")
    await ana.press("You are now Bea")

    await expect(ana.page.get_by_role("button", name="You are Bea Brandt")).to_be_visible()
    assert [(wish["do"], wish["by"]) for wish in await guide.wishes(0, 5)] == [("plug", "ana")]


async def test_one_types_on_after_a_form_was_put_away(look: Look) -> None:
    ana = await look("ana")
    await ana.write("/incident declare")
    await ana.modal.get_by_role("button", name="Cancel").click()
    await expect(ana.modal).to_have_count(0)

    await expect(ana.composer).to_be_focused()
    await ana.page.keyboard.type("all is well")

    await expect(ana.composer).to_have_value("all is well")


async def test_start_over_clears_the_workspace(room: Room, look: Look) -> None:
    ana = await look("ana")
    await ana.write("something")
    await expect(ana.message("something")).to_be_visible()

    await ana.press("Start over")
    await ana.page.locator("dialog").get_by_role("button", name="Start over").click()

    await expect(ana.page.get_by_text("Nothing has been said here yet.")).to_be_visible()
    assert not room.sandbox.messages("#incidents")
