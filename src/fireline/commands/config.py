"""`fireline config check | show | schema`: reads the YAML file as a start would, and changes nothing."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from fireline.catalogue import FEATURES
from fireline.core.errors import Misconfigured
from fireline.doctor.findings import MASK, SECRET
from fireline.effective import Setting, environment, settings_of
from fireline.schema import schema
from fireline.settings import Settings, load
from fireline.written import WrongFile


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(metavar="check | show | schema", required=True)
    check = parts.add_parser("check", help="read the YAML file and say everything that is wrong in it")
    check.add_argument("file", nargs="?", type=Path, help="the YAML file (the one that FIRELINE_CONFIG names)")
    check.set_defaults(run=run)
    show = parts.add_parser("show", help="print every setting that holds, and where it comes from")
    show.add_argument("file", nargs="?", type=Path, help="the YAML file (the one that FIRELINE_CONFIG names)")
    show.add_argument("--workspace", default="", metavar="T0123", help="what holds in this workspace")
    show.add_argument("--changed", action="store_true", help="only what is no default")
    show.add_argument("--json", action="store_true", help="for a script")
    show.set_defaults(run=run_show)
    parts.add_parser("schema", help="print the JSON schema of the YAML file").set_defaults(run=run_schema)


def run(arguments: argparse.Namespace) -> int:
    """0 when all is right; 1, with every problem in the order of the file, otherwise."""
    try:
        settings = _load(arguments.file)
    except WrongFile as wrong:
        for problem in wrong.problems:
            sys.stderr.write(f"fireline: {problem.label}: {problem.said}\n")
        return 1
    console = Console()
    console.print(_told(settings), soft_wrap=True, highlight=False, markup=False)
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    settings = _load(arguments.file)
    found = [*environment(settings), *settings_of(settings, arguments.workspace)]
    shown = [each for each in found if each.origin != "default" or not arguments.changed]
    if arguments.json:
        sys.stdout.write(json.dumps({each.key: vars(each) for each in shown}, indent=2, ensure_ascii=False) + "\n")
        return 0
    width = max((len(each.key) for each in shown), default=0)
    console = Console()
    for each in shown:
        console.print(_line(each, width), soft_wrap=True, highlight=False, markup=False)
    return 0


def run_schema(_: argparse.Namespace) -> int:
    sys.stdout.write(json.dumps(schema(FEATURES), indent=2, ensure_ascii=False) + "\n")
    return 0


def _load(file: Path | None) -> Settings:
    named: Mapping[str, str] = {} if file is None else {"FIRELINE_CONFIG": str(file)}
    try:
        return load({**os.environ, **named}, FEATURES)
    except WrongFile:
        raise
    except Misconfigured as problem:
        # Somebody may have put a token where it does not belong; what was found is shown, a secret is not.
        raise Misconfigured(problem.key, SECRET.sub(MASK, problem.problem)) from None


def _told(settings: Settings) -> str:
    if settings.env.config is None:
        return "No file is named, so every default holds. FIRELINE_CONFIG or an argument names one."
    changed = sorted(name for name, section in settings.sections.items() if section != type(section)())
    apart = f" It differs in {', '.join(sorted(settings.workspaces))}." if settings.workspaces else ""
    return f"{settings.env.config} is right. It changes: {', '.join(changed) or 'nothing'}.{apart}"


def _line(each: Setting, width: int) -> str:
    return f"{each.key:<{width}}  {each.value}  ({each.origin})"
