"""The YAML file as it was written: its values, and on which line each key stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from fireline.core.errors import Misconfigured

Key: TypeAlias = tuple[str, ...]
WHERE = "FIRELINE_CONFIG"
INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9_]*|0b[0-1_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+)")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the key, the line on which it stands (None where there is none), what is accepted."""

    key: str
    said: str
    line: int | None = None

    @property
    def label(self) -> str:
        return f"{self.key} (line {self.line})" if self.line else self.key


class WrongFile(Misconfigured):
    """Everything that is wrong in the file, the first of it in the sentence that stops the start."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        first, more = problems[0], len(problems) - 1
        also = f" ({more} more: `fireline config check` tells all)" if more else ""
        super().__init__(first.label, f"{first.said}{also}")
        self.key = first.key
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Written:
    """`lines` holds the first line of every key, by its path from the top."""

    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[Key, int] = field(default_factory=dict)
    path: Path | None = None
    twice: tuple[Problem, ...] = ()

    def line(self, key: Sequence[str]) -> int | None:
        """Where this key stands, or the nearest one around it."""
        path = tuple(key)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


class Loader(yaml.SafeLoader):
    """YAML as people mean it: `17:30` is a time of day, and no number to the base of sixty."""


def read(path: Path | None) -> Written:
    """Reads the file; Misconfigured when it cannot be read or holds no keys."""
    if path is None:
        return Written()
    try:
        node, values = _parsed(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(WHERE, f"{path} cannot be read ({error.strerror})") from None
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise Misconfigured(WHERE, f"{path} is no YAML: {_broken(error)}") from None
    if values is None:
        return Written(path=path)
    if not isinstance(values, dict):
        raise Misconfigured(WHERE, f"{path} holds no keys; a mapping such as `channels:` is accepted")
    found = list(_keys(node))
    lines = dict(reversed(found))
    twice = [
        Problem(".".join(key), f"it stands on line {lines[key]} already; the later one would hold", line)
        for key, line in found
        if line != lines[key]
    ]
    return Written({str(key): value for key, value in values.items()}, lines, path, tuple(twice))


def _broken(error: Exception) -> str:
    """Where reading ended, and why."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return " ".join(str(error).split())
    return f"line {mark.line + 1}, column {mark.column + 1}: {getattr(error, 'problem', '')}"


def _parsed(text: str) -> tuple[yaml.Node | None, Any]:
    loader = Loader(text)
    loader.yaml_implicit_resolvers = {first: _plain(known) for first, known in Loader.yaml_implicit_resolvers.items()}
    try:
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


def _plain(resolvers: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The same resolvers, but numbers without colons."""
    kept = [(tag, form) for tag, form in resolvers if tag not in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")]
    has_numbers = len(kept) < len(resolvers)
    return [*kept, ("tag:yaml.org,2002:int", re.compile(rf"(?:{INTEGER.pattern})$"))] if has_numbers else kept


def _keys(node: yaml.Node | None, path: Key = ()) -> Iterator[tuple[Key, int]]:
    """Every key with its line, in the order of the file."""
    if isinstance(node, yaml.MappingNode):
        for name, below in node.value:
            key = (*path, str(name.value))
            yield key, name.start_mark.line + 1
            yield from _keys(below, key)
    elif isinstance(node, yaml.SequenceNode):
        for number, below in enumerate(node.value):
            key = (*path, str(number))
            yield key, below.start_mark.line + 1
            yield from _keys(below, key)
