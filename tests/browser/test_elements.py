"""Every element of Block Kit is drawn, and what is chosen in it reaches the app; modals stack, change and complain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, expect
from slack_sdk.web.async_client import AsyncWebClient

from fireline.sandbox import Sandbox
from tests.browser.access import CONTRAST, NAMELESS
from tests.browser.window import Window
from tests.sandbox.listener import Listener

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def options(*words: str) -> list[Json]:
    return [{"text": plain(word), "value": word.lower()} for word in words]


def element(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": kind} | more


ELEMENTS = [
    element("static_select", placeholder=plain("Severity"), options=options("SEV1", "SEV2")),
    element("users_select", placeholder=plain("Who")),
    element("conversations_select", placeholder=plain("Where")),
    element("overflow", options=options("Rename", "Archive")),
    element("datepicker", initial_date="2026-03-04"),
    element("timepicker", placeholder=plain("At")),
    element("radio_buttons", options=options("Yes", "No")),
    element("checkboxes", options=options("Loud", "Private")),
]
# Slack allows the lists of several beside a text and in forms, not among buttons.
SEVERAL = {
    "type": "section",
    "block_id": "several",
    "text": plain("Services"),
    "accessory": element("multi_static_select", placeholder=plain("Which"), options=options("Web", "Search")),
}


def form(title: str, *labels: str) -> Json:
    inputs = [
        {"type": "input", "block_id": label, "label": plain(label), "element": element("plain_text_input")}
        for label in labels
    ]
    return {"type": "modal", "title": plain(title), "submit": plain("Next"), "close": plain("Cancel"), "blocks": inputs}


@pytest.fixture
async def ana(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Window]:
    window = Window(await browser.new_page(viewport={"width": 1000, "height": 900}), sandbox.url)
    await window.open("ana")
    yield window
    assert not window.complaints, window.complaints


async def heard(listener: Listener) -> Json:
    """The action of the newest interaction."""
    for _ in range(100):
        found = [a.body["actions"][0] for a in listener.arrivals if "actions" in a.body]
        if found:
            listener.arrivals.clear()
            return dict(found[-1])
        await asyncio.sleep(0.03)
    raise AssertionError("nothing was pressed")


async def test_what_is_chosen_in_a_message_reaches_the_app(
    ana: Window,
    listener: Listener,
    client: AsyncWebClient,
) -> None:
    blocks = [{"type": "actions", "block_id": f"b{at}", "elements": [e]} for at, e in enumerate(ELEMENTS)]
    blocks.append(SEVERAL)
    await client.chat_postMessage(channel="C0INCIDENTS", text="Choose", blocks=blocks)
    page = ana.page
    card = page.locator("#conversation .message").last

    async def pick(button: str, option: str) -> Json:
        await card.get_by_role("button", name=button).first.click()
        await page.get_by_role("option", name=option).first.click()
        return await heard(listener)

    assert (await pick("Severity", "SEV2"))["selected_option"]["value"] == "sev2"
    assert (await pick("Who", "Bea Brandt"))["selected_user"] == "U0BEA"
    assert (await pick("Where", "#stakeholders"))["selected_conversation"] == "C0STAKEHOLDERS"
    assert (await pick("More", "Archive"))["selected_option"]["value"] == "archive"
    assert [o["value"] for o in (await pick("Which", "Search"))["selected_options"]] == ["search"]
    await page.keyboard.press("Escape")
    await card.locator("input[type=date]").fill("2026-03-20")
    assert (await heard(listener))["selected_date"] == "2026-03-20"
    await card.locator("input[type=time]").fill("14:30")
    assert (await heard(listener))["selected_time"] == "14:30"
    await card.get_by_label("No", exact=True).check()
    assert (await heard(listener))["selected_option"]["value"] == "no"
    await card.get_by_label("Private").check()
    assert [o["value"] for o in (await heard(listener))["selected_options"]] == ["private"]


async def test_a_button_that_asks_first_does_nothing_until_the_answer_is_yes(
    ana: Window,
    listener: Listener,
    client: AsyncWebClient,
) -> None:
    question = {
        "title": plain("Sure?"),
        "text": plain("It is gone."),
        "confirm": plain("Delete"),
        "deny": plain("Keep"),
    }
    button = element("button", text=plain("Remove"), value="7", confirm=question, style="danger")
    await client.chat_postMessage(channel="C0INCIDENTS", text="x", blocks=[{"type": "actions", "elements": [button]}])

    await ana.press("Remove")
    await ana.press("Keep")
    assert not [a for a in listener.arrivals if "actions" in a.body]
    await ana.press("Remove")
    await ana.press("Delete")

    assert (await heard(listener))["value"] == "7"


async def test_modals_are_pushed_updated_and_closed(
    ana: Window,
    sandbox: Sandbox,
    listener: Listener,
    client: AsyncWebClient,
) -> None:
    await sandbox.shortcut("ana", "incidents:declare")
    trigger_id = listener.arrivals[-1].body["trigger_id"]
    opened = await client.views_open(trigger_id=trigger_id, view=form("First", "What"))
    await ana.modal.get_by_label("What").fill("checkout")

    # An update keeps what was typed in the fields that stay.
    await client.views_update(view_id=opened["view"]["id"], view=form("First again", "What", "Why"))
    await expect(ana.modal).to_contain_text("First again")
    await expect(ana.modal.get_by_label("What")).to_have_value("checkout")

    # The app complains under a field.
    await ana.modal.get_by_label("Why").fill("no idea")
    listener.answers = [(200, {"response_action": "errors", "errors": {"Why": "Think again."}})]
    await ana.submit()
    await expect(ana.modal.locator(".error")).to_have_text("Think again.")
    await expect(ana.modal.get_by_label("Why")).to_have_value("no idea")

    # One is pushed on top; going back finds the first as it was.
    listener.answers = [(200, {"response_action": "push", "view": form("Second", "Who")})]
    await ana.submit()
    await expect(ana.modal).to_contain_text("Second")
    await ana.press("Back")
    await expect(ana.modal.get_by_label("Why")).to_have_value("no idea")

    # The last answer closes it.
    await ana.submit()
    await expect(ana.modal).to_have_count(0)
    sent = [a.body["view"]["state"]["values"] for a in listener.arrivals if a.body.get("type") == "view_submission"]
    assert sent[-1]["What"]["plain_text_input"]["value"] == "checkout"


async def test_a_slow_answer_shows_and_is_not_sent_twice(
    ana: Window,
    sandbox: Sandbox,
    listener: Listener,
    client: AsyncWebClient,
) -> None:
    await sandbox.shortcut("ana", "incidents:declare")
    await client.views_open(trigger_id=listener.arrivals[-1].body["trigger_id"], view=form("First", "What"))
    await ana.modal.get_by_label("What").fill("checkout")
    listener.let_go = asyncio.Event()

    await ana.submit()
    await expect(ana.modal).to_have_attribute("aria-busy", "true")
    await ana.page.keyboard.press("Enter")
    listener.let_go.set()
    await expect(ana.modal).to_have_count(0)

    assert len([a for a in listener.arrivals if a.body.get("type") == "view_submission"]) == 1


async def test_the_home_tab_is_asked_for_and_drawn(
    ana: Window,
    listener: Listener,
    client: AsyncWebClient,
) -> None:
    view = {"type": "home", "blocks": [{"type": "header", "text": plain("Your incidents")}]}
    await client.views_publish(user_id="U0ANA", view=view)
    await ana.go("Fireline")

    await ana.page.get_by_role("tab", name="Home").click()

    await expect(ana.page.locator(".home")).to_contain_text("Your incidents")
    await asyncio.sleep(0.1)
    assert listener.of("app_home_opened")


async def test_every_text_has_contrast_and_every_control_a_name(
    ana: Window,
    sandbox: Sandbox,
    listener: Listener,
    client: AsyncWebClient,
) -> None:
    blocks = [{"type": "actions", "elements": [e]} for e in ELEMENTS]
    posted = await client.chat_postMessage(channel="C0INCIDENTS", text="Choose", blocks=blocks)
    await client.pins_add(channel="C0INCIDENTS", timestamp=posted["ts"])
    await client.chat_postEphemeral(channel="C0INCIDENTS", user="U0ANA", text="for @you `alone` <@U0BEA> <@U0ANA>")
    said = await sandbox.say("bea", "#incidents", "hello")
    await sandbox.react("bea", said, "eyes")
    await sandbox.react("ana", said, "eyes")
    await ana.press("Inspector")
    await expect(ana.page.locator(".entry").first).to_be_visible()
    await ana.offer("hello")

    assert await ana.page.evaluate(CONTRAST) == []
    assert await ana.page.evaluate(NAMELESS) == []
