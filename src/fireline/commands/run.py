"""`fireline run`: serves Slack until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal

from fireline import telemetry
from fireline.app import serve
from fireline.catalogue import FEATURES
from fireline.core.errors import Misconfigured
from fireline.settings import Settings, load
from fireline.store.backend import Unavailable
from fireline.store.version import migrate_if_needed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    settings = load(os.environ, FEATURES)
    telemetry.configure(settings.env.log)
    settings.demand_credentials()
    if not settings.env.database_url:
        settings.env.data.mkdir(parents=True, exist_ok=True)
    try:
        migrate_if_needed(settings.database_url)
        asyncio.run(_until_told(settings))
    except Unavailable as away:  # at the start only: later it is waited for
        raise Misconfigured("DATABASE_URL", away.reason) from None
    return 0


async def _until_told(settings: Settings) -> None:
    stop, reread = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reread.set)
    await serve(settings, stop=stop, reread=reread)
