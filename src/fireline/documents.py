"""Documents from templates: one cached Jinja2 environment over the packaged `templates` directory.

A fact that a template names but nobody handed over is an error, never a blank. Nothing is escaped: what comes out is
Markdown or plain text.
"""

from __future__ import annotations

from functools import lru_cache

import jinja2


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("fireline", "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def render(name: str, **facts: object) -> str:
    """The document that the template (`postmortem/full.md`, `update/internal/resolved.txt`) makes of the facts."""
    return environment().get_template(name).render(**facts)
