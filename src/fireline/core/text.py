"""Typed text made comparable, and quoted back."""

from __future__ import annotations

import re

_SPACES = "\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff"  # invisible, and phones and copied pages put them between words
_DOUBLE = "“”„‟«»″＂"
_SINGLE = "‘’‚‛′`´‹›"
_DASHES = "‐‑‒–—―−－"
_PLAIN = {ord(c): " " for c in _SPACES} | {ord(c): '"' for c in _DOUBLE}
_PLAIN |= {ord(c): "'" for c in _SINGLE} | {ord(c): "-" for c in _DASHES}

_SPACE = re.compile(r"\s")
_WHOLE = re.compile(r"<[^<>\s][^<>]*>|&(?:amp|lt|gt);|[^\s<&]+|.")
_BROADCAST = re.compile(r"<!([a-z]+)(?:\^[^|>]*)?(?:\|([^>]*))?>")


def plain(text: str) -> str:
    """The same text, character for character as long, with plain spaces, quotes and dashes, in lower case."""
    spaced = _SPACE.sub(" ", text.translate(_PLAIN))
    lower = spaced.lower()
    # A few capitals become two characters: then each stays as it is.
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in spaced)


def unquoted(text: str) -> str:
    """The text on one line, with single spaces and without the quotes around the whole of it: a title."""
    words = " ".join(text.split())
    marks = plain(words)
    if len(words) > 1 and marks[0] == marks[-1] and marks[0] in "\"'" and marks.count(marks[0]) == 2:
        return words[1:-1].strip()
    if marks.count('"') == 1 and '"' in (marks[0], marks[-1]):  # its partner went with the verb or the severity
        return words.strip(words[0] if marks[0] == '"' else words[-1]).strip()
    return words


def echo(text: str, limit: int = 80) -> str:
    """What was typed, in quotes, on one line and shortened; mentions, links and escapes stay whole.

    A broadcast such as `<!channel>` is named without waking anybody.
    """
    line = _BROADCAST.sub(lambda m: "@" + (m[2] or m[1]).lstrip("@"), " ".join(text.split()))
    return f"“{line if len(line) <= limit else _shortened(line, limit)}”"


def _shortened(line: str, limit: int) -> str:
    kept = ""
    for piece in _WHOLE.findall(line):
        if len(kept) + len(piece) >= limit:
            room = limit - 1 - len(kept)
            kept += piece[:room] if piece[0] not in "<&" and not kept else ""
            break
        kept += piece
    return kept.rstrip() + "…"
