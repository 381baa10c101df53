"""The house holds together: what its source may do, and where. `make lint` holds who imports whom."""

from __future__ import annotations

import ast
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from tests.house import layout
from tests.house.layout import PROJECT, SOURCE, Check

MODULES = sorted(SOURCE.rglob("*.py"))
SIBLINGS = {"roles", "timeline", "updates", "action_items", "signals"}
DOORS_BETWEEN_SIBLINGS = {"reads", "events"}


def breaches(check: Check, *, allowed: tuple[str, ...] = (), only: tuple[str, ...] = ("*",)) -> list[str]:
    """Where `check` finds something. `allowed` and `only` are patterns of paths inside the package."""
    return [
        f"{path.relative_to(PROJECT)}:{line}"
        for path in MODULES
        if any(path.relative_to(SOURCE).match(pattern) for pattern in only)
        if not any(_lies_in(path, place) for place in allowed)
        for line in check(layout.parse(path))
    ]


def _lies_in(path: Path, place: str) -> bool:
    return path == SOURCE / place or SOURCE / place in path.parents


def test_nothing_is_imported_inside_a_function() -> None:
    assert breaches(layout.imports_inside_functions) == []


def test_only_the_guard_catches_everything() -> None:
    assert breaches(layout.broad_excepts, allowed=("guard.py",)) == []


def test_nothing_is_printed() -> None:
    assert breaches(layout.prints) == []


def test_services_reads_and_rules_never_await() -> None:
    assert breaches(layout.awaits, only=("service.py", "reads.py", "rules.py", "tables.py")) == []


def test_only_the_clock_asks_for_the_time() -> None:
    assert breaches(layout.wall_clock, allowed=("core/clock.py", "sandbox")) == []


def test_nothing_happens_at_import() -> None:
    # Alembic's environment and migrations are scripts by design: Alembic runs them, nobody imports them.
    assert breaches(layout.work_at_import, allowed=("__main__.py", "store/migrations")) == []


def test_siblings_read_one_another_only_through_reads_and_events() -> None:
    strays = [
        f"{path.relative_to(PROJECT)}:{line} imports {name}"
        for path in MODULES
        for line, name in layout.imported_names(layout.parse(path))
        if feature_of(path) in SIBLINGS and passes_by_the_doors(name, own=feature_of(path))
    ]

    assert strays == []


def passes_by_the_doors(name: str, *, own: str) -> bool:
    package, room, feature, module, *_ = [*name.split("."), "", "", "", ""]
    if (package, room) != ("fireline", "features") or feature not in SIBLINGS - {own}:
        return False
    return module not in DOORS_BETWEEN_SIBLINGS


def test_a_stray_import_between_siblings_is_seen() -> None:
    assert passes_by_the_doors("fireline.features.updates.service", own="roles")
    assert passes_by_the_doors("fireline.features.updates", own="roles")
    assert not passes_by_the_doors("fireline.features.updates.reads.due", own="roles")
    assert not passes_by_the_doors("fireline.features.incidents.service", own="roles")


def test_features_and_core_do_not_know_the_root_settings() -> None:
    rooms = [SOURCE / "features", SOURCE / "core", SOURCE / "store"]
    strays = [
        f"{path.relative_to(PROJECT)}:{line}"
        for path in MODULES
        if any(room in path.parents for room in rooms)
        for line, name in layout.imported_names(layout.parse(path))
        if name.startswith("fireline.settings")
    ]

    assert strays == []


def feature_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).parts
    return parts[1] if parts[0] == "features" and len(parts) > 2 else ""


def test_tests_patch_nothing() -> None:
    patching = [
        f"{path.relative_to(PROJECT)}:{line}"
        for path in sorted((PROJECT / "tests").rglob("*.py"))
        for line, name in layout.imported_names(layout.parse(path))
        if name.startswith(("unittest.mock", "mock.", "pytest_mock"))
    ]

    assert patching == []


def test_the_package_carries_the_manifest_and_the_templates_of_the_top_level() -> None:
    package = files("fireline")

    assert (package / "manifest.yml").read_text() == (PROJECT / "manifest.yml").read_text()
    assert Path(str(package / "templates")).resolve() == PROJECT / "templates"


def test_lock_files_name_no_address_and_pin_every_hash() -> None:
    for path in sorted((PROJECT / "requirements").glob("*.txt")):
        lines = path.read_text().splitlines()
        pins = [line for line in lines if not line.startswith(" ")]

        assert not any("://" in line or line.startswith("-") for line in lines), path
        assert all("==" in pin and pin.endswith("\\") for pin in pins), path


def test_the_build_backend_is_pinned_too() -> None:
    wanted = tomllib.loads((PROJECT / "pyproject.toml").read_text())["build-system"]["requires"]
    for name in ("build.txt", "dev.txt"):
        pinned = (PROJECT / "requirements" / name).read_text()
        assert all(f"\n{package}==" in f"\n{pinned}" for package in wanted)


@pytest.mark.parametrize(
    ("check", "breaking", "fine"),
    [
        (
            layout.imports_inside_functions,
            "def f():\n    import json",
            "def f():\n    try:\n        import weasy\n    except ImportError:\n        raise",
        ),
        (
            layout.broad_excepts,
            "try:\n    f()\nexcept (OSError, Exception):\n    pass",
            "try:\n    f()\nexcept BaseException as e:\n    answer.set_exception(e)",
        ),
        (layout.prints, "def f():\n    print(1)", "console.print(1)"),
        (layout.awaits, "async def f():\n    pass", "def f():\n    pass"),
        (layout.wall_clock, "import datetime\ndatetime.datetime.now(UTC)", "clock.now()"),
        (layout.wall_clock, "time.time()", "time.monotonic()"),
        (layout.work_at_import, "logging.basicConfig()", "NAMES = frozenset(('a', 'b'))"),
        (layout.work_at_import, "ENGINE = create_engine(url)", "make = lambda: create_engine(url)"),
    ],
)
def test_each_check_sees_what_it_should_and_nothing_else(check: Check, breaking: str, fine: str) -> None:
    assert list(check(ast.parse(breaking)))
    assert not list(check(ast.parse(fine)))
