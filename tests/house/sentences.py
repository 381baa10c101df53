"""The sentences that people may read, as they stand in the code: what `docs/screens` has to show."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "fireline"
SPEAKING = ("features/**/*.py", "core/*.py", "frame.py", "typed.py", "mentions.py", "catching_up.py")
JUDGING = ("core/limits.py", "core/limit_table.py", "core/registry.py")  # they speak to whoever writes features
SHORTEST = 14  # letters: less is found in anything
UNSEEN_ARGUMENTS = {"usage", "example", "description", "pattern", "name", "synonyms"}
LOGGING = {"debug", "info", "warning", "error", "exception"}
FOR_SETTINGS = {"ValueError", "PydanticCustomError", "TypeError", "AssertionError", "DeclarationError"}
MARKS = re.compile(r"[`*_~]")


@dataclass(frozen=True)
class Sentence:
    """A literal of the code, and where it stands."""

    place: str
    line: int
    words: str


def normal(words: str) -> str:
    """Words as they are compared: without marks, line breaks and capitals."""
    return " ".join(MARKS.sub("", words).split()).casefold()


def sentences(room: str = "") -> Iterator[Sentence]:
    """Every literal that may be a part of a reply, the longest piece of those with gaps; of one room with `room`."""
    for file in sorted({file for pattern in SPEAKING for file in SOURCE.glob(pattern)}):
        place = file.relative_to(SOURCE).as_posix()
        if room in place and place not in JUDGING and file.name != "tables.py":
            tree = ast.parse(file.read_text())
            unseen = {id(each) for part in _unseen(tree) for each in ast.walk(part)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unseen:
                    words = max(re.split(r"\{\w*\}", node.value), key=len).strip(" .,:;\n")
                    if len(normal(words)) >= SHORTEST and " " in words and not _is_pattern(words):
                        yield Sentence(place, node.lineno, words)


def _is_pattern(words: str) -> bool:
    return any(each in words for each in ("(?", "\\b", "%Y", "[^"))


def _unseen(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if node.body and isinstance(node.body[0], ast.Expr):
                yield node.body[0]
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            if isinstance(node.exc.func, ast.Name) and node.exc.func.id in FOR_SETTINGS:
                yield node.exc
        elif isinstance(node, ast.Call):
            yield from (each.value for each in node.keywords if each.arg in UNSEEN_ARGUMENTS)
            if isinstance(node.func, ast.Attribute) and (node.func.attr in LOGGING or node.func.attr == "compile"):
                yield node
