"""The page: the local Slack in a browser. `add_page` puts it at `/` of a sandbox; it needs nothing from outside."""

from fireline.sandbox.page.doors import add_page

__all__ = ["add_page"]
