"""What no reply may say, whatever it is about: the part of the tone that a machine can hear."""

from __future__ import annotations

import re

from tests.browser.sheet import Piece

NEVER = re.compile(r"\b(?:please|oops|sorry|successfully|unfortunately|above|below|click here)\b", re.IGNORECASE)
SLIPS = {
    "a number that does not fit its noun": re.compile(r"\b1 (?:items|tasks|incidents|entries|roles|people|messages)\b"),
    "two spaces": re.compile(r"\S  +\S"),
    "two full stops": re.compile(r"(?<!\.)\.\.(?!\.)"),
    "a mark of the machine": re.compile(r"\b(?:None(?! found)|True|False|null)\b|\{\w+\}(?!\|)"),
    "no space after the full stop": re.compile(r"[a-z]\.[A-Z][a-z]"),
}
DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")


def complaints(piece: Piece) -> list[str]:
    """What is wrong with the words of a reply; what a person typed, in quotes, is theirs."""
    said = [line for line in piece.words.splitlines() if not line.startswith(("> ", "*From <@"))]
    text = DATE.sub(lambda date: date[1], "\n".join(said))
    found = [f"it says “{word}”" for word in NEVER.findall(text)]
    found += [what for what, slip in SLIPS.items() if slip.search(text)]
    return [f"{piece.caption}: {each}\n{text}" for each in found]
