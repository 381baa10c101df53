"""`fireline manifest`: prints the app's manifest, ready to be pasted when the app is made at Slack."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from rich.console import Console

from fireline.core.errors import Misconfigured

MANIFEST = Path(__file__).parents[1] / "manifest.yml"
DOOR = "/slack/events"
WORD = re.compile(r"[a-z0-9_-]{1,31}")  # with its slash, Slack allows 32


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--root", metavar="NAME", help="only this slash command (fireline, incident, inc, or your own)")
    transport = parser.add_mutually_exclusive_group()
    transport.add_argument("--http", metavar="URL", help="Slack calls this address, such as https://fireline.acme.com")
    transport.add_argument("--socket", action="store_true", help="Socket Mode: the bot calls Slack; needs no address")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    if arguments.root is None and arguments.http is None and not arguments.socket:
        text = MANIFEST.read_text(encoding="utf-8")
    else:
        manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
        text = yaml.safe_dump(tailored(manifest, arguments), sort_keys=False, allow_unicode=True, width=100)
    console = Console()
    console.out(text.rstrip("\n"), highlight=False)
    return 0


def tailored(manifest: dict[str, Any], arguments: argparse.Namespace) -> dict[str, Any]:
    """The manifest for one slash command and one transport."""
    if arguments.root is not None:
        manifest["features"]["slash_commands"] = [_command(manifest, arguments.root)]
    if arguments.http is not None:
        _set_address(manifest, _address(arguments.http))
    if arguments.socket:
        _set_socket(manifest)
    return manifest


def _command(manifest: dict[str, Any], word: str) -> dict[str, Any]:
    name = word.removeprefix("/")
    if not WORD.fullmatch(name):
        raise Misconfigured("--root", "a slash command is up to 31 of a-z, 0-9, - and _")
    model = manifest["features"]["slash_commands"][0]
    return {**model, "command": f"/{name}"}


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise Misconfigured("--http", "Slack calls only an https address, such as https://fireline.acme.com")
    return url.rstrip("/").removesuffix(DOOR) + DOOR


def _takers(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """Events and interactions: the two settings that name a request URL."""
    return [manifest["settings"]["event_subscriptions"], manifest["settings"]["interactivity"]]


def _set_address(manifest: dict[str, Any], url: str) -> None:
    for taker in _takers(manifest):
        taker["request_url"] = url
    for command in manifest["features"]["slash_commands"]:
        command["url"] = url


def _set_socket(manifest: dict[str, Any]) -> None:
    manifest["settings"]["socket_mode_enabled"] = True
    for taker in _takers(manifest):
        taker.pop("request_url", None)
    for command in manifest["features"]["slash_commands"]:
        command.pop("url", None)
