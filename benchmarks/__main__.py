"""`python -m benchmarks [name…] [--json] [--rounds N]`: measures and prints; a miss is told and is no failure."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from benchmarks import acks, documents, durable, footprint, sending
from benchmarks.figures import Figure, as_json, show

ALL: dict[str, Callable[[int], Coroutine[Any, Any, list[Figure]]]] = {
    "acks": acks.measure,
    "durable": durable.measure,
    "footprint": footprint.measure,
    "sending": sending.measure,
    "documents": documents.measure,
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(ALL)}; all when none is named")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--rounds", type=int, default=5, help="the median of so many (5)")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - ALL.keys()
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(ALL)}")
    return arguments


def main() -> int:
    arguments = _arguments()
    logging.disable(logging.WARNING)  # Bolt's and the bot's own words would drown the table
    figures: list[Figure] = []
    for name in arguments.names or ALL:
        print(f"{name} …", file=sys.stderr, flush=True)
        figures += asyncio.run(ALL[name](arguments.rounds))
    if arguments.json:
        print(as_json(figures))
        return 0
    show(figures)
    print(f"\nMedian of {arguments.rounds} rounds, references interleaved. Load average now: {os.getloadavg()[0]:.1f}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
