"""Block Kit as Slack checks it: what a block may hold, how long, how many, in which surface."""

from collections.abc import Callable
from typing import Any

from fireline.sandbox.elements import Complaints, check_element, check_text
from fireline.sandbox.state import Json

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
# Which blocks a surface does not show at all.
NOT_IN = {"input": {"ephemeral"}, "file": {"modal", "home"}, "table": {"modal", "home"}, "markdown": {"modal", "home"}}
IN_ACTIONS = {
    "button", "checkboxes", "datepicker", "datetimepicker", "timepicker", "radio_buttons", "overflow",
    "static_select", "external_select", "users_select", "conversations_select", "channels_select",
    "multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select",
    "multi_channels_select", "workflow_button",
}  # fmt: skip
IN_SECTION = IN_ACTIONS | {"image"}
IN_INPUT = (IN_ACTIONS - {"button", "overflow", "workflow_button"}) | {
    "plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input",
}  # fmt: skip


def complaints_about(blocks: Any, surface: str, root: str = "/blocks") -> list[str]:
    """What Slack would say against these blocks, in the form of its `response_metadata.messages`; empty when fine."""
    found = Complaints()
    if not isinstance(blocks, list):
        found.add("must be an array", root)
        return found.said
    most = MOST_BLOCKS.get(surface, 50)
    if len(blocks) > most:
        found.add(f"no more than {most} items allowed", root)
    for index, block in enumerate(blocks):
        _check_block(block, surface, f"{root}/{index}", found)
    _check_unique(blocks, root, found)
    return found.said


def _check_block(block: Any, surface: str, at: str, found: Complaints) -> None:
    if not isinstance(block, dict):
        found.add("must be an object", at)
        return
    kind = block.get("type")
    check = CHECKS.get(kind or "")
    if check is None or surface in NOT_IN.get(kind or "", ()):
        found.add(f"unsupported type: {kind}", at)
        return
    found.longest(block, "block_id", 255, at)
    check(block, at, found)


def _check_unique(blocks: list[Any], root: str, found: Complaints) -> None:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id") if isinstance(block, dict) else None
        if block_id in seen:
            found.add(f'`block_id` "{block_id}" already exists', f"{root}/{index}/block_id")
        if block_id:
            seen.add(block_id)


def _section(block: Json, at: str, found: Complaints) -> None:
    if "text" not in block and not block.get("fields"):
        found.add("missing required field: text", at)
    if "text" in block:
        check_text(block["text"], 3000, f"{at}/text", found)
    fields = block.get("fields", [])
    if len(fields) > 10:
        found.add("no more than 10 items allowed", f"{at}/fields")
    for index, text in enumerate(fields):
        check_text(text, 2000, f"{at}/fields/{index}", found)
    if "accessory" in block:
        check_element(block["accessory"], IN_SECTION, f"{at}/accessory", found)


def _header(block: Json, at: str, found: Complaints) -> None:
    check_text(block.get("text"), 150, f"{at}/text", found, only_plain=True)


def _divider(block: Json, at: str, found: Complaints) -> None:
    for key in block.keys() - {"type", "block_id"}:
        found.add(f"invalid additional property: {key}", at)


def _actions(block: Json, at: str, found: Complaints) -> None:
    _elements(block, at, found, 25, IN_ACTIONS)


def _elements(block: Json, at: str, found: Complaints, most: int, allowed: set[str]) -> None:
    elements = block.get("elements")
    if not isinstance(elements, list) or not elements:
        found.add("missing required field: elements", at)
        return
    if len(elements) > most:
        found.add(f"no more than {most} items allowed", f"{at}/elements")
    seen: set[str] = set()
    for index, element in enumerate(elements):
        check_element(element, allowed, f"{at}/elements/{index}", found)
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if action_id in seen:
            found.add(f'`action_id` "{action_id}" already exists', f"{at}/elements/{index}/action_id")
        if action_id:
            seen.add(action_id)


def _context(block: Json, at: str, found: Complaints) -> None:
    elements = block.get("elements")
    if not isinstance(elements, list) or not elements:
        found.add("missing required field: elements", at)
        return
    if len(elements) > 10:
        found.add("no more than 10 items allowed", f"{at}/elements")
    for index, element in enumerate(elements):
        if isinstance(element, dict) and element.get("type") == "image":
            check_element(element, {"image"}, f"{at}/elements/{index}", found)
        else:
            check_text(element, 3000, f"{at}/elements/{index}", found)


def _input(block: Json, at: str, found: Complaints) -> None:
    check_text(block.get("label"), 2000, f"{at}/label", found, only_plain=True)
    if "hint" in block:
        check_text(block["hint"], 2000, f"{at}/hint", found, only_plain=True)
    check_element(block.get("element"), IN_INPUT, f"{at}/element", found)


def _image(block: Json, at: str, found: Complaints) -> None:
    if not block.get("image_url") and not block.get("slack_file"):
        found.add("missing required field: image_url", at)
    if "alt_text" not in block:
        found.add("missing required field: alt_text", at)
    found.longest(block, "alt_text", 2000, at)
    found.longest(block, "image_url", 3000, at)


def _markdown(block: Json, at: str, found: Complaints) -> None:
    text = block.get("text")
    if not isinstance(text, str) or not text:
        found.add("missing required field: text", at)
    found.longest(block, "text", 12000, at)


def _rich_text(block: Json, at: str, found: Complaints) -> None:
    known = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
    elements = block.get("elements")
    if not isinstance(elements, list):
        found.add("missing required field: elements", at)
        return
    for index, element in enumerate(elements):
        if not isinstance(element, dict) or element.get("type") not in known:
            found.add("unsupported type", f"{at}/elements/{index}")


def _table(block: Json, at: str, found: Complaints) -> None:
    rows = block.get("rows")
    if not isinstance(rows, list) or not rows:
        found.add("missing required field: rows", at)
        return
    if len(rows) > 100:
        found.add("no more than 100 items allowed", f"{at}/rows")
    for index, row in enumerate(rows):
        if len(row) > 20:
            found.add("no more than 20 items allowed", f"{at}/rows/{index}")


def _anything(block: Json, at: str, found: Complaints) -> None:
    """For blocks whose inside this Slack does not look at."""


CHECKS: dict[str, Callable[[Json, str, Complaints], None]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "actions": _actions,
    "context": _context,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "table": _table,
    "file": _anything,
    "video": _anything,
}


def with_ids(blocks: list[Json], new_id: Callable[[], str]) -> list[Json]:
    """The blocks with the ids that Slack gives where the app gave none."""
    done = []
    for block in blocks:
        block = dict(block)
        block.setdefault("block_id", new_id())
        for key in ("accessory", "element"):
            if key in block and "action_id" not in block[key] and block[key]["type"] != "image":
                block[key] = block[key] | {"action_id": new_id()}
        if block["type"] == "actions":
            block["elements"] = [e if "action_id" in e else e | {"action_id": new_id()} for e in block["elements"]]
        done.append(block)
    return done
