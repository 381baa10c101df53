"""`fireline check`: tells what is missing for a real workspace, one line each, with the fix."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from fireline.catalogue import FEATURES
from fireline.doctor.diagnosis import examine
from fireline.doctor.findings import Finding, State

SIGNS = {State.GOOD: ("✓", "green"), State.LOOK: ("?", "yellow"), State.WRONG: ("✗", "bold red")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Looks at the settings, the database, the clock and the Slack app, and changes nothing. "
        "Ends with 0 when everything needed is there, with 1 otherwise. Shows no secret."
    )
    parser.add_argument("--json", action="store_true", help="for a script")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    with Console(stderr=True).status("Reading the settings…") as status:
        findings = asyncio.run(examine(os.environ, FEATURES, tell=status.update))
    is_good = all(finding.state is not State.WRONG for finding in findings)
    _show(Console(), findings, as_json=arguments.json, is_good=is_good)
    return 0 if is_good else 1


def _show(console: Console, findings: Sequence[Finding], *, as_json: bool, is_good: bool) -> None:
    if as_json:
        told = {"ok": is_good, "findings": [asdict(finding) for finding in findings]}
        console.out(json.dumps(told, indent=2, ensure_ascii=False), highlight=False)
        return
    for finding in findings:
        console.print(_line(finding), soft_wrap=True)
    missing = sum(finding.state is State.WRONG for finding in findings)
    console.print("Everything needed is there." if is_good else f"{missing} to mend.", style="bold")


def _line(finding: Finding) -> Text:
    sign, style = SIGNS[finding.state]
    fix = f". Fix: {finding.fix}" if finding.state is State.WRONG else f". {finding.fix[:1].upper()}{finding.fix[1:]}"
    return Text.assemble((sign, style), f" {finding.subject}: {finding.said}", fix if finding.fix else "")
