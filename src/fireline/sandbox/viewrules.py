"""What Slack refuses in a view: a modal or a home tab."""

import json
from typing import Any

from fireline.sandbox.blocks import complaints_about
from fireline.sandbox.elements import Complaints, check_text
from fireline.sandbox.errors import SlackError
from fireline.sandbox.state import Json

LARGEST = 250_000


def check_view(view: Any, kinds: tuple[str, ...]) -> Json:
    """The view, when Slack would take it; raises Slack's refusal otherwise."""
    if not isinstance(view, dict):
        raise invalid(["[ERROR] missing required field: view [json-pointer:/view]"])
    if len(json.dumps(view).encode()) > LARGEST:
        raise SlackError("view_too_large")
    complaints = _complaints(view, kinds)
    if complaints:
        raise invalid(complaints)
    return view


def invalid(messages: list[str]) -> SlackError:
    """`invalid_arguments` with Slack's explanation beside it."""
    return SlackError("invalid_arguments", response_metadata={"messages": messages})


def _complaints(view: Json, kinds: tuple[str, ...]) -> list[str]:
    found = Complaints()
    kind = view.get("type")
    if kind not in kinds:
        found.add(f"unsupported type: {kind}", "/view/type")
        return found.said
    if "blocks" not in view:
        found.add("missing required field: blocks", "/view")
        return found.said
    if kind == "modal":
        _check_frame(view, found)
    for key, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        found.longest(view, key, most, "/view")
    return found.said + complaints_about(view["blocks"], kind or "modal", "/view/blocks")


def _check_frame(view: Json, found: Complaints) -> None:
    check_text(view.get("title"), 24, "/view/title", found, only_plain=True)
    for key in ("submit", "close"):
        if view.get(key) is not None:
            check_text(view[key], 24, f"/view/{key}", found, only_plain=True)
    has_input = any(isinstance(b, dict) and b.get("type") == "input" for b in view["blocks"])
    if has_input and not view.get("submit"):
        found.add("`submit` is required when an input block is in the blocks array", "/view")
