"""Fails when an installed Fireline lacks what it reads at run time: run by the Python of an empty environment."""

from __future__ import annotations

import sys
from importlib.resources import files


def missing() -> list[str]:
    package = files("fireline")
    wanted = {"manifest.yml": package / "manifest.yml", "py.typed": package / "py.typed"}
    wanted["the page of the local Slack"] = package / "sandbox" / "page" / "static" / "page.html"
    lacking = [name for name, path in wanted.items() if not path.is_file()]
    templates = package / "templates"
    if not templates.is_dir() or not any(path.is_dir() and any(path.iterdir()) for path in templates.iterdir()):
        lacking.append("a template")
    return lacking


if __name__ == "__main__":
    lacking = missing()
    print(f"The installed package lacks: {', '.join(lacking)}" if lacking else "The installed package is complete.")
    sys.exit(1 if lacking else 0)
