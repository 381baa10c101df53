"""What a person has before them in a view: the values of its inputs, and what Slack's client checks of them."""

from typing import Any

from fireline.sandbox.errors import PersonRefusedError
from fireline.sandbox.state import Json

# The field of `state.values` that holds what was entered, and the field of the element that it starts from.
FIELDS = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}
LISTS = {"checkboxes", "multi_static_select", "multi_external_select", "multi_users_select", "multi_channels_select",
         "multi_conversations_select", "file_input"}  # fmt: skip


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of one block."""
    if block["type"] == "input":
        return [block["element"]]
    if block["type"] == "actions":
        return list(block["elements"])
    return [block["accessory"]] if "accessory" in block and block["accessory"]["type"] != "image" else []


def values_of(blocks: list[Json], entered: dict[str, Json]) -> dict[str, Json]:
    """`state.values`: each input's value, from what was entered or from what it starts with."""
    values: dict[str, Json] = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] not in FIELDS:
                continue
            value = entered.get(block["block_id"], {}).get(element["action_id"], initial(element))
            values.setdefault(block["block_id"], {})[element["action_id"]] = value
    return values


def initial(element: Json) -> Json:
    """The state of an input that nobody has touched."""
    held, start = FIELDS[element["type"]]
    empty: Any = [] if element["type"] in LISTS else None
    return {"type": element["type"], held: element.get(start, empty)}


def value_for(element: Json, given: Any) -> Json:
    """The state of an input after a person entered `given`: a text, an option's value or words, an id, a list."""
    kind = element["type"]
    held, _ = FIELDS[kind]
    if held == "selected_option":
        given = None if given is None else _option(element, given)
    elif held == "selected_options":
        given = [_option(element, one) for one in given]
    elif kind == "plain_text_input" and given is not None:
        given = _typed(element, str(given))
    return {"type": kind, held: given}


def _typed(element: Json, text: str) -> str:
    """A text input takes no more than its length, and line breaks only when it is multiline."""
    if len(text) > element.get("max_length", 3000):
        raise PersonRefusedError(f"This field takes at most {element.get('max_length', 3000)} characters.")
    return text if element.get("multiline") else text.replace("\n", " ")


def options_of(element: Json) -> list[Json]:
    """Every option that a menu offers, out of its groups too."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return list(element.get("options", [])) + grouped


def _option(element: Json, wanted: Any) -> Json:
    if element["type"].endswith("external_select"):
        return wanted if isinstance(wanted, dict) else {"text": {"type": "plain_text", "text": wanted}, "value": wanted}
    wanted = wanted.get("value") if isinstance(wanted, dict) else wanted
    for option in options_of(element):
        if wanted in (option.get("value"), option["text"]["text"]):
            return option
    offered = ", ".join(str(o.get("value")) for o in options_of(element))
    raise PersonRefusedError(f"“{wanted}” is not offered here. Offered: {offered}.")


def enter(blocks: list[Json], entered: dict[str, Json], given: dict[str, Any]) -> None:
    """Types values into a view: `{block_id: value}` or `{block_id: {action_id: value}}`."""
    by_id = {block["block_id"]: block for block in blocks}
    for block_id, value in given.items():
        block = by_id.get(block_id)
        if block is None:
            raise PersonRefusedError(f"There is no field “{block_id}” here. There are: {', '.join(by_id)}.")
        for element in elements_of(block):
            action_id = element["action_id"]
            if isinstance(value, dict) and action_id in value:
                entered.setdefault(block_id, {})[action_id] = value_for(element, value[action_id])
            elif not isinstance(value, dict):
                entered.setdefault(block_id, {})[action_id] = value_for(element, value)


def missing(blocks: list[Json], values: dict[str, Json]) -> dict[str, str]:
    """What the client asks for before it lets a form go: block_id and sentence."""
    wanting = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        held, _ = FIELDS[element["type"]]
        value = values[block["block_id"]][element["action_id"]][held]
        if not value and not block.get("optional"):
            wanting[block["block_id"]] = "Please complete this required field."
        elif value and len(str(value)) < element.get("min_length", 0):
            wanting[block["block_id"]] = f"Please enter at least {element['min_length']} characters."
    return wanting
