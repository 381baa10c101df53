"""Writes the parts of the documentation that come from declarations: `python -m docs.generate`.

A part stands between `<!-- name -->` and `<!-- /name -->`; everything around it is written by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import CheckConstraint, Column, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql

from fireline.catalogue import FEATURES
from fireline.core.feature import Command, Feature
from fireline.core.grammar import Place
from fireline.schema import schema as settings_schema
from fireline.settings import Environment
from fireline.store.gather import gathered

PROJECT = Path(__file__).parents[1]


def renewed(page: str, parts: Mapping[str, str]) -> str:
    """The page with each part between its marks as it is now."""
    for name, text in parts.items():
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        assert marks.search(page), f"the page has no place for {name}"
        page = marks.sub(lambda found, text=text: f"{found[1]}{text}{found[2]}", page)
    return page


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(head)
    lines = [names, ["---"] * len(names), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def command_table(features: Iterable[Feature]) -> str:
    """Every command that help names, in the order of the features."""
    shown = [c for feature in features for c in feature.commands if not c.hidden]
    head = ("say", "what it does", "also", "where")
    return table(head, ((f"`{c.example}`", c.summary, _also(c), _where(c)) for c in shown))


def _also(command: Command) -> str:
    words = (command.name, *command.synonyms)
    return ", ".join(word for word in words if not command.example.startswith(word))


def _where(command: Command) -> str:
    return "anywhere" if command.place is Place.ANYWHERE else "incident"


def environment_table() -> str:
    fields = Environment.model_fields.values()
    return table(
        ("variable", "default", "meaning"), ((f"`{f.alias}`", _shown(f.default), f.description or "") for f in fields)
    )


def _shown(default: Any) -> str:
    return "" if default in ("", None) else f"`{default}`"


def slack_table(features: Iterable[Feature]) -> str:
    """What is public for ever: ids in messages that stand in Slack for years."""
    rows = ((f.name, _listed(f.actions), _listed(f.views), _listed(f.shortcuts)) for f in features)
    return table(("feature", "action ids", "forms", "shortcuts"), rows)


def work_table(features: Iterable[Feature]) -> str:
    """What is stored for later by name: kinds of due rows and topics of deliveries."""
    return table(("feature", "due rows", "topics"), ((f.name, _listed(f.due), _listed(f.settled)) for f in features))


def _listed(names: Iterable[str]) -> str:
    return " ".join(f"`{name}`" for name in sorted(names))


def schema() -> str:
    """Every table, with what PostgreSQL calls its types and what keeps its rows apart."""
    return "".join(_table(each) for each in sorted(gathered().tables.values(), key=lambda t: t.name))


def _table(one: Table) -> str:
    rows = ((f"`{c.name}`", _type(c), _notes(c)) for c in one.columns)
    kept = [f"- unique: {_names(c.columns)}\n" for c in _sorted(one.constraints, UniqueConstraint)]
    kept += [f"- holds: `{c.sqltext}`\n" for c in _sorted(one.constraints, CheckConstraint)]
    kept += [
        f"- {'unique ' if i.unique else ''}index: {_index(i)}\n" for i in sorted(one.indexes, key=lambda i: str(i.name))
    ]
    return f"\n## {one.name}\n\n{table(('column', 'type', 'notes'), rows)}" + ("\n" + "".join(kept) if kept else "")


def _type(column: Column[Any]) -> str:
    return str(column.type.compile(dialect=postgresql.dialect())).lower()


def _notes(column: Column[Any]) -> str:
    notes = ["key"] if column.primary_key else []
    notes += [f"→ {key.target_fullname}" for key in column.foreign_keys]
    notes += ["may be empty"] if column.nullable else []
    return ", ".join(notes)


def _sorted(constraints: Iterable[Any], kind: type[Any]) -> list[Any]:
    return sorted((c for c in constraints if isinstance(c, kind)), key=lambda c: str(c.name))


def _names(columns: Iterable[Any]) -> str:
    return ", ".join(f"`{c.name}`" for c in columns)


def _index(index: Any) -> str:
    where = index.dialect_options["postgresql"]["where"]
    return ", ".join(f"`{getattr(e, 'name', e)}`" for e in index.expressions) + (
        f" where `{where}`" if where is not None else ""
    )


# Page → its parts, by name.
PAGES: dict[str, Callable[[], dict[str, str]]] = {
    "README.md": lambda: {"commands": command_table(FEATURES)},
    "docs/formats.md": lambda: {"slack": slack_table(FEATURES), "work": work_table(FEATURES)},
    "docs/schema.md": lambda: {"schema": schema()},
    "docs/settings.md": lambda: {"environment": environment_table()},
}


# Files that are generated as a whole.
FILES: dict[str, Callable[[], str]] = {
    "docs/fireline.schema.json": lambda: json.dumps(settings_schema(FEATURES), indent=2, ensure_ascii=False) + "\n",
}


def main() -> None:
    for name, text in FILES.items():
        (PROJECT / name).write_text(text())
    for name, parts in PAGES.items():
        page = PROJECT / name
        page.write_text(renewed(page.read_text(), parts()))


if __name__ == "__main__":
    main()
