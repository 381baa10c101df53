"""Texts, buttons, menus and inputs as Slack checks them."""

from typing import Any

from fireline.sandbox.state import Json


class Complaints:
    """What is wrong, each with a JSON pointer, in Slack's words."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def add(self, what: str, at: str) -> None:
        self.said.append(f"[ERROR] {what} [json-pointer:{at}]")

    def longest(self, holder: Json, key: str, most: int, at: str) -> None:
        """Complains when this field is longer than `most` characters, or no text at all."""
        value = holder.get(key)
        if value is None:
            return
        if not isinstance(value, str):
            self.add("must be a string", f"{at}/{key}")
        elif len(value) > most:
            self.add(f"must be less than {most + 1} characters", f"{at}/{key}")


def check_text(
    text: Any, most: int, at: str, found: Complaints, only_plain: bool = False, may_be_empty: bool = False
) -> None:
    """A text object: its type, that it says something, and its length."""
    if not isinstance(text, dict):
        found.add("missing required field: text" if text is None else "must be an object", at)
        return
    kinds = ("plain_text",) if only_plain else ("plain_text", "mrkdwn")
    if text.get("type") not in kinds:
        found.add(f"must be a valid {' or '.join(kinds)} object", at)
    if not isinstance(text.get("text"), str):
        found.add("missing required field: text", at)
        return
    if not text["text"] and not may_be_empty:
        found.add("must be more than 0 characters", f"{at}/text")
    found.longest(text, "text", most, at)
    wrong = {"emoji"} if text.get("type") == "mrkdwn" else {"verbatim"}
    for key in wrong & text.keys():
        found.add(f"invalid additional property: {key}", at)


def check_element(element: Any, allowed: set[str], at: str, found: Complaints) -> None:
    """One interactive element, or an image."""
    if not isinstance(element, dict):
        found.add("missing required field: element" if element is None else "must be an object", at)
        return
    kind = element.get("type", "")
    if kind not in allowed:
        found.add(f"unsupported type: {kind}", f"{at}/type")
        return
    found.longest(element, "action_id", 255, at)
    if "placeholder" in element:
        check_text(element["placeholder"], 150, f"{at}/placeholder", found, only_plain=True)
    if "confirm" in element:
        _confirm(element["confirm"], f"{at}/confirm", found)
    _by_kind(kind, element, at, found)


def _by_kind(kind: str, element: Json, at: str, found: Complaints) -> None:
    if kind == "button":
        _button(element, at, found)
    elif kind == "image":
        if not element.get("alt_text"):
            found.add("missing required field: alt_text", at)
    elif kind in ("checkboxes", "radio_buttons"):
        _options(element, 1, 10, at, found)
    elif kind == "overflow":
        _options(element, 1, 5, at, found)
    elif kind in ("static_select", "multi_static_select"):
        _static_select(element, at, found)
    elif kind == "plain_text_input":
        _plain_text_input(element, at, found)
    elif kind == "number_input" and "is_decimal_allowed" not in element:
        found.add("missing required field: is_decimal_allowed", at)


def _button(element: Json, at: str, found: Complaints) -> None:
    check_text(element.get("text"), 75, f"{at}/text", found, only_plain=True)
    found.longest(element, "value", 2000, at)
    found.longest(element, "url", 3000, at)
    found.longest(element, "accessibility_label", 75, at)
    if element.get("style") not in (None, "primary", "danger"):
        found.add("must be a valid enum value", f"{at}/style")


def _static_select(element: Json, at: str, found: Complaints) -> None:
    if "option_groups" not in element:
        _options(element, 1, 100, at, found)
        return
    if "options" in element:
        found.add("only one of options or option_groups is allowed", at)
    groups = element["option_groups"]
    if not 0 < len(groups) <= 100:
        found.add("no more than 100 items allowed", f"{at}/option_groups")
    for index, group in enumerate(groups):
        check_text(group.get("label"), 75, f"{at}/option_groups/{index}/label", found, only_plain=True)
        _options(group, 1, 100, f"{at}/option_groups/{index}", found)


def _options(element: Json, least: int, most: int, at: str, found: Complaints) -> None:
    options = element.get("options")
    if not isinstance(options, list) or len(options) < least:
        found.add("missing required field: options", at)
        return
    if len(options) > most:
        found.add(f"no more than {most} items allowed", f"{at}/options")
    only_plain = element.get("type") not in ("checkboxes", "radio_buttons")
    for index, option in enumerate(options):
        _option(option, f"{at}/options/{index}", found, only_plain)
    _initial(element, options, at, found)


def _option(option: Json, at: str, found: Complaints, only_plain: bool) -> None:
    check_text(option.get("text"), 75, f"{at}/text", found, only_plain=only_plain)
    if "value" not in option:
        found.add("missing required field: value", at)
    found.longest(option, "value", 150, at)
    if "description" in option:
        check_text(option["description"], 75, f"{at}/description", found, only_plain=only_plain)


def _initial(element: Json, options: list[Json], at: str, found: Complaints) -> None:
    """What is chosen at first must be one of the options, to the letter."""
    first = [element["initial_option"]] if "initial_option" in element else []
    chosen = element.get("initial_options") or first
    for option in chosen:
        if not any(_same(option, known) for known in options):
            found.add("initial option must match one of the options", f"{at}/initial_option")


def _same(one: Json, other: Json) -> bool:
    return one.get("value") == other.get("value") and one.get("text", {}).get("text") == other["text"].get("text")


def _plain_text_input(element: Json, at: str, found: Complaints) -> None:
    most = element.get("max_length", 3000)
    if not 1 <= most <= 3000:
        found.add("must be between 1 and 3000", f"{at}/max_length")
    if not 0 <= element.get("min_length", 0) <= 3000:
        found.add("must be between 0 and 3000", f"{at}/min_length")
    found.longest(element, "initial_value", 3000, at)


def _confirm(confirm: Json, at: str, found: Complaints) -> None:
    check_text(confirm.get("title"), 100, f"{at}/title", found, only_plain=True)
    check_text(confirm.get("text"), 300, f"{at}/text", found)
    check_text(confirm.get("confirm"), 30, f"{at}/confirm", found, only_plain=True)
    check_text(confirm.get("deny"), 30, f"{at}/deny", found, only_plain=True)
