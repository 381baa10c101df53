"""A process that delivers until it is killed: `python -m tests.delivery.sender DATABASE_URL API_URL`."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import timedelta

from fireline.core.clock import FrozenClock
from fireline.core.registry import Registry
from fireline.delivery import Delivery
from fireline.slack.client import Slack, open_session
from fireline.slack.courier import SlackCourier
from fireline.slack.pace import Pace
from fireline.store.engine import Database
from fireline.store.units import Units
from tests.delivery.conftest import QUICK
from tests.delivery.dms import OpenDms

# Short leases: on a shared database what a killed process held is taken over only when its lease ran out.
KILLED = replace(QUICK, lease=timedelta(seconds=1), send_within=timedelta(milliseconds=500))


async def nobody(*_: object) -> bool:
    return False


async def main(database_url: str, api_url: str) -> None:
    database = await Database.open(database_url)
    slack = Slack(open_session(), token_of=lambda _: "xoxb-local-fireline", base_url=api_url, pace=Pace(scale=0))
    courier = SlackCourier(slack, directory=OpenDms(slack), is_taken=nobody)
    await Delivery(database, Units(database, Registry([]), FrozenClock()), courier, terms=KILLED).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
