"""The one metadata into which the store and every feature write their tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import MetaData

# Names are spelled out so that a migration can speak of a constraint alike on both databases.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


@dataclass(frozen=True)
class Said:
    by: str | None
    at: str | None


@dataclass(frozen=True)
class Stated:
    counts: str | None


def said(by: str | None, at: str | None = None) -> dict[str, Any]:
    """`info` of a column for words that somebody said, as in a message.

    They go when `retention` lets go of their incident; without an incident so many days after the moment in column
    `at`. Column `by` names who said them: `forget` takes them with the person. None: they were put together from
    what several people said.
    """
    return {"said": Said(by, at)}


def stated(counts: str | None = None) -> dict[str, Any]:
    """`info` of a column for what somebody stated as a fact of the record, which stays as long as the record does.

    `counts` is a condition in SQL: a row for which it does not hold was taken back, or never left, and goes like what
    was said.
    """
    return {"stated": Stated(counts)}
