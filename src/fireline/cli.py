"""The command line: parsing only. Each command is a file in `commands/`, imported when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from importlib.metadata import version

from fireline.core.errors import Misconfigured, Refused, RetryLater

# Name of the command → what `fireline --help` says of it. The file is commands/<name>.py, `_` for `-`.
COMMANDS = {
    "run": "serve Slack, over HTTP or Socket Mode",
    "demo": "live through a real incident on a local Slack",
    "replay": "play a scenario file on a local Slack",
    "check": "tell what is missing for a real workspace",
    "config": "check the settings, show those that hold, print their schema",
    "manifest": "print the app's manifest",
    "migrate": "bring the database up to date",
    "export": "write an incident's postmortem to a file",
    "timeline": "write an incident's whole timeline to a file",
    "import-export": "build a timeline from a Slack export archive",
    "retention": "let go of words whose time is over",
    "forget": "remove one person's words and name",
}

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 done, 1 refused with the reason, 2 wrong usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = _parser(words)
    arguments = parser.parse_args(words)
    if "run" not in arguments:
        parser.print_help(sys.stderr)
        return WRONG_USAGE
    try:
        return int(arguments.run(arguments))
    except (Misconfigured, Refused, RetryLater) as problem:
        sys.stderr.write(f"fireline: {problem}\n")
        return REFUSED
    except KeyboardInterrupt:
        return 130


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fireline", description="Runs an incident in Slack, from the first alarm to the last action item."
    )
    parser.add_argument("--version", action="version", version=f"fireline {version('fireline')}")
    commands = parser.add_subparsers(metavar="COMMAND")
    asked = next((word for word in words if not word.startswith("-")), "")
    for name, summary in COMMANDS.items():
        one = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        if name == asked:
            importlib.import_module(f"fireline.commands.{name.replace('-', '_')}").add_arguments(one)
    return parser
