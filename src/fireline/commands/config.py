"""`fireline config check [FILE]`: reads the YAML file as a start would, and changes nothing."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from rich.console import Console

from fireline.app import FEATURES
from fireline.core.errors import Misconfigured
from fireline.doctor.findings import SECRET
from fireline.settings import Settings, load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(metavar="check", required=True)
    check = parts.add_parser("check", help="read the YAML file and say what is wrong in it")
    check.add_argument("file", nargs="?", type=Path, help="the YAML file (the one that FIRELINE_CONFIG names)")
    check.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    named = {} if arguments.file is None else {"FIRELINE_CONFIG": str(arguments.file)}
    try:
        settings = load({**os.environ, **named}, FEATURES)
    except Misconfigured as problem:
        # Somebody may have put a token where it does not belong; what was found is shown, a secret is not.
        raise Misconfigured(problem.key, SECRET.sub("•••", problem.problem)) from None
    console = Console()
    console.print(_told(settings), soft_wrap=True, highlight=False, markup=False)
    return 0


def _told(settings: Settings) -> str:
    if settings.env.config is None:
        return "No file is named, so every default holds. FIRELINE_CONFIG or an argument names one."
    changed = sorted(name for name, section in settings.sections.items() if section != type(section)())
    return f"{settings.env.config} is right. It changes: {', '.join(changed) or 'nothing'}."
