"""Fails when less is tested than we promised: run after the tests, beside their coverage data."""

from __future__ import annotations

import subprocess
import sys

# Percent of lines. What decides about people's incidents is held to more than what talks to terminals and networks.
FLOORS = {
    "core, store and features": (90, "*/fireline/core/*,*/fireline/store/*,*/fireline/features/*"),
    "everything": (85, "*/fireline/*"),
}


def coverage(*arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", "coverage", *arguments], check=False).returncode


def main() -> int:
    coverage("combine", "--quiet")  # one file per worker
    below = []
    for name, (floor, files) in FLOORS.items():
        print(f"\n{name}: at least {floor} %")
        if coverage("report", f"--include={files}", f"--fail-under={floor}", "--skip-covered"):
            below.append(name)
    if below:
        print(f"\nBelow the floor: {', '.join(below)}")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
