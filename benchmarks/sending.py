"""From the commit to Slack: how soon a request leaves, how fast a channel opens, how well the pace is used."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from benchmarks.figures import Figure, median, most, ms, percentile
from benchmarks.household import Household, household, scratch
from benchmarks.stage import Room, bot_in, reference, room
from fireline.core.couriers import Found, Note, Parcel
from fireline.delivery import Delivery
from fireline.settlement import Terms
from fireline.slack.client import Slack, open_session
from fireline.slack.courier import SlackCourier
from fireline.slack.pace import CHANNEL_BURST, CHANNEL_PER_MINUTE
from fireline.store.unit import Unit
from tests.delivery.dms import OpenDms

CALLS = 200
SLOW = 0.25  # seconds that each call to Slack takes
CHAIN = ("conversations.create", "chat.postMessage")  # the card's message needs the channel; nothing else is in between
CHANNELS = 200
EACH = 10
TERMS = Terms(settle_after=timedelta(seconds=30), admin_channel=lambda _: None)


async def measure(rounds: int) -> list[Figure]:
    return await _leaving(rounds) + await _opening(rounds) + await _storm()


# commit → request leaves ----------------------------------------------------------------------------------------
class _Watch:
    """A courier that only notes when it was asked to send."""

    def __init__(self) -> None:
        self.left: dict[int, float] = {}

    async def ready(self, parcel: Parcel) -> None:
        return None

    async def send(self, parcel: Parcel, note: Note) -> Mapping[str, Any]:
        self.left[int(parcel.arguments["number"])] = time.perf_counter()
        return {"ok": True}

    async def find(self, parcel: Parcel) -> Found | None:
        return None


async def _leaving(rounds: int) -> list[Figure]:
    watch, asked = _Watch(), dict[int, float]()
    async with scratch() as folder, household(f"sqlite:///{folder / 'fireline.db'}") as house:
        delivery = Delivery(house.database, house.units, watch, guard=house.guard, terms=TERMS)
        running = asyncio.create_task(delivery.run())
        await delivery.drained()
        for number in range(CALLS * rounds):
            await house.unit(partial(_ask, number=number, asked=asked))
            await asyncio.sleep(0.005)
        await delivery.drained()
        await delivery.stop()
        await running
    took = [watch.left[n] - asked[n] for n in asked]
    p99 = percentile(took, 0.99)
    return [most("last statement of a unit → request leaves, p99", 20, p99 * 1000, f"p50 {ms(median(took))}", "ms")]


def _ask(unit: Unit, number: int, asked: dict[int, float]) -> None:
    unit.call("views.publish", {"number": number}, lane=f"bench:{number}", key=f"bench:{number}")
    asked[number] = time.perf_counter()  # before the commit: the figure holds the commit too


# declare → channel with card ------------------------------------------------------------------------------------
async def _opening(rounds: int) -> list[Figure]:
    async with room() as place, bot_in(place):
        await place.declare("so that everybody is known")
        await place.post("faults", kind="slow", seconds=SLOW, times=None)
        took = [await _opened(place, f"again {number}") for number in range(rounds)]
    least_possible = SLOW * len(CHAIN)
    return [
        most(
            f"declare → channel with card, {SLOW * 1000:.0f} ms a call, against {' → '.join(CHAIN)}",
            1.3,
            median(took) / least_possible,
            f"{median(took):.2f} s, chain {least_possible:.2f} s",
        )
    ]


async def _opened(place: Room, title: str) -> float:
    """Seconds from the typed line until the card's call was answered."""
    before = (await _log(place))["seq"]
    since = time.time()
    await place.post("act/command", user="bea", channel="#incidents", line=f"/incident declare sev2 {title}")
    for _ in range(1000):
        calls = (await _log(place, before))["calls"]
        made = next((c for c in calls if c["method"] == "conversations.create" and c["ok"]), None)
        card = next((c for c in calls if _is_card(c)), None)
        if made and card:
            await asyncio.sleep(2)  # the rest of the opening: invitation, topic, pin, digest
            return float(card["machine"] + card["ms"] / 1000 - since)
        await asyncio.sleep(0.02)
    raise TimeoutError("no card")


def _is_card(call: dict[str, Any]) -> bool:
    is_post = call["method"] == "chat.postMessage" and call["ok"]
    return bool(is_post and call["args"].get("channel") not in ("C0INCIDENTS", "C0STAKEHOLDERS"))


async def _log(place: Room, after: int = 0) -> Any:
    async with place.session.get(f"{place.slack_url}/control/log", params={"after": after}) as response:
        return await response.json()


# 2,000 messages on 200 channels ---------------------------------------------------------------------------------
async def _storm() -> list[Figure]:
    async with (
        reference("slack") as port,
        scratch() as folder,
        household(f"sqlite:///{folder / 'fireline.db'}") as house,
    ):
        session = open_session()
        slack = Slack(session, token_of=lambda _: "xoxb-local", base_url=f"http://127.0.0.1:{port}/api/")
        courier = SlackCourier(slack, directory=OpenDms(slack), is_taken=_not_taken)
        took = await _drained(house, Delivery(house.database, house.units, courier, guard=house.guard, terms=TERMS))
        await session.close()
    at_least = (EACH - CHANNEL_BURST) * 60 / CHANNEL_PER_MINUTE
    what = f"{CHANNELS * EACH:,} messages on {CHANNELS} channels at 1/s each, against the pace's minimum"
    return [most(what, 1.1, took / at_least, f"{took:.1f} s, minimum {at_least:.1f} s (a burst of {CHANNEL_BURST})")]


async def _drained(house: Household, delivery: Delivery) -> float:
    for channel in range(CHANNELS):
        await house.unit(partial(_fill, channel=channel))
    since = time.perf_counter()
    running = asyncio.create_task(delivery.run())
    if not await delivery.drained(within=timedelta(seconds=120)):
        raise TimeoutError("the outbox did not drain")
    took = time.perf_counter() - since
    await delivery.stop()
    await running
    return took


def _fill(unit: Unit, channel: int) -> None:
    for number in range(EACH):
        unit.call(
            "chat.postMessage",
            {"channel": f"C{channel:05d}", "text": f"line {number}"},
            lane=f"bench:{channel}",
            key=f"bench:{channel}:{number}",
        )


async def _not_taken(workspace_id: str, channel_id: str) -> bool:
    return False
