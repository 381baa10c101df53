"""What the pictures say, as text: docs/screens/words.md, a part for each picture."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
FILE = FOLDER / "words.md"
HEAD = (
    "# What the pictures say\n\n"
    "The words of each picture, to be searched and to be compared when they change. `make screens` writes them.\n"
)
QUOTED = re.compile("^> ?", re.MULTILINE)
PART = re.compile(r"^## (\S+)\n\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def read(file: Path = FILE) -> dict[str, str]:
    """The words by the name of the picture."""
    if not file.exists():
        return {}
    return {part[1]: part[2].strip("\n") for part in PART.finditer(file.read_text())}


def all_words() -> str:
    """What all pictures say, without the marks of the quotation."""
    return "\n".join(QUOTED.sub("", words) for words in read().values())


def write(said: Mapping[str, str], folder: Path) -> None:
    """Keeps what is there of other pictures, unless they are gone."""
    file = folder / FILE.name
    stay = {picture.stem for picture in folder.glob("*.png")}
    parts = sorted((name, words) for name, words in {**read(file), **said}.items() if name in stay)
    file.write_text(HEAD + "".join(f"\n## {name}\n\n{words}\n" for name, words in parts))


def quoted(words: str) -> str:
    """As a quotation of Markdown, line by line."""
    return "\n".join(f"> {line}".rstrip() for line in words.splitlines() if line.strip())
