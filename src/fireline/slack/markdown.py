"""Slack's markup as CommonMark, for the documents: what people formatted stays, what they merely typed is escaped.

Links, code, mentions and emphasis are lifted out first and put back last, so that escaping cannot touch them. The
marks that hold their places are Unicode noncharacters, which no message may contain.
"""

import re
from collections.abc import Mapping

from fireline.slack.tokens import TOKEN, Token, plain, read, unescape

_FENCE = re.compile(r"```(.+?)```", re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_EMPHASIS = (("*", "\ufdd2", "**"), ("_", "\ufdd3", "_"), ("~", "\ufdd4", "~~"))
_PAIRS = {
    sign: re.compile(rf"(?<![\w{edge}]){edge}(?=[^\s{edge}])([^\n{edge}]*?)(?<=\S){edge}(?![\w{edge}])")
    for sign, edge in ((sign, re.escape(sign)) for sign, _, _ in _EMPHASIS)
}
_HELD = re.compile("\ufdd0(\\d+)\ufdd1")
_OURS = re.compile("[\ufdd0-\ufdef\x00]")
_MARKUP = re.compile("([\\\\`*_\\[\\]~|]|!(?=\ufdd0))")  # "!" before a link would make it an image
_STARTS = re.compile(r"^([#+=-])|^(\d{1,9})(?=[.)])")
_EMPTY_LINES = re.compile(r"\n{3,}")
_UNSAFE_IN_URL = re.compile(r"[\s<>()\\\"`\x00-\x1f]")


def to_markdown(text: str, names: Mapping[str, str] | None = None) -> str:
    """`text` as CommonMark: bold, italic, struck, code, quotes, bullets and links kept, all else as typed.

    `names` maps ids to names. Line breaks stay (two spaces at the end). No HTML survives: it is shown as text.
    """
    held: list[str] = []

    def hold(markdown: str) -> str:
        held.append(markdown)
        return f"\ufdd0{len(held) - 1}\ufdd1"

    known = names or {}
    text = _OURS.sub("", text).replace("\r\n", "\n")
    if "`" in text:
        text = _FENCE.sub(lambda match: f"\n\n{hold(_fenced(plain(match[1], known)))}\n\n", text)
        text = _CODE.sub(lambda match: hold(_inline(plain(match[1], known))), text)
    if "<" in text:
        text = TOKEN.sub(lambda match: hold(_said(read(match[1]), known)), text)
    lines = _lines(_emphasised(unescape(text)))
    return _put_back(_EMPTY_LINES.sub("\n\n", lines), held).strip("\n")


def link(words: str, url: str) -> str:
    """A link to an address that is ours or that Slack gave us."""
    safe = _UNSAFE_IN_URL.sub(lambda match: f"%{ord(match[0]):02X}", url)
    return f"[{words}]({safe.replace('&', '&amp;')})"


def _put_back(text: str, held: list[str]) -> str:
    return text if not held else _HELD.sub(lambda match: _put_back(held[int(match[1])], held), text)


def escape_markdown(text: str) -> str:
    """Plain text as CommonMark that reads the same: nothing in it is markup or HTML."""
    marked = _MARKUP.sub(r"\\\1", text)
    return marked.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _fenced(code: str) -> str:
    ticks = _ticks(code, 3)
    return f"{ticks}\n{code.strip(chr(10))}\n{ticks}"


def _inline(code: str) -> str:
    ticks, code = _ticks(code, 1), " ".join(code.splitlines())
    pad = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{ticks}{pad}{code}{pad}{ticks}"


def _ticks(code: str, fewest: int) -> str:
    """A fence longer than any run of backticks inside."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    return "`" * max(fewest, longest + 1)


def _said(token: Token, names: Mapping[str, str]) -> str:
    words = _start_escaped(escape_markdown(" ".join(unescape(token.words(names)).split())))
    if token.kind != "link":
        return f"{words[:-1]}\\!" if words.endswith("!") else words
    return link(words, unescape(token.subject))


def _emphasised(text: str) -> str:
    """Paired `*`, `_` and `~` at the edges of words become marks; a pair that crosses another stays as typed."""
    for sign, mark, _ in _EMPHASIS:
        if text.count(sign) > 1:
            text = _marked_pairs(text, sign, mark)
    return text


def _marked_pairs(text: str, sign: str, mark: str) -> str:
    return _PAIRS[sign].sub(lambda match: f"{mark}{match[1]}{mark}" if _is_whole(match[1]) else match[0], text)


def _is_whole(inside: str) -> bool:
    return all(inside.count(mark) % 2 == 0 for _, mark, _ in _EMPHASIS)


def _lines(text: str) -> str:
    """The lines, each escaped; a quote or a list ends with an empty line, or the next would join it."""
    done, before = "", ""
    for raw in text.split("\n"):
        kind, line = _line(raw.strip())
        if done:
            done += "\n" if not before or before == kind != "text" else "  \n" if before == kind else "\n\n"
        done, before = done + line, kind
    return done


def _line(line: str) -> tuple[str, str]:
    if not line:
        return "", ""
    if line.startswith(">"):
        return "quote", f"> {_marked(line.lstrip('> '))}"
    if line.startswith(("• ", "◦ ", "- ")):
        return "list", f"- {_marked(line[2:].strip())}"
    return "text", _marked(line)


def _marked(line: str) -> str:
    line = _start_escaped(escape_markdown(line))
    for _, mark, sign in _EMPHASIS:
        line = line.replace(mark, sign)
    return line


def _start_escaped(line: str) -> str:
    """No heading, list, rule or underline by accident."""
    return _STARTS.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\", line)
