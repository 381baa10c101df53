"""Slack's limits, in one table: the kit cuts texts by it, and `limits.violations` checks payloads against it.

The numbers are Slack's published ones (2026); where two of its pages differ, the stricter stands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Surface = Literal["message", "modal", "home"]

ID = 255
VIEW_BYTES = 250 * 1024
MARKDOWN_TEXT = 12_000  # all markdown blocks of one message together
TABLES = 1  # a message
TABLE_ROWS, TABLE_CELLS, TABLE_TEXT = 100, 20, 10_000

_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class SurfaceShape:
    """What one message or view may hold."""

    blocks: int
    text: int = 0
    edited_text: int = 0  # chat.update refuses what chat.postMessage would merely cut


SURFACES: Mapping[Surface, SurfaceShape] = {
    "message": SurfaceShape(blocks=50, text=40_000, edited_text=4_000),
    "modal": SurfaceShape(blocks=100),
    "home": SurfaceShape(blocks=100),
}


@dataclass(frozen=True)
class Shape:
    """One kind of block, element or object: what it needs and how long its parts may be."""

    required: tuple[str, ...] = ()
    texts: Mapping[str, int] = field(default_factory=dict)  # text objects, or lists of them
    plain: tuple[str, ...] = ()  # those of the texts that must be plain_text
    strings: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    patterns: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    numbers: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    chosen: str | None = None  # the initial option(s), which must be among the options
    within: tuple[str, ...] = ("section", "actions", "input")  # the blocks that an element may stand in


_PICK = {"action_id": ID}
_TEN_DIGITS = (1_000_000_000, 9_999_999_999)
_HINTED = {"placeholder": 150}
_SELECT = Shape(("action_id",), texts=_HINTED, plain=("placeholder",), strings=_PICK)
_MULTI_SELECT = replace(_SELECT, within=("section", "input"))  # Slack refuses them among buttons

BLOCKS: Mapping[str, Shape] = {
    "section": Shape(texts={"text": 3000, "fields": 2000}, strings={"block_id": ID}, counts={"fields": (1, 10)}),
    "header": Shape(("text",), texts={"text": 150}, plain=("text",), strings={"block_id": ID}),
    "context": Shape(("elements",), texts={"elements": 2000}, strings={"block_id": ID}, counts={"elements": (1, 10)}),
    "actions": Shape(("elements",), strings={"block_id": ID}, counts={"elements": (1, 25)}),
    "divider": Shape(strings={"block_id": ID}),
    "input": Shape(
        ("label", "element"),
        texts={"label": 2000, "hint": 2000},
        plain=("label", "hint"),
        strings={"block_id": ID},
    ),
    "image": Shape(
        ("alt_text",),
        texts={"title": 2000},
        plain=("title",),
        strings={"block_id": ID, "alt_text": 2000, "image_url": 3000},
    ),
    "markdown": Shape(("text",), strings={"text": MARKDOWN_TEXT, "block_id": ID}),
    "rich_text": Shape(("elements",), strings={"block_id": ID}),
    "table": Shape(
        ("rows",),
        strings={"block_id": ID},
        counts={"rows": (1, TABLE_ROWS), "column_settings": (0, TABLE_CELLS)},
    ),
}

ELEMENTS: Mapping[str, Shape] = {
    "button": Shape(
        ("text", "action_id"),
        within=("section", "actions"),
        texts={"text": 75},
        plain=("text",),
        strings={"action_id": ID, "value": 2000, "url": 3000, "accessibility_label": 75},
    ),
    "static_select": Shape(
        ("action_id", "options"),
        texts=_HINTED,
        plain=("placeholder",),
        strings=_PICK,
        counts={"options": (1, 100)},
        chosen="initial_option",
    ),
    "multi_static_select": Shape(
        ("action_id", "options"),
        within=("section", "input"),
        texts=_HINTED,
        plain=("placeholder",),
        strings=_PICK,
        counts={"options": (1, 100)},
        chosen="initial_options",
    ),
    "overflow": Shape(
        ("action_id", "options"), strings=_PICK, counts={"options": (2, 5)}, within=("section", "actions")
    ),
    "checkboxes": Shape(("action_id", "options"), strings=_PICK, counts={"options": (1, 10)}, chosen="initial_options"),
    "radio_buttons": Shape(
        ("action_id", "options"), strings=_PICK, counts={"options": (1, 10)}, chosen="initial_option"
    ),
    "users_select": _SELECT,
    "multi_users_select": _MULTI_SELECT,
    "conversations_select": _SELECT,
    "multi_conversations_select": _MULTI_SELECT,
    "channels_select": _SELECT,
    "multi_channels_select": _MULTI_SELECT,
    "external_select": _SELECT,
    "datepicker": Shape(
        ("action_id",),
        texts=_HINTED,
        plain=("placeholder",),
        strings=_PICK,
        patterns={"initial_date": _DAY},
    ),
    "timepicker": Shape(
        ("action_id",),
        texts=_HINTED,
        plain=("placeholder",),
        strings=_PICK,
        patterns={"initial_time": _TIME_OF_DAY},
    ),
    "datetimepicker": Shape(
        ("action_id",),
        strings=_PICK,
        numbers={"initial_date_time": _TEN_DIGITS},  # Unix seconds
        within=("actions", "input"),
    ),
    "plain_text_input": Shape(
        ("action_id",),
        texts=_HINTED,
        plain=("placeholder",),
        strings={"action_id": ID, "initial_value": 3000},
        numbers={"min_length": (0, 3000), "max_length": (1, 3000)},
        within=("input",),
    ),
    "image": Shape(("alt_text",), strings={"alt_text": 2000, "image_url": 3000}, within=("section", "context")),
}

OBJECTS: Mapping[str, Shape] = {
    "option": Shape(("text", "value"), texts={"text": 75, "description": 75}, strings={"value": 150, "url": 3000}),
    "confirm": Shape(
        ("title", "text", "confirm", "deny"),
        texts={"title": 100, "text": 300, "confirm": 30, "deny": 30},
        plain=("title", "text", "confirm", "deny"),
    ),
    "view": Shape(
        ("type", "blocks"),
        texts={"title": 24, "submit": 24, "close": 24},
        plain=("title", "submit", "close"),
        strings={"callback_id": ID, "external_id": ID, "private_metadata": 3000},
    ),
}


def text_limit(kind: str, part: str) -> int:
    """How many characters the text object `part` of a block, element or object may have."""
    return _shape(kind).texts[part]


def string_limit(kind: str, part: str) -> int:
    """How many characters the bare string `part` (an id, a value) may have."""
    return _shape(kind).strings[part]


def count_limit(kind: str, part: str) -> tuple[int, int]:
    """How few and how many things the list `part` may hold."""
    return _shape(kind).counts[part]


def _shape(kind: str) -> Shape:
    return BLOCKS.get(kind) or ELEMENTS.get(kind) or OBJECTS[kind]
