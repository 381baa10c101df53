"""The JSON schema of the YAML file, for editors and for whoever writes it by program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from pydantic.json_schema import models_json_schema

from fireline.core.feature import Feature

Schema: TypeAlias = dict[str, Any]
WORKSPACE = "^[TE][A-Z0-9]+$"
REFS = "#/$defs/{model}"


def models(features: Sequence[Feature]) -> dict[str, type[Any]]:
    """Every section by its name in the file."""
    return {name: model for feature in features for name, model in feature.settings.items()}


def schema(features: Sequence[Feature]) -> Schema:
    """The whole file: every section at the top, and each once more for one workspace alone."""
    known = models(features)
    found, defs = models_json_schema([(model, "validation") for model in known.values()], ref_template=REFS)
    sections = {name: {"anyOf": [found[model, "validation"], {"type": "null"}]} for name, model in known.items()}
    alone = {"type": "object", "properties": sections, "additionalProperties": False}
    workspaces = {
        "description": "What differs in one workspace, by its id (T…): the same sections, over those at the top.",
        "type": ["object", "null"],
        "patternProperties": {WORKSPACE: {"$ref": "#/$defs/Sections"}},
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of Fireline",
        **alone,
        "properties": {**sections, "workspaces": workspaces},
        "$defs": {**{name: _tidy(each) for name, each in defs.get("$defs", {}).items()}, "Sections": alone},
    }


def keys_at(whole: Schema, path: Sequence[str]) -> list[str]:
    """Which keys are accepted at this place; none where any is, or none at all."""
    here = [whole]
    for part in path:
        here = [below for each in here for below in _below(whole, each, part)]
    return sorted({name for each in here for name in each.get("properties", ())})


def _below(whole: Schema, here: Schema, part: str) -> list[Schema]:
    found = here.get("properties", {}).get(part)
    if found is None and part.isdigit():
        found = here.get("items")
    if found is None:
        found = next(iter(here.get("patternProperties", {}).values()), None)
    if found is None and isinstance(here.get("additionalProperties"), dict):
        found = here["additionalProperties"]
    return _spread(whole, found) if found is not None else []


def _spread(whole: Schema, each: Schema) -> list[Schema]:
    """What a reference or a choice stands for."""
    if "$ref" in each:
        return _spread(whole, whole["$defs"][each["$ref"].rpartition("/")[2]])
    if "anyOf" in each:
        return [found for one in each["anyOf"] for found in _spread(whole, one)]
    return [each]


def _tidy(each: Any) -> Any:
    """As people write it: lengths and times of day as they are read, and no defaults of whole sections."""
    if isinstance(each, list):
        return [_tidy(one) for one in each]
    if not isinstance(each, Mapping):
        return each
    kept = {key: _tidy(value) for key, value in each.items() if not _is_noise(key, value)}
    if kept.get("format") == "duration":
        return {**_without(kept, "format", "default"), "type": ["string", "integer"]}
    if kept.get("format") == "time":
        return {**_without(kept, "format", "default"), "pattern": "^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$"}
    if "description" in kept:
        kept["description"] = " ".join(str(kept["description"]).split())
    return kept


def _is_noise(key: str, value: Any) -> bool:
    return (key == "title" and isinstance(value, str)) or (key == "default" and isinstance(value, dict))


def _without(each: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in each.items() if key not in names}
