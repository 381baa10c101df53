"""The check of a rendered payload against Slack's limits (the numbers are in `limit_table.py`).

Slack answers a payload that is one character too long with `invalid_blocks`, and a whole message is lost. So the tests
hold everything that the bot renders against this, and name each fault by its path.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fireline.core.limit_table import (
    BLOCKS,
    ELEMENTS,
    MARKDOWN_TEXT,
    OBJECTS,
    SURFACES,
    TABLE_CELLS,
    TABLE_TEXT,
    TABLES,
    VIEW_BYTES,
    Shape,
    Surface,
)

Json = Mapping[str, Any]
_WAKES_MANY = re.compile(r"<!(?:here|channel|everyone|subteam)\b")
_UNSENDABLE = re.compile("[\x00\ud800-\udfff]")
_PARENTS: Mapping[str, tuple[str, ...]] = {
    "section": ("accessory",),
    "input": ("element",),
    "actions": ("elements",),
    "context": ("elements",),
}


def violations(payload: Json, surface: Surface = "message") -> list[str]:
    """Everything that Slack would refuse in it, each as "where: what"; an empty list when it may be sent.

    For a message the arguments of chat.postMessage, or of chat.update when there is a `ts`; for the others the view, or
    the arguments of views.* around it. Stricter than Slack in two things, which are ours: mrkdwn is verbatim, and
    nothing wakes a whole channel.
    """
    view = payload.get("view", payload)
    found = _of_message(payload) if surface == "message" else _of_view(view, surface)
    return [*found, *_everywhere("", payload)]


def _of_message(payload: Json) -> Iterator[str]:
    shape, text = SURFACES["message"], payload.get("text")
    edited = "ts" in payload
    if not isinstance(text, str) or not text.strip():
        yield "text: missing; it is what notifications and screen readers say"
    else:
        yield from _too_long("text", text, shape.edited_text if edited else shape.text)
    if payload.get("link_names") or payload.get("parse") == "full":
        yield "link_names, parse: would turn plain words into mentions"
    yield from _of_metadata(payload.get("metadata"))
    yield from _of_blocks(payload.get("blocks") or (), shape.blocks)


def _of_metadata(metadata: Any) -> Iterator[str]:
    if metadata is None:
        return
    if not metadata.get("event_type") or not isinstance(metadata.get("event_payload"), Mapping):
        yield "metadata: needs an event_type and an event_payload"
        return
    for name, value in metadata["event_payload"].items():
        if isinstance(value, Mapping | list):
            yield f"metadata.event_payload.{name}: must be flat"


def _of_view(view: Json, surface: Surface) -> Iterator[str]:
    blocks = view.get("blocks") or ()
    if view.get("type") != surface:
        yield f"type: is {view.get('type')!r}, not {surface!r}"
    if surface == "modal" and "title" not in view:
        yield "title: missing"
    if surface == "modal" and "submit" not in view and any(block.get("type") == "input" for block in blocks):
        yield "submit: missing, and there is an input"
    yield from _of_shape("", view, OBJECTS["view"])
    yield from _of_blocks(blocks, SURFACES[surface].blocks)
    size = len(json.dumps(view).encode())
    if size > VIEW_BYTES:
        yield f"view: {size} bytes, at most {VIEW_BYTES}"


def _of_blocks(blocks: Sequence[Json], most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"blocks: {len(blocks)}, at most {most}"
    yield from _repeated("block_id", [(f"blocks[{at}]", block) for at, block in enumerate(blocks)])
    for at, block in enumerate(blocks):
        yield from _of_block(f"blocks[{at}]", block)
    tables = sum(block.get("type") == "table" for block in blocks)
    if tables > TABLES:
        yield f"blocks: {tables} tables, at most {TABLES}"
    markdown = sum(len(block.get("text", "")) for block in blocks if block.get("type") == "markdown")
    if markdown > MARKDOWN_TEXT:
        yield f"blocks: {markdown} characters of markdown, at most {MARKDOWN_TEXT}"


def _of_block(path: str, block: Json) -> Iterator[str]:
    kind = str(block.get("type"))
    if kind not in BLOCKS:
        yield f"{path}.type: {kind!r} is no block of ours"
        return
    yield from _of_shape(path, block, BLOCKS[kind])
    if kind == "section" and "text" not in block and "fields" not in block:
        yield f"{path}: needs text or fields"
    if kind == "table":
        yield from _of_table(path, block)
    inside = list(_inside(path, block, _PARENTS.get(kind, ())))
    yield from _repeated("action_id", inside)
    for where, element in inside:
        if not (kind == "context" and element.get("type") in ("mrkdwn", "plain_text")):
            yield from _of_element(where, element, kind)


def _inside(path: str, block: Json, names: tuple[str, ...]) -> Iterator[tuple[str, Json]]:
    for name in names:
        held = block.get(name, ())
        if isinstance(held, Mapping):
            yield f"{path}.{name}", held
        else:
            yield from ((f"{path}.{name}[{at}]", element) for at, element in enumerate(held))


def _of_element(path: str, element: Json, block: str) -> Iterator[str]:
    kind = str(element.get("type"))
    if kind not in ELEMENTS:
        yield f"{path}.type: {kind!r} is no element of ours"
        return
    if block not in ELEMENTS[kind].within:
        yield f"{path}.type: {kind!r} cannot stand in {block!r}"
    yield from _of_shape(path, element, ELEMENTS[kind])
    yield from _of_options(path, element, ELEMENTS[kind].chosen)
    if "confirm" in element:
        yield from _of_shape(f"{path}.confirm", element["confirm"], OBJECTS["confirm"])
    if element.get("style", "primary") not in ("primary", "danger"):
        yield f"{path}.style: {element['style']!r} is neither primary nor danger"
    if not re.match(r"https?://", element.get("url", "https://")):
        yield f"{path}.url: neither http nor https"


def _of_options(path: str, element: Json, chosen: str | None) -> Iterator[str]:
    options = element.get("options") or ()
    for at, option in enumerate(options):
        yield from _of_shape(f"{path}.options[{at}]", option, OBJECTS["option"])
    initial = element.get(chosen) if chosen else None
    for choice in initial if isinstance(initial, list) else [initial] if initial else []:
        if choice not in options:
            yield f"{path}.{chosen}: is not one of the options"


def _of_table(path: str, table: Json) -> Iterator[str]:
    rows = table.get("rows") or ()
    for at, row in enumerate(rows):
        if len(row) > TABLE_CELLS:
            yield f"{path}.rows[{at}]: {len(row)} cells, at most {TABLE_CELLS}"
    letters = sum(len(text) for _, text in _strings("", rows))
    if letters > TABLE_TEXT:
        yield f"{path}.rows: {letters} characters, at most {TABLE_TEXT}"


def _of_shape(path: str, thing: Json, shape: Shape) -> Iterator[str]:
    """What one entry of the table says about one thing."""
    dot = f"{path}." if path else ""
    yield from (f"{dot}{name}: missing" for name in shape.required if name not in thing)
    for name, limit in shape.texts.items():
        for where, text in _texts(f"{dot}{name}", thing.get(name)):
            yield from _of_text(where, text, limit, plain=name in shape.plain)
    for name, limit in shape.strings.items():
        if isinstance(thing.get(name), str):
            yield from _too_long(f"{dot}{name}", thing[name], limit)
    for name, (fewest, most) in shape.counts.items():
        if name in thing and not fewest <= len(thing[name]) <= most:
            yield f"{dot}{name}: {len(thing[name])}, must be {fewest} to {most}"
    for name, pattern in shape.patterns.items():
        if name in thing and not pattern.fullmatch(str(thing[name])):
            yield f"{dot}{name}: {thing[name]!r} has the wrong form"
    for name, (least, largest) in shape.numbers.items():
        if name in thing and not (type(thing[name]) is int and least <= thing[name] <= largest):
            yield f"{dot}{name}: {thing[name]!r}, must be {least} to {largest}"


def _texts(path: str, held: Any) -> Iterator[tuple[str, Json]]:
    if isinstance(held, list):
        yield from ((f"{path}[{at}]", each) for at, each in enumerate(held) if each.get("type") != "image")
    elif held is not None:
        yield path, held


def _of_text(path: str, text: Any, limit: int, *, plain: bool) -> Iterator[str]:
    if not isinstance(text, Mapping) or text.get("type") not in ("plain_text", "mrkdwn"):
        yield f"{path}: is not a text object"
        return
    if plain and text["type"] != "plain_text":
        yield f"{path}: must be plain_text"
    said = text.get("text")
    if not isinstance(said, str) or not said.strip():
        yield f"{path}: empty"
    else:
        yield from _too_long(path, said, limit)


def _too_long(path: str, text: str, limit: int) -> Iterator[str]:
    if len(text) > limit:
        yield f"{path}: {len(text)} characters, at most {limit}"


def _repeated(name: str, things: Sequence[tuple[str, Json]]) -> Iterator[str]:
    seen: set[str] = set()
    for path, thing in things:
        given = thing.get(name)
        if given in seen:
            yield f"{path}.{name}: {given!r} is there twice"
        if given is not None:
            seen.add(given)


def _everywhere(path: str, thing: Any) -> Iterator[str]:
    """What holds at any depth: mrkdwn is verbatim, no text wakes a channel, every text can be sent."""
    where = path.removeprefix(".")
    if isinstance(thing, Mapping) and thing.get("type") == "mrkdwn" and thing.get("verbatim") is not True:
        yield f"{where}: mrkdwn without verbatim"
    is_told = not where.endswith((".value", ".initial_value"))  # what a button or a field holds is no markup
    if isinstance(thing, str) and is_told and _WAKES_MANY.search(thing):
        yield f"{where}: wakes a whole channel or group"
    if isinstance(thing, str) and _UNSENDABLE.search(thing):
        yield f"{where}: NUL or a lone surrogate"
    for step, part in _children(thing):
        yield from _everywhere(f"{path}{step}", part)


def _strings(path: str, thing: Any) -> Iterator[tuple[str, str]]:
    if isinstance(thing, str):
        yield path.removeprefix("."), thing
    for step, part in _children(thing):
        yield from _strings(f"{path}{step}", part)


def _children(thing: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(thing, Mapping):
        yield from ((f".{name}", part) for name, part in thing.items())
    elif isinstance(thing, list | tuple):
        yield from ((f"[{at}]", part) for at, part in enumerate(thing))
