"""Gathers every table: the store's own and each feature's `tables.py`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import MetaData

from fireline import features
from fireline.store import tables
from fireline.store.metadata import metadata


def gathered() -> MetaData:
    """The metadata with all tables in it, whoever declared them."""
    assert tables.entry.metadata is metadata
    for folder in iter_modules(features.__path__, "fireline.features."):
        if folder.ispkg and _has_tables(folder.name):
            import_module(f"{folder.name}.tables")
    return metadata


def _has_tables(package: str) -> bool:
    return any(found.name == "tables" for found in iter_modules(import_module(package).__path__))
