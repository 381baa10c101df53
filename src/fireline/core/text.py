"""Typed text made comparable, and quoted back."""

from __future__ import annotations


def plain(text: str) -> str:
    """The same text, character for character as long, with plain spaces, quotes and dashes, in lower case."""
    raise NotImplementedError


def unquoted(text: str) -> str:
    """The text without the quotes around the whole of it and with single spaces: a title."""
    raise NotImplementedError


def echo(text: str, limit: int = 80) -> str:
    """What was typed, in quotes, on one line, shortened between words; mentions and escapes stay whole."""
    raise NotImplementedError
