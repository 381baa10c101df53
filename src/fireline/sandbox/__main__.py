"""`python -m fireline.sandbox`: a local Slack as a process of its own. It prints one JSON line when it listens."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from fireline.sandbox.clock import read_time
from fireline.sandbox.sandbox import Sandbox
from fireline.sandbox.settings import DELAYED_EVENTS, SLACK_RETRIES


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fireline.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--open", action="store_true", help="let other machines in: whoever comes can be anybody here")
    parser.add_argument("--manifest", type=Path, default=Path("manifest.yml"))
    parser.add_argument("--mode", choices=("http", "socket"), default="http")
    parser.add_argument("--events-url", help="where the app listens (HTTP mode)")
    parser.add_argument("--signing-secret", default="local-signing-secret")
    parser.add_argument("--bot-token", default="xoxb-local-fireline")
    parser.add_argument("--app-token", default="xapp-local-fireline")
    parser.add_argument("--bot-channels", default="incidents,stakeholders", help="where the bot is from the start")
    parser.add_argument("--state", type=Path, help="JSON file, read at start and written at the end")
    parser.add_argument("--at", help="freeze story time there (ISO 8601)")
    parser.add_argument("--retries", help="pauses before the retries in seconds, such as 0,0.3,1")
    parser.add_argument("--delayed-events", action="store_true", help="after the retries, hourly for a day")
    return parser.parse_args()


async def _serve(args: argparse.Namespace) -> None:
    retries = tuple(float(part) for part in args.retries.split(",")) if args.retries else SLACK_RETRIES
    sandbox = await Sandbox.start(
        args.manifest,
        host=args.host,
        port=args.port,
        at=read_time(args.at) if args.at else None,
        mode=args.mode,
        events_url=args.events_url,
        signing_secret=args.signing_secret,
        bot_token=args.bot_token,
        app_token=args.app_token,
        bot_channels=tuple(args.bot_channels.split(",")),
        state_file=args.state,
        is_open=args.open,
        retries=retries + (DELAYED_EVENTS if args.delayed_events else ()),
    )
    sys.stdout.write(json.dumps({"url": sandbox.url, "api_url": sandbox.api_url, "mode": args.mode}) + "\n")
    sys.stdout.flush()
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()
    await sandbox.stop()


if __name__ == "__main__":
    asyncio.run(_serve(_arguments()))
