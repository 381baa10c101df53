"""Columns as an entry keeps them, in JSON, so that what was changed can be put back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any


def to_json(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Moments and days become ISO 8601; all else is JSON already."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in columns.items()}


def from_json(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Back to moments (`…_at`) and days (`…_on`), told apart by the column's name."""
    return {name: _value(name, value) for name, value in kept.items()}


def _value(name: str, value: Any) -> Any:
    if value is None or not name.endswith(("_at", "_on")):
        return value
    return datetime.fromisoformat(value) if name.endswith("_at") else date.fromisoformat(value)
