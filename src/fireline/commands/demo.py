"""`fireline demo`: a real incident, lived through in a minute, with nothing to set up."""

from __future__ import annotations

import argparse
from pathlib import Path

from fireline.commands.replay import add_options, replay

STORY = Path(__file__).parents[1] / "templates" / "drills" / "gitlab-2017-01-31.yml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    return replay(arguments, STORY)
