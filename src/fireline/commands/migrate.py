"""`fireline migrate`: brings the database up to date. `fireline run` does it by itself at the start."""

from __future__ import annotations

import argparse
import os

from rich.console import Console

from fireline.catalogue import FEATURES
from fireline.core.errors import Misconfigured
from fireline.settings import load
from fireline.store.backend import Unavailable
from fireline.store.migrate import head, migrate, needs_migration


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    url = load(os.environ, FEATURES).database_url
    try:
        was_old = needs_migration(url)
        with Console(stderr=True).status("Bringing the database up to date…"):
            migrate(url)
    except Unavailable as away:
        raise Misconfigured("DATABASE_URL", away.reason) from None
    said = "brought up to date" if was_old else "up to date already"
    console = Console()
    console.print(f"The database is {said} (schema {head()}).", highlight=False)
    return 0
