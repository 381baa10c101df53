"""What the house asks of source code and import-linter cannot see. Each check yields the lines that break it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

PROJECT = Path(__file__).parents[2]
SOURCE = PROJECT / "src" / "fireline"

Check = Callable[[ast.Module], Iterator[int]]
Node = TypeVar("Node", bound=ast.AST)

# `datetime.now()` and friends, as the last two names of a call.
WALL_CLOCK = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}
OPENS_SOMETHING = {
    "open", "read_text", "read_bytes", "connect", "create_engine", "create_async_engine", "getenv", "Settings",
    "App", "AsyncApp", "WebClient", "AsyncWebClient", "ClientSession", "Thread", "getaddrinfo", "gethostname",
}  # fmt: skip


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def imports_inside_functions(tree: ast.Module) -> Iterator[int]:
    """An optional extra may be imported late: inside `try ... except ImportError`, which says what to install."""
    optional = {id(node) for block in _optional_blocks(tree) for node in ast.walk(block)}
    for function in _all(tree, ast.FunctionDef, ast.AsyncFunctionDef):
        for node in _all(function, ast.Import, ast.ImportFrom):
            if id(node) not in optional:
                yield node.lineno


def broad_excepts(tree: ast.Module) -> Iterator[int]:
    """Passing everything on is no swallowing: a bare `raise`, or `set_exception` for whoever awaits the answer."""
    for handler in _all(tree, ast.ExceptHandler):
        if _catches_everything(handler) and not _passes_on(handler):
            yield handler.lineno


def prints(tree: ast.Module) -> Iterator[int]:
    yield from (call.lineno for call in _all(tree, ast.Call) if _dotted(call.func) == ("print",))


def awaits(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Await, ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith)):
            yield node.lineno


def wall_clock(tree: ast.Module) -> Iterator[int]:
    yield from (call.lineno for call in _all(tree, ast.Call) if _dotted(call.func)[-2:] in WALL_CLOCK)


def work_at_import(tree: ast.Module) -> Iterator[int]:
    """A call that stands alone at module level, or a value whose making opens something."""
    for statement in tree.body:
        alone = _is_call_alone(statement) or isinstance(statement, (ast.For, ast.While, ast.With))
        if alone or _opens_something(statement):
            yield statement.lineno


def imported_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported to run, so not what is only for types."""
    for_types = {id(node) for block in _type_checking_blocks(tree) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)) and id(node) not in for_types:
            prefix = f"{node.module}." if isinstance(node, ast.ImportFrom) and node.module else ""
            yield from ((node.lineno, f"{prefix}{alias.name}") for alias in node.names)


def _all(tree: ast.AST, *kinds: type[Node]) -> Iterator[Node]:
    return (node for node in ast.walk(tree) if isinstance(node, kinds))


def _dotted(node: ast.AST) -> tuple[str, ...]:
    """`a.b.c` as its names; of a longer expression, the names at its end."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (*_dotted(node.value), node.attr)
    return ()


def _optional_blocks(tree: ast.Module) -> Iterator[ast.Try]:
    for block in _all(tree, ast.Try):
        if any(_dotted(handler.type or ast.Pass())[-1:] in {("ImportError",), ("ModuleNotFoundError",)}
               for handler in block.handlers):  # fmt: skip
            yield block


def _type_checking_blocks(tree: ast.Module) -> Iterator[ast.If]:
    yield from (block for block in _all(tree, ast.If) if _dotted(block.test)[-1:] == ("TYPE_CHECKING",))


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(_dotted(kind)[-1:] in {("Exception",), ("BaseException",)} for kind in caught)


def _passes_on(handler: ast.ExceptHandler) -> bool:
    raises = any(node.exc is None for node in _all(handler, ast.Raise))
    return raises or any(_dotted(call.func)[-1:] == ("set_exception",) for call in _all(handler, ast.Call))


def _is_call_alone(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, (ast.Call, ast.Await))


def _opens_something(statement: ast.stmt) -> bool:
    if not isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return False
    return any(name in OPENS_SOMETHING for call in _calls_now(statement) for name in _dotted(call.func)[-1:])


def _calls_now(statement: ast.stmt) -> Iterator[ast.Call]:
    """Calls that run with the statement; the body of a lambda runs later."""
    later = {id(node) for function in _all(statement, ast.Lambda) for node in ast.walk(function.body)}
    yield from (call for call in _all(statement, ast.Call) if id(call) not in later)
