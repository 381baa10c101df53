"""Which action ids and callback ids the source can render, read from it; and those that a payload carries."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

from tests.house.layout import SOURCE

# Name in `kit` → where its action id stands among the positional arguments.
ELEMENTS = {
    "button": 1, "select": 0, "multi_select": 0, "external_select": 0, "overflow": 0, "user_select": 0,
    "users_select": 0, "conversation_select": 0, "checkboxes": 0, "radio": 0, "datepicker": 0, "timepicker": 0,
    "datetimepicker": 0,
}  # fmt: skip


class Source:
    """The features' files: each call that builds an element or a form, with what its id can be."""

    def __init__(self) -> None:
        self.unread: list[str] = []
        self._trees = {path: ast.parse(path.read_text()) for path in sorted((SOURCE / "features").rglob("*.py"))}

    def action_ids(self) -> set[str]:
        """Whole ids, and beginnings that end in `*` where the rest is only known while running."""
        return {
            found
            for path, tree in self._trees.items()
            for call in _calls(tree)
            if (place := ELEMENTS.get(_kit_name(call) or "")) is not None
            if (node := _argument(call, "action_id", place)) is not None
            for found in self._texts(path, tree, node)
        }

    def callback_ids(self) -> set[str]:
        return {
            found
            for path, tree in self._trees.items()
            for call in _calls(tree)
            if _kit_name(call) == "modal" and _argument(call, "submit", 99) is not None  # else it is only read
            if (node := _argument(call, "callback_id", 99)) is not None
            for found in self._texts(path, tree, node)
        }

    def _texts(self, path: Path, tree: ast.Module, node: ast.expr) -> Iterator[str]:
        if isinstance(node, ast.IfExp):
            yield from self._texts(path, tree, node.body)
            yield from self._texts(path, tree, node.orelse)
        elif isinstance(node, ast.JoinedStr):
            parts = [list(self._part(path, tree, part)) for part in node.values]
            yield from ("".join(each).partition("*")[0] + "*" * ("*" in each) for each in product(*parts))
        elif isinstance(known := _value(node, _names(path)), str):
            yield known
        elif isinstance(node, ast.Name) and (passed := list(self._passed(path, tree, node))):
            for its_path, its_tree, given in passed:
                yield from self._texts(its_path, its_tree, given)
        else:
            self.unread.append(f"{path.relative_to(SOURCE)}:{node.lineno}")

    def _part(self, path: Path, tree: ast.Module, part: ast.expr) -> Iterator[str]:
        """What one piece of an f-string can be; `*` for what is only known while running."""
        before = len(self.unread)
        found = list(self._texts(path, tree, part.value if isinstance(part, ast.FormattedValue) else part))
        is_read = len(self.unread) == before
        del self.unread[before:]
        yield from found if is_read and found else ["*"]

    def _passed(self, path: Path, tree: ast.Module, name: ast.Name) -> Iterator[tuple[Path, ast.Module, ast.expr]]:
        """What the callers in the same folder give for a parameter of the function in which this name stands."""
        function = next((f for f in _functions(tree) if name in ast.walk(f) and _place(f, name.id) is not None), None)
        if function is None:
            return
        place = _place(function, name.id)
        for other, each in self._trees.items():
            if other == path or (other.parent == path.parent and not function.name.startswith("_")):
                for call in _calls(each):
                    if _last(call.func) == function.name:
                        given = _argument(call, name.id, 99 if place is None else place)
                        if given is not None:
                            yield other, each, given
        for default in _default(function, name.id):
            yield path, tree, default


def action_ids_in(payload: Any) -> set[str]:
    """The ids of everything in a payload that can be pressed; fields of a form are read, not pressed."""
    if isinstance(payload, list):
        return {found for each in payload for found in action_ids_in(each)}
    if not isinstance(payload, Mapping) or (payload.get("type") == "input" and not payload.get("dispatch_action")):
        return set()
    own = {payload["action_id"]} if "action_id" in payload else set()
    return own | {found for each in payload.values() for found in action_ids_in(each)}


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _kit_name(call: ast.Call) -> str | None:
    func = call.func
    is_kit = isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id == "kit"
    return func.attr if is_kit and isinstance(func, ast.Attribute) else None


def _last(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _argument(call: ast.Call, name: str, place: int) -> ast.expr | None:
    named = next((k.value for k in call.keywords if k.arg == name), None)
    return named if named is not None else call.args[place] if place < len(call.args) else None


def _place(function: ast.FunctionDef, name: str) -> int | None:
    names = [a.arg for a in [*function.args.args, *function.args.kwonlyargs]]
    return names.index(name) if name in names else None


def _default(function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    pairs = zip(reversed(function.args.args), reversed(function.args.defaults), strict=False)
    pairs = [*pairs, *zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)]
    yield from (value for argument, value in pairs if argument.arg == name and value is not None)


def _names(path: Path) -> dict[str, Any]:
    module = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
    return vars(importlib.import_module(module))


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The value of a literal, a constant of the module, or an attribute of one; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, names), node.attr, None)
    return None
