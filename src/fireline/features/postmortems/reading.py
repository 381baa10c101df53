"""The Markdown document as Slack shows it: enough of it to be read in a form."""

from __future__ import annotations

import re

_LINK = re.compile(r"\[((?:[^\]\\]|\\.)+)\]\((https?://[^)\s]+|mailto:[^)\s]+)\)")
_BOLD = re.compile(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*")
_STRUCK = re.compile(r"(?<!\\)~~(.+?)(?<!\\)~~")
_HEADING = re.compile(r"^#{1,6} (.+)$")
_BULLET = re.compile(r"^(\s*)- ")
_ESCAPED = re.compile(r"\\([\\`*_\[\]~|!#+=.)>-])")
_FENCE = re.compile(r"\s*`{3,}")


def as_mrkdwn(markdown: str) -> str:
    """Bold, links, bullets and headings in Slack's markup; code stays as it is."""
    shown, in_code = [], False
    for line in markdown.splitlines():
        if _FENCE.match(line):
            in_code = not in_code
            shown.append("```")
        else:
            shown.append(line if in_code else _line(line))
    return "\n".join(shown).strip()


def _line(line: str) -> str:
    line = _BULLET.sub(lambda found: f"{found[1]}• ", line.rstrip())
    line = _HEADING.sub(lambda found: f"*{found[1]}*", line)
    line = _LINK.sub(lambda found: f"<{found[2]}|{found[1]}>", line)
    line = _STRUCK.sub(r"~\1~", _BOLD.sub(r"*\1*", line))
    return _ESCAPED.sub(r"\1", line)
