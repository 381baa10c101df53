"""Draws the README's picture from a real run: `python docs/pictures/draw.py`. Takes about a minute."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
STORY = HERE.parents[1] / "templates" / "drills" / "gitlab-2017-01-31.yml"
LINES, WIDTH = 36, 132
ACT = re.compile(r"(?P<at>\d\d \w{3} \d\d:\d\d)  (?P<who>\w+) +(?P<rest>.*)")
PLACE = re.compile(r"(#[\w-]+|DM to \w+|Slack|to \w+ alone): ")
FROM_THE_NET = re.compile(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", re.DOTALL)  # the reader's own fonts will do
COLOURS = {"ana": "cyan", "bea": "magenta", "cy": "green", "dee": "yellow", "eve": "blue", "finn": "bright_red"}


def play() -> list[str]:
    """The lines of the story as the program prints them, without a terminal."""
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "fireline", "replay", str(STORY), "--headless", "--folder", f"{folder}/story"]
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()


def coloured(line: str) -> Text:
    """One line as it looks on a terminal: time dim, names in colour, the bot in red."""
    found = ACT.match(line)
    if found is None:
        return Text(line, style="italic dim" if line.startswith(" ") else "bold red")
    who, rest = found["who"], found["rest"]
    text = Text.assemble((f"{found['at']}  ", "dim"), (f"{who:<9}", f"bold {COLOURS.get(who, 'red')}"), rest)
    if who == "fireline" and (place := PLACE.match(rest)):
        text.stylize("dim", len(text) - len(rest), len(text) - len(rest) + place.end())
    return text


def main() -> None:
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    for line in play()[:LINES]:
        console.print(coloured(line), overflow="ellipsis", no_wrap=True)
    picture = FROM_THE_NET.sub("", console.export_svg(title="make demo"))
    (HERE / "demo.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
